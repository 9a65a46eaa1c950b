// The natural logarithm.

extension lax {
  /// Element-wise natural logarithm.
  ///
  /// dy = dx / x
  ///
  /// - Source: `jax.lax.log`; StableHLO `log`.
  public static func log(_ x: Tensor) -> Tensor { bind(Log(accuracy: nil), x) }

  /// The same, as accurately as asked for.
  public static func log(_ x: Tensor, accuracy: Accuracy?) -> Tensor {
    bind(Log(accuracy: accuracy), x)
  }
}

struct Log: AccurateUnary {
  static let name = "log"
  static let operation = "stablehlo.log"
  static let accepts = DTypeSet.inexact

  let accuracy: lax.Accuracy?

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor { lax.div(dx, x) }
}
