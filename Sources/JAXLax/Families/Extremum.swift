// The larger and the smaller of two elements, and which operand the derivative follows.
//
// Source: jax/_src/lax/lax.py `_balanced_eq`; jax/_src/interpreters/mlir.py `_minmax_hlo`.

import StableHLO

/// The larger or the smaller of two elements; complex numbers are compared as pairs.
protocol Extremum: DifferentiableBinary {
  /// StableHLO's name of the comparison that holds if the first operand is taken, as in `"GT"`.
  static var direction: String { get }
}

extension Extremum {
  static var accepts: DTypeSet { .anyButKeys }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    guard inputs[0].isComplex else { return context.elementwise(Self.operation, operands) }
    let part = HLO.TensorType(output.shape, inputs[0].realPart.elementType)
    let real = operands.map { context.operation("stablehlo.real", [$0], result: part) }
    let imaginary = operands.map { context.operation("stablehlo.imag", [$0], result: part) }
    let takesFirst = context.select(
      context.compare("EQ", real[0], real[1]),
      context.compare(Self.direction, imaginary[0], imaginary[1]),
      context.compare(Self.direction, real[0], real[1]))
    return context.select(takesFirst, operands[0], operands[1])
  }

  func tangent(dx: Tensor, x: Tensor, y: Tensor, z: Tensor) -> Tensor {
    lax.mul(dx, share(of: x, other: y, z))
  }

  func tangent(dy: Tensor, x: Tensor, y: Tensor, z: Tensor) -> Tensor {
    lax.mul(dy, share(of: y, other: x, z))
  }

  /// The derivative with respect to one operand: 1 if it is the result, 0 if not, ½ if both are.
  ///
  /// Real operands are compared with each other. The compiler may compute one of them again, with other rounding, so that
  /// it would differ from a result that it is.
  private func share(of x: Tensor, other y: Tensor, _ z: Tensor) -> Tensor {
    let (zero, one) = (constant(0, like: z), constant(1, like: z))
    guard z.dtype.isComplex else {
      let isTaken = Self.direction == "GT" ? lax.gt(x, y) : lax.lt(x, y)
      return lax.select(
        lax.eq(x, y), constant(0.5, like: z), lax.select(isTaken, one, zero))
    }
    return lax.div(
      lax.select(lax.eq(x, z), one, zero), lax.select(lax.eq(y, z), constant(2, like: z), one))
  }
}
