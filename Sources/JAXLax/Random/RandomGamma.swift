// Samples of the gamma distribution.
//
// All elements are drawn at once; a candidate that is rejected is drawn again, until every element has one.
// Source: G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables" (2000);
// jax/_src/random/core.py `_gamma_one`.

import StableHLO

extension lax {
  /// Samples of the gamma distribution Γ(a, 1), or their logarithms.
  ///
  /// - Parameters:
  ///   - keys: keys whose shape begins that of `a`.
  ///   - a: the parameters, floating.
  ///   - logSpace: whether logarithms are given, which do not underflow for small parameters.
  /// - Source: `jax._src.random.core.random_gamma_p`.
  package static func randomGamma(_ keys: Tensor, _ a: Tensor, logSpace: Bool) -> Tensor {
    bind(RandomGamma(logSpace: logSpace), keys, a)
  }
}

struct RandomGamma: Primitive {
  static let name = "random_gamma"

  let logSpace: Bool

  init(logSpace: Bool) { self.logSpace = logSpace }

  init(params: Params) throws { logSpace = try params.bool("log_space") }

  var params: Params { Params([("log_space", .bool(logSpace))]) }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try inputs[0].checkKeys("random.gamma")
    guard inputs[1].dtype.isFloating else {
      throw JAXError(
        .dtype, "random.gamma", found: "parameters of dtype \(inputs[1].dtype).",
        expected: "a dtype that is floating")
    }
    guard inputs[1].shape.starts(with: inputs[0].shape) else {
      throw JAXError(
        .shape, "random.gamma",
        found: "keys of shape \(inputs[0].shape.tupleDescription) and parameters of shape "
          + "\(inputs[1].shape.tupleDescription).",
        expected: "parameters whose shape begins with that of the keys")
    }
    return [inputs[1]]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let a = inputs[1].strong
    let keys = a.with(dtype: .keyThreefry)
    let proposal = try context.trace(operands, [inputs[0], a]) { operands in
      let rest = Array(a.shape.dropFirst(inputs[0].ndim))
      let own = lax.randomSplit(operands[0], shape: [rest.reduce(1, *)])
      let (current, boost) = Self.twoKeys(lax.reshape(own, a.shape))
      let one = constant(1, like: operands[1])
      let isLarge = lax.ge(operands[1], one)
      let shape = lax.select(isLarge, operands[1], lax.add(operands[1], one))
      let third = constant(1.0 / 3, like: shape)
      let d = lax.sub(shape, third)
      // The first state is one that is rejected.
      return [
        current, filled(0, like: d), filled(1, like: d), filled(2, like: d),
        lax.div(third, lax.sqrt(d)), d, boost,
      ]
    }
    let avals = [keys, a, a, a, a, a]
    let types = avals.map(\.tensorType)
    let accepted = try context.operation(
      "stablehlo.while", Array(proposal[..<6]), results: types,
      regions: [
        .init(types) { context, state in
          try context.trace(state, avals) { [anyElement(Self.isRejected($0))] }
        },
        .init(types) { context, state in try Self.drawAgain(&context, state, avals) },
      ])
    return try context.trace(
      [accepted[5], accepted[2], operands[1], proposal[6]], [a, a, a, keys]
    ) { [finished(d: $0[0], v: $0[1], a: $0[2], boost: $0[3])] }
  }

  /// Two new keys for each of an array of keys.
  private static func twoKeys(_ keys: Tensor) -> (Tensor, Tensor) {
    let new = lax.randomSplit(keys, shape: [2])
    return (
      lax.indexInDim(new, 0, axis: keys.ndim, keepdims: false),
      lax.indexInDim(new, 1, axis: keys.ndim, keepdims: false)
    )
  }

  /// Whether the candidates are not accepted; the state is keys, x², v³, u, c and d.
  private static func isRejected(_ state: [Tensor]) -> Tensor {
    let (x, v, u, d) = (state[1], state[2], state[3], state[5])
    let one = constant(1, like: x)
    let squeeze = lax.sub(one, lax.mul(constant(0.0331, like: x), lax.mul(x, x)))
    let exact = lax.add(
      lax.mul(x, constant(0.5, like: x)),
      lax.mul(d, lax.add(lax.sub(one, v), lax.log(v))))
    return lax.bitwiseAnd(lax.ge(u, squeeze), lax.ge(lax.log(u), exact))
  }

  /// The state with new candidates in place of those that are not accepted.
  private static func drawAgain(
    _ context: inout LoweringContext, _ state: [Value], _ avals: [ShapedArray]
  ) throws -> [Value] {
    let (keys, a) = (avals[0], avals[1])
    let split = try context.trace([state[0]], [keys]) { operands in
      let new = lax.randomSplit(operands[0], shape: [3])
      return (0..<3).map { lax.indexInDim(new, $0, axis: keys.ndim, keepdims: false) }
    }
    let start = try context.trace([state[1]], [a]) {
      [filled(0, like: $0[0]), filled(-1, like: $0[0])]
    }
    let normals = try context.loop(
      [split[1], start[0], start[1], state[4]], [keys, a, a, a],
      while: { anyElement(lax.le($0[2], constant(0, like: $0[2]))) },
      body: { state in
        let isAgain = lax.le(state[2], constant(0, like: state[2]))
        let (next, current) = twoKeys(state[0])
        let x = FloatSamples.normal(current, a.dtype)
        let v = lax.add(constant(1, like: x), lax.mul(x, state[3]))
        return [
          lax.select(isAgain, next, state[0]), lax.select(isAgain, x, state[1]),
          lax.select(isAgain, v, state[2]), state[3],
        ]
      })
    return try context.trace(
      state + [split[0], split[2], normals[1], normals[2]], avals + [keys, keys, a, a]
    ) { operands in
      let old = Array(operands[..<6])
      let (x, v) = (operands[8], operands[9])
      let u = FloatSamples.uniform(operands[7], a.dtype)
      let new = [operands[6], lax.mul(x, x), lax.mul(lax.mul(v, v), v), u]
      let isAgain = isRejected(old)
      return zip(new, old).map { lax.select(isAgain, $0, $1) } + old[4...]
    }
  }

  /// The samples d · v³, for parameters below 1 times u^(1/a), which makes up for the 1 added to them.
  private func finished(d: Tensor, v: Tensor, a: Tensor, boost: Tensor) -> Tensor {
    let (zero, one) = (constant(0, like: a), constant(1, like: a))
    let isLarge = lax.ge(a, one)
    let inverse = lax.div(one, a)
    let u = FloatSamples.uniform(boost, a.dtype)
    guard logSpace else {
      let factor = lax.select(isLarge, filled(1, like: a), lax.pow(lax.sub(one, u), inverse))
      return lax.mul(lax.mul(d, v), factor)
    }
    let logarithm = lax.log1p(lax.neg(u))
    let isUnchanged = lax.bitwiseOr(isLarge, lax.eq(logarithm, zero))
    let term = lax.select(isUnchanged, filled(0, like: a), lax.mul(logarithm, inverse))
    return lax.add(lax.add(lax.log(d), lax.log(v)), term)
  }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let samples = bind(self, primals[0], primals[1])
      guard let tangent = tangents[1] else { return ([samples], [nil]) }
      guard logSpace else {
        return ([samples], [lax.mul(tangent, lax.randomGammaGrad(primals[1], samples))])
      }
      // The sample itself may underflow, and is divided by.
      let exponential = lax.exp(samples)
      let tiny = filled(samples.dtype.finfo?.tiny ?? 0, like: samples)
      let positive = lax.select(
        lax.eq(exponential, constant(0, like: exponential)), tiny, exponential)
      let slope = lax.div(lax.randomGammaGrad(primals[1], positive), positive)
      return ([samples], [lax.mul(tangent, slope)])
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let size = operands.compactMap(\.axisSize).first else {
      return [Batched(try interpret(self, operands.map(\.tensor))[0], axis: nil)]
    }
    let front = operands.map { operand -> Tensor in
      if let axis = operand.axis { return operand.tensor.movingAxis(axis, to: 0) }
      let shape = operand.tensor.shape
      return lax.broadcastInDim(
        operand.tensor, shape: [size] + shape,
        broadcastDimensions: Array(1..<shape.count + 1))
    }
    return [Batched(try interpret(self, front)[0], axis: 0)]
  }
}
