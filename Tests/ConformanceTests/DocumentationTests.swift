// What the pages under Documentation say of the sources.

import Foundation
import Testing

@Suite struct DocumentationTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static let pages =
    (try? FileManager.default.contentsOfDirectory(
      at: root.appending(path: "Documentation"), includingPropertiesForKeys: nil)) ?? []

  @Test func everyFileThatAPageNamesExists() throws {
    #expect(!Self.pages.isEmpty)
    for page in Self.pages where page.pathExtension == "md" {
      let text = try String(contentsOf: page, encoding: .utf8)
      let names = text.matches(
        of: /`((?:Sources|Scripts|Plugins|Tests|Examples|Benchmarks)\/[^`\s]+)`/)
      for name in names.map({ String($0.1) }) {
        #expect(
          FileManager.default.fileExists(atPath: Self.root.appending(path: name).path()),
          "\(page.lastPathComponent) names \(name)")
      }
    }
  }

  @Test func theTravelOfACallNamesItsFiles() throws {
    let page = Self.root.appending(path: "Documentation/HowACallTravels.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(text.matches(of: /`Sources\/[^`]+\.(?:swift|h)`/).count >= 30)
  }
}
