// The settings and names of one place, put in place on another thread or for a task.
//
// A task may go on on another thread after each `await`, so its context cannot stay in a thread's slot. An executor runs each
// of its jobs in the context instead, and a task that prefers it takes the context along, with its child tasks.

import Dispatch

/// The settings and names that hold where it is made, to be put in place elsewhere.
///
///     let context = CapturedContext()
///     Thread { context.run { print(jnp.log(-1.0)) } }.start()
///
/// Traces are not part of it: values of a traced function belong to the thread that traces it.
///
/// - Source: the role of `jax._src.config.trace_context`.
public struct CapturedContext: Sendable {
  package var configuration: Configuration?
  package var names: NameStack?

  /// The settings and names that hold here.
  public init() {
    let context = Context.slot
    configuration = context?.pointee.configuration
    names = context?.pointee.names
  }

  /// Runs a closure with these settings and names.
  public func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Context(configuration: configuration, names: names).run(body)
  }

  /// Runs an asynchronous closure with these settings and names, on whatever threads it goes on.
  ///
  /// They hold for its child tasks too. They do not hold for code of an actor with an executor of its own, as the main
  /// actor, nor for a `Task` that it starts.
  public func run<Result: Sendable>(_ body: @Sendable () async throws -> Result) async rethrows
    -> Result
  {
    try await withTaskExecutorPreference(ContextExecutor(self)) { try await body() }
  }
}

/// Runs the jobs of tasks in a context.
private final class ContextExecutor: TaskExecutor {
  private let context: CapturedContext

  init(_ context: CapturedContext) { self.context = context }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    DispatchQueue.global().async { [self] in
      context.run { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
  }
}
