// Tensors from Swift values; Tensor+Reading.swift is the way back.

import PJRT

extension Tensor {
  /// An array with the given elements in row-major order.
  ///
  ///     Tensor([1.5, 2, 3, 4], shape: [2, 2])
  ///     Tensor([1, 2, 3] as [UInt8])
  ///
  /// Swift's `Int` and `Double` become `int32` and `float32` unless `dtype` says otherwise, as bare literals do; a
  /// `Double` is then rounded to the nearest `float32`, so `Tensor([16_777_217.0])` holds 16777216. Asked for with
  /// `dtype: .float64`, it stays as it is.
  ///
  /// - Parameters:
  ///   - elements: the elements.
  ///   - shape: the shape; one axis if nil.
  ///   - dtype: the dtype that the elements are converted to.
  /// - Precondition: The dtype has a place for each element: an integer dtype takes numbers of its range, and a finite
  ///   number does not become infinite.
  public init<Scalar: TensorScalar>(
    _ elements: [Scalar], shape: [Int]? = nil, dtype: DType? = nil
  ) {
    let aval = ShapedArray(shape: shape ?? [elements.count], dtype: dtype ?? Scalar.dtype)
    self = raising(placeholder: Tensor(Placeholder(aval))) {
      guard aval.size == elements.count, aval.shape.allSatisfy({ $0 >= 0 }) else {
        throw JAXError(
          .shape, "Tensor",
          found: "\(elements.count) elements for shape \(aval.shape.tupleDescription).",
          expected: aval.shape.contains { $0 < 0 }
            ? "sizes that are not negative" : "\(aval.size) elements")
      }
      if aval.dtype == Scalar.layout {
        return Tensor(try elements.withUnsafeBytes { try Placement.current().array($0, aval) })
      }
      return try Tensor.converting(elements.lazy.map(\.scalarValue), aval)
    }
  }

  /// A number of the given dtype.
  ///
  ///     Tensor(0.1, dtype: .float64)
  ///
  /// Unlike a literal it is not weakly typed. An integer outside of the dtype's range is a ``JAXError``.
  public init<Scalar: TensorScalar>(_ value: Scalar, dtype: DType) {
    let aval = ShapedArray(shape: [], dtype: dtype)
    self = raising(placeholder: Tensor(Placeholder(aval))) {
      let bytes = try Tensor.encoded(CollectionOfOne(value.scalarValue), aval)
      return Tensor(bytes.withUnsafeBytes { ScalarValue($0, dtype) }, dtype: dtype)
    }
  }

  /// An array with the given numbers in row-major order.
  package init(_ values: [ScalarValue], shape: [Int], dtype: DType) {
    let aval = ShapedArray(shape: shape, dtype: dtype)
    self = raising(placeholder: Tensor(Placeholder(aval))) { try Tensor.converting(values, aval) }
  }

  private static func converting(_ values: some Sequence<ScalarValue>, _ aval: ShapedArray) throws
    -> Tensor
  {
    Tensor(try encoded(values, aval).withUnsafeBytes { try Placement.current().array($0, aval) })
  }

  /// The bytes of the elements of an array.
  private static func encoded(_ values: some Sequence<ScalarValue>, _ aval: ShapedArray) throws
    -> [UInt8]
  {
    guard !aval.dtype.isKey, aval.dtype != .float0 else {
      throw JAXError(
        .dtype, "Tensor", found: "elements for dtype \(aval.dtype).",
        expected: "a dtype of numbers or booleans",
        remedy: "make keys with random.key or random.wrapKeyData.")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(aval.size * aval.dtype.byteWidth)
    let limits = ElementLimits(aval.dtype)
    for value in values {
      try limits.check(value)
      bytes += value.bytes(aval.dtype)
    }
    return bytes
  }
}

extension Tensor {
  /// Waits until the elements are computed, and returns the tensor.
  ///
  /// - Source: `jax.Array.block_until_ready`.
  @discardableResult
  public func blockUntilReady() throws -> Tensor {
    if let array = content as? DeviceArray {
      do { try array.buffer.readyEvent().wait() } catch {
        throw JAXError(error, .execution, "blockUntilReady")
      }
    }
    return self
  }
}
