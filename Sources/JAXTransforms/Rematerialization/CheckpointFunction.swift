// A function of trees under `checkpoint`: staged as a program once for each types of its arguments.
//
// Source: jax/_src/ad_checkpoint.py `checkpoint`.

import JAXLax

/// A function whose intermediate values are computed again for the derivative.
package final class CheckpointFunction: Sendable {
  private struct Form: StagedForm {
    let call: Remat
    let captured: [Tensor]
    let results: [TreeDef]
  }

  private let policy: CheckpointPolicy?
  private let preventCSE: Bool
  private let body: TreeFunction
  private let forms = StagedPrograms<Form>()

  package init(policy: CheckpointPolicy?, preventCSE: Bool, _ body: @escaping TreeFunction) {
    self.policy = policy
    self.preventCSE = preventCSE
    self.body = body
  }

  /// Calls the function with the given arguments.
  package func call(_ arguments: TreeWriter) throws -> TreeReader {
    if let error = pendingError { throw error }
    let (leaves, structures) = (arguments.leaves, arguments.structures)
    let form = try forms.form(leaves, structures) { _ in
      let staged = try StagedFunction("checkpoint", leaves.map(\.aval)) {
        try FlatFunction("checkpoint", structures, body)($0)
      }
      return Form(
        call: Remat(
          staged.program, policy: policy, preventCSE: preventCSE, isDifferentiated: false),
        captured: staged.captured, results: staged.results)
    }
    return TreeReader(try interpret(form.call, form.captured + leaves), form.results)
  }
}
