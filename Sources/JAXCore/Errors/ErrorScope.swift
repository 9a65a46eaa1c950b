// How a programmer's error ends: it stops the program with its text, or, inside `catchingErrors`, is thrown.
//
// Operations on tensors do not throw, as array indexing does not. Inside `catchingErrors` the first error is kept, later
// operations yield placeholders without doing any work, and the error is thrown when the closure returns. A placeholder
// has no value: reading one leaves the closure at once (Unwinding.swift).

import Glibc

/// The first error of one run of `catchingErrors`; confined to the thread that runs it.
final class ErrorScope {
  var first: JAXError?

  static var current: ErrorScope? {
    Context.slot?.pointee.errors
  }
}

/// Runs a closure and throws the first error that an operation on tensors met in it, instead of stopping the program.
///
///     do {
///       try catchingErrors { jnp.zeros([2, 3]) + jnp.zeros([4]) }
///     } catch { print(error) }        // add: shapes (2, 3) and (4,) cannot be broadcast together. …
///
/// After the first error the rest of the closure sees placeholders, which have a shape and a dtype but no value, and no
/// further work is done on the device. Reading one, as in `Bool(x)`, `x.item()` or `x.scalars()`, leaves the closure at
/// that line: what its frames own is not freed, its `defer` blocks do not run, and locks that they hold stay held. So a
/// program that goes on after many errors, as a server does, reads with `try`, which throws instead and loses nothing:
///
///     try catchingErrors {
///       while !(try Bool(reading: error .< 1e-3)) { step() }
///     }
///
/// - Throws: ``JAXError``, or what the closure throws.
@discardableResult
public func catchingErrors<Result>(_ body: () throws -> Result) throws -> Result {
  let scope = ErrorScope()
  var context = Context.current
  context.errors = scope
  var outcome: Swift.Result<Result, any Error>?
  try leavable { outcome = Swift.Result { try context.run(body) } }
  if let error = scope.first { throw error }
  guard let outcome else { throw JAXError.internal("A closure was left without an error.") }
  return try outcome.get()
}

/// Ends an operation that cannot go on: keeps the error for the enclosing `catchingErrors`, or stops the program.
///
///     guard width > 0 else {
///       raise(JAXError(.argument, "softAbs", found: "the width \(width).", expected: "a positive width"))
///       return x.withoutValue
///     }
///
/// What the operation returns afterwards must be a placeholder: ``Tensor/withoutValue``.
public func raise(_ error: any Error) {
  guard let scope = ErrorScope.current else { stop(error) }
  if scope.first == nil { scope.first = located(error) }
}

/// Stops the program with an error's text and the user's calls that led to it.
///
/// Nothing else is printed: no registers, and no stacks of the compiler's threads, as the Swift runtime does where a
/// program traps. Debuggers stop here, and who sets `SWIFT_BACKTRACE` gets what that asks for.
func stop(_ error: any Error) -> Never {
  let calls = UserFrame.Stack.current()?.calls.dropFirst().map { "\n  in \($0)" } ?? []
  let text = "\n\(located(error))" + calls.joined()
  if getenv("SWIFT_BACKTRACE") != nil { fatalError(text) }
  writeToStandardError(text)
  signal(SIGABRT, SIG_DFL)
  abort()
}

/// An error of this package with the user's line.
private func located(_ error: any Error) -> JAXError {
  var error = error as? JAXError ?? JAXError(.internal, "swift-jax", found: "\(error)")
  if error.location == nil { error.location = UserFrame.location() }
  return error
}

/// The value of a closure; if it throws, raises the error and gives the placeholder, which must not be taken for a result.
public func raising<Result>(
  placeholder: @autoclosure () -> Result, _ body: () throws -> Result
) -> Result {
  do { return try body() } catch {
    raise(error)
    return placeholder()
  }
}

/// The tensor that a closure gives; if it throws, raises the error and gives a placeholder of the other tensor's type.
///
///     raising(placeholder: x) {
///       try DTypeSet.floating.check(x.dtype, "softAbs")
///       return lax.sqrt(x * x + 1)
///     }
public func raising(placeholder: @autoclosure () -> Tensor, _ body: () throws -> Tensor) -> Tensor {
  do { return try body() } catch {
    raise(error)
    return placeholder().withoutValue
  }
}

/// The tensors that a closure gives; if it throws, raises the error and gives placeholders of the other tensors' types.
public func raising(
  placeholder: @autoclosure () -> [Tensor], _ body: () throws -> [Tensor]
) -> [Tensor] {
  do { return try body() } catch {
    raise(error)
    return placeholder().map(\.withoutValue)
  }
}

extension Tensor {
  /// A placeholder of the tensor's type: what an operation gives after it raised an error.
  public var withoutValue: Tensor { content is Placeholder ? self : Tensor(Placeholder(aval)) }
}

/// The error met in the enclosing `catchingErrors`, after which work is no longer done.
package var pendingError: JAXError? { ErrorScope.current?.first }

/// Whether an error was met in the enclosing `catchingErrors`.
package var isPoisoned: Bool { pendingError != nil }
