// A function inside a tree: part of its structure, told from others by its identity.

/// A function that a tree holds as a static value, as a layer holds its activation.
///
///     @PyTree struct Dense {
///       var weights: Tensor
///       var activation: Function<Tensor, Tensor>
///     }
///     let tanh = Function { (x: Tensor) in jnp.tanh(x) }
///     let first = Dense(weights: w, activation: tanh)
///
/// Functions cannot be compared, so one equals its copies only, not another made of the same closure: make it once and
/// use it again, as a function compiled by `jit` is compiled anew for another one. Arrays that the closure captured are
/// constants of compiled functions; to have them traced, keep them in fields.
///
/// - Source: `jax.tree_util.Partial`, whose function is static.
public struct Function<each Argument, Result>: StaticValue {
  private final class Storage: Sendable {
    let call: @Sendable (repeat each Argument) -> Result

    init(_ call: @escaping @Sendable (repeat each Argument) -> Result) { self.call = call }
  }

  private let storage: Storage

  /// The closure as a value with an identity.
  public init(_ call: @escaping @Sendable (repeat each Argument) -> Result) {
    storage = Storage(call)
  }

  /// Calls the closure.
  public func callAsFunction(_ arguments: repeat each Argument) -> Result {
    storage.call(repeat each arguments)
  }

  /// Whether both are copies of one function.
  public static func == (a: Self, b: Self) -> Bool { a.storage === b.storage }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(storage)) }
}
