// Samples of contractions: products, convolutions, Fourier transforms, and of matrix factorisations.

import JAXCore
import JAXLax

extension PrimitiveSamples {
  private static func product(
    _ left: [Int], _ right: [Int], contracting: ([Int], [Int]), batch: ([Int], [Int]) = ([], []),
    dtype: DType = .float64, checks: PrimitiveSample.Checks = .all
  ) throws -> PrimitiveSample {
    try PrimitiveSample(
      "dot_general", of: [.numbers(-1...1, left, dtype), .numbers(-1...2, right, dtype)],
      checks: checks
    ) { [lax.dotGeneral($0[0], $0[1], dimensionNumbers: (contracting, batch))] }
  }

  private static func convolution(
    _ left: [Int], _ right: [Int], strides: [Int], padding: lax.Padding, lhsDilation: [Int]? = nil,
    rhsDilation: [Int]? = nil, features: Int = 1, batches: Int = 1, dtype: DType = .float64
  ) throws -> PrimitiveSample {
    try PrimitiveSample(
      "conv_general_dilated",
      of: [.numbers(-1...1, left, dtype), .numbers(-1...2, right, dtype)]
    ) {
      [
        lax.convGeneralDilated(
          $0[0], $0[1], windowStrides: strides, padding: padding, lhsDilation: lhsDilation,
          rhsDilation: rhsDilation, featureGroupCount: features, batchGroupCount: batches)
      ]
    }
  }

  private static func transform(
    _ type: lax.FftType, _ shape: [Int], _ lengths: [Int], _ dtype: DType = .complex128
  ) throws -> PrimitiveSample {
    try PrimitiveSample("fft", of: [.numbers(-1...1, shape, dtype)], "\(type)") {
      [lax.fft($0[0], type, lengths)]
    }
  }

  static let contractions: [String: Maker] = [
    "conv_general_dilated": {
      [
        try convolution([2, 2, 6], [4, 2, 2], strides: [2], padding: .same, rhsDilation: [2]),
        try convolution(
          [1, 2, 7], [4, 1, 3], strides: [2], padding: .explicit([.init(1, 2)]), features: 2),
        try convolution([1, 1, 4], [1, 1, 2], strides: [1], padding: .valid, lhsDilation: [2]),
        try convolution([2, 2, 4], [2, 2, 2], strides: [1], padding: .valid, batches: 2),
        try convolution([1, 1, 3, 3], [1, 1, 2, 2], strides: [1, 1], padding: .same),
        try convolution(
          [1, 2, 4], [1, 2, 2], strides: [1], padding: .valid, dtype: .complex128),
      ]
    },
    "dot_general": {
      [
        try product([2, 3], [3, 2], contracting: ([1], [0])),
        try product([2, 2, 3], [2, 3, 2], contracting: ([2], [1]), batch: ([0], [0])),
        try product([3, 2, 2], [2, 3], contracting: ([0], [1]), batch: ([2], [0])),
        try product([3], [3], contracting: ([0], [0])),
        try product([2], [3], contracting: ([], [])),
        try product([2, 0], [0, 2], contracting: ([1], [0])),
        try product([], [], contracting: ([], [])),
        try product([2, 3], [3, 2], contracting: ([1], [0]), dtype: .complex128),
        try product([2, 3], [3, 2], contracting: ([1], [0]), dtype: .bfloat16, checks: .plain),
        try product([2, 3], [3, 2], contracting: ([1], [0]), dtype: .int32, checks: .plain),
      ]
    },
    "fft": {
      [
        try transform(.fft, [2, 3], [3]), try transform(.ifft, [4], [4]),
        try transform(.rfft, [2, 4], [4], .float64), try transform(.irfft, [3], [4]),
        try transform(.rfft, [5], [5], .float64), try transform(.irfft, [2, 3], [5]),
        try transform(.fft, [2, 3], [2, 3]),
      ]
    },
  ]

  /// The lower triangles of matrices, which is all that is defined of a factor.
  private static let lowerTriangle: @Sendable ([Tensor]) -> [Tensor] = { factors in
    factors.map { factor in
      let (row, column) = (factor.ndim - 2, factor.ndim - 1)
      let isLower = lax.ge(
        lax.broadcastedIota(.int32, factor.shape, row),
        lax.broadcastedIota(.int32, factor.shape, column))
      return lax.select(isLower, factor, lax.fullLike(factor, 0))
    }
  }

  static let linearAlgebra: [String: Maker] = [
    "cholesky": {
      func sample(_ shape: [Int], _ dtype: DType) throws -> PrimitiveSample {
        // A square with a heavy diagonal is positive definite.
        // The derivative is that of symmetric matrices.
        try PrimitiveSample(
          "cholesky", of: [.numbers(-1...1, shape, dtype)],
          checks: dtype.isComplex ? .plain : .all, isSymmetric: true,
          defined: lowerTriangle
        ) { x in
          let ndim = shape.count
          let swapped = Array(0..<ndim - 2) + [ndim - 1, ndim - 2]
          let square = lax.batchMatmul(
            dtype.isComplex ? lax.conj(x[0]) : x[0], lax.transpose(x[0], permutation: swapped))
          let isDiagonal = lax.eq(
            lax.broadcastedIota(.int32, shape, ndim - 2),
            lax.broadcastedIota(.int32, shape, ndim - 1))
          let heavy = lax.mul(
            lax.convertElementType(isDiagonal, dtype),
            lax.full(shape, Tensor(.float(3), dtype: dtype)))
          return [lax.linalg.cholesky(lax.add(square, heavy), symmetrizeInput: false)]
        }
      }
      return [
        try sample([3, 3], .float64), try sample([2, 2, 2], .float64),
        try sample([2, 2], .complex128), try sample([1, 1], .float64),
      ]
    },
    "lu": {
      [
        try PrimitiveSample("lu", of: [.numbers(-1...1, [3, 3])]) {
          let result = lax.linalg.lu($0[0])
          return [result.lu, result.pivots, result.permutation]
        },
        try PrimitiveSample("lu", of: [.numbers(-1...1, [2, 3, 2])]) { [lax.linalg.lu($0[0]).lu] },
        try PrimitiveSample("lu", of: [.numbers(-1...1, [2, 3])]) { [lax.linalg.lu($0[0]).lu] },
        try PrimitiveSample("lu", of: [.numbers(-1...1, [2, 2], .complex128)]) {
          [lax.linalg.lu($0[0]).lu]
        },
      ]
    },
    "triangular_solve": {
      func sample(
        _ left: [Int], _ right: [Int], leftSide: Bool, lower: Bool, transpose: Bool = false,
        conjugate: Bool = false, unit: Bool = false, dtype: DType = .float64
      ) throws -> PrimitiveSample {
        try PrimitiveSample(
          "triangular_solve", of: [.numbers(0.6...2, left, dtype), .numbers(-1...1, right, dtype)]
        ) {
          [
            lax.linalg.triangularSolve(
              $0[0], $0[1], leftSide: leftSide, lower: lower, transposeA: transpose,
              conjugateA: conjugate, unitDiagonal: unit)
          ]
        }
      }
      return [
        try sample([3, 3], [3, 2], leftSide: true, lower: true),
        try sample([3, 3], [2, 3], leftSide: false, lower: false, transpose: true),
        try sample([2, 2, 2], [2, 2, 1], leftSide: true, lower: false, unit: true),
        try sample(
          [2, 2], [2, 2], leftSide: true, lower: true, transpose: true, conjugate: true,
          dtype: .complex128),
      ]
    },
  ]
}
