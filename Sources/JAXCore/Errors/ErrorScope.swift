// How a programmer's error ends: it stops the program with its text, or, inside `catchingErrors`, is thrown.
//
// Operations on tensors do not throw, as array indexing does not. Inside `catchingErrors` the first error is kept, later
// operations yield placeholders without doing any work, and the error is thrown when the closure returns: nothing is
// unwound, so nothing leaks and no lock stays held.

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
/// After the first error the rest of the closure sees placeholders that hold zeros, and no further work is done on
/// the device.
///
/// - Throws: ``JAXError``, or what the closure throws.
@discardableResult
public func catchingErrors<Result>(_ body: () throws -> Result) throws -> Result {
  let scope = ErrorScope()
  var context = Context.current
  context.errors = scope
  let outcome = Swift.Result { try context.run(body) }
  if let error = scope.first { throw error }
  return try outcome.get()
}

/// Ends an operation that cannot go on: keeps the error for the enclosing `catchingErrors`, or stops the program.
package func raise(_ error: any Error) {
  var error = error as? JAXError ?? JAXError(.internal, "swift-jax", found: "\(error)")
  if let scope = ErrorScope.current {
    guard scope.first == nil else { return }
    if error.location == nil { error.location = UserFrame.location() }
    scope.first = error
  } else {
    if error.location == nil { error.location = UserFrame.location() }
    fatalError("\n\(error)")
  }
}

/// The value of a closure; if it throws, raises the error and gives the placeholder.
package func raising<Result>(
  placeholder: @autoclosure () -> Result, _ body: () throws -> Result
) -> Result {
  do { return try body() } catch {
    raise(error)
    return placeholder()
  }
}

/// The error met in the enclosing `catchingErrors`, after which work is no longer done.
package var pendingError: JAXError? { ErrorScope.current?.first }

/// Whether an error was met in the enclosing `catchingErrors`.
package var isPoisoned: Bool { pendingError != nil }
