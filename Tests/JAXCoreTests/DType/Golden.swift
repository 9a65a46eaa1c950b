// Reading the tables under Golden/, which were exported from JAX by the commands in their first lines.

import Foundation

/// A table of tab-separated rows kept beside the tests.
struct Golden {
  /// The rows, without the `#` lines.
  let rows: [[String]]

  init(_ name: String, filePath: String = #filePath) throws {
    let folder = URL(fileURLWithPath: filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Golden")
    let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
  }
}
