// Checking `vmap` of functions of trees against a loop.
//
// Source: jax/_src/internal_test_util/lax_test_util.py; jax tests/lax_vmap_test.py, whose idea this is.

import JAXCore
import JAXTransforms

/// Checks a function under `vmap` against a loop over the examples.
///
/// Each leaf of the arguments is mapped alone, along an axis at every place, while the others are shared; then all are
/// mapped together, along the first and the last axis. Each is done for no, one and three examples, which are the given
/// arguments and variations of them: elements moved along and, if they are floating, scaled by up to 1/8.
///
///     try checkBatching({ x, y in x * jnp.sum(y) }, [1, 2], [3, 4])
///
/// - Parameters:
///   - f: the function, which is called many times.
///   - args: the arguments of one example.
///   - rtol: the difference that is allowed, relative to the largest number of a result.
/// - Throws: ``JAXError`` that names the mapped leaves, the place, what was found and what the loop gives.
public func checkBatching<each Argument: PyTree, Result: PyTree>(
  _ f: @escaping @Sendable (repeat each Argument) -> Result, _ args: repeat each Argument,
  rtol: Double? = nil
) throws {
  let leaves = TreeWriter(repeat each args).leaves
  let function = LeafFunction("checkBatching", f, repeat each args)
  try catchingErrors {
    let check = BatchingCheck(
      examples: (0..<BatchingCheck.exampleCount).map { number in leaves.map { $0.varied(number) } },
      places: function.places, relativeTolerance: rtol
    ) { try function.values($0) }
    let mappings = check.mappings
    let failure = try check.failure(mappings) { mapping in
      try check.mapped(mapping, check.operands(mapping))
    }
    if let failure {
      throw JAXError(
        .argument, "checkBatching", found: "\(failure.place) is \(failure.found).",
        expected: "\(failure.expected), as a loop over the examples gives")
    }
  }
}
