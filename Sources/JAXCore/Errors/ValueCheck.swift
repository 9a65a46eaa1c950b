// Looking for results that are not finite, as `debugNans` and `debugInfs` ask for.

import Glibc

extension Configuration {
  /// Throws if a result holds what the settings do not allow.
  func checkValues(of results: [Tensor], _ operation: String) throws(JAXError) {
    for result in results where result.dtype.isInexact {
      let values = result.scalarValues(for: operation).flatMap(\.parts)
      if isCheckingNaNs && values.contains(where: \.isNaN) {
        throw JAXError(
          .notFinite, operation, found: "NaN in a result of \(result.aval).",
          expected: "numbers, inside debugNans",
          remedy: "look for 0/0, ∞ − ∞, and for roots and logarithms of negative numbers.")
      }
      if isCheckingInfs && values.contains(where: \.isInfinite) {
        throw JAXError(
          .notFinite, operation, found: "an infinity in a result of \(result.aval).",
          expected: "finite numbers, inside debugInfs",
          remedy:
            "look for divisions by zero, logarithms of zero and exponentials of large numbers.")
      }
    }
  }
}

extension ScalarValue {
  /// The real and the imaginary part, as far as they can be other than finite.
  fileprivate var parts: [Double] {
    switch self {
    case .bool, .int, .uint: []
    case .float(let value): [value]
    case .complex(let real, let imaginary): [real, imaginary]
    }
  }
}

/// Writes a line to the standard error stream.
package func writeToStandardError(_ line: String) {
  let text = Array((line + "\n").utf8)
  _ = text.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
