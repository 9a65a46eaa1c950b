// What functions of jnp and subscripts say to wrong arguments: the whole text, with the line of the call.

import JAXNumpy
import Testing

@Suite struct NumpyErrorTests {
  @Test(arguments: misuses.indices)
  func wholeText(_ position: Int) {
    let (text, misuse) = misuses[position]
    var line = 0
    let error = #expect(throws: JAXError.self) { try catchingErrors { line = misuse().1 } }
    #expect(error?.description == "\(text)\n  at \(#filePath):\(line)")
    // The program goes on.
    #expect(Int(jnp.sum(m)) == 66)
  }
}

/// Wrong calls with the lines they stand on, and what is said to them.
private let misuses: [(String, @Sendable () -> (Tensor, Int))] = [
  (
    """
    +: shapes (3, 4) and (3,) cannot be broadcast together.
      expected: sizes that are equal or 1, compared from the last axis
      to do: reshape one operand, for example with .newAxis, so that its axes line up.
    """,
    { (m + jnp.zeros([3]), #line) }
  ),
  (
    """
    bitwiseAnd: the operand has dtype float32.
      expected: a dtype that is integer or boolean
      to do: convert it first, as with lax.convertElementType.
    """,
    { (Tensor([1] as [Int8]) .& 1.5, #line) }
  ),
  (
    """
    reshape: an array of shape (3, 4), which has 12 elements, for shape (5, -1).
      expected: at most one -1, and sizes that divide the number of elements
    """,
    { (jnp.reshape(m, [5, -1]), #line) }
  ),
  (
    """
    jnp.transpose: axes (0, 0), of which two are the same.
      expected: different axes
    """,
    { (jnp.transpose(m, axes: [0, 0]), #line) }
  ),
  (
    """
    jnp.swapaxes: axis 2 of an array with 2 axes.
      expected: an axis from -2 to 1
    """,
    { (jnp.swapaxes(m, 0, 2), #line) }
  ),
  (
    """
    jnp.moveaxis: 2 sources and 1 destinations.
      expected: as many destinations as sources
    """,
    { (jnp.moveaxis(m, [0, 1], [0]), #line) }
  ),
  (
    """
    squeeze: axes (0,) of an array of shape (3, 4).
      expected: different axes of size 1
    """,
    { (jnp.squeeze(m, axis: 0), #line) }
  ),
  (
    """
    jnp.broadcastTo: an array of shape (3, 4) for shape (3, 5).
      expected: sizes that are equal or 1, compared from the last axis
    """,
    { (jnp.broadcastTo(m, [3, 5]), #line) }
  ),
  (
    """
    jnp.concatenate: no arrays.
      expected: at least one array
    """,
    { (jnp.concatenate([]), #line) }
  ),
  (
    """
    jnp.concatenate: arrays of shapes (3, 4), (5,).
      expected: arrays with the same number of axes, at least one
      to do: use jnp.stack to join along a new axis.
    """,
    { (jnp.concatenate([m, f]), #line) }
  ),
  (
    """
    jnp.concatenate: axis 2 of an array with 2 axes.
      expected: an axis from -2 to 1
    """,
    { (jnp.concatenate([m, m], axis: 2), #line) }
  ),
  (
    """
    jnp.stack: arrays of shapes (3, 4), (5,).
      expected: at least one array, all of one shape
    """,
    { (jnp.stack([m, f]), #line) }
  ),
  (
    """
    jnp.split: 3 parts of axis 1, which has size 4.
      expected: a number of parts that divides the size
      to do: use jnp.arraySplit for parts of different sizes.
    """,
    { (jnp.split(m, 3, axis: 1)[0], #line) }
  ),
  (
    """
    jnp.arraySplit: 0 parts.
      expected: at least one part
    """,
    { (jnp.arraySplit(m, 0)[0], #line) }
  ),
  (
    """
    jnp.pad: 3 pairs for an array with 2 axes.
      expected: one pair, or one for each axis
    """,
    { (jnp.pad(m, [(1, 1), (0, 0), (2, 2)]), #line) }
  ),
  (
    """
    jnp.pad: a negative width.
      expected: widths of 0 or more
      to do: use a subscript to cut elements off.
    """,
    { (jnp.pad(m, [(-1, 0)]), #line) }
  ),
  (
    """
    jnp.pad: an array of shape (0, 3).
      expected: at least one element along axis 0, to fill from
      to do: pad with a constant.
    """,
    { (jnp.pad(e, [(1, 1)], mode: .edge), #line) }
  ),
  (
    """
    jnp.repeat: the numbers [1, 2] for an axis of size 5.
      expected: a number of 0 or more for each position along the axis
    """,
    { (jnp.repeat(f, [1, 2]), #line) }
  ),
  (
    """
    jnp.roll: the distances [1, 2] for axes (0,).
      expected: one distance for each axis
    """,
    { (jnp.roll(m, [1, 2], axis: [0]), #line) }
  ),
  (
    """
    jnp.sum: axis 2 of an array with 2 axes.
      expected: an axis from -2 to 1
    """,
    { (jnp.sum(m, axis: [2]), #line) }
  ),
  (
    """
    jnp.sum: axes (0, -2), of which two are the same.
      expected: different axes
    """,
    { (jnp.sum(m, axis: [0, -2]), #line) }
  ),
  (
    """
    jnp.max: an empty reduction of an array of shape (0, 3).
      expected: at least one element, as there is no neutral value
    """,
    { (jnp.max(e, axis: [0]), #line) }
  ),
  (
    """
    jnp.argmax: an empty reduction of an array of shape (0, 3).
      expected: at least one element, as there is no neutral value
    """,
    { (jnp.argmax(e, axis: 0), #line) }
  ),
  (
    """
    jnp.average: weights of shape (5,) for an array of shape (3, 4).
      expected: weights of the array's shape, or a vector along the only axis
    """,
    { (jnp.average(m, weights: f), #line) }
  ),
  (
    """
    jnp.quantile: numbers of dtype complex64.
      expected: real numbers
    """,
    { (jnp.quantile(c, 0.5), #line) }
  ),
  (
    """
    jnp.median: no elements in an array of shape (0, 3).
      expected: at least one element
    """,
    { (jnp.median(e), #line) }
  ),
  (
    """
    jnp.sort: axis 2 of an array with 2 axes.
      expected: an axis from -2 to 1
    """,
    { (jnp.sort(m, axis: 2), #line) }
  ),
  (
    """
    jnp.searchsorted: a sorted array of shape (3, 4).
      expected: a vector
    """,
    { (jnp.searchsorted(m, 1), #line) }
  ),
  (
    """
    jnp.take: positions of dtype float32.
      expected: integers
      to do: convert them, as with x.astype(.int32).
    """,
    { (jnp.take(m, f, axis: 0), #line) }
  ),
  (
    """
    jnp.takeAlongAxis: indices of float32[5] for an array of int32[3,4].
      expected: integer indices with the array's number of axes
      to do: add the missing axis, as with indices[.ellipsis, .newAxis].
    """,
    { (jnp.takeAlongAxis(m, f, axis: 0), #line) }
  ),
  (
    """
    jnp.where: shapes (5,), (5,) and (3,) cannot be broadcast together.
      expected: sizes that are equal or 1, compared from the last axis
      to do: reshape one operand, for example with .newAxis, so that its axes line up.
    """,
    { (jnp.where(b, f, i[0..<3]), #line) }
  ),
  (
    """
    jnp.arange: a step of 0.
      expected: a step that is not 0
    """,
    { (jnp.arange(0, 5, 0), #line) }
  ),
  (
    """
    jnp.arange: numbers from 0.0 to 1.0, 0.0 apart.
      expected: finite bounds and a step that is not 0
    """,
    { (jnp.arange(0.0, 1.0, 0.0), #line) }
  ),
  (
    """
    jnp.linspace: -1 numbers.
      expected: 0 numbers or more
    """,
    { (jnp.linspace(0, 1, -1), #line) }
  ),
  (
    """
    jnp.tril: an array of shape (5,).
      expected: an array with at least two axes
    """,
    { (jnp.tril(f), #line) }
  ),
  (
    """
    jnp.diag: an array of shape (2, 3, 4).
      expected: a vector or a matrix
    """,
    { (jnp.diag(a), #line) }
  ),
  (
    """
    jnp.trace: an array of shape (5,).
      expected: an array with at least two axes
    """,
    { (jnp.trace(f), #line) }
  ),
  (
    """
    jnp.meshgrid: arrays of shapes (3, 4), (5,) with indexing "xy".
      expected: vectors, with indexing "xy" or "ij"
    """,
    { (jnp.meshgrid([m, f])[0], #line) }
  ),
  (
    """
    jnp.matmul: operands of shapes (5,) and ().
      expected: operands with at least one axis
      to do: use * for products with a number.
    """,
    { (jnp.matmul(f, 2), #line) }
  ),
  (
    """
    jnp.matmul: operands of shapes (3, 4) and (3, 4).
      expected: the last axis of the first to have the size of the second last axis of the second
      to do: transpose one of them, as with x.T.
    """,
    { (jnp.matmul(m, m), #line) }
  ),
  (
    """
    jnp.dot: operands of shapes (3, 4) and (5,).
      expected: the last axis of the first to have the size of axis 0 of the second
    """,
    { (jnp.dot(m, f), #line) }
  ),
  (
    """
    jnp.tensordot: axes of sizes (3,) and (4,).
      expected: pairs of axes of equal sizes
    """,
    { (jnp.tensordot(m, m, axes: ([0], [1])), #line) }
  ),
  (
    """
    jnp.einsum "ij,jk->ik": 1 operand for 2 terms.
      expected: one operand for each term
    """,
    { (jnp.einsum("ij,jk->ik", m), #line) }
  ),
  (
    """
    jnp.einsum "ijk->k": the term 'ijk' for an operand of shape (3, 4).
      expected: one letter for each axis
    """,
    { (jnp.einsum("ijk->k", m), #line) }
  ),
  (
    """
    jnp.einsum "ij,jk->ik": label 'j' with sizes 4 and 3.
      expected: one size for each label
    """,
    { (jnp.einsum("ij,jk->ik", m, m), #line) }
  ),
  (
    """
    jnp.einsum "ij->ik": a result with the labels 'ik'.
      expected: labels of the terms, each once
    """,
    { (jnp.einsum("ij->ik", m), #line) }
  ),
  (
    """
    jnp.round: -1 decimals of integers.
      expected: 0 decimals or more
      to do: convert to a floating dtype first.
    """,
    { (jnp.round(i, -1), #line) }
  ),
  (
    """
    jnp.array: rows of different lengths.
      expected: rows of one length
    """,
    { (jnp.array([[1, 2], [3]]), #line) }
  ),
  (
    """
    subscript: index 3 is out of range for axis 0 of size 3.
      expected: an index from -3 to 2
    """,
    { (m[3], #line) }
  ),
  (
    """
    subscript: index -5 is out of range for axis 1 of size 4.
      expected: an index from -4 to 3
    """,
    { (m[0, -5], #line) }
  ),
  (
    """
    subscript: 3 indices for an array of shape (3, 4).
      expected: at most 2 indices and one ellipsis
    """,
    { (m[0, 1, 2], #line) }
  ),
  (
    """
    subscript: 2 ellipses.
      expected: at most 2 indices and one ellipsis
    """,
    { (m[.ellipsis, .ellipsis], #line) }
  ),
  (
    """
    subscript: a stride of 0 along axis 0.
      expected: a stride that is not 0
    """,
    { (m[.stride(by: 0)], #line) }
  ),
  (
    """
    subscript: an index tensor of dtype float32.
      expected: a tensor of integers or booleans
      to do: convert it, as with x.astype(.int32).
    """,
    { (m[f], #line) }
  ),
  (
    """
    subscript: index 3 is out of range for axis 0 of size 3.
      expected: an index from -3 to 2
    """,
    { (m[[0, 3]], #line) }
  ),
  (
    """
    subscript: shapes (2, 2) and (3,) cannot be broadcast together.
      expected: sizes that are equal or 1, compared from the last axis
      to do: reshape one operand, for example with .newAxis, so that its axes line up.
    """,
    { (m[k, [0, 1, 2]], #line) }
  ),
  (
    """
    subscript: a mask of shape (2,) for axes of sizes (3,).
      expected: a mask with the shape of the axes that it selects from
    """,
    { (m[[true, false] as Tensor], #line) }
  ),
  (
    """
    at.set: values of shape (5,) for a part of shape (4,).
      expected: values that can be broadcast to the part
      to do: reshape the values, or select another part.
    """,
    { (m.at[0].set(f), #line) }
  ),
  (
    """
    subscript: index 9 is out of range for axis 1 of size 4.
      expected: an index from -4 to 3
    """,
    { (m.at[0, 9].add(1), #line) }
  ),
  (
    """
    subscript with a mask: a traced value of bool[5] has no concrete value under jit.
      expected: a value that is known while the program is traced
      to do: use jnp.where or lax.select instead of a Swift condition, or read the value outside of the transformed function; a setting that does not change can be a static field.
    """,
    { (jit { (x: Tensor) in x[x .> 0] }(f), #line) }
  ),
]
