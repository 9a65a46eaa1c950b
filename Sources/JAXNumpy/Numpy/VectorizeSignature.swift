// The signature of a function of arrays, in NumPy's notation, as in `"(m,n),(n)->(m)"`.
//
// Source: NumPy "Generalized universal function API"; jax/_src/numpy/vectorize.py.

import JAXTransforms

/// The core axes of the arguments and results of a function, by name or size.
struct VectorizeSignature: Sendable {
  let inputs: [[String]]
  let outputs: [[String]]

  /// The signature of a function of numbers.
  init(inputs: Int, outputs: Int) {
    self.inputs = Array(repeating: [], count: inputs)
    self.outputs = Array(repeating: [], count: outputs)
  }

  /// The signature with the given text.
  init(_ text: String) throws {
    let compact = text.filter { !$0.isWhitespace }
    let error = JAXError(
      .argument, "jnp.vectorize", found: "the signature \"\(text)\".",
      expected: "the core axes of all arguments and results, as in \"(m,n),(n)->(m)\"")
    guard let arrow = compact.firstIndex(of: "-"),
      compact[arrow...].hasPrefix("->"),
      let inputs = VectorizeSignature.groups(compact[..<arrow]),
      let outputs = VectorizeSignature.groups(compact[compact.index(arrow, offsetBy: 2)...])
    else { throw error }
    self.inputs = inputs
    self.outputs = outputs
  }

  /// The names in a list of groups in parentheses; nil if it is not one.
  private static func groups(_ text: Substring) -> [[String]]? {
    var rest = text
    var groups: [[String]] = []
    while true {
      guard rest.popFirst() == "(", let end = rest.firstIndex(of: ")") else { return nil }
      let names = rest[..<end].split(separator: ",", omittingEmptySubsequences: false)
      let isName = { (name: Substring) in
        !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
      }
      guard names.allSatisfy(isName) || rest[..<end].isEmpty else { return nil }
      groups.append(rest[..<end].isEmpty ? [] : names.map(String.init))
      rest = rest[rest.index(after: end)...]
      guard let separator = rest.popFirst() else { return groups }
      guard separator == "," else { return nil }
    }
  }
}
