// Functions, arguments, axes and trees that do not suit the transformation they are given to.

import JAX
import Testing

@PyTree private struct Layer {
  var w: Tensor
  var b: Tensor
}

@PyTree private struct Network {
  var layers: [Layer]
}

@Suite struct MisuseTransformationTests {
  private let x = jnp.zeros([3])
  private let add = { @Sendable (x: Tensor, y: Tensor) -> Tensor in x + y }
  private let square = { @Sendable (x: Tensor) -> Tensor in x * x }
  private let norm = { @Sendable (x: [String: Tensor]) -> Tensor in
    x.values.reduce(0.0) { $0 + ($1 * $1).sum() }
  }

  private func network(_ w: Tensor) -> Network {
    Network(layers: [Layer(w: w, b: 0.0), Layer(w: 1.0, b: 0.0)])
  }

  @Test func gradients() {
    misuse { grad(square)(x) }.says(
      """
      grad: a result of shape (3,).
        expected: one number, a tensor of shape ()
        to do: sum or average the result, or use vjp.
      """)
    misuse { grad(square)(jnp.arange(3)) }.says(
      """
      grad: argument 0 has dtype int32.
        expected: floating values in the differentiated argument
        to do: convert it, as with x.astype(.float32), or make it another argument or a static \
      field, or pass allowInt: true.
      """)
    misuse { grad(square)(3) }.says(
      """
      grad: argument 0 has dtype int32.
        expected: floating values in the differentiated argument
        to do: convert it, as with x.astype(.float32), or make it another argument or a static \
      field, or pass allowInt: true.
      """)
    let loss = { @Sendable (n: Network) -> Tensor in (n.layers[0].w * n.layers[1].w).sum() }
    misuse { grad(loss)(network(2)) }.says(
      """
      grad: argument 0, .layers[0].w has dtype int32.
        expected: floating values in the differentiated argument
        to do: convert it, as with x.astype(.float32), or make it another argument or a static \
      field, or pass allowInt: true.
      """)
    misuse { valueAndGrad(loss)(network(x)).value + grad(loss)(network(jnp.arange(2))).layers[0].w }
      .says(
        """
        grad: argument 0, .layers[0].w has dtype int32.
          expected: floating values in the differentiated argument
          to do: convert it, as with x.astype(.float32), or make it another argument or a static \
        field, or pass allowInt: true.
        """)
    misuse { grad(loss)(network(lax.complex(x, x))) }.says(
      """
      grad: a result of dtype complex64.
        expected: a floating result
        to do: pass holomorphic: true if the function is holomorphic, else use vjp.
      """)
    misuse { valueAndGrad(square)(x).value }.says(
      """
      valueAndGrad: a result of shape (3,).
        expected: one number, a tensor of shape ()
        to do: sum or average the result, or use vjp.
      """)
    misuse { grad { (x: Tensor) -> Tensor in x.sum().astype(.int32) }(x) }.says(
      """
      grad: a result of dtype int32.
        expected: a floating result
        to do: return a floating value.
      """)
    misuse { grad { (x: Tensor) -> Tensor in lax.complex(x, x) }(1.0) }.says(
      """
      grad: a result of dtype complex64.
        expected: a floating result
        to do: pass holomorphic: true if the function is holomorphic, else use vjp.
      """)
    misuse { grad(add, wrt: .second)(1.0, 2) }.says(
      """
      grad: argument 1 has dtype int32.
        expected: floating values in the differentiated argument
        to do: convert it, as with x.astype(.float32), or make it another argument or a static \
      field, or pass allowInt: true.
      """)
  }

  @Test func derivativesThatDoNotExist() {
    misuse { grad { (x: Tensor) -> Tensor in lax.nextafter(x, 1.0) }(0.0) }.says(
      """
      nextafter: there is no derivative: the neighbour of a number depends on its format.
        to do: use stopGradient where no derivative is wanted.
      """)
    misuse { jvp({ lax.polygamma($0, 2.0) }, 1.0 as Tensor, 1.0).tangent }.says(
      """
      polygamma: there is no derivative with respect to the order m.
        expected: an operand that is not differentiated
        to do: apply lax.stopGradient to it if its derivative is not wanted.
      """)
  }

  @Test func tangentsAndCotangents() {
    misuse { jvp(square, x, jnp.zeros([4])).tangent }.says(
      """
      jvp: a tangent of float32[4] for argument 0, which is float32[3].
        expected: a tangent of the argument's shape and dtype
        to do: make one from the argument, as with jnp.onesLike(x).
      """)
    misuse { jvp(square, x, jnp.arange(3)).tangent }.says(
      """
      jvp: a tangent of int32[3] for argument 0, which is float32[3].
        expected: a tangent of the argument's shape and dtype
        to do: make one from the argument, as with jnp.onesLike(x).
      """)
    misuse { jvp(norm, ["a": x], ["b": x]).tangent }.says(
      """
      jvp: the tangent of argument 0 and argument 0 have different structures: a dictionary with \
      the keys ['b'], and a dictionary with the keys ['a']. The structure of the tangent of \
      argument 0 is PyTreeDef({'b': *}).
        expected: the structure of argument 0, PyTreeDef({'a': *})
        to do: give trees with the same counts, keys, cases and static values.
      """)
    misuse { jvp(norm, ["a": x, "b": x], ["a": x, "b": jnp.zeros([2])]).tangent }.says(
      """
      jvp: a tangent of float32[2] for argument 0, ['b'], which is float32[3].
        expected: a tangent of the argument's shape and dtype
        to do: make one from the argument, as with jnp.onesLike(x).
      """)
    misuse { vjp(square, x).pullback(jnp.zeros([4])) }.says(
      """
      vjp: a cotangent of float32[4] for result 0, which is float32[3].
        expected: a cotangent of the result's shape and dtype
        to do: make one from the result, as with jnp.onesLike(y).
      """)
    misuse { vjp(square, x).pullback(jnp.arange(3)) }.says(
      """
      vjp: a cotangent of int32[3] for result 0, which is float32[3].
        expected: a cotangent of the result's shape and dtype
        to do: make one from the result, as with jnp.onesLike(y).
      """)
    let pair = { @Sendable (x: Tensor) -> [Tensor] in [x, x * x] }
    misuse { vjp(pair, x).pullback([x]) }.says(
      """
      vjp: the cotangent of result 0 and result 0 have different structures: an array of 1 \
      element, and an array of 2 elements. The structure of the cotangent of result 0 is \
      PyTreeDef([*]).
        expected: the structure of result 0, PyTreeDef([*, *])
        to do: give trees with the same counts, keys, cases and static values.
      """)
    misuse { vjp(pair, x).pullback([x, 1.0]) }.says(
      """
      vjp: a cotangent of float32[] for result 0, [1], which is float32[3].
        expected: a cotangent of the result's shape and dtype
        to do: make one from the result, as with jnp.onesLike(y).
      """)
    misuse { linearize(square, x).pushforward(jnp.zeros([4])) }.says(
      """
      linearize: a tangent of float32[4] for argument 0, which is float32[3].
        expected: a tangent of the argument's shape and dtype
        to do: make one from the argument, as with jnp.onesLike(x).
      """)
    misuse { linearize(norm, ["a": x]).pushforward([:]) }.says(
      """
      linearize: the tangent of argument 0 and argument 0 have different structures: a \
      dictionary with the keys [], and a dictionary with the keys ['a']. The structure of the \
      tangent of argument 0 is PyTreeDef({}).
        expected: the structure of argument 0, PyTreeDef({'a': *})
        to do: give trees with the same counts, keys, cases and static values.
      """)
  }

  @Test func insideOfTransformations() {
    let wrong = { @Sendable (x: Tensor) -> Tensor in x + jnp.zeros([4]) }
    let line = #line - 1
    misuse(line: line) { wrong(x) }.says(unbroadcastable("+", "(3,) and (4,)"))
    misuse(line: line) { jit(wrong)(x) }.says(unbroadcastable("+", "(3,) and (4,)"))
    misuse(line: line) { vmap(wrong)(jnp.zeros([2, 3])) }.says(
      unbroadcastable("+", "(3,) and (4,)"))
    misuse(line: line) { grad { wrong($0).sum() }(x) }.says(unbroadcastable("+", "(3,) and (4,)"))
    misuse(line: line) { jit(vmap(grad { wrong($0).sum() }))(jnp.zeros([2, 3])) }.says(
      unbroadcastable("+", "(3,) and (4,)"))
  }

  @Test func aFunctionThatFailedIsTracedAgain() throws {
    let f = jit { (x: Tensor) -> Tensor in x.reshape([2, 2]).sum() }
    for _ in 0..<2 {
      misuse(line: #line - 2) { f(x) }.says(
        """
        reshape: an array of shape (3,), which has 3 elements, for shape (2, 2).
          expected: a shape with as many elements
        """)
    }
    #expect(try catchingErrors { f(jnp.ones([4])).item() } == 4)
  }
}
