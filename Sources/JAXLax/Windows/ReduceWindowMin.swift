// The minimum over each sliding window.

extension lax {
  /// The minimum over each window that slides over an array.
  package static func reduceWindowMin(_ operand: Tensor, _ window: Window) -> Tensor {
    bind(ReduceWindowMin(window: window), operand)
  }
}

struct ReduceWindowMin: WindowReduction {
  static let name = "reduce_window_min"
  static let accepts = DTypeSet.anyButKeys

  let window: Window

  init(window: Window) { self.window = window }

  static func neutral(_ dtype: DType) -> ScalarValue { highestValue(dtype) }

  static func join(_ a: Tensor, _ b: Tensor) -> Tensor { lax.min(a, b) }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let chosen = SelectAndGatherAdd(choice: .less, window: window)
      return (
        [bind(self, primals[0])], [tangents[0].map { bind(chosen, $0, primals[0]) }]
      )
    }
  }
}
