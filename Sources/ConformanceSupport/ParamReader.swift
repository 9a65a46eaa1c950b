// Parameters of equations from JSON.

import JAXCore

/// Reads the parameters of one equation.
struct ParamReader {
  private let session: ReadingSession
  private let primitive: String
  private let jitName: JSONValue?
  /// What the inner jaxprs captured, one for each jaxpr in the order in which they stand.
  private(set) var captured: [CapturedConstants.Capture] = []
  private var path: [String] = []

  init(_ session: ReadingSession, primitive: String, jitName: JSONValue?) {
    self.session = session
    self.primitive = primitive
    self.jitName = jitName
  }

  mutating func params(_ members: [JSONValue.Member]) throws -> Jaxpr.Params {
    var entries: [(String, Jaxpr.Param)] = []
    for member in members {
      path.append(member.name)
      entries.append((member.name, try param(member.value)))
      path.removeLast()
    }
    return Jaxpr.Params(entries)
  }

  private mutating func param(_ json: JSONValue) throws -> Jaxpr.Param {
    switch json {
    case .null: return .none
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .number(let value): return .float(value)
    case .string(let value): return .string(value)
    case .array(let items):
      var list: [Jaxpr.Param] = []
      for item in items { list.append(try param(item)) }
      return .list(list)
    case .object: return try tagged(json)
    }
  }

  private mutating func tagged(_ json: JSONValue) throws -> Jaxpr.Param {
    if let text = json["float"]?.string {
      guard let value = Double(text) else { throw CaseError("'\(text)' is no number.") }
      return .float(value)
    }
    if json["array"] != nil { return array(try session.reader.store.array(json)) }
    if let name = json["dtype"]?.string {
      return DType(name: name).map(Jaxpr.Param.dtype) ?? .opaque("dtype \(name)")
    }
    if let type = json["enum"]?.string, let member = json["value"]?.string {
      return .enumeration(type, member: member)
    }
    if let type = json["record"]?.string, case .object(let fields)? = json["fields"] {
      return .record(type, try params(fields))
    }
    if case .object(let fields)? = json["map"] { return .record("", try params(fields)) }
    if let inner = json["jaxpr"] {
      let read = try session.inner(inner, of: primitive, name: jitName)
      if read.constants.isEmpty || session.reader.customRules == .kept { return .jaxpr(read.jaxpr) }
      captured.append(.init(path: path, read: read))
      return .jaxpr(read.jaxpr.withConstantsAsInputs)
    }
    if let type = json["opaque"]?.string {
      // A primitive as a parameter is known from JAX's printing only.
      if type == "Primitive", let parameter = path.last,
        let name = session.nextPrinted(parameter)
      {
        return .string(name)
      }
      return .opaque(type)
    }
    throw CaseError("a parameter of no known kind: \(json).")
  }

  /// An array among the parameters: a number, or nested lists of numbers.
  private func array(_ array: HostArray) -> Jaxpr.Param {
    func nested(_ axis: Int, _ start: Int, _ count: Int) -> Jaxpr.Param {
      guard axis < array.shape.count else { return number(array.element(start)) }
      let size = array.shape[axis]
      let step = size == 0 ? 0 : count / size
      return .list((0..<size).map { nested(axis + 1, start + $0 * step, step) })
    }
    return nested(0, 0, array.count)
  }

  private func number(_ value: ScalarValue) -> Jaxpr.Param {
    switch value {
    case .bool(let value): .bool(value)
    case .int(let value): .int(Int(value))
    case .uint(let value): Int(exactly: value).map(Jaxpr.Param.int) ?? .float(Double(value))
    case .float(let value): .float(value)
    case .complex(let real, let imaginary): .list([.float(real), .float(imaginary)])
    }
  }
}
