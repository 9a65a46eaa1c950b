// Printed arrays are NumPy's texts: all dtypes and shapes, and its print options. See Golden/printing.py.

import Foundation
import JAXCore
import Testing

private struct Case: Decodable {
  struct Options: Decodable {
    var precision, threshold, edgeitems, linewidth: Int?
    var suppress: Bool?
    var nanstr, infstr, sign, floatmode: String?
  }

  var dtype: String
  var shape: [Int]
  var bytes: String
  var options: Options
  var text: String

  var printOptions: PrintOptions {
    var all = PrintOptions()
    all.precision = options.precision ?? all.precision
    all.threshold = options.threshold ?? all.threshold
    all.edgeitems = options.edgeitems ?? all.edgeitems
    all.linewidth = options.linewidth ?? all.linewidth
    all.suppress = options.suppress ?? all.suppress
    all.nanstr = options.nanstr ?? all.nanstr
    all.infstr = options.infstr ?? all.infstr
    all.sign = options.sign.flatMap(PrintOptions.Sign.init) ?? all.sign
    all.floatmode = options.floatmode.flatMap(PrintOptions.FloatMode.init) ?? all.floatmode
    return all
  }

  func tensor() throws -> Tensor {
    let digits = Array(bytes)
    let elements = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0..<$0 + 2]), radix: 16)
    }
    let aval = ShapedArray(shape: shape, dtype: try #require(DType(name: dtype)))
    let placement = try Placement.standard()
    return try elements.withUnsafeBytes { Tensor(try placement.array($0, aval)) }
  }
}

@Suite struct PrintingTests {
  @Test func arraysReadAsNumPyPrintsThem() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = folder.deletingLastPathComponent().appendingPathComponent("Golden/printing.json")
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    #expect(cases.count >= 200)
    for one in cases {
      let tensor = try one.tensor()
      let text = withConfiguration({ $0.printOptions = one.printOptions }) { tensor.description }
      #expect(text == one.text, "\(one.dtype)\(one.shape) \(one.options)")
    }
  }
}
