// Tensors from Swift values, and back.

import PJRT
import Synchronization

extension Tensor {
  /// An array with the given elements in row-major order.
  ///
  ///     Tensor([1.5, 2, 3, 4], shape: [2, 2])
  ///     Tensor([1, 2, 3] as [UInt8])
  ///
  /// - Parameters:
  ///   - elements: the elements. `Int` and `Double` become `int32` and `float32` unless `dtype` says otherwise.
  ///   - shape: the shape; one axis if nil.
  ///   - dtype: the dtype that the elements are converted to.
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

  /// An array with the given numbers in row-major order.
  package init(_ values: [ScalarValue], shape: [Int], dtype: DType) {
    let aval = ShapedArray(shape: shape, dtype: dtype)
    self = raising(placeholder: Tensor(Placeholder(aval))) { try Tensor.converting(values, aval) }
  }

  private static func converting(_ values: some Sequence<ScalarValue>, _ aval: ShapedArray) throws
    -> Tensor
  {
    guard !aval.dtype.isKey, aval.dtype != .float0 else {
      throw JAXError(
        .dtype, "Tensor", found: "elements for dtype \(aval.dtype).",
        expected: "a dtype of numbers or booleans",
        remedy: "make keys with random.key or random.wrapKeyData.")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(aval.size * aval.dtype.byteWidth)
    let range = aval.dtype.iinfo
    for value in values {
      if let range, let number = value.text(ifOutside: range) {
        throw JAXError(
          .argument, "Tensor", found: "the element \(number) for dtype \(aval.dtype).",
          expected: "elements from \(range.min) to \(range.max)",
          remedy: range.max == Int64.max || range.min == 0 && number.first == "-"
            ? "give another dtype or other elements." : "give a wider dtype, as in dtype: .int64.")
      }
      bytes += value.bytes(aval.dtype)
    }
    return Tensor(try bytes.withUnsafeBytes { try Placement.current().array($0, aval) })
  }

  /// The elements in row-major order, converted to a Swift type.
  ///
  /// Waits until they are computed. Not possible for a traced value.
  ///
  ///     jnp.arange(3).scalars(as: Float.self)       // [0, 1, 2]
  public func scalars<Scalar: TensorScalar>(as type: Scalar.Type = Scalar.self) -> [Scalar] {
    readingElements(as: "scalars(as: \(type))", placeholder: Scalar(.zero)) { bytes, width in
      if dtype == Scalar.layout {
        return bytes.withUnsafeBytes { Array($0.bindMemory(to: Scalar.self)) }
      }
      return bytes.withUnsafeBytes { bytes in
        (0..<size).map { position in
          let element = bytes[position * width..<(position + 1) * width]
          return Scalar(ScalarValue(UnsafeRawBufferPointer(rebasing: element), dtype))
        }
      }
    }
  }

  /// The elements as numbers of any dtype.
  package func scalarValues(for operation: String) -> [ScalarValue] {
    readingElements(as: operation, placeholder: .zero) { bytes, width in
      bytes.withUnsafeBytes { bytes in
        (0..<size).map { position in
          let element = bytes[position * width..<(position + 1) * width]
          return ScalarValue(UnsafeRawBufferPointer(rebasing: element), dtype)
        }
      }
    }
  }

  private func readingElements<Element>(
    as operation: String, placeholder: Element, _ read: ([UInt8], Int) -> [Element]
  ) -> [Element] {
    if content is Placeholder, isPoisoned { return Array(repeating: placeholder, count: size) }
    return raising(placeholder: Array(repeating: placeholder, count: size)) {
      guard !dtype.isKey else {
        throw JAXError(
          .dtype, operation, found: "an array of keys.",
          expected: "an array of numbers or booleans",
          remedy: "read random.keyData(key).")
      }
      return read(try elementBytes(for: operation, isGuarded: true), dtype.byteWidth)
    }
  }

  /// The only element, converted to a Swift type.
  ///
  /// Waits until it is computed. Not possible for a traced value, except under `grad` and `jvp`.
  ///
  ///     (jnp.array([2.5]) * 2).item(as: Double.self)        // 5
  ///
  /// - Source: `jax.Array.item`.
  public func item<Scalar: TensorScalar>(as type: Scalar.Type = Scalar.self) -> Scalar {
    item(for: "item")
  }

  /// The only element, for the operation with the given name.
  fileprivate func item<Scalar: TensorScalar>(for operation: String) -> Scalar {
    let value: ScalarValue = raising(placeholder: .zero) {
      guard size == 1 else {
        throw JAXError(
          .shape, operation, found: "an array of shape \(shape.tupleDescription).",
          expected: "an array with one element",
          remedy: "index it first, or read all elements with scalars(as:).")
      }
      if let scalar = content as? HostScalar {
        return scalar.aval.weakType ? scalar.value : scalar.value.rounded(to: dtype)
      }
      return scalarValues(for: operation)[0]
    }
    return Scalar(value)
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

extension Bool {
  /// The only element of a tensor; true if it is not zero.
  public init(_ tensor: Tensor) { self = tensor.item(for: "Bool(x)") }
}

extension Double {
  /// The only element of a tensor.
  public init(_ tensor: Tensor) { self = tensor.item(for: "Double(x)") }
}

extension Float {
  /// The only element of a tensor.
  public init(_ tensor: Tensor) { self = tensor.item(for: "Float(x)") }
}

extension Int {
  /// The only element of a tensor; a fraction is dropped.
  public init(_ tensor: Tensor) { self = tensor.item(for: "Int(x)") }
}

extension ScalarValue {
  /// An integer outside the given range, in words; nil for other numbers.
  fileprivate func text(ifOutside range: IntegerInfo) -> String? {
    switch self {
    case .int(let number) where number < range.min || (number > 0 && UInt64(number) > range.max):
      "\(number)"
    case .uint(let number) where number > range.max: "\(number)"
    default: nil
    }
  }
}
