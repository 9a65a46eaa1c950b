// How the values of parameters and literals are written: as Python writes them, since jaxprs print as JAX's do.
//
// Source: Python `repr` of numbers and tuples; jax/_src/core.py `pp_kv_pair`.

extension Jaxpr.Param {
  /// The text that Python's `str` gives.
  package var text: String {
    switch self {
    case .string(let value): value
    case .dtype(let dtype): dtype.name
    default: quotedText
    }
  }

  /// The text that Python's `repr` gives, as inside a tuple.
  private var quotedText: String {
    switch self {
    case .none: return "None"
    case .bool(let value): return value ? "True" : "False"
    case .int(let value): return String(value)
    case .float(let value): return value.pythonText
    case .string(let value): return "'\(value)'"
    case .dtype(let dtype): return "dtype('\(dtype.name)')"
    case .list(let items): return items.map(\.quotedText).tupleText
    case .enumeration(let type, let member): return EnumerationText.of(member, type: type)
    case .record("PRNGImpl", let fields): return fields["tag"]?.text ?? "None"
    case .record("", let fields):
      return "{" + fields.entries.map { "'\($0.name)': \($0.value.quotedText)" }.commaJoined + "}"
    case .record(let type, let fields):
      return "\(type)(" + fields.entries.map { "\($0.name)=\($0.value.quotedText)" }.commaJoined
        + ")"
    case .jaxpr(let jaxpr): return jaxpr.description
    case .opaque(let text): return text
    }
  }
}

/// The members of JAX's enumerations that print as numbers or without their type.
private enum EnumerationText {
  private static let numbered = [
    "FftType": ["FFT", "IFFT", "RFFT", "IRFFT"],
    "RoundingMethod": ["AWAY_FROM_ZERO", "TO_NEAREST_EVEN"],
  ]

  static func of(_ member: String, type: String) -> String {
    if let number = numbered[type]?.firstIndex(of: member) { return String(number) }
    return type == "RandomAlgorithm" ? member : "\(type).\(member)"
  }
}

extension [String] {
  fileprivate var commaJoined: String { joined(separator: ", ") }

  /// The texts as a Python tuple.
  fileprivate var tupleText: String { count == 1 ? "(\(self[0]),)" : "(\(commaJoined))" }
}

extension ScalarValue {
  /// The number as Python writes it.
  package var pythonText: String {
    switch self {
    case .bool(let value): return value ? "True" : "False"
    case .int(let value): return String(value)
    case .uint(let value): return String(value)
    case .float(let value): return value.pythonText
    case .complex(let real, let imaginary):
      func part(_ value: Double) -> String {
        let text = value.pythonText
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
      }
      if real == 0 && real.sign == .plus { return part(imaginary) + "j" }
      let sign = imaginary.sign == .minus && !imaginary.isNaN ? "" : "+"
      return "(\(part(real))\(sign)\(part(imaginary))j)"
    }
  }
}

extension Double {
  /// The number as Python writes it: the shortest digits that read back as the same number.
  package var pythonText: String {
    if isNaN { return "nan" }
    if isInfinite { return self < 0 ? "-inf" : "inf" }
    // Python changes to exponents at 1e16, Swift later: between, Swift's text is an integer of 17 digits.
    let text = description
    guard magnitude >= 1e16, !text.contains("e") else { return text }
    let digits = text.drop { $0 == "-" }.prefix { $0 != "." }
    var significant = Substring(digits)
    while significant.last == "0" { significant.removeLast() }
    let fraction = significant.dropFirst()
    return (self < 0 ? "-" : "") + significant.prefix(1) + (fraction.isEmpty ? "" : "." + fraction)
      + "e+\(digits.count - 1)"
  }
}

extension Jaxpr.Literal {
  /// The number, as its dtype has it, and its type.
  var text: String {
    let number = aval.dtype.isFloating ? value.double.pythonText : value.pythonText
    return "\(number):\(aval.shortDescription)"
  }
}
