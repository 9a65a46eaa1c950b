// Axes that do not exist, indices out of range, and arrays that are not one number.

import JAX
import Testing

@Suite struct MisuseIndexTests {
  private let a = jnp.zeros([2, 3])
  private let b = jnp.zeros([4])
  private let scalar = jnp.zeros([])

  @Test func axes() {
    misuse { a.sum(axis: 2) }.says(
      """
      jnp.sum: axis 2 of an array with 2 axes.
        expected: an axis from -2 to 1
      """)
    misuse { a.mean(axis: [0, -2]) }.says(
      """
      jnp.mean: axes (0, -2), of which two are the same.
        expected: different axes
      """)
    misuse { scalar.max(axis: 0) }.says(
      """
      jnp.max: axis 0 of an array with 0 axes.
        expected: no axis, as a 0-dimensional array has none
      """)
    misuse { jnp.argmax(a, axis: -3) }.says(
      """
      jnp.argmax: axis -3 of an array with 2 axes.
        expected: an axis from -2 to 1
      """)
    misuse { jnp.zeros([0]).max() }.says(
      """
      jnp.max: an empty reduction of an array of shape (0,).
        expected: at least one element, as there is no neutral value
      """)
    misuse { jnp.cumsum(a, axis: 2) }.says(
      """
      jnp.cumsum: axis 2 of an array with 2 axes.
        expected: an axis from -2 to 1
      """)
    misuse { lax.reduceSum(a, axes: [2]) }.says(
      """
      reduceSum: axes (2,) of an array of shape (2, 3).
        expected: different axes from 0 to 1
      """)
    misuse { nn.softmax(a, axis: 3) }.says(
      """
      nn.softmax: axis 3 of an array of shape (2, 3).
        expected: an axis from -2 to 1
      """)
    misuse { nn.oneHot(b, -1) }.says(
      """
      nn.oneHot: -1 classes.
        expected: a number of classes that is not negative
      """)
    misuse { a.transpose(0) }.says(
      """
      transpose: permutation (0,) of an array of shape (2, 3).
        expected: each axis from 0 to 1 once
      """)
    misuse { jnp.moveaxis(a, 0, 3) }.says(
      """
      jnp.moveaxis: axis 3 of an array with 2 axes.
        expected: an axis from -2 to 1
      """)
    misuse { jnp.expandDims(a, 5) }.says(
      """
      expandDims: axes (5,) for float32[2,3].
        expected: different axes from -3 to 2
      """)
    misuse { lax.transpose(a, permutation: [0, 0]) }.says(
      """
      transpose: permutation (0, 0) of an array of shape (2, 3).
        expected: each axis from 0 to 1 once
      """)
    misuse { lax.sort(a, dimension: 2) }.says(
      """
      sort: axis 2 of an array of shape (2, 3).
        expected: an axis from -2 to 1
      """)
  }

  @Test func indices() {
    misuse { a[2] }.says(
      """
      subscript: index 2 is out of range for axis 0 of size 2.
        expected: an index from -2 to 1
      """)
    misuse { a[0, -4] }.says(
      """
      subscript: index -4 is out of range for axis 1 of size 3.
        expected: an index from -3 to 2
      """)
    misuse { a[0, 0, 0] }.says(
      """
      subscript: 3 indices for an array of shape (2, 3).
        expected: at most 2 indices and one ellipsis
      """)
    misuse { a[.ellipsis, .ellipsis] }.says(
      """
      subscript: 2 ellipses.
        expected: at most 2 indices and one ellipsis
      """)
    misuse { a[.stride(by: 0)] }.says(
      """
      subscript: a stride of 0 along axis 0.
        expected: a stride that is not 0
      """)
    misuse { b[Tensor([0, 9])] }.says(
      """
      subscript: index 9 is out of range for axis 0 of size 4.
        expected: an index from -4 to 3
      """)
    misuse { b[jnp.zeros([2])] }.says(
      """
      subscript: an index tensor of dtype float32.
        expected: a tensor of integers or booleans
        to do: convert it, as with x.astype(.int32).
      """)
    misuse { b[Tensor(true)] }.says(
      """
      subscript: a 0-dimensional boolean.
        expected: a mask with the shape of the axes that it selects from
        to do: use jnp.where.
      """)
    misuse { jnp.zeros([0])[0] }.says(
      """
      subscript: index 0 is out of range for axis 0 of size 0.
        expected: no index, as the axis is empty
      """)
    misuse { a.at[5].set(1) }.says(
      """
      subscript: index 5 is out of range for axis 0 of size 2.
        expected: an index from -2 to 1
      """)
    misuse { a.at[0].set(b) }.says(
      """
      at.set: values of shape (4,) for a part of shape (3,).
        expected: values that can be broadcast to the part
        to do: reshape the values, or select another part.
      """)
    misuse { a.at[0].add(b) }.says(
      """
      at.add: values of shape (4,) for a part of shape (3,).
        expected: values that can be broadcast to the part
        to do: reshape the values, or select another part.
      """)
    var x = a
    misuse { x[0] = b }.says(
      """
      at.set: values of shape (4,) for a part of shape (3,).
        expected: values that can be broadcast to the part
        to do: reshape the values, or select another part.
      """)
    #expect(x.shape == [2, 3])
    misuse { lax.slice(b, startIndices: [2], limitIndices: [5]) }.says(
      """
      slice: startIndices (2,), limitIndices (5,) for shape (4,).
        expected: for each axis 0 ≤ start ≤ limit ≤ size, and a positive stride if strides are \
      given
      """)
    misuse { lax.indexInDim(b, 7) }.says(
      """
      indexInDim: index 7 along axis 0, which has size 4.
        expected: an index from -4 to 3
      """)
    misuse { lax.dynamicSlice(b, startIndices: [0], sliceSizes: [5]) }.says(
      """
      dynamicSlice: sliceSizes (5,) for an array of shape (4,).
        expected: one size for each axis, at most that of the array
      """)
    misuse { jnp.takeAlongAxis(a, b.astype(.int32), axis: 1) }.says(
      """
      jnp.takeAlongAxis: indices of int32[4] for an array of float32[2,3].
        expected: integer indices with the array's number of axes
        to do: add the missing axis, as with indices[.ellipsis, .newAxis].
      """)
  }

  @Test func conditionsOnSizes() {
    misuse { a.item(as: Float.self) }.says(
      """
      item: an array of shape (2, 3).
        expected: an array with one element
        to do: index it first, or read all elements with scalars(as:).
      """)
    misuse { Bool(a) }.says(
      """
      Bool(x): an array of shape (2, 3).
        expected: an array with one element
        to do: index it first, or read all elements with scalars(as:).
      """)
    misuse { Double(b) }.says(
      """
      Double(x): an array of shape (4,).
        expected: an array with one element
        to do: index it first, or read all elements with scalars(as:).
      """)
  }
}

@Suite struct RangeTests {
  private let x = jnp.arange(3.0)

  /// A range with both ends means just these positions, as in Swift's arrays.
  @Test func rangesReachNoFartherThanTheAxis() {
    let text = """
      subscript: the range 5..<9 reaches outside of axis 0, which has size 3.
        expected: positions inside 0..<3, or counted from the end inside -3..<0
        to do: use .slice(5, 9), or leave an end out, to select what the axis has, as in NumPy.
      """
    misuse { x[5..<9] }.says(text)
    misuse { x.at[5..<9].set(0) }.says(text)
    misuse {
      var y = x
      y[5..<9] = 0
      return y
    }.isAnError()
    misuse { jit { (x: Tensor) in x[5..<9] }(x) }.isAnError()
    for range in [0..<4, 4..<4, -4..<(-1), -1..<1] { misuse { x[range, .newAxis] }.isAnError() }
    misuse { x[0...3] }.isAnError()
    misuse { jnp.ones([2, 3])[.all, 1...3] }.isAnError()
    misuse { x[jax.ds(2, 2)] }.isAnError()
  }

  @Test func rangesInside() {
    func floats(_ x: Tensor) -> [Float] { x.scalars(as: Float.self) }
    #expect(floats(x[0..<3]) == [0, 1, 2])
    #expect(floats(x[0...2]) == [0, 1, 2])
    #expect(floats(x[3..<3]) == [])
    #expect(floats(x[(-3)..<(-1)]) == [0, 1])
    #expect(floats(x[(-2)...(-1)]) == [1, 2])
    #expect(floats(x[(-2)..<0]) == [1, 2])
    #expect(floats(x.at[1...2].add(5)) == [0, 6, 7])
    #expect(floats(x[jax.ds(-2, 2)]) == [1, 2])
    #expect(jnp.zeros([0, 2])[0..<0].shape == [0, 2])
  }

  /// What leaves an end to the axis selects what the axis has, as in NumPy.
  @Test func openRangesAndSlicesAreClipped() {
    func floats(_ x: Tensor) -> [Float] { x.scalars(as: Float.self) }
    #expect(floats(x[5...]) == [])
    #expect(floats(x[(-9)...]) == [0, 1, 2])
    #expect(floats(x[..<9]) == [0, 1, 2])
    #expect(floats(x[...9]) == [0, 1, 2])
    #expect(floats(x[...(-1)]) == [0, 1, 2])
    #expect(floats(x[..<(-9)]) == [])
    #expect(floats(x[.slice(5, 9)]) == [])
    #expect(floats(x[.slice(1, 9)]) == [1, 2])
    #expect(floats(x[.slice(-2, 0)]) == [])
    #expect(floats(x[.stride(from: 1, to: 9, by: 1)]) == [1, 2])
    #expect(floats(x.at[1...].set(7)) == [0, 7, 7])
    #expect(floats(x.at[.slice(2, 9)].set(7)) == [0, 1, 7])
    #expect(floats(jit { (x: Tensor) in x[.slice(1, 9)] }(x)) == [1, 2])
  }
}
