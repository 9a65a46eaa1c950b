// Normally distributed numbers, and those derived from them.

import JAXLax

extension random {
  /// Numbers of the standard normal distribution; for a complex dtype both parts together have variance 1.
  ///
  ///     random.normal(random.key(0), [2, 2])
  ///
  /// x = √2 · erf⁻¹(u), u uniform over (−1, 1)
  ///
  /// - Source: `jax.random.normal`.
  public static func normal(_ key: Tensor, shape: any TensorShape = [], dtype: DType = .float32)
    -> Tensor
  {
    let shape = shape.sizes
    return sampling(
      "random.normal", key, shape: shape, dtype: dtype, kind: "floating or complex",
      accepts: \.isInexact
    ) { key in
      program("_normal", shape, dtype, [key]) { operands in
        guard dtype.isComplex else { return realNormal(operands[0], shape, dtype) }
        let (first, second) = twoKeys(operands[0])
        let real = lax.convertElementType(realNormal(first, shape, dtype.realPart), dtype)
        let imaginary = lax.convertElementType(realNormal(second, shape, dtype.realPart), dtype)
        let unit = Tensor(.complex(0, 1), dtype: dtype)
        let root = Tensor(.complex(2.0.squareRoot(), 0), dtype: dtype)
        return lax.div(lax.add(real, lax.mul(unit, imaginary)), root)
      }
    }
  }

  private static func realNormal(_ key: Tensor, _ shape: [Int], _ dtype: DType) -> Tensor {
    program("_normal_real", shape, dtype, [key]) { operands in
      let u = uniform(
        operands[0], shape, dtype: dtype, minval: FloatSamples.leastAboveMinusOne(dtype),
        maxval: Tensor(.float(1), dtype: dtype))
      return FloatSamples.normal(fromUniform: u)
    }
  }

  /// Numbers of the standard normal distribution between two bounds.
  ///
  ///     random.truncatedNormal(key, lower: -2, upper: 2, shape: [3])
  ///
  /// - Parameters:
  ///   - lower: the lower bound; broadcasts to the shape.
  ///   - upper: the upper bound; broadcasts to the shape.
  ///   - shape: the shape of the samples; that of the bounds unless given.
  /// - Source: `jax.random.truncated_normal`.
  public static func truncatedNormal(
    _ key: Tensor, _ lower: Tensor, _ upper: Tensor, shape: (any TensorShape)? = nil,
    dtype: DType = .float32
  ) -> Tensor {
    let shape = self.shape(shape?.sizes, for: "random.truncatedNormal", lower, upper)
    return sampling(
      "random.truncatedNormal", key, shape: shape, dtype: dtype,
      parameters: [("lower", lower), ("upper", upper)]
    ) { key in
      program("_truncated_normal", shape, dtype, [key, lower, upper]) { operands in
        let root = Tensor(.float(2.0.squareRoot()), dtype: dtype)
        let low = parameter(operands[1], dtype, ndim: shape.count)
        let high = parameter(operands[2], dtype, ndim: shape.count)
        let u = uniform(
          operands[0], shape, dtype: dtype, minval: lax.erf(lax.div(low, root)),
          maxval: lax.erf(lax.div(high, root)))
        let samples = lax.mul(root, lax.erfInv(u))
        // Rounding must not put a sample on or beyond a bound.
        let infinity = Tensor(.float(.infinity), dtype: dtype)
        let least = lax.nextafter(lax.stopGradient(low), infinity)
        let greatest = lax.nextafter(lax.stopGradient(high), lax.neg(infinity))
        return lax.min(greatest, lax.max(least, samples))
      }
    }
  }

  /// Numbers whose logarithm is normally distributed with mean 0.
  ///
  /// x = exp(σ · n), n standard normal
  ///
  /// - Parameters:
  ///   - sigma: the standard deviation of the logarithm; broadcasts to the shape.
  ///   - shape: the shape of the samples; that of `sigma` unless given.
  /// - Source: `jax.random.lognormal`.
  public static func lognormal(
    _ key: Tensor, sigma: Tensor = 1.0, shape: (any TensorShape)? = nil, dtype: DType = .float32
  ) -> Tensor {
    let shape = shape?.sizes ?? sigma.shape
    return sampling(
      "random.lognormal", key, shape: shape, dtype: dtype, kind: "floating or complex",
      accepts: \.isInexact, parameters: [("sigma", sigma)]
    ) { key in
      program("_lognormal", shape, dtype, [key, sigma]) { operands in
        let scale = parameter(operands[1], dtype, ndim: shape.count)
        return lax.exp(lax.mul(normal(operands[0], shape, dtype: dtype), scale))
      }
    }
  }

  /// Numbers of the one-sided Maxwell distribution: the lengths of standard normal vectors of three components.
  ///
  /// - Source: `jax.random.maxwell`.
  public static func maxwell(_ key: Tensor, shape: any TensorShape = [], dtype: DType = .float32)
    -> Tensor
  {
    let shape = shape.sizes
    return sampling("random.maxwell", key, shape: shape, dtype: dtype) { key in
      program("_maxwell", shape, dtype, [key]) { operands in
        let vectors = normal(operands[0], shape + [3], dtype: dtype)
        return lax.sqrt(lax.reduceSum(lax.mul(vectors, vectors), axes: [shape.count]))
      }
    }
  }

  /// Numbers of the Wald (inverse Gaussian) distribution.
  ///
  /// - Parameters:
  ///   - mean: the mean; broadcasts to the shape.
  ///   - shape: the shape of the samples; that of `mean` unless given.
  /// - Source: `jax.random.wald`.
  public static func wald(
    _ key: Tensor, _ mean: Tensor, shape: (any TensorShape)? = nil, dtype: DType = .float32
  ) -> Tensor {
    let shape = shape?.sizes ?? mean.shape
    return sampling(
      "random.wald", key, shape: shape, dtype: dtype, parameters: [("mean", mean)]
    ) { key in
      program("_wald", shape, dtype, [key, mean]) { operands in
        let (first, second) = twoKeys(operands[0])
        let mean = lax.full(shape, parameter(operands[1], dtype, ndim: shape.count))
        let normals = normal(first, shape, dtype: dtype)
        let u = uniform(second, shape, dtype: dtype)
        let y = lax.integerPow(normals, 2)
        let meanSquared = lax.integerPow(mean, 2)
        let root = lax.sqrt(4 * mean * y + meanSquared * lax.integerPow(y, 2))
        let x = mean + meanSquared * y / 2 - mean / 2 * root
        return lax.select(lax.le(u, mean / (mean + x)), x, meanSquared / x)
      }
    }
  }
}
