// Looking for results that are not finite, as `debugNans` and `debugInfs` ask for.

import Glibc

extension Configuration {
  /// Throws if a result holds what the settings do not allow.
  func checkValues(of results: [Tensor], _ operation: String) throws(JAXError) {
    for result in results where result.dtype.isInexact {
      guard let format = result.dtype.realPart.floatFormat else { continue }
      let found: (nan: Bool, infinity: Bool)
      do {
        found = try result.withElementBytes(for: operation, isGuarded: true, format.specials(in:))
      } catch {
        throw JAXError(error, .execution, operation)
      }
      if isCheckingNaNs && found.nan {
        throw JAXError(
          .notFinite, operation, found: "NaN in a result of \(result.aval).",
          expected: "numbers, inside debugNans",
          remedy: "look for 0/0, ∞ − ∞, and for roots and logarithms of negative numbers.")
      }
      if isCheckingInfs && found.infinity {
        throw JAXError(
          .notFinite, operation, found: "an infinity in a result of \(result.aval).",
          expected: "finite numbers, inside debugInfs",
          remedy:
            "look for divisions by zero, logarithms of zero and exponentials of large numbers.")
      }
    }
  }
}

extension FloatFormat {
  /// Whether there is a NaN, and whether there is an infinity, among the numbers in the given bytes.
  fileprivate func specials(in bytes: UnsafeRawBufferPointer) -> (nan: Bool, infinity: Bool) {
    switch (specials, bitWidth) {
    case (.ieee, 64): return ieeeSpecials(in: bytes.bindMemory(to: UInt64.self))
    case (.ieee, 32): return ieeeSpecials(in: bytes.bindMemory(to: UInt32.self))
    case (.ieee, 16): return ieeeSpecials(in: bytes.bindMemory(to: UInt16.self))
    default:
      // The formats of at most 8 bits: what each of their codes is is looked up.
      let values = (0...UInt64(UInt8.max)).map(decode)
      let (isNaN, isInfinite) = (values.map(\.isNaN), values.map(\.isInfinite))
      var found = (nan: false, infinity: false)
      for code in bytes {
        found.nan = found.nan || isNaN[Int(code)]
        found.infinity = found.infinity || isInfinite[Int(code)]
      }
      return found
    }
  }

  /// Without branches, so that many numbers are looked at in one instruction.
  private func ieeeSpecials<Bits: FixedWidthInteger & UnsignedInteger>(
    in numbers: UnsafeBufferPointer<Bits>
  ) -> (nan: Bool, infinity: Bool) {
    // As whole numbers the codes without their signs are in order: finite numbers, infinity, NaNs.
    let infinity = (Bits(1) << Bits(exponentBits + fractionBits)) &- (Bits(1) << Bits(fractionBits))
    var greatest: Bits = 0
    var infinities: Bits = 0
    for number in numbers {
      let magnitude = number & (Bits.max >> 1)
      greatest = max(greatest, magnitude)
      infinities |= magnitude == infinity ? 1 : 0
    }
    return (greatest > infinity, infinities != 0)
  }
}

/// Writes a line to the standard error stream.
package func writeToStandardError(_ line: String) {
  let text = Array((line + "\n").utf8)
  _ = text.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
