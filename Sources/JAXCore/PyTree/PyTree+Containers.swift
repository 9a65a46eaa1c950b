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
    // Arrays of tensors are common and large: they are appended at once.
    if Element.self == Tensor.self, let tensors = self as? [Tensor] {
      flattener.appendLeaves(tensors)
    } else {
      for element in self { element.flatten(into: &flattener) }
    }
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    guard case .array(let count) = try unflattener.token() else {
      throw unflattener.mismatch(Self.self)
    }
    if Element.self == Tensor.self, let all = try unflattener.takeLeaves(count) as? Self {
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
    let sorted = sorted { $0.key < $1.key }
    for (key, _) in sorted { flattener.append(string: key) }
    for (_, value) in sorted { value.flatten(into: &flattener) }
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    guard case .dictionary(let count) = try unflattener.token() else {
      throw unflattener.mismatch(Self.self)
    }
    var keys: [String] = []
    for _ in 0..<count { keys.append(try unflattener.string()) }
    self.init(minimumCapacity: count)
    for key in keys { self[key] = try Value(unflattening: &unflattener) }
  }

  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {
    for key in keys.sorted() { try self[key]?.mutateLeaves(body) }
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
