// Closures without types, as they are first written: each must be checked in a fraction of a second.
// swift-format-ignore-file
import JAX

let c0 = vmap { a, b in 2 * a * b + a / 2 - 1.0 }
let c1 = vmap { a in a * 2 + 1 }
let c2 = grad { x in x * x * 3 + 2 * x - 1 }
let c3 = grad { x in jnp.sum(jnp.sin(x) * x / 2 - 1) }
let c4 = grad { w, x in jnp.mean((w * x - 1) * (w * x - 1)) }
let c5 = jit { a, b in (a + b, a - b, a * b, a / b) }
let c6 = jit { x in jnp.where(x .> 0, x * 2, -x / 2) }
let c7 = jit { x, y in jnp.sqrt(x * x + y * y) + 0.5 * x - 2 * y }
let c8 = jit { x in (x * 2, x + 1) }
let c9 = jit { a, b, c in a * b + c / 2 - 0.5 * (a - b) * c }
let c10 = valueAndGrad { w in jnp.sum(w * w * 0.5) }
let c11 = valueAndGrad { w, b, x in jnp.mean((w * x + b - 1) * (w * x + b - 1) / 2) }
let c12 = lax.scan({ c, x in (c * 0.9 + x * 0.1, c - x / 2) }, Tensor(0.0), jnp.arange(4.0))
let c13 = lax.scan({ c, x in (c + x, c * x) }, 0.0, jnp.arange(4.0))
let c14 = lax.scan({ c, x in c * 0.9 + x * 0.1 }, 0.0, jnp.arange(4.0))
let c15 = lax.scan({ a, b, x in ((b, a + b * 2), a - x) }, (0.0, 1.0), jnp.arange(4.0))
let c16 = lax.foriLoop(0, 5, { i, x in x * 2 + i - 1 }, 1.0)
let c17 = lax.whileLoop({ i, x in i .< 3 }, { i, x in (i + 1, x * 2 - i) }, (0, 1.0))
let c18 = lax.cond(jnp.array(true), { x in x * 2 + 1 }, { x in -x / 2 - 1 }, jnp.ones([2]))
let c19 = lax.map({ x in x * x - 2 * x + 1 }, jnp.arange(3.0))
let c20 = vmap({ x, y in x * y + 2 * x - y / 3 }, inAxes: [0, nil])
let c21 = grad(grad { x in x * x * x - 2 * x * x + 1 })
let c22 = jvp({ x, y in x * y * 2 + x / y - 1 }, (1.0, 2.0), (1.0, 0.0))
let c23 = vjp({ x, y in (x * y * 2, x / y - 1) }, 1.0, 2.0)
let c24 = jit { x in jnp.exp(-x * x / 2) / jnp.sqrt(2 * Double.pi) + 0.5 }
let c25 = hessian { x in x * x * x + 2 * x }
let c26 = jacfwd { x in x * x * 2 + x / 2 }
let c27 = jacrev { x in (x * x * 2 + x / 2) }
let c28 = checkpoint { x, y in jnp.sin(x * 2) + jnp.cos(y / 2) * x }
let c29 = lax.associativeScan({ a, b in a * b + a / 2 }, jnp.arange(4.0))
let c30 = linearize({ x in x * x * 2 + 1 }, 3.0)

// What numbers, labels and methods add.
let (v, n) = (0.5, 3)
let d0 = grad { x in jnp.sum(jnp.clip(x, 0, v) * 2 - jnp.maximum(x, n) / 2) }
let d1 = jit { x, y in jnp.where(x > v, x * y + 2 * x, jnp.sum(y, 0, keepdims: true) - 1) }
let d2 = vmap { a, b in a[0] * 2 * b[1] + a[..., 0] / 2 - 1.0 }
let d3 = jit { x in (x - x.mean(0)) / (x.std(0) + 1e-6) }
let d4 = vmap { k in random.normal(k, 3) * v + 2 * random.uniform(k, [3], minval: -v, maxval: v) }
let d5 = grad { x in let y = x * x; return y + 1 }(3.0)
let d6 = jit { x in
  let y = jnp.tanh(x * 2) + v
  return (y - 1, y.sum())
}
let d7 = lax.scan({ c, x in (c + x.reshape(3), c.dot(x)) }, jnp.zeros(3), jnp.ones([4, 3]))
let d8 = grad { w, x in -jnp.mean(nn.logSoftmax(x.dot(w), -1) * nn.oneHot([1, 2], numClasses: 3)) }
