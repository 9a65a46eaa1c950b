// A StableHLO module under construction: functions with unique names.

extension HLO {
  /// A StableHLO module under construction.
  public struct ModuleBuilder: Sendable {
    private let name: String
    private var functions = TextBuffer()
    private var nameCounts: [String: Int] = [:]

    /// An empty module.
    public init(name: String) {
      self.name = name.asSymbol
      nameCounts["main"] = 1
    }

    /// A name not used in the module so far: the given one, with a number behind it where it is taken.
    public mutating func uniqueName(_ wanted: String) -> String {
      let base = wanted.asSymbol
      let count = nameCounts[base, default: 0]
      nameCounts[base] = count + 1
      return count == 0 ? base : uniqueName("\(base)_\(count)")
    }

    /// Adds a finished function.
    public mutating func add(
      _ function: consuming FunctionBuilder, name: String, isPublic: Bool = false,
      returning results: [Value], argumentAttributes: [[(String, Attribute)]] = []
    ) {
      functions.append(
        function.finish(
          name: name, isPublic: isPublic, returning: results, argumentAttributes: argumentAttributes
        ))
    }

    /// The module's text, as UTF-8.
    public consuming func finish() -> [UInt8] {
      var text = TextBuffer()
      text.write("module @")
      text.write(name)
      text.write(" {\n")
      text.append(functions)
      text.write("}\n")
      return text.bytes
    }
  }
}

extension String {
  /// The text with every character that a symbol may not contain replaced by `_`.
  fileprivate var asSymbol: String {
    let mapped = map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" }
    guard let first = mapped.first, !first.isNumber else { return "_" + String(mapped) }
    return String(mapped)
  }
}
