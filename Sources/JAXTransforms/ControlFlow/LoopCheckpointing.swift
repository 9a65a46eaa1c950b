// How much memory the reverse pass through a loop may take.

import JAXLax

/// Settings of the way back through a loop whose number of steps is not known before it runs.
struct LoopCheckpointing: Hashable, Sendable {
  /// The largest number of steps; nil if there is none.
  var maxSteps: Int?
  /// The number of values that may be kept at each of the two levels; nil for one that suits their size.
  var checkpoints: Int?

  /// The number of values that are kept at each level.
  ///
  /// Unless asked otherwise a level holds about 32 MB, and no more than 1024 values and no fewer than 16.
  ///
  /// - Parameter bytes: the memory of one value.
  func slots(bytes: Int) -> Int {
    let fitting = (32 << 20) / Swift.max(1, bytes)
    let wanted = checkpoints ?? Swift.min(1024, Swift.max(16, fitting))
    return maxSteps.map { Swift.min($0, wanted) } ?? wanted
  }

  /// The dtype of a count of steps.
  var counter: DType { .index(upTo: maxSteps ?? .max) }

  /// What is printed: nothing for the default, as in JAX.
  var params: [(String, Jaxpr.Param)] {
    [("checkpoints", checkpoints), ("max_steps", maxSteps)].compactMap { name, value in
      value.map { (name, .int($0)) }
    }
  }
}

extension LoopCheckpointing {
  /// The settings among the parameters of a primitive.
  init(params: Jaxpr.Params) throws {
    self.init(
      maxSteps: try params.optional("max_steps", Jaxpr.Params.int),
      checkpoints: try params.optional("checkpoints", Jaxpr.Params.int))
  }
}
