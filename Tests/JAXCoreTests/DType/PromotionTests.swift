// The promotion lattice against JAX's, pair by pair.

import Testing

@testable import JAXCore

@Suite struct PromotionTests {
  @Test func matchesJAXOnEveryPair() throws {
    let rows = try Golden("promotion.tsv").rows
    #expect(rows.count == 31 * 31)
    for row in rows {
      let a = try #require(operand(row[0]))
      let b = try #require(operand(row[1]))
      #expect(text(resultType(a, b)) == row[2], "\(row)")
      #expect(text(resultType(a, b, mode: .strict)) == row[3], "\(row)")
      #expect(text(resultType([a, b])) == row[2], "\(row)")
      #expect(text(resultType([a, b], mode: .strict)) == row[3], "\(row)")
    }
  }

  @Test func manyOperandsMeetAtOnce() {
    #expect(
      text(resultType([(.uint64, false), (.int64, false), (.float16, false)])) == "float16")
    #expect(text(resultType([(.int32, true), (.bool, false), (.int8, false)])) == "int8")
    #expect(text(resultType([(.int4, false), (.int8, false), (.int8, false)])) == "-")
    #expect(text(resultType([(.float64, true)])) == "float32*")
    #expect(text(resultType([(.float64, true)], mode: .strict)) == "float32*")
    #expect(text(resultType([(.bool, true)])) == "bool")
    #expect(text(resultType([(.keyThreefry, false)])) == "key<fry>")
    #expect(resultType([]) == nil)
  }

  @Test func keysMeetOnlyThemselves() {
    #expect(promoteTypes(.keyThreefry, .keyThreefry) == .keyThreefry)
    #expect(promoteTypes(.keyThreefry, .uint32) == nil)
    #expect(promoteTypes(.float0, .float0) == .float0)
    #expect(promoteTypes(.float0, .float32) == nil)
  }

  private func operand(_ text: String) -> (dtype: DType, weak: Bool)? {
    switch text {
    case "int*": (.int32, true)
    case "float*": (.float32, true)
    case "complex*": (.complex64, true)
    default: DType(name: text).map { ($0, false) }
    }
  }

  private func text(_ result: (dtype: DType, weak: Bool)?) -> String {
    result.map { $0.dtype.name + ($0.weak ? "*" : "") } ?? "-"
  }
}
