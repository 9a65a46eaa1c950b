// The dtype and weak type of every pair of operands, and the functions that say them.

import JAXNumpy
import Testing

@Suite struct PromotionTests {
  @Test(arguments: ["+", "*", "/"])
  func resultTypes(_ symbol: String) throws {
    let rows = try GoldenRow.lines("promotion").filter { $0[1] == symbol }
    let types = rows.map { $0[2] }
    #expect(types.count == 17)
    for row in rows {
      for (right, expected) in zip(types, row[3].split(separator: " ")) {
        let (x, y) = (try operand(row[2]), try operand(right))
        let result =
          switch symbol {
          case "+": x + y
          case "*": x * y
          default: x / y
          }
        let found = result.dtype.name + (result.weakType ? "*" : "")
        #expect(found == expected, "\(row[2]) \(symbol) \(right)")
      }
    }
  }

  /// 2 of a dtype, or true; weakly typed if the name has a star.
  private func operand(_ name: String) throws -> Tensor {
    switch name {
    case "int32*": return 2
    case "float32*": return 2.0
    case "complex64*": return lax.complex(Tensor(2.0), Tensor(0.0))
    default: return jnp.ones([], dtype: try #require(DType(name: name)))
    }
  }

  @Test func namesOfResults() {
    #expect(jnp.promoteTypes(.int8, .float16) == .float16)
    #expect(jnp.promoteTypes(.uint32, .int32) == .int64)
    #expect(jnp.resultType(Tensor([1] as [Int8]), 2) == .int8)
    #expect(jnp.resultType(Tensor([1] as [Int8]), 2.5) == .float32)
  }

  @Test func prefixMinusComesBeforePower() {
    // Python reads -x ** 2 as -(x ** 2); Swift's prefix operators come before all infix ones.
    #expect(Double(-Tensor(3.0) ** 2) == 9)
    #expect(Double(-(Tensor(3.0) ** 2)) == -9)
    #expect(Double(2 * Tensor(3.0) ** 2) == 18)
    #expect(Double(2 ** Tensor(3.0) ** 2) == 512)
  }
}
