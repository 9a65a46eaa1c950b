// How much memory the reverse pass through a loop may take.

import JAXLax

/// Settings of the way back through a loop whose number of steps is not known before it runs.
struct LoopCheckpointing: Hashable, Sendable {
  /// The number of states that are kept at each of the two levels, unless asked otherwise.
  static let defaultCheckpoints = 256

  /// The largest number of steps; nil if there is none.
  var maxSteps: Int?
  /// The number of states that may be kept at each level; nil for the default.
  var checkpoints: Int?

  /// The number of states that are kept at each level.
  var slots: Int {
    let wanted = checkpoints ?? LoopCheckpointing.defaultCheckpoints
    return Swift.max(1, maxSteps.map { Swift.min($0, wanted) } ?? wanted)
  }

  /// Whether all states fit into the slots of one level.
  var isOneLevel: Bool { maxSteps.map { $0 <= slots } ?? false }

  /// What is printed: nothing for the default, as in JAX.
  var params: [(String, Param)] {
    [("checkpoints", checkpoints), ("max_steps", maxSteps)].compactMap { name, value in
      value.map { (name, .int($0)) }
    }
  }
}

extension LoopCheckpointing {
  /// The settings among the parameters of a primitive.
  init(params: Params) throws {
    self.init(
      maxSteps: try params.optional("max_steps", Params.int),
      checkpoints: try params.optional("checkpoints", Params.int))
  }

  /// The number of states that are kept on the way back through the way back.
  var slotsOfParts: Int {
    var root = 1
    while root * root < slots { root += 1 }
    return root
  }
}
