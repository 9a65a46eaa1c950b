// What parameters for shapes take: one size, or an array of them, as JAX takes an int or a tuple.

/// A shape: one size, or one for each axis.
///
///     jnp.zeros(3)
///     jnp.zeros([2, 3])
///     jnp.zeros([])               // 0-dimensional
public protocol TensorShape: Sendable {
  /// The sizes of the axes.
  var sizes: [Int] { get }
}

extension Int: TensorShape {
  public var sizes: [Int] { [self] }
}

extension Array: TensorShape where Element == Int {
  public var sizes: [Int] { self }
}
