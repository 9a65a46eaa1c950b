// Arguments as JAX takes them: by position, by name, as numbers in variables, shapes and axes as one number or several.

import JAX
import Testing

@Suite struct LabelTests {
  private func values(_ x: Tensor) -> [Float] { x.scalars(as: Float.self) }
  private let x: Tensor = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
  private let key = random.key(0)

  @Test func optionalArgumentsByPosition() {
    #expect(values(jnp.sum(x, 0)) == [5, 7, 9])
    #expect(values(jnp.sum(x, [0, 1])) == [21])
    #expect(jnp.sum(x, 0, keepdims: true).shape == [1, 3])
    #expect(jnp.sum(x, 0, .float64).dtype == .float64)
    #expect(values(jnp.clip(x, 2, 4)) == [2, 2, 3, 4, 4, 4])
    #expect(values(jnp.clip(x, nil, 4)) == [1, 2, 3, 4, 4, 4])
    #expect(values(jnp.roll([1, 2, 3], 1, 0)) == [3, 1, 2])
    #expect(values(jnp.take(x, [0, 2], 1)) == [1, 3, 4, 6])
    #expect(values(jnp.concatenate([x, x], 1)[0]) == [1, 2, 3, 1, 2, 3])
    #expect(jnp.stack([x, x], -1).shape == [2, 3, 2])
    #expect(jnp.transpose(x, [1, 0]).shape == [3, 2])
    #expect(jnp.squeeze(x[..<1], 0).shape == [3])
    #expect(values(jnp.round([1.26], 1)) == [1.3])
    #expect(values(jnp.linspace(0, 1, 3)) == [0, 0.5, 1])
    #expect(values(jnp.arange(2, 8, 3)) == [2, 5])
    #expect(values(jnp.arange(0, 1, 0.5)) == [0, 0.5])
    #expect(jnp.eye(2, 3, 1).shape == [2, 3])
    #expect(values(jnp.take(x, 4)) == [5])
    #expect(jnp.array([1, 2], .float32).dtype == .float32)
    #expect(jnp.zeros([2], .int32).dtype == .int32)
    #expect(values(nn.softmax(jnp.zeros([2, 2]), 0)) == [0.5, 0.5, 0.5, 0.5])
    #expect(values(nn.leakyRelu([-1.0], 0.5)) == [-0.5])
    #expect(values(lax.reduceMax(x, [0])) == [4, 5, 6])
    #expect(values(lax.slice([1, 2, 3, 4], [1], [4], [2])) == [2, 4])
    #expect(values(lax.cumsum([1, 2, 3], 0, true)) == [6, 5, 3])
    #expect(values(x.sum(0)) == [5, 7, 9])
    #expect(values(x.argmax(1)) == [2, 2])
    #expect(x.take([0], 1).shape == [2, 1])
  }

  @Test func requiredArgumentsByName() {
    #expect(jnp.expandDims(x, axis: 0).shape == [1, 2, 3])
    #expect(jnp.expandDims(x, axis: [0, -1]).shape == [1, 2, 3, 1])
    #expect(jnp.reshape(x, shape: [3, 2]).shape == [3, 2])
    #expect(values(jnp.full([2], fillValue: 7)) == [7, 7])
    #expect(values(jnp.full(shape: 2, fillValue: 7)) == [7, 7])
    #expect(values(nn.oneHot([1], numClasses: 3)) == [0, 1, 0])
    #expect(values(jnp.moveaxis(x, source: 0, destination: 1)[0]) == [1, 4])
    #expect(values(jnp.roll([1, 2, 3], shift: 1)) == [3, 1, 2])
    #expect(values(lax.slice([1, 2, 3], startIndices: [1], limitIndices: [3])) == [2, 3])
    #expect(values(lax.slice([1, 2, 3], [1], limitIndices: [3])) == [2, 3])
    #expect(values(jnp.dot([1, 2], b: [3, 4])) == [11])
    #expect(jnp.arange(2, stop: 8, step: 3).shape == [2])
  }

  @Test func randomArgumentsAsInJAX() {
    let drawn = random.randint(key, [4], 0, 10)
    #expect(Bool(jnp.all((drawn >= 0) & (drawn < 10))))
    #expect(values(drawn) == values(random.randint(key, [4], minval: 0, maxval: 10)))
    #expect(values(drawn) == values(random.randint(key, shape: [4], minval: 0, maxval: 10)))
    #expect(random.bernoulli(key, 0.5, [3]).shape == [3])
    #expect(random.bernoulli(key, p: 0.5, shape: 3).shape == [3])
    #expect(random.uniform(key, [2], .float64, -1, 1).dtype == .float64)
    let bound = 0.5
    let u = random.uniform(key, 100, minval: -bound, maxval: bound)
    #expect(Bool(jnp.all(jnp.abs(u) <= bound)))
    #expect(random.truncatedNormal(key, -2, 2, [5]).shape == [5])
    #expect(random.truncatedNormal(key, lower: -2, upper: 2, shape: [5]).shape == [5])
    #expect(random.categorical(key, jnp.zeros([4, 3]), -1).shape == [4])
    #expect(random.choice(key, 10, [3]).shape == [3])
    #expect(random.gamma(key, 2, 3).shape == [3])
  }

  @Test func shapesAreOneSizeOrSeveral() {
    let n = 3
    #expect(jnp.zeros(n).shape == [3] && jnp.zeros(3).shape == [3])
    #expect(jnp.zeros([]).shape == [] && jnp.ones([2, n]).shape == [2, 3])
    #expect(jnp.full(n, 0.5).shape == [3])
    #expect(random.normal(key, 3).shape == [3] && random.normal(key, [n, 2]).shape == [3, 2])
    #expect(random.normal(key).shape == [] && random.normal(key, []).shape == [])
    #expect(random.normal(key, shape: n).shape == [3])
    #expect(jnp.reshape(x, 6).shape == [6] && x.reshape(6).shape == [6])
    #expect(x.reshape(3, 2).shape == [3, 2] && x.reshape([3, -1]).shape == [3, 2])
    #expect(x.reshape(-1).shape == [6] && jnp.reshape(x, [2, -1]).shape == [2, 3])
    #expect(jnp.broadcastTo(1, n).shape == [3] && jnp.tile(x, 2).shape == [2, 6])
    #expect(lax.full(n, 1.0).shape == [3] && lax.reshape(x, 6).shape == [6])
    #expect(jnp.zerosLike(x, shape: n).shape == [3])
    let initial = nn.initializers.glorotNormal(inAxis: 0, outAxis: 1)
    #expect(initial(key, [2, 3]).shape == [2, 3])
  }

  @Test func numbersInVariablesTakeTheUsualPlaces() {
    let (v, n, flag, single) = (0.5, 2, true, Float(1.5))
    #expect(values(jnp.maximum(x, n)) == [2, 2, 3, 4, 5, 6])
    #expect(values(jnp.where(x > 3, x, v)) == [0.5, 0.5, 0.5, 4, 5, 6])
    #expect(values(jnp.where(flag, x, v)) == values(x))
    #expect(values(jnp.full([3], v)) == [0.5, 0.5, 0.5])
    #expect(values(jnp.clip(x, min: n)) == [2, 2, 3, 4, 5, 6])
    #expect(values(jnp.clip(x, n, 4)) == [2, 2, 3, 4, 4, 4])
    #expect(abs(Float(jnp.sqrt(n)) - 1.4142135) < 1e-6)
    #expect(values(jnp.power(n, [1, 2])) == [2, 4])
    #expect(jnp.maximum(x, single).dtype == .float32)
    #expect(values(lax.max(n, 3)) == [3])
    #expect(values(nn.relu(-v)) == [0])
    #expect(values(jnp.linspace(0, n, 3)) == [0, 1, 2])
    #expect(values(jnp.array([x[0, 0], v])) == [1, 0.5])
    #expect(values(jnp.stack([x[0, 0], v])) == [1, 0.5])
    #expect(values(x.clip(min: n)) == [2, 2, 3, 4, 5, 6])
    #expect(values(jnp.zeros(2).at[0].set(v)) == [0.5, 0])
    #expect(values(jnp.zeros(2).at[1].add(n)) == [0, 2])
    #expect(values(random.split(random.key(n)).at[0].get().dtype == .uint32 ? [1] : [0]) == [0])
  }

  /// Quotients of literals are tensors before they are divided, wherever they stand.
  @Test func literalsAreTensorsBeforeTheyAreDivided() {
    #expect(values(jnp.full([1], 1 / 2)) == [0.5])
    #expect(values(jnp.full([1], fillValue: 1 / 2)) == [0.5])
    #expect(values(jnp.clip(0, 1 / 2, 1)) == [0.5])
    #expect(values(jnp.round(2 / 3, 1))[0] > 0.69)
    #expect(values(jnp.maximum(0, 1 / 4)) == [0.25])
    #expect(values(jnp.zeros(1).at[0].set(1 / 2)) == [0.5])
    #expect(values(random.uniform(key, [1], minval: 1 / 2, maxval: 1 / 2)) == [0.5])
  }

  @Test func functionsAsValuesAreTheOnesDeclared() {
    #expect(values(vmap(jnp.sum)(x)) == [6, 15])
    #expect(values(vmap(jnp.dot)(x, x)) == [14, 77])
    #expect(values(grad(jnp.sum)(x[0])) == [1, 1, 1])
    #expect(values(jit(nn.softmax)(jnp.zeros(2))) == [0.5, 0.5])
    let add: (Tensor, Tensor) -> Tensor = lax.add
    let sum: (Tensor, [Int]) -> Tensor = lax.reduceSum
    #expect(values(sum(add(x, x), [1])) == [12, 30])
    #expect(values(lax.reduce(x, 0, lax.add, [0])) == [5, 7, 9])
    let zeros = tree.map(jnp.zerosLike, ["w": x, "b": [1.0]])
    #expect(values(zeros["b", default: 1]) == [0])
  }

  @Test func windowsInJAXsOrder() {
    let image = jnp.arange(16, dtype: .float32).reshape(1, 4, 4, 1)
    let pooled = lax.reduceWindow(image, -.infinity, lax.max, [1, 2, 2, 1], [1, 2, 2, 1], "VALID")
    #expect(values(pooled) == [5, 7, 13, 15])
    let same = lax.reduceWindow(
      image, 0.0, lax.add, windowDimensions: [1, 3, 3, 1], padding: "SAME")
    #expect(same.shape == [1, 4, 4, 1])
    let closure = lax.reduceWindow(image, 0, windowDimensions: [1, 2, 2, 1]) { x, y in x + y }
    #expect(values(closure)[0] == 10)
    let kernel = jnp.ones([1, 1, 3])
    let signal = jnp.ones([1, 1, 5])
    #expect(values(lax.conv(signal, kernel, [1], "SAME")) == [2, 3, 3, 3, 2])
    #expect(lax.conv(signal, kernel, windowStrides: [1], padding: [(2, 2)]).shape == [1, 1, 7])
    let error = #expect(throws: JAXError.self) {
      try catchingErrors { lax.conv(signal, kernel, [1], "FULL") }
    }
    #expect(error?.kind == .argument)
    #expect(error?.description.contains(#"padding "FULL"."#) == true)
  }

  @Test func keysOneByOne() {
    let keys: Tensor = random.split(key, 4)
    let (a, b) = random.split(key)
    let (c, d, e) = random.split(key, 3)
    let whole = random.split(key)
    #expect(whole.shape == [2] && random.split(key, [2, 2]).shape == [2, 2])
    func words(_ key: Tensor) -> [UInt32] { random.keyData(key).scalars(as: UInt32.self) }
    #expect(words(a) == words(whole[0]) && words(b) == words(whole[1]))
    let three = random.split(key, num: 3)
    #expect(zip([c, d, e], 0..<3).allSatisfy { words($0) == words(three[$1]) })
    #expect(keys.shape == [4])
    var state = key
    let first = random.next(&state)
    let second = random.next(&state)
    #expect(words(first) == words(b) && words(state) != words(a))
    #expect(words(second) == words(random.split(a)[1]))
    let error = #expect(throws: JAXError.self) {
      try catchingErrors {
        let (x, y) = random.split(key, 3)
        return (x, y)
      }
    }
    #expect(error?.description.contains("3 keys for 2 variables") == true)
  }

  @Test func gridsFromTensorsOneByOne() {
    let (u, v): (Tensor, Tensor) = ([1, 2], [3, 4, 5])
    #expect(jnp.meshgrid(u, v).map(\.shape) == [[3, 2], [3, 2]])
    #expect(jnp.meshgrid(u, v, indexing: "ij").map(\.shape) == [[2, 3], [2, 3]])
    #expect(jnp.meshgrid([u, v], sparse: true).map(\.shape) == [[1, 2], [3, 1]])
  }
}
