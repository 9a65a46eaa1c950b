// The array type of programs.
//
// One type for arrays on a device and for tracers, so that functions need no generics and transform as they are.
// DESIGN: a value is immutable; assignment to a subscript replaces the variable's value.

/// An n-dimensional array of numbers, or what stands for one while a program is traced.
///
///     let x: Tensor = [[1, 2], [3, 4]]
///     x.shape                                 // [2, 2]
///     x.dtype                                 // float32
///
/// Tensors are values: copies are independent, and the memory is freed when the last copy goes.
///
/// - Source: `jax.Array`.
public struct Tensor: Sendable {
  package var content: TensorContent

  package init(_ content: TensorContent) { self.content = content }

  /// A 0-dimensional tensor holding one number.
  package init(_ value: ScalarValue, dtype: DType, weakType: Bool = false) {
    content = HostScalar(value, ShapedArray(shape: [], dtype: dtype, weakType: weakType))
  }

  /// The tensor's shape, dtype and weak type.
  public var aval: ShapedArray { content.aval }
  /// The sizes of the axes.
  public var shape: [Int] { content.aval.shape }
  /// The type of the elements.
  public var dtype: DType { content.aval.dtype }
  /// Whether the dtype yields to others in promotion, as that of a bare literal does.
  public var weakType: Bool { content.aval.weakType }
  /// The number of axes.
  public var ndim: Int { content.aval.ndim }
  /// The number of elements.
  public var size: Int { content.aval.size }
}
