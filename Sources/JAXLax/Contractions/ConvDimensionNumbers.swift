// Which axes of a convolution's operands and result are batch, feature and space.
//
// Source: jax/_src/lax/convolution.py `conv_dimension_numbers`.

import StableHLO

/// For the left operand, the kernel and the result: the axes of batch, feature (or output and input feature) and space.
struct ConvDimensionNumbers: Hashable, Sendable {
  /// Batch, feature, space.
  var lhs: [Int]
  /// Output feature, input feature, space.
  var rhs: [Int]
  /// Batch, feature, space.
  var out: [Int]

  init(lhs: [Int], rhs: [Int], out: [Int]) {
    self.lhs = lhs
    self.rhs = rhs
    self.out = out
  }

  init(_ params: Jaxpr.Params) throws {
    let fields = try params.record("dimension_numbers")
    self.init(
      lhs: try fields.ints("lhs_spec"), rhs: try fields.ints("rhs_spec"),
      out: try fields.ints("out_spec"))
  }

  /// The axes named by strings such as "NCHW", "OIHW" and "NCHW".
  init(_ specs: (String, String, String), ndim: Int) throws {
    let texts = [Array(specs.0), Array(specs.1), Array(specs.2)]
    let named: [[Character]] = [["N", "C"], ["O", "I"], ["N", "C"]]
    let spaces = zip(texts, named).map { text, named in text.filter { !named.contains($0) } }
    guard texts.allSatisfy({ $0.count == ndim && Set($0).count == ndim }),
      zip(texts, named).allSatisfy({ text, named in named.allSatisfy(text.contains) }),
      spaces.allSatisfy({ Set($0) == Set(spaces[1]) })
    else {
      throw JAXError(
        .argument, "convGeneralDilated",
        found: "dimensionNumbers (\"\(specs.0)\", \"\(specs.1)\", \"\(specs.2)\") for arrays with "
          + "\(ndim) axes.",
        expected:
          "one letter for each axis: N and C, O and I, N and C, and the same letters for space in all three"
      )
    }
    let axes = zip(texts, named).map { text, named in
      (named + spaces[1]).compactMap { text.firstIndex(of: $0) }
    }
    self.init(lhs: axes[0], rhs: axes[1], out: axes[2])
  }

  var param: Jaxpr.Param {
    .record(
      "ConvDimensionNumbers",
      Jaxpr.Params([("lhs_spec", .ints(lhs)), ("rhs_spec", .ints(rhs)), ("out_spec", .ints(out))]))
  }

  /// The attribute of StableHLO.
  var attribute: HLO.Attribute {
    func text(_ axes: [Int], _ first: String, _ second: String) -> String {
      var names = [String](repeating: "", count: axes.count)
      for (position, axis) in axes.enumerated() {
        names[axis] = position == 0 ? first : position == 1 ? second : String(position - 2)
      }
      return "[" + names.joined(separator: ", ") + "]"
    }
    return .raw(
      "#stablehlo.conv<\(text(lhs, "b", "f"))x\(text(rhs, "o", "i"))->\(text(out, "b", "f"))>")
  }
}

extension [Int] {
  /// The axes with the first two exchanged.
  var firstTwoExchanged: [Int] { [self[1], self[0]] + self[2...] }
}
