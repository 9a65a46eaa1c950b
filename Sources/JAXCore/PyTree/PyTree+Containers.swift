// The trees of the standard library, and the tensor itself, the tree of one leaf.

extension Tensor: PyTree {
  public func flatten(into flattener: inout TreeFlattener) { flattener.leaf(self) }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    self = try unflattener.leaf()
  }

  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {
    try body(&self)
  }
}

extension Array: PyTree where Element: PyTree {
  public func flatten(into flattener: inout TreeFlattener) {
    flattener.append(.array(count))
    // Arrays of tensors are common and large: they are appended at once. The cast goes through `Any` since one from array
    // to array would visit the elements.
    if Element.self == Tensor.self, let tensors = (self as Any) as? [Tensor] {
      flattener.appendLeaves(tensors)
    } else {
      for element in self { element.flatten(into: &flattener) }
    }
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    guard case .array(let count) = try unflattener.token() else {
      throw unflattener.mismatch(Self.self)
    }
    if Element.self == Tensor.self, let all = try unflattener.takeLeaves(count) as Any as? Self {
      self = all
      return
    }
    self = []
    reserveCapacity(count)
    for _ in 0..<count { append(try Element(unflattening: &unflattener)) }
  }

  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {
    for position in indices { try self[position].mutateLeaves(body) }
  }
}

/// Flattens in the order of the sorted keys.
extension Dictionary: PyTree where Key == String, Value: PyTree {
  public func flatten(into flattener: inout TreeFlattener) {
    flattener.append(.dictionary(count))
    let keys = sortedKeys
    flattener.append(strings: keys)
    for key in keys { self[key]?.flatten(into: &flattener) }
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    guard case .dictionary(let count) = try unflattener.token() else {
      throw unflattener.mismatch(Self.self)
    }
    let keys = try unflattener.strings(count)
    self.init(minimumCapacity: count)
    for key in keys { self[key] = try Value(unflattening: &unflattener) }
  }

  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {
    for key in sortedKeys { try self[key]?.mutateLeaves(body) }
  }

  private var sortedKeys: [String] {
    // Sorting an array of strings is compiled for strings; sorting `keys` would not be, as its type is generic.
    var keys: [String] = []
    keys.reserveCapacity(count)
    for key in self.keys { keys.append(key) }
    keys.sort()
    return keys
  }
}

extension Optional: PyTree where Wrapped: PyTree {
  public func flatten(into flattener: inout TreeFlattener) {
    guard let wrapped = self else { return flattener.append(.absent) }
    flattener.append(.present)
    wrapped.flatten(into: &flattener)
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    switch try unflattener.token() {
    case .absent: self = nil
    case .present: self = try Wrapped(unflattening: &unflattener)
    default: throw unflattener.mismatch(Self.self)
    }
  }

  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {
    guard var wrapped = self.take() else { return }
    defer { self = wrapped }
    try wrapped.mutateLeaves(body)
  }
}
