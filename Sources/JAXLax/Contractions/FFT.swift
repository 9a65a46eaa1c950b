// Fourier transforms over the last axes.
//
// Source: jax/_src/lax/fft.py; StableHLO `fft`.

import StableHLO

extension lax {
  /// The kinds of Fourier transforms.
  ///
  /// - Source: `jax.lax.FftType`.
  public enum FftType: String, Hashable, Sendable {
    /// From complex to complex numbers.
    case fft = "FFT"
    /// The inverse of `fft`.
    case ifft = "IFFT"
    /// From real numbers to the half of the complex ones that determines the other half.
    case rfft = "RFFT"
    /// The inverse of `rfft`.
    case irfft = "IRFFT"
  }

  /// The Fourier transform over the last axes of an array.
  ///
  /// - Parameters:
  ///   - x: the array.
  ///   - fftType: the kind of transform.
  ///   - fftLengths: the lengths of the transformed axes, of the real side for the real kinds.
  /// - Source: `jax.lax.fft`; StableHLO `fft`.
  public static func fft(_ x: Tensor, _ fftType: FftType, _ fftLengths: [Int]) -> Tensor {
    let dtype = fftType == .rfft ? x.dtype.inexact : x.dtype.complexed
    let operand = convertElementType(x, dtype)
    return fftLengths.isEmpty
      ? operand : bind(FFT(fftLengths: fftLengths, fftType: fftType), operand)
  }
}

struct FFT: Primitive {
  static let name = "fft"

  let fftLengths: [Int]
  let fftType: lax.FftType

  init(fftLengths: [Int], fftType: lax.FftType) {
    self.fftLengths = fftLengths
    self.fftType = fftType
  }

  private static let types: [lax.FftType] = [.fft, .ifft, .rfft, .irfft]

  init(params: Params) throws {
    fftLengths = try params.ints("fft_lengths")
    switch params["fft_type"] {
    case .enumeration(_, let member)?:
      guard let type = lax.FftType(rawValue: member) else { fallthrough }
      fftType = type
    default:
      let number = try params.int("fft_type")
      guard FFT.types.indices.contains(number) else {
        throw JAXError(
          .argument, "replaying a jaxpr", found: "fft_type \(number).", expected: "0 to 3")
      }
      fftType = FFT.types[number]
    }
  }

  var params: Params {
    // JAX prints the type's number.
    Params([
      ("fft_lengths", .ints(fftLengths)),
      ("fft_type", .int(FFT.types.firstIndex(of: fftType) ?? 0)),
    ])
  }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let x = inputs[0]
    let transformed = Array(x.shape.suffix(fftLengths.count))
    var expected = fftLengths
    if fftType == .irfft, let last = fftLengths.last {
      expected[expected.count - 1] = transformed.last ?? last
    }
    guard x.ndim >= fftLengths.count, (1...3).contains(fftLengths.count), transformed == expected
    else {
      throw JAXError(
        .shape, "fft",
        found: "fftLengths \(fftLengths.tupleDescription) for \(fftType) of an array of shape "
          + "\(x.shape.tupleDescription).",
        expected: fftType == .irfft
          ? "1 to 3 lengths, equal to the sizes of the last axes but the very last"
          : "1 to 3 lengths, equal to the sizes of the last axes")
    }
    let isSupported: [DType] =
      fftType == .rfft ? [.float32, .float64] : [.complex64, .complex128]
    guard isSupported.contains(x.dtype) else {
      throw JAXError(
        .dtype, "fft", found: "dtype \(x.dtype) for \(fftType).",
        expected: isSupported.map(\.name).joined(separator: " or "))
    }
    var shape = x.shape
    var dtype = x.dtype
    if fftType == .rfft, let last = fftLengths.last {
      shape[shape.count - 1] = last / 2 + 1
      dtype = x.dtype.complexed
    } else if fftType == .irfft, let last = fftLengths.last {
      shape[shape.count - 1] = last
      dtype = x.dtype.realPart
    }
    return [ShapedArray(shape: shape, dtype: dtype, weakType: x.weakType)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    [
      context.operation(
        "stablehlo.fft", operands, result: outputs[0].tensorType,
        attributes: [
          ("fft_length", .ints(fftLengths)),
          ("fft_type", .raw("#stablehlo<fft_type \(fftType.rawValue)>")),
        ])
    ]
  }

  var derivative: DerivativeRule {
    .linear { cotangents, _ in
      guard let cotangent = cotangents[0] else { return [nil] }
      let count = Double(fftLengths.elementCount)
      switch fftType {
      case .fft, .ifft: return [bind(self, cotangent)]
      case .rfft:
        // The half that is left out is the conjugate of the half that is there.
        let half = lax.mul(lax.conj(cotangent), weights(cotangent, doubled: 0.5))
        let inverse = bind(FFT(fftLengths: fftLengths, fftType: .irfft), half)
        return [lax.mul(inverse, Tensor(.float(count), dtype: inverse.dtype))]
      case .irfft:
        let transform = bind(FFT(fftLengths: fftLengths, fftType: .rfft), cotangent)
        let weighted = lax.mul(transform, weights(transform, doubled: 2))
        return [lax.conj(lax.mul(weighted, Tensor(.float(1 / count), dtype: weighted.dtype)))]
      }
    }
  }

  /// Along the last axis of the half: 1 where an element stands for itself, and the given weight where it stands for two.
  private func weights(_ half: Tensor, doubled: Double) -> Tensor {
    let size = half.shape[half.ndim - 1]
    let position = lax.broadcastedIota(
      .int32, [Int](repeating: 1, count: half.ndim - 1) + [size], half.ndim - 1)
    var isSingle = lax.eq(position, Tensor(.int(0), dtype: .int32))
    if let last = fftLengths.last, last % 2 == 0 {
      isSingle = lax.bitwiseOr(
        isSingle, lax.eq(position, Tensor(.int(Int64(size - 1)), dtype: .int32)))
    }
    return lax.select(
      isSingle, Tensor(.one, dtype: half.dtype), Tensor(.float(doubled), dtype: half.dtype))
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let axis = operands[0].axis else {
      return [Batched(bind(self, operands[0].tensor), axis: nil)]
    }
    return [Batched(bind(self, operands[0].tensor.movingAxis(axis, to: 0)), axis: 0)]
  }
}
