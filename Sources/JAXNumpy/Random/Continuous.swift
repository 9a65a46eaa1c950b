// Distributions sampled by inverting their cumulative distribution function.

import JAXLax

extension random {
  /// Numbers of the exponential distribution with rate 1.
  ///
  /// x = −log(1 − u)
  ///
  /// - Source: `jax.random.exponential`.
  public static func exponential(
    _ key: Tensor, shape: any TensorShape = [], dtype: DType = .float32
  ) -> Tensor {
    let shape = shape.sizes
    return sampling("random.exponential", key, shape: shape, dtype: dtype) { key in
      program("_exponential", shape, dtype, [key]) {
        lax.neg(lax.log1p(lax.neg(uniform($0[0], shape, dtype: dtype))))
      }
    }
  }

  /// Numbers of the Laplace distribution.
  ///
  /// x = sign(u) log(1 − |u|), u uniform over (−1, 1)
  ///
  /// - Source: `jax.random.laplace`.
  public static func laplace(_ key: Tensor, shape: any TensorShape = [], dtype: DType = .float32)
    -> Tensor
  {
    let shape = shape.sizes
    return sampling("random.laplace", key, shape: shape, dtype: dtype) { key in
      program("_laplace", shape, dtype, [key]) {
        let low = Tensor((dtype.finfo?.epsneg ?? 0) - 1)
        let u = uniform($0[0], shape, dtype: dtype, minval: low, maxval: 1.0)
        return lax.mul(lax.sign(u), lax.log1p(lax.neg(lax.abs(u))))
      }
    }
  }

  /// Numbers of the Cauchy distribution.
  ///
  /// x = tan(π (u − 1/2))
  ///
  /// - Source: `jax.random.cauchy`.
  public static func cauchy(_ key: Tensor, shape: any TensorShape = [], dtype: DType = .float32)
    -> Tensor
  {
    let shape = shape.sizes
    return sampling("random.cauchy", key, shape: shape, dtype: dtype) { key in
      program("_cauchy", shape, dtype, [key]) {
        let u = uniform(
          $0[0], shape, dtype: dtype, minval: Tensor(dtype.finfo?.eps ?? 0), maxval: 1.0)
        return lax.tan(lax.mul(constant(.pi, like: u), lax.sub(u, constant(0.5, like: u))))
      }
    }
  }

  /// Numbers of the logistic distribution.
  ///
  /// x = log(u) − log(1 − u)
  ///
  /// - Source: `jax.random.logistic`.
  public static func logistic(_ key: Tensor, shape: any TensorShape = [], dtype: DType = .float32)
    -> Tensor
  {
    let shape = shape.sizes
    return sampling("random.logistic", key, shape: shape, dtype: dtype) { key in
      program("_logistic", shape, dtype, [key]) {
        let u = uniform(
          $0[0], shape, dtype: dtype, minval: Tensor(dtype.finfo?.tiny ?? 0), maxval: 1.0)
        return lax.sub(lax.log(u), lax.log1p(lax.neg(u)))
      }
    }
  }

  /// Numbers of the Pareto distribution.
  ///
  /// x = exp(e / b), e exponential
  ///
  /// - Parameters:
  ///   - b: the shape parameter; broadcasts to the shape.
  ///   - shape: the shape of the samples; that of `b` unless given.
  /// - Source: `jax.random.pareto`.
  public static func pareto(
    _ key: Tensor, _ b: Tensor, shape: (any TensorShape)? = nil, dtype: DType = .float32
  ) -> Tensor {
    let shape = shape?.sizes ?? b.shape
    return sampling(
      "random.pareto", key, shape: shape, dtype: dtype, parameters: [("b", b)]
    ) { key in
      program("_pareto", shape, dtype, [key, b]) {
        let b = parameter($0[1], dtype, ndim: shape.count)
        return lax.exp(lax.div(exponential($0[0], shape, dtype: dtype), b))
      }
    }
  }

  /// Numbers of the Rayleigh distribution.
  ///
  /// x = σ √(−2 log u)
  ///
  /// - Parameters:
  ///   - scale: σ; broadcasts to the shape.
  ///   - shape: the shape of the samples; that of `scale` unless given.
  /// - Source: `jax.random.rayleigh`.
  public static func rayleigh(
    _ key: Tensor, _ scale: Tensor, shape: (any TensorShape)? = nil, dtype: DType = .float32
  ) -> Tensor {
    let shape = shape?.sizes ?? scale.shape
    return sampling(
      "random.rayleigh", key, shape: shape, dtype: dtype, parameters: [("scale", scale)]
    ) { key in
      program("_rayleigh", shape, dtype, [key, scale]) {
        let logarithm = lax.log(uniform($0[0], shape, dtype: dtype))
        let root = lax.sqrt(lax.mul(logarithm, constant(-2, like: logarithm)))
        return lax.mul(parameter($0[1], dtype, ndim: shape.count), root)
      }
    }
  }

  /// Numbers of the Weibull distribution.
  ///
  /// x = scale · (−log(1 − u))^(1 / concentration)
  ///
  /// - Source: `jax.random.weibull_min`.
  public static func weibullMin(
    _ key: Tensor, _ scale: Tensor, _ concentration: Tensor, shape: any TensorShape = [],
    dtype: DType = .float32
  ) -> Tensor {
    let shape = shape.sizes
    return sampling(
      "random.weibullMin", key, shape: shape, dtype: dtype,
      parameters: [("scale", scale), ("concentration", concentration)]
    ) { key in
      program("_weibull_min", shape, dtype, [key, scale, concentration]) {
        let scale = parameter($0[1], dtype, ndim: shape.count)
        let concentration = parameter($0[2], dtype, ndim: shape.count)
        let u = uniform($0[0], shape, dtype: dtype)
        let power = lax.div(constant(1, like: u), concentration)
        return lax.mul(lax.pow(lax.neg(lax.log1p(lax.neg(u))), power), scale)
      }
    }
  }

  /// Numbers of the triangular distribution between `left` and `right` with its peak at `mode`.
  ///
  /// - Parameter shape: the shape of the samples; that of the parameters unless given.
  /// - Source: `jax.random.triangular`.
  public static func triangular(
    _ key: Tensor, _ left: Tensor, _ mode: Tensor, _ right: Tensor, shape: (any TensorShape)? = nil,
    dtype: DType = .float32
  ) -> Tensor {
    let shape = self.shape(shape?.sizes, for: "random.triangular", left, mode, right)
    return sampling(
      "random.triangular", key, shape: shape, dtype: dtype,
      parameters: [("left", left), ("mode", mode), ("right", right)]
    ) { key in
      program("_triangular", shape, dtype, [key, left, mode, right]) { operands in
        let bounds = operands[1...].map {
          lax.full(shape, parameter($0, dtype, ndim: shape.count))
        }
        let (left, mode, right) = (bounds[0], bounds[1], bounds[2])
        let u = uniform(operands[0], shape, dtype: dtype)
        let rising = left + lax.sqrt(u * (right - left) * (mode - left))
        let falling = right - lax.sqrt((1 - u) * (right - left) * (right - mode))
        return lax.select(lax.lt(u, (mode - left) / (right - left)), rising, falling)
      }
    }
  }
}
