// Convolutions: a kernel slides over an array, and products are summed over the window and over input features.
//
// With m the batch, j the input features and k the output features, a convolution contracts [m, j] with [j, k] to
// [m, k], at each place of the window; its transposes are convolutions with these roles exchanged, and features in
// groups become batches in groups. Source: jax/_src/lax/convolution.py; StableHLO `convolution`.

import StableHLO

struct ConvGeneralDilated: Primitive {
  static let name = "conv_general_dilated"

  var batchGroupCount = 1
  var dimensionNumbers: ConvDimensionNumbers
  var featureGroupCount = 1
  var lhsDilation: [Int]
  var padding: [[Int]]
  var precision: DotPrecision?
  var preferredElementType: DType?
  var rhsDilation: [Int]
  var windowStrides: [Int]

  init(
    dimensionNumbers: ConvDimensionNumbers, windowStrides: [Int], padding: [[Int]],
    lhsDilation: [Int], rhsDilation: [Int]
  ) {
    self.dimensionNumbers = dimensionNumbers
    self.windowStrides = windowStrides
    self.padding = padding
    self.lhsDilation = lhsDilation
    self.rhsDilation = rhsDilation
  }

  init(params: Params) throws {
    batchGroupCount = try params.int("batch_group_count")
    dimensionNumbers = try ConvDimensionNumbers(params)
    featureGroupCount = try params.int("feature_group_count")
    lhsDilation = try params.ints("lhs_dilation")
    padding = try params.list("padding").compactMap(\.asInts)
    precision = try DotPrecision(params)
    preferredElementType = try params.optional("preferred_element_type", Params.dtype)
    rhsDilation = try params.ints("rhs_dilation")
    windowStrides = try params.ints("window_strides")
  }

  var params: Params {
    Params([
      ("batch_group_count", .int(batchGroupCount)),
      ("dimension_numbers", dimensionNumbers.param),
      ("feature_group_count", .int(featureGroupCount)), ("lhs_dilation", .ints(lhsDilation)),
      ("out_sharding", .none), ("padding", .list(padding.map(Param.ints))),
      ("precision", precision?.param ?? .none),
      ("preferred_element_type", preferredElementType.map(Param.dtype) ?? .none),
      ("rhs_dilation", .ints(rhsDilation)), ("window_strides", .ints(windowStrides)),
    ])
  }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let (lhs, rhs) = (inputs[0], inputs[1])
    try checkEqualDTypes([lhs.dtype, rhs.dtype], "convGeneralDilated")
    try DTypeSet.anyButKeys.check(lhs.dtype, "convGeneralDilated")
    guard fits(lhs.shape, rhs.shape) else {
      throw JAXError(
        .shape, "convGeneralDilated",
        found: "an array of shape \(lhs.shape.tupleDescription) with batch and feature axes "
          + "\(Array(dimensionNumbers.lhs.prefix(2)).tupleDescription), a kernel of shape "
          + "\(rhs.shape.tupleDescription) with output and input feature axes "
          + "\(Array(dimensionNumbers.rhs.prefix(2)).tupleDescription), featureGroupCount "
          + "\(featureGroupCount), batchGroupCount \(batchGroupCount), windowStrides "
          + "\(windowStrides.tupleDescription) and \(padding.count) paddings.",
        expected:
          "equally many axes; features of the array = groups × input features of the kernel; group counts that "
          + "divide batch and output features, at most one of them above 1; a positive stride and a padding for "
          + "each axis of space")
    }
    var shape = [Int](repeating: 0, count: lhs.ndim)
    let d = dimensionNumbers
    shape[d.out[0]] = lhs.shape[d.lhs[0]] / batchGroupCount
    shape[d.out[1]] = rhs.shape[d.rhs[0]]
    for axis in windowStrides.indices {
      shape[d.out[axis + 2]] = try Window.count(
        lhs.shape[d.lhs[axis + 2]], dilation: lhsDilation[axis], padding: padding[axis],
        window: rhs.shape[d.rhs[axis + 2]], dilation: rhsDilation[axis],
        stride: windowStrides[axis], userName)
    }
    return [
      ShapedArray(
        shape: shape, dtype: preferredElementType ?? lhs.dtype,
        weakType: lhs.weakType && rhs.weakType && preferredElementType == nil)
    ]
  }

  private func fits(_ lhs: [Int], _ rhs: [Int]) -> Bool {
    let d = dimensionNumbers
    let space = lhs.count - 2
    guard lhs.count == rhs.count, space >= 0,
      [d.lhs, d.rhs, d.out].allSatisfy({ $0.sorted().elementsEqual(lhs.indices) }),
      [windowStrides, lhsDilation, rhsDilation].allSatisfy({
        $0.count == space && $0.allSatisfy { $0 > 0 }
      }),
      padding.count == space, padding.allSatisfy({ $0.count == 2 }), featureGroupCount > 0,
      batchGroupCount > 0, min(featureGroupCount, batchGroupCount) == 1
    else { return false }
    return lhs[d.lhs[1]].isMultiple(of: featureGroupCount)
      && lhs[d.lhs[1]] / featureGroupCount == rhs[d.rhs[1]]
      && rhs[d.rhs[0]] % featureGroupCount == 0 && rhs[d.rhs[0]] % batchGroupCount == 0
      && lhs[d.lhs[0]] % batchGroupCount == 0
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let d = dimensionNumbers
    let sizes = d.lhs[2...].map { inputs[0].shape[$0] }
    let strides = windowStrides.within(
      sizes.indices.map { dilated(sizes[$0], lhsDilation[$0]) + padding[$0][0] + padding[$0][1] })
    let baseDilation = lhsDilation.between(sizes)
    let windowDilation = rhsDilation.between(d.rhs[2...].map { inputs[1].shape[$0] })
    return [
      context.operation(
        "stablehlo.convolution", operands, result: outputs[0].tensorType,
        attributes: [
          ("batch_group_count", .int(batchGroupCount)),
          ("dimension_numbers", dimensionNumbers.attribute),
          ("feature_group_count", .int(featureGroupCount)), ("lhs_dilation", .ints(baseDilation)),
          ("padding", .intMatrix(padding, columns: 2)),
          ("precision_config", DotPrecision.attribute(precision)),
          ("rhs_dilation", .ints(windowDilation)),
          ("window_reversal", .bools(windowStrides.map { _ in false })),
          ("window_strides", .ints(strides)),
        ])
    ]
  }

  var derivative: DerivativeRule {
    .bilinear { cotangents, operands in
      guard let cotangent = cotangents[0] else { return [nil, nil] }
      if let rhs = operands[1].known {
        return [transposedLHS(cotangent, operands[0].aval, rhs), nil]
      }
      guard let lhs = operands[0].known else {
        throw JAXError.internal("a convolution is transposed with respect to both operands.")
      }
      // Without output elements the window of the transposed convolution would be empty.
      return [nil, cotangent.size == 0 ? nil : transposedRHS(cotangent, lhs, operands[1].aval)]
    }
  }

  /// The sizes along the axes of space of the array, the window and the result, all spread apart.
  private func dilatedSizes(_ lhs: [Int], _ rhs: [Int], _ out: [Int]) -> [(
    lhs: Int, rhs: Int, out: Int
  )] {
    let d = dimensionNumbers
    return windowStrides.indices.map { axis in
      (
        dilated(lhs[d.lhs[axis + 2]], lhsDilation[axis]),
        dilated(rhs[d.rhs[axis + 2]], rhsDilation[axis]),
        dilated(out[d.out[axis + 2]], windowStrides[axis])
      )
    }
  }

  private func transposedLHS(_ cotangent: Tensor, _ lhs: ShapedArray, _ rhs: Tensor) -> Tensor {
    let d = dimensionNumbers
    let groups = max(featureGroupCount, batchGroupCount)
    var kernel = rhs
    if groups > 1 {
      kernel = kernel.splittingAxis(d.rhs[0], groups).mergingAxis(d.rhs[0], into: d.rhs[1])
    }
    kernel = lax.rev(kernel, dimensions: Array(d.rhs[2...]))
    var transposed = ConvGeneralDilated(
      dimensionNumbers: .init(lhs: d.out, rhs: d.rhs.firstTwoExchanged, out: d.lhs),
      windowStrides: lhsDilation,
      padding: zip(dilatedSizes(lhs.shape, rhs.shape, cotangent.shape), padding).map {
        sizes, padding in
        let before = sizes.rhs - padding[0] - 1
        return [before, sizes.lhs + sizes.rhs - 1 - sizes.out - before]
      }, lhsDilation: windowStrides, rhsDilation: rhsDilation)
    transposed.featureGroupCount = groups
    transposed.precision = precision
    transposed.preferredElementType = preferredElementType
    let result = lax.convertElementType(
      bind(transposed, cotangent, lax.convertElementType(kernel, cotangent.dtype)), lhs.dtype)
    guard batchGroupCount > 1 else { return result }
    return result.splittingAxis(d.lhs[1], batchGroupCount).mergingAxis(d.lhs[1], into: d.lhs[0])
  }

  private func transposedRHS(_ cotangent: Tensor, _ lhs: Tensor, _ rhs: ShapedArray) -> Tensor {
    let d = dimensionNumbers
    var transposed = ConvGeneralDilated(
      dimensionNumbers: .init(
        lhs: d.lhs.firstTwoExchanged, rhs: d.out.firstTwoExchanged, out: d.rhs.firstTwoExchanged),
      windowStrides: rhsDilation,
      padding: zip(dilatedSizes(lhs.shape, rhs.shape, cotangent.shape), padding).map {
        sizes, padding in
        [padding[0], sizes.out - sizes.lhs + sizes.rhs - padding[0] - 1]
      }, lhsDilation: lhsDilation, rhsDilation: windowStrides)
    transposed.featureGroupCount = batchGroupCount
    transposed.batchGroupCount = featureGroupCount
    transposed.precision = precision
    transposed.preferredElementType = preferredElementType
    return lax.convertElementType(
      bind(transposed, lax.convertElementType(lhs, cotangent.dtype), cotangent), rhs.dtype)
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let (lhs, rhs) = (operands[0], operands[1])
    let d = dimensionNumbers
    if lhs.axisSize == 0 || rhs.axisSize == 0 {
      let avals = operands.map { operand in
        operand.axis.map {
          operand.tensor.aval.with(shape: operand.tensor.shape.removing(at: $0))
        } ?? operand.tensor.aval
      }
      let output = try abstractEval(avals)[0]
      return [Batched(lax.zeros(output.with(shape: [0] + output.shape)), axis: 0)]
    }
    var batched = self
    switch (lhs.axis, rhs.axis) {
    case (let left?, let right?):
      let size = lhs.tensor.shape[left]
      if batchGroupCount > 1 {
        batched.batchGroupCount *= size
      } else {
        batched.featureGroupCount *= size
      }
      let result = bind(
        batched,
        lhs.tensor.mergingAxis(left, into: batchGroupCount > 1 ? d.lhs[0] : d.lhs[1]),
        rhs.tensor.mergingAxis(right, into: d.rhs[0]))
      return [Batched(result.splittingAxis(d.out[1], size), axis: d.out[1])]
    case (let left?, nil):
      let size = lhs.tensor.shape[left]
      let merged = lhs.tensor.mergingAxis(left, into: d.lhs[0], insideGroups: batchGroupCount)
      return [
        Batched(bind(self, merged, rhs.tensor).splittingAxis(d.out[0], size), axis: d.out[0])
      ]
    case (nil, let right?):
      let size = rhs.tensor.shape[right]
      let groups = max(featureGroupCount, batchGroupCount)
      let merged = rhs.tensor.mergingAxis(right, into: d.rhs[0], insideGroups: groups)
      let result = bind(self, lhs.tensor, merged)
      guard groups > 1 else {
        return [Batched(result.splittingAxis(d.out[1], size), axis: d.out[1])]
      }
      let apart = result.splittingAxis(d.out[1], groups).splittingAxis(d.out[1] + 1, size)
      return [Batched(apart.mergingAxis(d.out[1], into: d.out[1] + 1), axis: d.out[1])]
    case (nil, nil): return [Batched(bind(self, lhs.tensor, rhs.tensor), axis: nil)]
    }
  }
}

extension Tensor {
  /// The tensor with an axis split in two, of which the first has the given size.
  func splittingAxis(_ axis: Int, _ size: Int) -> Tensor {
    var sizes = shape
    sizes.replaceSubrange(axis...axis, with: [size, shape[axis] / size])
    return lax.reshape(self, sizes)
  }

  /// The tensor with one axis removed and multiplied into another, of which it becomes the outer part.
  ///
  /// - Parameter target: the other axis, as it is numbered without the removed one.
  func mergingAxis(_ source: Int, into target: Int) -> Tensor {
    let moved = movingAxis(source, to: target)
    var sizes = moved.shape
    sizes.replaceSubrange(target...target + 1, with: [sizes[target] * sizes[target + 1]])
    return lax.reshape(moved, sizes)
  }

  /// The tensor with one axis multiplied into another that consists of groups, which stay the outermost part.
  fileprivate func mergingAxis(_ source: Int, into target: Int, insideGroups groups: Int) -> Tensor
  {
    guard groups > 1 else { return mergingAxis(source, into: target) }
    let grouped = splittingAxis(target + (source <= target ? 1 : 0), groups)
    let merged = grouped.mergingAxis(source + (target < source ? 1 : 0), into: target + 1)
    return merged.mergingAxis(target, into: target)
  }
}
