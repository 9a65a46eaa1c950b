// The end of a generated form's parameters.

/// What no call gives: the type of the last parameter of the generated forms of functions.
///
/// A function as a value has no labels, so `vmap(jnp.dot)` could mean each form of `dot`. This parameter, which has a default,
/// gives all of them but the declared one another type.
public struct NoArgument: Sendable {
  /// The only value.
  public init() {}
}
