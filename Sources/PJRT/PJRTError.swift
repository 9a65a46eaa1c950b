// The one error type of this target.
//
// A plugin reports errors with a status code and a message; what was being done is known only here.
// An error carries all three, so that a caller can decide by code and a reader can tell the cause.

/// An error reported by a PJRT plugin, or met on the way to one.
///
/// ```swift
/// do { _ = try client.compile(text) } catch { print(error.code, error.message) }
/// ```
public struct PJRTError: Error, Sendable, Hashable {
  /// The kind of an error; raw values are those of PJRT_Error_Code.
  public enum Code: UInt32, Sendable, Hashable, CaseIterable {
    case cancelled = 1
    case unknown, invalidArgument, deadlineExceeded, notFound, alreadyExists, permissionDenied
    case resourceExhausted, failedPrecondition, aborted, outOfRange, unimplemented, `internal`
    case unavailable, dataLoss, unauthenticated
  }

  /// The kind of error.
  public let code: Code

  /// What went wrong, in the plugin's words where it came from there.
  public let message: String

  /// What was being done: `compile`, `execute`, `load plugin`.
  public let operation: String

  /// What to do about it, if that can be said.
  public let remedy: String?

  /// Creates an error.
  public init(_ code: Code, _ message: String, operation: String, remedy: String? = nil) {
    self.code = code
    self.message = message
    self.operation = operation
    self.remedy = remedy
  }
}

extension PJRTError.Code: CustomStringConvertible {
  /// The name that XLA prints, such as `INVALID_ARGUMENT`.
  public var description: String {
    switch self {
    case .cancelled: "CANCELLED"
    case .unknown: "UNKNOWN"
    case .invalidArgument: "INVALID_ARGUMENT"
    case .deadlineExceeded: "DEADLINE_EXCEEDED"
    case .notFound: "NOT_FOUND"
    case .alreadyExists: "ALREADY_EXISTS"
    case .permissionDenied: "PERMISSION_DENIED"
    case .resourceExhausted: "RESOURCE_EXHAUSTED"
    case .failedPrecondition: "FAILED_PRECONDITION"
    case .aborted: "ABORTED"
    case .outOfRange: "OUT_OF_RANGE"
    case .unimplemented: "UNIMPLEMENTED"
    case .internal: "INTERNAL"
    case .unavailable: "UNAVAILABLE"
    case .dataLoss: "DATA_LOSS"
    case .unauthenticated: "UNAUTHENTICATED"
    }
  }
}

extension PJRTError: CustomStringConvertible {
  /// The operation, the code and the message, and what to do on a line of its own.
  public var description: String {
    "\(operation): \(code): \(message)" + (remedy.map { "\n  to do: \($0)" } ?? "")
  }
}
