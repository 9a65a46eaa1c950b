// Initial values whose variance fits the number of inputs and outputs of a layer.
//
// Source: jax/_src/nn/initializers.py `variance_scaling`.

import JAXLax

extension nn.initializers {
  /// Which number of connections the variance is divided by.
  public enum FanMode: String, Hashable, Sendable {
    /// The inputs of an output.
    case fanIn
    /// The outputs of an input.
    case fanOut
    /// The mean of both.
    case fanAvg
    /// The geometric mean of both.
    case fanGeoAvg
  }

  /// The distribution of initial values.
  public enum Distribution: String, Hashable, Sendable {
    case truncatedNormal, normal, uniform
  }

  /// Values of mean 0 and variance `scale` / fan.
  ///
  /// - Parameters:
  ///   - scale: the factor of the variance.
  ///   - mode: which number of connections is taken.
  ///   - distribution: the distribution of the values.
  ///   - inAxis: the axes of the inputs.
  ///   - outAxis: the axes of the outputs.
  ///   - batchAxis: axes along which the weights are independent.
  /// - Source: `jax.nn.initializers.variance_scaling`.
  public static func varianceScaling(
    _ scale: Double, _ mode: FanMode, _ distribution: Distribution, inAxis: any Axes = -2,
    outAxis: any Axes = -1, batchAxis: any Axes = [], dtype: DType = .float32
  ) -> Initializer {
    Initializer(dtype: dtype) { key, shape, dtype in
      let (fanIn, fanOut) = try fans(shape, inAxis.axes, outAxis.axes, batchAxis.axes)
      let fan =
        switch mode {
        case .fanIn: fanIn
        case .fanOut: fanOut
        case .fanAvg: (fanIn + fanOut) / 2
        case .fanGeoAvg: (fanIn * fanOut).squareRoot()
        }
      let real = dtype.realPart
      let variance = Tensor(.float(scale / fan), dtype: real)
      func number(_ value: Double) -> Tensor { Tensor(.float(value), dtype: real) }
      func scaled(_ samples: Tensor, by factor: Tensor) -> Tensor {
        lax.mul(samples, lax.convertElementType(factor, dtype))
      }
      switch distribution {
      case .truncatedNormal where dtype.isComplex:
        // The standard deviation of a complex standard normal number cut off at 2.
        let deviation = lax.div(lax.sqrt(variance), number(0.9531116438049121))
        return scaled(complexTruncatedNormal(key, upper: 2, shape, dtype), by: deviation)
      case .truncatedNormal:
        // The standard deviation of a standard normal number cut off at −2 and 2.
        let deviation = lax.div(lax.sqrt(variance), number(0.8796256610342398))
        let samples = random.truncatedNormal(key, lower: -2, upper: 2, shape: shape, dtype: dtype)
        return scaled(samples, by: deviation)
      case .normal:
        return scaled(random.normal(key, shape, dtype: dtype), by: lax.sqrt(variance))
      case .uniform where dtype.isComplex:
        return scaled(complexUniform(key, shape, dtype), by: lax.sqrt(variance))
      case .uniform:
        let bound = lax.sqrt(lax.mul(number(3), variance))
        return scaled(random.uniform(key, shape, dtype: dtype, minval: -1), by: bound)
      }
    }
  }

  private static func fans(
    _ shape: [Int], _ inAxis: [Int], _ outAxis: [Int], _ batchAxis: [Int]
  ) throws -> (Double, Double) {
    func product(_ axes: [Int], _ name: String) throws -> Double {
      try axes.reduce(1) { product, axis in
        guard (-shape.count..<shape.count).contains(axis) else {
          throw JAXError(
            .axis, "nn.initializers.varianceScaling",
            found: "\(name) has axis \(axis), for shape \(shape.tupleDescription).",
            expected: shape.isEmpty
              ? "a shape with axes" : "axes from \(-shape.count) to \(shape.count - 1)",
            remedy: shape.count < 2
              ? "name the axes of the inputs and outputs with inAxis and outAxis." : nil)
        }
        return product * Double(shape[axis < 0 ? axis + shape.count : axis])
      }
    }
    let inputs = try product(inAxis, "inAxis")
    let outputs = try product(outAxis, "outAxis")
    let batch = try product(batchAxis, "batchAxis")
    let field = Double(shape.elementCount) / inputs / outputs / batch
    return (inputs * field, outputs * field)
  }

  /// Complex numbers uniform over the unit disk.
  private static func complexUniform(_ key: Tensor, _ shape: [Int], _ dtype: DType) -> Tensor {
    let keys = random.twoKeys(key)
    let u = random.uniform(keys.0, shape, dtype: dtype.realPart)
    let radius = lax.sqrt(lax.mul(Tensor(.float(2), dtype: u.dtype), u))
    return polar(lax.convertElementType(radius, dtype), keys.1, shape, dtype)
  }

  /// Complex standard normal numbers with an upper bound of their absolute value.
  private static func complexTruncatedNormal(
    _ key: Tensor, upper: Double, _ shape: [Int], _ dtype: DType
  ) -> Tensor {
    let keys = random.twoKeys(key)
    let one = Tensor(.complex(1, 0), dtype: dtype)
    let tail = lax.exp(Tensor(.complex(-upper * upper, 0), dtype: dtype))
    let u = lax.convertElementType(
      random.uniform(keys.0, shape, dtype: dtype.realPart), dtype)
    let radius = lax.sqrt(lax.neg(lax.log(lax.sub(one, lax.mul(lax.sub(one, tail), u)))))
    return polar(radius, keys.1, shape, dtype)
  }

  /// Complex numbers of given absolute values in random directions.
  private static func polar(
    _ radius: Tensor, _ key: Tensor, _ shape: [Int], _ dtype: DType
  ) -> Tensor {
    let u = lax.convertElementType(random.uniform(key, shape, dtype: dtype.realPart), dtype)
    let angle = lax.mul(Tensor(.complex(2 * .pi, 0), dtype: dtype), u)
    return lax.mul(radius, lax.exp(lax.mul(Tensor(.complex(0, 1), dtype: dtype), angle)))
  }
}
