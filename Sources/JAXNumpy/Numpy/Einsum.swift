// Einstein summation.
//
// Operands are contracted two at a time, always the pair whose product is smallest. Each contraction is one
// `dot_general`. Source: NumPy `numpy.einsum`; D. G. A. Smith and J. Gray, J. Open Source Softw. 3, 753 (2018).

import JAXTransforms

extension jnp {
  /// The sum of products that a formula in Einstein's notation describes.
  ///
  ///     jnp.einsum("ij,jk->ik", a, b)           // matrix product
  ///     jnp.einsum("...d,...d->...", a, b)      // dot products over the last axis
  ///
  /// Without an arrow the result has the labels that appear once, in alphabetical order.
  ///
  /// - Source: `jax.numpy.einsum`.
  public static func einsum(_ subscripts: String, _ operands: Tensor...) -> Tensor {
    raising(placeholder: operands.first ?? zeros([])) {
      try Einsum(subscripts, try promoteDTypes(operands, "jnp.einsum")).evaluate()
    }
  }
}

/// A formula with its operands.
private struct Einsum {
  /// An operand whose axes carry different labels.
  private struct Term {
    var tensor: Tensor
    var labels: [Character]

    func size(_ label: Character) -> Int? {
      labels.firstIndex(of: label).map { tensor.shape[$0] }
    }
  }

  private var terms: [Term] = []
  private let output: [Character]
  private let formula: String

  init(_ subscripts: String, _ operands: [Tensor]) throws {
    formula = subscripts
    let text = subscripts.filter { $0 != " " }
    let sides = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 1 || sides[1].first == ">" else {
      throw Einsum.error(subscripts, "a '-' without '>'.", "terms, and a result behind '->'")
    }
    let inputs = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard inputs.count == operands.count else {
      throw Einsum.error(
        subscripts,
        "\(Einsum.counted(operands.count, "operand")) for \(Einsum.counted(inputs.count, "term")).",
        "one operand for each term")
    }
    // The axes that an ellipsis stands for get labels of their own, counted from the last axis.
    let ellipsisCounts = zip(inputs, operands).map { input, operand in
      input.contains("...") ? operand.ndim - (input.count - 3) : 0
    }
    let ellipsisCount = ellipsisCounts.max() ?? 0
    let ellipsisLabels = (0..<Swift.max(ellipsisCount, 0)).compactMap {
      UnicodeScalar(0x2460 + $0).map(Character.init)
    }
    for (input, operand) in zip(inputs, operands) {
      var labels: [Character] = []
      let parts = input.split(separator: ".", omittingEmptySubsequences: false)
      if input.contains("...") {
        let count = operand.ndim - (input.count - 3)
        guard count >= 0 else {
          throw Einsum.error(
            subscripts,
            "the term '\(input)' for an operand of shape \(operand.shape.tupleDescription).",
            "one label for each axis")
        }
        labels = Array(parts[0]) + ellipsisLabels.suffix(count) + Array(parts[parts.count - 1])
      } else {
        labels = Array(input)
      }
      guard labels.count == operand.ndim,
        labels.allSatisfy({ $0.isLetter || ellipsisLabels.contains($0) })
      else {
        throw Einsum.error(
          subscripts,
          "the term '\(input)' for an operand of shape \(operand.shape.tupleDescription).",
          "one letter for each axis")
      }
      terms.append(Einsum.withoutRepeats(Term(tensor: operand, labels: labels)))
    }
    if sides.count == 2 {
      let target = sides[1].dropFirst()
      let parts = target.split(separator: ".", omittingEmptySubsequences: false)
      output =
        target.contains("...")
        ? Array(parts[0]) + ellipsisLabels + Array(parts[parts.count - 1]) : Array(target)
    } else {
      let all = inputs.joined().filter(\.isLetter)
      let once = Set(all).filter { label in all.count(where: { $0 == label }) == 1 }
      output = ellipsisLabels + once.sorted()
    }
    try checkSizes()
  }

  private static func error(_ formula: String, _ found: String, _ expected: String) -> JAXError {
    JAXError(.shape, "jnp.einsum \"\(formula)\"", found: found, expected: expected)
  }

  private static func counted(_ count: Int, _ word: String) -> String {
    "\(count) \(word)\(count == 1 ? "" : "s")"
  }

  private func checkSizes() throws {
    var sizes: [Character: Int] = [:]
    for term in terms {
      for (label, size) in zip(term.labels, term.tensor.shape) {
        if let known = sizes[label], known != size, known != 1, size != 1 {
          throw Einsum.error(
            formula, "label '\(label)' with sizes \(known) and \(size).", "one size for each label")
        }
        sizes[label] = Swift.max(sizes[label] ?? 0, size)
      }
    }
    guard Set(output).count == output.count, output.allSatisfy({ sizes[$0] != nil }) else {
      throw Einsum.error(
        formula, "a result with the labels '\(String(output))'.",
        "labels of the terms, each once")
    }
  }

  /// A term with the diagonal taken where a label stands twice.
  private static func withoutRepeats(_ term: Term) -> Term {
    var term = term
    while let label = term.labels.first(where: { label in
      term.labels.count(where: { $0 == label }) > 1
    }) {
      let places = term.labels.indices.filter { term.labels[$0] == label }
      let (first, second) = (places[0], places[1])
      let shape = term.tensor.shape
      let index = DType.index(upTo: shape[first])
      let rows = lax.broadcastedIota(index, shape, first)
      let columns = lax.broadcastedIota(index, shape, second)
      let masked = lax.selectN(
        lax.eq(rows, columns), [jnp.zerosLike(term.tensor), term.tensor])
      term.tensor = lax.reduceSum(masked, axes: [second])
      term.labels.remove(at: second)
    }
    return term
  }

  func evaluate() throws -> Tensor {
    var terms = terms
    while terms.count > 1 {
      let (i, j) = cheapestPair(terms)
      let (x, y) = (terms[i], terms[j])
      terms.remove(at: j)
      terms.remove(at: i)
      let needed = Set(output).union(terms.flatMap(\.labels))
      terms.append(contract(x, y, needed: needed))
    }
    let last = summing(terms[0], needed: Set(output))
    let permutation = output.compactMap { last.labels.firstIndex(of: $0) }
    return lax.transpose(last.tensor, permutation: permutation)
  }

  /// The pair of terms whose product has the fewest elements; the first two if there are only two.
  private func cheapestPair(_ terms: [Term]) -> (Int, Int) {
    var best = (0, 1)
    var bestSize = Int.max
    for i in terms.indices {
      for j in terms.indices where j > i {
        let others = terms.indices.filter { $0 != i && $0 != j }.flatMap { terms[$0].labels }
        let kept = Set(output).union(others)
        let labels = Set(terms[i].labels).union(terms[j].labels).intersection(kept)
        let size = labels.map { Swift.max(terms[i].size($0) ?? 1, terms[j].size($0) ?? 1) }.reduce(
          1, *)
        if size < bestSize {
          best = (i, j)
          bestSize = size
        }
      }
    }
    return best
  }

  /// A term summed over the labels that nothing else needs.
  private func summing(_ term: Term, needed: Set<Character>) -> Term {
    let axes = term.labels.indices.filter { !needed.contains(term.labels[$0]) }
    return Term(
      tensor: lax.reduceSum(term.tensor, axes: axes), labels: term.labels.filter(needed.contains))
  }

  private func contract(_ x: Term, _ y: Term, needed: Set<Character>) -> Term {
    var x = summing(x, needed: needed.union(y.labels))
    var y = summing(y, needed: needed.union(x.labels))
    // A shared axis of size 1 on one side is stretched by leaving it out.
    let stretched = x.labels.filter { label in
      guard let a = x.size(label), let b = y.size(label) else { return false }
      return a != b
    }
    x = squeezing(x, stretched.filter { x.size($0) == 1 })
    y = squeezing(y, stretched.filter { y.size($0) == 1 })
    let shared = x.labels.filter(y.labels.contains)
    let batch = shared.filter(needed.contains)
    let contracted = shared.filter { !needed.contains($0) }
    func axes(_ term: Term, _ labels: [Character]) -> [Int] {
      labels.compactMap { term.labels.firstIndex(of: $0) }
    }
    let product = lax.dotGeneral(
      x.tensor, y.tensor,
      dimensionNumbers: (
        contracting: (axes(x, contracted), axes(y, contracted)),
        batch: (axes(x, batch), axes(y, batch))
      ))
    let rest = { (labels: [Character]) in labels.filter { !shared.contains($0) } }
    return summing(
      Term(tensor: product, labels: batch + rest(x.labels) + rest(y.labels)), needed: needed)
  }

  private func squeezing(_ term: Term, _ labels: [Character]) -> Term {
    let axes = labels.compactMap { term.labels.firstIndex(of: $0) }
    return Term(
      tensor: lax.squeeze(term.tensor, dimensions: axes),
      labels: term.labels.filter { !labels.contains($0) })
  }
}
