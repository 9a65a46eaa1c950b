// The types of StableHLO values: an element type and static dimensions.
//
// Source: StableHLO specification, "Types".

extension HLO {
  /// The type of the elements of a StableHLO tensor.
  public enum ElementType: String, Hashable, Sendable {
    case i1, i2, i4, i8, i16, i32, i64
    case ui2, ui4, ui8, ui16, ui32, ui64
    case f8E3M4, f8E4M3, f8E4M3FN, f8E4M3B11FNUZ, f8E4M3FNUZ, f8E5M2, f8E5M2FNUZ, f8E8M0FNU
    case f4E2M1FN
    case bf16, f16, f32, f64
    case complexF32 = "complex<f32>"
    case complexF64 = "complex<f64>"
    /// No elements: the value orders operations.
    case token
  }
}

extension HLO {
  /// The type of a StableHLO tensor: an element type and static dimensions.
  public struct TensorType: Hashable, Sendable {
    /// The sizes of the dimensions.
    public let shape: [Int]
    /// The type of the elements.
    public let element: ElementType

    /// The type of a tensor with the given dimensions and element type.
    public init(_ shape: [Int], _ element: ElementType) {
      self.shape = shape
      self.element = element
    }

    /// The type of a 0-dimensional tensor.
    public static func scalar(_ element: ElementType) -> TensorType { TensorType([], element) }

    /// The type of what orders operations, which holds no elements.
    public static let token = TensorType([], .token)

    /// The same element type with other dimensions.
    public func with(shape: [Int]) -> TensorType { TensorType(shape, element) }
  }
}

extension HLO {
  /// A value of a function under construction: a result of an operation, or an argument.
  public struct Value: Hashable, Sendable {
    /// The number the value is printed with.
    let id: Int
    /// The type of the value.
    public let type: TensorType
  }
}
