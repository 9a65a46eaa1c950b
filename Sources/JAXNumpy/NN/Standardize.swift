// Normalisation to mean 0 and variance 1.

import JAXLax

extension nn {
  /// How the variance is computed.
  public enum VarianceAlgorithm: String, Hashable, Sendable {
    /// The mean of squares less the square of the mean.
    case fast
    /// The mean of squared distances from the mean.
    case stable
  }

  /// The elements less their mean, over their standard deviation.
  ///
  /// - Parameters:
  ///   - axis: the axes that mean and variance are taken over.
  ///   - mean: the mean; that of the elements unless given.
  ///   - variance: the variance; that of the elements unless given.
  ///   - epsilon: what is added to the variance.
  ///   - mask: the elements that count for mean and variance.
  ///   - algorithm: how the variance is computed.
  /// - Source: `jax.nn.standardize`.
  public static func standardize(
    _ x: Tensor, axis: (any Axes)? = -1, mean: Tensor? = nil, variance: Tensor? = nil,
    epsilon: Tensor = 1e-5, where mask: Tensor? = nil, algorithm: VarianceAlgorithm = .fast
  ) -> Tensor {
    guard let axes = axes(axis, x, "nn.standardize") else { return x.withoutValue }
    let given = [mean, variance, mask].map { $0 != nil }
    let settings: [Jaxpr.Param] =
      [.ints(axes), .string(algorithm.rawValue)] + given.map { .bool($0) }
    let operands = [inexact(x), epsilon] + mean.list + variance.list + mask.list
    return program("standardize", settings: settings, operands) { operands in
      var rest = operands.dropFirst(2)
      let (mean, variance, mask) = (
        given[0] ? rest.popFirst() : nil, given[1] ? rest.popFirst() : nil,
        given[2] ? rest.popFirst() : nil
      )
      let (x, epsilon) = (operands[0], operands[1])
      let center = mean ?? self.mean(x, axes, where: mask)
      let spread = variance ?? self.variance(x, center, axes, mask, algorithm)
      return (x - center) * lax.rsqrt(spread + epsilon)
    }
  }

  private static func variance(
    _ x: Tensor, _ mean: Tensor, _ axes: [Int], _ mask: Tensor?, _ algorithm: VarianceAlgorithm
  ) -> Tensor {
    switch algorithm {
    case .stable: return self.mean(lax.square(x - mean), axes, where: mask)
    case .fast:
      let difference = self.mean(lax.square(x), axes, where: mask) - lax.square(mean)
      return lax.max(constant(0, like: difference), difference)
    }
  }
}
