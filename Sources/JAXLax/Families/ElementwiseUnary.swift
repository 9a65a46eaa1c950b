// Functions of one number, applied to each element.

import StableHLO

/// A primitive that applies a function of one number to each element.
protocol ElementwiseUnary: Elementwise {
  init()
  /// The StableHLO or CHLO operation.
  static var operation: String { get }
  /// The dtypes that the function takes.
  static var accepts: DTypeSet { get }
}

extension ElementwiseUnary {
  init(params: Params) throws { self.init() }

  var params: Params { Params() }

  func resultDType(_ dtypes: [DType]) throws -> DType {
    try Self.accepts.check(dtypes[0], Self.userName)
    return dtypes[0]
  }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    context.elementwise(Self.operation, operands)
  }
}

/// A function of one number with a derivative: dy = y′ · dx.
protocol DifferentiableUnary: ElementwiseUnary {
  /// The tangent of y = f(x), given y so that it need not be computed again.
  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor
}

extension DifferentiableUnary {
  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let y = bind(self, primals[0])
      return ([y], [tangents[0].map { tangent($0, x: primals[0], y: y) }])
    }
  }
}
