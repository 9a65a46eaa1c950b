// The loops and choices of `lax` for any number of values.

import JAXLax

extension packed {
  /// What a function of trees gives for leaves of the given structures.
  private static func applied<each A: PyTree, each R: PyTree>(
    _ function: (repeat each A) -> (repeat each R), _ leaves: [Tensor], _ structures: [TreeDef]
  ) throws -> TreeWriter {
    var reader = TreeReader(leaves, structures)
    let results = function(repeat try reader.read((each A).self))
    return TreeWriter(repeat each results)
  }

  static func whileLoop<each S: PyTree>(
    _ condition: (repeat each S) -> Tensor, _ body: (repeat each S) -> (repeat each S),
    _ initial: (repeat each S), _ maxSteps: Int?, _ checkpoints: Int?
  ) -> (repeat each S) {
    let state = TreeWriter(repeat each initial)
    return reading(state, like: state) {
      try lax.whileLoop(
        state, maxSteps: maxSteps, checkpoints: checkpoints,
        condition: { leaves in
          var reader = TreeReader(leaves, state.structures)
          return condition(repeat try reader.read((each S).self))
        }, body: { try applied(body, $0, state.structures) })
    }
  }

  static func foriLoop<each S: PyTree>(
    _ lower: Tensor, _ upper: Tensor, _ body: (Tensor, repeat each S) -> (repeat each S),
    _ initial: (repeat each S), _ unroll: Int?, _ checkpoints: Int?
  ) -> (repeat each S) {
    let state = TreeWriter(repeat each initial)
    return reading(state, like: state) {
      try lax.foriLoop(lower, upper, state, unroll: unroll, checkpoints: checkpoints) {
        index, leaves in
        var reader = TreeReader(leaves, state.structures)
        let next = body(index, repeat try reader.read((each S).self))
        return TreeWriter(repeat each next)
      }
    }
  }

  /// A scan without results: the function gives the next state.
  static func scan<each I: PyTree, each S: PyTree>(
    _ function: (repeat each I) -> (repeat each S), _ state: TreeWriter, _ elements: TreeWriter,
    _ length: Int?, _ reverse: Bool, _ unroll: Int
  ) -> (repeat each S) {
    reading(state, like: state) {
      try lax.scan(state, elements, length: length, reverse: reverse, unroll: unroll) {
        try applied(function, $0 + $1, state.structures + elements.structures)
      }
    }
  }

  /// A scan with a state of one value: the function gives the next one and its results after each other.
  static func scan<each I: PyTree, each Q: PyTree, S: PyTree, each Y: PyTree>(
    results function: (repeat each I) -> (repeat each Q), _ state: TreeWriter,
    _ elements: TreeWriter, _ length: Int?, _ reverse: Bool, _ unroll: Int
  ) -> (S, (repeat each Y)) {
    do {
      var outputs = try lax.scan(
        state, elements, length: length, reverse: reverse, unroll: unroll
      ) { try applied(function, $0 + $1, state.structures + elements.structures) }
      return (try outputs.read(), (repeat try outputs.read((each Y).self)))
    } catch {
      return (failed(error, state.leaves, like: state), failed(error, state.leaves))
    }
  }

  /// A scan with a state of several values: the function gives the next ones together, and its results together.
  static func scan<each I: PyTree, each S: PyTree, each Y: PyTree>(
    grouped function: (repeat each I) -> ((repeat each S), (repeat each Y)), _ state: TreeWriter,
    _ elements: TreeWriter, _ length: Int?, _ reverse: Bool, _ unroll: Int
  ) -> ((repeat each S), (repeat each Y)) {
    do {
      var outputs = try lax.scan(
        state, elements, length: length, reverse: reverse, unroll: unroll
      ) {
        var reader = TreeReader($0 + $1, state.structures + elements.structures)
        let (next, results) = function(repeat try reader.read((each I).self))
        return TreeWriter(repeat each next, repeat each results)
      }
      return (
        (repeat try outputs.read((each S).self)), (repeat try outputs.read((each Y).self))
      )
    } catch {
      return (failed(error, state.leaves, like: state), failed(error, state.leaves))
    }
  }

  static func map<each X: PyTree, each R: PyTree>(
    _ function: (repeat each X) -> (repeat each R), _ xs: (repeat each X), _ batchSize: Int?
  ) -> (repeat each R) {
    let elements = TreeWriter(repeat each xs)
    return reading(elements) {
      try lax.map(elements, batchSize: batchSize) {
        try applied(function, $0, elements.structures)
      }
    }
  }

  /// The function takes the values of two elements after each other.
  static func associativeScan<each I: PyTree, each S: PyTree>(
    _ function: (repeat each I) -> (repeat each S), _ elements: (repeat each S), _ reverse: Bool,
    _ axis: Int
  ) -> (repeat each S) {
    let elements = TreeWriter(repeat each elements)
    return reading(elements, like: elements) {
      try lax.associativeScan(elements, reverse: reverse, axis: axis) {
        try applied(function, $0, elements.structures + elements.structures)
      }
    }
  }

  static func cond<each A: PyTree, each R: PyTree>(
    _ predicate: Tensor, _ onTrue: (repeat each A) -> (repeat each R),
    _ onFalse: (repeat each A) -> (repeat each R), _ operands: repeat each A
  ) -> (repeat each R) {
    let operands = TreeWriter(repeat each operands)
    return reading(operands) {
      try lax.cond(predicate, operands) { isTrue, leaves in
        isTrue
          ? try applied(onTrue, leaves, operands.structures)
          : try applied(onFalse, leaves, operands.structures)
      }
    }
  }

  /// The function calls the branch of the given number.
  static func `switch`<each A: PyTree, each R: PyTree>(
    _ index: Tensor, _ count: Int, _ branch: (Int, repeat each A) -> (repeat each R),
    _ operands: repeat each A
  ) -> (repeat each R) {
    let operands = TreeWriter(repeat each operands)
    return reading(operands) {
      try lax.`switch`(index, operands, count: count) { number, leaves in
        try applied(branch, number, leaves, operands.structures)
      }
    }
  }

  /// The function calls the branch of the given number.
  static func platformDependent<each A: PyTree, each R: PyTree>(
    _ platforms: [String], _ hasDefault: Bool, _ branch: (Int, repeat each A) -> (repeat each R),
    _ operands: repeat each A
  ) -> (repeat each R) {
    let operands = TreeWriter(repeat each operands)
    return reading(operands) {
      try lax.platformDependent(platforms, hasDefault: hasDefault, operands) { number, leaves in
        try applied(branch, number, leaves, operands.structures)
      }
    }
  }

  private static func applied<each A: PyTree, each R: PyTree>(
    _ branch: (Int, repeat each A) -> (repeat each R), _ number: Int, _ leaves: [Tensor],
    _ structures: [TreeDef]
  ) throws -> TreeWriter {
    var reader = TreeReader(leaves, structures)
    let results = branch(number, repeat try reader.read((each A).self))
    return TreeWriter(repeat each results)
  }
}
