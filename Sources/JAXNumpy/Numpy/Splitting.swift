// Cutting arrays into parts along an axis.
//
// Source: NumPy "Splitting arrays".

import JAXTransforms

extension jnp {
  /// The array in equal parts along an axis.
  ///
  /// - Source: `jax.numpy.split`.
  public static func split(_ ary: Tensor, _ indicesOrSections: Int, axis: Int = 0) -> [Tensor] {
    let sections = indicesOrSections
    return raising(placeholder: parts(of: ary, sections)) {
      let place = try normalizedAxis(axis, ary.ndim, "jnp.split")
      try checkParts(sections, "jnp.split")
      guard sections > 0, ary.shape[place] % sections == 0 else {
        throw JAXError(
          .shape, "jnp.split",
          found: "\(sections) parts of axis \(place), which has size \(ary.shape[place]).",
          expected: "a number of parts that divides the size",
          remedy: "use jnp.arraySplit for parts of different sizes.")
      }
      let size = ary.shape[place] / sections
      return lax.split(ary, sizes: Array(repeating: size, count: sections), axis: place)
    }
  }

  /// The array cut before the given positions along an axis.
  ///
  /// - Source: `jax.numpy.split`.
  public static func split(
    _ ary: Tensor, _ indicesOrSections: [Int], axis: Int = 0
  ) -> [Tensor] {
    raising(placeholder: Array(repeating: ary, count: indicesOrSections.count + 1)) {
      let place = try normalizedAxis(axis, ary.ndim, "jnp.split")
      let size = ary.shape[place]
      let cuts =
        [0]
        + indicesOrSections.map { Swift.min($0 < 0 ? Swift.max($0 + size, 0) : $0, size) }
        + [size]
      let sizes = zip(cuts, cuts.dropFirst()).map { Swift.max($1 - $0, 0) }
      return lax.split(ary, sizes: sizes, axis: place)
    }
  }

  /// The array in parts along an axis, the first ones larger by one where they cannot be equal.
  ///
  /// - Source: `jax.numpy.array_split`.
  public static func arraySplit(_ ary: Tensor, _ indicesOrSections: Int, axis: Int = 0) -> [Tensor]
  {
    let sections = indicesOrSections
    return raising(placeholder: parts(of: ary, sections)) {
      let place = try normalizedAxis(axis, ary.ndim, "jnp.arraySplit")
      try checkParts(sections, "jnp.arraySplit")
      guard sections > 0 else {
        throw JAXError(
          .argument, "jnp.arraySplit", found: "\(sections) parts.", expected: "at least one part")
      }
      let (size, larger) = ary.shape[place].quotientAndRemainder(dividingBy: sections)
      return lax.split(
        ary, sizes: (0..<sections).map { $0 < larger ? size + 1 : size }, axis: place)
    }
  }

  /// The largest number of parts: they are the results of one program.
  private static let mostParts = 1 << 20

  private static func checkParts(_ sections: Int, _ operation: String) throws {
    guard sections > mostParts else { return }
    throw JAXError(
      .argument, operation, found: "\(sections) parts.", expected: "at most \(mostParts) parts")
  }

  /// What stands for the parts after an error.
  private static func parts(of ary: Tensor, _ sections: Int) -> [Tensor] {
    Array(repeating: ary, count: Swift.min(Swift.max(sections, 1), mostParts))
  }
}
