// Functions of numbers or of small arrays applied to whole arrays, with NumPy's broadcasting.
//
// The axes before the core ones are broadcast against each other, and the function is mapped over each of them by `vmap`.
// Source: jax/_src/numpy/vectorize.py.

import JAXTransforms

/// A function mapped over the leading axes of its arguments.
private struct Vectorized: Sendable {
  let signature: String?
  let excluded: Set<Int>
  let outputs: Int

  /// The results of the function for the given arguments.
  func callAsFunction(_ arguments: [Tensor], _ function: ([Tensor]) -> [Tensor]) -> [Tensor] {
    // The function is not called again for the types of its results.
    let type = arguments.first?.aval ?? ShapedArray(shape: [], dtype: .float32)
    return raising(placeholder: Array(repeating: Tensor(Placeholder(type)), count: outputs)) {
      try apply(function, arguments)
    }
  }

  private func apply(_ function: ([Tensor]) -> [Tensor], _ arguments: [Tensor]) throws -> [Tensor] {
    let mapped = arguments.indices.filter { !excluded.contains($0) }
    let signature =
      try self.signature.map(VectorizeSignature.init)
      ?? VectorizeSignature(inputs: mapped.count, outputs: outputs)
    guard signature.inputs.count == mapped.count, signature.outputs.count == outputs else {
      throw JAXError(
        .argument, "jnp.vectorize",
        found:
          "a signature of \(signature.inputs.count) arguments and \(signature.outputs.count) results "
          + "for a function of \(mapped.count) and \(outputs).",
        expected: "the core axes of each argument that is not excluded, and of each result")
    }
    var sizes: [String: Int] = [:]
    for (position, names) in zip(mapped, signature.inputs) {
      try bind(names, arguments[position], "argument \(position)", &sizes)
    }
    let loops = zip(mapped, signature.inputs).map { position, names in
      Array(arguments[position].shape.dropLast(names.count))
    }
    let shape = try numpyBroadcastShape(loops, "jnp.vectorize")
    // Axes of size 1 that are stretched are left out: such an argument is the same along them.
    var operands = arguments
    var hasAxis = [[Bool]](
      repeating: [Bool](repeating: false, count: arguments.count), count: shape.count)
    for (position, loop) in zip(mapped, loops) {
      let first = shape.count - loop.count
      let stretched = loop.indices.filter { loop[$0] == 1 && shape[first + $0] != 1 }
      for axis in loop.indices where !stretched.contains(axis) {
        hasAxis[first + axis][position] = true
      }
      operands[position] = lax.squeeze(arguments[position], dimensions: stretched)
    }
    func map(_ operands: [Tensor], from axis: Int) throws -> [Tensor] {
      guard axis < shape.count else {
        let results = function(operands)
        for (number, (names, result)) in zip(signature.outputs, results).enumerated() {
          guard result.ndim == names.count else {
            throw mismatch(names, result, "result \(number)")
          }
          try bind(names, result, "result \(number)", &sizes)
        }
        return results
      }
      return try vmapFlat(
        { try map($0, from: axis + 1) }, operands, inAxes: hasAxis[axis].map { $0 ? 0 : nil },
        axisSize: shape[axis])
    }
    return try map(operands, from: 0)
  }

  /// Binds the names of core axes to the sizes of a tensor's last axes.
  private func bind(
    _ names: [String], _ tensor: Tensor, _ place: String, _ sizes: inout [String: Int]
  ) throws {
    guard tensor.ndim >= names.count else { throw mismatch(names, tensor, place) }
    for (name, size) in zip(names, tensor.shape.suffix(names.count)) {
      let known = Int(name) ?? sizes[name] ?? size
      guard known == size else {
        throw JAXError(
          .shape, "jnp.vectorize", found: "\(place) has size \(size) along the core axis \(name).",
          expected: "size \(known), as before")
      }
      sizes[name] = size
    }
  }

  private func mismatch(_ names: [String], _ tensor: Tensor, _ place: String) -> JAXError {
    JAXError(
      .shape, "jnp.vectorize", found: "\(place) has shape \(tensor.shape.tupleDescription).",
      expected: "the core axes (\(names.joined(separator: ",")))")
  }
}

extension jnp {
  /// The function mapped over the leading axes of its arguments, which are broadcast against each other.
  ///
  ///     let distances = jnp.vectorize(norm, signature: "(n)->()")      // norm of each row of any array
  ///
  /// - Parameters:
  ///   - f: a function of arrays with the core axes only.
  ///   - excluded: positions of arguments that are handed on as they are.
  ///   - signature: the core axes of arguments and results, as in `"(m,n),(n)->(m)"`; without it the function is one of
  ///     numbers.
  /// - Source: `jax.numpy.vectorize`.
  public static func vectorize(
    _ f: @escaping @Sendable (Tensor) -> Tensor, excluded: Set<Int> = [], signature: String? = nil
  ) -> @Sendable (Tensor) -> Tensor {
    let map = Vectorized(signature: signature, excluded: excluded, outputs: 1)
    return { a in map([a]) { [f($0[0])] }[0] }
  }

  /// The function of one argument with two results mapped over the leading axes of its arguments.
  ///
  /// - Source: `jax.numpy.vectorize`.
  public static func vectorize(
    _ f: @escaping @Sendable (Tensor) -> (Tensor, Tensor), excluded: Set<Int> = [],
    signature: String? = nil
  ) -> @Sendable (Tensor) -> (Tensor, Tensor) {
    let map = Vectorized(signature: signature, excluded: excluded, outputs: 2)
    return { a in
      let r = map([a]) {
        let (r0, r1) = f($0[0])
        return [r0, r1]
      }
      return (r[0], r[1])
    }
  }

  /// The function of one argument with three results mapped over the leading axes of its arguments.
  ///
  /// - Source: `jax.numpy.vectorize`.
  public static func vectorize(
    _ f: @escaping @Sendable (Tensor) -> (Tensor, Tensor, Tensor), excluded: Set<Int> = [],
    signature: String? = nil
  ) -> @Sendable (Tensor) -> (Tensor, Tensor, Tensor) {
    let map = Vectorized(signature: signature, excluded: excluded, outputs: 3)
    return { a in
      let r = map([a]) {
        let (r0, r1, r2) = f($0[0])
        return [r0, r1, r2]
      }
      return (r[0], r[1], r[2])
    }
  }

  /// The function of two arguments with one result mapped over the leading axes of its arguments.
  ///
  /// - Source: `jax.numpy.vectorize`.
  public static func vectorize(
    _ f: @escaping @Sendable (Tensor, Tensor) -> Tensor, excluded: Set<Int> = [],
    signature: String? = nil
  ) -> @Sendable (Tensor, Tensor) -> Tensor {
    let map = Vectorized(signature: signature, excluded: excluded, outputs: 1)
    return { a, b in map([a, b]) { [f($0[0], $0[1])] }[0] }
  }

  /// The function of two arguments with two results mapped over the leading axes of its arguments.
  ///
  /// - Source: `jax.numpy.vectorize`.
  public static func vectorize(
    _ f: @escaping @Sendable (Tensor, Tensor) -> (Tensor, Tensor), excluded: Set<Int> = [],
    signature: String? = nil
  ) -> @Sendable (Tensor, Tensor) -> (Tensor, Tensor) {
    let map = Vectorized(signature: signature, excluded: excluded, outputs: 2)
    return { a, b in
      let r = map([a, b]) {
        let (r0, r1) = f($0[0], $0[1])
        return [r0, r1]
      }
      return (r[0], r[1])
    }
  }

  /// The function of two arguments with three results mapped over the leading axes of its arguments.
  ///
  /// - Source: `jax.numpy.vectorize`.
  public static func vectorize(
    _ f: @escaping @Sendable (Tensor, Tensor) -> (Tensor, Tensor, Tensor), excluded: Set<Int> = [],
    signature: String? = nil
  ) -> @Sendable (Tensor, Tensor) -> (Tensor, Tensor, Tensor) {
    let map = Vectorized(signature: signature, excluded: excluded, outputs: 3)
    return { a, b in
      let r = map([a, b]) {
        let (r0, r1, r2) = f($0[0], $0[1])
        return [r0, r1, r2]
      }
      return (r[0], r[1], r[2])
    }
  }

  /// The function of three arguments with one result mapped over the leading axes of its arguments.
  ///
  /// - Source: `jax.numpy.vectorize`.
  public static func vectorize(
    _ f: @escaping @Sendable (Tensor, Tensor, Tensor) -> Tensor, excluded: Set<Int> = [],
    signature: String? = nil
  ) -> @Sendable (Tensor, Tensor, Tensor) -> Tensor {
    let map = Vectorized(signature: signature, excluded: excluded, outputs: 1)
    return { a, b, c in map([a, b, c]) { [f($0[0], $0[1], $0[2])] }[0] }
  }

  /// The function of three arguments with two results mapped over the leading axes of its arguments.
  ///
  /// - Source: `jax.numpy.vectorize`.
  public static func vectorize(
    _ f: @escaping @Sendable (Tensor, Tensor, Tensor) -> (Tensor, Tensor), excluded: Set<Int> = [],
    signature: String? = nil
  ) -> @Sendable (Tensor, Tensor, Tensor) -> (Tensor, Tensor) {
    let map = Vectorized(signature: signature, excluded: excluded, outputs: 2)
    return { a, b, c in
      let r = map([a, b, c]) {
        let (r0, r1) = f($0[0], $0[1], $0[2])
        return [r0, r1]
      }
      return (r[0], r[1])
    }
  }

  /// The function of three arguments with three results mapped over the leading axes of its arguments.
  ///
  /// - Source: `jax.numpy.vectorize`.
  public static func vectorize(
    _ f: @escaping @Sendable (Tensor, Tensor, Tensor) -> (Tensor, Tensor, Tensor),
    excluded: Set<Int> = [], signature: String? = nil
  ) -> @Sendable (Tensor, Tensor, Tensor) -> (Tensor, Tensor, Tensor) {
    let map = Vectorized(signature: signature, excluded: excluded, outputs: 3)
    return { a, b, c in
      let r = map([a, b, c]) {
        let (r0, r1, r2) = f($0[0], $0[1], $0[2])
        return [r0, r1, r2]
      }
      return (r[0], r[1], r[2])
    }
  }

  /// The function of four arguments with one result mapped over the leading axes of its arguments.
  ///
  /// - Source: `jax.numpy.vectorize`.
  public static func vectorize(
    _ f: @escaping @Sendable (Tensor, Tensor, Tensor, Tensor) -> Tensor, excluded: Set<Int> = [],
    signature: String? = nil
  ) -> @Sendable (Tensor, Tensor, Tensor, Tensor) -> Tensor {
    let map = Vectorized(signature: signature, excluded: excluded, outputs: 1)
    return { a, b, c, d in map([a, b, c, d]) { [f($0[0], $0[1], $0[2], $0[3])] }[0] }
  }

  /// The function of four arguments with two results mapped over the leading axes of its arguments.
  ///
  /// - Source: `jax.numpy.vectorize`.
  public static func vectorize(
    _ f: @escaping @Sendable (Tensor, Tensor, Tensor, Tensor) -> (Tensor, Tensor),
    excluded: Set<Int> = [], signature: String? = nil
  ) -> @Sendable (Tensor, Tensor, Tensor, Tensor) -> (Tensor, Tensor) {
    let map = Vectorized(signature: signature, excluded: excluded, outputs: 2)
    return { a, b, c, d in
      let r = map([a, b, c, d]) {
        let (r0, r1) = f($0[0], $0[1], $0[2], $0[3])
        return [r0, r1]
      }
      return (r[0], r[1])
    }
  }

  /// The function of four arguments with three results mapped over the leading axes of its arguments.
  ///
  /// - Source: `jax.numpy.vectorize`.
  public static func vectorize(
    _ f: @escaping @Sendable (Tensor, Tensor, Tensor, Tensor) -> (Tensor, Tensor, Tensor),
    excluded: Set<Int> = [], signature: String? = nil
  ) -> @Sendable (Tensor, Tensor, Tensor, Tensor) -> (Tensor, Tensor, Tensor) {
    let map = Vectorized(signature: signature, excluded: excluded, outputs: 3)
    return { a, b, c, d in
      let r = map([a, b, c, d]) {
        let (r0, r1, r2) = f($0[0], $0[1], $0[2], $0[3])
        return [r0, r1, r2]
      }
      return (r[0], r[1], r[2])
    }
  }
}
