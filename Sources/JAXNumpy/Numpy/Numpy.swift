// The namespace of `jax.numpy`.
//
// Functions have NumPy's names in camelCase and NumPy's argument names; operands promote by JAX's lattice and broadcast.

import JAXTransforms

/// The functions of `jax.numpy`: NumPy's interface on tensors.
///
/// - Source: `jax.numpy`.
public enum jnp {
  /// The ratio of a circle's circumference to its diameter.
  public static let pi = Double.pi
  /// Euler's number.
  public static let e = 2.718281828459045
  /// Positive infinity.
  public static let inf = Double.infinity
  /// Not a number.
  public static let nan = Double.nan
}
