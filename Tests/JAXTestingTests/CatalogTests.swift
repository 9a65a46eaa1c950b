// Every primitive, checked with all its samples.

import Foundation
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
}
