// A tensor without data: what `evalShape` returns, and what it takes where only the type matters.

/// A value of which only the shape and dtype are known.
package final class AbstractArray: TensorContent, @unchecked Sendable {
  package override func deviceArray(
    for operation: @autoclosure () -> String, on placement: Placement?
  ) throws(JAXError) -> DeviceArray {
    throw JAXError(
      .concretization, operation(),
      found: "a tensor of \(aval) that was made by evalShape or shapeDtypeStruct holds no data.",
      expected: "a tensor with a value",
      remedy:
        "use it only with evalShape, makeJaxpr and lower, and compute with a real tensor of that type."
    )
  }
}

/// A tensor that has a shape and a dtype but holds no data, for `evalShape`, `makeJaxpr` and `lower`.
///
///     makeJaxpr(sin)(shapeDtypeStruct([1024, 1024], .float32))     // no memory is used
///
/// - Source: `jax.ShapeDtypeStruct`.
public func shapeDtypeStruct(_ shape: [Int], _ dtype: DType, weakType: Bool = false) -> Tensor {
  Tensor(AbstractArray(ShapedArray(shape: shape, dtype: dtype, weakType: weakType)))
}
