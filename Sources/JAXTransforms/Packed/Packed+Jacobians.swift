// Jacobians and Hessians of functions of any number of arguments.

import JAXLax

/// The Jacobian of a function of trees with respect to some of its arguments.
struct JacobianFunction: Sendable {
  let mode: DerivativeMode
  let function: TreeFunction
  /// The arguments differentiated.
  let chosen: Range<Int>
  let holomorphic: Bool
  let allowInt: Bool
  /// How many results at the end are only computed.
  var auxiliary = 0

  /// The blocks of the Jacobian.
  func callAsFunction(_ inputs: TreeWriter) throws -> JacobianBlocks {
    let name = mode == .forward ? "jacfwd" : "jacrev"
    return try FlatFunction(name, inputs.structures, function).jacobian(
      mode, inputs.leaves, of: chosen, holomorphic: holomorphic, allowInt: allowInt,
      auxiliary: auxiliary)
  }
}

extension packed {
  /// The Jacobians of a tensor, each a tree like its argument.
  static func rows<each A: PyTree, each J: PyTree>(
    _ mode: DerivativeMode, _ f: @escaping @Sendable (repeat each A) -> Tensor,
    of chosen: Range<Int>, _ holomorphic: Bool, _ allowInt: Bool = false
  ) -> @Sendable (repeat each A) -> (repeat each J) {
    let jacobian = JacobianFunction(
      mode: mode, function: flattened(f), chosen: chosen, holomorphic: holomorphic,
      allowInt: allowInt)
    return { (arguments: repeat each A) in
      let inputs = TreeWriter(repeat each arguments)
      do {
        var blocks = try jacobian(inputs)
        return (repeat try blocks.row((each J).self))
      } catch {
        return failed(error, inputs.leaves, like: inputs.part(chosen))
      }
    }
  }

  /// The Jacobians of a tensor, each a tree like its argument, and the auxiliary result.
  static func rows<each A: PyTree, Aux: PyTree, each J: PyTree>(
    _ mode: DerivativeMode, _ f: @escaping @Sendable (repeat each A) -> (Tensor, Aux),
    of chosen: Range<Int>, _ holomorphic: Bool, _ allowInt: Bool = false
  ) -> @Sendable (repeat each A) -> (jacobian: (repeat each J), aux: Aux) {
    let jacobian = JacobianFunction(
      mode: mode, function: flattened(f), chosen: chosen, holomorphic: holomorphic,
      allowInt: allowInt, auxiliary: 1)
    return { (arguments: repeat each A) in
      let inputs = TreeWriter(repeat each arguments)
      do {
        var blocks = try jacobian(inputs)
        return (
          (repeat try blocks.row((each J).self)), try blocks.auxiliary()
        )
      } catch {
        return (
          failed(error, inputs.leaves, like: inputs.part(chosen)), failed(error, inputs.leaves)
        )
      }
    }
  }

  /// The Jacobian with respect to a tensor: a tree like the result.
  static func column<each A: PyTree, R: PyTree>(
    _ mode: DerivativeMode, _ f: @escaping @Sendable (repeat each A) -> R, of chosen: Range<Int>,
    _ holomorphic: Bool, _ allowInt: Bool = false
  ) -> @Sendable (repeat each A) -> R {
    let jacobian = JacobianFunction(
      mode: mode, function: flattened(f), chosen: chosen, holomorphic: holomorphic,
      allowInt: allowInt)
    return { (arguments: repeat each A) in
      let inputs = TreeWriter(repeat each arguments)
      do {
        var blocks = try jacobian(inputs)
        return try blocks.column()
      } catch {
        return failed(error, inputs.leaves)
      }
    }
  }

  /// The Jacobian of a tree with respect to a tree.
  static func matrix<each A: PyTree, R: PyTree, J: PyTree>(
    _ mode: DerivativeMode, _ f: @escaping @Sendable (repeat each A) -> R, of chosen: Range<Int>,
    _ holomorphic: Bool, _ allowInt: Bool = false
  ) -> @Sendable (repeat each A) -> Jacobian<R, J> {
    let jacobian = JacobianFunction(
      mode: mode, function: flattened(f), chosen: chosen, holomorphic: holomorphic,
      allowInt: allowInt)
    return { (arguments: repeat each A) in
      let inputs = TreeWriter(repeat each arguments)
      do {
        var blocks = try jacobian(inputs)
        return try blocks.matrix()
      } catch {
        return failed(error, inputs.leaves)
      }
    }
  }

  /// The Jacobians of a tree with respect to several trees.
  static func matrices<each A: PyTree, R: PyTree, each J: PyTree>(
    _ mode: DerivativeMode, _ f: @escaping @Sendable (repeat each A) -> R, of chosen: Range<Int>,
    _ holomorphic: Bool, _ allowInt: Bool = false
  ) -> @Sendable (repeat each A) -> (repeat Jacobian<R, each J>) {
    let jacobian = JacobianFunction(
      mode: mode, function: flattened(f), chosen: chosen, holomorphic: holomorphic,
      allowInt: allowInt)
    return { (arguments: repeat each A) in
      let inputs = TreeWriter(repeat each arguments)
      do {
        var blocks = try jacobian(inputs)
        return (repeat try blocks.matrix((each J).self))
      } catch {
        return failed(error, inputs.leaves)
      }
    }
  }

  /// The Hessian with respect to several arguments, as `read` arranges its blocks.
  static func hessian<each A: PyTree, Blocks>(
    _ f: @escaping @Sendable (repeat each A) -> Tensor, of chosen: Range<Int>, _ holomorphic: Bool,
    _ read: @escaping @Sendable (HessianBlocks) throws -> Blocks
  ) -> @Sendable (repeat each A) -> Blocks {
    let function = flattened(f)
    return { (arguments: repeat each A) in
      let inputs = TreeWriter(repeat each arguments)
      do {
        return try read(
          FlatFunction("hessian", inputs.structures, function).hessian(
            inputs.leaves, of: chosen, holomorphic: holomorphic))
      } catch {
        raiseWithoutValue(error)
      }
    }
  }
}
