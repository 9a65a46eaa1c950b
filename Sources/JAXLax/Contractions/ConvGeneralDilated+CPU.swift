// XLA's CPU compiler has only a slow loop for complex convolutions: three real ones are faster.

import StableHLO

extension ConvGeneralDilated {
  func lowerForCPU(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value]? {
    guard inputs[0].dtype.isComplex else { return nil }
    return try context.trace(operands, inputs) { [complexProduct($0[0], $0[1])] }
  }

  // (a + bi)(c + di) = (c(a + b) − b(c + d)) + (c(a + b) + a(d − c)) i
  private func complexProduct(_ lhs: Tensor, _ rhs: Tensor) -> Tensor {
    var real = self
    real.preferredElementType = preferredElementType?.realPart
    let (a, b) = (lax.real(lhs), lax.imag(lhs))
    let (c, d) = (lax.real(rhs), lax.imag(rhs))
    let common = bind(real, lax.add(a, b), c)
    return lax.complex(
      lax.sub(common, bind(real, b, lax.add(c, d))), lax.add(common, bind(real, a, lax.sub(d, c))))
  }
}
