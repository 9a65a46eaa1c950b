// The upper half of the product of two integers.

import StableHLO

extension lax {
  /// Element-wise upper half of the product of integers, which has twice the bits of the operands.
  ///
  ///     lax.mulhi([0x4000_0000], [8])                     // [2]
  ///
  /// - Source: `jax.lax.mulhi`.
  public static func mulhi(_ x: Tensor, _ y: Tensor) -> Tensor { bind(MulHi(), x, y) }
}

struct MulHi: ElementwiseBinary {
  static let name = "mulhi"
  static let operation = "stablehlo.multiply"
  static let accepts = DTypeSet.integer

  var derivative: DerivativeRule { .zero }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    let product = output.dtype.bitWidth < 64 ? Self.throughTwiceTheBits : Self.fromHalves
    return try context.trace(operands, [output, output]) { [product($0[0], $0[1])] }[0]
  }

  /// The product in a type that holds it, shifted.
  private static func throughTwiceTheBits(_ x: Tensor, _ y: Tensor) -> Tensor {
    let wide: DType = x.dtype.isSignedInteger ? .int64 : .uint64
    let product = lax.mul(lax.convertElementType(x, wide), lax.convertElementType(y, wide))
    let shift = Tensor(.int(Int64(x.dtype.bitWidth)), dtype: wide)
    return lax.convertElementType(lax.shiftRightArithmetic(product, shift), x.dtype)
  }

  /// The sum of the four products of 32-bit halves, as in multiplication on paper.
  private static func fromHalves(_ x: Tensor, _ y: Tensor) -> Tensor {
    let bits = Tensor(.int(32), dtype: .uint64)
    func high(_ x: Tensor) -> Tensor { lax.shiftRightLogical(x, bits) }
    func low(_ x: Tensor) -> Tensor {
      lax.bitwiseAnd(x, Tensor(.uint(0xFFFF_FFFF), dtype: .uint64))
    }
    let (a, b) = (lax.convertElementType(x, .uint64), lax.convertElementType(y, .uint64))
    let crossA = lax.mul(low(a), high(b))
    let crossB = lax.mul(high(a), low(b))
    let middle = lax.add(lax.add(low(crossA), low(crossB)), high(lax.mul(low(a), low(b))))
    let carried = lax.add(lax.add(high(crossA), high(crossB)), high(middle))
    let unsigned = lax.convertElementType(
      lax.add(lax.mul(high(a), high(b)), carried), x.dtype)
    guard x.dtype.isSignedInteger else { return unsigned }
    // A negative factor was taken 2⁶⁴ too large, so the other one is too much in the upper half.
    let signBit = Tensor(.int(63), dtype: .int64)
    let excess = lax.add(
      lax.mul(lax.shiftRightArithmetic(x, signBit), y),
      lax.mul(lax.shiftRightArithmetic(y, signBit), x))
    return lax.add(unsigned, excess)
  }
}
