// What compiles, how long its check takes, and what is said about what does not: the compiler is run on sources.

import Foundation
import Testing

@Suite struct TypecheckTests {
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let root = tests.deletingLastPathComponent().deletingLastPathComponent()
  /// The folder with the modules that this test was built with.
  private static let products = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent()
  private static let isPossible = FileManager.default.fileExists(
    atPath: products.appendingPathComponent("Modules/JAX.swiftmodule").path)

  /// What the compiler says about one of the sources: `line: message`.
  private func diagnostics(_ name: String, options: [String] = []) throws -> [String] {
    let root = Self.root.path
    let shims = "\(root)/.build/checkouts/swift-numerics/Sources/_NumericsShims/include"
    let source = Self.tests.appendingPathComponent("Golden/Typechecking/\(name).swift")
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments =
      [
        "swiftc", "-frontend", "-typecheck", source.path, "-swift-version", "6", "-module-name",
        "main", "-I", Self.products.appendingPathComponent("Modules").path,
        "-Xcc", "-fmodule-map-file=\(root)/Sources/CPJRT/include/module.modulemap",
        "-I", "\(root)/Sources/CPJRT/include",
        "-Xcc", "-fmodule-map-file=\(shims)/module.modulemap",
        "-diagnostic-style", "llvm",
      ] + options
    let output = Pipe()
    compiler.standardError = output
    try compiler.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    compiler.waitUntilExit()
    let pattern = try Regex(
      "(?m)^.*\\.swift:([0-9]+):[0-9]+: ((?:error|warning): .*?)( \\[#.*\\])?$")
    return text.matches(of: pattern).map {
      "\($0.output[1].substring ?? ""): \($0.output[2].substring ?? "")"
    }
  }

  @Test(.enabled(if: isPossible)) func idiomsCompile() throws {
    #expect(try diagnostics("Idioms") == [])
  }

  /// The limit, in milliseconds, is for each expression and leaves room for a busy machine: with the overloads that made
  /// users wait, one took five seconds or more.
  @Test(.enabled(if: isPossible)) func closuresAreCheckedInAFractionOfASecond() throws {
    #expect(
      try diagnostics("Closures", options: ["-warn-long-expression-type-checking=3000"]) == [])
  }

  @Test(.enabled(if: isPossible)) func mistakesAreExplained() throws {
    let source = Self.tests.appendingPathComponent("Golden/Typechecking/Mistakes.swift")
    let lines = try String(contentsOf: source, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    let expected = lines.enumerated().compactMap { number, line in
      line.range(of: "  // ").map { "\(number + 1): \(line[$0.upperBound...])" }
    }
    #expect(try diagnostics("Mistakes") == expected)
  }
}
