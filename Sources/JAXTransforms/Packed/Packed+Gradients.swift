// `grad` and `valueAndGrad` for functions of any number of arguments.

import JAXLax

/// The gradient of a function of trees with respect to some of its arguments.
struct Gradient: Sendable {
  let name: String
  let function: TreeFunction
  /// The arguments differentiated.
  let chosen: Range<Int>
  let holomorphic: Bool
  let allowInt: Bool

  /// The arguments differentiated, which the gradients are like.
  func differentiated(_ inputs: TreeWriter) -> TreeWriter { inputs.part(chosen) }

  /// The results of the function and the gradients.
  func callAsFunction(_ inputs: TreeWriter) throws -> (values: TreeReader, gradients: TreeReader) {
    let result = try FlatFunction(name, inputs.structures, function).valueAndGrad(
      inputs.leaves, differentiated: inputs.structures.leafRange(of: chosen),
      holomorphic: holomorphic, allowInt: allowInt)
    return (result.values, TreeReader(result.gradients, Array(inputs.structures[chosen])))
  }
}

extension packed {
  /// The gradients with respect to some of the arguments.
  static func grad<each A: PyTree, each G: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> Tensor, of chosen: Range<Int>, _ holomorphic: Bool,
    _ allowInt: Bool
  ) -> @Sendable (repeat each A) -> (repeat each G) {
    let gradient = Gradient(
      name: "grad", function: flattened(f), chosen: chosen, holomorphic: holomorphic,
      allowInt: allowInt)
    return { (arguments: repeat each A) in
      let inputs = TreeWriter(repeat each arguments)
      return reading(inputs, like: gradient.differentiated(inputs)) {
        try gradient(inputs).gradients
      }
    }
  }

  /// The gradients, and the auxiliary result.
  static func grad<each A: PyTree, Aux: PyTree, each G: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> (Tensor, Aux), of chosen: Range<Int>,
    _ holomorphic: Bool, _ allowInt: Bool
  ) -> @Sendable (repeat each A) -> (gradient: (repeat each G), aux: Aux) {
    let gradient = Gradient(
      name: "grad", function: flattened(f), chosen: chosen, holomorphic: holomorphic,
      allowInt: allowInt)
    return { (arguments: repeat each A) in
      let inputs = TreeWriter(repeat each arguments)
      do {
        var (values, gradients) = try gradient(inputs)
        _ = try values.read(Tensor.self)
        return ((repeat try gradients.read((each G).self)), try values.read())
      } catch {
        return (
          failed(error, inputs.leaves, like: gradient.differentiated(inputs)),
          failed(error, inputs.leaves)
        )
      }
    }
  }

  /// The value and the gradients.
  static func valueAndGrad<each A: PyTree, each G: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> Tensor, of chosen: Range<Int>, _ holomorphic: Bool,
    _ allowInt: Bool
  ) -> @Sendable (repeat each A) -> (value: Tensor, gradient: (repeat each G)) {
    let gradient = Gradient(
      name: "valueAndGrad", function: flattened(f), chosen: chosen, holomorphic: holomorphic,
      allowInt: allowInt)
    return { (arguments: repeat each A) in
      let inputs = TreeWriter(repeat each arguments)
      do {
        var (values, gradients) = try gradient(inputs)
        return (try values.read(), (repeat try gradients.read((each G).self)))
      } catch {
        return (
          failed(error, inputs.leaves),
          failed(error, inputs.leaves, like: gradient.differentiated(inputs))
        )
      }
    }
  }

  /// The value, the auxiliary result and the gradients.
  static func valueAndGrad<each A: PyTree, Aux: PyTree, each G: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> (Tensor, Aux), of chosen: Range<Int>,
    _ holomorphic: Bool, _ allowInt: Bool
  ) -> @Sendable (repeat each A) -> (value: Tensor, aux: Aux, gradient: (repeat each G)) {
    let gradient = Gradient(
      name: "valueAndGrad", function: flattened(f), chosen: chosen, holomorphic: holomorphic,
      allowInt: allowInt)
    return { (arguments: repeat each A) in
      let inputs = TreeWriter(repeat each arguments)
      do {
        var (values, gradients) = try gradient(inputs)
        return (
          try values.read(), try values.read(), (repeat try gradients.read((each G).self))
        )
      } catch {
        return (
          failed(error, inputs.leaves), failed(error, inputs.leaves),
          failed(error, inputs.leaves, like: gradient.differentiated(inputs))
        )
      }
    }
  }
}
