// Which axis of each argument or result of a mapped function is the mapped one.

import JAXCore

/// The mapped axis of each argument, or of each result, of a function given to `vmap`.
///
/// Written as a number, it holds for all; as an array, for one after the other, with nil for what is not mapped:
///
///     vmap(f, inAxes: [0, nil], outAxes: 0)
public struct VmapAxes: Hashable, Sendable {
  private let all: Int?
  private let each: [Int?]?

  /// The same axis for all arguments or results.
  public static func all(_ axis: Int?) -> VmapAxes { VmapAxes(all: axis, each: nil) }

  /// An axis for each argument or result, nil for what is not mapped.
  public static func each(_ axes: [Int?]) -> VmapAxes { VmapAxes(all: nil, each: axes) }

  /// The axis of each leaf of the arguments or results.
  func forLeaves(of structures: [TreeDef]) -> [Int?] {
    structures.enumerated().flatMap { position, structure in
      [Int?](repeating: each.map { $0[position] } ?? all, count: structure.leafCount)
    }
  }

  /// Checks that there is one axis for each argument or result.
  func check(count: Int, of word: String, _ label: String) throws {
    guard let each, each.count != count else { return }
    func counted(_ count: Int, _ word: String) -> String {
      "\(count) \(word)\(count == 1 ? "" : "s")"
    }
    throw JAXError(
      .axis, "vmap",
      found: "\(label) has \(counted(each.count, "element")) for a function of "
        + "\(counted(count, word)).",
      expected: "one axis, or nil, for each \(word)",
      remedy: "give \(label) \(counted(count, "element")), or one number for all.")
  }
}

extension VmapAxes: ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  public init(integerLiteral axis: Int) { self = .all(axis) }

  public init(arrayLiteral axes: Int?...) { self = .each(axes) }
}
