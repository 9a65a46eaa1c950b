// The namespace of `jax.nn`: activation functions, normalisations, attention and initial values of parameters.

@_exported import JAXTransforms

/// Functions for neural networks.
///
/// - Source: `jax.nn`.
public enum nn {}

extension nn {
  /// The result of a function compiled as one program of its own.
  static func program(
    _ name: String, settings: [Jaxpr.Param] = [], _ operands: [Tensor],
    _ function: ([Tensor]) -> Tensor
  ) -> Tensor {
    callProgram(name, settings: settings, operands) { [function($0)] }[0]
  }

  /// A parameter that is a number in the program, with the digits that the elements it belongs to have.
  static func parameter(_ value: Tensor, like x: Tensor) -> Tensor {
    value.weakType && value.ndim == 0 && x.dtype.isInexact
      ? lax.convert(value, x.dtype, weakType: true) : value
  }

  /// The elements as floating or complex numbers.
  static func inexact(_ x: Tensor) -> Tensor {
    x.dtype.isInexact ? x : lax.convert(x, x.dtype.inexact, weakType: x.weakType)
  }
}
