// Checking all rules of a primitive with its samples.
//
// Whatever is computed for a sample is computed by one or two compiled programs, as compiling takes most of the time.

import JAXCore
import JAXLax
import JAXTransforms
import PJRT

/// Checks all rules of the primitive with the given name with the samples that are kept for it.
///
///     try checkPrimitive("sin")
///
/// - Throws: ``JAXError`` with everything that was found wrong, or if there is no such primitive or sample.
public func checkPrimitive(_ name: String) throws {
  guard Catalog.type(named: name) != nil else {
    throw JAXError(
      .argument, "checkPrimitive", found: "no primitive '\(name)'.",
      expected: "a name of Catalog", remedy: "add the primitive to Catalog.")
  }
  let samples = try catchingErrors { try PrimitiveSamples.samples(of: name) }
  guard !samples.isEmpty else {
    throw JAXError(
      .argument, "checkPrimitive", found: "no samples of '\(name)'.",
      expected: "at least one use of the primitive",
      remedy: "add samples to one of the tables of Sources/JAXTesting/Samples.")
  }
  try report(name, samples.flatMap(failures))
}

/// Checks all rules of a primitive with one sample: what it checks is told by ``PrimitiveSample/Checks``.
///
///     try checkPrimitive(PrimitiveSample("sin", [.numbers(-3...3, [4])]))
///
/// Checked are the types of the results, the values as part of a compiled program, tangents against central
/// differences, ⟨Ju, v⟩ = ⟨u, Jᵀv⟩, `linearize` against `jvp`, the same for second derivatives, and `vmap` over every
/// axis of every operand for no, one and three examples against a loop.
///
/// - Throws: ``JAXError`` with everything that was found wrong.
public func checkPrimitive(_ sample: PrimitiveSample) throws {
  try report(type(of: sample.primitive).name, failures(sample))
}

private func report(_ name: String, _ failures: [String]) throws {
  guard !failures.isEmpty else { return }
  throw JAXError(
    .argument, "checkPrimitive",
    found: "\(name) breaks \(failures.count == 1 ? "a law" : "\(failures.count) laws"):\n    "
      + failures.joined(separator: "\n    "))
}

/// What is wrong with a primitive, as far as a sample shows it.
private func failures(_ sample: PrimitiveSample) -> [String] {
  let steps: [(PrimitiveSample.Checks, (PrimitiveSample) throws -> [String])] = [
    (.parameters, parameterFailures), (.values, valueFailures), (.batching, batchingFailures),
    (.mapping, batchingFailures), (.derivatives, derivativeFailures),
    (.tangents, derivativeFailures),
  ]
  var failures: [String] = []
  for (check, step) in steps where sample.checks.contains(check) {
    do {
      failures += try catchingErrors { try step(sample) }
    } catch { failures.append("\(error)") }
  }
  return failures.map { "\(sample.label): \($0)" }
}

private func parameterFailures(_ sample: PrimitiveSample) throws -> [String] {
  let again = try sample.remade()
  return again.isEqual(to: sample.primitive)
    ? [] : ["made again from its parameters it is another: \(again.params)"]
}

private func valueFailures(_ sample: PrimitiveSample) throws -> [String] {
  let operands = sample.examples[0]
  let types = try sample.resultTypes(operands)
  let results = try sample.apply(operands)
  guard results.count == types.count else {
    return ["\(results.count) results, of which abstractEval tells \(types.count)"]
  }
  return try zip(results, types).enumerated().compactMap { position, pair in
    let (result, type) = pair
    let buffer = try result.content.deviceArray(for: "checkPrimitive").buffer
    let (physical, elements, sizes) = (
      type.physical, try buffer.elementType, try buffer.dimensions
    )
    guard sizes == physical.shape, elements == physical.dtype.bufferType else {
      return "result \(position) is \(elements) \(sizes), of which abstractEval tells \(type)"
    }
    return nil
  }
}

/// The operation mapped, and as part of a compiled program, against the operation by itself.
private func batchingFailures(_ sample: PrimitiveSample) throws -> [String] {
  let operands = sample.examples[0]
  let check = BatchingCheck(
    examples: sample.examples, places: operands.indices.map { "operand \($0)" },
    shared: sample.shared
  ) { try sample.apply($0) }
  let mappings =
    operands.isEmpty
    ? [] : sample.checks.contains(.batching) ? check.mappings : [check.mappingOfAll]
  // All operands are arguments of one program, so that it consists of little but what is checked.
  let stacked = mappings.map(check.operands)
  var widths: [Int] = []
  let outputs = try withConfiguration({ $0.compilerFlags = CompilerFlags.quick }) {
    try jitFlat(
      { leaves in
        var rest = leaves[...]
        var results = [try sample.apply(Array(rest.prefix(operands.count)))]
        rest = rest.dropFirst(operands.count)
        for mapping in mappings {
          results.append(try check.mapped(mapping, Array(rest.prefix(operands.count))))
          rest = rest.dropFirst(operands.count)
        }
        widths = results.map(\.count)
        return results.flatMap { $0 }
      }, operands + stacked.flatMap { $0 })
  }
  var groups: [[Tensor]] = []
  var start = 0
  for width in widths {
    groups.append(Array(outputs[start..<start + width]))
    start += width
  }
  var failures = try differences(groups[0], try sample.apply(operands)).map { "under jit \($0)" }
  var next = 0
  let failure = try check.failure(mappings) { _ in
    next += 1
    return groups[next]
  }
  if let failure {
    failures.append("\(failure.place) is \(failure.found), in a loop \(failure.expected)")
  }
  return failures
}

/// Where results differ from those expected by more than rounding.
private func differences(_ results: [Tensor], _ expected: [Tensor]) throws -> [String] {
  zip(results, expected).enumerated().compactMap { position, pair in
    let (result, expected) = (Elements(pair.0), Elements(pair.1))
    let epsilon = expected.aval.dtype.roundingTolerance
    let scale = expected.scale
    return result.mismatch(
      with: expected, acceptsNaN: true, tolerance: { epsilon * ($0.magnitude + scale) }
    ).map { "result \(position) is \($0.found) instead of \($0.expected)" }
  }
}
