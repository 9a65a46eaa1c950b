// A tangent or cotangent that is known to be zero, as the rules of users see and make it.
//
// It is a tensor like any other: used as an operand it counts as zeros. So a rule need not look for symbolic zeros, and
// one that does may skip work. Source: jax/_src/ad_util.py `SymbolicZero`.

/// The content of a tensor that is known to be zero.
package final class SymbolicZero: TensorContent, @unchecked Sendable {
  package override func deviceArray(for operation: String) throws(JAXError) -> DeviceArray {
    let bytes = [UInt8](repeating: 0, count: aval.size * aval.dtype.byteWidth)
    let outcome = bytes.withUnsafeBytes { bytes in
      Result { () throws(JAXError) in try Backend.default().array(bytes, aval) }
    }
    return try outcome.get()
  }
}

extension Tensor {
  /// Whether the value is known to be zero everywhere: a tangent of an argument that is not differentiated, or a
  /// cotangent of a result that is not used, in a rule that asked for `symbolicZeros`.
  ///
  /// - Source: `jax.custom_derivatives.SymbolicZero`.
  public var isSymbolicZero: Bool { content is SymbolicZero }
}
