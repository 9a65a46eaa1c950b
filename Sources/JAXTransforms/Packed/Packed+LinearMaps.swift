// `jvp`, `vjp`, `linearize`, `linearTranspose` and `fwdAndBwd` for functions of any number of arguments and results.

import JAXLax

extension packed {
  /// The results and their derivatives in a direction.
  static func jvp<each A: PyTree, each R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> (repeat each R), _ primals: (repeat each A),
    _ tangents: (repeat each A)
  ) -> (value: (repeat each R), tangent: (repeat each R)) {
    let inputs = TreeWriter(repeat each primals)
    do {
      var (values, derivatives) = try pushed(
        flattened(f), inputs, along: TreeWriter(repeat each tangents))
      return (
        (repeat try values.read((each R).self)), (repeat try derivatives.read((each R).self))
      )
    } catch {
      return (failed(error, inputs.leaves), failed(error, inputs.leaves))
    }
  }

  /// The results and their derivatives in a direction, and the auxiliary result, which is the last one.
  static func jvp<each A: PyTree, each Q: PyTree, each R: PyTree, Aux: PyTree>(
    auxiliary f: @escaping @Sendable (repeat each A) -> (repeat each Q), _ primals: (repeat each A),
    _ tangents: (repeat each A)
  ) -> (value: (repeat each R), tangent: (repeat each R), aux: Aux) {
    let inputs = TreeWriter(repeat each primals)
    do {
      var (values, derivatives) = try pushed(
        flattened(f), inputs, along: TreeWriter(repeat each tangents))
      return (
        (repeat try values.read((each R).self)), (repeat try derivatives.read((each R).self)),
        try values.read()
      )
    } catch {
      return (
        failed(error, inputs.leaves), failed(error, inputs.leaves), failed(error, inputs.leaves)
      )
    }
  }

  private static func pushed(
    _ function: @escaping TreeFunction, _ inputs: TreeWriter, along direction: TreeWriter
  ) throws -> (values: TreeReader, tangents: TreeReader) {
    try FlatFunction("jvp", inputs.structures, function).jvp(
      inputs.leaves, direction.leaves, structures: direction.structures)
  }

  /// The results and the map from their cotangents to those of the arguments.
  static func vjp<each A: PyTree, each R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> (repeat each R), _ arguments: repeat each A
  ) -> (value: (repeat each R), pullback: @Sendable (repeat each R) -> (repeat each A)) {
    let inputs = TreeWriter(repeat each arguments)
    do {
      var (values, pullback) = try FlatFunction("vjp", inputs.structures, flattened(f)).vjp(
        inputs.leaves)
      return ((repeat try values.read((each R).self)), linear(like: inputs.withoutValues, pullback))
    } catch {
      return (
        failed(error, inputs.leaves), linear(like: inputs.withoutValues) { _, _ in throw error }
      )
    }
  }

  /// The results and the map from their cotangents to those of the arguments, and the auxiliary result, the last one.
  static func vjp<each A: PyTree, each Q: PyTree, each R: PyTree, Aux: PyTree>(
    auxiliary f: @escaping @Sendable (repeat each A) -> (repeat each Q),
    _ arguments: repeat each A
  ) -> (value: (repeat each R), pullback: @Sendable (repeat each R) -> (repeat each A), aux: Aux) {
    let inputs = TreeWriter(repeat each arguments)
    do {
      var (values, pullback) = try FlatFunction("vjp", inputs.structures, flattened(f)).vjp(
        inputs.leaves, auxiliary: 1)
      return (
        (repeat try values.read((each R).self)), linear(like: inputs.withoutValues, pullback),
        try values.read()
      )
    } catch {
      return (
        failed(error, inputs.leaves), linear(like: inputs.withoutValues) { _, _ in throw error },
        failed(error, inputs.leaves)
      )
    }
  }

  /// The results and the map from tangents of the arguments to those of the results.
  static func linearize<each A: PyTree, each R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> (repeat each R), _ arguments: repeat each A
  ) -> (value: (repeat each R), pushforward: @Sendable (repeat each A) -> (repeat each R)) {
    let inputs = TreeWriter(repeat each arguments)
    do {
      var (values, pushforward) = try FlatFunction("linearize", inputs.structures, flattened(f))
        .linearize(inputs.leaves)
      return ((repeat try values.read((each R).self)), linear(pushforward))
    } catch {
      return (failed(error, inputs.leaves), linear { _, _ in throw error })
    }
  }

  /// The map from cotangents of the results of a linear function to those of its arguments.
  static func linearTranspose<each A: PyTree, each R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> (repeat each R), _ arguments: repeat each A
  ) -> @Sendable (repeat each R) -> (repeat each A) {
    let inputs = TreeWriter(repeat each arguments)
    do {
      return linear(
        like: inputs.withoutValues,
        try FlatFunction("linearTranspose", inputs.structures, flattened(f)).linearTranspose(
          inputs.leaves))
    } catch {
      raise(error)
      return linear(like: inputs.withoutValues) { _, _ in throw error }
    }
  }

  /// A linear function of leaves and structures as one of trees.
  ///
  /// - Parameter like: trees like its results, if they are known.
  private static func linear<each X: PyTree, each Y: PyTree>(
    like: TreeWriter? = nil, _ map: @escaping @Sendable ([Tensor], [TreeDef]) throws -> TreeReader
  ) -> @Sendable (repeat each X) -> (repeat each Y) {
    { (vectors: repeat each X) in
      let inputs = TreeWriter(repeat each vectors)
      return reading(inputs, like: like) { try map(inputs.leaves, inputs.structures) }
    }
  }

  /// The value and what its pullback needs, and the pullback, as two compiled functions.
  static func fwdAndBwd<each A: PyTree, R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> R
  ) -> (
    forward: @Sendable (repeat each A) -> (R, VJPResiduals<repeat each A>),
    backward: @Sendable (VJPResiduals<repeat each A>, R) -> (repeat each A)
  ) {
    let function = flattened(f)
    let forward: @Sendable (repeat each A) -> (R, VJPResiduals<repeat each A>) = {
      (arguments: repeat each A) in
      let inputs = TreeWriter(repeat each arguments)
      do {
        var (values, pullback) = try FlatFunction("fwdAndBwd", inputs.structures, function)
          .linearizedBackwards(inputs.leaves)
        return (try values.read(), VJPResiduals(pullback))
      } catch {
        return (failed(error, inputs.leaves), failed(error, inputs.leaves))
      }
    }
    let backward: @Sendable (VJPResiduals<repeat each A>, R) -> (repeat each A) = {
      residuals, cotangent in residuals.pull(cotangent)
    }
    return (jit(forward, name: "fwd"), jit(backward, name: "bwd"))
  }
}
