// The sum over each sliding window.

extension lax {
  /// The sum over each window that slides over an array padded with zeros.
  package static func reduceWindowSum(_ operand: Tensor, _ window: Window) -> Tensor {
    bind(ReduceWindowSum(window: window), operand)
  }
}

struct ReduceWindowSum: WindowReduction {
  static let name = "reduce_window_sum"
  static let accepts = DTypeSet.numeric

  let window: Window

  init(window: Window) { self.window = window }

  static func neutral(_ dtype: DType) -> ScalarValue { .zero }

  static func join(_ a: Tensor, _ b: Tensor) -> Tensor { lax.add(a, b) }

  var derivative: DerivativeRule {
    .linear { cotangents, operands in
      guard let cotangent = cotangents[0] else { return [nil] }
      let shape = operands[0].aval.shape
      let padding = shape.indices.map { axis -> (Int, Int, Int) in
        let size = dilated(window.dimensions[axis], window.windowDilation[axis])
        let before = size - window.padding[axis][0] - 1
        let after =
          dilated(shape[axis], window.baseDilation[axis]) + size - 1
          - dilated(cotangent.shape[axis], window.strides[axis]) - before
        return (before, after, window.strides[axis] - 1)
      }
      let padded = lax.pad(cotangent, Tensor(.zero, dtype: cotangent.dtype), padding)
      let transposed = Window(
        dimensions: window.dimensions, strides: window.baseDilation,
        windowDilation: window.windowDilation)
      return [lax.reduceWindowSum(padded, transposed)]
    }
  }
}
