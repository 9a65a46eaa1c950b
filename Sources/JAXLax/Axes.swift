// What parameters for axes take: one number, or an array of them, as JAX takes an int or a tuple.

/// One axis, or several: what a parameter for axes takes.
///
///     jnp.sum(x, axis: 0)
///     jnp.sum(x, axis: [0, -1])
///
/// Negative axes count from the end. Where nil is allowed it stands for all axes.
public protocol Axes: Sendable {
  /// The axes, as they were given.
  var axes: [Int] { get }
}

extension Int: Axes {
  public var axes: [Int] { [self] }
}

extension Array: Axes where Element == Int {
  public var axes: [Int] { self }
}
