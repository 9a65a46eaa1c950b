// Products of matrices and general contractions.

import JAXTransforms

extension jnp {
  /// Matrix product, mapped over leading axes, which broadcast; vectors are rows on the left and columns on the right.
  ///
  /// - Source: `jax.numpy.matmul`.
  public static func matmul(_ a: Tensor, _ b: Tensor, preferredElementType: DType? = nil) -> Tensor
  {
    raising(placeholder: a) {
      guard a.ndim > 0, b.ndim > 0 else {
        throw JAXError(
          .shape, "jnp.matmul",
          found: "operands of shapes \(a.shape.tupleDescription) and \(b.shape.tupleDescription).",
          expected: "operands with at least one axis", remedy: "use * for products with a number.")
      }
      let operands = try promoteDTypes([a, b], "jnp.matmul")
      var (x, y) = (operands[0], operands[1])
      let contractedX = x.ndim - 1
      let contractedY = Swift.max(y.ndim - 2, 0)
      guard x.shape[contractedX] == y.shape[contractedY] else {
        throw JAXError(
          .shape, "jnp.matmul",
          found: "operands of shapes \(a.shape.tupleDescription) and \(b.shape.tupleDescription).",
          expected: "the last axis of the first to have the size of the "
            + (y.ndim == 1 ? "only" : "second last") + " axis of the second",
          remedy: "transpose one of them, as with x.T.")
      }
      let batchX = Array(x.shape.dropLast(x.ndim == 1 ? 1 : 2))
      let batchY = Array(y.shape.dropLast(y.ndim == 1 ? 1 : 2))
      if batchX.isEmpty || batchY.isEmpty {
        return productWithoutBatch(x, y, batchX, batchY, preferredElementType)
      }
      guard let batch = try? numpyBroadcastShape([batchX, batchY], "jnp.matmul") else {
        throw JAXError(
          .shape, "jnp.matmul",
          found: "operands of shapes \(a.shape.tupleDescription) and \(b.shape.tupleDescription).",
          expected: "sizes that are equal or 1 along all axes but the last two")
      }
      x = broadcastTo(x, batch + x.shape.suffix(2))
      y = broadcastTo(y, batch + y.shape.suffix(2))
      let axes = Array(batch.indices)
      return lax.dotGeneral(
        x, y,
        dimensionNumbers: (contracting: ([batch.count + 1], [batch.count]), batch: (axes, axes)),
        preferredElementType: preferredElementType)
    }
  }

  private static func productWithoutBatch(
    _ x: Tensor, _ y: Tensor, _ batchX: [Int], _ batchY: [Int], _ preferredElementType: DType?
  ) -> Tensor {
    let contractedY = Swift.max(y.ndim - 2, 0)
    let product = lax.dotGeneral(
      x, y,
      dimensionNumbers: (contracting: ([x.ndim - 1], [contractedY]), batch: ([], [])),
      preferredElementType: preferredElementType)
    // The rows of x stand in front of the leading axes of y.
    return batchY.isEmpty || x.ndim == 1 ? product : product.movingAxis(0, to: product.ndim - 2)
  }

  /// Dot product: of vectors, of matrices, or over the last axis of `a` and the second last of `b`.
  ///
  /// - Source: `jax.numpy.dot`.
  public static func dot(_ a: Tensor, _ b: Tensor) -> Tensor {
    raising(placeholder: a) {
      if a.ndim == 0 || b.ndim == 0 { return a * b }
      let operands = try promoteDTypes([a, b], "jnp.dot")
      let contracted = Swift.max(b.ndim - 2, 0)
      guard a.shape[a.ndim - 1] == b.shape[contracted] else {
        throw JAXError(
          .shape, "jnp.dot",
          found: "operands of shapes \(a.shape.tupleDescription) and \(b.shape.tupleDescription).",
          expected:
            "the last axis of the first to have the size of axis \(contracted) of the second")
      }
      return lax.dotGeneral(
        operands[0], operands[1],
        dimensionNumbers: (contracting: ([a.ndim - 1], [contracted]), batch: ([], [])))
    }
  }

  /// Sum of the products of all elements of two arrays, the first conjugated.
  ///
  /// - Source: `jax.numpy.vdot`.
  public static func vdot(_ a: Tensor, _ b: Tensor) -> Tensor { dot(ravel(conj(a)), ravel(b)) }

  /// Products of each element of one vector with each of another.
  ///
  /// - Source: `jax.numpy.outer`.
  public static func outer(_ a: Tensor, _ b: Tensor) -> Tensor {
    lax.expandDims(ravel(a), [1]) * lax.expandDims(ravel(b), [0])
  }

  /// Sum of products over the last axes.
  ///
  /// - Source: `jax.numpy.inner`.
  public static func inner(_ a: Tensor, _ b: Tensor) -> Tensor {
    a.ndim == 0 || b.ndim == 0 ? a * b : tensordot(a, b, axes: ([-1], [-1]))
  }

  /// Contraction over the last `axes` axes of `a` and the first of `b`.
  ///
  /// - Source: `jax.numpy.tensordot`.
  public static func tensordot(_ a: Tensor, _ b: Tensor, axes: Int = 2) -> Tensor {
    raising(placeholder: a) {
      guard (0...Swift.min(a.ndim, b.ndim)).contains(axes) else {
        throw JAXError(
          .axis, "jnp.tensordot",
          found: "\(axes) axes to contract of arrays of shapes \(a.shape.tupleDescription) and "
            + "\(b.shape.tupleDescription).",
          expected: "a number from 0 to \(Swift.min(a.ndim, b.ndim))")
      }
      return tensordot(a, b, axes: (Array(a.ndim - axes..<a.ndim), Array(0..<axes)))
    }
  }

  /// Contraction over pairs of axes.
  ///
  /// - Source: `jax.numpy.tensordot`.
  public static func tensordot(_ a: Tensor, _ b: Tensor, axes: ([Int], [Int])) -> Tensor {
    raising(placeholder: a) {
      let operands = try promoteDTypes([a, b], "jnp.tensordot")
      let left = try normalizedAxes(axes.0, a.ndim, "jnp.tensordot")
      let right = try normalizedAxes(axes.1, b.ndim, "jnp.tensordot")
      guard left.map({ a.shape[$0] }) == right.map({ b.shape[$0] }) else {
        throw JAXError(
          .shape, "jnp.tensordot",
          found: "axes of sizes \(left.map { a.shape[$0] }.tupleDescription) and "
            + "\(right.map { b.shape[$0] }.tupleDescription).",
          expected: "pairs of axes of equal sizes")
      }
      return lax.dotGeneral(
        operands[0], operands[1],
        dimensionNumbers: (contracting: (left, right), batch: ([], [])))
    }
  }
}

extension Tensor {
  /// The matrix product of this tensor and another.
  ///
  /// - Source: `jax.numpy.matmul`, Python's `@`.
  public func matmul(_ other: Tensor) -> Tensor { jnp.matmul(self, other) }

  /// The tensor with its axes reversed.
  ///
  /// - Source: `jax.numpy.ndarray.T`.
  // swift-format-ignore: AlwaysUseLowerCamelCase
  public var T: Tensor { jnp.transpose(self) }
}
