// A directory of cases on disk.

import Foundation

/// The cases of a directory.
package struct CaseDirectory: Sendable {
  package let cases: [ConformanceCase]

  /// Reads `cases.jsonl` and the directory of `arrays.npz`; arrays are decompressed when they are needed.
  ///
  /// - Throws: ``CaseError`` or `ArchiveError` with the file and line of what is missing or damaged.
  package init(path: String) throws {
    let folder = URL(fileURLWithPath: path, isDirectory: true)
    let store: ArrayStore
    do { store = try ArrayStore(try CaseDirectory.bytes(folder, "arrays.npz")) } catch {
      throw CaseError("\(folder.path)/arrays.npz: \(error)")
    }
    let lines = try CaseDirectory.bytes(folder, "cases.jsonl").split(separator: 0x0A)
    cases = try lines.enumerated().map { number, line in
      do { return try ConformanceCase(try JSONValue(parsing: Array(line)), store: store) } catch {
        throw CaseError("\(folder.path)/cases.jsonl, line \(number + 1): \(error)")
      }
    }
  }

  private static func bytes(_ folder: URL, _ name: String) throws -> [UInt8] {
    let file = folder.appendingPathComponent(name)
    guard let data = FileManager.default.contents(atPath: file.path) else {
      throw CaseError("\(file.path) cannot be read.")
    }
    return [UInt8](data)
  }
}
