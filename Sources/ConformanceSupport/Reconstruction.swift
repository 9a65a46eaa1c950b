// Comparing decompositions that are unique only up to signs or phases: the factors must give the matrix back.
//
// Values that are unique (eigenvalues, singular values) are compared as such, eigenvalues of general matrices in any
// order; factors that JAX makes unitary must be unitary.

import JAXCore

/// A comparison of the results of a decomposition with the matrix that was decomposed.
package struct Reconstruction: Sendable {
  /// The decompositions that are unique up to signs or phases.
  package enum Kind: String, Sendable {
    case eig, eigh, svd, qr, schur
  }

  private let kind: Kind
  private let params: Jaxpr.Params
  private let comparison: Comparison

  /// The comparison for a program that is one such decomposition; nil for other programs.
  package init?(_ jaxpr: Jaxpr, _ comparison: Comparison) {
    guard let last = jaxpr.equations.last, let kind = Kind(rawValue: last.primitiveName),
      jaxpr.outputs.compactMap(\.variable) == last.outputs
    else { return nil }
    self.kind = kind
    self.comparison = comparison
    params = last.primitive.params
  }

  private func flag(_ name: String) -> Bool { params[name] == .bool(true) }

  /// The first difference, as a sentence; nil if the results agree.
  package func difference(_ ours: [HostArray], _ expected: [HostArray], of input: HostArray)
    -> String?
  {
    guard ours.map(\.aval) == expected.map(\.aval) else {
      return comparison.difference(ours, expected) ?? "the results are of other types than JAX's"
    }
    if comparison.difference(ours, expected) == nil { return nil }
    let rank = input.shape.count
    let batches = input.shape.prefix(rank - 2).reduce(1, *)
    for batch in 0..<batches {
      if let text = difference(ours, expected, ComplexMatrix(input, batch: batch), batch) {
        return "\(kind.rawValue) of matrix \(batch): \(text)"
      }
    }
    return nil
  }

  private func difference(
    _ ours: [HostArray], _ expected: [HostArray], _ input: ComplexMatrix, _ batch: Int
  ) -> String? {
    switch kind {
    case .eigh:
      // The results are eigenvectors and eigenvalues, in this order.
      let vectors = ComplexMatrix(ours[0], batch: batch)
      let values = ComplexMatrix(diagonal: ours[1], batch: batch)
      let matrix = input.hermitian(lower: flag("lower"))
      return comparison.difference(ours[1], expected[1])
        ?? unequal(matrix * vectors, vectors * values, ours[0], "A·v differs from v·w")
        ?? notUnitary(vectors, ours[0], "the eigenvectors are not orthonormal")
    case .svd:
      if let text = comparison.difference(ours[0], expected[0]) { return text }
      guard ours.count > 1 else { return nil }
      let u = ComplexMatrix(ours[1], batch: batch)
      let v = ComplexMatrix(ours[2], batch: batch)
      let values = ComplexMatrix(
        diagonal: ours[0], batch: batch, rows: u.columns, columns: v.rows)
      return unequal(u * values * v, input, ours[1], "u·s·v differs from A")
        ?? notUnitary(u, ours[1], "u is not unitary")
        ?? notUnitary(v.adjoint, ours[2], "v is not unitary")
    case .qr:
      let q = ComplexMatrix(ours[0], batch: batch)
      let r = ComplexMatrix(ours[1], batch: batch)
      let columns = ours.count > 2 ? ours[2] : nil
      let matrix = ComplexMatrix(rows: input.rows, columns: input.columns) { row, column in
        let source = columns.map { Int($0.element(batch * input.columns + column).double) }
        return input[row, source ?? column]
      }
      return unequal(q * r, matrix, ours[0], "q·r differs from A")
        ?? notUnitary(q, ours[0], "q is not unitary")
    case .schur:
      let t = ComplexMatrix(ours[0], batch: batch)
      guard ours.count > 1 else { return comparison.difference(ours[0], expected[0]) }
      let z = ComplexMatrix(ours[1], batch: batch)
      return unequal(z * t * z.adjoint, input, ours[1], "z·t·zᴴ differs from A")
        ?? notUnitary(z, ours[1], "z is not unitary")
    case .eig: return eigDifference(ours, expected, input, batch)
    }
  }

  private func eigDifference(
    _ ours: [HostArray], _ expected: [HostArray], _ input: ComplexMatrix, _ batch: Int
  ) -> String? {
    let values = ComplexMatrix(diagonal: ours[0], batch: batch)
    let known = ComplexMatrix(diagonal: expected[0], batch: batch)
    guard haveSameDiagonals(values, known, ours[0]) else {
      return "the eigenvalues differ from JAX's"
    }
    var position = 1
    if flag("compute_left_eigenvectors") {
      let left = ComplexMatrix(ours[position], batch: batch)
      let text = unequal(
        left.adjoint * input, values * left.adjoint, ours[0], "vᴴ·A differs from w·vᴴ")
      if let text { return text }
      position += 1
    }
    if flag("compute_right_eigenvectors") {
      let right = ComplexMatrix(ours[position], batch: batch)
      return unequal(input * right, right * values, ours[0], "A·v differs from v·w")
    }
    return nil
  }

  /// Whether each entry of one diagonal can be paired with an equal one of the other.
  private func haveSameDiagonals(_ a: ComplexMatrix, _ b: ComplexMatrix, _ array: HostArray) -> Bool
  {
    let limit = allowed(array, scale: max(a.largest, b.largest), size: a.rows)
    var free = Array(0..<b.rows)
    for row in 0..<a.rows {
      let value = a[row, row]
      let match = free.firstIndex { candidate in
        let other = b[candidate, candidate]
        let (re, im) = (value.0 - other.0, value.1 - other.1)
        return (re * re + im * im).squareRoot() <= limit
      }
      guard let match else { return false }
      free.remove(at: match)
    }
    return true
  }

  /// The error allowed in a product of matrices: each entry sums `size` rounded terms.
  private func allowed(_ array: HostArray, scale: Double, size: Int) -> Double {
    (comparison.tolerance(array.dtype) ?? 0) * (1 + scale) * max(Double(size), 1).squareRoot()
  }

  private func unequal(_ a: ComplexMatrix, _ b: ComplexMatrix, _ array: HostArray, _ text: String)
    -> String?
  {
    let distance = a.distance(to: b)
    let limit = allowed(array, scale: b.largest, size: b.rows)
    return distance <= limit ? nil : "\(text) by \(distance) (tolerance \(limit))"
  }

  private func notUnitary(_ matrix: ComplexMatrix, _ array: HostArray, _ text: String) -> String? {
    let identity = ComplexMatrix(rows: matrix.columns, columns: matrix.columns) {
      ($0 == $1 ? 1 : 0, 0)
    }
    return unequal(matrix.adjoint * matrix, identity, array, text)
  }
}
