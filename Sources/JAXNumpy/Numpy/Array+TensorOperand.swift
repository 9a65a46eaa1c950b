// Swift arrays in the place of tensors.

import JAXTransforms

extension Array: TensorOperand where Element: TensorNumber {
  /// The numbers as a vector.
  ///
  ///     let weights = [0.5, 0.25]
  ///     jnp.sum(weights)            // 0.75
  ///
  /// Arrays of tensors are none: what a sum of them means is for `jnp.array` or `jnp.stack` to say.
  public var tensor: Tensor {
    func numbers<Scalar: TensorScalar>(_: Scalar.Type) -> Tensor? {
      (self as? [Scalar]).map { Tensor($0) }
    }
    guard let scalar = Element.self as? any TensorScalar.Type, let vector = numbers(scalar) else {
      return jnp.stack(map(\.tensor))
    }
    return vector
  }
}
