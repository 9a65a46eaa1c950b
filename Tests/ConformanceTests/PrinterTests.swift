// Jaxprs print as JAX prints them: whole programs, and a case of each kind of parameter, taken from JAX.

import ConformanceSupport
import Foundation
import JAXCore
import JAXLax
import JAXTransforms
import Testing

/// The cases kept beside the tests.
func goldenCases(_ name: String, filePath: String = #filePath) throws -> [ConformanceCase] {
  let folder = URL(fileURLWithPath: filePath).deletingLastPathComponent()
  return try CaseDirectory(path: folder.appendingPathComponent("Golden/\(name)").path).cases
}

@Suite struct PrinterTests {
  @Test func programsPrintAsJAXPrintsThem() throws {
    let cases = try goldenCases("printing")
    #expect(cases.count == 49)
    let runner = CaseRunner(type: Catalog.type(named:))
    for item in cases {
      let texts = try #require(try runner.printing(item))
      #expect(texts.ours == texts.jax, "\(item.name)")
    }
  }

  @Test func unknownPrimitivesPrintAllTheirParameters() {
    let aval = ShapedArray(shape: [3], dtype: .float32)
    let inner = Jaxpr(avals: [aval], inputs: [0], equations: [], outputs: [.variable(0)])
    let primitive = ForeignPrimitive(
      "strange",
      params: Jaxpr.Params([("size", .int(3)), ("jaxpr", .jaxpr(inner)), ("axis", .none)]),
      outputs: [aval])
    let jaxpr = Jaxpr(
      avals: [aval, aval], inputs: [0],
      equations: [Jaxpr.Equation(primitive, inputs: [.variable(0)], outputs: [1])],
      outputs: [.variable(1)])
    let text = jaxpr.description.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    #expect(
      text == "{ lambda ; a:f32[3]. let b:f32[3] = strange[ axis=None "
        + "jaxpr={ lambda ; c:f32[3]. let in (c,) } size=3 ] a in (b,) }")
  }

  @Test(
    arguments: [
      (0.1, "0.1"), (1, "1.0"), (-0.0, "-0.0"), (1e15, "1000000000000000.0"), (1e16, "1e+16"),
      (12_345_678_901_234_568, "1.2345678901234568e+16"), (-3e16, "-3e+16"), (1e22, "1e+22"),
      (1e-4, "0.0001"), (1e-5, "1e-05"), (1.5e-7, "1.5e-07"), (1e100, "1e+100"),
      (.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan"), (.leastNonzeroMagnitude, "5e-324"),
    ])
  func numbersPrintAsPythonPrintsThem(_ value: Double, _ text: String) {
    #expect(value.pythonText == text)
  }

  @Test(
    arguments: [
      (ScalarValue.complex(3, 0), "(3+0j)"), (.complex(0, 0), "0j"), (.complex(0, -2.5), "-2.5j"),
      (.complex(-0.0, 1), "(-0+1j)"), (.complex(1.5, -2), "(1.5-2j)"),
      (.complex(1e16, .nan), "(1e+16+nanj)"), (.bool(true), "True"),
      (.uint(.max), "18446744073709551615"),
    ])
  func scalarsPrintAsPythonPrintsThem(_ value: ScalarValue, _ text: String) {
    #expect(value.pythonText == text)
  }

  @Test func linesBreakWhereAGroupDoesNotFit() {
    func call(_ arguments: [String]) -> PrettyDocument {
      .group(
        .concat([
          .text("f["),
          .nest(
            2, .lineBreak("") + .joined(arguments.map(PrettyDocument.text), by: .lineBreak(" "))),
          .lineBreak(""), .text("]"),
        ]))
    }
    #expect(call(["a", "b"]).layout(width: 6) == "f[a b]")
    #expect(call(["a", "b"]).layout(width: 5) == "f[\n  a\n  b\n]")
    #expect(
      (PrettyDocument.text("x = ") + call(["a", "b"])).layout(width: 9) == "x = f[\n  a\n  b\n]")
  }
}
