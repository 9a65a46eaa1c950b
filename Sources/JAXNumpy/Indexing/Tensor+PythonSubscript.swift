// Python's `...` and `None` in subscripts: `x[..., 0]` and `x[nil]`, beside `.ellipsis` and `.newAxis`.
//
// `...` alone is a function in Swift, so it has subscripts of its own, one for each place that it is wanted at.

import JAXTransforms

/// The indices of a subscript, with new axes for nil and all remaining axes between two parts.
private func indices(
  _ before: [(any TensorIndex)?], rest: Bool = true, _ after: [(any TensorIndex)?] = []
) -> [any TensorIndex] {
  let middle: [(any TensorIndex)?] = rest ? [IndexSelection.rest] : []
  return (before + middle + after).map { $0 ?? IndexSelection.new }
}

extension Tensor {
  /// The part that the indices select, where nil is a new axis.
  ///
  ///     x[nil], x[0, nil]
  @_disfavoredOverload
  public subscript(_ selected: (any TensorIndex)?...) -> Tensor {
    get { self[all: indices(selected, rest: false)] }
    set { self[all: indices(selected, rest: false)] = newValue }
  }

  /// The part that the indices of the last axes select.
  ///
  ///     x[..., 0]
  public subscript(_ rest: UnboundedRange, _ last: (any TensorIndex)?...) -> Tensor {
    get { self[all: indices([], last)] }
    set { self[all: indices([], last)] = newValue }
  }

  /// The part that the indices of the first and of the last axes select.
  ///
  ///     x[0, ..., 1]
  public subscript(
    _ first: (any TensorIndex)?, _ rest: UnboundedRange, _ last: (any TensorIndex)?...
  ) -> Tensor {
    get { self[all: indices([first], last)] }
    set { self[all: indices([first], last)] = newValue }
  }

  /// The part that the indices of the first two and of the last axes select.
  public subscript(
    _ first: (any TensorIndex)?, _ second: (any TensorIndex)?, _ rest: UnboundedRange,
    _ last: (any TensorIndex)?...
  ) -> Tensor {
    get { self[all: indices([first, second], last)] }
    set { self[all: indices([first, second], last)] = newValue }
  }

  /// Assigns a number.
  @_disfavoredOverload
  public subscript(_ rest: UnboundedRange, _ last: (any TensorIndex)?...) -> any TensorOperand {
    get { self[all: indices([], last)] }
    set { self[all: indices([], last)] = newValue.tensor }
  }

  private subscript(all indices: [any TensorIndex]) -> Tensor {
    get { reading(indices) }
    set { self = IndexedTensor(tensor: self, indices: indices).set(newValue) }
  }
}

extension IndexUpdate {
  /// The part that the indices select, where nil is a new axis.
  @_disfavoredOverload
  public subscript(_ selected: (any TensorIndex)?...) -> IndexedTensor {
    IndexedTensor(tensor: tensor, indices: indices(selected, rest: false))
  }

  /// The part that the indices of the last axes select.
  ///
  ///     x.at[..., 0].set(1)
  public subscript(_ rest: UnboundedRange, _ last: (any TensorIndex)?...) -> IndexedTensor {
    IndexedTensor(tensor: tensor, indices: indices([], last))
  }

  /// The part that the indices of the first and of the last axes select.
  public subscript(
    _ first: (any TensorIndex)?, _ rest: UnboundedRange, _ last: (any TensorIndex)?...
  ) -> IndexedTensor {
    IndexedTensor(tensor: tensor, indices: indices([first], last))
  }
}
