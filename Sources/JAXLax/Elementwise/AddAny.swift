// The sum of two tangents or cotangents.
//
// It is `add` for values of one shape, apart so that programs show where a derivative accumulates.
// Source: jax/_src/ad_util.py `add_jaxvals_p`.

/// Adds two tangents.
struct AddAny: ElementwiseBinary {
  static let name = "add_any"
  static let operation = "stablehlo.add"
  static let accepts = DTypeSet.numeric

  var derivative: DerivativeRule {
    .linear { cotangents, operands in operands.map { $0.isLinear ? cotangents[0] : nil } }
  }
}
