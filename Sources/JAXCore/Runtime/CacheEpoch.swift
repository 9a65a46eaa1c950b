// Forgetting compiled programs: those kept in tables are dropped at once, those of a function when it is next called.

import Synchronization

/// The number of times that caches were cleared.
package enum CacheEpoch {
  private static let count = Atomic<Int>(0)

  /// The number of times so far.
  package static var current: Int { count.load(ordering: .relaxed) }

  /// Begins a new epoch, in which what was kept in earlier ones is not used.
  package static func begin() { count.wrappingAdd(1, ordering: .relaxed) }
}
