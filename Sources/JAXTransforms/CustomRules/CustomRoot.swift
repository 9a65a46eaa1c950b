// A root of a function, found by any solver, with the derivative that the implicit function theorem gives it.
//
// F(m, u) = 0 at the root u(m), so ∂F/∂u · u̇ = −∂F/∂m · ṁ: the tangent solves the equation linearized at the root.
// Source: jax/_src/lax/control_flow/solves.py `custom_root`.

import JAXLax

extension lax {
  /// A root of a function, found by a solver that need not be differentiable.
  ///
  ///     lax.customRoot(
  ///       { x in x * x - a }, 1.0, solve: { f, guess in newton(f, guess) },
  ///       tangentSolve: { g, y in y / g(1.0) })                        // the square root of a
  ///
  /// The derivative is with respect to what `f` captured, by the implicit function theorem.
  ///
  /// - Parameters:
  ///   - f: the function, which returns a tree like its argument.
  ///   - initialGuess: where the solver begins.
  ///   - solve: what finds the root, given the function and the initial guess.
  ///   - tangentSolve: what solves g(x) = y for the linear function g that `f` is close to at the root.
  /// - Source: `jax.lax.custom_root`.
  public static func customRoot<X: PyTree>(
    _ f: @escaping @Sendable (X) -> X, _ initialGuess: X,
    solve: @escaping @Sendable (@escaping @Sendable (X) -> X, X) -> X,
    tangentSolve: @escaping @Sendable (@escaping @Sendable (X) -> X, X) -> X
  ) -> X {
    raising(placeholder: initialGuess) {
      let guess = TreeWriter(initialGuess)
      let function = try guess.stageEndomorphism("customRoot", "f", f)
      let solver = try guess.stageEndomorphism("customRoot", "solve") { solve(f, $0) }
      let pair = TreeWriter(initialGuess, initialGuess)
      let tangentSolver = try StagedFunction("customRoot", pair.leaves.map(\.aval)) { arguments in
        var reader = TreeReader(arguments, pair.structures)
        let (x, y) = (try reader.read(X.self), try reader.read(X.self))
        let linear = linearize(f, x).pushforward
        return TreeWriter(tangentSolve(linear, y))
      }
      let programs = ImplicitRoot<X>(
        function: function.program, solver: solver.program, tangentSolver: tangentSolver.program)
      var results = try programs.root().call(
        TreeWriter(
          function.captured, solver.captured, tangentSolver.captured, initialGuess))
      return try results.read()
    }
  }
}

/// The programs of a root: their first arguments are what they captured.
private struct ImplicitRoot<X: PyTree>: Sendable {
  let function: Jaxpr
  let solver: Jaxpr
  let tangentSolver: Jaxpr

  /// What the programs captured, and the initial guess; or the tangents of these.
  private struct Operands {
    let function: [Tensor]
    let solver: [Tensor]
    let tangentSolver: [Tensor]
    let guess: X

    init(_ reader: inout TreeReader) throws {
      function = try reader.read()
      solver = try reader.read()
      tangentSolver = try reader.read()
      guess = try reader.read()
    }

    /// A tree like the guess.
    func like(_ leaves: [Tensor]) throws -> X {
      var reader = TreeReader(leaves, [tree.structure(guess)])
      return try reader.read()
    }
  }

  /// The root as a function of what the programs captured.
  func root() -> CustomJVPFunction {
    CustomJVPFunction(name: "customRoot", symbolicZeros: true) { arguments, results in
      let given = try Operands(&arguments)
      let leaves = try evalJaxpr(solver, given.solver + tree.leaves(given.guess))
      results.write(try given.like(leaves))
    } selfCallingRule: { root, arguments, results in
      let primals = try Operands(&arguments)
      let tangents = try Operands(&arguments)
      // The root is computed as a root again, for the derivatives of this derivative.
      var solution = try root.call(
        TreeWriter(primals.function, primals.solver, primals.tangentSolver, primals.guess))
      let value: X = try solution.read()
      let leaves = tree.leaves(value)
      let directions = zip(primals.function, tangents.function).map { primal, tangent in
        primal.dtype.isInexact && !tangent.isSymbolicZero ? tangent : nil
      }
      let (_, changes) = try jvpFlat(
        { try evalJaxpr(function, $0 + leaves) }, primals.function, directions)
      let right = zip(changes, leaves).map { $0 ?? lax.zeros($1.aval) }
      let solved = try evalJaxpr(tangentSolver, primals.tangentSolver + leaves + right)
      results.write(value)
      results.write(try primals.like(solved.map(lax.neg)))
    }
  }
}
