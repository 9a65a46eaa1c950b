// The structure of a tree as it is met on every call of a compiled function: cheap to append, compare and hash.
//
// Tokens in pre-order, with runs of adjacent leaves as one token; strings and static values stand in lists of their
// own, so that tokens are plain bits. Names are left out: the types of two trees that are compared fix them.

/// One step of the pre-order description of a tree.
enum StructureToken: Hashable, Sendable {
  /// A run of leaves.
  case leaves(Int)
  /// An array with the given number of elements, which follow.
  case array(Int)
  /// A dictionary with the given number of keys, which are next in the list of strings; the values follow.
  case dictionary(Int)
  /// An optional without a value.
  case absent
  /// An optional with a value, which follows.
  case present
  /// A value of a user's type: its type, the number of its case (-1 if it is not an enum), and the number of fields, which follow.
  case node(ObjectIdentifier, tag: Int32, count: Int32)
  /// A static integer, boolean or floating-point number, by its kind and bits.
  case number(StaticNumber, UInt64)
  /// A static string, next in the list of strings.
  case string
  /// A static value, next in the list of static values.
  case value
}

/// The types of static numbers, which are kept in tokens.
enum StaticNumber: UInt8, Hashable, Sendable {
  case bool, int, uint, float
}

/// Everything of a tree but its leaves and names.
package struct TreeStructure: Hashable, Sendable {
  var tokens: [StructureToken] = []
  var strings: [String] = []
  var values: [any ErasedStaticValue] = []

  package static func == (a: TreeStructure, b: TreeStructure) -> Bool {
    a.tokens == b.tokens && a.strings == b.strings && a.values.count == b.values.count
      && zip(a.values, b.values).allSatisfy { $0.isEqual(to: $1) }
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(tokens)
    hasher.combine(strings)
    for value in values { value.hash(into: &hasher) }
  }
}

/// A static value whose type is not known, to be compared with others.
protocol ErasedStaticValue: Hashable, Sendable, CustomStringConvertible {
  func isEqual(to other: any ErasedStaticValue) -> Bool
}

/// A static value of a known type.
struct TypedStaticValue<Value: Hashable & Sendable>: ErasedStaticValue {
  let value: Value

  func isEqual(to other: any ErasedStaticValue) -> Bool { (other as? Self)?.value == value }

  var description: String { String(describing: value) }
}
