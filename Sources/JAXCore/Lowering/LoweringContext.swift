// Where primitives write their StableHLO: the function under construction and the module around it.

import StableHLO

/// The function that operations are lowered into, and the module around it.
public struct LoweringContext {
  public typealias Value = HLO.Value

  /// The platform compiled for: `"cpu"`, `"cuda"` or `"tpu"`.
  public let platform: String
  /// Whether primitives are asked for what suits XLA's CPU compiler.
  private let suitsCPU: Bool

  private var module: HLO.ModuleBuilder
  private var function: HLO.FunctionBuilder
  /// The name of the function, and of the scopes that the operations being lowered were recorded in.
  private var path: String
  private var isScoped = false
  /// Whether there are barriers that must last until loops are fused.
  package private(set) var keepsBarriers = false
  private var isInRegion = false
  /// The tokens of the last operations with each ordered effect.
  var tokens: [Effect: Value] = [:]
  private var functionNames: [ObjectIdentifier: (name: String, jaxpr: Jaxpr)] = [:]

  /// A module with the arguments of its main function.
  package init(module name: String, platform: String, arguments: [ShapedArray]) {
    self.platform = platform
    suitsCPU = platform == "cpu" && !Configuration.current.usesPortableLowerings
    path = name.hasPrefix("jit_") ? "jit(\(name.dropFirst(4)))" : name
    module = HLO.ModuleBuilder(name: name)
    function = HLO.FunctionBuilder(arguments: arguments.map(\.tensorType))
  }

  /// The arguments of the function.
  package var arguments: [Value] { function.arguments }

  /// The module's text, its main function returning the given values.
  package consuming func finish(
    returning results: [Value], argumentAttributes: [[(String, HLO.Attribute)]] = []
  ) -> [UInt8] {
    module.add(
      function, name: "main", isPublic: true, returning: results,
      argumentAttributes: argumentAttributes)
    return module.finish()
  }

  /// Appends an operation whose operands and result all have one type, as in `"stablehlo.add"`.
  public mutating func elementwise(_ name: String, _ operands: [Value]) -> Value {
    // CHLO's short form names operand and result types apart, so its generic form is written.
    name.hasPrefix("chlo.")
      ? operation(name, operands, result: operands[0].type) : function.elementwise(name, operands)
  }

  /// Appends any operation without regions.
  public mutating func operation(
    _ name: String, _ operands: [Value], results: [HLO.TensorType],
    attributes: [(String, HLO.Attribute)] = []
  ) -> [Value] {
    function.operation(name, operands, results: results, attributes: attributes)
  }

  /// Appends any operation without regions that has one result.
  public mutating func operation(
    _ name: String, _ operands: [Value], result: HLO.TensorType,
    attributes: [(String, HLO.Attribute)] = []
  ) -> Value {
    function.operation(name, operands, results: [result], attributes: attributes)[0]
  }

  /// Appends an operation with regions.
  ///
  /// - Parameter regions: each region's argument types, and what computes the values it yields from the arguments.
  public mutating func operation(
    _ name: String, _ operands: [Value], results: [HLO.TensorType],
    attributes: [(String, HLO.Attribute)] = [], regions: [Region]
  ) throws -> [Value] {
    let values = function.beginOperation(name, operands, results: results)
    let wasInRegion = isInRegion
    isInRegion = true
    defer { isInRegion = wasInRegion }
    for (number, region) in regions.enumerated() {
      let arguments = function.beginRegion(region.arguments, isFirst: number == 0)
      let yielded = try region.body(&self, arguments)
      function.endRegion(yielding: yielded)
    }
    function.endOperation(operands, results: results, attributes: attributes)
    return values
  }

  /// A region of an operation: the types of its arguments, and its body.
  public struct Region {
    let arguments: [HLO.TensorType]
    let body: (inout LoweringContext, [Value]) throws -> [Value]

    /// A region with arguments of the given types, which yields what the body returns.
    public init(
      _ arguments: [HLO.TensorType] = [],
      _ body: @escaping (inout LoweringContext, [Value]) throws -> [Value]
    ) {
      self.arguments = arguments
      self.body = body
    }
  }

  /// Appends a constant array whose elements are all one number.
  public mutating func constant(_ value: ScalarValue, shape: [Int] = [], _ dtype: DType) -> Value {
    function.splat(value.literal(dtype), HLO.TensorType(shape, dtype.elementType))
  }

  /// Appends a constant array with the given elements, as they lie in memory.
  package mutating func constant(_ bytes: [UInt8], _ aval: ShapedArray) -> Value {
    let type = aval.tensorType
    guard type.element == .i1 else { return function.dense(bytes, type) }
    let numbers = HLO.TensorType(type.shape, .ui8)
    return operation(
      "stablehlo.compare",
      [function.dense(bytes, numbers), function.splat("0", numbers)], result: type,
      attributes: [("comparison_direction", .raw("#stablehlo<comparison_direction NE>"))])
  }

  /// Appends `stablehlo.broadcast_in_dim`; does nothing if the shape stays the same.
  public mutating func broadcast(_ value: Value, to shape: [Int], dimensions: [Int]) -> Value {
    if value.type.shape == shape { return value }
    return operation(
      "stablehlo.broadcast_in_dim", [value], result: value.type.with(shape: shape),
      attributes: [("broadcast_dimensions", .ints(dimensions))])
  }

  /// Appends `stablehlo.convert`; does nothing if the element type stays the same.
  public mutating func convert(_ value: Value, to element: HLO.ElementType) -> Value {
    if value.type.element == element { return value }
    return operation(
      "stablehlo.convert", [value], result: HLO.TensorType(value.type.shape, element))
  }

  /// Appends a barrier behind a value: XLA's CPU compiler computes it once, and stores it.
  package mutating func store(_ value: Value) -> Value {
    keepsBarriers = true
    return operation("stablehlo.optimization_barrier", [value], result: value.type)
  }

  /// Appends the operations of a jaxpr without constant variables, in place.
  public mutating func inline(_ jaxpr: Jaxpr, _ operands: [Value]) throws -> [Value] {
    var environment = [Value?](repeating: nil, count: jaxpr.avals.count)
    for (variable, value) in zip(jaxpr.inputs, operands) { environment[variable] = value }

    func value(of atom: Jaxpr.Atom, _ context: inout LoweringContext) throws -> Value {
      switch atom {
      case .literal(let literal): return context.constant(literal.value, literal.aval.dtype)
      case .variable(let number):
        guard let value = environment[number] else {
          throw JAXError.internal("variable \(number) of a jaxpr is lowered before it is bound.")
        }
        return value
      }
    }

    let storedValues = suitsCPU ? StoredValues(jaxpr, isInRegion: isInRegion) : nil
    for equation in jaxpr.equations {
      let inputs = try equation.inputs.map { try value(of: $0, &self) }
      let outputs = try lowerNamed(
        equation, inputs, inputs: equation.inputs.map(jaxpr.aval),
        outputs: equation.outputs.map { jaxpr.avals[$0] })
      for (variable, output) in zip(equation.outputs, outputs) {
        let isStored = storedValues?.contains(variable) ?? false
        environment[variable] = isStored ? store(output) : output
      }
    }
    return try jaxpr.outputs.map { try value(of: $0, &self) }
  }

  /// Appends the operation of an equation, named by the scopes that it was recorded in.
  private mutating func lowerNamed(
    _ equation: Jaxpr.Equation, _ operands: [Value], inputs: [ShapedArray], outputs: [ShapedArray]
  ) throws -> [Value] {
    guard isScoped || equation.names != nil else {
      return try lower(equation.primitive, operands, inputs: inputs, outputs: outputs)
    }
    let outer = (path, isScoped, function.location)
    defer { (path, isScoped, function.location) = outer }
    if let names = equation.names { path += "/" + names.text }
    isScoped = true
    function.location = path + "/" + type(of: equation.primitive).name
    return try lower(equation.primitive, operands, inputs: inputs, outputs: outputs)
  }

  /// Appends a call of a jaxpr without constant variables as a function of its own, which is lowered once per module.
  public mutating func call(_ jaxpr: Jaxpr, name: String, _ operands: [Value]) throws -> [Value] {
    let identity = ObjectIdentifier(jaxpr)
    let effects = jaxpr.effects
    let ordered = effects.ordered
    if functionNames[identity] == nil {
      let unique = module.uniqueName(name)
      let caller = (function, path, isScoped)
      let count = jaxpr.inputs.count
      function = HLO.FunctionBuilder(
        arguments: jaxpr.inputAvals.map(\.tensorType) + ordered.map { _ in .token })
      (path, isScoped) = ("jit(\(name))", false)
      let arguments = function.arguments
      let results = try withTokens(arguments[count...], of: effects) { context in
        try context.inline(jaxpr, Array(arguments[..<count]))
      }
      module.add(function, name: unique, returning: results)
      (function, path, isScoped) = caller
      functionNames[identity] = (unique, jaxpr)
    }
    let results = function.call(
      functionNames[identity]?.name ?? name, operands + tokens(of: effects),
      results: jaxpr.outputAvals.map(\.tensorType) + ordered.map { _ in .token })
    return takingTokens(results, of: effects)
  }

  /// Appends what a function written with tensors does: for primitives that are compositions of others.
  ///
  /// The function is traced as where no settings are made: what an operation does is decided by its parameters.
  public mutating func trace(
    _ operands: [Value], _ avals: [ShapedArray], _ function: ([Tensor]) throws -> [Tensor]
  ) throws -> [Value] {
    let closed = try Context(errors: Context.current.errors).run {
      try traceToJaxpr(avals, name: "lowering", function)
    }
    let constants = try closed.constants.map {
      constant(try $0.elementBytes(for: "lowering"), $0.aval)
    }
    return try inline(closed.jaxpr.withConstantsAsInputs, constants + operands)
  }

  /// Appends one operation: the one place where a platform's own lowering is chosen.
  package mutating func lower(
    _ primitive: any Primitive, _ operands: [Value], inputs: [ShapedArray], outputs: [ShapedArray]
  ) throws -> [Value] {
    if inputs.contains(where: \.dtype.isKey) || outputs.contains(where: \.dtype.isKey),
      let moving = primitive as? any KeyMovingPrimitive
    {
      return try moving.onKeyWords(inputs: inputs, outputs: outputs).lower(
        operands, &self, inputs: inputs.map(\.physical), outputs: outputs.map(\.physical))
    }
    if suitsCPU,
      let results = try primitive.lowerForCPU(operands, &self, inputs: inputs, outputs: outputs)
    {
      return results
    }
    return try primitive.lower(operands, &self, inputs: inputs, outputs: outputs)
  }
}

/// A primitive that moves elements without looking at them, and so can move keys.
///
/// On a device a key is two words along one more, last axis.
public protocol KeyMovingPrimitive: Primitive {
  /// The primitive that does the same to the arrays of words.
  func onKeyWords(inputs: [ShapedArray], outputs: [ShapedArray]) throws -> any Primitive
}
