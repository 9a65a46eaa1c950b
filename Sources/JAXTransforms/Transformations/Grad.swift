// Gradients of scalar functions of trees.
//
// Source: jax/_src/api.py `value_and_grad`.

import JAXLax

extension FlatFunction {
  /// The value of a function with one number as its first result, and its gradient.
  ///
  /// The gradient of a real function f of a complex z = x + iy is ∂f/∂x − i ∂f/∂y, that of a holomorphic one its complex
  /// derivative.
  ///
  /// - Parameters:
  ///   - differentiated: which leaves the gradient is taken with respect to.
  ///   - holomorphic: whether the function is complex and the caller promises that it is holomorphic.
  ///   - allowInt: whether integers may be among those leaves; their gradients are zeros of `float32`.
  /// - Returns: a reader of all results (those behind the first are auxiliary), and one gradient for each of those leaves.
  package func valueAndGrad(
    _ leaves: [Tensor], differentiated: Range<Int>, holomorphic: Bool = false,
    allowInt: Bool = false
  ) throws -> (values: TreeReader, gradients: [Tensor]) {
    try checkDifferentiated(
      leaves, differentiated, .reverse, holomorphic: holomorphic, allowInt: allowInt)
    let isDifferentiated = leaves.indices.map {
      differentiated.contains($0) && leaves[$0].dtype.isInexact
    }
    var structures: [TreeDef] = []
    let linearization = try linearizeFlat(
      { arguments in
        let writer = try self(arguments)
        structures = writer.structures
        try checkScalar(writer, holomorphic: holomorphic)
        return writer.leaves
      }, leaves, isDifferentiated: isDifferentiated, isReverse: true)
    let value = linearization.outputs[0]
    // Auxiliary results have no cotangent.
    let cotangents = linearization.outputs.indices.map { position -> Tensor? in
      position == 0 ? constant(1, like: value) : nil
    }
    let gradients: [Tensor?] = isDifferentiated.scattering(
      try linearization.pullback(cotangents))
    return (
      TreeReader(linearization.outputs, structures),
      differentiated.map { gradients[$0] ?? zeroCotangent(leaves[$0].aval) }
    )
  }

  private func checkScalar(_ results: TreeWriter, holomorphic: Bool) throws {
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
    try checkResult(value.dtype, .reverse, holomorphic: holomorphic)
  }
}
