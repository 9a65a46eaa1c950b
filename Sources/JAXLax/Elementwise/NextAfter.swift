// The neighbour of a number in its floating format.

extension lax {
  /// Element-wise next number after x, in the direction of y, that the dtype can hold.
  ///
  /// - Source: `jax.lax.nextafter`; CHLO `next_after`.
  public static func nextafter(_ x1: Tensor, _ x2: Tensor) -> Tensor { bind(NextAfter(), x1, x2) }
}

struct NextAfter: ElementwiseBinary {
  static let name = "nextafter"
  static let operation = "chlo.next_after"
  static let accepts = DTypeSet.floating

  var derivative: DerivativeRule {
    .undefined(reason: "the neighbour of a number depends on its format.")
  }
}
