// A table that forgets what was not used for the longest time, so that a long-lived process does not grow.

/// A table of at most so many values, which drops the least recently used one for a new one.
package struct LRUCache<Key: Hashable, Value> {
  /// A value, between those used before and after it; -1 where there is none.
  private struct Node {
    var key: Key
    var value: Value
    var older = -1
    var newer = -1
  }

  private let capacity: Int
  private var positions: [Key: Int] = [:]
  private var nodes: [Node] = []
  private var newest = -1
  private var oldest = -1

  /// A table of at most the given number of values, which is at least 1.
  package init(capacity: Int) { self.capacity = capacity }

  /// The value under the given key, which is now the most recently used; nil if there is none.
  package mutating func value(for key: Key) -> Value? {
    guard let position = positions[key] else { return nil }
    use(position)
    return nodes[position].value
  }

  /// Keeps a value under the given key.
  package mutating func insert(_ value: Value, for key: Key) {
    if let position = positions[key] {
      nodes[position].value = value
      use(position)
    } else if nodes.count < capacity {
      positions[key] = nodes.count
      nodes.append(Node(key: key, value: value))
      link(nodes.count - 1)
    } else {
      let position = oldest
      positions[nodes[position].key] = nil
      unlink(position)
      positions[key] = position
      nodes[position] = Node(key: key, value: value)
      link(position)
    }
  }

  /// Forgets all values.
  package mutating func removeAll() { self = LRUCache(capacity: capacity) }

  private mutating func use(_ position: Int) {
    if position == newest { return }
    unlink(position)
    link(position)
  }

  private mutating func unlink(_ position: Int) {
    let (older, newer) = (nodes[position].older, nodes[position].newer)
    if older >= 0 { nodes[older].newer = newer } else { oldest = newer }
    if newer >= 0 { nodes[newer].older = older } else { newest = older }
  }

  private mutating func link(_ position: Int) {
    nodes[position].older = newest
    nodes[position].newer = -1
    if newest >= 0 { nodes[newest].newer = position } else { oldest = position }
    newest = position
  }
}
