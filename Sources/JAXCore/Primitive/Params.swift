// The parameters of an equation as data: what printing, replaying and storing a jaxpr need of them.

extension Jaxpr {
  /// The value of one parameter.
  public indirect enum Param: Sendable {
    case none
    case bool(Bool)
    case int(Int)
    /// A number; 0.0 and -0.0 differ, and a NaN equals itself.
    case float(Double)
    case string(String)
    case dtype(DType)
    case list([Param])
    /// A member of an enumeration of JAX's, as in `GatherScatterMode.CLIP`.
    case enumeration(String, member: String)
    /// A named tuple or dataclass of JAX's, such as `GatherDimensionNumbers`.
    case record(String, Params)
    case jaxpr(Jaxpr)
    /// Something without a written form, as a function; only its type's name is kept.
    case opaque(String)

    /// A tuple of integers.
    public static func ints(_ values: [Int]) -> Param { .list(values.map { .int($0) }) }
  }
}

extension Jaxpr.Param: Hashable {
  public static func == (a: Jaxpr.Param, b: Jaxpr.Param) -> Bool {
    switch (a, b) {
    case (.none, .none): true
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.float(let a), .float(let b)): a.bitPattern == b.bitPattern
    case (.string(let a), .string(let b)): a == b
    case (.dtype(let a), .dtype(let b)): a == b
    case (.list(let a), .list(let b)): a == b
    case (.enumeration(let a, let b), .enumeration(let c, let d)): a == c && b == d
    case (.record(let a, let b), .record(let c, let d)): a == c && b == d
    case (.jaxpr(let a), .jaxpr(let b)): a == b
    case (.opaque(let a), .opaque(let b)): a == b
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch self {
    case .none: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .int(let value): hasher.combine(value)
    case .float(let value): hasher.combine(value.bitPattern)
    case .string(let value): hasher.combine(value)
    case .dtype(let value): hasher.combine(value)
    case .list(let items): hasher.combine(items)
    case .enumeration(let type, let member):
      hasher.combine(type)
      hasher.combine(member)
    case .record(let type, let fields):
      hasher.combine(type)
      hasher.combine(fields)
    case .jaxpr(let value): hasher.combine(value)
    case .opaque(let value): hasher.combine(value)
    }
  }
}

extension Jaxpr {
  /// The parameters of an equation, by name.
  public struct Params: Hashable, Sendable {
    /// A name and its value.
    public struct Entry: Hashable, Sendable {
      public let name: String
      public let value: Param

      /// A parameter of the given name.
      public init(name: String, value: Param) {
        self.name = name
        self.value = value
      }
    }

    /// The names and values, in the order given.
    public private(set) var entries: [Entry] = []

    /// The parameters in the given order.
    public init(_ entries: [(String, Param)] = []) {
      self.entries = entries.map { Entry(name: $0.0, value: $0.1) }
    }

    /// The value with the given name; nil if there is none.
    public subscript(name: String) -> Param? {
      entries.first { $0.name == name }?.value
    }

    /// The parameters by name, the one called "name" first: how JAX writes those of calls.
    package var nameFirst: [Entry] {
      let sorted = entries.sorted { $0.name < $1.name }
      return sorted.filter { $0.name == "name" } + sorted.filter { $0.name != "name" }
    }

    /// The parameters that are not programs.
    var withoutPrograms: Params {
      var rest = Params()
      rest.entries = entries.filter { !$0.value.isProgram }
      return rest
    }

    private func read<T>(_ name: String, _ type: String, _ convert: (Param) -> T?) throws -> T {
      guard let param = self[name] else {
        throw JAXError(
          .argument, "replaying a jaxpr", found: "no parameter '\(name)'.",
          expected: "a parameter '\(name)' that is \(type)")
      }
      guard let value = convert(param) else {
        throw JAXError(
          .argument, "replaying a jaxpr", found: "parameter '\(name)' is \(param).",
          expected: "a parameter '\(name)' that is \(type)")
      }
      return value
    }

    /// The integer with the given name.
    public func int(_ name: String) throws -> Int { try read(name, "an integer", \.asInt) }

    /// The boolean with the given name.
    public func bool(_ name: String) throws -> Bool {
      try read(name, "a boolean") { if case .bool(let value) = $0 { value } else { nil } }
    }

    /// The number with the given name.
    public func float(_ name: String) throws -> Double {
      try read(name, "a number") {
        switch $0 {
        case .float(let value): value
        case .int(let value): Double(value)
        default: nil
        }
      }
    }

    /// The text with the given name.
    public func string(_ name: String) throws -> String {
      try read(name, "a string") { if case .string(let value) = $0 { value } else { nil } }
    }

    /// The dtype with the given name.
    public func dtype(_ name: String) throws -> DType { try read(name, "a dtype", \.asDType) }

    /// The tuple of integers with the given name.
    public func ints(_ name: String) throws -> [Int] {
      try read(name, "a tuple of integers", \.asInts)
    }

    /// The list with the given name.
    public func list(_ name: String) throws -> [Param] {
      try read(name, "a tuple") { if case .list(let value) = $0 { value } else { nil } }
    }

    /// The member of an enumeration with the given name.
    public func member(_ name: String) throws -> String {
      try read(name, "a member of an enumeration") {
        if case .enumeration(_, let member) = $0 { member } else { nil }
      }
    }

    /// The fields of the record with the given name.
    public func record(_ name: String) throws -> Params {
      try read(name, "a record") { if case .record(_, let fields) = $0 { fields } else { nil } }
    }

    /// The jaxpr with the given name.
    public func jaxpr(_ name: String) throws -> Jaxpr {
      try read(name, "a jaxpr") { if case .jaxpr(let value) = $0 { value } else { nil } }
    }

    /// What `read` makes of the value with the given name; nil if the value is none or missing.
    public func optional<T>(_ name: String, _ read: (Params) -> (String) throws -> T) throws -> T? {
      guard let value = self[name], value != .none else { return nil }
      return try read(self)(name)
    }
  }
}

extension Jaxpr.Param {
  /// Whether the value is a jaxpr, or a tuple or record with one.
  fileprivate var isProgram: Bool {
    switch self {
    case .jaxpr: true
    case .list(let items): items.contains(where: \.isProgram)
    case .record(_, let fields): fields.entries.contains { $0.value.isProgram }
    default: false
    }
  }

  /// The integer, if the value is one.
  public var asInt: Int? { if case .int(let value) = self { value } else { nil } }
  /// The dtype, if the value is one.
  public var asDType: DType? { if case .dtype(let value) = self { value } else { nil } }
  /// The integers, if the value is a tuple of them.
  public var asInts: [Int]? {
    guard case .list(let items) = self else { return nil }
    let ints = items.compactMap(\.asInt)
    return ints.count == items.count ? ints : nil
  }
}
