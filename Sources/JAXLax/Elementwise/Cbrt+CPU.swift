// XLA's CPU compiler raises to the power of a third, which loses up to a hundred units of the last place.
//
// A third of the bits of a number is a third of its exponent: with the right constant added it is the cube root but for
// 4 %. One of Halley's steps leaves 3e-5, another, or one of Newton's for 32 bits, less than rounding does. Steps are
// taken with x / y², since y³ can overflow. A number below the normal ones counts as 0 in arithmetic on the CPU, so that
// its bits are made a number of normal size first, whose root is scaled back.
// Source: W. Kahan, "Computing a real cube root" (1991).

import StableHLO

extension Cbrt {
  func lowerForCPU(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value]? {
    try context.trace(operands, inputs) { operands in
      let x = operands[0]
      let narrow = x.dtype.bitWidth < 32
      let root = Self.root(narrow ? lax.convertElementType(x, .float32) : x)
      return [lax.convertElementType(root, x.dtype)]
    }
  }

  private static func root(_ x: Tensor) -> Tensor {
    let isDouble = x.dtype == .float64
    let word: DType = isDouble ? .int64 : .int32
    func bits(_ value: Int64) -> Tensor { Tensor(.int(value), dtype: word) }
    func number(_ value: Double) -> Tensor { Tensor(.float(value), dtype: x.dtype) }
    let pattern = lax.bitcastConvertType(x, word)
    let magnitude = lax.bitwiseAnd(pattern, bits(isDouble ? .max : Int64(Int32.max)))
    let sign = lax.bitwiseXor(pattern, magnitude)
    let exponentOfInfinity = bits(isDouble ? 0x7FF0_0000_0000_0000 : 0x7F80_0000)
    let hasNoRoot = lax.bitwiseOr(
      lax.eq(magnitude, bits(0)), lax.ge(magnitude, exponentOfInfinity))
    let isSubnormal = lax.lt(magnitude, bits(isDouble ? 0x10_0000_0000_0000 : 0x80_0000))
    // The least number is 2⁻¹⁰⁷⁴ or 2⁻¹⁴⁹, whose roots are 2⁻³⁵⁸ and that of two times 2⁻⁵⁰.
    let count = lax.convertElementType(magnitude, x.dtype)
    let a = lax.select(
      isSubnormal, isDouble ? count : lax.add(count, count),
      lax.bitcastConvertType(magnitude, x.dtype))
    let scale = lax.select(
      isSubnormal, filled(isDouble ? 0x1p-358 : 0x1p-50, like: x), filled(1, like: x))
    let third = lax.div(lax.bitcastConvertType(a, word), bits(3))
    var y = lax.bitcastConvertType(
      lax.add(third, bits(isDouble ? 0x2A9F_7893_0000_0000 : 0x2A51_19F2)), x.dtype)
    for _ in 0..<(isDouble ? 2 : 1) {
      let quotient = lax.div(a, lax.mul(y, y))
      y = lax.mul(
        y, lax.div(lax.add(y, lax.add(quotient, quotient)), lax.add(lax.add(y, y), quotient)))
    }
    let rest = lax.sub(lax.div(a, lax.mul(y, y)), y)
    let root = lax.mul(lax.add(y, lax.mul(rest, number(1.0 / 3))), scale)
    let signed = lax.bitcastConvertType(
      lax.bitwiseOr(lax.bitcastConvertType(root, word), sign), x.dtype)
    return lax.select(hasNoRoot, x, signed)
  }
}
