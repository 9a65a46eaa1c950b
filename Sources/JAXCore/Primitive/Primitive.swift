// The interface of primitives: the operations that transformations know rules for.
//
// One struct and one file per primitive, with all its rules. Parameters are stored properties, so they are typed,
// printable and, by synthesized `Hashable`, the key of caches. Rules have no defaults: a forgotten rule does not compile.

import StableHLO

/// An operation on arrays, with the rules by which transformations treat it.
///
/// Names and parameters are JAX's own, so that a jaxpr reads as JAX's does and JAX's jaxprs can be replayed.
public protocol Primitive: Hashable, Sendable {
  typealias Param = Jaxpr.Param
  typealias Params = Jaxpr.Params
  typealias Batched = BatchedTensor
  typealias Value = HLO.Value

  /// JAX's name of the primitive.
  static var name: String { get }

  /// The name that users know the operation by, for errors; that of its `lax` function unless said otherwise.
  var userName: String { get }

  /// The primitive with the given parameters, by JAX's names of them.
  ///
  /// - Throws: ``JAXError`` if a parameter is missing or of the wrong type.
  init(params: Params) throws

  /// The parameters, by JAX's names of them, in alphabetical order.
  var params: Params { get }

  /// The parameters that the text of a jaxpr shows, in that order; all, by name, unless said otherwise.
  ///
  /// JAX leaves out what is trivial or implied by the types of the results.
  var printedParams: [Params.Entry] { get }

  /// Whether a jaxpr's text gives the variables of the program inside the names that they have outside; no for most.
  var printsNamesOfOperands: Bool { get }

  /// The programs inside, as those of `jit`, of control flow and of custom rules; none for most.
  var programs: [Jaxpr] { get }

  /// The names of the mapped axes that the operation refers to, in the programs inside as well; none for most.
  var axisNames: Set<String> { get }

  /// What the operation does besides computing its results, in the programs inside as well; nothing for most.
  var effects: Set<Effect> { get }

  /// Whether XLA computes elements of the result in the loops of those who use it; no unless said otherwise.
  var isFusible: Bool { get }

  /// The shapes and dtypes of the results, or an error if the operands do not fit.
  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray]

  /// The number of results, also where the operands do not fit; one for most.
  func outputCount(_ inputs: [ShapedArray]) -> Int

  /// Appends the operation's StableHLO and returns its results.
  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value]

  /// Appends StableHLO that XLA's CPU compiler handles better than that of `lower`; nil where there is none.
  ///
  /// It stands in a file of its own beside the primitive's, and computes what `lower` does.
  func lowerForCPU(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value]?

  /// The program that evaluates the operation outside of traced functions, where others that differ from it in numbers
  /// only can have the same; nil for most, and for operands that do not fit.
  func sharedProgram(_ inputs: [ShapedArray]) -> SharedProgram?

  /// The derivative.
  var derivative: DerivativeRule { get }

  /// Applies the operation to operands of which some carry one more axis, over which it is mapped.
  func batch(_ operands: [Batched]) throws -> [Batched]

  /// Applies the operation to operands mapped over an axis that it refers to by name.
  func batch(_ operands: [Batched], over axis: NamedAxis) throws -> [Batched]
}

/// An operand or result of a mapped operation: a tensor, and which of its axes is the mapped one.
public struct BatchedTensor: Sendable {
  /// The tensor, with the mapped axis.
  public let tensor: Tensor
  /// The mapped axis; nil if the tensor is the same for every example.
  public let axis: Int?

  /// The tensor mapped over the given axis.
  public init(_ tensor: Tensor, axis: Int?) {
    self.tensor = tensor
    self.axis = axis
  }

  /// The size of the mapped axis; nil without one.
  public var axisSize: Int? { axis.map { tensor.shape[$0] } }
}

extension [BatchedTensor] {
  /// The size of the mapped axis of operands of which at least one has it.
  public func mappedSize(_ operation: String) throws -> Int {
    guard let size = lazy.compactMap(\.axisSize).first else {
      throw JAXError.internal("\(operation) is batched without a mapped operand.")
    }
    return size
  }
}

extension Primitive {
  /// Throws: a primitive that is not to be replayed need not say how it is made of parameters.
  public init(params: Params) throws {
    throw JAXError(
      .jaxpr, "replaying a jaxpr", found: "the primitive '\(Self.name)', which cannot be replayed.",
      expected: "primitives that are made of their parameters",
      remedy: "give \(Self.self) an init(params:).")
  }

  public var programs: [Jaxpr] { [] }

  public var printedParams: [Params.Entry] { params.entries.sorted { $0.name < $1.name } }

  public var printsNamesOfOperands: Bool { false }

  public var isFusible: Bool { false }

  public func lowerForCPU(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value]? { nil }

  public func sharedProgram(_ inputs: [ShapedArray]) -> SharedProgram? { nil }

  public func outputCount(_ inputs: [ShapedArray]) -> Int { 1 }

  public var axisNames: Set<String> {
    programs.reduce(into: []) { $0.formUnion($1.axisNames) }
  }

  public var effects: Set<Effect> { programs.reduce(into: []) { $0.formUnion($1.effects) } }

  public func batch(_ operands: [Batched], over axis: NamedAxis) throws -> [Batched] {
    try batch(operands)
  }

  public var userName: String { camelCase(Self.name) }
}

/// A name of Python's in Swift's form, as in `"selectN"` for `"select_n"`.
package func camelCase(_ name: String) -> String {
  let words = name.split { $0 == "_" || $0 == "-" }
  return words.dropFirst().reduce(words.first.map(String.init) ?? name) { text, word in
    text + word.prefix(1).uppercased() + word.dropFirst()
  }
}
