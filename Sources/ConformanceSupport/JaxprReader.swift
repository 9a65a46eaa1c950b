// From a case's JSON to a jaxpr of our primitives.
//
// Values that an inner jaxpr captured become constants of the outermost one and are passed in as operands, for the
// primitives that have a place for them; captured numbers become literals. Custom derivative rules are functions of
// the program that made the case, so their calls are replaced by the equations of the function.

import JAXCore

/// A jaxpr, the values of its constants, and the names of the primitives it needs that do not exist here.
package struct Program: Sendable {
  package let jaxpr: Jaxpr
  package let constants: [HostArray]
  package let unknownPrimitives: Set<String>
}

/// Reads jaxprs written as JSON.
package struct JaxprReader: Sendable {
  /// How the calls of functions with custom derivative rules are read.
  package enum CustomRules: Sendable {
    /// As the equations of the function.
    case inlined
    /// As they stand, for printing.
    case kept
  }

  let store: ArrayStore
  let customRules: CustomRules
  let type: @Sendable (String) -> (any Primitive.Type)?

  /// A reader that finds primitives with the given function.
  package init(
    store: ArrayStore, customRules: CustomRules = .inlined,
    type: @escaping @Sendable (String) -> (any Primitive.Type)?
  ) {
    self.store = store
    self.customRules = customRules
    self.type = type
  }

  /// The program with the given JSON.
  ///
  /// - Parameter text: JAX's printing of it, for what the JSON leaves out; nil if there is none.
  package func read(_ json: JSONValue, text: String? = nil) throws -> Program {
    let session = ReadingSession(self, text: text)
    let part = try session.jaxpr(json)
    return Program(
      jaxpr: part.jaxpr, constants: part.constants, unknownPrimitives: session.unknownPrimitives)
  }
}

/// A jaxpr and the values of its constant variables.
struct ReadJaxpr {
  let jaxpr: Jaxpr
  let constants: [HostArray]
}

/// The state of reading one program.
final class ReadingSession {
  let reader: JaxprReader
  var unknownPrimitives: Set<String> = []
  /// Functions under `jit` or `checkpoint` with equal programs are one function, as they are where they were traced.
  private var functions: [JSONValue: ReadJaxpr] = [:]

  /// What is left of JAX's printing for each parameter that is looked up in it.
  private var printed: [String: Substring] = [:]
  private let text: String?

  init(_ reader: JaxprReader, text: String?) {
    self.reader = reader
    self.text = text
  }

  /// The word that the next printed equation with the given parameter has for it; nil if there is none.
  func nextPrinted(_ parameter: String) -> String? {
    guard let text else { return nil }
    let rest = printed[parameter] ?? text[...]
    guard let place = rest.firstRange(of: parameter + "=") else { return nil }
    let word = rest[place.upperBound...].prefix { $0.isLetter || $0 == "_" }
    printed[parameter] = rest[word.endIndex...]
    return String(word)
  }

  func jaxpr(_ json: JSONValue) throws -> ReadJaxpr {
    let scope = JaxprScope(self)
    try scope.bindConstants(json)
    let inputs = try JaxprScope.list(json, "in").map(scope.bind)
    for equation in try JaxprScope.list(json, "eqns") { try scope.append(equation) }
    let outputs = try JaxprScope.list(json, "out").map(scope.atom)
    return scope.finish(inputs: inputs, outputs: outputs)
  }

  /// The jaxpr of a parameter of the primitive with the given name.
  func inner(_ json: JSONValue, of primitive: String, name: JSONValue?) throws -> ReadJaxpr {
    guard ["jit", "remat2"].contains(primitive) else { return try jaxpr(json) }
    let key = JSONValue.array([name ?? .null, json])
    if let known = functions[key] { return known }
    let new = try jaxpr(json)
    functions[key] = new
    return new
  }
}

/// The variables of one jaxpr while it is read.
final class JaxprScope {
  private let session: ReadingSession
  private var avals: [ShapedArray] = []
  private var constants: [(variable: Int, value: HostArray)] = []
  private var equations: [Jaxpr.Equation] = []
  private var atoms: [Int: Jaxpr.Atom] = [:]

  init(_ session: ReadingSession) { self.session = session }

  static func list(_ json: JSONValue, _ field: String) throws -> [JSONValue] {
    guard let items = json[field]?.array else {
      throw CaseError("a jaxpr without a list '\(field)'.")
    }
    return items
  }

  private func variable(_ aval: ShapedArray) -> Int {
    avals.append(aval)
    return avals.count - 1
  }

  private static func aval(_ binder: JSONValue) throws -> ShapedArray {
    guard let aval = binder["aval"], let shape = aval["shape"]?.ints,
      let name = aval["dtype"]?.string, let dtype = DType(name: name)
    else { throw CaseError("a variable whose type cannot be read: \(binder).") }
    return ShapedArray(shape: shape, dtype: dtype, weakType: aval["weak"]?.bool ?? false)
  }

  private static func id(_ binder: JSONValue) throws -> Int {
    guard let id = binder["id"]?.int else { throw CaseError("a variable without a number.") }
    return id
  }

  func bind(_ binder: JSONValue) throws -> Int {
    let variable = variable(try JaxprScope.aval(binder))
    atoms[try JaxprScope.id(binder)] = .variable(variable)
    return variable
  }

  /// Gives the constants of a jaxpr their variables.
  func bindConstants(_ json: JSONValue) throws {
    for binder in try JaxprScope.list(json, "consts") {
      guard let reference = binder["value"] else { throw CaseError("a constant without a value.") }
      let value = try session.reader.store.array(reference)
      let aval = try JaxprScope.aval(binder)
      atoms[try JaxprScope.id(binder)] = constant(value, aval)
    }
  }

  private func constant(_ value: HostArray, _ aval: ShapedArray) -> Jaxpr.Atom {
    let variable = variable(aval)
    constants.append((variable, value))
    return .variable(variable)
  }

  func atom(_ json: JSONValue) throws -> Jaxpr.Atom {
    if let id = json.int {
      guard let atom = atoms[id] else {
        throw CaseError("variable \(id) is used before it is bound.")
      }
      return atom
    }
    guard let reference = json["literal"] else { throw CaseError("an operand of no known kind.") }
    let value = try session.reader.store.array(reference)
    let aval = try JaxprScope.aval(json)
    return value.shape.isEmpty && aval.shape.isEmpty
      ? .literal(Jaxpr.Literal(value: value.element(0), aval: aval)) : constant(value, aval)
  }

  func append(_ json: JSONValue) throws {
    guard let name = json["primitive"]?.string, case .object(let members)? = json["params"] else {
      throw CaseError("an equation without a primitive or parameters.")
    }
    let operands = try JaxprScope.list(json, "in").map(atom)
    let binders = try JaxprScope.list(json, "out")
    if session.reader.customRules == .inlined, CustomRuleCall.names.contains(name) {
      return try inline(CustomRuleCall.function(members), operands, binders)
    }
    var reader = ParamReader(session, primitive: name, jitName: json["params"]?["name"])
    let params = try reader.params(members)
    let captured = try CapturedConstants(reader.captured, primitive: name)
      .insert(into: operands, params, bind: constant)
    let outputs = try binders.map(bind)
    let primitive: any Primitive
    if let type = session.reader.type(name) {
      primitive = try type.init(params: captured.params)
    } else {
      session.unknownPrimitives.insert(name)
      primitive = ForeignPrimitive(
        name, params: captured.params, outputs: outputs.map { avals[$0] })
    }
    equations.append(Jaxpr.Equation(primitive, inputs: captured.operands, outputs: outputs))
  }

  /// Appends the equations of a function in place of its call.
  private func inline(_ function: JSONValue, _ operands: [Jaxpr.Atom], _ binders: [JSONValue])
    throws
  {
    let outer = atoms
    atoms = [:]
    try bindConstants(function)
    let parameters = try JaxprScope.list(function, "in")
    guard parameters.count == operands.count else {
      throw CaseError("a call with \(operands.count) operands of \(parameters.count).")
    }
    for (binder, operand) in zip(parameters, operands) {
      atoms[try JaxprScope.id(binder)] = operand
    }
    for equation in try JaxprScope.list(function, "eqns") { try append(equation) }
    let results = try JaxprScope.list(function, "out").map(atom)
    atoms = outer
    for (binder, result) in zip(binders, results) { atoms[try JaxprScope.id(binder)] = result }
  }

  func finish(inputs: [Int], outputs: [Jaxpr.Atom]) -> ReadJaxpr {
    let jaxpr = Jaxpr(
      avals: avals, constants: constants.map(\.variable), inputs: inputs, equations: equations,
      outputs: outputs)
    return ReadJaxpr(jaxpr: jaxpr, constants: constants.map(\.value))
  }
}

/// The calls of functions with custom derivative rules.
private enum CustomRuleCall {
  static let names: Set<String> = ["custom_jvp_call", "custom_vjp_call", "custom_vjp_call_jaxpr"]

  static func function(_ params: [JSONValue.Member]) throws -> JSONValue {
    for name in ["call_jaxpr", "fun_jaxpr"] {
      if let jaxpr = params.first(where: { $0.name == name })?.value["jaxpr"] { return jaxpr }
    }
    throw CaseError("a call with a custom rule, but without its function.")
  }
}
