// A reduction by one operation, such as a sum that begins with another number than zero, is the reduction that has a
// primitive of its own, whose lowering knows XLA's CPU compiler, joined with that number.

import JAXLax
import StableHLO

extension Reduce {
  func lowerForCPU(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value]? {
    guard inputs.count == 2, let reduction = namedReduction,
      ReductionLevels.pay(
        inputs[0].shape, dimensions, isRounded: inputs[0].dtype.isInexact && reduction.isRounded)
    else { return nil }
    return try context.trace(operands, inputs) { tensors in
      let reduced = reduction.reduce(tensors[0], dimensions)
      let initial = lax.broadcastInDim(
        tensors[1], shape: reduced.shape, broadcastDimensions: [])
      return [reduction.join(reduced, initial)]
    }
  }

  /// The reduction that has a primitive of its own.
  private struct NamedReduction {
    let reduce: (Tensor, [Int]) -> Tensor
    let join: (Tensor, Tensor) -> Tensor
    var isRounded = false
  }

  private var namedReduction: NamedReduction? {
    switch jaxpr.joiningPrimitive {
    case "add": NamedReduction(reduce: lax.reduceSum, join: lax.add, isRounded: true)
    case "mul": NamedReduction(reduce: lax.reduceProd, join: lax.mul, isRounded: true)
    case "max": NamedReduction(reduce: lax.reduceMax, join: lax.max)
    case "min": NamedReduction(reduce: lax.reduceMin, join: lax.min)
    default: nil
    }
  }
}
