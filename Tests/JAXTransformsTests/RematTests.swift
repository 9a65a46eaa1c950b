// Rematerialised functions: the same values and derivatives, and less memory, as each policy says.

import JAXTransforms
import PJRT
import Testing

private func f64(_ values: [Double]) -> Tensor { Tensor(values, dtype: .float64) }

/// Two layers with named values.
private let layers: @Sendable (Tensor) -> Tensor = { x in
  let hidden = checkpointName(lax.sin(lax.mul(x, x)), "hidden")
  let output = checkpointName(lax.exp(lax.mul(hidden, lax.tanh(x))), "output")
  return lax.mul(output, lax.cos(hidden))
}

private let policies: [(String, CheckpointPolicy?)] = [
  ("none", nil), ("nothing", .nothingSaveable), ("everything", .everythingSaveable),
  ("dots", .dotsSaveable), ("dots without batch", .dotsWithNoBatchDimsSaveable),
  ("hidden", .saveOnlyTheseNames("hidden")), ("all but output", .saveAnyNamesButThese("output")),
  ("anything but hidden", .saveAnythingExceptTheseNames("hidden")),
  ("either", .saveFromBothPolicies(.saveOnlyTheseNames("hidden"), .dotsSaveable)),
  ("tanh", CheckpointPolicy("tanh") { name, _, _ in name == "tanh" }),
]

@Suite struct RematTests {
  @Test(arguments: policies.indices)
  func valuesAndDerivativesStay(_ index: Int) {
    let policy = policies[index].1
    let total: @Sendable (Tensor) -> Tensor = { x in lax.reduceSum(layers(x), axes: [0]) }
    let ours: @Sendable (Tensor) -> Tensor = { x in
      lax.reduceSum(checkpoint(layers, policy: policy)(x), axes: [0])
    }
    let x = f64([0.3, -1.2, 0.9])
    let scalars = { (t: Tensor) in t.scalars(as: Double.self) }
    func agree(_ a: Tensor, _ b: Tensor) -> Bool {
      zip(scalars(a), scalars(b)).allSatisfy { abs($0 - $1) <= 1e-12 * (1 + abs($1)) }
    }
    #expect(agree(ours(x), total(x)))
    #expect(agree(grad(ours)(x), grad(total)(x)))
    #expect(agree(jit(grad(ours))(x), grad(total)(x)))
    #expect(agree(grad(jit(ours))(x), grad(total)(x)))
    #expect(agree(jvp(ours, x, x).tangent, jvp(total, x, x).tangent))
    #expect(agree(linearize(ours, x).pushforward(x), jvp(total, x, x).tangent))
    let second: @Sendable (Tensor) -> Tensor = { x in
      lax.reduceSum(grad(ours)(x), axes: [0])
    }
    let expected: @Sendable (Tensor) -> Tensor = { x in
      lax.reduceSum(grad(total)(x), axes: [0])
    }
    #expect(agree(grad(second)(x), grad(expected)(x)))
    #expect(agree(jit(grad(jit(second)))(x), grad(expected)(x)))
    #expect(agree(jvp(grad(second), x, x).tangent, jvp(grad(expected), x, x).tangent))
    let each = grad { (x: Tensor) in layers(x) }
    let mapped = vmap(grad { (x: Tensor) in checkpoint(layers, policy: policy)(x) })
    #expect(agree(mapped(x), vmap(each)(x)))
    #expect(agree(jit(mapped)(x), vmap(each)(x)))
    let inside = grad { (x: Tensor) in
      lax.reduceSum(checkpoint(vmap(layers), policy: policy)(x), axes: [0])
    }
    #expect(agree(inside(x), vmap(each)(x)))
    let nested = grad { (x: Tensor) in
      lax.reduceSum(
        checkpoint({ (x: Tensor) in checkpoint(layers, policy: policy)(lax.sin(x)) })(x), axes: [0])
    }
    let plain = grad { (x: Tensor) in lax.reduceSum(layers(lax.sin(x)), axes: [0]) }
    #expect(agree(nested(x), plain(x)))
    #expect(agree(jit(nested)(x), plain(x)))
  }

  @Test func treesCapturedValuesAndSeveralResults() {
    let w = f64([2, 3])
    let f: @Sendable ([Tensor], Tensor) -> (Tensor, [String: Tensor]) = remat { x, n in
      (lax.sin(lax.mul(x[0], w)), ["a": lax.cos(x[1]), "n": n])
    }
    let (first, rest) = f([w, w], 3)
    #expect(first.shape == [2] && Int(rest["n"]!) == 3)
    let loss: @Sendable ([Tensor]) -> Tensor = { x in
      let (first, rest) = f(x, 3)
      return lax.reduceSum(lax.add(first, rest["a"]!), axes: [0])
    }
    let gradient = jit(grad(loss))([w, w])
    #expect(abs(gradient[1].scalars(as: Double.self)[0] + 0.9092974268) < 1e-9)
    let outer: @Sendable (Tensor) -> Tensor = { w in
      checkpoint({ (x: Tensor) in lax.mul(lax.sin(x), w) })(Tensor(.float(1), dtype: .float64))
    }
    #expect(abs(Double(grad(outer)(Tensor(.float(2), dtype: .float64))) - 0.8414709848) < 1e-9)
    #expect(
      abs(Double(grad(jit(outer))(Tensor(.float(2), dtype: .float64))) - 0.8414709848) < 1e-9)
  }

  @Test func insideScanAndScanInside() {
    let step: @Sendable (Tensor, Tensor) -> (Tensor, Tensor) = { c, x in
      let next = lax.sin(lax.add(c, lax.mul(c, x)))
      return (next, lax.cos(next))
    }
    func total(_ step: @escaping @Sendable (Tensor, Tensor) -> (Tensor, Tensor))
      -> @Sendable (Tensor) -> Tensor
    {
      { xs in
        let (c, ys) = lax.scan(step, Tensor(.float(0.5), dtype: .float64), xs)
        return lax.add(c, lax.reduceSum(ys, axes: [0]))
      }
    }
    let xs = f64([0.1, 0.7, -0.4, 1.1])
    let expected = grad(total(step))(xs).scalars(as: Double.self)
    let inside = grad(total(checkpoint(step, preventCSE: false)))
    let outside = grad(checkpoint(total(step)))
    for gradient in [inside, outside, jit(inside), jit(outside)] {
      let found = gradient(xs).scalars(as: Double.self)
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    }
    let hessians = [total(step), total(checkpoint(step)), checkpoint(total(step))].map { f in
      hessian(f)(xs).scalars(as: Double.self)
    }
    for other in hessians[1...] {
      #expect(zip(other, hessians[0]).allSatisfy { abs($0 - $1) < 1e-11 })
    }
  }

  /// The compiled program of a function.
  private func compiled(_ f: @escaping @Sendable (Tensor) -> Tensor, _ x: Tensor) throws
    -> LoadedExecutable
  {
    try Backend.default().client.compile(Array(try lower(f)(x).text.utf8))
  }

  /// A network of eight layers of three matrix products each; its value and gradient in one tensor.
  private func network(
    _ policy: CheckpointPolicy?, checkpointed: Bool = true, preventCSE: Bool = true
  )
    -> @Sendable (Tensor) -> Tensor
  {
    let plain: @Sendable (Tensor, Tensor) -> Tensor = { x, w in
      (0..<3).reduce(x) { x, _ in lax.sin(lax.dot(x, w)) }
    }
    let layer =
      checkpointed ? checkpoint(plain, policy: policy, preventCSE: preventCSE) : plain
    return { w in
      let x = lax.broadcast(lax.slice(w, startIndices: [0, 0], limitIndices: [1, 64]), [512])
      let (value, gradient) = valueAndGrad { w in
        let output = (0..<8).reduce(lax.reshape(x, [512, 64])) { x, _ in layer(x, w) }
        return lax.reduceSum(output, axes: [0, 1])
      }(w)
      return lax.add(gradient, lax.broadcast(value, [64, 64]))
    }
  }

  @Test func theCompiledProgramComputesAgainAsThePolicySays() throws {
    let w = shapeDtypeStruct([64, 64], .float32)
    let size = 4 * 512 * 64
    func measure(_ f: @escaping @Sendable (Tensor) -> Tensor) throws -> (dots: Int, bytes: Int) {
      let program = try compiled(f, w)
      let opcode: [UInt8] = [3] + Array("dot".utf8)
      let code = try program.optimizedProgram().code
      let dots = code.indices.dropLast(opcode.count - 1).filter {
        code[$0..<$0 + opcode.count].elementsEqual(opcode)
      }
      return (dots.count, try program.memoryStats().temporaries)
    }
    let plain = try measure(network(nil, checkpointed: false))
    let again = try measure(network(nil))
    let everything = try measure(network(.everythingSaveable))
    let dots = try measure(network(.dotsSaveable))
    let joined = try measure(network(nil, preventCSE: false))
    // A product a layer's step forward is done again, unless it is kept or the compiler may join the two.
    #expect(again.dots == plain.dots + 24)
    #expect([everything, dots, joined].map(\.dots) == [plain.dots, plain.dots, plain.dots])
    // Two arrays a step are kept without checkpoint, one product a step, or one a layer.
    #expect(plain.bytes >= 48 * size && everything.bytes >= 48 * size)
    #expect(dots.bytes >= 24 * size && dots.bytes <= 40 * size)
    #expect(again.bytes >= 8 * size && again.bytes <= 20 * size)
  }

  @Test func savedResidualsAreListed() {
    let x = Tensor(.float(1), dtype: .float32)
    let f: @Sendable (Tensor) -> Tensor = { x in
      lax.sin(checkpointName(lax.sin(x), "a"))
    }
    #expect(
      savedResiduals(f, x).map(\.description) == ["f32[] output of cos", "f32[] output of cos"])
    #expect(
      savedResiduals(checkpoint(f, policy: .saveOnlyTheseNames("a")), x).map(\.description)
        == ["f32[] named 'a'", "f32[] from argument 0"])
    #expect(
      savedResiduals(checkpoint(f), x).map(\.description) == ["f32[] from argument 0"])
  }

  @Test func policiesAreEqualAsTheyAre() {
    #expect(checkpointPolicies.checkpointDots == .dotsSaveable)
    #expect(checkpointPolicies.saveOnlyTheseNames("a") == .saveOnlyTheseNames("a"))
    #expect(CheckpointPolicy.saveOnlyTheseNames("a", "b") == .saveOnlyTheseNames("b", "a"))
    #expect(CheckpointPolicy.saveOnlyTheseNames("a") != .saveAnyNamesButThese("a"))
  }
}
