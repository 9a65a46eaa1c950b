// Samples of the gamma distribution and of those that derive from it.

import JAXLax

extension random {
  /// Numbers of the gamma distribution Γ(a, 1); differentiable with respect to `a`.
  ///
  /// - Parameters:
  ///   - a: the parameters; broadcasts to the shape.
  ///   - shape: the shape of the samples; that of `a` unless given.
  /// - Source: `jax.random.gamma`.
  public static func gamma(
    _ key: Tensor, _ a: Tensor, shape: (any TensorShape)? = nil, dtype: DType = .float32
  ) -> Tensor {
    gammaSamples("random.gamma", key, a, shape?.sizes ?? a.shape, dtype, logSpace: false)
  }

  /// Logarithms of numbers of the gamma distribution Γ(a, 1), which do not underflow for small `a`.
  ///
  /// - Parameters:
  ///   - a: the parameters; broadcasts to the shape.
  ///   - shape: the shape of the samples; that of `a` unless given.
  /// - Source: `jax.random.loggamma`.
  public static func loggamma(
    _ key: Tensor, _ a: Tensor, shape: (any TensorShape)? = nil, dtype: DType = .float32
  ) -> Tensor {
    gammaSamples("random.loggamma", key, a, shape?.sizes ?? a.shape, dtype, logSpace: true)
  }

  private static func gammaSamples(
    _ operation: String, _ key: Tensor, _ a: Tensor, _ shape: [Int], _ dtype: DType, logSpace: Bool
  ) -> Tensor {
    sampling(operation, key, shape: shape, dtype: dtype, parameters: [("a", a)]) { key in
      program("_gamma", shape, dtype, settings: [.bool(logSpace)], [key, a]) {
        lax.randomGamma($0[0], whole($0[1], shape, dtype), logSpace: logSpace)
      }
    }
  }

  /// A parameter of the samples' dtype, repeated to their shape.
  private static func whole(_ x: Tensor, _ shape: [Int], _ dtype: DType) -> Tensor {
    lax.full(shape, parameter(x, dtype, ndim: shape.count))
  }

  /// Numbers of the beta distribution.
  ///
  /// - Parameters:
  ///   - a: the first parameter; broadcasts to the shape.
  ///   - b: the second parameter; broadcasts to the shape.
  ///   - shape: the shape of the samples; that of the parameters unless given.
  /// - Source: `jax.random.beta`.
  public static func beta(
    _ key: Tensor, _ a: Tensor, _ b: Tensor, shape: (any TensorShape)? = nil,
    dtype: DType = .float32
  ) -> Tensor {
    let shape = self.shape(shape?.sizes, for: "random.beta", a, b)
    return sampling(
      "random.beta", key, shape: shape, dtype: dtype, parameters: [("a", a), ("b", b)]
    ) { key in
      program("_beta", shape, dtype, [key, a, b]) { operands in
        let (first, second) = twoKeys(operands[0])
        let logA = loggamma(first, whole(operands[1], shape, dtype), dtype: dtype)
        let logB = loggamma(second, whole(operands[2], shape, dtype), dtype: dtype)
        let largest = lax.max(logA, logB)
        let scaledA = lax.exp(lax.sub(logA, largest))
        let scaledB = lax.exp(lax.sub(logB, largest))
        return lax.div(scaledA, lax.add(scaledA, scaledB))
      }
    }
  }

  /// Vectors of the Dirichlet distribution, which sum to 1.
  ///
  /// - Parameters:
  ///   - alpha: the concentrations, along the last axis.
  ///   - shape: the shape of the samples without the last axis; that of `alpha` unless given.
  /// - Source: `jax.random.dirichlet`.
  public static func dirichlet(
    _ key: Tensor, _ alpha: Tensor, shape: (any TensorShape)? = nil, dtype: DType = .float32
  ) -> Tensor {
    let full = (shape?.sizes ?? alpha.shape.dropLast()) + alpha.shape.suffix(1)
    return sampling(
      "random.dirichlet", key, shape: full, dtype: dtype, parameters: [("alpha", alpha)]
    ) { key in
      guard alpha.ndim > 0 else {
        throw JAXError(
          .shape, "random.dirichlet", found: "a single concentration.",
          expected: "a vector of concentrations along the last axis")
      }
      return program("_dirichlet", full, dtype, [key, alpha]) {
        nn.softmax(loggamma($0[0], $0[1], shape: full, dtype: dtype), axis: -1)
      }
    }
  }

  /// Numbers of the χ² distribution.
  ///
  /// - Parameters:
  ///   - df: the degrees of freedom; broadcasts to the shape.
  ///   - shape: the shape of the samples; that of `df` unless given.
  /// - Source: `jax.random.chisquare`.
  public static func chisquare(
    _ key: Tensor, _ df: Tensor, shape: (any TensorShape)? = nil, dtype: DType = .float32
  ) -> Tensor {
    let shape = shape?.sizes ?? df.shape
    return sampling(
      "random.chisquare", key, shape: shape, dtype: dtype, parameters: [("df", df)]
    ) { key in
      program("_chisquare", shape, dtype, [key, df]) { operands in
        let two = Tensor(.float(2), dtype: dtype)
        let half = lax.div(lax.convertElementType(operands[1], dtype), two)
        return lax.mul(lax.exp(loggamma(operands[0], half, shape: shape, dtype: dtype)), two)
      }
    }
  }

  /// Numbers of Student's t distribution.
  ///
  /// - Parameters:
  ///   - df: the degrees of freedom; broadcasts to the shape.
  ///   - shape: the shape of the samples; that of `df` unless given.
  /// - Source: `jax.random.t`.
  public static func t(
    _ key: Tensor, _ df: Tensor, shape: (any TensorShape)? = nil, dtype: DType = .float32
  ) -> Tensor {
    let shape = shape?.sizes ?? df.shape
    return sampling("random.t", key, shape: shape, dtype: dtype, parameters: [("df", df)]) { key in
      program("_t", shape, dtype, [key, df]) { operands in
        let (first, second) = twoKeys(operands[0])
        let normals = normal(first, shape, dtype: dtype)
        let two = Tensor(.float(2), dtype: dtype)
        let half = lax.div(parameter(operands[1], dtype, ndim: shape.count), two)
        let samples = gamma(second, half, shape: shape, dtype: dtype)
        return lax.mul(normals, lax.sqrt(lax.div(half, samples)))
      }
    }
  }

  /// Numbers of the F distribution.
  ///
  /// - Parameters:
  ///   - dfnum: the degrees of freedom of the numerator; broadcasts to the shape.
  ///   - dfden: the degrees of freedom of the denominator; broadcasts to the shape.
  ///   - shape: the shape of the samples; that of the parameters unless given.
  /// - Source: `jax.random.f`.
  public static func f(
    _ key: Tensor, _ dfnum: Tensor, _ dfden: Tensor, shape: (any TensorShape)? = nil,
    dtype: DType = .float32
  ) -> Tensor {
    let shape = self.shape(shape?.sizes, for: "random.f", dfnum, dfden)
    return sampling(
      "random.f", key, shape: shape, dtype: dtype,
      parameters: [("dfnum", dfnum), ("dfden", dfden)]
    ) { key in
      program("_f", shape, dtype, [key, dfnum, dfden]) { operands in
        let (first, second) = twoKeys(operands[0])
        let upper = parameter(operands[1], dtype, ndim: shape.count)
        let lower = parameter(operands[2], dtype, ndim: shape.count)
        let numerator = chisquare(second, upper, shape: shape, dtype: dtype)
        let denominator = chisquare(first, lower, shape: shape, dtype: dtype)
        return lax.div(lax.div(numerator, upper), lax.div(denominator, lower))
      }
    }
  }

  /// Numbers of the generalized normal distribution, of density proportional to exp(−|x|ᵖ).
  ///
  /// - Source: `jax.random.generalized_normal`.
  public static func generalizedNormal(
    _ key: Tensor, _ p: Tensor, shape: any TensorShape = [], dtype: DType = .float32
  ) -> Tensor {
    let shape = shape.sizes
    return sampling(
      "random.generalizedNormal", key, shape: shape, dtype: dtype, parameters: [("p", p)]
    ) { key in
      program("_generalized_normal", shape, dtype, [key, p]) { operands in
        let (first, second) = twoKeys(operands[0])
        let inverse = 1 / parameter(operands[1], dtype, ndim: shape.count)
        let samples = gamma(first, inverse, shape: shape, dtype: dtype)
        let signs = rademacher(second, shape, dtype: dtype)
        return lax.mul(signs, lax.pow(samples, inverse))
      }
    }
  }

  /// Points distributed uniformly in the unit ball of an Lᵖ norm.
  ///
  /// - Parameters:
  ///   - d: the dimension of the points.
  ///   - p: the norm.
  ///   - shape: the shape of the array of points.
  /// - Source: `jax.random.ball`; F. Barthe et al., "A probabilistic approach to the geometry of the ℓₚⁿ-ball" (2005).
  public static func ball(
    _ key: Tensor, _ d: Int, p: Double = 2, shape: any TensorShape = [], dtype: DType = .float32
  ) -> Tensor {
    let shape = shape.sizes
    let full = shape + [d]
    return sampling("random.ball", key, shape: full, dtype: dtype) { key in
      program("_ball", full, dtype, settings: [.float(p)], [key]) { operands in
        let (first, second) = twoKeys(operands[0])
        let points = generalizedNormal(first, Tensor(p), full, dtype: dtype)
        let extra = exponential(second, shape, dtype: dtype)
        let power = constant(p, like: points)
        let sums = lax.add(
          lax.reduceSum(lax.pow(lax.abs(points), power), axes: [shape.count]), extra)
        let radius = lax.pow(sums, constant(1 / p, like: sums))
        return lax.div(points, lax.expandDims(radius, [shape.count]))
      }
    }
  }
}
