// The two ways to take a derivative.

/// A way to take a derivative.
public enum DerivativeMode: String, Sendable, CaseIterable {
  /// From tangents of the arguments to tangents of the results, by `jvp`.
  case forward
  /// From cotangents of the results to cotangents of the arguments, by `vjp`.
  case reverse
}
