// Misuses of control flow, each with the whole text of its error.

import JAX
import Testing

@Suite struct MisuseControlFlowTests {
  private let x = Tensor([1, 2, 3] as [Float])

  @Test func stateThatChangesItsDType() {
    misuse { lax.scan({ c, y in c + y }, Tensor([1] as [Int32]), x) }.says(
      """
      scan: a step makes float32[1] of state 0, which is int32[1].
        expected: a state of the same shapes and dtypes after each step
        to do: begin with a value of dtype float32, or convert the new one, as with x.astype(.int32).
      """)
  }

  @Test func stateThatChangesItsShape() {
    misuse { lax.whileLoop({ y in y.sum() .< 9 }, { y in jnp.concatenate([y, y]) }, x) }.says(
      """
      whileLoop: a step makes float32[6] of state 0, which is float32[3].
        expected: a state of the same shapes and dtypes after each step
        to do: begin with a value of shape (6,), or give the new one the shape (3,).
      """)
  }

  @Test func stateThatChangesDeepInATree() {
    misuse { lax.foriLoop(0, 3, { _, s in s.mapValues { $0.sum() } }, ["a": x[0], "b": x]) }.says(
      """
      foriLoop: a step makes float32[] of state 0, ['b'], which is float32[3].
        expected: a state of the same shapes and dtypes after each step
        to do: begin with a value of shape (), or give the new one the shape (3,).
      """)
  }

  @Test func conditionsThatAreNoTruthValues() {
    misuse { lax.whileLoop({ y in y }, { y in y }, x.sum()) }.says(
      """
      whileLoop: a condition that is float32[].
        expected: bool[], one truth value
        to do: compare the value, as with x .!= 0.
      """)
    misuse { lax.whileLoop({ y in y .< 2 }, { y in y }, x) }.says(
      """
      whileLoop: a condition that is bool[3].
        expected: bool[], one truth value
        to do: reduce it, as with x.all() or x.any().
      """)
    misuse { lax.cond(x .> 2, { y in y }, { y in -y }, x) }.says(
      """
      cond: a predicate that is bool[3].
        expected: one truth value, of shape ()
        to do: reduce it, as with x.all() or x.any(), or choose between elements with jnp.where.
      """)
  }

  @Test func branchesThatDiffer() {
    misuse { lax.cond(true, { y in y }, { y in y.astype(.float64) }, x) }.says(
      """
      cond: result 0 is float64[3] in the function for false, and float32[3] in the function for true.
        expected: results of the same shapes and dtypes from all functions
        to do: convert one of them, as with x.astype(.float64).
      """)
    misuse { lax.switch(Tensor(0), [{ y in y }, { y in y[0] }], x) }.says(
      """
      switch: result 0 is float32[3] in function 0, and float32[] in function 1.
        expected: results of the same shapes and dtypes from all functions
        to do: give both the same shape, as with jnp.broadcastTo.
      """)
    misuse { lax.cond(true, { y in [y] }, { y in [y, y] }, x) }.says(
      """
      cond: result 0 of the function for true and that of the function for false have different structures: an array of 1 element, and an array of 2 elements. The structure of result 0 of the function for true is PyTreeDef([*]).
        expected: the structure of that of the function for false, PyTreeDef([*, *])
        to do: give trees with the same counts, keys, cases and static values.
      """)
  }

  @Test func nothingToChooseFrom() {
    misuse { lax.switch(Tensor(0.5), [{ y in y }], x) }.says(
      """
      switch: an index that is float32[].
        expected: a 0-dimensional integer
      """)
  }

  @Test func lengthsThatDoNotFit() {
    misuse { lax.scan({ c, a, b in c + a + b }, 0, (x, x[..<2])) }.says(
      """
      scan: input 1 has 2 elements along its first axis, but that of input 0 is 3.
        expected: one length of all arrays
      """)
    misuse { lax.scan({ c, a in c + a }, 0, x, length: 4) }.says(
      """
      scan: input 0 has 3 elements along its first axis, but length is 4.
        expected: one length of all arrays
      """)
    misuse { lax.scan({ c, a in c + a }, 0, x[0]) }.says(
      """
      scan: input 0 has shape ().
        expected: an axis to scan over in every array
      """)
    misuse { lax.scan({ c in c + 1 }, 0, length: -1) }.says(
      """
      scan: length is -1.
        expected: arrays to scan over, or a length
        to do: give the number of steps, as in length: 10.
      """)
  }

  @Test func bounds() {
    misuse { lax.foriLoop(0, 2.5, { _, y in y }, x) }.says(
      """
      foriLoop: bounds that are int32[] and float32[].
        expected: 0-dimensional integers
      """)
    misuse { jit { n in lax.foriLoop(0, n, { _, y in y }, x, unroll: 2) }(3) }.says(
      """
      foriLoop: unroll for a loop whose bounds are computed.
        expected: bounds that are known while the program is traced
        to do: leave unroll out, or give the bounds as numbers.
      """)
    misuse { lax.whileLoop({ y in y[0] .< 1 }, { y in y }, x, maxSteps: 0) }.says(
      """
      whileLoop: maxSteps is 0.
        expected: a number of at least 1
      """)
    misuse { lax.map({ y in y }, x, batchSize: 0) }.says(
      """
      map: batchSize is 0.
        expected: a number of at least 1
      """)
    misuse { lax.associativeScan({ a, b in a + b }, x, axis: 1) }.says(
      """
      associativeScan: axis 1 of array 0, which is float32[3].
        expected: an axis of every array
      """)
  }

  @Test func readingATracedState() {
    misuse { lax.scan({ c, y in Double(c) > 0 ? c + y : c }, 0, x) }.says(
      """
      Double(x): a traced value of int32[] has no concrete value under scan.
        expected: a value that is known while the program is traced
        to do: use jnp.where or lax.select instead of a Swift condition, or read the value outside of the transformed function; a setting that does not change can be a static field.
      """)
  }
}
