// Functions built on sums, over four million numbers: as exact as JAX's, or nearly.
//
// JAX's errors on the same data: Golden/large_arrays.py.

import Foundation
import JAX
import JAXCore
import Testing

private typealias Function = @Sendable (Tensor, Tensor) -> Tensor

private let count = 4_000_000

private func total(_ x: Tensor) -> Tensor { jnp.sum(x) }

private func layerNorm(_ x: Tensor) -> Tensor {
  (x - jnp.mean(x, axis: [-1], keepdims: true))
    / jnp.sqrt(jnp.var(x, axis: [-1], keepdims: true) + 1e-6)
}

private func withHoles(_ x: Tensor) -> Tensor {
  jnp.where(x .> 0.9, Tensor(.float(.nan), dtype: x.dtype), x)
}

private func scalar(_ value: Double, like x: Tensor) -> Tensor {
  Tensor(.float(value), dtype: x.dtype)
}

private let moments: [(name: String, function: Function)] = [
  ("mean", { p, _ in jnp.mean(p) }),
  ("var", { p, _ in jnp.var(p) }),
  ("var shifted", { p, _ in jnp.var(p + 1000) }),
  ("std", { _, s in jnp.std(s, ddof: 1) }),
  ("norm", { _, s in jnp.sqrt(total(s * s)) }),
  ("norm 1", { _, s in total(jnp.abs(s)) }),
  ("average", { p, s in jnp.average(p, weights: jnp.abs(s)) }),
  ("cumsum", { p, _ in jnp.cumsum(p) }),
  ("cumlogsumexp", { _, s in lax.cumlogsumexp(s) }),
  (
    "batch statistics",
    { p, _ in
      let x = p.reshape([8, -1, 4])
      return jnp.stack([jnp.mean(x, axis: [0, 1]), jnp.var(x, axis: [0, 1])])
    }
  ),
  ("layer norm", { p, _ in layerNorm(p.reshape([4, -1])) }),
  ("nansum", { p, _ in jnp.nansum(withHoles(p)) }),
  ("nanvar", { p, _ in jnp.nanvar(withHoles(p)) }),
]

private let contractions: [(name: String, function: Function)] = [
  ("matrix times vector", { p, s in jnp.matmul(p.reshape([64, -1]), s[..<(count / 64)]) }),
  (
    "three factors",
    { p, _ in
      jnp.einsum("ij,jk->k", p[..<(count / 2)].reshape([32, -1]), p.reshape([-1, 64]))
    }
  ),
  (
    "tensordot",
    { p, _ in jnp.tensordot(p.reshape([2000, 2000]), p.reshape([2000, 2000]), axes: 2) }
  ),
  (
    "cosine",
    { p, s in
      jnp.vdot(p, s + 1) / jnp.sqrt(total(p * p)) / jnp.sqrt(total((s + 1) ** 2))
    }
  ),
  (
    "outer products",
    { p, _ in jnp.einsum("ni,nj->ij", p.reshape([-1, 4]), p.reshape([-1, 4])) }
  ),
  ("weighted rows", { p, _ in jnp.einsum("n,ni->i", p[..<(count / 4)], p.reshape([-1, 4])) }),
]

private let losses: [(name: String, function: Function)] = [
  ("softmax", { _, s in nn.softmax(s) }),
  ("log softmax", { _, s in nn.logSoftmax(s)[..<1000] }),
  ("logsumexp", { _, s in nn.logsumexp(s) }),
  (
    "pools",
    { p, _ in
      lax.reduceWindow(
        p.reshape([2000, 2000]), Tensor(.zero, dtype: p.dtype), windowDimensions: [500, 500],
        windowStrides: [500, 500]
      ) { lax.add($0, $1) }
    }
  ),
  ("segments", { p, _ in jnp.zeros([10], dtype: p.dtype).at[jnp.arange(count) % 10].add(p) }),
  ("divergence", { p, s in total(jnp.abs(s) * jnp.log(jnp.abs(s) + p)) }),
  ("gradient", { p, _ in grad { w in jnp.mean((w * p - 1) ** 2) }(scalar(1.5, like: p)) }),
  (
    "second derivative",
    { p, _ in grad(grad { w in jnp.mean(jnp.exp(w * p)) })(scalar(0.5, like: p)) }
  ),
  (
    "adam",
    { _, s in
      (s * 0.1 / (1 - 0.9)) / (jnp.sqrt(s * s * 0.001 / (1 - 0.999)) + 1e-8)
    }
  ),
  ("clipped", { _, s in s * jnp.minimum(1, 1 / jnp.sqrt(total(s * s))) }),
  ("error function", { _, s in total(lax.erf(s) ** 2) }),
  (
    "vandermonde",
    { p, _ in jnp.sum(p[0..., .newAxis] ** jnp.arange(4).astype(p.dtype), axis: [0]) }
  ),
  ("squared error", { p, s in jnp.mean((p - s) ** 2) }),
  ("cross entropy", { _, s in -jnp.mean(nn.logSoftmax(s.reshape([-1, 10]))[0..., 3]) }),
]

@Suite struct LargeArrayTests {
  private static func errorsOfJAX() throws -> [String: Double] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/large_arrays.tsv")
    var errors: [String: Double] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    where !line.hasPrefix("#") {
      let fields = line.split(separator: "\t")
      errors[String(fields[0])] = Double(fields[1])
    }
    return errors
  }

  @Test(arguments: (moments + contractions + losses).map(\.name))
  func isAsExactAsJAX(_ name: String) throws {
    let all = moments + contractions + losses
    let function = try #require(all.first { $0.name == name }?.function)
    let known = try #require(Self.errorsOfJAX()[name])
    let positive = random.uniform(random.key(0), [count])
    let signed = 2 * random.uniform(random.key(1), [count]) - 1
    let compiled = jit(function)
    let exact = compiled(positive.astype(.float64), signed.astype(.float64))
    let difference = jnp.abs(compiled(positive, signed).astype(.float64) - exact)
    let error = (jnp.max(difference) / jnp.max(jnp.abs(exact))).item(as: Double.self)
    #expect(error <= max(known, 2e-6))
    if name == "var shifted" { #expect(error <= 1e-6) }
  }
}
