// Every primitive, checked with all its samples.

import Foundation
import JAXCore
import JAXLax
import JAXTesting
import JAXTransforms
import Testing

private let allPrimitives = (Catalog.primitives + Catalog.programPrimitives).map { $0.name }
/// Only the primitives named here, separated by commas, are checked if the variable is set.
private let chosen = ProcessInfo.processInfo.environment["JAX_PRIMITIVES"].map {
  $0.split(separator: ",").map(String.init)
}

@Suite struct CatalogTests {
  @Test(arguments: chosen ?? allPrimitives) func obeysItsLaws(_ name: String) throws {
    try checkPrimitive(name)
  }

  @Test func noSampleIsOfAnUnknownPrimitive() {
    let unknown = PrimitiveSamples.names.subtracting(allPrimitives)
    #expect(unknown.isEmpty, "samples of no primitive: \(unknown.sorted())")
  }

  @Test(arguments: allPrimitives) func countsItsResults(_ name: String) throws {
    for sample in try PrimitiveSamples.samples(of: name) {
      let operands = sample.examples[0]
      #expect(
        try sample.primitive.outputCount(sample.operandTypes(operands))
          == sample.resultTypes(operands).count, "\(sample.label)")
    }
  }

  @Test(arguments: allPrimitives) func tellsOfTheProgramsInside(_ name: String) throws {
    for sample in try PrimitiveSamples.samples(of: name) {
      let stored = programs(storedIn: sample.primitive)
      let told = sample.primitive.programs
      #expect(
        stored.allSatisfy(told.contains), "\(sample.label) holds a program that `programs` lacks")
      #expect(
        sample.primitive.axisNames.isSuperset(of: told.flatMap(\.axisNames)),
        "\(sample.label) hides an axis that its programs refer to")
    }
  }
}

/// The programs among the stored properties of a value.
private func programs(storedIn value: Any) -> [Jaxpr] {
  if let program = value as? Jaxpr { return [program] }
  let mirror = Mirror(reflecting: value)
  // What a shared object holds is its own.
  return mirror.displayStyle == .class
    ? [] : mirror.children.flatMap { programs(storedIn: $0.value) }
}
