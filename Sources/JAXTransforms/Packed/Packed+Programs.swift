// `jit`, `vmap`, `checkpoint`, and functions as programs, for any number of arguments and results.

import JAXLax

extension packed {
  /// The compiled function.
  static func jit<each A: PyTree, each R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> (repeat each R), name: String
  ) -> @Sendable (repeat each A) -> (repeat each R) {
    let function = JitFunction(name: name, flattened(f))
    return { (values: repeat each A) in
      var arguments = TreeFlattener()
      repeat (each values).flatten(into: &arguments)
      let structure = arguments.finish()
      do {
        var results = try function.call(
          arguments.leaves, structure,
          describing: {
            var structures: [TreeDef] = []
            repeat structures.append(tree.structure(each values))
            return structures
          })
        return (repeat try results.read((each R).self))
      } catch {
        return failed(error, arguments.leaves)
      }
    }
  }

  /// The compiled function of a state, whose memory it reuses; after an error the state is as it was.
  static func jit<State: PyTree, each A: PyTree, each R: PyTree>(
    updating f: @escaping @Sendable (inout State, repeat each A) -> (repeat each R), name: String
  ) -> @Sendable (inout State, repeat each A) -> (repeat each R) {
    let function = JitFunction(name: name) { arguments, results in
      var state: State = try arguments.read()
      let values = f(&state, repeat try arguments.read((each A).self))
      results.write(state)
      repeat results.write(each values)
    }
    return { (state: inout State, values: repeat each A) in
      var arguments = TreeFlattener()
      let shared = state.sharedLeaves()
      state.flatten(into: &arguments)
      let donated = 0..<arguments.leaves.count
      repeat (each values).flatten(into: &arguments)
      let structure = arguments.finish()
      do {
        var results = try function.call(
          arguments.leaves, structure,
          describing: {
            var structures = [tree.structure(state)]
            repeat structures.append(tree.structure(each values))
            return structures
          }, donated: donated, shared: shared)
        try results.update(&state)
        return (repeat try results.read((each R).self))
      } catch {
        return failed(error, arguments.leaves)
      }
    }
  }

  /// The function mapped over an axis of its arguments.
  static func vmap<each A: PyTree, each R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> (repeat each R), _ inAxes: VmapAxes,
    _ outAxes: VmapAxes, _ axisName: String?, _ axisSize: Int?
  ) -> @Sendable (repeat each A) -> (repeat each R) {
    let function = flattened(f)
    return { (arguments: repeat each A) in
      let inputs = TreeWriter(repeat each arguments)
      return reading(inputs) {
        try FlatFunction("vmap", inputs.structures, function).vmap(
          inputs.leaves, inAxes: inAxes, outAxes: outAxes, axisName: axisName, axisSize: axisSize)
      }
    }
  }

  /// The function whose derivative computes intermediate values again.
  static func checkpoint<each A: PyTree, each R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> (repeat each R), _ policy: CheckpointPolicy?,
    _ preventCSE: Bool
  ) -> @Sendable (repeat each A) -> (repeat each R) {
    let function = CheckpointFunction(policy: policy, preventCSE: preventCSE, flattened(f))
    return calling { try function.call($0) }
  }

  /// A function of trees that does its work by calling one of leaves and structures.
  static func calling<each A: PyTree, each R: PyTree>(
    _ function: @escaping @Sendable (TreeWriter) throws -> TreeReader
  ) -> @Sendable (repeat each A) -> (repeat each R) {
    { (arguments: repeat each A) in
      let inputs = TreeWriter(repeat each arguments)
      return reading(inputs) { try function(inputs) }
    }
  }

  /// The function's program for the types of arguments.
  static func makeJaxpr<each A: PyTree, each R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> (repeat each R), _ axisEnv: [String: Int]
  ) -> @Sendable (repeat each A) -> ClosedJaxpr {
    let function = flattened(f)
    return { (arguments: repeat each A) in
      let inputs = TreeWriter(repeat each arguments)
      return raising(placeholder: .empty) {
        try FlatFunction("makeJaxpr", inputs.structures, function).makeJaxpr(
          inputs.leaves, axisEnv: axisEnv
        ).jaxpr
      }
    }
  }

  /// The function's program for the types of arguments, and the types of its results.
  static func makeJaxpr<each A: PyTree, each R: PyTree>(
    withShape f: @escaping @Sendable (repeat each A) -> (repeat each R), _ axisEnv: [String: Int]
  ) -> @Sendable (repeat each A) -> (jaxpr: ClosedJaxpr, shape: (repeat each R)) {
    let function = flattened(f)
    return { (arguments: repeat each A) in
      let inputs = TreeWriter(repeat each arguments)
      do {
        var (program, results) = try FlatFunction("makeJaxpr", inputs.structures, function)
          .makeJaxpr(inputs.leaves, axisEnv: axisEnv)
        return (program, (repeat try results.read((each R).self)))
      } catch {
        return (.empty, failed(error, inputs.leaves))
      }
    }
  }

  /// The function's results without their values.
  static func evalShape<each A: PyTree, each R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> (repeat each R), _ arguments: repeat each A
  ) -> (repeat each R) {
    let inputs = TreeWriter(repeat each arguments)
    return reading(inputs) {
      try FlatFunction("evalShape", inputs.structures, flattened(f)).evalShape(inputs.leaves)
    }
  }

  /// The function's StableHLO for the types of arguments.
  static func lower<each A: PyTree, each R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> (repeat each R), name: String
  ) -> @Sendable (repeat each A) throws -> Lowered {
    let function = flattened(f)
    return { (arguments: repeat each A) in
      let inputs = TreeWriter(repeat each arguments)
      return try FlatFunction(name, inputs.structures, function).lower(inputs.leaves)
    }
  }
}

extension ClosedJaxpr {
  /// What stands for a program after an error.
  fileprivate static var empty: ClosedJaxpr {
    ClosedJaxpr(Jaxpr(avals: [], inputs: [], equations: [], outputs: []))
  }
}
