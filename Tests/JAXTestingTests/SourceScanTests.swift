// A scan of the sources: no primitive may be missing in the catalog, as it would then be checked by nothing.

import Foundation
import JAXLax
import JAXTesting
import JAXTransforms
import Testing

/// A type of the sources and the protocols it names.
private struct Declaration {
  let name: String
  let protocols: [String]
}

@Suite struct SourceScanTests {
  private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")

  /// The text of all Swift files of the library's targets.
  private func files() throws -> [String] {
    let found = try #require(
      FileManager.default.enumerator(at: Self.sources, includingPropertiesForKeys: nil))
    return try found.compactMap { $0 as? URL }.filter {
      $0.pathExtension == "swift" && $0.path.contains("Sources/JAX")
    }.map {
      try String(contentsOf: $0, encoding: .utf8)
    }
  }

  private func declarations(_ keyword: String, in files: [String]) throws -> [Declaration] {
    let pattern = try Regex(
      "(?m)^ *(?:public |package |private |fileprivate |final )*\(keyword) ([A-Za-z0-9]+): ([^{]+) \\{"
    )
    return files.flatMap { text in
      text.matches(of: pattern).map { match in
        Declaration(
          name: String(match.output[1].substring ?? ""),
          protocols: (match.output[2].substring ?? "").split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespacesAndNewlines)
          })
      }
    }
  }

  /// The names of all structs that conform to `Primitive`, through whichever protocols.
  private func primitives() throws -> Set<String> {
    let files = try files()
    var protocols: Set<String> = ["Primitive"]
    let refinements = try declarations("protocol", in: files)
    var count = 0
    while count != protocols.count {
      count = protocols.count
      for refinement in refinements where !protocols.isDisjoint(with: refinement.protocols) {
        protocols.insert(refinement.name)
      }
    }
    let types = try declarations("(?:struct|enum|class|extension)", in: files)
    return Set(types.filter { !protocols.isDisjoint(with: $0.protocols) }.map(\.name))
      .subtracting(protocols)
  }

  @Test func everyPrimitiveOfTheSourcesIsInTheCatalogAndHasSamples() throws {
    let found = try primitives()
    let known = Catalog.primitives + Catalog.programPrimitives
    #expect(found.count >= known.count)
    let forgotten = found.subtracting(known.map { "\($0)" })
    #expect(forgotten.isEmpty, "not in Catalog: \(forgotten.sorted())")
    let unseen = Set(known.map { "\($0)" }).subtracting(found)
    #expect(unseen.isEmpty, "in Catalog, but not found in Sources by this test: \(unseen.sorted())")
    let withoutSamples = Set(known.map { $0.name }).subtracting(PrimitiveSamples.names)
    #expect(
      withoutSamples.isEmpty,
      "no samples in Sources/JAXTesting/Samples of: \(withoutSamples.sorted())")
  }
}
