// Samples of operations that move, repeat, cut and join elements, and that change their type.

import JAXCore
import JAXLax

extension PrimitiveSamples {
  private static let matrix: SampleOperand = .numbers(-1...1, [2, 3])
  private static let complexMatrix: SampleOperand = .numbers(-1...1, [2, 3], .complex128)
  private static let empty: SampleOperand = .numbers(-1...1, [0, 3])

  static let movement: [String: Maker] = [
    "bitcast_convert_type": {
      [
        try PrimitiveSample("bitcast_convert_type", of: [matrix]) {
          [lax.bitcastConvertType($0[0], .uint64)]
        },
        try PrimitiveSample("bitcast_convert_type", of: [.numbers(-1...1, [3], .float32)]) {
          [lax.bitcastConvertType($0[0], .uint8)]
        },
        try PrimitiveSample("bitcast_convert_type", of: [.integers([1, 2, 3, 4], [2, 2])]) {
          [lax.bitcastConvertType($0[0], .int64)]
        },
      ]
    },
    "broadcast_in_dim": {
      func sample(
        _ operand: SampleOperand, _ shape: [Int], _ dimensions: [Int],
        _ checks: PrimitiveSample.Checks = .all
      ) throws -> PrimitiveSample {
        try PrimitiveSample("broadcast_in_dim", of: [operand], checks: checks) {
          [lax.broadcastInDim($0[0], shape: shape, broadcastDimensions: dimensions)]
        }
      }
      return [
        try sample(matrix, [2, 4, 3], [0, 2]), try sample(.numbers(-1...1, []), [2, 2], []),
        try sample(.numbers(-1...1, [1, 3]), [2, 3], [0, 1]),
        try sample(.numbers(-1...1, [2], .complex128), [2, 1, 2], [0]),
        try sample(.numbers(-1...1, [2]), [0, 2], [1]),
        try sample(.keys([2]), [2, 2], [0], .plain),
        try sample(.integers([1, 2]), [2, 2], [1], .plain),
      ]
    },
    "concatenate": {
      func sample(_ operands: [SampleOperand], _ axis: Int) throws -> PrimitiveSample {
        try PrimitiveSample("concatenate", of: operands) {
          [lax.concatenate($0, dimension: axis)]
        }
      }
      return [
        try sample([matrix, .numbers(-1...1, [1, 3]), .numbers(0...1, [0, 3])], 0),
        try sample([matrix, .numbers(-1...1, [2, 1])], 1),
        try sample([complexMatrix, .numbers(0...1, [2, 3], .complex128)], 1),
      ]
    },
    "convert_element_type": {
      func sample(
        _ operand: SampleOperand, _ dtype: DType, _ checks: PrimitiveSample.Checks = .plain
      ) throws -> PrimitiveSample {
        try PrimitiveSample("convert_element_type", of: [operand], checks: checks) {
          [lax.convertElementType($0[0], dtype)]
        }
      }
      return [
        try sample(matrix, .complex128, .all), try sample(matrix, .float32),
        try sample(matrix, .int32), try sample(.integers([0, 1, -2]), .float64),
        try sample(.values(specialNumbers), .bool), try sample(.values(specialNumbers), .bfloat16),
        try sample(.booleans([true, false]), .float16), try sample(empty, .complex64),
      ]
    },
    "device_put": {
      [
        try PrimitiveSample(
          "device_put",
          params: [
            ("copy_semantics", .list([.enumeration("ArrayCopySemantics", member: "REUSE_INPUT")])),
            ("devices", .list([.none])), ("srcs", .list([.none])),
          ], [matrix])
      ]
    },
    "iota": {
      [
        try PrimitiveSample("iota", of: []) { _ in [lax.broadcastedIota(.int32, [2, 3], 1)] },
        try PrimitiveSample("iota", of: []) { _ in [lax.iota(.float64, 4)] },
      ]
    },
    "optimization_barrier": {
      [
        try PrimitiveSample("optimization_barrier", of: [matrix, .integers([1, 2])]) {
          lax.optimizationBarrier($0)
        },
        try PrimitiveSample("optimization_barrier", of: [complexMatrix]) {
          lax.optimizationBarrier($0)
        },
      ]
    },
    "pad": {
      func sample(
        _ operand: SampleOperand, _ value: SampleOperand, _ config: [(Int, Int, Int)]
      ) throws -> PrimitiveSample {
        try PrimitiveSample("pad", of: [operand, value]) { [lax.pad($0[0], $0[1], config)] }
      }
      let number: SampleOperand = .numbers(0...1, [])
      return [
        try sample(matrix, number, [(1, 2, 1), (-1, 1, 0)]),
        try sample(matrix, number, [(-1, 0, 0), (0, -2, 2)]),
        try sample(.numbers(-1...1, [0]), number, [(1, 2, 0)]),
        try sample(.numbers(-1...1, []), number, []),
        try sample(complexMatrix, .numbers(0...1, [], .complex128), [(0, 1, 0), (1, 0, 1)]),
      ]
    },
    "reshape": {
      func sample(_ operand: SampleOperand, _ shape: [Int]) throws -> PrimitiveSample {
        try PrimitiveSample("reshape", of: [operand]) { [lax.reshape($0[0], shape)] }
      }
      return [
        try sample(matrix, [3, 2]), try sample(matrix, [1, 6, 1]), try sample(complexMatrix, [6]),
        try sample(.numbers(-1...1, []), [1, 1]), try sample(empty, [2, 0]),
      ]
    },
    "rev": {
      func sample(_ operand: SampleOperand, _ axes: [Int]) throws -> PrimitiveSample {
        try PrimitiveSample("rev", of: [operand]) { [lax.rev($0[0], dimensions: axes)] }
      }
      return [
        try sample(matrix, [1]), try sample(complexMatrix, [0, 1]), try sample(empty, [0]),
      ]
    },
    "slice": {
      func sample(
        _ operand: SampleOperand, _ start: [Int], _ limit: [Int], _ strides: [Int]? = nil
      ) throws -> PrimitiveSample {
        try PrimitiveSample("slice", of: [operand]) {
          [lax.slice($0[0], startIndices: start, limitIndices: limit, strides: strides)]
        }
      }
      return [
        try sample(.numbers(-1...1, [5, 4]), [1, 0], [5, 3], [2, 1]),
        try sample(.numbers(-1...1, [6]), [1], [6], [3]), try sample(matrix, [0, 1], [2, 3]),
        try sample(matrix, [1, 0], [1, 3]), try sample(complexMatrix, [0, 0], [1, 3], [1, 2]),
        try sample(.numbers(-1...1, []), [], []),
      ]
    },
    "split": {
      [
        try PrimitiveSample("split", of: [.numbers(-1...1, [5, 2])]) {
          lax.split($0[0], sizes: [2, 0, 3])
        },
        try PrimitiveSample("split", of: [complexMatrix]) {
          lax.split($0[0], sizes: [1, 2], axis: 1)
        },
      ]
    },
    "squeeze": {
      func sample(_ shape: [Int], _ axes: [Int]) throws -> PrimitiveSample {
        try PrimitiveSample("squeeze", of: [.numbers(-1...1, shape)]) {
          [lax.squeeze($0[0], dimensions: axes)]
        }
      }
      return [
        try sample([3, 1, 2], [1]), try sample([1, 1], [0, 1]), try sample([1, 0], [0]),
      ]
    },
    "transpose": {
      func sample(_ operand: SampleOperand, _ permutation: [Int]) throws -> PrimitiveSample {
        try PrimitiveSample("transpose", of: [operand]) {
          [lax.transpose($0[0], permutation: permutation)]
        }
      }
      return [
        try sample(matrix, [1, 0]), try sample(.numbers(-1...1, [2, 1, 3]), [2, 0, 1]),
        try sample(complexMatrix, [1, 0]), try sample(empty, [1, 0]),
      ]
    },
  ]
}
