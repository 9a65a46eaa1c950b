// A primitive with a parameter, and a derivative that is written with the primitive itself.

import JAX

/// Element-wise absolute value, rounded off near 0: √(x² + w²) − w.
///
///     softAbs([-3, 0, 4], width: 1)
///
/// dy = x / (y + w) · dx
///
/// - Parameters:
///   - x: floating numbers.
///   - width: how far from 0 it is rounded; positive.
public func softAbs(_ x: Tensor, width: Double = 1) -> Tensor {
  guard width > 0 else {
    raise(
      JAXError(
        .argument, "softAbs", found: "the width \(width).", expected: "a positive width",
        remedy: "use jnp.abs for the absolute value itself."))
    return x.withoutValue
  }
  return bind(SoftAbs(width: width), x)
}

struct SoftAbs: Primitive {
  static let name = "soft_abs"

  let width: Double

  init(width: Double) { self.width = width }

  init(params: Params) throws { self.init(width: try params.float("width")) }

  var params: Params { Params([("width", .float(width))]) }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try DTypeSet.floating.check(inputs[0].dtype, userName)
    return inputs
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let (shape, dtype) = (outputs[0].shape, outputs[0].dtype)
    let square = context.elementwise("stablehlo.multiply", [operands[0], operands[0]])
    let area = context.constant(.float(width * width), shape: shape, dtype)
    let sum = context.elementwise("stablehlo.add", [square, area])
    let root = context.elementwise("stablehlo.sqrt", [sum])
    let offset = context.constant(.float(width), shape: shape, dtype)
    return [context.elementwise("stablehlo.subtract", [root, offset])]
  }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let x = primals[0]
      let y = softAbs(x, width: width)
      return ([y], [tangents[0].map { dx in dx * (x / (y + Tensor(width, dtype: x.dtype))) }])
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    operands.map { Batched(bind(self, $0.tensor), axis: $0.axis) }
  }
}
