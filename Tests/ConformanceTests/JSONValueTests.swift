// The parser of JSON keeps what the cases need and says where a text is damaged.

import ConformanceSupport
import Testing

@Suite struct JSONValueTests {
  private func parse(_ text: String) throws -> JSONValue {
    try JSONValue(parsing: Array(text.utf8))
  }

  @Test func kindsAndOrderAreKept() throws {
    let value = try parse(#" {"b": [1, 1.0, true, null, -3e2], "a": "x\n\"é\u00e9\ud83d\ude00"} "#)
    guard case .object(let members) = value else {
      Issue.record("no object")
      return
    }
    #expect(members.map(\.name) == ["b", "a"])
    #expect(value["b"] == .array([.int(1), .number(1), .bool(true), .null, .number(-300)]))
    #expect(value["a"] == .string("x\n\"éé😀"))
    #expect(value["c"] == nil)
    #expect(try parse("18446744073709551615") == .number(0x1p64))
    #expect(try parse("[]") == .array([]))
    #expect(try parse("{}") == .object([]))
  }

  @Test(
    arguments: [
      ("", "the text ends at byte 0"), ("[1, 2", "the text ends at byte 5"),
      ("{\"a\" 1}", "no ':' at byte 5"), ("[1 2]", "no ']' at byte 3"),
      ("\"abc", "a text without end at byte 4"), ("nul", "no value at byte 0"),
      ("1 2", "text after the value at byte 2"), ("\"\\q\"", "an unknown escape at byte 3"),
    ])
  func damagedTextsAreErrors(_ text: String, _ what: String) {
    #expect(throws: CaseError("JSON: \(what).")) { try parse(text) }
  }
}
