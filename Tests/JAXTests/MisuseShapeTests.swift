// Shapes that do not fit together, and shapes that do not exist.

import JAX
import Testing

@Suite struct MisuseShapeTests {
  private let a = jnp.zeros([2, 3])
  private let b = jnp.zeros([4])
  private let scalar = jnp.zeros([])

  @Test func operators() {
    misuse { a + b }.says(unbroadcastable("+", "(2, 3) and (4,)"))
    misuse { a / b }.says(unbroadcastable("/", "(2, 3) and (4,)"))
    misuse { a .< b }.says(unbroadcastable(".<", "(2, 3) and (4,)"))
    misuse { a ** b }.says(unbroadcastable("**", "(2, 3) and (4,)"))
    misuse { jnp.where(a .> 0, a, b) }.says(unbroadcastable("jnp.where", "(2, 3), (2, 3) and (4,)"))
    misuse { jnp.maximum(a, b) }.says(unbroadcastable("jnp.maximum", "(2, 3) and (4,)"))
    misuse { lax.add(a, jnp.zeros([3, 2])) }.says(
      """
      add: operands of shapes (2, 3) and (3, 2).
        expected: equal shapes, up to axes of size 1
        to do: reshape or broadcast the operands, as jnp's functions and the operators do.
      """)
    misuse { lax.mul(a, b) }.says(
      """
      mul: operands of shapes (2, 3) and (4,).
        expected: equal shapes, up to axes of size 1
        to do: reshape or broadcast the operands, as jnp's functions and the operators do.
      """)
  }

  @Test func products() {
    misuse { jnp.matmul(a, a) }.says(
      """
      jnp.matmul: operands of shapes (2, 3) and (2, 3).
        expected: the last axis of the first to have the size of the second last axis of the \
      second
        to do: transpose one of them, as with x.T.
      """)
    misuse { a.matmul(scalar) }.says(
      """
      jnp.matmul: operands of shapes (2, 3) and ().
        expected: operands with at least one axis
        to do: use * for products with a number.
      """)
    misuse { jnp.matmul(jnp.zeros([2, 3, 4]), jnp.zeros([5, 4, 3])) }.says(
      """
      jnp.matmul: operands of shapes (2, 3, 4) and (5, 4, 3).
        expected: sizes that are equal or 1 along all axes but the last two
      """)
    misuse { jnp.dot(a, b) }.says(
      """
      jnp.dot: operands of shapes (2, 3) and (4,).
        expected: the last axis of the first to have the size of axis 0 of the second
      """)
    misuse { lax.dot(a, b) }.says(
      """
      dot: shapes (2, 3) and (4,).
        expected: vectors or matrices, the last axis of the first as long as the first axis of \
      the second
        to do: use jnp.matmul for arrays with more axes.
      """)
    misuse { jnp.tensordot(a, a, axes: 1) }.says(
      """
      jnp.tensordot: axes of sizes (3,) and (2,).
        expected: pairs of axes of equal sizes
      """)
    misuse { jnp.tensordot(a, a, axes: -1) }.says(
      """
      jnp.tensordot: -1 axes to contract of arrays of shapes (2, 3) and (2, 3).
        expected: a number from 0 to 2
      """)
    misuse { jnp.tensordot(a, a, axes: 3) }.says(
      """
      jnp.tensordot: 3 axes to contract of arrays of shapes (2, 3) and (2, 3).
        expected: a number from 0 to 2
      """)
    let axes = (contracting: ([1], [1]), batch: ([0], [0]))
    misuse { lax.dotGeneral(a, a.T, dimensionNumbers: axes) }.says(
      """
      dotGeneral: shapes (2, 3) and (3, 2) with contracted axes (1,) and (1,), batch axes (0,) \
      and (0,).
        expected: equal sizes along axes that belong together
      """)
  }

  @Test func einsum() {
    misuse { jnp.einsum("ij,jk->ik", a) }.says(
      """
      jnp.einsum "ij,jk->ik": 1 operand for 2 terms.
        expected: one operand for each term
      """)
    misuse { jnp.einsum("ij,jk->ik", a, a) }.says(
      """
      jnp.einsum "ij,jk->ik": label 'j' with sizes 3 and 2.
        expected: one size for each label
      """)
    misuse { jnp.einsum("ijk->i", a) }.says(
      """
      jnp.einsum "ijk->i": the term 'ijk' for an operand of shape (2, 3).
        expected: one letter for each axis
      """)
    misuse { jnp.einsum("ij->ik", a) }.says(
      """
      jnp.einsum "ij->ik": a result with the labels 'ik'.
        expected: labels of the terms, each once
      """)
    misuse { jnp.einsum("ij-i", a) }.says(
      """
      jnp.einsum "ij-i": a '-' without '>'.
        expected: terms, and a result behind '->'
      """)
    misuse { jnp.einsum("...ijk->...", a) }.says(
      """
      jnp.einsum "...ijk->...": the term '...ijk' for an operand of shape (2, 3).
        expected: one label for each axis
      """)
    misuse { jnp.einsum("i1->i", a) }.says(
      """
      jnp.einsum "i1->i": the term 'i1' for an operand of shape (2, 3).
        expected: one letter for each axis
      """)
  }

  @Test func joining() {
    misuse { jnp.concatenate([a, jnp.zeros([2, 4])]) }.says(
      """
      concatenate: shapes (2, 3) and (2, 4) along axis 0.
        expected: arrays with that axis, and equal sizes along all others
      """)
    misuse { jnp.concatenate([a, b]) }.says(
      """
      jnp.concatenate: arrays of shapes (2, 3), (4,).
        expected: arrays with the same number of axes, at least one
        to do: use jnp.stack to join along a new axis.
      """)
    misuse { jnp.concatenate([]) }.says(
      """
      jnp.concatenate: no arrays.
        expected: at least one array
      """)
    misuse { jnp.concatenate([a, a], axis: 2) }.says(
      """
      jnp.concatenate: axis 2 of an array with 2 axes.
        expected: an axis from -2 to 1
      """)
    misuse { jnp.stack([a, b]) }.says(
      """
      jnp.stack: arrays of shapes (2, 3), (4,).
        expected: at least one array, all of one shape
      """)
    misuse { lax.concatenate([a, b], dimension: 0) }.says(
      """
      concatenate: shapes (2, 3) and (4,) along axis 0.
        expected: arrays with that axis, and equal sizes along all others
      """)
    misuse { jnp.split(a, 2, axis: 1) }.says(
      """
      jnp.split: 2 parts of axis 1, which has size 3.
        expected: a number of parts that divides the size
        to do: use jnp.arraySplit for parts of different sizes.
      """)
    misuse { lax.split(a, sizes: [1, 1], axis: 1) }.says(
      """
      split: sizes (1, 1) along axis 1 of an array of shape (2, 3).
        expected: sizes that are not negative and add up to the size of the axis
      """)
    misuse { jnp.pad(a, [(0, 1), (0, 1), (0, 1)]) }.says(
      """
      jnp.pad: 3 pairs for an array with 2 axes.
        expected: one pair, or one for each axis
      """)
    misuse { Array(scalar) }.says(
      """
      iteration: a 0-dimensional tensor.
        expected: a tensor with at least one axis
      """)
  }

  @Test func reshaping() {
    misuse { a.reshape([4, 2]) }.says(
      """
      reshape: an array of shape (2, 3), which has 6 elements, for shape (4, 2).
        expected: a shape with as many elements
      """)
    misuse { a.reshape([-1, 4]) }.says(
      """
      reshape: an array of shape (2, 3), which has 6 elements, for shape (-1, 4).
        expected: at most one -1, and sizes that divide the number of elements
      """)
    misuse { a.reshape([-1, -1]) }.says(
      """
      reshape: an array of shape (2, 3), which has 6 elements, for shape (-1, -1).
        expected: at most one -1, and sizes that divide the number of elements
      """)
    misuse { jnp.broadcastTo(a, [3, 2]) }.says(
      """
      jnp.broadcastTo: an array of shape (2, 3) for shape (3, 2).
        expected: sizes that are equal or 1, compared from the last axis
      """)
    let axes = [0, 1]
    misuse { lax.broadcastInDim(a, shape: [2, 4], broadcastDimensions: axes) }.says(
      """
      broadcastInDim: an operand of shape (2, 3), shape (2, 4) and broadcastDimensions (0, 1).
        expected: one increasing axis of the result for each axis of the operand, of the same \
      size or stretched from 1
      """)
    misuse { jnp.squeeze(a, axis: 0) }.says(
      """
      squeeze: axes (0,) of an array of shape (2, 3).
        expected: different axes of size 1
      """)
    misuse { jnp.tile(b, [-1]) }.says(
      """
      jnp.tile: repeats (-1,).
        expected: numbers of repeats that are not negative
      """)
    misuse { jnp.repeat(b, -2) }.says(
      """
      jnp.repeat: -2 repeats.
        expected: a number of repeats that is not negative
      """)
  }

  @Test func making() {
    misuse { Tensor([1, 2, 3], shape: [2, 2]) }.says(
      """
      Tensor: 3 elements for shape (2, 2).
        expected: 4 elements
      """)
    misuse { Tensor([1, 2], shape: [-2]) }.says(
      """
      Tensor: 2 elements for shape (-2,).
        expected: sizes that are not negative
      """)
    misuse { [[1, 2], [3]] as Tensor }.says(
      """
      array literal: lists of different lengths or depths.
        expected: a rectangular nest of lists
      """)
    misuse { jnp.array([[1.0, 2], [3]]) }.says(
      """
      jnp.array: rows of different lengths.
        expected: rows of one length
      """)
    misuse { jnp.zeros([2, -1]) }.says(
      """
      jnp.zeros: shape (2, -1).
        expected: sizes that are not negative
      """)
    misuse { jnp.full([2], a) }.says(
      """
      jnp.full: an array of shape (2, 3) for shape (2,).
        expected: sizes that are equal or 1, compared from the last axis
      """)
    misuse { jnp.eye(-1) }.says(
      """
      jnp.eye: shape (-1, -1).
        expected: sizes that are not negative
      """)
    misuse { jnp.arange(0, 10, 0) }.says(
      """
      jnp.arange: a step of 0.
        expected: a step that is not 0
      """)
  }
}
