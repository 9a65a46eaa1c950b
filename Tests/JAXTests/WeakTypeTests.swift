// Derivatives are as weakly typed as what they are derivatives of: computing with them changes no dtype.
//
// Source: `jax.typeof(…).weak_type` of the same expressions in jax 0.10.2.

import JAX
import JAXCore
import JAXTransforms
import Testing

private typealias Function = @Sendable (Tensor) -> Tensor

private let cube: Function = customJVP({ x in x * x * x }) { (x: Tensor, dx: Tensor) in
  (x * x * x, 3 * x * x * dx)
}
private let square: Function = customVJP({ x in x * x }, forward: { x in (x * x, x) }) {
  (x: Tensor, cotangent: Tensor) in 2 * x * cotangent
}

/// Functions whose values are as weakly typed as their arguments.
private let functions: [(name: String, function: Function)] = [
  ("x*x", { x in x * x }), ("x**2", { x in x ** 2 }), ("x**3", { x in x ** 3 }),
  ("x**2.5", { x in x ** 2.5 }), ("2**x", { x in 2 ** x }), ("sin", { x in jnp.sin(x) }),
  ("cos", { x in jnp.cos(x) }), ("tan", { x in jnp.tan(x) }), ("exp", { x in jnp.exp(x) }),
  ("log", { x in jnp.log(x) }), ("sqrt", { x in jnp.sqrt(x) }), ("tanh", { x in jnp.tanh(x) }),
  ("x/3", { x in x / 3 }), ("1/x", { x in 1 / x }), ("1-x", { x in 1 - x }), ("-x", { x in -x }),
  ("abs", { x in jnp.abs(x) }), ("maximum", { x in jnp.maximum(x, 0.0) }),
  ("where", { x in jnp.where(x .> 0, x, 0.0) }), ("relu", { x in nn.relu(x) }),
  ("sigmoid", { x in nn.sigmoid(x) }), ("rsqrt", { x in lax.rsqrt(x) }),
  ("log1p", { x in jnp.log1p(x) }), ("expm1", { x in jnp.expm1(x) }), ("erf", { x in lax.erf(x) }),
  ("atan2", { x in jnp.arctan2(x, 1.0) }), ("stop", { x in lax.stopGradient(x) * x }),
  ("jit", { x in jit { x in x * x }(x) }), ("jit of sin", { x in jit { x in jnp.sin(x) }(x) }),
  ("scan", { x in lax.scan({ c in c * x }, x, length: 3) }),
  ("foriLoop", { x in lax.foriLoop(0, 3, { _, c in jnp.sin(c) }, x) }),
  ("while", { x in lax.whileLoop({ c in c .< 10 }, { c in c * c }, x) }),
  ("cond", { x in lax.cond(x .> 0, { x in x * x }, { x in 2 * x }, x) }),
  ("remat", { x in checkpoint { x in jnp.sin(x) * x }(x) }),
  ("customJVP", { x in cube(x) }), ("customVJP", { x in square(x) }),
  ("jit of customJVP", { x in jit { x in cube(x) }(x) }),
  ("jit of customVJP", { x in jit { x in square(x) }(x) }),
]

/// Functions whose values are strongly typed whatever their arguments are.
private let strengthening: [(name: String, function: Function)] = [
  ("x*float32", { x in x * Tensor(Float(2)) }), ("sum", { x in (x * jnp.ones([3])).sum() }),
  ("bfloat16", { x in (x * jnp.ones([3], dtype: .bfloat16)).sum().astype(.float32) }),
  ("constant", { _ in Tensor(Float(3)) }),
]

@Suite struct WeakTypeTests {
  @Test func bfloat16StaysBFloat16() {
    let weights = jnp.ones([2], dtype: .bfloat16)
    #expect((weights * grad { x in x * x }(1.0)).dtype == .bfloat16)
    #expect((weights * jit(grad { x in x * x })(1.0)).dtype == .bfloat16)
    #expect((weights * hessian { x in x * x * x }(1.0)).dtype == .bfloat16)
    let rate = valueAndGrad { x in jnp.sum(weights * x).astype(.float32) }(0.5).gradient
    #expect((weights - 0.1 * rate).dtype == .bfloat16)
  }

  @Test(arguments: functions.indices) func derivativesOfWeaklyTypedArgumentsAreWeaklyTyped(
    _ number: Int
  ) throws {
    let (name, f) = functions[number]
    for (isWeak, x) in [(true, Tensor(1.5)), (false, Tensor(Float(1.5)))] {
      func check(_ tensor: Tensor, _ derivative: String) {
        #expect(tensor.weakType == isWeak, "\(derivative) of \(name), weak \(isWeak)")
        #expect(tensor.dtype == .float32, "\(derivative) of \(name)")
      }
      check(f(x), "value")
      check(grad(f)(x), "grad")
      check(jit(grad(f))(x), "grad in jit")
      check(valueAndGrad(f)(x).gradient, "valueAndGrad")
      check(jvp(f, x, x).tangent, "jvp")
      check(linearize(f, x).pushforward(x), "linearize")
      check(vjp(f, x).pullback(x), "vjp")
      check(jacfwd(f)(x), "jacfwd")
      check(jacrev(f)(x), "jacrev")
      check(grad(grad(f))(x), "grad of grad")
      check(hessian(f)(x), "hessian")
    }
  }

  @Test(arguments: strengthening.indices) func theArgumentDecidesForReverseTheResultForForwardMode(
    _ number: Int
  ) {
    let (name, f) = strengthening[number]
    #expect(!f(1.5).weakType, "\(name)")
    #expect(grad(f)(1.5).weakType, "grad of \(name)")
    #expect(jit(grad(f))(1.5).weakType, "grad of \(name) in jit")
    #expect(!jvp(f, 1.5, 1.0).tangent.weakType, "jvp of \(name)")
    #expect(!linearize(f, 1.5).pushforward(1.0).weakType, "linearize of \(name)")
    #expect(!jacfwd(f)(1.5).weakType, "jacfwd of \(name)")
    #expect(jacrev(f)(1.5).weakType, "jacrev of \(name)")
    #expect(grad(grad(f))(1.5).weakType, "grad of grad of \(name)")
    #expect(hessian(f)(1.5).weakType, "hessian of \(name)")
  }

  @Test func programsReadAsJAXsDo() {
    #expect(
      "\(makeJaxpr(grad { x in x * x })(1.5))"
        == """
        { lambda ; a:f32[]. let
            _:f32[] = mul a a
            b:f32[] = mul a 1.0:f32[]
            c:f32[] = mul 1.0:f32[] a
            d:f32[] = add_any b c
          in (d,) }
        """)
    let text = "\(makeJaxpr(grad { x in jnp.sum(x * jnp.ones([3])) })(1.5))"
    #expect(text.contains("b:f32[3] = broadcast_in_dim 1.0:f32[]"))
    #expect(
      text.hasSuffix(
        """
            g:f32[] = reduce_sum[axes=(0,) out_sharding=None] f
            h:f32[] = convert_element_type[new_dtype=float32 weak_type=True] g
          in (h,) }
        """), "\(text)")
  }
}
