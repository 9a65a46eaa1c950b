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
    let guess = TreeWriter(initialGuess)
    return packed.reading(guess) {
      let solver = try guess.stageEndomorphism("customRoot", "solve") { solve(f, $0) }
      return try root(f, initialGuess, solver, tangentSolve)
    }
  }

  /// A root of a function, and what else the solver tells of its run, as the number of its steps.
  ///
  ///     let (root, steps) = lax.customRoot(
  ///       { x in x * x - a }, 1.0, solve: { f, guess in newton(f, guess) },   // gives the root and the steps
  ///       tangentSolve: { g, y in y / g(1.0) })
  ///
  /// The derivative of the auxiliary result is zero. The rest is as without one.
  ///
  /// - Source: `jax.lax.custom_root` with `has_aux`.
  public static func customRoot<X: PyTree, Aux: PyTree>(
    _ f: @escaping @Sendable (X) -> X, _ initialGuess: X,
    solve: @escaping @Sendable (@escaping @Sendable (X) -> X, X) -> (X, Aux),
    tangentSolve: @escaping @Sendable (@escaping @Sendable (X) -> X, X) -> X
  ) -> (root: X, aux: Aux) {
    let guess = TreeWriter(initialGuess)
    let (root, aux): (X, Aux) = packed.reading(guess) {
      let solver = try guess.stage("customRoot", "solve") { (start: X) in
        let (root, aux) = solve(f, start)
        return TreeWriter(root, aux)
      }
      return try self.root(f, initialGuess, solver, tangentSolve)
    }
    return (root, aux)
  }

  /// The root that a staged solver finds, and what the solver returns besides.
  private static func root<X: PyTree>(
    _ f: @escaping @Sendable (X) -> X, _ initialGuess: X, _ solver: StagedFunction,
    _ tangentSolve: @escaping @Sendable (@escaping @Sendable (X) -> X, X) -> X
  ) throws -> TreeReader {
    let function = try TreeWriter(initialGuess).stageEndomorphism("customRoot", "f", f)
    let pair = TreeWriter(initialGuess, initialGuess)
    let tangentSolver = try StagedFunction("customRoot", pair.leaves.map(\.aval)) { arguments in
      var reader = TreeReader(arguments, pair.structures)
      let (x, y) = (try reader.read(X.self), try reader.read(X.self))
      let linear = linearize(f, x).pushforward
      return TreeWriter(tangentSolve(linear, y))
    }
    let programs = ImplicitRoot<X>(
      function: function.program, solver: solver.program, tangentSolver: tangentSolver.program,
      results: solver.results)
    return try programs.root().call(
      TreeWriter(function.captured, solver.captured, tangentSolver.captured, initialGuess))
  }
}

/// The programs of a root: their first arguments are what they captured.
private struct ImplicitRoot<X: PyTree>: Sendable {
  let function: Jaxpr
  let solver: Jaxpr
  let tangentSolver: Jaxpr
  /// The structures of the root and of what the solver returns besides.
  let results: [TreeDef]

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
  }

  /// The root as a function of what the programs captured.
  func root() -> CustomJVPFunction {
    CustomJVPFunction(name: "customRoot", symbolicZeros: true) { arguments, results in
      let given = try Operands(&arguments)
      let leaves = try evalJaxpr(solver, given.solver + tree.leaves(given.guess))
      results = TreeWriter(leaves: leaves, structures: self.results)
    } selfCallingRule: { root, arguments, results in
      let primals = try Operands(&arguments)
      let tangents = try Operands(&arguments)
      // The root is computed as a root again, for the derivatives of this derivative.
      let solution = try root.call(
        TreeWriter(primals.function, primals.solver, primals.tangentSolver, primals.guess))
      let leaves = Array(solution.leaves[..<self.results[0].leafCount])
      let directions = zip(primals.function, tangents.function).map { primal, tangent in
        primal.dtype.isInexact && !tangent.isSymbolicZero ? tangent : nil
      }
      let (_, changes) = try jvpFlat(
        { try evalJaxpr(function, $0 + leaves) }, primals.function, directions)
      let right = zip(changes, leaves).map { $0 ?? lax.zeros($1.aval) }
      let solved = try evalJaxpr(tangentSolver, primals.tangentSolver + leaves + right)
      let auxiliary = solution.leaves[leaves.count...]
      results = TreeWriter(
        leaves: solution.leaves + solved.map(lax.neg)
          + auxiliary.map { zeroFromPrimal($0, symbolicZeros: true) },
        structures: self.results + self.results)
    }
  }
}
