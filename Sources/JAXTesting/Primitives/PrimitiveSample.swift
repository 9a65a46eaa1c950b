// A use of a primitive that its rules are checked with.

import JAXCore
import JAXLax
import JAXTransforms

/// A use of a primitive that its rules are checked with: the parameters, and operands.
public struct PrimitiveSample: Sendable {
  /// What is checked with a sample.
  public struct Checks: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// That the primitive can be made again from its parameters.
    public static let parameters = Checks(rawValue: 1)
    /// The types and values of results, alone and as part of a compiled program.
    public static let values = Checks(rawValue: 2)
    /// The operation under `vmap`, over every axis of every operand.
    public static let batching = Checks(rawValue: 4)
    /// Derivatives in both modes against central differences, and against each other.
    public static let derivatives = Checks(rawValue: 8)
    /// The same for derivatives of derivatives.
    public static let secondDerivatives = Checks(rawValue: 16)

    /// The operation under `vmap`, over the first axes of all operands together.
    public static let mapping = Checks(rawValue: 32)

    /// What is checked for one more dtype or value of a primitive that is checked fully with another.
    public static let brief: Checks = [.parameters, .values, .mapping]
    /// Derivatives in forward mode only, against central differences.
    public static let tangents = Checks(rawValue: 64)

    /// All but derivatives, as for integers and at kinks.
    public static let plain: Checks = [.parameters, .values, .batching]
    /// Derivatives of one more use of a primitive that is checked fully with another.
    public static let differentiable: Checks = [.brief, .derivatives, .secondDerivatives]
    /// Everything.
    public static let all: Checks = [.plain, .derivatives, .secondDerivatives]
  }

  /// The name in errors.
  public let label: String
  /// The primitive, with parameters.
  public let primitive: any Primitive
  /// The operands of several examples, which have the same types.
  public let examples: [[Tensor]]
  /// What is checked.
  public let checks: Checks
  /// The operands that derivatives are taken with respect to; all inexact ones if nil.
  public let differentiated: [Int]?
  /// The operands that are not mapped over, because the primitive does not allow it.
  public let shared: [Int]
  /// Whether the operands are symmetric matrices, and derivatives taken in symmetric directions only.
  public let isSymmetric: Bool
  /// How far derivatives may be from differences, relative to 1 + |expected|.
  public let tolerance: Double
  /// The axis between whose examples a collective operation works: the first one of each operand and result.
  public let axis: NamedAxis?
  /// What of the results is defined; everything if nil.
  let defined: (@Sendable ([Tensor]) -> [Tensor])?

  /// A use of the primitive with the given name and parameters.
  ///
  ///     try PrimitiveSample("integer_pow", params: [("y", .int(3))], [.numbers(-2...2, [3])])
  ///
  /// - Throws: ``JAXError`` if there is no such primitive, or the parameters or operands do not fit.
  public init(
    _ name: String, params: [(String, Jaxpr.Param)] = [], _ operands: [SampleOperand],
    _ label: String = "", checks: Checks = .all, differentiated: [Int]? = nil,
    tolerance: Double = 1e-6
  ) throws {
    guard let type = Catalog.type(named: name) else {
      throw JAXError(
        .argument, "PrimitiveSample", found: "no primitive '\(name)'.",
        expected: "a name of Catalog", remedy: "add the primitive to Catalog.")
    }
    try self.init(
      primitive: try type.init(params: Jaxpr.Params(params)),
      examples: Self.examples(operands), label, checks: checks, differentiated: differentiated,
      tolerance: tolerance)
  }

  /// A use of a collective operation between the examples of a mapped axis, the first one of each operand.
  ///
  ///     try PrimitiveSample("psum", over: NamedAxis("i", size: 3), params: …, [.numbers(-1...1, [3, 2])])
  ///
  /// - Throws: ``JAXError`` if there is no such primitive, or the parameters do not fit.
  public init(
    _ name: String, over axis: NamedAxis, params: [(String, Jaxpr.Param)],
    _ operands: [SampleOperand],
    checks: Checks = .all
  ) throws {
    guard let type = Catalog.type(named: name) else {
      throw JAXError(
        .argument, "PrimitiveSample", found: "no primitive '\(name)'.",
        expected: "a name of Catalog", remedy: "add the primitive to Catalog.")
    }
    try self.init(
      primitive: try Self.make(type, Jaxpr.Params(params), over: axis),
      examples: Self.examples(operands), "", checks: checks, differentiated: nil, tolerance: 1e-6,
      axis: axis)
  }

  /// A primitive with the given parameters, in the scope of an axis.
  private static func make(
    _ type: any Primitive.Type, _ params: Jaxpr.Params, over axis: NamedAxis?
  )
    throws -> any Primitive
  {
    try withTrace(JaxprTrace("makeJaxpr", axes: axis.map { [$0] } ?? [])) {
      try type.init(params: params)
    }
  }

  /// The primitive made again from its parameters.
  func remade() throws -> any Primitive {
    try Self.make(type(of: primitive), primitive.params, over: axis)
  }

  /// The first use of the primitive with the given name in a function.
  ///
  ///     try PrimitiveSample("slice", of: [.numbers(-1...1, [5])]) { lax.sliceInDim($0[0], 1, 4) }
  ///
  /// The function is traced, so this finds what a public function records, programs inside primitives included.
  ///
  /// - Throws: ``JAXError`` if the function does not use the primitive.
  public init(
    _ name: String, of operands: [SampleOperand], _ label: String = "", checks: Checks = .all,
    differentiated: [Int]? = nil, shared: [Int] = [], isSymmetric: Bool = false,
    tolerance: Double = 1e-6, defined: (@Sendable ([Tensor]) -> [Tensor])? = nil,
    _ function: ([Tensor]) throws -> [Tensor]
  ) throws {
    let examples = Self.examples(operands)
    let closed = try traceToJaxpr(examples[0].map(\.aval), name: "makeJaxpr", function)
    let jaxpr = closed.jaxpr
    guard
      let position = jaxpr.equations.firstIndex(where: { type(of: $0.primitive).name == name })
    else {
      throw JAXError(
        .argument, "PrimitiveSample", found: "a function without '\(name)':\n\(jaxpr)",
        expected: "a function that applies the primitive itself")
    }
    let equation = jaxpr.equations[position]
    // What comes before computes the primitive's operands.
    let prefix = Jaxpr(
      avals: jaxpr.avals, constants: jaxpr.constants, inputs: jaxpr.inputs,
      equations: Array(jaxpr.equations[..<position]), outputs: equation.inputs)
    try self.init(
      primitive: equation.primitive,
      examples: try examples.map {
        try evalJaxpr(prefix, constants: closed.constants, $0)
      }, label, checks: checks, differentiated: differentiated, shared: shared,
      isSymmetric: isSymmetric, tolerance: tolerance, defined: defined)
  }

  private init(
    primitive: any Primitive, examples: [[Tensor]], _ label: String, checks: Checks,
    differentiated: [Int]?, shared: [Int] = [], isSymmetric: Bool = false, tolerance: Double,
    axis: NamedAxis? = nil, defined: (@Sendable ([Tensor]) -> [Tensor])? = nil
  ) throws {
    let types = examples[0].map(\.aval.description).joined(separator: ", ")
    let settings = primitive.params.entries.compactMap { entry in
      entry.value.word.map { "\(entry.name)=\($0)" }
    }.joined(separator: " ")
    self.label = [label, settings, "(\(types))"].filter { !$0.isEmpty }.joined(separator: " ")
    self.primitive = primitive
    self.examples = examples
    self.checks = checks
    self.differentiated = differentiated
    self.shared = shared
    self.isSymmetric = isSymmetric
    self.tolerance = tolerance
    self.axis = axis
    self.defined = defined
  }

  private static func examples(_ operands: [SampleOperand]) -> [[Tensor]] {
    (0..<BatchingCheck.exampleCount).map { example in operands.map { $0.make(example) } }
  }

  /// The primitive applied to operands.
  func apply(_ operands: [Tensor]) throws -> [Tensor] {
    guard let axis else {
      let results = try interpret(primitive, operands)
      return defined?(results) ?? results
    }
    return try vmapFlat(
      { try interpret(primitive, $0) }, operands, inAxes: operands.map { _ in 0 },
      axisSize: axis.size, axisName: axis.name)
  }

  /// The types that the primitive is given for operands: of a collective, those of one example.
  package func operandTypes(_ operands: [Tensor]) -> [ShapedArray] {
    axis == nil
      ? operands.map(\.aval)
      : operands.map { $0.aval.with(shape: Array($0.shape.dropFirst())) }
  }

  /// The types of the results.
  package func resultTypes(_ operands: [Tensor]) throws -> [ShapedArray] {
    let types = try primitive.abstractEval(operandTypes(operands))
    guard let axis else { return types }
    return types.map { $0.with(shape: [axis.size] + $0.shape) }
  }
}

extension Jaxpr.Param {
  /// The value as a word; nil if it is too long for one.
  fileprivate var word: String? {
    switch self {
    case .int(let value): "\(value)"
    case .bool(let value): "\(value)"
    case .dtype(let value): value.name
    case .string(let value): value
    default: asInts.map(\.tupleDescription)
    }
  }
}
