// Functions of three numbers whose second and third derivatives JAX gave: Golden/higher_derivatives.py has the same ones.

import JAX

/// A function whose derivatives are compared with JAX's.
struct HigherDerivativeSample: CustomStringConvertible, Sendable {
  let description: String
  let function: @Sendable (Tensor) -> Tensor

  init(_ description: String, _ function: @escaping @Sendable (Tensor) -> Tensor) {
    self.description = description
    self.function = function
  }
}

private let weights = Tensor([0.5, -1.5, 2], dtype: .float64)

private let sine = customJVP(
  { (x: Tensor) -> Tensor in jnp.sin(x) },
  jvp: { (x: Tensor, dx: Tensor) -> (Tensor, Tensor) in (jnp.sin(x), jnp.cos(x) * dx) })

/// A function with a rule that is not its derivative, so that the values show that it was taken.
private let other: @Sendable (Tensor, Tensor) -> Tensor = customJVP(
  { (x: Tensor, y: Tensor) in x * y },
  jvp: { primals, tangents in
    let (x, y) = primals
    return (x * y, jnp.exp(x) * y * tangents.0 + jnp.sin(y) * tangents.1)
  })

private let square = customVJP(
  { (x: Tensor) -> Tensor in x * x },
  forward: { (x: Tensor) -> (Tensor, Tensor) in (x * x, x) },
  backward: { (x: Tensor, ct: Tensor) -> Tensor in jnp.sinh(x) * ct })

private let product = customVJP(
  { (x: Tensor, y: Tensor) -> Tensor in x * y },
  forward: { (x: Tensor, y: Tensor) -> (Tensor, [Tensor]) in (x * y, [x, y]) },
  backward: { (kept: [Tensor], ct: Tensor) -> (Tensor, Tensor) in
    (ct * kept[1] ** 3, ct * jnp.cos(kept[0]))
  })

extension HigherDerivativeSample {
  static let conditionals: [Self] = [
    Self("cond_true") { x in
      lax.cond(x[0] .> 0, { x in (jnp.sin(x) * x * x).sum() }, { x in x.sum() }, x)
    },
    Self("cond_false") { x in
      lax.cond(
        x[1] .> 0, { x in x.sum() }, { x in jnp.exp(x[0] * x[1]) + x[2] ** 3 }, x)
    },
    Self("cond_captures") { x in
      let y = x * x
      return lax.cond(
        x[0] .> 0, { z in (z * jnp.cos(y)).sum() }, { z in (z + y).sum() }, jnp.sin(x))
    },
    Self("cond_nested") { x in
      lax.cond(
        x[2] .> 1,
        { x in lax.cond(x[1] .> 0, { x in jnp.prod(x) }, { x in jnp.prod(x * x) }, x) },
        { x in x.sum() }, x)
    },
    Self("switch") { x in
      lax.switch(
        (x[2] * 2).astype(.int32),
        [{ x in x.sum() }, { x in jnp.prod(x) }, { x in jnp.prod(jnp.exp(x)) * x[1] }], x)
    },
    Self("switch_mapped") { x in
      let ys = vmap { (i: Tensor, y: Tensor) in
        lax.switch(
          i, [{ y in jnp.sin(y) }, { y in y ** 3 }, { y in jnp.exp(-y) * y }], y * x[0])
      }(jnp.arange(3), x)
      return (ys * ys).sum()
    },
    Self("cond_of_scan") { x in
      lax.cond(
        x[0] .> 0, { x in lax.scan({ c, y in c * jnp.cos(y) }, x[0], x) }, { x in x.sum() }, x)
    },
  ]

  static let scans: [Self] = [
    Self("scan") { x in
      let (last, ys) = lax.scan({ c, y in (jnp.sin(c) * y + c, c * y) }, x[0], x)
      return last + (ys * ys).sum()
    },
    Self("scan_reverse") { x in
      let (last, ys) = lax.scan({ c, y in (c * y + 1, c + y) }, x.sum(), jnp.cos(x), reverse: true)
      return last + jnp.prod(ys)
    },
    Self("scan_captures") { x in
      jnp.prod(lax.scan({ c, y in jnp.tanh(c * x[1] + y) }, x, jnp.stack([x, 2 * x])))
    },
    Self("scan_unrolled") { x in
      lax.scan({ c, y in (c * jnp.exp(0.1 * y), c * c) }, x[2], x, unroll: 2).1.sum()
    },
    Self("scan_of_scan") { x in
      let (last, ys) = lax.scan(
        { c, y in
          let (d, zs) = lax.scan({ d, z in (jnp.sin(d * z) + y, d) }, c, x)
          return (d, zs.sum())
        }, x[0], x)
      return last * ys.sum()
    },
    Self("scan_of_cond") { x in
      let (last, ys) = lax.scan(
        { c, y in (lax.cond(y .> 0, { c in jnp.sin(c) * y }, { c in c * c * y }, c), c) },
        x[0] + x[2], x)
      return last * ys.sum()
    },
    Self("associative_scan") { x in
      (lax.associativeScan({ a, b in a * b }, jnp.cos(x)) * weights).sum()
    },
    Self("associative_scan_pairs") { x in
      jnp.prod(
        lax.associativeScan(
          { a, b, c, d in (a * c, b * c + d) }, (jnp.sin(x), x * x), reverse: true
        ).1 * weights)
    },
    Self("map") { x in jnp.prod(lax.map({ y in jnp.sin(y * x[0]) * y }, x)) },
    Self("map_in_batches") { x in
      jnp.prod(lax.map({ y in jnp.exp(y * x[1]) }, x, batchSize: 2)) * x[0]
    },
  ]

  static let loops: [Self] = [
    Self("fori") { x in lax.foriLoop(0, 4, { i, y in jnp.tanh(y * x) + x * i }, x).sum() },
    Self("fori_indexed") { x in
      lax.foriLoop(0, 3, { i, y in y + jnp.sin(y) * jnp.take(x, i) }, x[1] * x[2])
    },
    Self("fori_dynamic") { x in
      jnp.prod(lax.foriLoop(0, (x[2] * 3).astype(.int32), { _, y in jnp.sin(y) + x }, x))
    },
    Self("while_counted") { x in
      jnp.prod(
        lax.whileLoop(
          { i, _ in i .< 5 }, { i, y in (i + 1, y * jnp.cos(x) + 0.1 * x) }, (0, x)
        ).1)
    },
    Self("while_until_large") { x in
      jnp.prod(
        lax.whileLoop(
          { y in (y * y).sum() .< 20 }, { y in y * 1.5 + 0.1 * jnp.sin(x * y) }, x))
    },
    Self("while_of_cond") { x in
      lax.whileLoop(
        { i, _ in i .< 4 },
        { i, y in
          (i + 1, lax.cond(i .< 2, { y in jnp.sin(y) * x }, { y in y * y + x }, y))
        }, (0, x)
      ).1.sum()
    },
    Self("while_of_while") { x in
      let inner = { (y: Tensor) in
        lax.whileLoop({ j, _ in j .< 2 }, { j, z in (j + 1, jnp.sin(z) * x) }, (0, y)).1
      }
      return jnp.prod(
        lax.whileLoop({ i, _ in i .< 2 }, { i, y in (i + 1, inner(y) + x) }, (0, x)).1)
    },
    Self("scan_of_while") { x in
      let (last, ys) = lax.scan(
        { c, y in
          let z = lax.whileLoop({ i, _ in i .< 3 }, { i, z in (i + 1, jnp.cos(z) * c) }, (0, y)).1
          return (c + z, z * z)
        }, x[0], x)
      return last * ys.sum()
    },
    Self("while_mapped") { x in
      jnp.prod(
        vmap { (y: Tensor) in
          lax.whileLoop({ z in z .< 3 }, { z in 1.1 * z + x[2] * y * y + 0.5 }, y)
        }(x))
    },
  ]

  static let customRules: [Self] = [
    Self("custom_jvp") { x in (sine(x) * sine(x * x)).sum() * x[0] },
    Self("custom_jvp_other_rule") { x in (other(x, jnp.cos(x)) * weights).sum() * x[1] },
    Self("custom_jvp_in_scan") { x in
      jnp.prod(lax.scan({ c, y in (other(sine(c), y) + c, c) }, x[0], x).1)
    },
    Self("custom_vjp") { x in (square(x) * weights).sum() * x[2] },
    Self("custom_vjp_two_arguments") { x in jnp.prod(product(jnp.sin(x), x * x)) },
    Self("custom_vjp_in_scan") { x in
      lax.scan({ c, y in product(c, y) + square(y) }, x[0], x)
    },
    Self("custom_vjp_in_cond") { x in
      lax.cond(x[0] .> 0, { x in jnp.prod(square(jnp.cos(x))) }, { x in x.sum() }, x)
    },
  ]

  static let programs: [Self] = [
    Self("remat") { x in
      checkpoint { (x: Tensor) in jnp.prod(jnp.exp(jnp.sin(x * x) * jnp.tanh(x))) }(x)
    },
    Self("remat_dots") { x in
      checkpoint(
        { (x: Tensor) in
          let matrix = jnp.outer(jnp.sin(x), x)
          return jnp.tanh(jnp.matmul(matrix, jnp.cos(jnp.matmul(matrix, x)))).sum()
        }, policy: .dotsSaveable)(x)
    },
    Self("scan_of_remat") { x in
      let step = checkpoint(
        { (c: Tensor, y: Tensor) in (jnp.sin(c * y) + c, c) }, preventCSE: false)
      return jnp.prod(lax.scan(step, x[0], x).1)
    },
    Self("remat_of_scan") { x in
      checkpoint { (x: Tensor) in lax.scan({ c, y in jnp.sin(c * y) + c }, x[0], x) }(x)
    },
    Self("nested_jit") { x in
      let inner = jit { (x: Tensor, y: Tensor) in jnp.sin(x) * y }
      return jit { (x: Tensor) in inner(inner(x, x), x[0] * x).sum() }(x)
    },
    Self("vmap_psum") { x in
      (vmap({ (y: Tensor) in jnp.sin(y) * lax.psum(y * y, "i") }, axisName: "i")(x) * weights).sum()
    },
    Self("vmap_pmean_gather") { x in
      let each: @Sendable (Tensor) -> Tensor = { y in
        (y - lax.pmean(y, "i")) ** 3 * jnp.prod(jnp.cos(lax.allGather(y, "i")))
      }
      return (vmap(each, axisName: "i")(x) * weights).sum()
    },
    Self("vmap_ppermute") { x in
      let each: @Sendable (Tensor) -> Tensor = { y in
        y * lax.ppermute(jnp.sin(y), "i", [(0, 1), (1, 2), (2, 0)])
      }
      return (vmap(each, axisName: "i")(x) * weights).sum()
    },
    Self("vmap_two_axes") { x in
      let each: @Sendable (Tensor) -> Tensor = { y in
        jnp.sin(y) * lax.psum(lax.psum(y, "i") ** 2, "j") + lax.psum(y * y, ["i", "j"])
      }
      return vmap(vmap(each, axisName: "j"), axisName: "i")(jnp.outer(x, jnp.cos(x))).sum()
    },
    Self("vmap_of_scan") { x in
      jnp.prod(
        vmap { (c: Tensor, ys: Tensor) in lax.scan({ c, y in jnp.tanh(c + y) }, c, ys) }(
          x, jnp.outer(x, x)))
    },
  ]

  static let arrays: [Self] = [
    Self("softmax") { x in
      (nn.softmax(x * x) * weights).sum() + nn.logsumexp(x) * x[0]
    },
    Self("sorted_products") { x in
      let sums = jnp.cumsum(jnp.sort(x) * weights)
      return (sums * jnp.sin(x)).sum() * lax.cumprod(x)[1]
    },
    Self("selected") { x in
      jnp.prod(jnp.where(x .> 0, jnp.hypot(x, weights), jnp.arctan2(x, weights) ** 2))
    },
    Self("special") { x in
      (lax.erf(x) * jnp.logaddexp(x, weights) * jnp.expm1(x)).sum() * jnp.log1p(x[0])
    },
    Self("einsum") { x in
      let matrix = jnp.outer(jnp.sin(x), x)
      return jnp.einsum("ij,jk,ki->", matrix, matrix, jnp.exp(matrix)) * x[1]
    },
    Self("stop_gradient") { x in (lax.stopGradient(x * x) * jnp.sin(x) * x).sum() },
  ]

  static let all = conditionals + scans + loops + customRules + programs + arrays
}
