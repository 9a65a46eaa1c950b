// The functions that convolve.
//
// Source: jax/_src/lax/convolution.py.

extension lax {
  /// A convolution of an array with a kernel, in general form.
  ///
  ///     lax.convGeneralDilated(
  ///       images, kernel, windowStrides: [2, 2], padding: .same,
  ///       dimensionNumbers: ("NHWC", "HWIO", "NHWC"))
  ///
  /// - Parameters:
  ///   - lhs: the array, with axes of batch, feature and space.
  ///   - rhs: the kernel, with axes of output feature, input feature and space.
  ///   - windowStrides: the distance between windows along each axis of space.
  ///   - padding: the padding of the array.
  ///   - lhsDilation: the distance between elements of the array along each axis of space; 1 if nil.
  ///   - rhsDilation: the distance between elements of the kernel along each axis of space; 1 if nil.
  ///   - dimensionNumbers: a letter for each axis of the array, the kernel and the result; ("NC…", "OI…", "NC…") if nil.
  ///   - featureGroupCount: how many groups of features are convolved apart.
  ///   - batchGroupCount: how many groups of the batch are convolved apart.
  ///   - precision: how precisely products are computed.
  ///   - preferredElementType: the dtype of the result.
  /// - Source: `jax.lax.conv_general_dilated`; StableHLO `convolution`.
  public static func convGeneralDilated(
    _ lhs: Tensor, _ rhs: Tensor, _ windowStrides: [Int], _ padding: Padding,
    lhsDilation: [Int]? = nil, rhsDilation: [Int]? = nil,
    dimensionNumbers: (String, String, String)? = nil, featureGroupCount: Int = 1,
    batchGroupCount: Int = 1, precision: Precision? = nil, preferredElementType: DType? = nil
  ) -> Tensor {
    raising(placeholder: lhs) {
      let axes = Array(0..<lhs.ndim)
      let numbers =
        try dimensionNumbers.map { try ConvDimensionNumbers($0, ndim: lhs.ndim) }
        ?? ConvDimensionNumbers(lhs: axes, rhs: axes, out: axes)
      let ones = [Int](repeating: 1, count: windowStrides.count)
      guard lhs.ndim == rhs.ndim, windowStrides.count == lhs.ndim - 2 else {
        throw JAXError(
          .shape, "convGeneralDilated",
          found: "shapes \(lhs.shape.tupleDescription) and \(rhs.shape.tupleDescription), "
            + "windowStrides \(windowStrides.tupleDescription).",
          expected: "equally many axes, and a stride for each but two of them")
      }
      let dilation = rhsDilation ?? ones
      var conv = ConvGeneralDilated(
        dimensionNumbers: numbers, windowStrides: windowStrides,
        padding: try padding.pairs(
          numbers.lhs[2...].map { lhs.shape[$0] }, window: numbers.rhs[2...].map { rhs.shape[$0] },
          windowDilation: dilation, strides: windowStrides, "convGeneralDilated"),
        lhsDilation: lhsDilation ?? ones, rhsDilation: dilation)
      conv.featureGroupCount = featureGroupCount
      conv.batchGroupCount = batchGroupCount
      conv.precision = (precision ?? .ambient).map { DotPrecision(lhs: $0, rhs: $0) }
      conv.preferredElementType = preferredElementType
      return bind(conv, lhs, rhs)
    }
  }

  /// A convolution of an array with axes (batch, feature, space…) with a kernel with axes (output, input, space…).
  ///
  /// - Source: `jax.lax.conv`.
  public static func conv(
    _ lhs: Tensor, _ rhs: Tensor, _ windowStrides: [Int], _ padding: Padding,
    precision: Precision? = nil, preferredElementType: DType? = nil
  ) -> Tensor {
    convGeneralDilated(
      lhs, rhs, windowStrides: windowStrides, padding: padding, precision: precision,
      preferredElementType: preferredElementType)
  }
}
