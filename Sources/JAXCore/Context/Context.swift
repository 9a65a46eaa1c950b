// The context: all that decides how an operation on this thread is interpreted, besides the operation and its operands.
//
// There is one per thread, in one slot. Scopes (a transformation, a setting, a name) change one part of it and put it back.
// Whatever a kept answer depends on is in `cacheKey` or, where a program is fixed already, in `Configuration.compilation`:
// every cache takes it from there. Source: jax/_src/config.py `trace_context`; DESIGN section 7.

import CPJRT

/// All that decides how an operation is interpreted, besides the operation and its operands.
package struct Context {
  /// The interpretation of operations; nil for plain evaluation.
  package var trace: (any Trace)?
  /// The named axis that a rule of this thread is mapping an operation over.
  package var mappedAxis: NamedAxis?
  /// The settings; nil where none are made.
  package var configuration: Configuration?
  /// The innermost name that operations are recorded under.
  package var names: NameStack?
  /// The innermost scope that catches errors.
  var errors: ErrorScope?

  /// Where the context of this thread lies; nil where nothing is set.
  static var slot: UnsafeMutablePointer<Context>? {
    cpjrt_context()?.assumingMemoryBound(to: Context.self)
  }

  /// The context of this thread.
  package static var current: Context { slot?.pointee ?? Context() }

  /// Runs a closure in this context.
  package func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    var context = self
    let outer = cpjrt_context()
    defer { cpjrt_set_context(outer) }
    // The slot points to this frame's variable, which outlives the closure.
    return try withUnsafeMutablePointer(to: &context) { pointer in
      cpjrt_set_context(pointer)
      return try body()
    }
  }

  /// Runs a closure with one part of this thread's context exchanged for another.
  ///
  /// - Parameter exchange: swaps the part with the value outside: once before the closure, and back after it.
  @inline(__always)
  static func exchanging<Result>(
    _ exchange: (inout Context) -> Void, _ body: () throws -> Result
  ) rethrows -> Result {
    guard let context = slot else {
      var context = Context()
      exchange(&context)
      return try context.run(body)
    }
    exchange(&context.pointee)
    defer { exchange(&context.pointee) }
    return try body()
  }
}

/// What of the context decides how a function is traced.
package struct ContextKey: Hashable, Sendable {
  private struct Parts: Hashable {
    let axes: [NamedAxis]
    let tracing: Configuration.TracingKey?
    let compilation: Configuration.CompilationKey?
  }

  private final class Storage: Sendable {
    let parts: Parts

    init(_ parts: Parts) { self.parts = parts }
  }

  /// What is not as usual; nil where all is, so that most calls compare nothing.
  private let unusual: Storage?

  /// The key where nothing is set.
  static let usual = ContextKey(axes: [], tracing: nil, compilation: nil)

  init(
    axes: [NamedAxis], tracing: Configuration.TracingKey?,
    compilation: Configuration.CompilationKey?
  ) {
    let isUsual = axes.isEmpty && tracing == nil && compilation == nil
    unusual =
      isUsual ? nil : Storage(Parts(axes: axes, tracing: tracing, compilation: compilation))
  }

  package static func == (a: ContextKey, b: ContextKey) -> Bool {
    a.unusual === b.unusual || a.unusual?.parts == b.unusual?.parts
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(unusual?.parts) }
}

extension Context {
  /// What of this thread's context decides how a function is traced and compiled.
  package static var cacheKey: ContextKey {
    guard let context = slot else { return .usual }
    let configuration = context.pointee.configuration
    return ContextKey(
      axes: context.pointee.trace == nil ? [] : namedAxes, tracing: configuration?.tracing,
      compilation: configuration?.compilation)
  }
}

/// The thread that something belongs to.
package struct ThreadIdentity: Equatable, @unchecked Sendable {
  // Sendable: the address is compared and never read.
  private let address = cpjrt_thread_identity()

  /// That of the running thread.
  package init() {}
}
