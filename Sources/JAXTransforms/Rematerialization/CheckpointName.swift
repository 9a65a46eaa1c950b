// A value with a name, by which a checkpoint policy can keep it.
//
// Source: jax/_src/ad_checkpoint.py `checkpoint_name`, `name_p`.

import JAXLax
import StableHLO

/// The same tree, its tensors named for the policies of `checkpoint`.
///
///     checkpoint({ x in lax.sin(checkpointName(lax.sin(x), "inner")) }, policy: .saveOnlyTheseNames("inner"))
///
/// - Source: `jax.ad_checkpoint.checkpoint_name`.
public func checkpointName<Tree: PyTree>(_ value: Tree, _ name: String) -> Tree {
  tree.map({ bind(CheckpointName(name), $0) }, value)
}

struct CheckpointName: Primitive {
  static let name = "name"

  /// The value's name.
  let valueName: String

  init(_ valueName: String) { self.valueName = valueName }

  init(params: Params) throws { valueName = try params.string("name") }

  var params: Params { Params([("name", .string(valueName))]) }

  var userName: String { "checkpointName" }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] { inputs }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] { operands }

  // Names are for values; what happens to tangents is nobody's residual.
  var derivative: DerivativeRule {
    .jvp { primals, tangents in (try interpret(self, primals), tangents) }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    [Batched(try interpret(self, [operands[0].tensor])[0], axis: operands[0].axis)]
  }
}
