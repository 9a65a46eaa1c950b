// Surrounding an array with one value, and spreading its elements apart.

import StableHLO

extension lax {
  /// Surrounds an array with a value and puts the value between its elements; negative padding cuts elements off.
  ///
  ///     lax.pad([1, 2, 3], 0, [(1, 2, 1)])      // [0, 1, 0, 2, 0, 3, 0, 0]
  ///
  /// - Parameters:
  ///   - operand: the array.
  ///   - paddingValue: the value, a 0-dimensional array of the same dtype.
  ///   - paddingConfig: for each axis how many to put in front, behind, and between two elements.
  /// - Source: `jax.lax.pad`; StableHLO `pad`.
  public static func pad(
    _ operand: Tensor, _ paddingValue: Tensor, _ paddingConfig: [(Int, Int, Int)]
  ) -> Tensor {
    // A literal takes the array's dtype, as elsewhere in Swift.
    let value =
      paddingValue.weakType && paddingValue.dtype != operand.dtype
      ? convertElementType(paddingValue, operand.dtype) : paddingValue
    return bind(
      Pad(
        low: paddingConfig.map(\.0), high: paddingConfig.map(\.1), interior: paddingConfig.map(\.2)),
      operand, value)
  }
}

struct Pad: Primitive {
  static let name = "pad"

  let low: [Int]
  let high: [Int]
  let interior: [Int]

  init(low: [Int], high: [Int], interior: [Int]) {
    self.low = low
    self.high = high
    self.interior = interior
  }

  init(params: Params) throws {
    let config = try params.list("padding_config").compactMap(\.asInts).filter { $0.count == 3 }
    guard config.count == (try params.list("padding_config")).count else {
      throw JAXError(
        .argument, "pad", found: "a padding_config that is not three integers for each axis.",
        expected: "(low, high, interior) for each axis")
    }
    low = config.map { $0[0] }
    high = config.map { $0[1] }
    interior = config.map { $0[2] }
  }

  private var config: [[Int]] { low.indices.map { [low[$0], high[$0], interior[$0]] } }

  var params: Params { Params([("padding_config", .list(config.map(Param.ints)))]) }

  var isFusible: Bool { true }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let (operand, value) = (inputs[0], inputs[1])
    guard value.ndim == 0 else {
      throw JAXError(
        .shape, "pad", found: "a padding value of shape \(value.shape.tupleDescription).",
        expected: "a 0-dimensional array")
    }
    try checkEqualDTypes(inputs.map(\.dtype), "pad")
    let shape = try zip(operand.shape, config).map { size, config in
      try
        (CheckedSize(config[0]) + CheckedSize(size) + CheckedSize(config[1])
        + CheckedSize(max(0, size - 1)) * CheckedSize(config[2])).value(for: "pad")
    }
    guard low.count == operand.ndim, interior.allSatisfy({ $0 >= 0 }),
      shape.allSatisfy({ $0 >= 0 })
    else {
      throw JAXError(
        .shape, "pad",
        found: "padding [" + config.map(\.tupleDescription).joined(separator: ", ")
          + "] for an array of shape \(operand.shape.tupleDescription).",
        expected: "(low, high, interior) for each axis, with interior ≥ 0 and no negative size left"
      )
    }
    return [
      ShapedArray(
        shape: shape, dtype: operand.dtype, weakType: operand.weakType && value.weakType)
    ]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let between = zip(interior, inputs[0].shape).map { $1 > 1 ? $0 : 0 }
    return [
      context.operation(
        "stablehlo.pad", operands, result: outputs[0].tensorType,
        attributes: [
          ("edge_padding_low", .ints(low)), ("edge_padding_high", .ints(high)),
          ("interior_padding", .ints(between)),
        ])
    ]
  }

  /// Along each axis the array is put into a longer one, or a part of it is taken, at a place that is computed.
  func sharedProgram(_ inputs: [ShapedArray]) -> SharedProgram? {
    guard let shape = try? abstractEval(inputs)[0].shape else { return nil }
    let axes = Array(low.indices)
    // Cut off in front and longer behind, or the other way round: an axis like that is rare.
    guard axes.allSatisfy({ low[$0].signum() * high[$0].signum() >= 0 }) else { return nil }
    let total = axes.map { low[$0] + high[$0] }
    let moved = axes.filter { total[$0] != 0 }
    if moved.isEmpty { return nil }
    return SharedProgram(
      of: Pad(low: axes.map { _ in 0 }, high: total, interior: interior),
      numbers: moved.map { abs(low[$0]) }, upTo: (inputs[0].shape + shape).max() ?? 0
    ) { operands, numbers in
      let spread = lax.pad(operands[0], operands[1], interior.map { (0, 0, $0) })
      let zeros = axes.map { _ in Tensor(.zero, dtype: numbers[0].dtype) }
      var (taken, put) = (zeros, zeros)
      for (axis, number) in zip(moved, numbers) {
        if total[axis] < 0 { taken[axis] = number } else { put[axis] = number }
      }
      let part = lax.dynamicSlice(
        spread, startIndices: taken, sliceSizes: axes.map { spread.shape[$0] + min(total[$0], 0) },
        allowNegativeIndices: false)
      return [
        lax.dynamicUpdateSlice(
          lax.full(shape, operands[1]), part, put, allowNegativeIndices: false)
      ]
    }
  }

  var derivative: DerivativeRule {
    .linear { cotangents, operands in
      guard let cotangent = cotangents[0] else { return [nil, nil] }
      let zero = Tensor(.zero, dtype: cotangent.dtype)
      func ofOperand() -> Tensor {
        let unpadded = lax.pad(cotangent, zero, low.indices.map { (-low[$0], -high[$0], 0) })
        return lax.slice(
          unpadded, startIndices: low.map { _ in 0 }, limitIndices: unpadded.shape,
          strides: interior.map { $0 + 1 })
      }
      func total(_ x: Tensor) -> Tensor { lax.reduceSum(x, axes: Array(0..<x.ndim)) }
      return [
        operands[0].isLinear ? ofOperand() : nil,
        operands[1].isLinear ? lax.sub(total(cotangent), total(ofOperand())) : nil,
      ]
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let value = operands[1]
    let axis = operands[0].axis ?? 0
    let operand =
      operands[0].axis == nil
      ? lax.broadcast(operands[0].tensor, [value.axisSize ?? 1]) : operands[0].tensor
    let config = self.config.inserting([0, 0, 0], at: axis).map { ($0[0], $0[1], $0[2]) }
    guard value.axis != nil else {
      return [Batched(lax.pad(operand, value.tensor, config), axis: axis)]
    }
    let padded = lax.pad(operand, Tensor(.zero, dtype: operand.dtype), config)
    let mask = lax.pad(
      lax.full(operand.shape, Tensor(.bool(true), dtype: .bool)),
      Tensor(.bool(false), dtype: .bool), config)
    let values = lax.broadcastInDim(
      value.tensor, shape: padded.shape, broadcastDimensions: [axis])
    return [Batched(lax.select(mask, padded, values), axis: axis)]
  }
}
