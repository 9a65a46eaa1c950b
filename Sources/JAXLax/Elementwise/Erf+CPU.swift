// XLA's CPU compiler cuts the argument of its float32 error function off at 3.74, where scalars give 0.9999998 and vectors
// 1.0000002: from 3.5 on what is missing to 1 is computed, by a polynomial in |x|.

import StableHLO

extension Erf {
  func lowerForCPU(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value]? {
    guard inputs[0].dtype == .float32 else { return nil }
    let result = try lower(operands, &context, inputs: inputs, outputs: outputs)
    return try context.trace(operands + result, [inputs[0], outputs[0]]) { tensors in
      let (x, inside) = (tensors[0], tensors[1])
      let size = lax.abs(x)
      // From 4 on it rounds to 0.
      let place = lax.sub(lax.min(size, constant(4, like: x)), constant(3.75, like: x))
      var missing = constant(Self.missing[0], like: x)
      for coefficient in Self.missing.dropFirst() {
        missing = lax.add(lax.mul(missing, place), constant(coefficient, like: x))
      }
      let outside = lax.mul(lax.sub(constant(1, like: x), missing), lax.sign(x))
      return [lax.select(lax.gt(size, constant(3.5, like: x)), outside, inside)]
    }
  }

  /// The coefficients of 1 − erf(3.75 + u) in powers of u, the highest first, to 2e-9 for |u| ≤ 0.25.
  private static let missing: [Double] = [
    1.572532366135521e-05, -9.490263875910584e-06, 3.2606041905848952e-06, -8.572220364853034e-07,
    1.1388375686651773e-07,
  ]
}
