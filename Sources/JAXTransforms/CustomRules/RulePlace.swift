// Where a function with a derivative rule of its own is called, and what the rule may use there.
//
// Where the function is differentiated its rule simply runs, and where nothing is traced the function does, so Swift
// conditions on known values work in both. Elsewhere they are staged as the programs of an operation. A rule says
// nothing of captured values, so that one of them is being differentiated is an error, not a derivative that is zero.

import JAXLax

/// What a call of a function with a rule of its own does.
enum RulePlace {
  /// The function runs under the given trace.
  case evaluation(RuleTrace)
  /// The rule runs under the second trace, for values of the first.
  case derivative(any DualTrace, RuleTrace)
  /// The function and its rule are staged, for an operation under the given trace.
  case staging(RuleTrace)

  /// The place of a call with the given arguments.
  ///
  /// - Parameter name: the function's name, for errors.
  init(of arguments: [Tensor], name: String) {
    // Transformations that the arguments do not belong to have no part in the call.
    var excluded: [any Trace] = []
    var trace = currentTrace
    while let each = trace {
      let isOwn = arguments.contains { ($0.content as? Tracer)?.trace === each }
      switch each {
      case let rule as RuleTrace: excluded += rule.excluded
      case let dual as any DualTrace where isOwn:
        excluded.append(dual)
        self = .derivative(dual, RuleTrace(name, parent: dual.ruleTrace, excluded: excluded))
        return
      case let splitting as SplittingTrace where !arguments.contains(where: splitting.isTangent):
        break
      case let staging as JaxprTrace where staging.isPartial && !isOwn: excluded.append(staging)
      case is any DualTrace: excluded.append(each)
      default:
        self = .staging(RuleTrace(name, parent: each, excluded: excluded))
        return
      }
      trace = each.parent
    }
    self = .evaluation(RuleTrace(name, parent: nil, excluded: excluded))
  }
}

/// Runs a rule: every operation goes to the parent, and values of the traces that the rule has no say in are refused.
final class RuleTrace: Trace {
  let parent: (any Trace)?
  var lifetime = TraceLifetime()
  let transformation = "a custom rule"
  let excluded: [any Trace]
  private let name: String

  init(_ name: String, parent: (any Trace)?, excluded: [any Trace]) {
    self.name = name
    self.parent = parent
    self.excluded = excluded
  }

  func process(_ primitive: any Primitive, _ inputs: [Tensor]) throws -> [Tensor] {
    try check(inputs)
    return try inParent(primitive, inputs)
  }

  /// Checks that values do not depend on something that is differentiated behind the rule's back.
  func check(_ values: [Tensor]) throws {
    for value in values {
      guard let tracer = value.content as? Tracer,
        let trace = excluded.first(where: { $0 === tracer.trace })
      else { continue }
      throw RuleTrace.capturedError(name, value.aval, trace.transformation)
    }
  }

  static func capturedError(_ name: String, _ aval: ShapedArray, _ transformation: String)
    -> JAXError
  {
    JAXError(
      .differentiation, name,
      found:
        "the function or its rule captured a value of \(aval) that is being differentiated by "
        + "\(transformation).",
      expected: "a function of its arguments, as its rule gives no derivative for captured values",
      remedy: "pass the value as an argument, or capture lax.stopGradient of it.")
  }

  func concretizationError(_ aval: ShapedArray, _ operation: String) -> JAXError {
    .internal("\(operation): a rule has no values of its own.")
  }
}

extension RuleTrace {
  /// Runs a function under this trace, and checks what it returns.
  func run(_ body: () throws -> TreeWriter) throws -> TreeWriter {
    let results = try withTrace(excluded.isEmpty ? parent : self, body)
    if let error = pendingError { throw error }
    try check(results.leaves)
    return results
  }
}
