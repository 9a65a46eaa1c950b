// How operations are interpreted: each transformation is a trace that says what to do with one primitive.
//
// There is one current trace per thread. An operation goes to the current trace; a trace lifts operands that are not
// its own, and while it runs a rule it makes its parent current. No trace means plain evaluation.
// Source: jax/_src/core.py `Trace` ("stackless").

/// An interpretation of operations.
///
/// A trace and its tracers belong to the thread that made it.
package protocol Trace: AnyObject {
  /// The trace that was current when this one was made: where its own rules compute.
  var parent: (any Trace)? { get }
  /// When and where the trace's values may be used.
  var lifetime: TraceLifetime { get set }
  /// The name of the transformation, for errors.
  var transformation: String { get }
  /// The named axes that the trace maps over, which collective operations may refer to.
  var axes: [NamedAxis] { get }

  /// Interprets one operation.
  func process(_ primitive: any Primitive, _ inputs: [Tensor]) throws -> [Tensor]

  /// The error for reading a value of the given type as if it were known.
  func concretizationError(_ aval: ShapedArray, _ operation: String) -> JAXError
}

/// When and where the values of a trace may be used: while the function is traced, on the thread that traces it.
package struct TraceLifetime {
  /// Whether the function being traced has not returned yet.
  package var isRunning = true
  /// The thread that traces the function.
  let thread = ThreadIdentity()

  /// The lifetime of a trace that begins here and now.
  package init() {}
}

extension Trace {
  package var axes: [NamedAxis] { [] }

  /// Runs the function being traced: with this trace current, which ends with it.
  package func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    defer { lifetime.isRunning = false }
    return try withTrace(self, body)
  }

  /// Interprets one operation in the parent trace.
  package func inParent(_ primitive: any Primitive, _ inputs: [Tensor]) throws -> [Tensor] {
    try withTrace(parent) { try interpret(primitive, inputs) }
  }
}

/// The current trace of this thread; nil for plain evaluation.
package var currentTrace: (any Trace)? {
  Context.slot?.pointee.trace
}

/// Runs a closure with the given trace current.
package func withTrace<Result>(_ trace: (any Trace)?, _ body: () throws -> Result) rethrows
  -> Result
{
  var trace = trace
  return try Context.exchanging({ swap(&$0.trace, &trace) }, body)
}

/// Interprets one operation in the current trace.
package func interpret(_ primitive: any Primitive, _ inputs: [Tensor]) throws -> [Tensor] {
  guard let trace = currentTrace else { return try Evaluation.run(primitive, inputs) }
  return try trace.process(primitive, inputs)
}

/// Applies a primitive to tensors.
///
/// Errors stop the program or are kept for the enclosing ``catchingErrors(_:)``; then placeholders are returned.
public func bind(_ primitive: any Primitive, _ inputs: [Tensor]) -> [Tensor] {
  if !isPoisoned {
    do { return try interpret(primitive, inputs) } catch { raise(error) }
  }
  return placeholders(for: primitive, inputs)
}

/// Applies a primitive with one result to tensors.
public func bind(_ primitive: any Primitive, _ inputs: Tensor...) -> Tensor {
  bind(primitive, inputs)[0]
}

/// What an operation yields after an error: as many results as it has, of the right types where those can be told, else of
/// the first operand's.
private func placeholders(for primitive: any Primitive, _ inputs: [Tensor]) -> [Tensor] {
  let avals = inputs.map(\.aval)
  let results =
    (try? primitive.abstractEval(avals))
    ?? Array(
      repeating: avals.first ?? ShapedArray(shape: [], dtype: .float32),
      count: primitive.outputCount(avals))
  return results.map { Tensor(Placeholder($0)) }
}

extension Tracer {
  /// Throws if the function that the tracer belongs to has returned, or is traced by another thread.
  package func checkUse(in operation: String) throws(JAXError) {
    if trace.lifetime.thread != ThreadIdentity() || !trace.lifetime.isRunning {
      throw misused(in: operation)
    }
  }

  /// The error for a tracer that is used on another thread, after the function it belongs to has returned, or in another
  /// function.
  package func misused(in operation: String) -> JAXError {
    if trace.lifetime.thread != ThreadIdentity() {
      return JAXError(
        .leakedTracer, operation,
        found:
          "a tracer of \(aval) from \(trace.transformation)\(origin) was used on another thread than the one that traces "
          + "its function.",
        expected: "values made inside a transformed function are used by the thread that runs it",
        remedy:
          "compute in the function itself: a Task or Thread started in it runs apart from the trace."
      )
    }
    return JAXError(
      .leakedTracer, operation,
      found:
        "a tracer of \(aval) from \(trace.transformation)\(origin) was used outside the function it belongs to.",
      expected: "values made inside a transformed function are used only inside it",
      remedy: "return the value from the transformed function instead of storing it elsewhere.")
  }
}
