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

  /// The number, if the program spells it out, as a literal does; nil for arrays on a device and traced values.
  package var literalValue: ScalarValue? { (content as? HostScalar)?.value }

  /// Whether the elements can be read: not those of a value that a function is traced with, as by `jit` and `vmap`.
  ///
  ///     func clipped(_ x: Tensor) -> Tensor {
  ///       if x.isConcrete { precondition(Bool(jnp.all(jnp.isfinite(x)))) }
  ///       return jnp.clip(x, min: -1, max: 1)
  ///     }
  ///
  /// A value that is being differentiated has elements as long as nothing else traces it.
  ///
  /// - Source: `jax.core.is_concrete`.
  public var isConcrete: Bool {
    if case .dual(let primal, _)? = (content as? Tracer)?.meaning { return primal.isConcrete }
    return content is HostScalar || content is DeviceArray
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
