// Implicit derivatives: linear systems and roots, whatever way they are solved.

import JAXTransforms
import Synchronization
import Testing

private func f64(_ value: Double) -> Tensor { Tensor(.float(value), dtype: .float64) }

/// Newton's method in a loop whose length is not known, for a number.
private let newton: @Sendable (@escaping @Sendable (Tensor) -> Tensor, Tensor) -> Tensor = {
  f, guess in
  lax.whileLoop(
    { (x: Tensor) in lax.gt(lax.abs(f(x)), f64(1e-13)) },
    { (x: Tensor) in
      let (value, slope) = jvp(f, x, lax.add(lax.mul(x, f64(0)), f64(1)))
      return lax.sub(x, lax.div(value, slope))
    }, guess)
}

/// The square root of a, as the root of x² − a.
private let root: @Sendable (Tensor) -> Tensor = { a in
  lax.customRoot(
    { x in lax.sub(lax.mul(x, x), a) }, f64(1), solve: newton,
    tangentSolve: { g, y in lax.div(y, g(f64(1))) })
}

/// The solution of (a I + r r') x = b, solved by its formula.
private let system: @Sendable (Tensor, Tensor, Tensor) -> Tensor = { a, r, b in
  let matvec: @Sendable (Tensor) -> Tensor = { x in
    lax.add(lax.mul(a, x), lax.mul(r, lax.dot(r, x)))
  }
  return lax.customLinearSolve(
    matvec, b,
    solve: { _, b in
      let scale = lax.div(lax.dot(r, b), lax.add(a, lax.dot(r, r)))
      return lax.div(lax.sub(b, lax.mul(r, scale)), a)
    }, symmetric: true)
}

@Suite struct CustomRulesSolveTests {
  private func close(_ a: Tensor, _ b: [Double], _ tolerance: Double = 1e-10) -> Bool {
    let values = a.scalars(as: Double.self)
    return values.count == b.count
      && zip(values, b).allSatisfy { abs($0 - $1) <= tolerance * (1 + abs($1)) }
  }

  @Test func aSolverTellsWhatElseItFound() throws {
    let calls = Mutex(0)
    let found: @Sendable (Tensor) -> (root: Tensor, aux: [Tensor]) = { a in
      lax.customRoot(
        { x in lax.sub(lax.mul(x, x), a) }, f64(1),
        solve: { f, guess in
          calls.withLock { $0 += 1 }
          let x = newton(f, guess)
          return (x, [Tensor(3, dtype: .int32), lax.abs(f(x))])
        }, tangentSolve: { g, y in lax.div(y, g(f64(1))) })
    }
    let result = found(f64(9))
    #expect(close(result.root, [3]))
    #expect(result.aux[0].item(as: Int.self) == 3 && close(result.aux[1], [0]))
    #expect(calls.withLock { $0 } == 1)
    #expect(close(grad { a in found(a).root }(f64(9)), [1.0 / 6]))
    #expect(close(grad(grad { a in found(a).root })(f64(9)), [-1.0 / 108]))
    #expect(close(grad { a in found(a).aux[1] }(f64(9)), [0]))
    #expect(close(jit { a in found(a).root }(f64(9)), [3]))
    #expect(close(vmap { a in found(a).root }(Tensor([4, 9], dtype: .float64)), [2, 3]))
  }

  @Test func loopsThatSolveAreNotTransposed() {
    // Each loop solves g(y) = r for a linear g, but by steps that compare and are no linear functions of r.
    let solvers: [@Sendable (@escaping @Sendable (Tensor) -> Tensor, Tensor) -> Tensor] = [
      { g, r in
        lax.whileLoop(
          { (y: Tensor) in lax.gt(lax.abs(lax.sub(g(y), r)), f64(1e-9)) },
          { (y: Tensor) in lax.sub(y, lax.mul(f64(0.1), lax.sub(g(y), r))) }, f64(0))
      },
      { g, r in
        lax.foriLoop(
          0, 100,
          { _, y in
            let rest = lax.sub(g(y), r)
            return lax.sub(y, lax.mul(f64(0.1), lax.select(lax.gt(rest, f64(0)), rest, rest)))
          }, f64(0))
      },
    ]
    for solver in solvers {
      let root: @Sendable (Tensor) -> Tensor = { a in
        lax.customRoot(
          { x in lax.sub(lax.mul(x, x), a) }, f64(1.5),
          solve: { f, guess in
            lax.foriLoop(
              0, 20, { _, x in lax.sub(x, lax.div(f(x), lax.mul(f64(2), x))) }, guess)
          }, tangentSolve: solver)
      }
      #expect(close(jvp(root, f64(4), f64(1)).tangent, [0.25], 1e-6))
      let error = #expect(throws: JAXError.self) { try catchingErrors { grad(root)(f64(4)) } }
      #expect(error?.kind == .differentiation)
      #expect(error?.description.contains("wrap a solver of linear equations in") == true)
    }
  }

  @Test func rootsHaveTheDerivativesOfTheImplicitFunctionTheorem() {
    let a = f64(2)
    #expect(close(root(a), [1.4142135623730951]))
    #expect(close(grad(root)(a), [0.35355339059327373]))
    #expect(close(grad(grad(root))(a), [-0.08838834764831843]))
    #expect(close(grad(grad(grad(root)))(a), [0.06629126073623882]))
    #expect(close(jit(grad(jit(root)))(a), [0.35355339059327373]))
    #expect(close(jvp(root, a, f64(2)).tangent, [0.7071067811865475]))
    let several = Tensor([1.0, 2, 4], dtype: .float64)
    #expect(close(vmap(grad(root))(several), [0.5, 0.35355339059327373, 0.25]))
    #expect(close(jit(vmap(grad(grad(root))))(several), [-0.25, -0.08838834764831843, -0.03125]))
  }

  @Test func linearSystemsHaveTheDerivativesOfTheEquation() {
    let (a, r, b) = (
      f64(2), Tensor([1.0, 2], dtype: .float64), Tensor([3.0, -1], dtype: .float64)
    )
    #expect(close(system(a, r, b), [1.4285714285714286, -0.6428571428571429]))
    let total: @Sendable (Tensor, Tensor, Tensor) -> Tensor = { a, r, b in
      lax.reduceSum(lax.mul(system(a, r, b), system(a, r, b)), axes: [0])
    }
    func slope(_ f: (Double) -> Double, _ x: Double) -> Double {
      (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
    }
    let expected = slope({ Double(total(f64($0), r, b)) }, 2)
    for gradient in [grad(total), jit(grad(total)), grad(jit(total))] {
      #expect(close(gradient(a, r, b), [expected], 1e-8))
    }
    let second = slope({ Double(grad(total)(f64($0), r, b)) }, 2)
    #expect(close(grad(grad(total))(a, r, b), [second], 1e-7))
    #expect(close(jvp({ a in grad(total)(a, r, b) }, a, f64(1)).tangent, [second], 1e-7))
    let (dr, db) = grad({ r, b in total(a, r, b) }, wrt: .all)(r, b)
    for position in 0..<2 {
      func moved(_ x: Tensor, _ amount: Double) -> Tensor {
        var values = x.scalars(as: Double.self)
        values[position] += amount
        return Tensor(values, dtype: .float64)
      }
      let byR = slope({ Double(total(a, moved(r, $0), b)) }, 0)
      let byB = slope({ Double(total(a, r, moved(b, $0))) }, 0)
      #expect(abs(dr.scalars(as: Double.self)[position] - byR) < 1e-8)
      #expect(abs(db.scalars(as: Double.self)[position] - byB) < 1e-8)
    }
    let several = Tensor([2.0, 3], dtype: .float64)
    let mapped = vmap(grad(total), inAxes: [0, nil, nil])(several, r, b)
    #expect(close(mapped, [expected, Double(grad(total)(f64(3), r, b))], 1e-8))
  }

  @Test func systemsThatAreNotSymmetricNeedTheirTransposeBackwards() {
    let matrix = lax.reshape(Tensor([2.0, 1, 0, 4], dtype: .float64), [2, 2])
    let inverse = lax.reshape(Tensor([0.5, -0.125, 0, 0.25], dtype: .float64), [2, 2])
    let forwardOnly: @Sendable (Tensor) -> Tensor = { b in
      lax.customLinearSolve({ lax.dot(matrix, $0) }, b, solve: { _, b in lax.dot(inverse, b) })
    }
    let both: @Sendable (Tensor) -> Tensor = { b in
      lax.customLinearSolve(
        { lax.dot(matrix, $0) }, b, solve: { _, b in lax.dot(inverse, b) },
        transposeSolve: { vecmat, b in
          let solution = lax.dot(b, inverse)
          return lax.add(solution, lax.sub(b, vecmat(solution)))
        })
    }
    let b = Tensor([2.0, 8], dtype: .float64)
    #expect(close(jvp(forwardOnly, b, b).tangent, [0, 2]))
    #expect(close(grad { b in lax.reduceSum(both(b), axes: [0]) }(b), [0.5, 0.125]))
    #expect(
      message { _ = grad { b in lax.reduceSum(forwardOnly(b), axes: [0]) }(b) } == """
        customLinearSolve: no solver of the transposed system.
          expected: transposeSolve, for reverse mode
          to do: give transposeSolve, or symmetric: true if the map is its own transpose.
        """)
  }

  @Test func printsAsJAXDoes() {
    let f: @Sendable (Tensor) -> Tensor = { b in
      lax.customLinearSolve(
        { v in lax.mul(2.0, v) }, b, solve: { _, b in lax.div(b, 2.0) }, symmetric: true)
    }
    #expect(
      "\(makeJaxpr(f)(Tensor(.float(1), dtype: .float32)))" == """
        let jaxpr = { lambda ; a:f32[]. let b:f32[] = mul 2.0:f32[] a in (b,) } in
        { lambda ; c:f32[]. let
            d:f32[] = custom_linear_solve[
              const_lengths=_LinearSolveTuple(matvec=0, vecmat=0, solve=0, transpose_solve=0)
              jaxprs=_LinearSolveTuple(matvec={ lambda ; a:f32[]. let b:f32[] = mul 2.0:f32[] a in (b,) }, vecmat={ lambda ; a:f32[]. let b:f32[] = mul 2.0:f32[] a in (b,) }, solve={ lambda ; a:f32[]. let b:f32[] = div a 2.0:f32[] in (b,) }, transpose_solve={ lambda ; a:f32[]. let b:f32[] = div a 2.0:f32[] in (b,) })
            ] c
          in (d,) }
        """)
  }
}
