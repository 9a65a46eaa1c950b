// Placing arrays on devices; inside a program, where there is one device, it is the identity.
//
// Source: jax/_src/dispatch.py `device_put_p`.

import StableHLO

struct DevicePut: Primitive {
  static let name = "device_put"

  // Kept as JAX gives them: they decide where arrays are placed outside of programs, which happens on the host.
  let copySemantics: Param
  let devices: Param
  let srcs: Param

  init(params: Params) throws {
    copySemantics = .list(try params.list("copy_semantics"))
    devices = .list(try params.list("devices"))
    srcs = .list(try params.list("srcs"))
  }

  var params: Params {
    Params([("copy_semantics", copySemantics), ("devices", devices), ("srcs", srcs)])
  }

  func outputCount(_ inputs: [ShapedArray]) -> Int { inputs.count }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] { inputs }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] { operands }

  var derivative: DerivativeRule { .linear { cotangents, _ in cotangents } }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    zip(bind(self, operands.map(\.tensor)), operands).map { Batched($0, axis: $1.axis) }
  }
}

extension DevicePut: KeyMovingPrimitive {
  func onKeyWords(inputs: [ShapedArray], outputs: [ShapedArray]) -> any Primitive { self }
}
