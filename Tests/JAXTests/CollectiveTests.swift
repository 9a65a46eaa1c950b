// Operations between the examples of a mapped axis, against JAX's values.
//
// Source: jax 0.10.2 with x64, `jax.vmap(f, axis_name='i')` of the same functions.

import JAX
import Testing

private func arange(_ count: Int, _ shape: [Int], from start: Double = 0) -> Tensor {
  Tensor((0..<count).map { start + Double($0) }, dtype: .float64).reshape(shape)
}

private func mapped(_ f: @escaping @Sendable (Tensor) -> Tensor) -> @Sendable (Tensor) -> Tensor {
  vmap(f, axisName: "i")
}

private func expectClose(
  _ found: Tensor, _ shape: [Int], _ values: [Double],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.shape == shape, sourceLocation: sourceLocation)
  let numbers = found.astype(.float64).scalars(as: Double.self)
  #expect(numbers.count == values.count, sourceLocation: sourceLocation)
  #expect(
    zip(numbers, values).allSatisfy { abs($0 - $1) <= 1e-12 * max(1, abs($1)) },
    "\(numbers) is not \(values)", sourceLocation: sourceLocation)
}

@Suite struct CollectiveTests {
  private let x = arange(12, [2, 2, 3], from: 1)
  private let y = arange(24, [2, 3, 2, 2])
  private let z = arange(4, [4])

  @Test func reductions() {
    expectClose(
      mapped { x in x * lax.psum(x, "i") }(x), [2, 2, 3],
      [8, 20, 36, 56, 80, 108, 56, 80, 108, 140, 176, 216])
    expectClose(
      mapped { x in x - lax.pmax(x, "i") }(x), [2, 2, 3],
      [-6, -6, -6, -6, -6, -6, 0, 0, 0, 0, 0, 0])
    expectClose(mapped { x in x - lax.pmin(x, "i") }(z), [4], [0, 1, 2, 3])
    expectClose(mapped { x in lax.pmean(x, "i") }(jnp.arange(4)), [4], [1.5, 1.5, 1.5, 1.5])
    expectClose(mapped { x in lax.psum(x .> 1, "i") }(z), [4], [2, 2, 2, 2])
    let unmapped = vmap(
      { x, c in x + lax.psum(c, "i") + lax.pmax(c, "i") }, inAxes: [0, nil], axisName: "i")
    expectClose(unmapped(z, 3), [4], [15, 16, 17, 18])
    let trees = vmap(
      { (p: [String: Tensor]) in lax.psum(p, "i") }, axisName: "i")(["a": z, "b": 2 * z])
    expectClose(trees["b", default: 0], [4], [12, 12, 12, 12])
    // No examples at all: the sum is zero.
    #expect(mapped { x in lax.psum(x, "i") }(jnp.zeros([0, 2])).shape == [0, 2])
  }

  @Test func gathersAndScatters() {
    let all = (1...12).map(Double.init)
    expectClose(mapped { x in lax.allGather(x, "i") }(x), [2, 2, 2, 3], all + all)
    let rows = [1.0, 2, 3, 7, 8, 9, 4, 5, 6, 10, 11, 12]
    expectClose(
      mapped { x in lax.allGather(x, "i", axis: 1, tiled: true) }(x), [2, 2, 6], rows + rows)
    expectClose(
      vmap({ (x: Tensor) in lax.allGather(x, "i", axis: -1) }, inAxes: 2, axisName: "i")(x),
      [3, 2, 2, 3], all + all + all)
    let sums = [8.0, 10, 12, 14, 16, 18]
    expectClose(mapped { x in lax.psumScatter(x, "i") }(x), [2, 3], sums)
    expectClose(mapped { x in lax.psumScatter(x, "i", tiled: true) }(x), [2, 1, 3], sums)
  }

  @Test func exchanges() {
    expectClose(
      mapped { x in lax.allToAll(x, "i", 0, 0) }(x), [2, 2, 3],
      [1, 2, 3, 7, 8, 9, 4, 5, 6, 10, 11, 12])
    expectClose(
      mapped { x in lax.allToAll(x, "i", 0, 1) }(x), [2, 3, 2],
      [1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12])
    expectClose(
      mapped { x in lax.allToAll(x, "i", 1, 0) }(y), [2, 2, 3, 2],
      [0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23])
    expectClose(
      mapped { x in lax.allToAll(x, "i", 2, 0, tiled: true) }(y), [2, 6, 2, 1],
      [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23])
    let tiled = [
      0.0, 1, 12, 13, 4, 5, 16, 17, 8, 9, 20, 21, 2, 3, 14, 15, 6, 7, 18, 19, 10, 11, 22, 23,
    ]
    expectClose(
      mapped { x in lax.allToAll(x, "i", 1, 2, tiled: true) }(y), [2, 3, 1, 4], tiled)
    expectClose(
      mapped { x in lax.allToAll(x, "i", 1, 1, tiled: true) }(y), [2, 3, 2, 2], tiled)
    expectClose(
      mapped { x in lax.pswapaxes(x, "i", 0) }(x), [2, 2, 3],
      [1, 2, 3, 7, 8, 9, 4, 5, 6, 10, 11, 12])
  }

  @Test func permutations() {
    let cycle = [(0, 2), (1, 0), (2, 3), (3, 1)]
    expectClose(mapped { x in lax.ppermute(x, "i", cycle) }(z), [4], [1, 3, 0, 2])
    expectClose(mapped { x in lax.pshuffle(x, "i", [2, 0, 3, 1]) }(z), [4], [2, 0, 3, 1])
    expectClose(mapped { x in lax.pbroadcast(x, "i", 2) }(z), [4], [2, 2, 2, 2])
    // Who receives nothing has zeros.
    expectClose(mapped { x in lax.ppermute(x + 1, "i", [(0, 1), (2, 0)]) }(z), [4], [3, 1, 0, 0])
    expectClose(mapped { x in lax.ppermute(1, "i", [(0, 1)]) + 0 * x }(z), [4], [0, 1, 0, 0])
  }

  @Test func nestedAxes() {
    let w = arange(6, [2, 3], from: 1)
    let nested = { (f: @escaping @Sendable (Tensor) -> Tensor) in
      vmap(vmap(f, axisName: "j"), axisName: "i")(w)
    }
    expectClose(
      nested { x in
        x / lax.psum(x, ["i", "j"]) + 10 * lax.axisIndex("i") + 100 * lax.axisIndex("j")
      }, [2, 3],
      [
        0.047619047619047616, 100.0952380952381, 200.14285714285714, 10.19047619047619,
        110.23809523809524, 210.28571428571428,
      ])
    expectClose(
      nested { x in x / lax.psum(x, "i") }, [2, 3],
      [0.2, 0.2857142857142857, 1.0 / 3, 0.8, 0.7142857142857142, 2.0 / 3])
    expectClose(nested { _ in lax.axisIndex(["i", "j"]) }, [2, 3], [0, 1, 2, 3, 4, 5])
    expectClose(
      nested { x in x * Tensor(lax.axisSize(["i", "j"])) }, [2, 3], [6, 12, 18, 24, 30, 36])
    #expect(
      nested { x in lax.allGather(x, ["i", "j"]) }[0, 0].scalars(as: Double.self) == [
        1, 2, 3, 4, 5, 6,
      ])
    expectClose(
      nested { x in lax.psumScatter(jnp.arange(6, dtype: .float64) * x, ["i", "j"]) }, [2, 3],
      [0, 21, 42, 63, 84, 105])
    // The innermost axis of a name is meant.
    expectClose(
      vmap(vmap({ x in lax.psum(x, "i") }, axisName: "i"), axisName: "i")(w), [2, 3],
      [6, 6, 6, 15, 15, 15])
    // An operation over one axis inside a map over another one.
    expectClose(
      mapped { x in vmap { y in lax.allGather(y, "i", axis: 0).sum() + lax.psum(y, "i") }(x) }(w),
      [2, 3], [10, 14, 18, 10, 14, 18])
  }

  @Test func derivatives() {
    let weighted = { (f: @escaping @Sendable (Tensor) -> Tensor) in
      grad { x in (mapped(f)(x) * jnp.cos(arange(4, [4]))).sum() }(z)
    }
    expectClose(
      weighted { x in x * x * lax.psum(jnp.sin(x), "i") }, [4],
      [-10.034217509724439, -3.3771275068753783, 1.0264943500753714, -1.3039319955267104])
    expectClose(
      weighted { x in (lax.allGather(x, "i") ** 2).sum() * x }, [4],
      [14, 1.040294568098994, -18.87393113976992, -33.43170809457112])
    expectClose(
      mapped(grad { x in x * x * lax.psum(jnp.sin(x), "i") })(z), [4],
      [14, 11.348009121540848, 1.741497967113788, -2.5085644342455637])
    expectClose(
      mapped(grad { x in (lax.allGather(x, "i") ** 2).sum() * x })(z), [4], [14, 26, 38, 50])
    let square = arange(16, [4, 4])
    expectClose(
      mapped(grad { x in lax.psumScatter(jnp.sin(x), "i").sum() })(square), [4, 4],
      jnp.cos(square).scalars(as: Double.self))
    expectClose(
      mapped(
        grad { x in jnp.sin(lax.ppermute(x, "i", [(0, 2), (1, 0), (2, 3), (3, 1)])) })(z), [4],
      jnp.cos(z).scalars(as: Double.self))
    let columns = jnp.cos(square) * arange(4, [4, 1])
    expectClose(
      mapped(grad { x in (jnp.sin(lax.allToAll(x, "i", 0, 0)) * arange(4, [4])).sum() })(square),
      [4, 4], columns.scalars(as: Double.self))
    // JAX 0.10.2 fails here: every example has the cosine of example 2, and the sender takes all four.
    expectClose(
      mapped(grad { x in jnp.sin(lax.pbroadcast(x, "i", 2)) })(z), [4],
      [0, 0, 4 * -0.4161468365471424, 0])
    // Of the largest value, as `max`: JAX has no derivative here.
    expectClose(
      grad { x in mapped { x in lax.pmax(x * x, "i") * x }(x).sum() }(z), [4], [9, 9, 9, 45])
    expectClose(
      grad { x in mapped { x in lax.pmin(x, "i") }(x).sum() }(jnp.array([1.0, 1.0, 2.0])), [3],
      [1.5, 1.5, 0])
  }

  @Test func insidePrograms() {
    let expected = [0.0, 7, 14, 21]
    let f = { @Sendable (x: Tensor) -> Tensor in x * lax.psum(x, "i") + lax.axisIndex("i") }
    expectClose(mapped(jit(f))(z), [4], expected)
    expectClose(jit(mapped(jit(f)))(z), [4], expected)
    // Compiled functions are kept for each size of the axis.
    let inner = jit { (x: Tensor) in x * Tensor(lax.axisSize("i")) }
    expectClose(mapped(inner)(z), [4], [0, 4, 8, 12])
    expectClose(mapped(inner)(z[..<2]), [2], [0, 2])
    // A program that maps nothing still knows its axis.
    let constant = jit { (c: Tensor) in lax.psum(c, "i") + lax.axisIndex("i") }
    expectClose(vmap({ _ in constant(2) }, axisName: "i")(z), [4], [8, 9, 10, 11])
    expectClose(
      mapped { x in
        lax.scan({ c, y in (c + lax.psum(y * x, "i"), c) }, x, arange(3, [3])).0
      }(z), [4], [18, 19, 20, 21])
    expectClose(
      mapped { x in
        lax.cond(x.sum() .> 1, { x in lax.psum(x, "i") }, { x in x + lax.pmax(x, "i") }, x)
      }(z), [4], [3, 4, 6, 6])
    expectClose(
      mapped { x in lax.foriLoop(0, 3, { _, x in lax.pmean(x, "i") + x }, x) }(z), [4],
      [10.5, 11.5, 12.5, 13.5])
    expectClose(
      grad { x in mapped(jit(f))(x).sum() }(z), [4], [12, 12, 12, 12])
    expectClose(jacfwd(mapped(jit { x in lax.psum(x * x, "i") }))(z)[1], [4], [0, 2, 4, 6])
  }

  @Test func printedPrograms() {
    let program = makeJaxpr(
      { (x: Tensor) in
        [lax.psum(x, "i"), lax.allGather(x, "i"), lax.ppermute(x, "i", [(0, 1), (1, 0)])]
      }, axisEnv: ["i": 2])(jnp.ones([2, 3]))
    #expect(
      "\(program)" == """
        { lambda ; a:f32[2,3]. let
            b:f32[2,3] = psum[axes=('i',) axis_index_groups=None] a
            c:f32[2,2,3] = all_gather[
              all_gather_dimension=0
              axis_index_groups=None
              axis_name=('i',)
              axis_size=2
              tiled=False
            ] a
            d:f32[2,3] = ppermute[axis_name=('i',) perm=((0, 1), (1, 0))] a
          in (b, c, d) }
        """)
  }

  @Test func misuses() {
    let x = jnp.ones([4, 2])
    misuse { lax.psum(x, "i") }.says(
      """
      psum: no enclosing transformation maps over an axis named 'i'.
        expected: a call inside of a function that is mapped over it
        to do: name the axis where the function is mapped, as in vmap(f, axisName: "i").
      """)
    misuse { mapped { x in lax.psum(x, "j") }(x) }.says(
      """
      psum: no enclosing transformation maps over an axis named 'j'.
        expected: one of the axes 'i' of size 4
        to do: name the axis where the function is mapped, as in vmap(f, axisName: "j").
      """)
    misuse { jit { (x: Tensor) in x + lax.axisIndex("i") }(x) }.says(
      """
      axisIndex: no enclosing transformation maps over an axis named 'i'.
        expected: a call inside of a function that is mapped over it
        to do: name the axis where the function is mapped, as in vmap(f, axisName: "i").
      """)
    misuse { mapped { x in lax.allToAll(x, "i", 0, 0) }(x) }.says(
      """
      allToAll: size 2 along axis 0 for 4 examples.
        expected: one index for each example
        to do: pass tiled: true to exchange stretches of the axis.
      """)
    misuse { mapped { x in lax.psumScatter(x, "i", tiled: true) }(x) }.says(
      """
      psumScatter: size 2 along axis 0 for 4 examples.
        expected: a size that the number of examples divides
      """)
    misuse { mapped { x in lax.ppermute(x, "i", [(0, 1), (0, 2)]) }(x) }.says(
      """
      ppermute: the pairs [(0, 1), (0, 2)] for an axis of size 4.
        expected: each index from 0 to 3 at most once as a sender and as a receiver
      """)
    misuse { mapped { x in lax.psum(x, "i", axisIndexGroups: [[0, 1], [2, 3]]) }(x) }.says(
      """
      psum: axisIndexGroups for an axis of vmap.
        expected: all examples of the axis together
        to do: reshape the mapped axis into two, map over both, and name the inner one.
      """)
    misuse { mapped { x in lax.psum(x, "i", axisIndexGroups: [[0, 1], [2]]) }(x) }.says(
      """
      psum: the groups [[0, 1], [2]] of an axis of size 4.
        expected: groups that hold each index from 0 to 3 once
      """)
  }
}
