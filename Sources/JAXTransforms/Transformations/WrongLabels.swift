// What JAX's users would write and Swift has another way for: each says which.
//
// The functions are of any type, so that the message comes for closures without types as well; what they return lets a call
// that follows pass.

/// Stands for the result of a function that no program can call.
private func unavailable() -> Never {
  raiseWithoutValue(JAXError.internal("a function that is not available was called."))
}

// MARK: has_aux

@available(
  *, unavailable,
  message: "leave hasAux out: the second result of a function with two results is the auxiliary one"
)
public func grad<R>(
  _ f: (Tensor) -> R, hasAux: Bool
) -> (Tensor) -> (gradient: Tensor, aux: Tensor) { unavailable() }

@available(
  *, unavailable,
  message: "leave hasAux out: the second result of a function with two results is the auxiliary one"
)
public func valueAndGrad<R>(
  _ f: (Tensor) -> R, hasAux: Bool
) -> (Tensor) -> (value: Tensor, aux: Tensor, gradient: Tensor) { unavailable() }

@available(
  *, unavailable,
  message: "leave hasAux out: the second result of a function with two results is the auxiliary one"
)
@_disfavoredOverload
public func grad<F>(_ f: F, hasAux: Bool) -> (Tensor) -> (gradient: Tensor, aux: Tensor) {
  unavailable()
}

@available(
  *, unavailable,
  message: "leave hasAux out: the second result of a function with two results is the auxiliary one"
)
@_disfavoredOverload
public func valueAndGrad<F>(_ f: F, hasAux: Bool) -> (Tensor) -> (
  value: Tensor, aux: Tensor, gradient: Tensor
) { unavailable() }

@available(*, unavailable, message: "write aux: .last, after the arguments")
@_disfavoredOverload
public func vjp<F, each A>(_ f: F, _ arguments: repeat each A, hasAux: Bool) -> F { unavailable() }

@available(*, unavailable, message: "write aux: .last, after the arguments")
@_disfavoredOverload
public func jvp<F, each A>(_ f: F, _ arguments: repeat each A, hasAux: Bool) -> F { unavailable() }

@available(*, unavailable, message: "write aux: .last")
@_disfavoredOverload
public func jacfwd<F>(_ f: F, hasAux: Bool) -> F { unavailable() }

@available(*, unavailable, message: "write aux: .last")
@_disfavoredOverload
public func jacrev<F>(_ f: F, hasAux: Bool) -> F { unavailable() }

@available(
  *, unavailable,
  message: "return one result: the second derivatives of a function have no auxiliary results"
)
@_disfavoredOverload
public func hessian<F>(_ f: F, hasAux: Bool) -> F { unavailable() }

// MARK: argnums

@available(
  *, unavailable,
  message: "write wrt: .second, .third or .fourth for another argument than the first"
)
@_disfavoredOverload
public func grad<F>(_ f: F, argnums: Int) -> (Tensor, Tensor) -> Tensor { unavailable() }

@available(*, unavailable, message: "write wrt: .firstTwo or .all for several arguments")
@_disfavoredOverload
public func grad<F>(_ f: F, argnums: [Int]) -> (Tensor, Tensor) -> (Tensor, Tensor) {
  unavailable()
}

@available(
  *, unavailable,
  message: "write wrt: .second, .third or .fourth for another argument than the first"
)
@_disfavoredOverload
public func valueAndGrad<F>(_ f: F, argnums: Int) -> (Tensor, Tensor) -> (
  value: Tensor, gradient: Tensor
) { unavailable() }

@available(*, unavailable, message: "write wrt: .firstTwo or .all for several arguments")
@_disfavoredOverload
public func valueAndGrad<F>(_ f: F, argnums: [Int]) -> (Tensor, Tensor) -> (
  value: Tensor, gradients: (Tensor, Tensor)
) { unavailable() }

@available(
  *, unavailable,
  message: "write wrt: .second, .third or .fourth for another argument than the first"
)
@_disfavoredOverload
public func jacfwd<F>(_ f: F, argnums: any Axes) -> F { unavailable() }

@available(
  *, unavailable,
  message: "write wrt: .second, .third or .fourth for another argument than the first"
)
@_disfavoredOverload
public func jacrev<F>(_ f: F, argnums: any Axes) -> F { unavailable() }

@available(
  *, unavailable,
  message: "write wrt: .second, .third or .fourth for another argument than the first"
)
@_disfavoredOverload
public func hessian<F>(_ f: F, argnums: any Axes) -> F { unavailable() }

// MARK: Static and donated arguments

@available(
  *, unavailable,
  message:
    "leave the label out: a last parameter of type Int, Bool or String is static; behind trees, write static: .last"
)
@_disfavoredOverload
public func jit<F>(_ f: F, staticArgnums: any Axes) -> F { unavailable() }

@available(
  *, unavailable,
  message:
    "leave the label out: a last parameter of type Int, Bool or String is static; behind trees, write static: .last"
)
@_disfavoredOverload
public func jit<F>(_ f: F, staticArgnames: [String]) -> F { unavailable() }

@available(
  *, unavailable,
  message:
    "write a function with an inout parameter: jit reuses the memory of what it is given there"
)
@_disfavoredOverload
public func jit<F>(_ f: F, donateArgnums: any Axes) -> F { unavailable() }

@available(
  *, unavailable,
  message:
    "leave the label out: a last parameter of type Int, Bool or String is static; behind trees, write static: .last"
)
@_disfavoredOverload
public func checkpoint<F>(_ f: F, staticArgnums: any Axes) -> F { unavailable() }

@available(
  *, unavailable,
  message:
    "leave the label out: a last parameter of type Int, Bool or String is static; behind trees, write static: .last"
)
@_disfavoredOverload
public func remat<F>(_ f: F, staticArgnums: any Axes) -> F { unavailable() }

@available(
  *, unavailable,
  message:
    "leave the label out: a last parameter of type Int, Bool or String is static; behind trees, write static: .last"
)
@_disfavoredOverload
public func makeJaxpr<F>(_ f: F, staticArgnums: any Axes) -> F { unavailable() }

// MARK: Tuples

@available(
  *, unavailable,
  message: "a tuple is no tree of tensors: use a @PyTree struct, or a function of two arguments"
)
public func jit<A, B, R>(_ f: ((A, B)) -> R) -> ((A, B)) -> R { unavailable() }

@available(
  *, unavailable,
  message: "a tuple is no tree of tensors: use a @PyTree struct, or a function of two arguments"
)
public func grad<A, B>(_ f: ((A, B)) -> Tensor) -> ((A, B)) -> (A, B) { unavailable() }

@available(
  *, unavailable,
  message: "a tuple is no tree of tensors: use a @PyTree struct, or a function of two arguments"
)
public func valueAndGrad<A, B>(_ f: ((A, B)) -> Tensor) -> ((A, B)) -> (
  value: Tensor, gradient: (A, B)
) { unavailable() }

@available(
  *, unavailable,
  message: "a tuple is no tree of tensors: use a @PyTree struct, or a function of two arguments"
)
public func vmap<A, B, R>(_ f: ((A, B)) -> R) -> ((A, B)) -> R { unavailable() }
