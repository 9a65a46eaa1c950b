// Functions of NaN that XLA's CPU compiler leaves without a value.
//
// Its exponential of 32 bits takes a number apart with a conversion to integers, which has no value for NaN. Where LLVM
// proves that the operand is NaN, it leaves out what is computed from the result, so that memory is read that nobody wrote.

import StableHLO

/// A function that XLA's CPU compiler computes with its exponential.
protocol ExponentialUnary: ElementwiseUnary {}

/// A function whose complex form XLA's CPU compiler computes with its exponential, and which has values where a part of
/// its argument is NaN.
protocol TangentUnary: ElementwiseUnary {}

extension ExponentialUnary {
  // The result is chosen where the operand is NaN: that costs a comparison and a choice, and leaves nothing to prove.
  func lowerForCPU(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value]? {
    guard inputs[0].dtype.realPart.bitWidth <= 32 else { return nil }
    let x = operands[0]
    let result = try lower(operands, &context, inputs: inputs, outputs: outputs)[0]
    let ofNaN =
      inputs[0].dtype.isComplex ? try context.trace([x], inputs) { [resultOfNaN($0[0])] }[0] : x
    return [context.select(context.compare("NE", x, x), ofNaN, result)]
  }

  /// The result for complex numbers with a part that is NaN: NaN, and the imaginary part 0 where that of the operand is.
  private func resultOfNaN(_ x: Tensor) -> Tensor {
    let imaginary = lax.imag(x)
    let nan = filled(.nan, like: imaginary)
    return lax.complex(
      nan, lax.select(lax.eq(imaginary, constant(0, like: imaginary)), imaginary, nan))
  }
}

extension TangentUnary {
  func lowerForCPU(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value]? {
    guard inputs[0].dtype == .complex64 else { return nil }
    let wide = inputs[0].with(dtype: .complex128)
    let operand = context.convert(operands[0], to: wide.dtype.elementType)
    let result = try lower([operand], &context, inputs: [wide], outputs: [wide])[0]
    return [context.convert(result, to: DType.complex64.elementType)]
  }
}
