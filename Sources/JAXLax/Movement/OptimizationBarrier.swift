// A border that the compiler moves nothing across.

import StableHLO

extension lax {
  /// The same values, computed before anything that uses the results: the compiler joins no work across the border.
  ///
  /// - Source: `jax.lax.optimization_barrier`; StableHLO `optimization_barrier`.
  public static func optimizationBarrier(_ operand: [Tensor]) -> [Tensor] {
    operand.isEmpty ? [] : bind(OptimizationBarrier(), operand)
  }

  /// The same value, computed before anything that uses the result.
  public static func optimizationBarrier(_ operand: Tensor) -> Tensor {
    bind(OptimizationBarrier(), operand)
  }
}

struct OptimizationBarrier: Primitive {
  static let name = "optimization_barrier"

  init() {}

  init(params: Params) throws {}

  var params: Params { Params() }

  func outputCount(_ inputs: [ShapedArray]) -> Int { inputs.count }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] { inputs }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    context.operation(
      "stablehlo.optimization_barrier", operands, results: outputs.map(\.tensorType))
  }

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in
        let outputs = lax.optimizationBarrier(primals)
        return (outputs, Self.apply(toPresent: tangents))
      },
      transpose: { cotangents, _ in Self.apply(toPresent: cotangents) })
  }

  /// A border for those of the values that are not known to be zero.
  private static func apply(toPresent values: [Tensor?]) -> [Tensor?] {
    var results = lax.optimizationBarrier(values.compactMap { $0 })[...]
    return values.map { $0 == nil ? nil : results.popFirst() }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    zip(try interpret(self, operands.map(\.tensor)), operands).map { Batched($0, axis: $1.axis) }
  }
}
