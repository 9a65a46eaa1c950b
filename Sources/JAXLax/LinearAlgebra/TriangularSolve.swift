// Systems of equations with triangular matrices.
//
// From op(A) X = B: dX = op(A)⁻¹ (dB − op(dA) X). Source: jax/_src/lax/linalg.py `triangular_solve`; StableHLO
// `triangular_solve`.

import StableHLO

extension lax {
  /// Operations on stacks of matrices, which the last two axes of arrays hold.
  ///
  /// - Source: `jax.lax.linalg`.
  public enum linalg {}
}

extension lax.linalg {
  /// The solutions X of op(A) X = B, or of X op(A) = B, with triangular A.
  ///
  /// - Parameters:
  ///   - a: the matrices A.
  ///   - b: the right sides B, matrices, or vectors if they have one axis less than A.
  ///   - leftSide: whether A stands on the left.
  ///   - lower: whether the lower triangle of A counts; otherwise the upper one.
  ///   - transposeA: whether A is transposed.
  ///   - conjugateA: whether A is conjugated.
  ///   - unitDiagonal: whether the diagonal of A counts as ones.
  /// - Source: `jax.lax.linalg.triangular_solve`; StableHLO `triangular_solve`.
  public static func triangularSolve(
    _ a: Tensor, _ b: Tensor, leftSide: Bool = false, lower: Bool = false,
    transposeA: Bool = false, conjugateA: Bool = false, unitDiagonal: Bool = false
  ) -> Tensor {
    let solve = TriangularSolve(
      conjugateA: conjugateA && a.dtype.isComplex, leftSide: leftSide, lower: lower,
      transposeA: transposeA, unitDiagonal: unitDiagonal)
    guard b.ndim == a.ndim - 1 else { return bind(solve, a, b) }
    let axis = leftSide ? b.ndim : b.ndim - 1
    return lax.squeeze(bind(solve, a, lax.expandDims(b, [axis])), dimensions: [axis])
  }
}

struct TriangularSolve: Primitive {
  static let name = "triangular_solve"

  var conjugateA: Bool
  var leftSide: Bool
  var lower: Bool
  var transposeA: Bool
  var unitDiagonal: Bool

  init(conjugateA: Bool, leftSide: Bool, lower: Bool, transposeA: Bool, unitDiagonal: Bool) {
    self.conjugateA = conjugateA
    self.leftSide = leftSide
    self.lower = lower
    self.transposeA = transposeA
    self.unitDiagonal = unitDiagonal
  }

  init(params: Params) throws {
    conjugateA = try params.bool("conjugate_a")
    leftSide = try params.bool("left_side")
    lower = try params.bool("lower")
    transposeA = try params.bool("transpose_a")
    unitDiagonal = try params.bool("unit_diagonal")
  }

  var params: Params {
    Params([
      ("conjugate_a", .bool(conjugateA)), ("left_side", .bool(leftSide)), ("lower", .bool(lower)),
      ("transpose_a", .bool(transposeA)), ("unit_diagonal", .bool(unitDiagonal)),
    ])
  }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let (a, b) = (inputs[0], inputs[1])
    try checkEqualDTypes([a.dtype, b.dtype], "triangularSolve")
    try DTypeSet.inexact.check(a.dtype, "triangularSolve")
    try checkSquare(a, "triangularSolve")
    guard b.ndim == a.ndim, b.shape.dropLast(2) == a.shape.dropLast(2),
      b.shape[b.ndim - (leftSide ? 2 : 1)] == a.shape[a.ndim - 1]
    else {
      throw JAXError(
        .shape, "triangularSolve",
        found: "matrices of shape \(a.shape.tupleDescription) and right sides of shape "
          + "\(b.shape.tupleDescription) with leftSide \(leftSide).",
        expected: "equal leading axes, and right sides with as many "
          + "\(leftSide ? "rows" : "columns") as the matrices have")
    }
    return [b]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    guard outputs[0].size > 0 else { return [operands[1]] }
    var a = operands[0]
    if conjugateA && !transposeA {
      a = context.elementwise("chlo.conj", [a])
    }
    let transpose = !transposeA ? "NO_TRANSPOSE" : conjugateA ? "ADJOINT" : "TRANSPOSE"
    return [
      context.operation(
        "stablehlo.triangular_solve", [a, operands[1]], result: outputs[0].tensorType,
        attributes: [
          ("left_side", .bool(leftSide)), ("lower", .bool(lower)),
          ("unit_diagonal", .bool(unitDiagonal)),
          ("transpose_a", .raw("#stablehlo<transpose \(transpose)>")),
        ])
    ]
  }

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in
        let (a, b) = (primals[0], primals[1])
        let x = bind(self, a, b)
        let fromA = tangents[0].map { tangent(ofMatrix: $0, a, x) }
        let fromB = tangents[1].map { bind(self, a, $0) }
        return ([x], [addTangents(fromA, fromB)])
      },
      transpose: { cotangents, operands in
        guard let a = operands[0].known else {
          throw JAXError.internal("triangular_solve is transposed with respect to its matrix.")
        }
        var transposed = self
        transposed.transposeA.toggle()
        return [nil, cotangents[0].map { bind(transposed, a, $0) }]
      })
  }

  /// The tangent of the solution x that comes from the matrix.
  private func tangent(ofMatrix tangent: Tensor, _ a: Tensor, _ x: Tensor) -> Tensor {
    let skipped = unitDiagonal ? 1 : 0
    var da = lax.neg(lower ? tangent.lowerTriangle(-skipped) : tangent.upperTriangle(skipped))
    if transposeA { da = da.transposedMatrices }
    if conjugateA { da = da.conjugated }
    let (m, n) = (x.shape[x.ndim - 2], x.shape[x.ndim - 1])
    // A solution costs about as much as a product, so the smaller side is solved for.
    if leftSide {
      return m > n
        ? bind(self, a, preciseProduct(da, x)) : preciseProduct(bind(self, a, da), x)
    }
    return m < n
      ? bind(self, a, preciseProduct(x, da)) : preciseProduct(x, bind(self, a, da))
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let (a, b) = (operands[0], operands[1])
    guard a.axis == nil, let axis = b.axis else {
      let tensors = batchedAtFront(operands)
      return [Batched(bind(self, tensors[0], tensors[1]), axis: 0)]
    }
    // One matrix for all examples: their right sides are columns, or rows, of one larger one.
    let position = b.tensor.ndim - (leftSide ? 1 : 2)
    let moved = b.tensor.movingAxis(axis, to: position)
    var flat = moved.shape
    flat.replaceSubrange(position - 1...position, with: [flat[position - 1] * flat[position]])
    let solved = bind(self, a.tensor, lax.reshape(moved, flat))
    return [Batched(lax.reshape(solved, moved.shape), axis: position)]
  }
}
