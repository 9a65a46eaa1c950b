// The solution of a linear system whose derivative is that of the equation, whatever way it is solved.
//
// A x = b gives A ẋ = ḃ − Ȧ x, which is solved in the same way; the transpose solves Aᵀ y = x̄. So there are up to four
// programs: A and Aᵀ as functions of vectors, and the solvers of each.
// Source: jax/_src/lax/control_flow/solves.py `linear_solve_p`.

import JAXLax
import StableHLO

struct CustomLinearSolve: Primitive {
  static let name = "custom_linear_solve"

  /// One thing for each of the four programs.
  struct Four<Value> {
    var matvec: Value
    var vecmat: Value
    var solve: Value
    var transposeSolve: Value

    /// The same for the transposed system.
    var transposed: Four {
      Four(matvec: vecmat, vecmat: matvec, solve: transposeSolve, transposeSolve: solve)
    }

    var all: [Value] { [matvec, vecmat, solve, transposeSolve] }

    func map<Other>(_ transform: (Value) throws -> Other) rethrows -> Four<Other> {
      Four<Other>(
        matvec: try transform(matvec), vecmat: try transform(vecmat), solve: try transform(solve),
        transposeSolve: try transform(transposeSolve))
    }
  }

  /// The programs, from captured values and a vector to a vector; nil for those that only the transpose needs.
  let jaxprs: Four<Jaxpr?>
  /// How many operands are captured values of each program; the vector b comes behind them.
  let constantCounts: Four<Int>
  private let matvec: Jaxpr
  private let solve: Jaxpr

  init(jaxprs: Four<Jaxpr?>, constantCounts: Four<Int>) throws {
    guard let matvec = jaxprs.matvec, let solve = jaxprs.solve else {
      throw CustomLinearSolve.missingTranspose
    }
    self.jaxprs = jaxprs
    self.constantCounts = constantCounts
    self.matvec = matvec
    self.solve = solve
  }

  private static var missingTranspose: JAXError {
    JAXError(
      .differentiation, "customLinearSolve", found: "no solver of the transposed system.",
      expected: "transposeSolve, for reverse mode",
      remedy: "give transposeSolve, or symmetric: true if the map is its own transpose.")
  }

  init(params: Params) throws {
    let programs = try params.record("jaxprs")
    let counts = try params.record("const_lengths")
    func program(_ name: String) throws -> Jaxpr? { try programs.optional(name, Params.jaxpr) }
    try self.init(
      jaxprs: Four(
        matvec: try program("matvec"), vecmat: try program("vecmat"),
        solve: try program("solve"), transposeSolve: try program("transpose_solve")),
      constantCounts: Four(
        matvec: try counts.int("matvec"), vecmat: try counts.int("vecmat"),
        solve: try counts.int("solve"), transposeSolve: try counts.int("transpose_solve")))
  }

  private static func record(_ values: Four<Param>) -> Param {
    .record(
      "_LinearSolveTuple",
      Params(
        Array(zip(["matvec", "vecmat", "solve", "transpose_solve"], values.all))))
  }

  var params: Params {
    Params([
      ("const_lengths", CustomLinearSolve.record(constantCounts.map { .int($0) })),
      (
        "jaxprs",
        CustomLinearSolve.record(jaxprs.map { program in program.map { .jaxpr($0) } ?? .none })
      ),
    ])
  }

  var programs: [Jaxpr] {
    [solve] + [matvec, jaxprs.vecmat, jaxprs.transposeSolve].compactMap { $0 }
  }

  var userName: String { "customLinearSolve" }

  /// The operands, as captured values of each program and b.
  private func split<Value>(_ operands: [Value]) -> (constants: Four<[Value]>, b: [Value]) {
    var rest = operands[...]
    let constants = constantCounts.map { count in
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    return (constants, Array(rest))
  }

  func outputCount(_ inputs: [ShapedArray]) -> Int { solve.outputAvals.count }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let (constants, b) = split(inputs)
    try solve.check(constants.solve + b, userName, "solve")
    return solve.outputAvals
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let (constants, b) = split(operands)
    return try context.inline(solve, constants.solve + b)
  }

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in
        let outputs = try interpret(self, primals)
        let (constants, b) = split(primals)
        let (constantTangents, bTangents) = split(tangents)
        var right = bTangents
        if constantTangents.matvec.contains(where: { $0 != nil }) {
          let solution = outputs[..<b.count]
          let (_, changes) = try jvpFlat(
            { try evalJaxpr(matvec, $0) }, constants.matvec + solution,
            constantTangents.matvec + [Tensor?](repeating: nil, count: b.count))
          right = zip(right, changes).map { addTangents($0, $1.map(lax.neg)) }
        }
        guard right.contains(where: { $0 != nil }) else {
          return (outputs, outputs.map { _ in nil })
        }
        let tangents = try interpret(
          self, constants.all.flatMap { $0 } + presentTangents(right, like: b.map(\.aval))
        )
        return (outputs, outputs.indices.map { $0 < b.count ? tangents[$0] : nil })
      },
      transpose: { cotangents, operands in
        let (constants, b) = split(operands)
        let known = constants.map { $0.compactMap(\.known) }
        guard jaxprs.transposeSolve != nil, jaxprs.vecmat != nil else {
          throw CustomLinearSolve.missingTranspose
        }
        let transposed = try CustomLinearSolve(
          jaxprs: jaxprs.transposed, constantCounts: constantCounts.transposed)
        let given = presentTangents(cotangents, like: b.map(\.aval))
        let results = try interpret(transposed, known.transposed.all.flatMap { $0 } + given)
        return [Tensor?](repeating: nil, count: operands.count - b.count)
          + results[..<b.count].map(Optional.some)
      })
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let size = try operands.mappedSize("customLinearSolve")
    let (constants, b) = split(operands.map(\.withAxisInFront))
    // The vectors of all four programs must be mapped alike, so all are mapped.
    func batched(_ program: Jaxpr?, _ constants: [Batched]) throws -> Jaxpr? {
      try program.map {
        try $0.batchedProgram(
          axes: constants.map(\.axis) + b.map { _ in 0 }, axisSize: size,
          mapping: $0.outputs.map { _ in true }
        ).jaxpr
      }
    }
    let call = try CustomLinearSolve(
      jaxprs: Four(
        matvec: try batched(matvec, constants.matvec),
        vecmat: try batched(jaxprs.vecmat, constants.vecmat),
        solve: try batched(solve, constants.solve),
        transposeSolve: try batched(jaxprs.transposeSolve, constants.transposeSolve)),
      constantCounts: constantCounts)
    let results = try interpret(
      call, constants.all.flatMap { $0.map(\.tensor) } + b.map { $0.atFront(size: size) })
    return results.map { Batched($0, axis: 0) }
  }
}

extension CustomLinearSolve.Four: Equatable where Value: Equatable {}
extension CustomLinearSolve.Four: Hashable where Value: Hashable {}
extension CustomLinearSolve.Four: Sendable where Value: Sendable {}
