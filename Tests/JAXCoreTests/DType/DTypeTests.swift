// Names, sizes, kinds and limits of dtypes.

import Testing

@testable import JAXCore

@Suite struct DTypeTests {
  @Test func namesAreThoseOfJAX() throws {
    let rows = try Golden("dtypes.tsv").rows
    #expect(rows.count == 28)
    for row in rows {
      let dtype = try #require(DType(name: row[0]))
      #expect(dtype.shortName == row[1])
      #expect(dtype.byteWidth == Int(row[2]))
      #expect(dtype.bitWidth == Int(row[3]))
    }
    for dtype in DType.allCases { #expect(DType(name: dtype.name) == dtype) }
    #expect(DType(name: "float33") == nil)
    #expect(DType.float0.shortName == "float0")
    #expect(DType.keyThreefry.description == "key<fry>")
  }

  @Test func limitsAreThoseOfJAX() throws {
    for row in try Golden("dtypes.tsv").rows {
      let dtype = try #require(DType(name: row[0]))
      if let info = dtype.iinfo {
        #expect([String(info.min), String(info.max)] == [row[4], row[5]])
      } else if let info = dtype.finfo {
        #expect([info.bits, info.nexp, info.nmant] == [6, 7, 8].map { Int(row[$0]) })
        let limits = [
          info.min, info.max, info.eps, info.epsneg, info.smallestNormal, info.smallestSubnormal,
        ]
        #expect(limits == [4, 5, 9, 10, 11, 12].map { Double(row[$0]) }, "\(row)")
      } else {
        #expect(dtype == .bool)
      }
    }
  }

  @Test func kindsPartitionTheDTypes() {
    for dtype in DType.allCases {
      let kinds = [dtype.isBool, dtype.isInteger, dtype.isInexact, dtype.isKey, dtype == .float0]
      #expect(kinds.count(where: { $0 }) == 1, "\(dtype)")
      #expect(dtype.isInexact == (dtype.isFloating || dtype.isComplex))
      #expect(dtype.isInteger == (dtype.isSignedInteger != dtype.isUnsignedInteger))
      #expect(dtype.isNumeric == (dtype.isInteger || dtype.isInexact))
    }
    #expect(DType.complex64.realPart == .float32)
    #expect(DType.float16.realPart == .float16)
    #expect(DType.float64.complexed == .complex128)
    #expect(DType.bfloat16.complexed == .complex64)
  }
}
