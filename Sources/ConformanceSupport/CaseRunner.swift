// Running one case: each reading of its program, compared with what JAX computed.

import JAXCore
import JAXLax
import JAXTesting
import JAXTransforms
import PJRT

/// Runs the readings of cases.
package struct CaseRunner: Sendable {
  private let type: @Sendable (String) -> (any Primitive.Type)?

  /// A runner that finds primitives with the given function.
  package init(type: @escaping @Sendable (String) -> (any Primitive.Type)?) { self.type = type }

  /// Runs the readings of a case, and reports each as it is done.
  package func run(
    _ item: ConformanceCase, only readings: [Reading]? = nil,
    report: (ReadingOutcome) throws -> Void
  ) throws {
    let wanted = item.readings.filter { readings?.contains($0) ?? true }
    let program: Program
    do {
      program = try catchingErrors { try item.program(item.reader(type: type)) }
    } catch {
      for reading in wanted { try report(item.outcome(reading, .failed("\(error)".onOneLine))) }
      return
    }
    for reading in wanted {
      guard program.unknownPrimitives.isEmpty else {
        try report(item.outcome(reading, .unsupported(program.unknownPrimitives.sorted())))
        continue
      }
      var outcome = Outcome.passed
      do {
        let run = CaseRun(item, program)
        if let text = try catchingErrors({ try run.difference(reading) }) {
          outcome = .failed(text)
        }
      } catch {
        outcome = .failed("\(error)".onOneLine)
      }
      try report(item.outcome(reading, outcome))
    }
  }

  /// JAX's text of the case's jaxpr and ours, if JAX's is known and nothing in it was lost in the case.
  ///
  /// JAX prints some numbers as `np.int64(3)`, depending on where they came from. They are compared as `3`, and texts
  /// with them without their line breaks, which the longer form moves.
  package func printing(_ item: ConformanceCase) throws -> (ours: String, jax: String)? {
    guard let text = item.text else { return nil }
    let program = try catchingErrors {
      try item.program(item.reader(customRules: .kept, type: type))
    }
    guard !program.losesText else { return nil }
    let ours = program.jaxpr.description
    let plain = text.withoutArrayScalars
    return plain == text ? (ours, text) : (ours.withoutSpaces, plain.withoutSpaces)
  }
}

extension ConformanceCase {
  /// What came of a reading of this case.
  func outcome(_ reading: Reading, _ outcome: Outcome) -> ReadingOutcome {
    ReadingOutcome(caseName: name, group: group, reading: reading, outcome: outcome)
  }
}

/// The readings of one program.
private struct CaseRun {
  private let item: ConformanceCase
  private let program: Program

  init(_ item: ConformanceCase, _ program: Program) {
    self.item = item
    self.program = program
  }

  /// The program as a function of its arguments.
  private func function() throws -> @Sendable ([Tensor]) throws -> [Tensor] {
    let constants = try tensors(
      program.constants, like: program.jaxpr.constants.map(Jaxpr.Atom.variable))
    return { try evalJaxpr(program.jaxpr, constants: constants, $0) }
  }

  /// The first difference of a reading from JAX's answer; nil if they agree.
  func difference(_ reading: Reading) throws -> String? {
    switch reading {
    case .eval: return try valueDifference(try function()(try arguments()))
    case .jit: return try valueDifference(try jitFlat(try function(), try arguments()))
    case .jvp: return try jvpDifference()
    case .vjp where item.isLoopWithoutReverseMode: return try centralDifference()
    case .vjp: return try vjpDifference()
    case .vmap, .vmapFirst: return try vmapDifference(reading)
    }
  }

  /// Arrays as weakly typed as what stands for them in the program.
  private func typed(_ arrays: [HostArray], like atoms: [Jaxpr.Atom]) -> [HostArray] {
    zip(arrays, atoms).map { $0.weaklyTyped(program.jaxpr.aval($1).weakType) }
  }

  private func tensors(_ arrays: [HostArray], like atoms: [Jaxpr.Atom]) throws -> [Tensor] {
    try typed(arrays, like: atoms).map { try Tensor(host: $0) }
  }

  private var inputs: [Jaxpr.Atom] { program.jaxpr.inputs.map(Jaxpr.Atom.variable) }

  private func arguments() throws -> [Tensor] { try tensors(item.inputs(), like: inputs) }

  private func difference(_ ours: [Tensor], _ expected: [HostArray], inputs: [HostArray]) throws
    -> String?
  {
    let values = try ours.map { try $0.hostArray() }
    let expected = typed(expected, like: program.jaxpr.outputs)
    let comparison = Comparison(of: program.jaxpr)
    if let input = inputs.first, let reconstruction = Reconstruction(program.jaxpr, comparison) {
      return reconstruction.difference(values, expected, of: input)
    }
    return comparison.difference(values, expected)
  }

  private func valueDifference(_ ours: [Tensor]) throws -> String? {
    try difference(ours, try item.outputs(), inputs: try item.inputs())
  }

  private func vmapDifference(_ reading: Reading) throws -> String? {
    let answer = try item.vmap(reading)
    let ours = try vmapFlat(
      try function(), try tensors(answer.inputs, like: inputs), inAxes: answer.inAxes)
    return try difference(ours, answer.outputs, inputs: answer.inputs)
  }

  private func jvpDifference() throws -> String? {
    let answer = try item.jvp()
    let arguments = try arguments()
    var tangents = [Tensor?](repeating: nil, count: arguments.count)
    let given = try tensors(answer.tangents, like: answer.inputs.map { inputs[$0] })
    for (position, tangent) in zip(answer.inputs, given) { tangents[position] = tangent }
    let results = try jvpFlat(try function(), arguments, tangents)
    let ours = try answer.outputs.map { position in
      try results.tangents[position]?.hostArray()
        ?? HostArray(zeros: results.outputs[position].aval)
    }
    return Comparison(factor: 10, of: program.jaxpr).difference(
      ours, typed(answer.outTangents, like: answer.outputs.map { program.jaxpr.outputs[$0] }),
      label: "output tangent")
  }

  /// Where reverse mode is not what central differences tell.
  private func centralDifference() throws -> String? {
    let inputs = try arguments()
    let outputs = try item.outputs()
    let function = try function()
    let check = DerivativeCheck(
      operation: "vjp",
      function: LeafFunction(places: inputs.indices.map { "input \($0)" }) { inputs in
        let outputs = try function(inputs)
        return (outputs, outputs.indices.map { "output \($0)" })
      },
      point: inputs, tolerance: Tolerance(for: inputs.map(\.dtype) + outputs.map(\.dtype)))
    try check.run(order: 1, modes: [.reverse])
    return nil
  }

  private func vjpDifference() throws -> String? {
    let answer = try item.vjp()
    let all = try arguments()
    let function = try function()
    let primals = answer.inputs.map { all[$0] }
    let results = try vjpFlat(
      { differentiated in
        var arguments = all
        for (position, value) in zip(answer.inputs, differentiated) { arguments[position] = value }
        let outputs = try function(arguments)
        return answer.outputs.map { outputs[$0] }
      }, primals)
    let outputs = answer.outputs.map { program.jaxpr.outputs[$0] }
    let cotangents = try results.pullback(try tensors(answer.cotangents, like: outputs))
    let ours = try zip(cotangents, primals).map { cotangent, primal in
      try cotangent?.hostArray() ?? HostArray(zeros: primal.aval)
    }
    return Comparison(factor: 10, of: program.jaxpr).difference(
      ours, typed(answer.inCotangents, like: answer.inputs.map { inputs[$0] }),
      label: "input cotangent")
  }
}

extension Tensor {
  /// The tensor with the elements of an array on the host.
  fileprivate init(host array: HostArray) throws {
    self = try array.bytes.withUnsafeBytes { bytes in
      Tensor(try Placement.current().array(bytes, array.aval))
    }
  }

  /// The elements, on the host.
  fileprivate func hostArray() throws -> HostArray {
    let array = try content.deviceArray(for: "conformance")
    return HostArray(
      dtype: dtype, shape: shape, bytes: try array.buffer.bytes(), weakType: weakType)
  }
}

extension Program {
  /// Whether the case lacks something that JAX printed, as the names of functions.
  fileprivate var losesText: Bool { jaxpr.losesText }
}

extension Jaxpr {
  fileprivate var losesText: Bool {
    equations.contains { equation in
      let hidden: Set<String> =
        equation.primitiveName == "jit" ? ["ctx_mesh", "in_shardings", "out_shardings"] : []
      return equation.primitive.params.entries.contains {
        !hidden.contains($0.name) && $0.name != "sharding" && $0.value.losesText
      }
    }
  }
}

extension Jaxpr.Param {
  fileprivate var losesText: Bool {
    switch self {
    case .opaque: true
    case .list(let items): items.contains(where: \.losesText)
    case .record("PRNGImpl", _): false
    case .record(_, let fields): fields.entries.contains { $0.value.losesText }
    case .jaxpr(let jaxpr): jaxpr.losesText
    default: false
    }
  }
}

extension String {
  fileprivate var withoutSpaces: String { filter { !$0.isWhitespace } }

  /// The lines of an error, joined.
  fileprivate var onOneLine: String {
    split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: "; ")
  }

  /// The text with `np.int64(3)` as `3`.
  fileprivate var withoutArrayScalars: String {
    var result = ""
    var rest = Substring(self)
    let marker = "np.int64("
    while let start = rest.firstIndex(of: "n") {
      result += rest[..<start]
      rest = rest[start...]
      guard rest.hasPrefix(marker), let end = rest.firstIndex(of: ")") else {
        result.append(rest.removeFirst())
        continue
      }
      result += rest.dropFirst(marker.count)[..<end]
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}
