// Functions of the library that run as one compiled program, as JAX's own jitted functions do.
//
// A function is traced once for each combination of settings and operand types, and its program is kept, with all that
// transformations and the compiler make of it. So a call costs one dispatch, XLA fuses the whole function, and results
// are rounded where JAX's are.

import JAXLax
import Synchronization

/// The programs of library functions.
private enum LibraryPrograms {
  struct Key: Hashable, Sendable {
    let name: String
    let settings: [Jaxpr.Param]
    let operands: [ShapedArray]
    let tracing: Configuration.TracingKey?
  }

  static let programs = Mutex(LRUCache<Key, Jaxpr>(capacity: 1024))
}

/// Forgets compiled programs and traced functions; what is called again is traced and compiled again.
///
/// - Source: `jax.clear_caches`.
package func clearProgramCaches() {
  Evaluation.clear()
  Lowered.clearCompiled()
  Backend.clear()
  KnownStructures.clear()
  LibraryPrograms.programs.withLock { $0.removeAll() }
  CacheEpoch.begin()
}

/// The results of a function, run as a program of its own with the given name.
///
/// - Parameters:
///   - name: the name in jaxprs; with the settings it tells what the function does.
///   - settings: all that the function depends on besides its operands.
///   - function: what the program computes; it must not capture arrays.
public func callProgram(
  _ name: String, settings: [Jaxpr.Param] = [], _ operands: [Tensor],
  _ function: ([Tensor]) -> [Tensor]
) -> [Tensor] {
  if !isPoisoned && !Configuration.current.isJitDisabled {
    do {
      let program = try libraryProgram(name, settings, operands.map(\.aval), function)
      // After an error in the function its results are placeholders, which are no program.
      if let program { return try interpret(Jit(name: name, program), operands) }
    } catch {
      raise(error)
    }
  }
  return function(operands)
}

private func libraryProgram(
  _ name: String, _ settings: [Jaxpr.Param], _ operands: [ShapedArray],
  _ function: ([Tensor]) -> [Tensor]
) throws -> Jaxpr? {
  // The program is traced on its own, so named axes have no part in it.
  let key = LibraryPrograms.Key(
    name: name, settings: settings, operands: operands, tracing: Configuration.made?.tracing)
  if let known = LibraryPrograms.programs.withLock({ $0.value(for: key) }) { return known }
  let closed = try withTrace(nil) { try traceToJaxpr(operands, name: name, function) }
  if isPoisoned { return nil }
  guard closed.constants.isEmpty else {
    throw JAXError.internal("the library function \(name) captured an array.")
  }
  return LibraryPrograms.programs.withLock { programs in
    // Another thread may have been faster; one program for all shares its executables.
    if let known = programs.value(for: key) { return known }
    programs.insert(closed.jaxpr, for: key)
    return closed.jaxpr
  }
}
