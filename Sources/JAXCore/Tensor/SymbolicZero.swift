// A tangent or cotangent that is known to be zero, as the rules of users see and make it.
//
// It is a tensor like any other: used as an operand it counts as zeros. So a rule need not look for symbolic zeros, and
// one that does may skip work. Source: jax/_src/ad_util.py `SymbolicZero`.

/// The content of a tensor that is known to be zero.
package final class SymbolicZero: TensorContent, @unchecked Sendable {
  package override func deviceArray(
    for operation: @autoclosure () -> String, on placement: Placement?
  ) throws(JAXError) -> DeviceArray {
    let target: Placement
    if let placement { target = placement } else { target = try Placement.current() }
    let bytes = [UInt8](repeating: 0, count: aval.size * aval.dtype.byteWidth)
    return try bytes.withUnsafeBytesTyped { bytes throws(JAXError) in
      try target.array(bytes, aval)
    }
  }
}

extension Tensor {
  /// Whether the value is known to be zero everywhere: a tangent of an argument that is not differentiated, or a
  /// cotangent of a result that is not used, in a rule that asked for `symbolicZeros`.
  ///
  /// - Source: `jax.custom_derivatives.SymbolicZero`.
  public var isSymbolicZero: Bool { content is SymbolicZero }
}
