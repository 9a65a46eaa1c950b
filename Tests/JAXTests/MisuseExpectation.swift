// What every test of a misuse checks: the whole text of the error, with the user's line, and that the program goes on.

import JAX
import Synchronization
import Testing

/// A misuse of the package that was tried, and the error it ended with.
struct Misuse {
  fileprivate let error: (any Error)?
  fileprivate let line: Int?
  fileprivate let file: String
  fileprivate let place: Testing.SourceLocation

  /// Checks the whole text of the error, and that computing goes on as if nothing had happened.
  func says(_ text: String) {
    let expected = line.map { "\(text)\n  at \(file):\($0)" } ?? text
    #expect(error.map { "\($0)" } == expected, sourceLocation: place)
    expectGoingOn(sourceLocation: place)
  }

  /// Checks that there was an error of this package, and that computing goes on as if nothing had happened.
  func isAnError() {
    #expect(error is JAXError, sourceLocation: place)
    expectGoingOn(sourceLocation: place)
  }
}

/// Tries a misuse that stands on the line of this call, unless another one is given.
func misuse<Value>(
  line: Int = #line, file: String = #filePath, place: Testing.SourceLocation = #_sourceLocation,
  _ body: () throws -> Value
) -> Misuse {
  let outcome = Result { try catchingErrors(body) }
  return Misuse(error: outcome.failure, line: line, file: file, place: place)
}

/// Tries a misuse of a function that throws: its error tells no line, as the caller's `try` stands there.
func thrownMisuse<Value>(
  place: Testing.SourceLocation = #_sourceLocation, _ body: () throws -> Value
) -> Misuse {
  Misuse(error: Result { try body() }.failure, line: nil, file: "", place: place)
}

extension Result where Failure == any Error {
  fileprivate var failure: (any Error)? {
    if case .failure(let error) = self { return error }
    return nil
  }
}

private let derivativeOfSquares = jit(vmap(grad { (x: Tensor) -> Tensor in x * x }))

/// Checks that eager, compiled and transformed operations give right values now.
func expectGoingOn(sourceLocation: Testing.SourceLocation = #_sourceLocation) {
  let x = Tensor([1.5, -2] as [Float])
  #expect((x + 1).scalars(as: Float.self) == [2.5, -1], sourceLocation: sourceLocation)
  #expect(
    derivativeOfSquares(x).scalars(as: Float.self) == [3, -4], sourceLocation: sourceLocation)
}

/// A place outside of all functions where a tensor can be put.
final class Box: Sendable {
  private let value = Mutex<Tensor?>(nil)

  /// Puts a tensor there, and returns it.
  @discardableResult
  func keep(_ tensor: Tensor) -> Tensor {
    value.withLock { $0 = tensor }
    return tensor
  }

  /// The tensor put there.
  var kept: Tensor { get throws { try #require(value.withLock { $0 }) } }
}

/// The text for shapes that NumPy's rule does not bring together.
func unbroadcastable(_ operation: String, _ shapes: String) -> String {
  """
  \(operation): shapes \(shapes) cannot be broadcast together.
    expected: sizes that are equal or 1, compared from the last axis
    to do: reshape one operand, for example with .newAxis, so that its axes line up.
  """
}

/// The text for reading a value of a function that is being staged.
func traced(_ operation: String, _ type: String, _ transformation: String) -> String {
  """
  \(operation): a traced value of \(type) has no concrete value under \(transformation).
    expected: a value that is known while the program is traced
    to do: use jnp.where or lax.select instead of a Swift condition, or read the value outside of \
  the transformed function; a setting that does not change can be a static field.
  """
}

/// The text for reading a value that differs from example to example.
func mapped(_ operation: String, _ type: String) -> String {
  """
  \(operation): a value of \(type) under vmap differs from example to example.
    expected: one value that is known while the program is traced
    to do: use jnp.where or lax.select instead of a Swift condition, or read the value outside of \
  the mapped function.
  """
}

/// The text for a tracer that outlived its function.
func leaked(_ operation: String, _ type: String, _ transformation: String) -> String {
  """
  \(operation): a tracer of \(type) from \(transformation) was used outside the function it belongs \
  to.
    expected: values made inside a transformed function are used only inside it
    to do: return the value from the transformed function instead of storing it elsewhere.
  """
}
