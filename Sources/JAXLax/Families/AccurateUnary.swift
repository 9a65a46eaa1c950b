// Functions whose accuracy can be asked for.
//
// Source: jax/_src/lax/lax.py `Tolerance`, `AccuracyMode`, `accuracy_attr`; StableHLO `result_accuracy`.

import StableHLO

extension lax {
  /// Which implementation of a transcendental function is wanted, where there are several.
  ///
  /// - Source: `jax.lax.AccuracyMode`.
  public enum AccuracyMode: Hashable, Sendable {
    /// The most accurate one.
    case highest
    /// The usual one.
    case `default`
  }

  /// The largest error that the result of a transcendental function may have.
  ///
  /// - Source: `jax.lax.Tolerance`.
  public struct Tolerance: Hashable, Sendable {
    /// The absolute error.
    public let atol: Double
    /// The relative error.
    public let rtol: Double
    /// The error in units of the last place.
    public let ulps: Int

    /// The error bounded in each given way.
    public init(atol: Double = 0, rtol: Double = 0, ulps: Int = 0) {
      self.atol = atol
      self.rtol = rtol
      self.ulps = ulps
    }
  }

  /// How accurate the result of a transcendental function must be.
  ///
  ///     lax.exp(x, accuracy: .highest)
  ///     lax.exp(x, accuracy: .tolerance(.init(rtol: 1e-6)))
  public enum Accuracy: Hashable, Sendable {
    /// As accurate as the implementation that is chosen.
    case mode(AccuracyMode)
    /// Within the given error; compilation fails if no implementation is.
    case tolerance(Tolerance)

    /// The most accurate implementation.
    public static let highest = Accuracy.mode(.highest)
    /// The usual implementation.
    public static let `default` = Accuracy.mode(.default)
  }
}

/// A differentiable function of one number whose accuracy can be asked for.
protocol AccurateUnary: DifferentiableUnary {
  init(accuracy: lax.Accuracy?)
  /// The accuracy asked for; nil for the usual one.
  var accuracy: lax.Accuracy? { get }
}

extension AccurateUnary {
  init() { self.init(accuracy: nil) }

  init(params: Params) throws { self.init(accuracy: try lax.Accuracy(params: params)) }

  // The usual accuracy is not printed.
  var params: Params { Params(accuracy.map { [("accuracy", $0.param)] } ?? []) }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    transcendental(operands, &context, output)
  }

  /// Appends the StableHLO operation with the accuracy asked for.
  func transcendental(
    _ operands: [Value], _ context: inout LoweringContext, _ output: ShapedArray
  ) -> Value {
    guard let accuracy else { return context.elementwise(Self.operation, operands) }
    return context.operation(
      Self.operation, operands, result: output.tensorType,
      attributes: [("result_accuracy", .raw(accuracy.attribute))])
  }
}

extension lax.Accuracy {
  fileprivate init?(params: Jaxpr.Params) throws {
    switch params["accuracy"] {
    case nil, Jaxpr.Param.none?: return nil
    case .record?:
      let fields = try params.record("accuracy")
      self = .tolerance(
        .init(
          atol: try fields.float("atol"), rtol: try fields.float("rtol"),
          ulps: try fields.int("ulps")))
    default: self = try params.member("accuracy") == "HIGHEST" ? .highest : .default
    }
  }

  fileprivate var param: Jaxpr.Param {
    switch self {
    case .mode(let mode): .enumeration("AccuracyMode", member: mode.name)
    case .tolerance(let bound):
      .record(
        "Tolerance",
        Jaxpr.Params([
          ("atol", .float(bound.atol)), ("rtol", .float(bound.rtol)), ("ulps", .int(bound.ulps)),
        ]))
    }
  }

  fileprivate var attribute: String {
    let mode: String
    var bounds = ""
    switch self {
    case .mode(let chosen): mode = chosen.name
    case .tolerance(let bound):
      mode = "TOLERANCE"
      let (atol, rtol) = (ScalarValue.float(bound.atol), ScalarValue.float(bound.rtol))
      bounds =
        "atol = \(atol.literal(.float64)), rtol = \(rtol.literal(.float64)), ulps = \(bound.ulps), "
    }
    return "#stablehlo.result_accuracy<\(bounds)mode = #stablehlo.result_accuracy_mode<\(mode)>>"
  }
}

extension lax.AccuracyMode {
  /// JAX's name, which is StableHLO's too.
  fileprivate var name: String { self == .highest ? "HIGHEST" : "DEFAULT" }
}
