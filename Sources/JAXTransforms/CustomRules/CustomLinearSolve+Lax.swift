// Matrix-free linear systems for users: functions in place of matrices.

import JAXLax

extension lax {
  /// The solution x of A x = b for a linear function A, by a solver that need not be differentiable.
  ///
  ///     lax.customLinearSolve({ x in 2 * x }, b, solve: { _, b in b / 2 }, symmetric: true)
  ///
  /// The derivative is that of the equation: A ẋ = ḃ − Ȧ x, also with respect to what `matvec` captured.
  ///
  /// - Parameters:
  ///   - matvec: the linear function.
  ///   - b: the right-hand side, a tensor or a tree of them.
  ///   - solve: what solves the system, given the function and the right-hand side.
  ///   - transposeSolve: what solves the transposed system, given the transposed function; for reverse mode.
  ///   - symmetric: whether the function is its own transpose, so that `solve` serves for both.
  /// - Source: `jax.lax.custom_linear_solve`.
  public static func customLinearSolve<B: PyTree>(
    _ matvec: @escaping @Sendable (B) -> B, _ b: B,
    solve: @escaping @Sendable (@escaping @Sendable (B) -> B, B) -> B,
    transposeSolve: (@Sendable (@escaping @Sendable (B) -> B, B) -> B)? = nil,
    symmetric: Bool = false
  ) -> B {
    let vector = TreeWriter(b)
    return packed.reading(vector, like: vector) {
      func stage(_ name: String, _ function: @escaping @Sendable (B) -> B) throws
        -> StagedFunction
      {
        try vector.stageEndomorphism("customLinearSolve", name, function)
      }
      let matrix = try stage("matvec", matvec)
      let solver = try stage("solve") { solve(matvec, $0) }
      var transposed: StagedFunction?
      var transposedSolver: StagedFunction?
      if symmetric {
        transposed = matrix
        let own = transposeSolve ?? solve
        transposedSolver = try stage("transposeSolve") { own(matvec, $0) }
      } else if let transposeSolve {
        let vecmat: @Sendable (B) -> B = { y in
          let cotangents = TreeWriter(y)
          return packed.reading(cotangents, like: cotangents) {
            TreeReader(try matrix.transposed(cotangents.leaves), vector.structures)
          }
        }
        transposed = try stage("the transpose of matvec", vecmat)
        transposedSolver = try stage("transposeSolve") { transposeSolve(vecmat, $0) }
      }
      let parts = CustomLinearSolve.Four<StagedFunction?>(
        matvec: matrix, vecmat: transposed, solve: solver, transposeSolve: transposedSolver)
      let primitive = try CustomLinearSolve(
        jaxprs: parts.map { $0?.program }, constantCounts: parts.map { $0?.captured.count ?? 0 })
      let captured = parts.all.flatMap { $0?.captured ?? [] }
      return TreeReader(try interpret(primitive, captured + vector.leaves), vector.structures)
    }
  }
}

extension StagedFunction {
  /// The cotangents of the arguments of a linear function.
  fileprivate func transposed(_ cotangents: [Tensor]) throws -> [Tensor] {
    let arguments = program.inputAvals[captured.count...].map { TransposeOperand.linear($0) }
    let pulled = try transposeJaxpr(
      program, constants: [], arguments: captured.map { .known($0) } + arguments,
      cotangents: cotangents)
    return zip(cotangents, pulled).map { $1 ?? lax.zeros($0.aval) }
  }
}

extension TreeWriter {
  /// Stages a function that takes and returns trees like this one.
  ///
  /// - Parameters:
  ///   - operation: the operation that the function is given to, for errors.
  ///   - name: what the function is there.
  func stageEndomorphism<B: PyTree>(
    _ operation: String, _ name: String, _ function: @escaping @Sendable (B) -> B
  ) throws -> StagedFunction {
    try stage(operation, name) { (argument: B) in TreeWriter(function(argument)) }
  }

  /// Stages a function that takes a tree like this one and returns one first; further results are of any types.
  func stage<B: PyTree>(
    _ operation: String, _ name: String, _ function: (B) throws -> TreeWriter
  ) throws -> StagedFunction {
    let staged = try StagedFunction(operation, leaves.map(\.aval)) { arguments in
      var reader = TreeReader(arguments, structures)
      return try function(try reader.read())
    }
    guard staged.results.first == structures.first else {
      throw JAXError.treeMismatch(
        operation, "what \(name) returns", staged.results[0], like: "its argument", structures[0])
    }
    for (position, (found, leaf)) in zip(staged.outputAvals, leaves).enumerated()
    where found.shape != leaf.shape || found.dtype != leaf.dtype {
      throw JAXError(
        found.shape == leaf.shape ? .dtype : .shape, operation,
        found: "\(name) makes \(found) of \(structures.place(ofLeaf: position, "argument")), "
          + "which is \(leaf.aval).",
        expected: "a result of the argument's shapes and dtypes")
    }
    return staged
  }
}
