// Which element of a window is chosen: the greatest or the smallest, the first one among equal ones.

/// Which element of a window is chosen.
enum WindowChoice: String, Hashable, Sendable {
  /// The greatest.
  case greater = "ge"
  /// The smallest.
  case less = "le"

  init(_ params: Jaxpr.Params) throws {
    let name = try params.string("select_prim")
    guard let choice = WindowChoice(rawValue: name) else {
      throw JAXError(
        .argument, "replaying a jaxpr", found: "select_prim \(name).", expected: "ge or le")
    }
    self = choice
  }

  /// The comparison that keeps the first of two elements.
  var direction: String { rawValue.uppercased() }

  /// The value that is chosen last.
  func neutral(_ dtype: DType) -> ScalarValue {
    self == .greater ? lowestValue(dtype) : highestValue(dtype)
  }
}
