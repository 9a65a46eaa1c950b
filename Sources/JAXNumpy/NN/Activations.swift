// Smooth activation functions.

import JAXLax

extension nn {
  /// Hyperbolic tangent.
  ///
  /// - Source: `jax.nn.tanh`.
  public static func tanh(_ x: Tensor) -> Tensor { lax.tanh(inexact(x)) }

  /// Logistic function: 1 / (1 + e⁻ˣ).
  ///
  /// - Source: `jax.nn.sigmoid`.
  public static func sigmoid(_ x: Tensor) -> Tensor { lax.logistic(inexact(x)) }

  /// log(1 + eˣ), without overflow.
  ///
  /// - Source: `jax.nn.softplus`.
  public static func softplus(_ x: Tensor) -> Tensor {
    program("softplus", [inexact(x)]) { smoothRectified($0[0]) }
  }

  /// max(x, 0) + log(1 + e^−|x|), in pieces without corners so that every derivative is right at 0 too.
  private static func smoothRectified(_ x: Tensor) -> Tensor {
    let zero = Tensor(.zero, dtype: x.dtype, weakType: x.weakType)
    let isPositive = lax.gt(x, zero)
    let negative = lax.select(isPositive, lax.neg(x), x)
    return lax.add(lax.select(isPositive, x, zero), lax.log1p(lax.exp(negative)))
  }

  /// (x + √(x² + b)) / 2, a smooth rectifier without exponentials.
  ///
  /// - Source: `jax.nn.squareplus`.
  public static func squareplus(_ x: Tensor, b: Tensor = 4) -> Tensor {
    program("squareplus", [x, parameter(b, like: x)]) { operands in
      let (x, b) = (operands[0], operands[1])
      return (x + lax.sqrt(inexact(lax.square(x) + b))) / 2
    }
  }

  /// x / (|x| + 1).
  ///
  /// - Source: `jax.nn.soft_sign`.
  public static func softSign(_ x: Tensor) -> Tensor {
    program("soft_sign", [x]) { $0[0] / (lax.abs($0[0]) + 1) }
  }

  /// Sigmoid linear unit: x · sigmoid(x).
  ///
  /// - Source: `jax.nn.silu`.
  public static func silu(_ x: Tensor) -> Tensor {
    program("silu", [inexact(x)]) { lax.mul($0[0], lax.logistic($0[0])) }
  }

  /// x · sigmoid(x), by its other name.
  ///
  /// - Source: `jax.nn.swish`.
  public static func swish(_ x: Tensor) -> Tensor { silu(x) }

  /// x · tanh(softplus(x)).
  ///
  /// - Source: `jax.nn.mish`.
  public static func mish(_ x: Tensor) -> Tensor {
    program("mish", [inexact(x)]) { lax.mul($0[0], lax.tanh(smoothRectified($0[0]))) }
  }

  /// log(sigmoid(x)), without overflow.
  ///
  /// - Source: `jax.nn.log_sigmoid`.
  public static func logSigmoid(_ x: Tensor) -> Tensor {
    program("log_sigmoid", [inexact(x)]) { lax.neg(smoothRectified(lax.neg($0[0]))) }
  }

  /// x where x > 0, elsewhere α (eˣ − 1).
  ///
  /// - Source: `jax.nn.elu`.
  public static func elu(_ x: Tensor, alpha: Tensor = 1.0) -> Tensor {
    program("elu", [inexact(x), parameter(alpha, like: x)]) { exponentialLinear($0[0], $0[1]) }
  }

  private static func exponentialLinear(_ x: Tensor, _ alpha: Tensor) -> Tensor {
    // The exponential of large numbers is kept out of the derivative.
    let negative = choosing(x .> 0, 0.0, x)
    return choosing(x .> 0, x, alpha * lax.expm1(negative))
  }

  /// max(x, 0) + α (e^(min(x, 0) / α) − 1).
  ///
  /// - Source: `jax.nn.celu`.
  public static func celu(_ x: Tensor, alpha: Tensor = 1.0) -> Tensor {
    program("celu", [inexact(x), parameter(alpha, like: x)]) { operands in
      let (x, alpha) = (operands[0], operands[1])
      let zero = Tensor(.zero, dtype: x.dtype, weakType: x.weakType)
      return lax.max(x, zero) + alpha * lax.expm1(lax.min(x, zero) / alpha)
    }
  }

  /// λ · elu(x, α), with the constants that keep mean and variance.
  ///
  /// - Source: `jax.nn.selu`; G. Klambauer et al., "Self-normalizing neural networks" (2017).
  public static func selu(_ x: Tensor) -> Tensor {
    program("selu", [inexact(x)]) {
      1.0507009873554804934193349852946
        * exponentialLinear($0[0], 1.6732632423543772848170429916717)
    }
  }

  /// Gaussian error linear unit: x · Φ(x), Φ the normal cumulative distribution function.
  ///
  /// - Parameter approximate: whether Φ is approximated with tanh, as is usual; otherwise it is exact.
  /// - Source: `jax.nn.gelu`; D. Hendrycks, K. Gimpel, "Gaussian error linear units" (2016).
  public static func gelu(_ x: Tensor, approximate: Bool = true) -> Tensor {
    program("gelu", settings: [.bool(approximate)], [inexact(x)]) { operands in
      let x = operands[0]
      guard approximate else {
        return lax.convertElementType(
          0.5 * x * lax.erfc(lax.neg(x) * constant(0.5.squareRoot(), like: x)), x.dtype)
      }
      let scale = constant((2 / Double.pi).squareRoot(), like: x)
      let inner = scale * (x + 0.044715 * lax.integerPow(x, 3))
      return x * (0.5 * (1.0 + lax.tanh(inner)))
    }
  }

  /// Gated linear unit: the first half along an axis times the sigmoid of the second.
  ///
  /// - Parameter axis: an axis of even size.
  /// - Source: `jax.nn.glu`.
  public static func glu(_ x: Tensor, axis: Int = -1) -> Tensor {
    guard let axis = lax.resolvedAxis(axis, x, "nn.glu") else { return x.withoutValue }
    guard x.shape[axis].isMultiple(of: 2) else {
      raise(
        JAXError(
          .shape, "nn.glu", found: "size \(x.shape[axis]) along axis \(axis).",
          expected: "an even size"))
      return x.withoutValue
    }
    return program("glu", settings: [.int(axis)], [inexact(x)]) { operands in
      let half = operands[0].shape[axis] / 2
      let parts = lax.split(operands[0], sizes: [half, half], axis: axis)
      return lax.mul(parts[0], lax.logistic(parts[1]))
    }
  }

  /// log(1 − e⁻ˣ) for x > 0, without cancellation.
  ///
  /// - Source: `jax.nn.log1mexp`; M. Mächler, "Accurately computing log(1 − exp(−|a|))" (2012).
  public static func log1mexp(_ x: Tensor) -> Tensor {
    complementLog(inexact(x))
  }

  private static let complementLog: @Sendable (Tensor) -> Tensor = customJVP(
    { x in complementLogValue(x) }, name: "log1mexp",
    jvp: { x, change in (complementLogValue(x), lax.div(change, lax.expm1(x))) })

  private static func complementLogValue(_ x: Tensor) -> Tensor {
    program("log1mexp", [x]) { operands in
      let x = operands[0]
      let middle = Tensor(.float(0.6931471805599453), dtype: x.dtype, weakType: x.weakType)
      return lax.select(
        lax.lt(x, middle), lax.log(lax.neg(lax.expm1(lax.neg(x)))),
        lax.log1p(lax.neg(lax.exp(lax.neg(x)))))
    }
  }
}
