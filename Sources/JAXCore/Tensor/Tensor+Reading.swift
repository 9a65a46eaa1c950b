// Swift values from tensors.
//
// A read has no placeholder to give: where it fails, it stops the program or leaves the enclosing `catchingErrors`. The
// same reads with the label `reading:` throw instead. Swift does not overload by `throws`, so the two differ in the label.

extension Tensor {
  /// The elements in row-major order, converted to a Swift type.
  ///
  /// Waits until they are computed. Not possible for a traced value. To read with `try`: `[Float](reading: x)`.
  ///
  ///     jnp.arange(3).scalars(as: Float.self)       // [0, 1, 2]
  ///
  /// - Precondition: The type has a place for each element: fractions are dropped and numbers rounded, but 300 is no
  ///   `UInt8`, and an infinity no `Int`.
  public func scalars<Scalar: TensorScalar>(as type: Scalar.Type = Scalar.self) -> [Scalar] {
    reading { try readScalars(for: "scalars(as: \(type))") }
  }

  /// The elements in row-major order, for the operation with the given name.
  fileprivate func readScalars<Scalar: TensorScalar>(for operation: @autoclosure () -> String)
    throws -> [Scalar]
  {
    try withElements(for: operation()) { bytes in
      if dtype == Scalar.layout { return Array(bytes.bindMemory(to: Scalar.self)) }
      return try (0..<size).map { try Scalar(holding: element($0, of: bytes), operation()) }
    }
  }

  /// The elements as numbers of any dtype; leaves the enclosing `catchingErrors` if there are none.
  package func scalarValues(for operation: String) -> [ScalarValue] {
    reading { try readScalarValues(for: operation) }
  }

  /// The elements as numbers of any dtype.
  package func readScalarValues(for operation: String) throws -> [ScalarValue] {
    try withElements(for: operation) { bytes in (0..<size).map { element($0, of: bytes) } }
  }

  /// The element at a position in the bytes of all.
  func element(_ position: Int, of bytes: UnsafeRawBufferPointer) -> ScalarValue {
    let width = dtype.byteWidth
    return ScalarValue(
      UnsafeRawBufferPointer(rebasing: bytes[position * width..<(position + 1) * width]), dtype)
  }

  /// What a closure makes of the bytes of all elements, once they are computed.
  func withElements<Result>(
    for operation: @autoclosure () -> String, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    if content is Placeholder, let error = pendingError { throw error }
    guard !dtype.isKey else {
      throw JAXError(
        .dtype, operation(), found: "an array of keys.",
        expected: "an array of numbers or booleans",
        remedy: "read random.keyData(key).")
    }
    return try withElementBytes(for: operation(), isGuarded: true, body)
  }

  /// The only element, converted to a Swift type.
  ///
  /// Waits until it is computed. Not possible for a traced value, except under `grad` and `jvp`. To read with `try`:
  /// `Double(reading: x)`.
  ///
  ///     (jnp.array([2.5]) * 2).item(as: Double.self)        // 5
  ///
  /// - Precondition: The type has a place for the element, as for ``scalars(as:)``.
  /// - Source: `jax.Array.item`.
  public func item<Scalar: TensorScalar>(as type: Scalar.Type = Scalar.self) -> Scalar {
    item(for: "item")
  }

  /// The only element, for the operation with the given name.
  fileprivate func item<Scalar: TensorScalar>(for operation: String) -> Scalar {
    reading { try readItem(for: operation) }
  }

  fileprivate func readItem<Scalar: TensorScalar>(for operation: String) throws -> Scalar {
    if content is Placeholder, let error = pendingError { throw error }
    guard size == 1 else {
      throw JAXError(
        .shape, operation, found: "an array of shape \(shape.tupleDescription).",
        expected: "an array with one element",
        remedy: "index it first, or read all elements with scalars(as:).")
    }
    if let scalar = content as? HostScalar {
      let value = scalar.aval.weakType ? scalar.value : scalar.value.rounded(to: dtype)
      return try Scalar(holding: value, operation)
    }
    return try Scalar(holding: readScalarValues(for: operation)[0], operation)
  }
}

extension TensorScalar {
  /// The only element of a tensor, converted to this type.
  ///
  /// Throws where `x.item()` and `Bool(x)` stop the program or leave the enclosing ``catchingErrors(_:)``.
  ///
  ///     let isDone = try Bool(reading: error .< 1e-3)
  ///
  /// - Throws: ``JAXError``: of an earlier operation that failed, if the tensor has no value for it; if the tensor is
  ///   traced, has another number of elements, or one that this type has no place for; or if computing it failed.
  public init(reading tensor: Tensor) throws {
    self = try tensor.readItem(for: "\(Self.self)(reading: x)")
  }

  /// A number as a value of this type.
  fileprivate init(holding value: ScalarValue, _ operation: @autoclosure () -> String) throws {
    guard let converted = Self(value) else {
      throw JAXError(
        .argument, operation(), found: "the element \(value.plainText).",
        expected: "a number that Swift's \(Self.self) has a place for",
        remedy: "read it as a wider type, as in item(as: Double.self), or limit it with jnp.clip.")
    }
    self = converted
  }
}

extension Array where Element: TensorScalar {
  /// The elements of a tensor in row-major order, converted to a Swift type.
  ///
  /// Throws where ``Tensor/scalars(as:)`` stops the program or leaves the enclosing ``catchingErrors(_:)``.
  ///
  ///     try [Float](reading: jnp.arange(3))         // [0, 1, 2]
  ///
  /// - Throws: ``JAXError``: of an earlier operation that failed, if the tensor has no value for it; if the tensor is
  ///   traced, or has an element that the type has no place for; or if computing it failed.
  public init(reading tensor: Tensor) throws {
    self = try tensor.readScalars(for: "[\(Element.self)](reading: x)")
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
  /// The only element of a tensor, which must not be a finite number too large for this type.
  public init(_ tensor: Tensor) { self = tensor.item(for: "Float(x)") }
}

extension Int {
  /// The only element of a tensor; a fraction is dropped.
  ///
  /// - Precondition: The element is neither NaN nor outside of the range of `Int`.
  public init(_ tensor: Tensor) { self = tensor.item(for: "Int(x)") }
}
