// Which parts of a loop's state have a property that the body hands on: a tangent, a mapped axis.

/// The smallest set of parts that contains the given ones and all that one more step of the loop makes of it.
func carryFixpoint(_ initial: [Bool], _ step: ([Bool]) throws -> [Bool]) rethrows -> [Bool] {
  var current = initial
  while true {
    let next = zip(current, try step(current)).map { $0 || $1 }
    if next == current { return current }
    current = next
  }
}

extension Sequence {
  /// The elements at the true places.
  func selected(_ isSelected: some Sequence<Bool>) -> [Element] {
    zip(self, isSelected).filter(\.1).map(\.0)
  }
}

extension Collection<Bool> {
  /// The positions of the true elements, counted from 0.
  var truePositions: [Int] { enumerated().filter(\.element).map(\.offset) }

  /// The negation of each element.
  var negated: [Bool] { map { !$0 } }

  /// As many false elements.
  var cleared: [Bool] { map { _ in false } }
}
