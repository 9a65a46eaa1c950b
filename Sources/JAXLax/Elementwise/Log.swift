// The natural logarithm.

extension lax {
  /// Element-wise natural logarithm.
  ///
  /// dy = dx / x
  ///
  /// -
  ///
  /// - Source: `jax.lax.log`; StableHLO `log`.
  public static func log(_ x: Tensor) -> Tensor { bind(Log(), x) }
}

struct Log: DifferentiableUnary {
  static let name = "log"
  static let operation = "stablehlo.log"
  static let accepts = DTypeSet.inexact

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor { lax.div(dx, x) }
}
