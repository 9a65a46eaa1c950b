// What does not compile, and what is said about it.
// swift-format-ignore-file
import JAX

let x: Tensor = [1, 2]
func loss(_ p: Tensor) -> (Tensor, Tensor) { (p.sum(), p) }
func product(_ p: Tensor, _ q: Tensor) -> Tensor { (p * q).sum() }
func power(_ x: Tensor, _ n: Int) -> Tensor { x ** n }

let a0 = grad(loss, hasAux: true)(x)  // error: 'grad(_:hasAux:)' is unavailable: leave hasAux out: the second result of a function with two results is the auxiliary one
let a1 = grad({ p in (p.sum(), p) }, hasAux: true)(x)  // error: 'grad(_:hasAux:)' is unavailable: leave hasAux out: the second result of a function with two results is the auxiliary one
let a2 = valueAndGrad(loss, hasAux: true)(x)  // error: 'valueAndGrad(_:hasAux:)' is unavailable: leave hasAux out: the second result of a function with two results is the auxiliary one
let a3 = vjp(loss, x, hasAux: true)  // error: 'vjp(_:_:hasAux:)' is unavailable: write aux: .last, after the arguments
let a4 = grad(product, argnums: 1)(x, x)  // error: 'grad(_:argnums:)' is unavailable: write wrt: .second, .third or .fourth for another argument than the first
let a5 = grad({ p, q in (p * q).sum() }, argnums: 1)(x, x)  // error: 'grad(_:argnums:)' is unavailable: write wrt: .second, .third or .fourth for another argument than the first
let a6 = grad(product, argnums: [0, 1])(x, x)  // error: 'grad(_:argnums:)' is unavailable: write wrt: .firstTwo or .all for several arguments
let a7 = jit(power, staticArgnums: 1)(x, 3)  // error: 'jit(_:staticArgnums:)' is unavailable: leave the label out: a last parameter of type Int, Bool or String is static; behind trees, write static: .last
let a8 = jit { (p: (Tensor, Tensor)) in p.0 }  // error: 'jit' is unavailable: a tuple is no tree of tensors: use a @PyTree struct, or a function of two arguments
let a9 = grad { (p: (Tensor, Tensor)) in (p.0 * p.1).sum() }  // error: 'grad' is unavailable: a tuple is no tree of tensors: use a @PyTree struct, or a function of two arguments

let b0 = jnp.concatenate(x, x)  // error: 'concatenate(_:_:_:axis:)' is unavailable: put the tensors into an array: jnp.concatenate([x, y])
let b1 = jnp.stack(x, x, axis: 1)  // error: 'stack(_:_:_:axis:)' is unavailable: put the tensors into an array: jnp.stack([x, y])
let b2 = jnp.sum(x, axis: 0.5)  // error: argument type 'Double' does not conform to expected type 'Axes'
let b3 = jnp.zeros(0.5)  // error: argument type 'Double' does not conform to expected type 'TensorShape'
let b4 = jnp.sum("x")  // error: cannot convert value of type 'String' to expected argument type 'Tensor'
let b5 = jnp.sum(x, axes: 0)  // error: extraneous argument label 'axes:' in call
let b6 = x.sorted()  // error: 'sorted()' is unavailable: write x.sort() for the elements, or Array(x).sorted { … }
let b7 = x.shuffled()  // warning: 'shuffled()' is deprecated: the order is another one each time: write random.permutation(key, x) for that of a key
let b8 = x.contains(1)  // error: 'contains' is unavailable: write Bool(jnp.any(x .== element))
let b9 = x.tolist()  // error: 'tolist()' is unavailable: use scalars(as: Float.self) for all elements, and for row in x for the rows
