// Initial values of parameters: functions of a key, a shape and a dtype.
//
// Source: jax/_src/nn/initializers.py.

import JAXLax

extension nn {
  /// Functions that make the initial values of parameters.
  ///
  ///     let initializer = nn.initializers.heNormal()
  ///     let w = initializer(random.key(0), [784, 128])
  ///
  /// - Source: `jax.nn.initializers`.
  public enum initializers {}
}

extension nn.initializers {
  /// A function that makes initial values of any shape and dtype.
  public struct Initializer: Sendable {
    private let dtype: DType
    private let values: @Sendable (Tensor, [Int], DType) throws -> Tensor

    /// An initializer with the dtype of values for which none is asked.
    public init(
      dtype: DType = .float32,
      _ values: @escaping @Sendable (_ key: Tensor, _ shape: [Int], _ dtype: DType) throws -> Tensor
    ) {
      self.dtype = dtype
      self.values = values
    }

    /// Initial values of the given shape.
    public func callAsFunction(_ key: Tensor, _ shape: [Int], dtype: DType? = nil) -> Tensor {
      let dtype = dtype ?? self.dtype
      return raising(placeholder: Tensor(Placeholder(ShapedArray(shape: shape, dtype: dtype)))) {
        try values(key, shape, dtype)
      }
    }
  }

  /// Zeros.
  ///
  /// - Source: `jax.nn.initializers.zeros`.
  public static let zeros = constant(0)

  /// Ones.
  ///
  /// - Source: `jax.nn.initializers.ones`.
  public static let ones = constant(1)

  /// One value everywhere.
  ///
  /// - Source: `jax.nn.initializers.constant`.
  public static func constant(_ value: Double, dtype: DType = .float32) -> Initializer {
    Initializer(dtype: dtype) { _, shape, dtype in
      lax.full(shape, Tensor(.float(value), dtype: dtype))
    }
  }

  /// Values distributed uniformly from 0 to `scale`.
  ///
  /// - Source: `jax.nn.initializers.uniform`.
  public static func uniform(scale: Double = 0.01, dtype: DType = .float32) -> Initializer {
    Initializer(dtype: dtype) { key, shape, dtype in
      lax.mul(random.uniform(key, shape, dtype: dtype), Tensor(.float(scale), dtype: dtype))
    }
  }

  /// Values distributed normally with mean 0.
  ///
  /// - Source: `jax.nn.initializers.normal`.
  public static func normal(stddev: Double = 0.01, dtype: DType = .float32) -> Initializer {
    Initializer(dtype: dtype) { key, shape, dtype in
      lax.mul(random.normal(key, shape, dtype: dtype), Tensor(.float(stddev), dtype: dtype))
    }
  }

  /// Values distributed normally between bounds, which are in units of `stddev`.
  ///
  /// - Source: `jax.nn.initializers.truncated_normal`.
  public static func truncatedNormal(
    stddev: Double = 0.01, dtype: DType = .float32, lower: Double = -2, upper: Double = 2
  ) -> Initializer {
    Initializer(dtype: dtype) { key, shape, dtype in
      let samples = random.truncatedNormal(
        key, lower: Tensor(lower), upper: Tensor(upper), shape: shape, dtype: dtype)
      return lax.mul(samples, Tensor(.float(stddev), dtype: dtype))
    }
  }
}
