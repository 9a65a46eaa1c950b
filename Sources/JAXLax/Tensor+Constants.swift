// The constants of Swift's floating types as tensors, so that `2 * .pi * x` and `jnp.full([3], -.infinity)` compile.

extension Tensor {
  /// The ratio of a circle's circumference to its diameter.
  public static var pi: Tensor { Tensor(Double.pi) }
  /// Positive infinity.
  public static var infinity: Tensor { Tensor(Double.infinity) }
  /// Not a number.
  public static var nan: Tensor { Tensor(Double.nan) }
}
