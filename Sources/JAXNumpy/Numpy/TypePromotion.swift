// Which dtype operands meet at.

import JAXCore
import JAXTransforms

extension jnp {
  /// The dtype that two dtypes meet at.
  ///
  ///     jnp.promoteTypes(.int8, .float16)       // float16
  ///
  /// - Source: `jax.numpy.promote_types`.
  public static func promoteTypes(_ a: DType, _ b: DType) -> DType {
    meeting([(a, false), (b, false)], "jnp.promoteTypes")
  }

  /// The dtype that an operation on tensors computes in, bare numbers yielding to others.
  ///
  /// - Source: `jax.numpy.result_type`.
  public static func resultType(_ operands: Tensor...) -> DType {
    meeting(operands.map { ($0.dtype, $0.weakType) }, "jnp.resultType")
  }

  private static func meeting(_ types: [(DType, Bool)], _ operation: String) -> DType {
    raising(placeholder: types.first?.0 ?? .float32) {
      guard let (dtype, _) = JAXCore.resultType(types) else {
        throw JAXError(
          .dtype, operation,
          found: "dtypes " + types.map(\.0.name).joined(separator: " and ") + ".",
          expected: "dtypes with an implicit conversion to a common one",
          remedy: "convert one of them, as with x.astype(.float32).")
      }
      return dtype
    }
  }
}
