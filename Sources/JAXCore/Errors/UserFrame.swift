// The line of the user's program that called into this package.

/// Finds the line of the user's program that called into this package.
enum UserFrame {
  static func location() -> SourceLocation? { nil }
}
