// The number of the function that runs on the platform that a program is compiled for.
//
// Source: jax/_src/lax/control_flow/conditionals.py `platform_index_p`.

import JAXLax
import StableHLO

struct PlatformIndex: Primitive {
  static let name = "platform_index"

  /// The platforms of the functions.
  let platforms: PlatformChoice

  init(_ platforms: PlatformChoice) { self.platforms = platforms }

  init(params: Params) throws {
    guard let platforms = params["platforms"] else {
      throw JAXError(
        .argument, "replaying a jaxpr", found: "no parameter 'platforms'.",
        expected: "a parameter 'platforms' that is a tuple")
    }
    self.init(try PlatformChoice(platforms))
  }

  var params: Params { Params([("platforms", platforms.param)]) }

  var userName: String { "platformDependent" }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    [ShapedArray(shape: [], dtype: .int32)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let index = try platforms.index(for: context.platform)
    return [context.constant(.int(Int64(index)), .int32)]
  }

  var derivative: DerivativeRule { .zero }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    [Batched(try interpret(self, [])[0], axis: nil)]
  }
}
