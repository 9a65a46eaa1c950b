// Jacobians and Hessians of functions of tensors and of trees, against JAX's values, against each other, and under the
// other transformations.

import JAX
import Testing

@PyTree private struct Params {
  var w: Tensor
  var b: [Tensor]
}

@PyTree private struct Prediction {
  var mean: Tensor
  var log: Tensor
}

private func vector(_ values: Double...) -> Tensor { Tensor(values, dtype: .float64) }

@Sendable private func pair(_ x: Tensor) -> Tensor {
  jnp.stack([x[0] * x[1], jnp.sin(x[2]) * x[0]])
}

@Sendable private func scalarField(_ x: Tensor) -> Tensor {
  jnp.exp(x[0] * x[1]) + x[2] ** 3 * x[0]
}

/// A tree of results of a tree of arguments.
@Sendable private func model(_ params: Params) -> Prediction {
  Prediction(
    mean: jnp.sin(params.w * params.b[0]).sum() + params.b[1], log: jnp.exp(params.w) * params.b[0])
}

private func expectClose(
  _ found: Tensor, _ shape: [Int], _ values: [Double], _ tolerance: Double = 1e-12,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.shape == shape, sourceLocation: sourceLocation)
  let numbers = found.scalars(as: Double.self)
  #expect(numbers.count == values.count, sourceLocation: sourceLocation)
  for (number, value) in zip(numbers, values) {
    #expect(
      abs(number - value) <= tolerance * max(1, abs(value)), "\(numbers) is not \(values)",
      sourceLocation: sourceLocation)
  }
}

private func expectEqual(
  _ a: some PyTree, _ b: some PyTree, sourceLocation: SourceLocation = #_sourceLocation
) {
  let (left, right) = (tree.leaves(a), tree.leaves(b))
  #expect(left.count == right.count, sourceLocation: sourceLocation)
  for (x, y) in zip(left, right) {
    #expect(x.dtype == y.dtype, sourceLocation: sourceLocation)
    expectClose(x, y.shape, y.scalars(as: Double.self), sourceLocation: sourceLocation)
  }
}

@Suite struct JacobianTests {
  private let x = vector(0.5, -1, 2)
  private let params = Params(w: vector(0.25, 0.5), b: [vector(1.5, -0.5), vector(2)[0]])

  @Test func ofOneTensor() {
    let expected = [-1, 0.5, 0, 0.9092974268256817, 0, -0.2080734182735712]
    expectClose(jacfwd(pair)(x), [2, 3], expected)
    expectClose(jacrev(pair)(x), [2, 3], expected)
    expectClose(jacobian(pair)(x), [2, 3], expected)
    expectClose(jacfwd { x in x * x }(vector(1, 2)), [2, 2], [2, 0, 0, 4])
    expectClose(jacrev(scalarField)(x), [3], grad(scalarField)(x).scalars(as: Double.self))
  }

  @Test func hessians() {
    expectClose(
      hessian(scalarField)(x), [3, 3],
      [
        0.6065306597126334, 0.3032653298563167, 12, 0.3032653298563167, 0.15163266492815836, 0, 12,
        0, 6,
      ])
    expectClose(
      hessian(pair)(x), [2, 3, 3],
      [
        0, 1, 0, 1, 0, 0, 0, 0, 0,
        0, 0, -0.4161468365471424, 0, 0, 0, -0.4161468365471424, 0, -0.45464871341284085,
      ])
    let v = vector(1, -2, 0.5)
    expectEqual(hvp(scalarField, x, v), jnp.matmul(hessian(scalarField)(x), v))
    // Third derivatives: of x³ it is 6.
    expectClose(jacfwd(hessian { x in x ** 3 })(2.0 as Tensor), [], [6])
  }

  @Test func underJitAndVmap() {
    let points = jnp.stack([x, x * 2, x - 1])
    let each = [x, x * 2, x - 1].map { hessian(scalarField)($0) }
    expectEqual(vmap(hessian(scalarField))(points), jnp.stack(each))
    expectEqual(jit(hessian(scalarField))(x), each[0])
    expectEqual(jit(vmap(hessian(jit(scalarField))))(points), jnp.stack(each))
    expectEqual(hessian(jit(scalarField))(x), each[0])
    expectEqual(jit(jacfwd(vmap { x in x * x }))(x), jnp.diag(x * 2))
  }

  @Test func ofATreeToATensor() {
    let loss = { @Sendable (p: Params) -> Tensor in jnp.sin(p.w * p.b[0]) + p.b[1] }
    let forward = jacfwd(loss)(params)
    let backward = jacrev(loss)(params)
    #expect(forward.w.shape == [2, 2])
    #expect(forward.b.map(\.shape) == [[2, 2], [2]])
    expectEqual(forward, backward)
    expectEqual(forward.w, jacfwd { w in jnp.sin(w * params.b[0]) }(params.w))
  }

  @Test func ofATensorToATree() {
    let f = { @Sendable (x: Tensor) -> [String: Tensor] in ["sum": x.sum(), "square": x * x] }
    let j = jacrev(f)(x)
    expectClose(j["sum", default: 0], [3], [1, 1, 1])
    expectEqual(j["square", default: 0], jnp.diag(x * 2))
    expectEqual(jacfwd(f)(x), j)
    #expect(hessian(f)(x)["square"]?.shape == [3, 3, 3])
  }

  @Test func ofATreeToATree() {
    let j: Jacobian<Prediction, Params> = jacrev(model)(params)
    expectEqual(jacfwd(model)(params), j)
    let mean = { @Sendable (p: Params) -> Tensor in model(p).mean }
    expectEqual(j[output: \.mean], grad(mean)(params))
    expectClose(j[\.mean, \.b[1]], [], [1])
    expectEqual(j[input: \.w].log, j[\.log, \.w])
    expectEqual(j[\.log, \.b[0]], jnp.diag(jnp.exp(params.w)))
    let part: Jacobian<Prediction, [Tensor]> = j[output: \.self, input: \.b]
    expectEqual(part[\.log, \.[0]], j[\.log, \.b[0]])
    #expect(part.blocks.count == 4)
    #expect(
      j.description
        == #"Jacobian([\.mean, \.w]: float64[2], [\.mean, \.b[0]]: float64[2], [\.mean, \.b[1]]: float64[], "#
        + #"[\.log, \.w]: float64[2,2], [\.log, \.b[0]]: float64[2,2], [\.log, \.b[1]]: float64[2])"#
    )
    // A Jacobian is a tree: it crosses jit and vmap, and is differentiated again.
    expectEqual(jit(jacrev(model))(params), j)
    let stacked = tree.map({ jnp.stack([$0, $0]) }, params)
    expectEqual(vmap(jacrev(model))(stacked)[\.log, \.w][1], j[\.log, \.w])
    let second = hessian(model)(params)
    expectEqual(
      second[\.[\.mean, \.w], \.w], hessian { w in jnp.sin(w * params.b[0]).sum() }(params.w))
  }

  @Test func hessianOfATree() {
    let loss = { @Sendable (p: Params) -> Tensor in jnp.sin(p.w * p.b[0]).sum() * p.b[1] }
    let h = hessian(loss)(params)
    #expect(h[\.w, \.b[0]].shape == [2, 2])
    expectEqual(h[\.w, \.b[0]], h[\.b[0], \.w].T)
    expectEqual(
      h[\.w, \.w], hessian { w in jnp.sin(w * params.b[0]).sum() * params.b[1] }(params.w))
    // The product with a vector needs no Hessian.
    let v = Params(w: vector(1, -1), b: [vector(0.5, 2), vector(-3)[0]])
    let product = hvp(loss, params, v)
    let first =
      jnp.matmul(h[\.w, \.w], v.w) + jnp.matmul(h[\.w, \.b[0]], v.b[0])
      + h[\.w, \.b[1]] * v.b[1]
    expectEqual(product.w, first)
  }

  @Test func severalArguments() {
    let f = { @Sendable (x: Tensor, y: Tensor, z: Tensor) -> Tensor in x * jnp.sin(y) * z[0] }
    let (y, z) = (x * 2, vector(3, 4))
    let inY = jacfwd(f, wrt: .second)(x, y, z)
    expectEqual(inY, jnp.diag(x * jnp.cos(y) * 3))
    expectEqual(jacrev(f, wrt: .second)(x, y, z), inY)
    expectEqual(jacobian(f, wrt: .third)(x, y, z)[0..., 1], jnp.zeros([3], dtype: .float64))
    let (a, b) = jacrev(f, wrt: .firstTwo)(x, y, z)
    expectEqual([a, b], [jacfwd(f)(x, y, z), inY])
    let all = jacfwd(f, wrt: .all)(x, y, z)
    expectEqual([all.0, all.1, all.2], [a, b, jacrev(f, wrt: .third)(x, y, z)])
    let g = { @Sendable (x: Tensor, y: Tensor) -> Tensor in (x * x * y).sum() }
    let ((xx, xy), (yx, yy)) = hessian(g, wrt: .all)(x, y)
    expectEqual([xx, xy, yx], [jnp.diag(2 * y), jnp.diag(2 * x), jnp.diag(2 * x)])
    expectEqual(yy, jnp.zeros([3, 3], dtype: .float64))
    let product = hvp(g, (x, y), (y, x))
    expectEqual(product.0, jnp.matmul(xx, y) + jnp.matmul(xy, x))
    expectEqual(product.1, jnp.matmul(yx, y))
    let trees = { @Sendable (p: Params, x: Tensor) -> Tensor in (p.w * x).sum() * p.b[1] }
    let blocks = hessian(trees, wrt: .all)(params, vector(1, 2))
    expectClose(blocks.0.1[\.b[1], \.self], [2], [0.25, 0.5])
    expectEqual(blocks.1.0[\.self, \.w], jnp.eye(2, dtype: .float64) * 2)
  }

  @Test func auxiliaryResults() {
    let f = { @Sendable (x: Tensor) -> (Tensor, [Tensor]) in (pair(x), [x.sum()]) }
    let forward = jacfwd(f, aux: .last)(x)
    let backward = jit { x in [jacrev(f, aux: .last)(x).jacobian, jacrev(f, aux: .last)(x).aux[0]]
    }(x)
    expectEqual(forward.jacobian, jacfwd(pair)(x))
    expectEqual(backward, [forward.jacobian, forward.aux[0]])
    expectClose(forward.aux[0], [], [1.5])
  }

  @Test func emptyAndUnused() {
    #expect(jacfwd { (x: Tensor) in x * 2 }(jnp.zeros([0])).shape == [0, 0])
    #expect(jacrev { (x: Tensor) in x.sum() }(jnp.zeros([0])).shape == [0])
    expectClose(jacfwd { _ in vector(1, 2) }(x), [2, 3], [0, 0, 0, 0, 0, 0])
    expectClose(jacrev { _ in vector(1, 2) }(x), [2, 3], [0, 0, 0, 0, 0, 0])
    expectClose(jacfwd { (x: Tensor) in x }(vector(1, 2)), [2, 2], [1, 0, 0, 1])
  }
}
