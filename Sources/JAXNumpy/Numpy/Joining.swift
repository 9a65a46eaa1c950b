// Joining arrays along an axis, old or new, and taking them apart.
//
// Source: NumPy "Joining arrays".

import JAXTransforms

extension jnp {
  /// Arrays joined along an existing axis; flattened first if it is nil.
  ///
  /// - Source: `jax.numpy.concatenate`.
  public static func concatenate(_ arrays: [Tensor], axis: Int? = 0) -> Tensor {
    raising(placeholder: arrays.first ?? zeros([0])) {
      guard let axis else { return concatenate(arrays.map(ravel), axis: 0) }
      guard let first = arrays.first else {
        throw JAXError(
          .argument, "jnp.concatenate", found: "no arrays.", expected: "at least one array")
      }
      guard arrays.allSatisfy({ $0.ndim == first.ndim && $0.ndim > 0 }) else {
        throw JAXError(
          .shape, "jnp.concatenate",
          found: "arrays of shapes " + arrays.map(\.shape.tupleDescription).joined(separator: ", ")
            + ".",
          expected: "arrays with the same number of axes, at least one",
          remedy: "use jnp.stack to join along a new axis.")
      }
      let promoted = try promoteDTypes(arrays, "jnp.concatenate")
      return lax.concatenate(
        promoted, dimension: try normalizedAxis(axis, first.ndim, "jnp.concatenate"))
    }
  }

  /// Arrays of one shape joined along a new axis.
  ///
  /// - Source: `jax.numpy.stack`.
  public static func stack(_ arrays: [Tensor], axis: Int = 0) -> Tensor {
    raising(placeholder: arrays.first ?? zeros([0])) {
      guard let first = arrays.first, arrays.allSatisfy({ $0.shape == first.shape }) else {
        throw JAXError(
          .shape, "jnp.stack",
          found: arrays.isEmpty
            ? "no arrays."
            : "arrays of shapes " + arrays.map(\.shape.tupleDescription).joined(separator: ", ")
              + ".",
          expected: "at least one array, all of one shape")
      }
      let place = try normalizedAxis(axis, first.ndim + 1, "jnp.stack")
      return concatenate(arrays.map { lax.expandDims($0, [place]) }, axis: place)
    }
  }

  /// Arrays joined along the first axis, vectors as rows.
  ///
  /// - Source: `jax.numpy.vstack`.
  public static func vstack(_ tup: [Tensor]) -> Tensor {
    concatenate(tup.map(atleast2d), axis: 0)
  }

  /// Arrays joined along the second axis, vectors end to end.
  ///
  /// - Source: `jax.numpy.hstack`.
  public static func hstack(_ tup: [Tensor]) -> Tensor {
    let vectors = tup.map(atleast1d)
    return concatenate(vectors, axis: vectors.first?.ndim == 1 ? 0 : 1)
  }

  /// Arrays joined along the third axis, vectors as columns of rows.
  ///
  /// - Source: `jax.numpy.dstack`.
  public static func dstack(_ tup: [Tensor]) -> Tensor {
    concatenate(tup.map(atleast3d), axis: 2)
  }

  /// Vectors as the columns of a matrix; matrices are joined side by side.
  ///
  /// - Source: `jax.numpy.column_stack`.
  public static func columnStack(_ tup: [Tensor]) -> Tensor {
    concatenate(
      tup.map { $0.ndim < 2 ? lax.reshape($0, [$0.size, 1]) : $0 }, axis: 1)
  }

  /// An array with values added at the end of an axis; both flattened if there is none.
  ///
  /// - Source: `jax.numpy.append`.
  public static func append(_ arr: Tensor, _ values: Tensor, axis: Int? = nil) -> Tensor {
    concatenate([arr, values], axis: axis)
  }

  /// The parts of an array along an axis, which they lack.
  ///
  /// - Source: `jax.numpy.unstack`.
  public static func unstack(_ x: Tensor, axis: Int = 0) -> [Tensor] {
    raising(placeholder: [x]) {
      let place = try normalizedAxis(axis, x.ndim, "jnp.unstack")
      return (0..<x.shape[place]).map { lax.indexInDim(x, $0, axis: place, keepdims: false) }
    }
  }

  /// The array with at least one axis.
  ///
  /// - Source: `jax.numpy.atleast_1d`.
  public static func atleast1d(_ a: Tensor) -> Tensor { a.ndim == 0 ? lax.reshape(a, [1]) : a }

  /// The array with at least two axes; a vector becomes a row.
  ///
  /// - Source: `jax.numpy.atleast_2d`.
  public static func atleast2d(_ a: Tensor) -> Tensor {
    a.ndim < 2 ? lax.expandDims(atleast1d(a), [0]) : a
  }

  /// The array with at least three axes; a matrix gets a last axis.
  ///
  /// - Source: `jax.numpy.atleast_3d`.
  public static func atleast3d(_ a: Tensor) -> Tensor {
    a.ndim < 3 ? lax.expandDims(atleast2d(a), [2]) : a
  }
}

// Arrays one by one instead of as an array: each says what to write.
extension jnp {
  @available(*, unavailable, message: "put the tensors into an array: jnp.concatenate([x, y])")
  public static func concatenate(
    _ x: Tensor, _ y: Tensor, _ more: Tensor..., axis: Int? = 0
  ) -> Tensor { x }

  @available(*, unavailable, message: "put the tensors into an array: jnp.stack([x, y])")
  public static func stack(_ x: Tensor, _ y: Tensor, _ more: Tensor..., axis: Int = 0) -> Tensor {
    x
  }

  @available(*, unavailable, message: "put the tensors into an array: jnp.vstack([x, y])")
  public static func vstack(_ x: Tensor, _ y: Tensor, _ more: Tensor...) -> Tensor { x }

  @available(*, unavailable, message: "put the tensors into an array: jnp.hstack([x, y])")
  public static func hstack(_ x: Tensor, _ y: Tensor, _ more: Tensor...) -> Tensor { x }

  @available(*, unavailable, message: "put the tensors into an array: jnp.dstack([x, y])")
  public static func dstack(_ x: Tensor, _ y: Tensor, _ more: Tensor...) -> Tensor { x }

  @available(*, unavailable, message: "put the tensors into an array: jnp.columnStack([x, y])")
  public static func columnStack(_ x: Tensor, _ y: Tensor, _ more: Tensor...) -> Tensor { x }
}
