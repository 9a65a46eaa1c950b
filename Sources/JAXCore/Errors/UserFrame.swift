// The line of the user's program that called into this package, for the texts of errors.
//
// The stack is captured and mapped to source lines by the toolchain's `Runtime` module, from the debug information that
// SwiftPM emits in debug and release builds alike, frames inlined into the user's functions included. Capturing takes
// less than a millisecond; the mapping reads the debug information, so its answers are kept by call stack.

import Synchronization

#if os(Linux) && canImport(Runtime)
  import Runtime
#endif

/// Finds the line of the user's program that called into this package.
enum UserFrame {
  #if os(Linux) && canImport(Runtime)
    private static let known = Mutex<[[Backtrace.Address]: JAXError.SourceLocation?]>([:])
    /// How many call stacks are remembered, so that a long-lived program does not grow.
    private static let capacity = 4096

    /// A call stack, which is cheap to take; its lines are looked up when they are asked for.
    struct Stack: Sendable {
      fileprivate let stack: Backtrace

      /// The current call stack; nil if it cannot be taken.
      static func current() -> Stack? {
        (try? Backtrace.capture(limit: 256)).map(Stack.init(stack:))
      }

      /// The innermost line outside of this package; nil in a program without debug information.
      var location: JAXError.SourceLocation? { UserFrame.location(stack) }

      /// The lines outside of this package with their functions, innermost first, at most ten.
      var calls: [String] {
        let calls = UserFrame.userFrames(stack).prefix(10)
        return calls.map { "\($0.function) at \($0.location)" }
      }
    }

    /// The innermost line outside of this package on the current stack; nil in a program without debug information.
    static func location() -> JAXError.SourceLocation? { Stack.current()?.location }

    private static func location(_ stack: Backtrace) -> JAXError.SourceLocation? {
      let addresses = stack.frames.map(\.originalProgramCounter)
      return known.withLock { known in
        if let answer = known[addresses] { return answer }
        let answer = search(stack)
        if known.count >= capacity { known.removeAll() }
        known[addresses] = .some(answer)
        return answer
      }
    }

    private static func search(_ stack: Backtrace) -> JAXError.SourceLocation? {
      userFrames(stack).first { _ in true }?.location
    }

    private static func userFrames(
      _ stack: Backtrace
    ) -> some Sequence<(location: JAXError.SourceLocation, function: String)> {
      (stack.symbolicated()?.frames ?? []).lazy.compactMap { frame in
        guard let symbol = frame.symbol, let line = symbol.sourceLocation,
          isUserSource(line.path), line.line > 0
        else { return nil }
        return (JAXError.SourceLocation(file: line.path, line: line.line), symbol.name)
      }
    }
  #else
    struct Stack: Sendable {
      static func current() -> Stack? { nil }

      var location: JAXError.SourceLocation? { nil }

      var calls: [String] { [] }
    }

    static func location() -> JAXError.SourceLocation? { nil }
  #endif

  /// The folder that holds this package's targets, from the path of this file.
  private static let sources: Substring = {
    var path = Substring(#filePath)
    for _ in 0..<3 { path = path[..<(path.lastIndex(of: "/") ?? path.startIndex)] }
    return path
  }()

  /// The targets of this package that are no users of it.
  private static let libraries: Set<Substring> = [
    "JAX", "JAXCore", "JAXLax", "JAXMacros", "JAXNumpy", "JAXTesting", "JAXTransforms", "PJRT",
    "StableHLO",
  ]

  /// Whether a source file is the user's: not one of this package's libraries, nor code that the compiler wrote.
  ///
  /// Release builds name inlined code by its path from the package's folder. Tests, examples, benchmarks and tools that
  /// live in this package's repository count as users.
  static func isUserSource(_ path: String) -> Bool {
    if path.isEmpty || path.hasSuffix("<compiler-generated>") || path.contains("@__swiftmacro_") {
      return false
    }
    let folder = path.hasPrefix("Sources/") ? "Sources" : sources
    guard path.hasPrefix(folder), path.dropFirst(folder.count).first == "/" else { return true }
    return !libraries.contains(path.dropFirst(folder.count + 1).prefix { $0 != "/" })
  }
}
