// Arguments that are part of a program: Swift's own numbers, booleans and strings, where a function's type has them.

import JAXCore

/// A static argument among those of a transformed function: a tree without leaves, whose structure holds the value.
struct StaticArgument<Value: StaticValue>: PyTree {
  var value: Value

  init(_ value: Value) { self.value = value }

  func flatten(into flattener: inout TreeFlattener) { value.flatten(into: &flattener) }

  init(unflattening unflattener: inout TreeUnflattener) throws {
    value = try Value(unflattening: &unflattener)
  }

  mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {}
}

/// The last argument, as in `jit(f, static: .last)`.
public struct LastArgument: Sendable {
  /// The last argument.
  public static let last = LastArgument()
}

/// The last two arguments, as in `jit(f, static: .lastTwo)`.
public struct LastTwoArguments: Sendable {
  /// The last two arguments.
  public static let lastTwo = LastTwoArguments()
}
