// The line that an error names: the user's, whatever lies between it and the place that found the error.

import Testing

@testable import JAXCore

@Suite("The user's line")
struct UserFrameTests {
  private typealias Line = JAXError.SourceLocation

  /// The location in the error that a closure raises.
  private func location(_ body: () -> Void) throws -> Line? {
    do { try catchingErrors(body) } catch let error as JAXError { return error.location }
    return nil
  }

  private func fail() { raise(JAXError(.argument, "test", found: "nothing.")) }

  @Test func isTheLineThatCalledThePackage() throws {
    let found = try location { raise(JAXError(.argument, "test", found: "nothing.")) }
    #expect(found == Line(file: #filePath, line: #line - 1))
  }

  @Test func isFoundThroughAnOperation() throws {
    let scalar = Tensor(.int(1), dtype: .float32)
    let found = try location {
      _ = raising(placeholder: scalar) {
        throw JAXError(.shape, "test", found: "nothing.")
      }
    }
    #expect(found == Line(file: #filePath, line: #line - 4))
  }

  @Test func isFoundInsideClosuresOfTheStandardLibrary() throws {
    let found = try location {
      _ = [1, 2].map { _ in
        raise(JAXError(.argument, "test", found: "nothing."))
      }
    }
    #expect(found == Line(file: #filePath, line: #line - 3))
  }

  @Test func isInTheTextOfTheError() {
    let error = #expect(throws: JAXError.self) { try catchingErrors { fail() } }
    #expect(error?.description.contains("\n  at \(#filePath):") == true)
  }

  @Test func isTheSameEachTimeForOneCallStack() throws {
    let found = try (0..<10).map { _ in try location(fail) }
    #expect(Set(found).count == 1)
  }

  @Test func isFoundOnEveryThread() async {
    let found = await withTaskGroup(of: Line?.self) { group in
      for _ in 0..<16 { group.addTask { try? location(fail) } }
      return await group.reduce(into: Set<Line?>()) { $0.insert($1) }
    }
    #expect(found.count == 1)
    #expect(found.first??.file == #filePath)
  }

  @Test(arguments: [
    ("Sources/JAXCore/Tensor/Tensor.swift", false), ("Sources/JAX/JAX.swift", false),
    ("Sources/PJRT/Buffer.swift", false), ("Sources/StableHLO/Attribute.swift", false),
    ("Sources/Conformance/Conformance.swift", true), ("Tests/JAXCoreTests/A.swift", true),
    ("Examples/Digits/main.swift", true), ("SourcesElsewhere/JAX/A.swift", true),
  ])
  func tellsThePackageFromItsUsers(path: String, isUser: Bool) {
    var root = Substring(#filePath)
    for _ in 0..<4 { root = root[..<(root.lastIndex(of: "/") ?? root.startIndex)] }
    #expect(UserFrame.isUserSource("\(root)/\(path)") == isUser)
  }

  @Test func codeTheCompilerWroteIsNobodys() {
    #expect(!UserFrame.isUserSource("/<compiler-generated>"))
    #expect(!UserFrame.isUserSource("/tmp/swift-generated-sources/@__swiftmacro_1A.swift"))
    #expect(UserFrame.isUserSource("/home/user/App/Sources/JAXApp/main.swift"))
    // As release builds name inlined code.
    #expect(!UserFrame.isUserSource("Sources/JAXCore/Errors/UserFrame.swift"))
    #expect(UserFrame.isUserSource("Sources/App/main.swift"))
  }
}
