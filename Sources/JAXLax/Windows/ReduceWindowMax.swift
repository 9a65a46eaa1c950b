// The maximum over each sliding window.

extension lax {
  /// The maximum over each window that slides over an array.
  package static func reduceWindowMax(_ operand: Tensor, _ window: Window) -> Tensor {
    bind(ReduceWindowMax(window: window), operand)
  }
}

struct ReduceWindowMax: WindowReduction {
  static let name = "reduce_window_max"
  static let accepts = DTypeSet.anyButKeys

  let window: Window

  init(window: Window) { self.window = window }

  static func neutral(_ dtype: DType) -> ScalarValue { lowestValue(dtype) }

  static func join(_ a: Tensor, _ b: Tensor) -> Tensor { lax.max(a, b) }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let chosen = SelectAndGatherAdd(choice: .greater, window: window)
      return (
        [bind(self, primals[0])], [tangents[0].map { bind(chosen, $0, primals[0]) }]
      )
    }
  }
}
