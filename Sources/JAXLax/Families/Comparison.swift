// Comparisons of pairs of elements, which give booleans.
//
// Source: jax/_src/lax/lax.py `_compare_lower_hlo`; StableHLO `compare`.

import StableHLO

/// A primitive that compares pairs of elements of one dtype.
protocol Comparison: Elementwise {
  init()
  /// StableHLO's name of the comparison, as in `"LT"`.
  static var direction: String { get }
  /// Whether NaNs and signed zeros of floating operands are ordered too: −NaN < −∞ < −0 < +0 < ∞ < NaN.
  static var isTotalOrder: Bool { get }
  /// The dtypes that can be compared.
  static var accepts: DTypeSet { get }
}

extension Comparison {
  static var isTotalOrder: Bool { false }

  init(params: Params) throws { self.init() }

  var params: Params { Params() }

  var derivative: DerivativeRule { .zero }

  func resultDType(_ dtypes: [DType]) throws -> DType {
    try checkEqualDTypes(dtypes, Self.userName)
    try Self.accepts.check(dtypes[0], Self.userName)
    return .bool
  }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    let totalOrder = Self.isTotalOrder && inputs[0].isFloating
    let compared = context.compare(
      Self.direction, operands[0], operands[1], totalOrder: totalOrder)
    return inputs[0].isKey
      ? try context.joinKeyWords(compared, Self.direction == "EQ", output) : compared
  }
}

extension LoweringContext {
  /// Appends `stablehlo.compare` of two operands of one type.
  mutating func compare(
    _ direction: String, _ x: Value, _ y: Value, totalOrder: Bool = false
  ) -> Value {
    var attributes: [(String, HLO.Attribute)] = [
      ("comparison_direction", .raw("#stablehlo<comparison_direction \(direction)>"))
    ]
    if totalOrder {
      attributes.append(("compare_type", .raw("#stablehlo<comparison_type TOTALORDER>")))
    }
    return operation(
      "stablehlo.compare", [x, y], result: HLO.TensorType(x.type.shape, .i1), attributes: attributes
    )
  }

  /// Appends `stablehlo.select` of operands of one shape.
  mutating func select(_ predicate: Value, _ onTrue: Value, _ onFalse: Value) -> Value {
    operation("stablehlo.select", [predicate, onTrue, onFalse], result: onTrue.type)
  }

  /// Keys are equal if both words are, and differ if one does.
  fileprivate mutating func joinKeyWords(
    _ compared: Value, _ areEqual: Bool, _ output: ShapedArray
  ) throws -> Value {
    let initial = constant(.bool(areEqual), .bool)
    let scalar = HLO.TensorType.scalar(.i1)
    return try operation(
      "stablehlo.reduce", [compared, initial], results: [output.tensorType],
      attributes: [("dimensions", .ints([output.ndim]))],
      regions: [
        .init([scalar, scalar]) { context, words in
          [context.elementwise(areEqual ? "stablehlo.and" : "stablehlo.or", words)]
        }
      ])[0]
  }
}
