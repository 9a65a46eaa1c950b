// The initializers known by the names of those who proposed them: variance scaling with particular settings.
//
// Source: jax/_src/nn/initializers.py.

extension nn.initializers {
  /// Uniform, of variance 2 / (fan in + fan out), after Glorot and Bengio (2010).
  ///
  /// - Source: `jax.nn.initializers.glorot_uniform`.
  public static func glorotUniform(
    inAxis: any Axes = -2, outAxis: any Axes = -1, batchAxis: any Axes = [], dtype: DType = .float32
  ) -> Initializer {
    varianceScaling(
      scale: 1, mode: .fanAvg, distribution: .uniform, inAxis: inAxis, outAxis: outAxis,
      batchAxis: batchAxis, dtype: dtype)
  }

  /// ``glorotUniform(inAxis:outAxis:batchAxis:dtype:)`` by its other name.
  ///
  /// - Source: `jax.nn.initializers.xavier_uniform`.
  public static func xavierUniform(
    inAxis: any Axes = -2, outAxis: any Axes = -1, batchAxis: any Axes = [], dtype: DType = .float32
  ) -> Initializer {
    glorotUniform(inAxis: inAxis, outAxis: outAxis, batchAxis: batchAxis, dtype: dtype)
  }

  /// Truncated normal, of variance 2 / (fan in + fan out), after Glorot and Bengio (2010).
  ///
  /// - Source: `jax.nn.initializers.glorot_normal`.
  public static func glorotNormal(
    inAxis: any Axes = -2, outAxis: any Axes = -1, batchAxis: any Axes = [], dtype: DType = .float32
  ) -> Initializer {
    varianceScaling(
      scale: 1, mode: .fanAvg, distribution: .truncatedNormal, inAxis: inAxis, outAxis: outAxis,
      batchAxis: batchAxis, dtype: dtype)
  }

  /// ``glorotNormal(inAxis:outAxis:batchAxis:dtype:)`` by its other name.
  ///
  /// - Source: `jax.nn.initializers.xavier_normal`.
  public static func xavierNormal(
    inAxis: any Axes = -2, outAxis: any Axes = -1, batchAxis: any Axes = [], dtype: DType = .float32
  ) -> Initializer {
    glorotNormal(inAxis: inAxis, outAxis: outAxis, batchAxis: batchAxis, dtype: dtype)
  }

  /// Uniform, of variance 1 / fan in, after LeCun and others (1998).
  ///
  /// - Source: `jax.nn.initializers.lecun_uniform`.
  public static func lecunUniform(
    inAxis: any Axes = -2, outAxis: any Axes = -1, batchAxis: any Axes = [], dtype: DType = .float32
  ) -> Initializer {
    varianceScaling(
      scale: 1, mode: .fanIn, distribution: .uniform, inAxis: inAxis, outAxis: outAxis,
      batchAxis: batchAxis, dtype: dtype)
  }

  /// Truncated normal, of variance 1 / fan in, after LeCun and others (1998).
  ///
  /// - Source: `jax.nn.initializers.lecun_normal`.
  public static func lecunNormal(
    inAxis: any Axes = -2, outAxis: any Axes = -1, batchAxis: any Axes = [], dtype: DType = .float32
  ) -> Initializer {
    varianceScaling(
      scale: 1, mode: .fanIn, distribution: .truncatedNormal, inAxis: inAxis, outAxis: outAxis,
      batchAxis: batchAxis, dtype: dtype)
  }

  /// Uniform, of variance 2 / fan in, after He and others (2015).
  ///
  /// - Source: `jax.nn.initializers.he_uniform`.
  public static func heUniform(
    inAxis: any Axes = -2, outAxis: any Axes = -1, batchAxis: any Axes = [], dtype: DType = .float32
  ) -> Initializer {
    varianceScaling(
      scale: 2, mode: .fanIn, distribution: .uniform, inAxis: inAxis, outAxis: outAxis,
      batchAxis: batchAxis, dtype: dtype)
  }

  /// ``heUniform(inAxis:outAxis:batchAxis:dtype:)`` by its other name.
  ///
  /// - Source: `jax.nn.initializers.kaiming_uniform`.
  public static func kaimingUniform(
    inAxis: any Axes = -2, outAxis: any Axes = -1, batchAxis: any Axes = [], dtype: DType = .float32
  ) -> Initializer {
    heUniform(inAxis: inAxis, outAxis: outAxis, batchAxis: batchAxis, dtype: dtype)
  }

  /// Truncated normal, of variance 2 / fan in, after He and others (2015).
  ///
  /// - Source: `jax.nn.initializers.he_normal`.
  public static func heNormal(
    inAxis: any Axes = -2, outAxis: any Axes = -1, batchAxis: any Axes = [], dtype: DType = .float32
  ) -> Initializer {
    varianceScaling(
      scale: 2, mode: .fanIn, distribution: .truncatedNormal, inAxis: inAxis, outAxis: outAxis,
      batchAxis: batchAxis, dtype: dtype)
  }

  /// ``heNormal(inAxis:outAxis:batchAxis:dtype:)`` by its other name.
  ///
  /// - Source: `jax.nn.initializers.kaiming_normal`.
  public static func kaimingNormal(
    inAxis: any Axes = -2, outAxis: any Axes = -1, batchAxis: any Axes = [], dtype: DType = .float32
  ) -> Initializer {
    heNormal(inAxis: inAxis, outAxis: outAxis, batchAxis: batchAxis, dtype: dtype)
  }
}
