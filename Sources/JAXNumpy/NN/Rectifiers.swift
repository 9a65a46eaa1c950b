// Activation functions made of straight pieces.
//
// At their corners the derivative is JAX's, which takes the piece without slope where JAX says so. That needs no rule
// of its own: the pieces are chosen by `select`, whose derivative is that of the piece chosen.

import JAXLax

extension nn {
  /// The argument itself.
  ///
  /// - Source: `jax.nn.identity`.
  public static func identity(_ x: Tensor) -> Tensor { x }

  /// Rectified linear unit: max(x, 0), with derivative 0 at 0.
  ///
  ///     nn.relu([-1.0, 0, 2])               // [0, 0, 2]
  ///
  /// - Source: `jax.nn.relu`.
  public static func relu(_ x: Tensor) -> Tensor {
    program("relu", [x]) { operands in
      let x = operands[0]
      let zero = Tensor(.zero, dtype: x.dtype, weakType: x.weakType)
      // The constant piece is computed, not written as 0, so that NaN stays NaN.
      return lax.select(lax.gt(x, zero), x, lax.max(lax.stopGradient(x), zero))
    }
  }

  /// Rectified linear unit capped at 6: min(max(x, 0), 6), with derivative 0 at 0 and 6.
  ///
  /// - Source: `jax.nn.relu6`.
  public static func relu6(_ x: Tensor) -> Tensor {
    program("relu6", [inexact(x)]) { rectified6($0[0]) }
  }

  private static func rectified6(_ x: Tensor) -> Tensor {
    let isInside = lax.bitwiseAnd(x .> 0, x .< 6)
    let (zero, six) = (number(0, like: x), number(6, like: x))
    return lax.select(isInside, x, lax.min(lax.max(lax.stopGradient(x), zero), six))
  }

  private static func number(_ value: Double, like x: Tensor) -> Tensor {
    Tensor(.float(value), dtype: x.dtype, weakType: x.weakType)
  }

  /// x where x ≥ 0, elsewhere `negativeSlope` · x.
  ///
  /// - Source: `jax.nn.leaky_relu`.
  public static func leakyRelu(_ x: Tensor, negativeSlope: Tensor = 0.01) -> Tensor {
    program("leaky_relu", [inexact(x), parameter(negativeSlope, like: x)]) { operands in
      let (x, slope) = (operands[0], operands[1])
      return choosing(x .>= 0, x, slope * x)
    }
  }

  /// x cut off at −1 and 1.
  ///
  /// - Source: `jax.nn.hard_tanh`.
  public static func hardTanh(_ x: Tensor) -> Tensor {
    program("hard_tanh", [x]) { operands in
      let x = operands[0]
      return choosing(x .> 1, 1, choosing(x .< -1, -1, x))
    }
  }

  /// relu6(x + 3) / 6.
  ///
  /// - Source: `jax.nn.hard_sigmoid`.
  public static func hardSigmoid(_ x: Tensor) -> Tensor {
    program("hard_sigmoid", [x]) { rectified6($0[0] + 3.0) / 6.0 }
  }

  /// x · hardSigmoid(x).
  ///
  /// - Source: `jax.nn.hard_silu`.
  public static func hardSilu(_ x: Tensor) -> Tensor {
    program("hard_silu", [x]) { $0[0] * (rectified6($0[0] + 3.0) / 6.0) }
  }

  /// x · hardSigmoid(x), by its other name.
  ///
  /// - Source: `jax.nn.hard_swish`.
  public static func hardSwish(_ x: Tensor) -> Tensor { hardSilu(x) }

  /// 0 below −1, x above 1, and (x + 1)² / 4 between.
  ///
  /// - Source: `jax.nn.sparse_plus`.
  public static func sparsePlus(_ x: Tensor) -> Tensor {
    program("sparse_plus", [inexact(x)]) { operands in
      let x = operands[0]
      let shifted = x + 1.0
      return choosing(
        x .<= -1.0, 0.0, choosing(x .>= 1.0, x, lax.integerPow(shifted, 2) / 4))
    }
  }

  /// 0 below −1, 1 above 1, and (x + 1) / 2 between: the derivative of ``sparsePlus(_:)``.
  ///
  /// - Source: `jax.nn.sparse_sigmoid`.
  public static func sparseSigmoid(_ x: Tensor) -> Tensor {
    program("sparse_sigmoid", [inexact(x)]) { operands in
      let shifted = operands[0] + 1.0
      let (zero, two) = (number(0, like: shifted), number(2, like: shifted))
      return 0.5 * lax.min(two, lax.max(zero, shifted))
    }
  }

  /// The elements of one array where a condition holds, those of another elsewhere, after promotion and broadcasting.
  static func choosing(_ condition: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor {
    raising(placeholder: x) {
      let values = try promoteDTypes([x, y], "nn")
      let shaped = try promoteShapes([condition] + values, "nn")
      return lax.select(shaped[0], shaped[1], shaped[2])
    }
  }
}
