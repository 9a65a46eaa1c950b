// Cutting an array into consecutive parts along an axis.

import StableHLO

extension lax {
  /// Cuts an array into consecutive parts of the given sizes along an axis.
  ///
  ///     lax.split([1, 2, 3], sizes: [1, 2])     // [1], [2, 3]
  ///
  /// - Source: `jax.lax.split`.
  public static func split(_ operand: Tensor, _ sizes: [Int], axis: Int = 0) -> [Tensor] {
    guard let axis = resolvedAxis(axis, operand, "split") else {
      return sizes.map { _ in operand.withoutValue }
    }
    return bind(Split(axis: axis, sizes: sizes), [operand])
  }
}

struct Split: Primitive {
  static let name = "split"

  let axis: Int
  let sizes: [Int]

  init(axis: Int, sizes: [Int]) {
    self.axis = axis
    self.sizes = sizes
  }

  init(params: Params) throws {
    axis = try params.int("axis")
    sizes = try params.ints("sizes")
  }

  var params: Params { Params([("axis", .int(axis)), ("sizes", .ints(sizes))]) }

  func outputCount(_ inputs: [ShapedArray]) -> Int { sizes.count }

  var isFusible: Bool { true }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let shape = inputs[0].shape
    guard shape.indices.contains(axis), sizes.allSatisfy({ $0 >= 0 }),
      try sizes.checkedSum(for: "split") == shape[axis]
    else {
      throw JAXError(
        .shape, "split",
        found: "sizes \(sizes.tupleDescription) along axis \(axis) of an array of shape "
          + "\(shape.tupleDescription).",
        expected: "sizes that are not negative and add up to the size of the axis")
    }
    return sizes.map { size in
      var part = shape
      part[axis] = size
      return inputs[0].with(shape: part)
    }
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    var start = 0
    return outputs.map { output in
      var starts = [Int](repeating: 0, count: output.ndim)
      var limits = output.shape
      starts[axis] = start
      start += output.shape[axis]
      limits[axis] = start
      return context.operation(
        "stablehlo.slice", operands, result: output.tensorType,
        attributes: [
          ("start_indices", .ints(starts)), ("limit_indices", .ints(limits)),
          ("strides", .ints(starts.map { _ in 1 })),
        ])
    }
  }

  var derivative: DerivativeRule {
    .linear { cotangents, operands in
      let parts = zip(cotangents, sizes).map { cotangent, size -> Tensor in
        if let cotangent { return cotangent }
        var shape = operands[0].aval.shape
        shape[axis] = size
        return lax.zeros(operands[0].aval.with(shape: shape))
      }
      return [lax.concatenate(parts, dimension: axis)]
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let mapped = operands[0].axis else {
      return bind(self, [operands[0].tensor]).map { Batched($0, axis: nil) }
    }
    let batchedAxis = axis < mapped ? axis : axis + 1
    return bind(Split(axis: batchedAxis, sizes: sizes), [operands[0].tensor]).map {
      Batched($0, axis: mapped)
    }
  }
}

extension Split: KeyMovingPrimitive {
  // The words lie along one more, last axis, which is whole in every part: the lowering takes its size from the results.
  func onKeyWords(inputs: [ShapedArray], outputs: [ShapedArray]) -> any Primitive { self }
}
