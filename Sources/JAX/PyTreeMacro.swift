// The macros that make a user's type a tree.

/// Makes a struct or an enum a tree, so that transformations can take it apart and put it together again.
///
///     @PyTree struct Layer {
///       var weights: Tensor
///       var bias: Tensor?
///       @Static var activation: Activation
///     }
///
///     @PyTree enum Step {
///       case dense(Layer)
///       case scale(by: Tensor)
///     }
///
/// All stored properties and associated values are trees themselves, or ``StaticValue``s (numbers, booleans, strings,
/// arrays and optionals of them), which are part of the structure, as are properties marked `@Static` and the case of an
/// enum. The type parameters of a generic type that
/// are used in fields conform to `PyTree`. Leaves that are variables are donated in place as `inout` state of a compiled
/// function; leaves that are constants (`let`) make it copy the state.
///
/// A type that declares an initializer has the initial values of its properties evaluated whenever it is rebuilt, so such
/// a type should set costly ones in the initializer.
///
/// - Source: `jax.tree_util.register_dataclass`.
@attached(
  extension, conformances: PyTree,
  names: named(flatten(into:)), named(init(unflattening:)), named(mutateLeaves(_:)))
public macro PyTree() = #externalMacro(module: "JAXMacros", type: "PyTreeMacro")

/// Makes a stored property part of the structure of a `@PyTree` struct: it has no leaves, and compiled functions are
/// compiled anew for each of its values.
///
///     @Static var activation: Activation
///
/// The property's type is `Hashable` and `Sendable`.
///
/// - Source: `jax.tree_util.register_dataclass` (`meta_fields`).
@attached(peer)
public macro Static() = #externalMacro(module: "JAXMacros", type: "StaticMacro")
