// Which dtypes may be differentiated: the rules that `grad`, `jacrev` and `jacfwd` share.
//
// Backwards, a real function of complex arguments has a gradient; a complex function has one only if it is holomorphic,
// which the caller promises. Source: jax/_src/api.py `_check_input_dtype_revderiv`, `_check_output_dtype_revderiv`,
// `_check_input_dtype_jacfwd`.

import JAXLax

/// The direction in which a derivative is computed.
package enum DerivativeMode: Sendable {
  /// Tangents of arguments are pushed to results.
  case forward
  /// Cotangents of results are pulled back to arguments.
  case reverse
}

extension FlatFunction {
  /// Checks the dtypes of the differentiated leaves.
  func checkDifferentiated(
    _ leaves: [Tensor], _ positions: Range<Int>, _ mode: DerivativeMode, holomorphic: Bool,
    allowInt: Bool
  ) throws {
    for position in positions {
      let dtype = leaves[position].dtype
      func error(_ expected: String, _ remedy: String) -> JAXError {
        JAXError(
          .differentiation, name, found: "\(place(ofLeaf: position)) has dtype \(dtype).",
          expected: expected, remedy: remedy)
      }
      if holomorphic && !dtype.isComplex {
        throw error(
          "complex values, as holomorphic is true",
          "convert it, as with x.astype(.complex64), or leave holomorphic out.")
      }
      if !dtype.isInexact && !allowInt {
        let other = mode == .reverse ? ", or pass allowInt: true." : "."
        throw error(
          "floating values in the differentiated argument",
          "convert it, as with x.astype(.float32), or make it another argument or a static field"
            + other)
      }
      if mode == .forward && dtype.isComplex && !holomorphic {
        throw error(
          "real values, as the derivative of a complex argument is one number only for a holomorphic "
            + "function",
          "pass holomorphic: true if the function is holomorphic, else use jvp.")
      }
    }
  }

  /// Checks the dtype of a result.
  func checkResult(_ dtype: DType, _ mode: DerivativeMode, holomorphic: Bool) throws {
    if holomorphic {
      guard dtype.isComplex else {
        throw JAXError(
          .differentiation, name, found: "a result of dtype \(dtype).",
          expected: "a complex result, as holomorphic is true",
          remedy: "leave holomorphic out, or return a complex value.")
      }
    } else if mode == .reverse && !dtype.isFloating {
      throw JAXError(
        .differentiation, name, found: "a result of dtype \(dtype).",
        expected: "a floating result",
        remedy: dtype.isComplex
          ? "pass holomorphic: true if the function is holomorphic, else use vjp."
          : "return a floating value.")
    }
  }
}

/// The zeros that stand for the cotangent of an argument: of `float32` for integers, which have none.
func zeroCotangent(_ primal: ShapedArray) -> Tensor {
  lax.zeros(primal.tangent)
}
