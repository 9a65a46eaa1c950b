// The programs of one function, staged once for each combination of argument types.

import JAXLax
import Synchronization

/// What a function was staged to for different arguments.
///
/// A form that captured a value of an enclosing transformation is not kept, since that value dies with it.
final class StagedPrograms<Form: StagedForm>: Sendable {
  private struct Entry: Sendable {
    let structures: [TreeDef]
    let avals: [ShapedArray]
    let form: Form
    /// The trace inside which the form is known already: that of its own rule, while that is staged.
    let rule: ObjectIdentifier?
    let context: ContextKey
    let epoch = CacheEpoch.current

    func serves(_ structures: [TreeDef], _ avals: [ShapedArray], _ context: ContextKey) -> Bool {
      guard self.avals == avals && self.structures == structures && self.context == context,
        epoch == CacheEpoch.current
      else { return false }
      guard let rule else { return true }
      var trace = currentTrace
      while let each = trace {
        if ObjectIdentifier(each) == rule { return true }
        trace = each.parent
      }
      return false
    }
  }

  private let entries = Mutex<[Entry]>([])

  /// The form for the given arguments, which `make` stages if it is new.
  ///
  /// A rule may call its own function: `make` announces a form for such calls from inside of the rule.
  func form(
    _ leaves: [Tensor], _ structures: [TreeDef],
    _ make: (_ announce: (Form) -> Void) throws -> Form
  ) throws -> Form {
    let avals = leaves.map(\.aval)
    let context = Context.cacheKey
    let known = entries.withLock { entries in
      entries.first { $0.serves(structures, avals, context) }
    }
    if let known { return known.form }
    func add(_ form: Form, rule: (any Trace)?) {
      let entry = Entry(
        structures: structures, avals: avals, form: form, rule: rule.map { ObjectIdentifier($0) },
        context: context)
      entries.withLock { entries in
        entries.removeAll { $0.epoch != entry.epoch }
        entries.append(entry)
      }
    }
    var rule: (any Trace)?
    defer {
      if let rule {
        entries.withLock { $0.removeAll { $0.rule == ObjectIdentifier(rule) } }
      }
    }
    let new = try make { form in
      rule = currentTrace
      add(form, rule: rule)
    }
    // After an error in the function its results are placeholders, which are no program to keep.
    if let error = pendingError { throw error }
    if !new.captured.contains(where: { $0.content is Tracer }) { add(new, rule: nil) }
    return new
  }
}

/// A value that is known later than those who will use it.
final class Deferred<Value: Sendable>: Sendable {
  private let outcome = Mutex<Result<Value, any Error>?>(nil)

  func resolve(_ result: Result<Value, any Error>) { outcome.withLock { $0 = result } }

  /// The value, or the error met where it was computed.
  func get() throws -> Value {
    guard let outcome = outcome.withLock({ $0 }) else {
      throw JAXError(
        .differentiation, "custom rule",
        found: "a rule that differentiates its own function while it is staged.",
        expected: "a rule that at most calls its own function")
    }
    return try outcome.get()
  }
}

/// What a function was staged to.
protocol StagedForm: Sendable {
  /// The values that it captured, which are leading operands.
  var captured: [Tensor] { get }
}

/// Values that several programs captured, each of them once.
struct CapturedValues {
  private(set) var values: [Tensor] = []
  private var positions: [ObjectIdentifier: Int] = [:]

  /// The values that the programs captured.
  init(_ programs: [ClosedJaxpr]) {
    for value in programs.flatMap(\.constants) {
      let identity = ObjectIdentifier(value.content)
      guard positions[identity] == nil else { continue }
      positions[identity] = values.count
      values.append(value)
    }
  }

  /// The program with all captured values as leading arguments, its own among them.
  func jaxpr(_ program: ClosedJaxpr) -> Jaxpr {
    let jaxpr = program.jaxpr
    if program.constants.count == values.count { return jaxpr.withConstantsAsInputs }
    var own = [Int?](repeating: nil, count: values.count)
    for (variable, value) in zip(jaxpr.constants, program.constants) {
      if let position = positions[ObjectIdentifier(value.content)] { own[position] = variable }
    }
    var avals = jaxpr.avals
    let leading = zip(own, values).map { variable, value -> Int in
      if let variable { return variable }
      avals.append(value.aval)
      return avals.count - 1
    }
    return Jaxpr(
      avals: avals, inputs: leading + jaxpr.inputs, equations: jaxpr.equations,
      outputs: jaxpr.outputs)
  }
}

extension BatchedTensor {
  /// The same value with the mapped axis, if there is one, in front.
  var withAxisInFront: BatchedTensor {
    axis.map { BatchedTensor(tensor.movingAxis($0, to: 0), axis: 0) } ?? self
  }
}
