// Elements along the first axis, by an index known only when the program runs: what loops read and write.

import JAXLax

extension lax {
  /// The element at an index of the first axis, which must be inside.
  static func row(_ rows: Tensor, at index: Tensor) -> Tensor {
    let part = dynamicSlice(
      rows, startIndices: corner(index, rows), sliceSizes: [1] + rows.shape.dropFirst(),
      allowNegativeIndices: false)
    return squeeze(part, dimensions: [0])
  }

  /// The array with another element at an index of the first axis, which must be inside.
  static func replacingRow(of rows: Tensor, at index: Tensor, with row: Tensor) -> Tensor {
    dynamicUpdateSlice(
      rows, broadcast(row, [1]), corner(index, rows), allowNegativeIndices: false)
  }

  private static func corner(_ index: Tensor, _ rows: Tensor) -> [Tensor] {
    [index]
      + [Tensor](repeating: Tensor(.zero, dtype: index.dtype), count: rows.ndim - 1)
  }

  /// One value for each example along the first axis or axes, in the shape of another array.
  static func stretched(_ perExample: Tensor, over array: Tensor) -> Tensor {
    array.ndim == perExample.ndim
      ? perExample
      : broadcastInDim(
        perExample, shape: array.shape, broadcastDimensions: Array(0..<perExample.ndim))
  }

  /// For each example along the first axis or axes, the one or the other value.
  static func selectExamples(_ isFirst: Tensor, _ first: Tensor, _ second: Tensor) -> Tensor {
    select(stretched(isFirst, over: first), first, second)
  }

  /// The same values, with a derivative only for the examples told.
  static func differentiable(_ array: Tensor, where isExample: Tensor) -> Tensor {
    array.dtype.isInexact ? selectExamples(isExample, array, stopGradient(array)) : array
  }
}
