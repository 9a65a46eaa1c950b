// Iteration over the first axis.

import JAXTransforms

extension Tensor: Sequence {
  /// The parts of a tensor along its first axis, one after the other.
  public struct Rows: IteratorProtocol {
    let tensor: Tensor
    let count: Int
    var position = 0

    /// The next part, which has one axis less.
    public mutating func next() -> Tensor? {
      guard position < count else { return nil }
      defer { position += 1 }
      return tensor[position]
    }
  }

  /// The parts of the tensor along its first axis.
  ///
  ///     for row in x { print(row.sum()) }
  ///     for (x, key) in zip(xs, random.split(key, 3)) { … }
  ///     let rows = Array(x)
  ///
  /// Inside of `jit` such a loop is unrolled: each step is in the program; `lax.scan` and `lax.map` have it there once. A
  /// 0-dimensional tensor has no axis to iterate over, which is an error.
  ///
  /// - Source: `jax.Array.__iter__`.
  public func makeIterator() -> Rows { Rows(tensor: self, count: count) }

  /// The number of parts along the first axis.
  ///
  /// - Source: `jax.Array.__len__`.
  public var count: Int {
    raising(placeholder: 0) {
      guard ndim > 0 else {
        throw JAXError(
          .shape, "iteration", found: "a 0-dimensional tensor.",
          expected: "a tensor with at least one axis")
      }
      return shape[0]
    }
  }

  public var underestimatedCount: Int { shape.first ?? 0 }
}

// What a Swift sequence does with its elements, where an array would be meant: each says what to write.
extension Tensor {
  @available(*, unavailable, message: "write x.sort() for the elements, or Array(x).sorted { … }")
  public func sorted() -> [Tensor] { [] }

  @available(*, unavailable, message: "write Bool(jnp.any(x .== element))")
  public func contains(_ element: Tensor) -> Bool { false }

  @available(
    *, deprecated,
    message:
      "the order is another one each time: write random.permutation(key, x) for that of a key"
  )
  public func shuffled() -> [Tensor] { Array(self).shuffled() }
}
