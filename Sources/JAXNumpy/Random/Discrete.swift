// Random booleans, signs and counts.

import JAXLax

extension random {
  /// Booleans that are true with probability `p`.
  ///
  ///     random.bernoulli(key, 0.3, shape: [5])
  ///
  /// - Parameters:
  ///   - p: the probabilities, floating; broadcasts to the shape.
  ///   - shape: the shape of the samples; that of `p` unless given.
  ///   - mode: `.high` draws twice the bits, for probabilities below the resolution of the dtype.
  /// - Source: `jax.random.bernoulli`.
  public static func bernoulli(
    _ key: Tensor, p: Tensor = 0.5, shape: (any TensorShape)? = nil, mode: Resolution = .low
  ) -> Tensor {
    let shape = shape?.sizes ?? p.shape
    return sampling(
      "random.bernoulli", key, shape: shape, dtype: .bool, kind: "boolean", accepts: \.isBool,
      parameters: [("p", p)]
    ) { key in
      guard let limits = p.dtype.finfo, p.dtype.isFloating else {
        throw JAXError(
          .dtype, "random.bernoulli", found: "probabilities of dtype \(p.dtype).",
          expected: "a dtype that is floating")
      }
      guard mode != .highest else {
        throw JAXError(
          .argument, "random.bernoulli", found: "mode .highest.", expected: "mode .low or .high")
      }
      let strong = lax.convertElementType(p, p.dtype)
      return program(
        "_bernoulli", shape, p.dtype, settings: [.string(mode.rawValue)], [key, strong]
      ) { operands in
        let p = parameter(operands[1], p.dtype, ndim: shape.count)
        guard mode == .high else {
          return lax.lt(uniform(operands[0], shape, dtype: p.dtype), p)
        }
        let (coarse, fine) = twoSamples(operands[0], shape, p.dtype)
        let scaled = lax.mul(fine, constant(1 / Double(1 << limits.nmant), like: fine))
        return lax.lt(scaled, lax.sub(p, coarse))
      }
    }
  }

  /// Uniform samples of twice the resolution, as a coarse and a fine part.
  static func twoSamples(_ key: Tensor, _ shape: [Int], _ dtype: DType) -> (Tensor, Tensor) {
    let both = uniform(key, [2] + shape, dtype: dtype)
    return (
      lax.indexInDim(both, 0, keepdims: false), lax.indexInDim(both, 1, keepdims: false)
    )
  }

  /// The numbers −1 and 1 with equal probability.
  ///
  /// - Parameter dtype: any dtype of numbers.
  /// - Source: `jax.random.rademacher`.
  public static func rademacher(
    _ key: Tensor, shape: any TensorShape = [], dtype: DType = .int32
  ) -> Tensor {
    let shape = shape.sizes
    return sampling(
      "random.rademacher", key, shape: shape, dtype: dtype, kind: "integer, floating or complex",
      accepts: \.isNumeric
    ) { key in
      program("_rademacher", shape, dtype, [key]) {
        let heads = lax.convertElementType(bernoulli($0[0], 0.5, shape: shape), dtype)
        let two = Tensor(.int(2), dtype: dtype)
        return lax.sub(lax.mul(two, heads), Tensor(.one, dtype: dtype))
      }
    }
  }

  /// The number of trials up to the first success of probability `p`.
  ///
  /// - Parameters:
  ///   - p: the probabilities; broadcasts to the shape.
  ///   - shape: the shape of the samples; that of `p` unless given.
  ///   - dtype: an integer dtype.
  /// - Source: `jax.random.geometric`.
  public static func geometric(
    _ key: Tensor, _ p: Tensor, shape: (any TensorShape)? = nil, dtype: DType = .int32
  ) -> Tensor {
    let shape = shape?.sizes ?? p.shape
    return sampling(
      "random.geometric", key, shape: shape, dtype: dtype, kind: "integer", accepts: \.isInteger,
      parameters: [("p", p)]
    ) { key in
      program("_geometric", shape, dtype, [key, p]) {
        let p = parameter($0[1], $0[1].dtype.inexact, ndim: shape.count)
        let u = uniform($0[0], shape, dtype: p.dtype)
        // Zero, whose logarithm is infinite, counts as one.
        let one = constant(1, like: u)
        let positive = lax.select(lax.eq(u, constant(0, like: u)), lax.fullLike(u, 1), u)
        let ratio = lax.div(lax.log(positive), lax.log1p(lax.neg(p)))
        return lax.convertElementType(lax.add(lax.floor(ratio), one), dtype)
      }
    }
  }
}
