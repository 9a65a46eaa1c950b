// Policies inside of loops, choices and compiled functions: what they keep, and that all else stays the same.

import JAXTransforms
import PJRT
import Testing

private typealias Loss = @Sendable (Tensor, Tensor) -> Tensor

private func number(_ value: Double) -> Tensor { Tensor(.float(value), dtype: .float64) }

/// Steps with a product, a named value and an inner loop; the product with itself is the same in each.
private let scanned: Loss = { x, w in
  let (last, rows) = lax.scan(
    { (state: Tensor, scale: Tensor) in
      let product = checkpointName(lax.dot(state, lax.dot(w, w)), "product")
      let next = lax.sin(lax.mul(product, scale))
      let inner = lax.foriLoop(0, 2, { _, y in lax.tanh(lax.dot(y, w)) }, next)
      return (lax.add(inner, next), lax.cos(next))
    }, x, Tensor([0.5, -0.8, 1.1], dtype: .float64))
  return lax.add(lax.sin(last), lax.reduceSum(lax.sin(rows), axes: [0]))
}

/// A choice between a product and something else.
private let chosen: Loss = { x, w in
  let y = lax.sin(x)
  let isLarge = lax.gt(lax.reduceSum(y, axes: [0, 1]), number(0))
  return lax.mul(
    y,
    lax.cond(
      isLarge, { lax.sin(lax.dot(lax.tanh(lax.dot(y, w)), w)) }, { lax.exp(lax.sin(y)) }))
}

/// A compiled function with a loop.
private let compiled: Loss = { x, w in
  jit { (x: Tensor) in
    lax.scan({ (y: Tensor) in jit { y in lax.sin(lax.dot(y, w)) }(y) }, x, length: 3)
  }(x)
}

/// A loop of unknown length, in which nothing is kept.
private let endless: Loss = { x, w in
  lax.whileLoop(
    { (y: Tensor) in lax.lt(lax.reduceSum(lax.mul(y, y), axes: [0, 1]), number(40)) },
    { (y: Tensor) in lax.add(lax.mul(y, number(1.4)), lax.sin(lax.dot(y, w))) }, x, maxSteps: 20)
}

/// No state is needed for the way back, and rows are.
private let mapped: Loss = { x, w in
  lax.map({ (row: Tensor) in lax.sin(lax.exp(lax.dot(row, w))) }, x)
}

/// A choice in a loop that runs backwards, over whole numbers, with a checkpoint of its own in the body.
private let nested: Loss = { x, w in
  let inner = checkpoint(
    { (y: Tensor) in lax.sin(lax.dot(lax.tanh(lax.dot(y, w)), w)) }, policy: .dotsSaveable)
  return lax.scan(
    { (y: Tensor, n: Tensor) in
      lax.cond(
        lax.gt(n, Tensor(.one, dtype: .int32)), { lax.scan({ y in inner(y) }, y, length: 2) },
        { lax.sin(checkpointName(lax.dot(y, lax.dot(w, w)), "product")) })
    }, x, Tensor([2, 0, 1, 3], dtype: .int32), reverse: true)
}

private let functions = [scanned, chosen, compiled, endless, mapped, nested]

private let policies: [CheckpointPolicy?] = [
  nil, .everythingSaveable, .dotsSaveable, .saveOnlyTheseNames("product"),
  .saveAnythingExceptTheseNames("product"),
  CheckpointPolicy("tanh") { name, _, _ in name == "tanh" || name == "sin" },
]

private func agree(_ a: Tensor, _ b: Tensor) -> Bool {
  a.shape == b.shape
    && zip(a.scalars(as: Double.self), b.scalars(as: Double.self)).allSatisfy {
      abs($0 - $1) <= 1e-11 * (1 + abs($1))
    }
}

@Suite struct RematBodyTests {
  private let x = Tensor([0.3, -0.2, 0.9, 0.4, 0.5, 0.1], shape: [2, 3], dtype: .float64)
  private let w = Tensor(
    [0.2, -0.6, 0.4, 0.1, 0.8, -0.3, 0.5, 0.2, 0.7], shape: [3, 3], dtype: .float64)

  private func total(_ f: @escaping Loss) -> Loss {
    { x, w in lax.reduceSum(f(x, w), axes: [0, 1]) }
  }

  private func numbers(_ f: @escaping Loss, _ policy: CheckpointPolicy?) -> [Tensor] {
    let loss = total(checkpoint(f, policy: policy))
    let gradients = grad(loss, wrt: .all)(x, w)
    let compiled = jit(grad(loss, wrt: .all))(x, w)
    let (x, w) = (x, w)
    let slope = jit { x in jvp({ x in grad(loss)(x, w) }, x, lax.sin(x)).tangent }(x)
    let each = vmap(grad { x in loss(x, w) })(lax.broadcast(x, [2]))
    return [loss(x, w), gradients.0, gradients.1, compiled.0, compiled.1, slope, each]
  }

  @Test(arguments: functions.indices)
  func valuesAndDerivativesStay(_ index: Int) {
    let f = functions[index]
    let loss = total(f)
    let gradients = grad(loss, wrt: .all)(x, w)
    let w = w
    let slope = jvp({ x in grad(loss)(x, w) }, x, lax.sin(x)).tangent
    for (number, policy) in policies.enumerated() {
      let found = numbers(f, policy)
      let expected = [
        loss(x, w), gradients.0, gradients.1, gradients.0, gradients.1, slope,
        lax.broadcast(gradients.0, [2]),
      ]
      for (place, (a, b)) in zip(found, expected).enumerated() {
        #expect(agree(a, b), "function \(index), policy \(number), value \(place)")
      }
    }
  }

  /// The number of matrix products in the program of the gradient.
  private func dots(_ f: @escaping Loss, _ policy: CheckpointPolicy?, checkpointed: Bool = true)
    -> Int
  {
    let loss = total(checkpointed ? checkpoint(f, policy: policy) : f)
    let text = "\(makeJaxpr(grad(loss, wrt: .all))(x, w))"
    return text.occurrences(of: "dot_general[")
  }

  @Test func productsAreNotDoneAgain() {
    for f in [scanned, chosen, compiled, mapped, nested] {
      let plain = dots(f, nil, checkpointed: false)
      #expect(dots(f, .dotsSaveable) == plain)
      #expect(dots(f, .everythingSaveable) == plain)
      #expect(dots(f, nil) > plain)
    }
    let plain = dots(endless, nil, checkpointed: false)
    #expect(dots(endless, .dotsSaveable) > plain)
  }

  @Test func savedResidualsAreThoseOfJAX() {
    let x = lax.full([2, 4], 1, dtype: .float32)
    let w = lax.full([4, 4], 1, dtype: .float32)
    func saved(_ f: @escaping Loss, _ policy: CheckpointPolicy?) -> [String] {
      savedResiduals(checkpoint(f, policy: policy), x, w).map(\.description).sorted()
    }
    let steps: Loss = { x, w in
      lax.scan({ (c: Tensor) in lax.sin(lax.dot(c, w)) }, x, length: 3)
    }
    let arguments = ["f32[2,4] from argument 0", "f32[4,4] from argument 1"]
    #expect(saved(steps, nil) == arguments)
    let stacked = "f32[3,2,4] output of scan"
    #expect(saved(steps, .dotsSaveable) == [arguments[0], stacked, arguments[1]])
    let choice: Loss = { x, w in
      lax.cond(
        lax.gt(lax.reduceSum(x, axes: [0, 1]), Tensor(.zero, dtype: .float32)),
        { lax.sin(lax.dot(x, w)) }, { lax.cos(x) })
    }
    #expect(saved(choice, nil) == arguments)
    #expect(
      saved(choice, .dotsSaveable)
        == [arguments[0], "f32[2,4] output of cond", arguments[1]])
    let named: Loss = { x, _ in
      lax.scan(
        { (c: Tensor) in
          checkpointName(lax.sin(checkpointName(lax.sin(c), "a")), "b")
        }, x, length: 3)
    }
    #expect(saved(named, nil) == [arguments[0]])
    #expect(saved(named, .saveOnlyTheseNames("a")) == [arguments[0], stacked])
    #expect(saved(named, .saveOnlyTheseNames("b")) == [arguments[0], stacked])
    #expect(saved(named, .saveAnythingExceptTheseNames("a")) == [stacked, stacked])
    // A product of what no step changes is not stacked.
    let constant: Loss = { x, w in
      lax.scan({ (c: Tensor) in lax.sin(lax.mul(c, lax.dot(x, w))) }, x, length: 3)
    }
    #expect(
      saved(constant, .dotsSaveable).filter { !$0.contains("argument") }
        == ["f32[2,4] output of dot_general", "f32[2,4] output of jit"])
  }

  /// Four loops of six steps each; the value and gradient in one tensor.
  private func network(_ policy: CheckpointPolicy?, checkpointed: Bool = true)
    -> @Sendable (Tensor) -> Tensor
  {
    let plain: @Sendable (Tensor, Tensor) -> Tensor = { x, w in
      lax.scan({ (x: Tensor) in lax.sin(lax.sin(lax.dot(x, w))) }, x, length: 6)
    }
    let layer = checkpointed ? checkpoint(plain, policy: policy) : plain
    return { w in
      let x = lax.broadcast(lax.slice(w, startIndices: [0, 0], limitIndices: [1, 64]), [512])
      let (value, gradient) = valueAndGrad { w in
        let output = (0..<4).reduce(lax.reshape(x, [512, 64])) { x, _ in layer(x, w) }
        return lax.reduceSum(output, axes: [0, 1])
      }(w)
      return lax.add(gradient, lax.broadcast(value, [64, 64]))
    }
  }

  @Test func theCompiledProgramKeepsWhatThePolicySays() throws {
    let w = shapeDtypeStruct([64, 64], .float32)
    let size = 6 * 4 * 512 * 64
    func bytes(_ f: @escaping @Sendable (Tensor) -> Tensor) throws -> Int {
      let program = try Backend.default().client.compile(Array(try lower(f)(w).text.utf8))
      return try program.memoryStats().temporaries
    }
    let plain = try bytes(network(nil, checkpointed: false))
    let dots = try bytes(network(.dotsSaveable))
    let again = try bytes(network(nil))
    // Each loop keeps three arrays a step without checkpoint, one product a step, or only its argument.
    #expect(plain >= 12 * size, "\(plain / size)")
    #expect(dots >= 4 * size && dots <= 10 * size, "\(dots / size)")
    #expect(again <= dots - 2 * size, "\(again / size)")
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func occurrences(of text: String) -> Int {
    var (count, rest) = (0, self[...])
    while let range = rest.firstRange(of: text) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
