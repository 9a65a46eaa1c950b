// Jaxprs as text, as JAX prints them.
//
// Names are given in the order of printing and are unique over a program and all programs inside it; inside `jit` the
// arguments and results keep the names they have outside. A program that is used twice, or is long, is printed once,
// ahead of what uses it. Source: jax/_src/core.py `pp_toplevel_jaxpr`.

/// A primitive whose name is known only from its value.
package protocol NamedPrimitive: Primitive {
  /// The name.
  var primitiveName: String { get }
}

extension Jaxpr.Equation {
  /// The name of the primitive.
  package var primitiveName: String {
    (primitive as? any NamedPrimitive)?.primitiveName ?? type(of: primitive).name
  }
}

extension Jaxpr: CustomStringConvertible {
  /// The program as JAX prints it.
  ///
  ///     { lambda ; a:f32[2]. let b:f32[2] = sin a in (b,) }
  public var description: String {
    var printer = JaxprPrinter(self)
    return printer.document().layout()
  }
}

extension ClosedJaxpr: CustomStringConvertible {
  /// The program as JAX prints it.
  public var description: String { jaxpr.description }
}

/// Prints one program.
private struct JaxprPrinter {
  /// A variable of one of the programs.
  private struct Variable: Hashable {
    let jaxpr: ObjectIdentifier
    let number: Int

    init(_ number: Int, of jaxpr: Jaxpr) {
      self.jaxpr = ObjectIdentifier(jaxpr)
      self.number = number
    }
  }

  private let root: Jaxpr
  private var names: [Variable: String] = [:]
  private var nameCount = 0
  private var sharedNames: [ObjectIdentifier: String] = [:]
  private var shared: [Jaxpr] = []

  init(_ root: Jaxpr) {
    self.root = root
    var isUsed = [Bool](repeating: false, count: root.avals.count)
    for output in root.outputs { if let number = output.variable { isUsed[number] = true } }
    for equation in root.equations.reversed() {
      for number in equation.outputs where !isUsed[number] {
        names[Variable(number, of: root)] = "_"
      }
      for input in equation.inputs { if let number = input.variable { isUsed[number] = true } }
    }
    findShared()
  }

  /// Finds the programs that are printed ahead, and names them.
  private mutating func findShared() {
    let rootID = ObjectIdentifier(root)
    var order: [Jaxpr] = []
    var counts: [ObjectIdentifier: Int] = [:]
    var suggested: [ObjectIdentifier: String] = [:]
    var queue = [root]
    var position = 0
    while position < queue.count {
      let jaxpr = queue[position]
      position += 1
      let id = ObjectIdentifier(jaxpr)
      let known = counts[id] ?? 0
      if known == 0 { order.append(jaxpr) }
      let isLong = id != rootID && jaxpr.equations.count > 10
      counts[id] = known + (isLong ? 2 : 1)
      // The second visit tells that the programs inside are used twice; a third would tell nothing.
      if known > (isLong ? 2 : 1) { continue }
      for equation in jaxpr.equations {
        let inner = equation.primitive.programs
        queue += inner
        guard !inner.isEmpty, case .string(let name)? = equation.primitive.params["name"] else {
          continue
        }
        for program in inner where suggested[ObjectIdentifier(program)] == nil {
          suggested[ObjectIdentifier(program)] = name.trimming("<>")
        }
      }
    }
    var uses: [String: Int] = [:]
    for jaxpr in order where counts[ObjectIdentifier(jaxpr), default: 0] > 1 {
      var name = suggested[ObjectIdentifier(jaxpr)] ?? "jaxpr"
      let count = uses[name, default: 0]
      uses[name] = count + 1
      if count > 0 {
        name += String(count)
        uses[name, default: 0] += 1
      }
      sharedNames[ObjectIdentifier(jaxpr)] = name
      shared.append(jaxpr)
    }
  }

  mutating func document() -> PrettyDocument {
    var parts: [PrettyDocument] = []
    for jaxpr in shared {
      let name = sharedNames[ObjectIdentifier(jaxpr)] ?? ""
      parts += [.text("let \(name) = "), skeleton(jaxpr), .text(" in"), .lineBreak(" ")]
    }
    parts.append(program(root))
    return .concat(parts)
  }

  private mutating func program(_ jaxpr: Jaxpr) -> PrettyDocument {
    if let name = sharedNames[ObjectIdentifier(jaxpr)] { return .text(name) }
    return skeleton(jaxpr)
  }

  private mutating func skeleton(_ jaxpr: Jaxpr) -> PrettyDocument {
    let constants = binders(jaxpr.constants, of: jaxpr)
    let inputs = binders(jaxpr.inputs, of: jaxpr)
    var equations: [PrettyDocument] = []
    for item in jaxpr.equations { equations.append(equation(item, of: jaxpr)) }
    let outputs = atoms(jaxpr.outputs, of: jaxpr, separator: ",")
    let body = PrettyDocument.concat([
      .text("{ lambda "), constants, .text("; "), inputs, .text(". let"),
      .nest(2, .lineBreak(" ") + .joined(equations, by: .lineBreak("; "))), .lineBreak(" "),
      .text("in ("), outputs, .text(jaxpr.outputs.count == 1 ? ",)" : ")"),
    ])
    return .group(.nest(2, body) + .text(" }"))
  }

  private mutating func name(_ number: Int, of jaxpr: Jaxpr) -> String {
    let variable = Variable(number, of: jaxpr)
    if let known = names[variable] { return known }
    var new: String
    repeat {
      new = JaxprPrinter.letters(nameCount)
      nameCount += 1
    } while sharedNames.values.contains(new)
    names[variable] = new
    return new
  }

  /// The number in base 26, written with letters.
  private static func letters(_ number: Int) -> String {
    var rest = number
    var text: [UInt8] = []
    repeat {
      text.append(UInt8(ascii: "a") + UInt8(rest % 26))
      rest /= 26
    } while rest > 0
    return String(decoding: text.reversed(), as: UTF8.self)
  }

  private mutating func binders(_ numbers: [Int], of jaxpr: Jaxpr) -> PrettyDocument {
    let texts = numbers.map { number in
      name(number, of: jaxpr) + ":" + jaxpr.avals[number].shortDescription
    }
    return JaxprPrinter.list(texts, separator: "")
  }

  private mutating func atoms(_ atoms: [Jaxpr.Atom], of jaxpr: Jaxpr, separator: String = "")
    -> PrettyDocument
  {
    let texts = atoms.map { atom in
      switch atom {
      case .variable(let number): name(number, of: jaxpr)
      case .literal(let literal):
        literal.text
      }
    }
    return JaxprPrinter.list(texts, separator: separator)
  }

  private static func list(_ texts: [String], separator: String) -> PrettyDocument {
    .nest(
      2,
      .group(
        .joined(texts.map(PrettyDocument.text), by: .text(separator) + .group(.lineBreak(" ")))))
  }

  private mutating func equation(_ equation: Jaxpr.Equation, of jaxpr: Jaxpr) -> PrettyDocument {
    let primitive = equation.primitiveName
    let params = equation.primitive.printedParams
    if equation.primitive.printsNamesOfOperands, let inner = equation.primitive.programs.first,
      sharedNames[ObjectIdentifier(inner)] == nil
    {
      keepNames(inner.inputs.map(Jaxpr.Atom.variable), in: inner, as: equation.inputs, in: jaxpr)
      keepNames(inner.outputs, in: inner, as: equation.outputs.map(Jaxpr.Atom.variable), in: jaxpr)
    }
    let results = binders(equation.outputs, of: jaxpr)
    let call = PrettyDocument.concat([
      .text(primitive), pairs(params), .text(" "), atoms(equation.inputs, of: jaxpr),
    ])
    return equation.outputs.isEmpty ? call : .concat([results, .text(" = "), call])
  }

  /// Names the variables of an inner program as those that they stand for.
  private mutating func keepNames(
    _ inner: [Jaxpr.Atom], in innerJaxpr: Jaxpr, as outer: [Jaxpr.Atom], in outerJaxpr: Jaxpr
  ) {
    guard inner.count == outer.count else { return }
    var isTaken: Set<Int> = []
    for (atom, like) in zip(inner, outer) {
      guard let number = atom.variable, let likeNumber = like.variable,
        !isTaken.contains(likeNumber), names[Variable(number, of: innerJaxpr)] == nil
      else { continue }
      isTaken.insert(likeNumber)
      names[Variable(number, of: innerJaxpr)] = name(likeNumber, of: outerJaxpr)
    }
  }

  private mutating func pairs(_ params: [Jaxpr.Params.Entry]) -> PrettyDocument {
    if params.isEmpty { return .empty }
    var items: [PrettyDocument] = []
    for param in params { items.append(.text(param.name + "=") + value(param)) }
    return .group(
      .concat([
        .nest(
          2, .concat([.text("["), .lineBreak(""), .joined(items, by: .lineBreak(" "))])),
        .lineBreak(""), .text("]"),
      ]))
  }

  private mutating func value(_ param: Jaxpr.Params.Entry) -> PrettyDocument {
    switch param.value {
    case .jaxpr(let jaxpr): return program(jaxpr)
    case .list(let items) where !items.isEmpty && items.allSatisfy(\.isProgram):
      var programs: [PrettyDocument] = []
      for jaxpr in param.value.programs { programs.append(program(jaxpr)) }
      return .group(
        .concat([
          .nest(
            2, .concat([.text("("), .lineBreak(""), .joined(programs, by: .lineBreak(" "))])),
          .lineBreak(""), .text(")"),
        ]))
    default: return .text(param.value.text)
    }
  }
}

extension Jaxpr.Param {
  fileprivate var isProgram: Bool { if case .jaxpr = self { true } else { false } }

  /// The programs in the parameter.
  package var programs: [Jaxpr] {
    switch self {
    case .jaxpr(let jaxpr): [jaxpr]
    case .list(let items): items.flatMap { $0.isProgram ? $0.programs : [] }
    case .record(_, let fields):
      fields.entries.flatMap { $0.value.isProgram ? $0.value.programs : [] }
    default: []
    }
  }
}

extension String {
  fileprivate func trimming(_ characters: String) -> String {
    var text = Substring(self)
    while let first = text.first, characters.contains(first) { text.removeFirst() }
    while let last = text.last, characters.contains(last) { text.removeLast() }
    return String(text)
  }
}
