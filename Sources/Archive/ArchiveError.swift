// What can be wrong with a compressed file.

/// A damaged or unsupported compressed file.
public struct ArchiveError: Error, Hashable, CustomStringConvertible {
  /// What was being read, and what was found.
  public let description: String

  /// An error with the given text.
  public init(_ description: String) { self.description = description }
}
