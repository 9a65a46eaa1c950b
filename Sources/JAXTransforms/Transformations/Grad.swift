// Gradients of scalar functions of trees.
//
// Source: jax/_src/api.py `value_and_grad`.

import JAXLax

extension FlatFunction {
  /// The value of a function with one number as its first result, and its gradient.
  ///
  /// - Parameter differentiated: which leaves the gradient is taken with respect to.
  /// - Returns: a reader of all results (those behind the first are auxiliary), and one gradient for each of those leaves.
  package func valueAndGrad(_ leaves: [Tensor], differentiated: Range<Int>) throws -> (
    values: TreeReader, gradients: [Tensor]
  ) {
    for position in differentiated where !leaves[position].dtype.isInexact {
      throw JAXError(
        .differentiation, name,
        found: "\(place(ofLeaf: position)) has dtype \(leaves[position].dtype).",
        expected: "floating values in the differentiated argument",
        remedy:
          "convert it, as with x.astype(.float32), or make it another argument or a static field.")
    }
    for position in differentiated where leaves[position].dtype.isComplex {
      throw JAXError(
        .differentiation, name,
        found: "\(place(ofLeaf: position)) has dtype \(leaves[position].dtype).",
        expected: "real values, as the gradient of a real function is real",
        remedy: "use vjp for complex derivatives.")
    }
    var structures: [TreeDef] = []
    let linearization = try linearizeFlat(
      { arguments in
        let writer = try self(arguments)
        structures = writer.structures
        try checkScalar(writer)
        return writer.leaves
      }, leaves, isDifferentiated: leaves.indices.map(differentiated.contains))
    let value = linearization.outputs[0]
    // Auxiliary results have no cotangent.
    let cotangents = linearization.outputs.indices.map { position -> Tensor? in
      position == 0 ? Tensor(.one, dtype: value.dtype) : nil
    }
    let gradients = try linearization.pullback(cotangents)
    return (
      TreeReader(linearization.outputs, structures),
      zip(differentiated, gradients).map { position, gradient in
        gradient ?? zeros(leaves[position].aval.strong)
      }
    )
  }

  private func checkScalar(_ results: TreeWriter) throws {
    guard let first = results.structures.first, first.leafCount == 1,
      let value = results.leaves.first
    else {
      throw JAXError(
        .differentiation, name,
        found: "a result with \(results.structures.first?.leafCount ?? 0) tensors.",
        expected: "one number as the (first) result")
    }
    guard value.ndim == 0 else {
      throw JAXError(
        .differentiation, name, found: "a result of shape \(value.shape.tupleDescription).",
        expected: "one number, a tensor of shape ()",
        remedy: "sum or average the result, or use vjp.")
    }
    guard value.dtype.isFloating else {
      throw JAXError(
        .differentiation, name, found: "a result of dtype \(value.dtype).",
        expected: "a floating result",
        remedy: value.dtype.isComplex
          ? "use vjp for complex derivatives." : "return a floating value.")
    }
  }
}
