// One case: a function, its inputs, and what JAX computed for it under each reading.

import JAXCore

/// A way in which a case's function is run and compared.
package enum Reading: String, CaseIterable, Hashable, Sendable {
  case eval, jit, jvp, vjp, vmap
  case vmapFirst = "vmap_first"
}

/// One case of a conformance directory.
package struct ConformanceCase: Sendable {
  package struct JVP: Sendable {
    package let inputs: [Int]
    package let tangents: [HostArray]
    package let outputs: [Int]
    package let outTangents: [HostArray]
  }

  package struct VJP: Sendable {
    package let inputs: [Int]
    package let outputs: [Int]
    package let cotangents: [HostArray]
    package let inCotangents: [HostArray]
  }

  package struct VMap: Sendable {
    package let inAxes: [Int?]
    package let inputs: [HostArray]
    package let outputs: [HostArray]
  }

  private let json: JSONValue
  private let store: ArrayStore
  package let name: String
  package let group: String

  package init(_ json: JSONValue, store: ArrayStore) throws {
    guard let name = json["name"]?.string, let group = json["group"]?.string else {
      throw CaseError("a case without a name or a group.")
    }
    self.json = json
    self.store = store
    self.name = name
    self.group = group
  }

  /// JAX's own printing of the jaxpr; nil when that is long.
  package var text: String? { json["text"]?.string }

  /// The readings that can be compared: with JAX's answers, or, where JAX refuses reverse mode, with differences.
  package var readings: [Reading] {
    Reading.allCases.filter { reading in
      switch reading {
      case .eval, .jit: true
      case .vjp: json[reading.rawValue] != nil || isLoopWithoutReverseMode
      case .jvp, .vmap, .vmapFirst: json[reading.rawValue] != nil
      }
    }
  }

  /// Whether JAX refuses reverse mode since the program has a loop of unknown length.
  package var isLoopWithoutReverseMode: Bool {
    json["skipped"]?["vjp"]?.string?.contains("lax.while_loop") ?? false
  }

  /// A reader of the case's program that finds primitives with the given function.
  package func reader(
    customRules: JaxprReader.CustomRules = .inlined,
    type: @escaping @Sendable (String) -> (any Primitive.Type)?
  ) -> JaxprReader { JaxprReader(store: store, customRules: customRules, type: type) }

  /// The program, read with the given reader.
  package func program(_ reader: JaxprReader) throws -> Program {
    guard let jaxpr = json["jaxpr"] else { throw CaseError("\(name): no jaxpr.") }
    return try reader.read(jaxpr, text: text)
  }

  package func inputs() throws -> [HostArray] { try arrays(json, "inputs") }
  package func outputs() throws -> [HostArray] { try arrays(json, "outputs") }

  package func jvp() throws -> JVP {
    let part = try member(json, "jvp")
    return JVP(
      inputs: try ints(part, "inputs"), tangents: try arrays(part, "tangents"),
      outputs: try ints(part, "outputs"), outTangents: try arrays(part, "out_tangents"))
  }

  package func vjp() throws -> VJP {
    let part = try member(json, "vjp")
    return VJP(
      inputs: try ints(part, "inputs"), outputs: try ints(part, "outputs"),
      cotangents: try arrays(part, "cotangents"), inCotangents: try arrays(part, "in_cotangents"))
  }

  /// The answers of `vmap` or `vmap_first`.
  package func vmap(_ reading: Reading) throws -> VMap {
    let part = try member(json, reading.rawValue)
    let axes = try (member(part, "in_axes").array ?? []).map { axis throws(CaseError) -> Int? in
      switch axis {
      case .null: return nil
      case .int(let value): return value
      default: throw CaseError("\(name): an axis that is neither a number nor null.")
      }
    }
    return VMap(
      inAxes: axes, inputs: try arrays(part, "inputs"), outputs: try arrays(part, "outputs"))
  }

  private func member(_ json: JSONValue, _ field: String) throws -> JSONValue {
    guard let value = json[field] else { throw CaseError("\(name): no field '\(field)'.") }
    return value
  }

  private func ints(_ json: JSONValue, _ field: String) throws -> [Int] {
    guard let value = try member(json, field).ints else {
      throw CaseError("\(name): field '\(field)' is no list of integers.")
    }
    return value
  }

  private func arrays(_ json: JSONValue, _ field: String) throws -> [HostArray] {
    guard let items = try member(json, field).array else {
      throw CaseError("\(name): field '\(field)' is no list.")
    }
    return try items.map(store.array)
  }
}
