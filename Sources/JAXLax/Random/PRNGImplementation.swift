// The record of a generator that JAX carries as a parameter of primitives that make keys.
//
// There is one generator, Threefry-2x32, so it is written for printing and checked when a jaxpr is replayed.

/// The name of Threefry-2x32 in the parameters of primitives.
enum PRNGImplementation {
  /// The parameter that stands for Threefry-2x32.
  static let param = Jaxpr.Param.record(
    "PRNGImpl",
    Jaxpr.Params([
      ("key_shape", .ints([2])), ("seed", .opaque("function")), ("split", .opaque("function")),
      ("random_bits", .opaque("function")), ("fold_in", .opaque("function")),
      ("name", .string("threefry2x32")), ("tag", .string("fry")),
    ]))

  /// Checks that a parameter names Threefry-2x32.
  static func check(_ params: Jaxpr.Params, _ operation: String) throws {
    let name = try params.record("impl").string("name")
    guard name == "threefry2x32" else {
      throw JAXError(
        .argument, operation, found: "a key of the generator '\(name)'.",
        expected: "the generator 'threefry2x32'")
    }
  }
}

extension ShapedArray {
  /// Checks that the value is an array of keys.
  func checkKeys(_ operation: String) throws {
    guard dtype.isKey else {
      throw JAXError(
        .dtype, operation, found: "an operand of type \(self).", expected: "an array of keys",
        remedy: "make keys with random.key, or from raw words with random.wrapKeyData.")
    }
  }
}
