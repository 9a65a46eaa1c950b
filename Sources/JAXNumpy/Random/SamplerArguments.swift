// What samplers ask of their arguments, and the error where it is not met.

import JAXLax

extension random {
  /// The outcome of a sampler, whose key, shape and dtype are checked first.
  ///
  /// - Parameters:
  ///   - kind: the words for the dtypes that `accepts` holds for.
  ///   - parameters: arrays that must broadcast to the shape, with their names.
  ///   - body: what to compute with the checked key.
  static func sampling(
    _ operation: String, _ key: Tensor, shape: [Int], dtype: DType, kind: String = "floating",
    accepts: (DType) -> Bool = \.isFloating, parameters: [(String, Tensor)] = [],
    _ body: (Tensor) throws -> Tensor
  ) -> Tensor {
    let placeholder = Tensor(Placeholder(ShapedArray(shape: shape, dtype: dtype)))
    return raising(placeholder: placeholder) {
      let key = try singleKey(key, operation)
      guard accepts(dtype) else {
        throw JAXError(
          .dtype, operation, found: "dtype \(dtype).", expected: "a dtype that is \(kind)")
      }
      guard shape.allSatisfy({ $0 >= 0 }) else {
        throw JAXError(
          .shape, operation, found: "shape \(shape.tupleDescription).",
          expected: "sizes that are not negative")
      }
      try ShapedArray(shape: shape, dtype: dtype).checkSize(for: operation)
      for (name, parameter) in parameters where parameter.ndim > 0 {
        let common = try? numpyBroadcastShape([shape, parameter.shape], operation)
        guard common == shape else {
          throw JAXError(
            .shape, operation,
            found: "\(name) of shape \(parameter.shape.tupleDescription) for samples of shape "
              + "\(shape.tupleDescription).",
            expected: "parameters that broadcast to the shape of the samples",
            remedy: "give the whole shape of the samples, the parameters' axes last.")
        }
      }
      return try body(key)
    }
  }

  /// One key: the operand itself, or the key with its words.
  static func singleKey(_ key: Tensor, _ operation: String) throws -> Tensor {
    if key.dtype == .uint32 && key.shape == [2] { return lax.randomWrap(key) }
    guard key.dtype.isKey else {
      throw JAXError(
        .dtype, operation, found: "a key of type \(key.aval).",
        expected: "one key, or its two words as uint32[2]",
        remedy: "make one with random.key.")
    }
    guard key.ndim == 0 else {
      throw JAXError(
        .shape, operation, found: "an array of keys of shape \(key.shape.tupleDescription).",
        expected: "one key",
        remedy: "use vmap to sample with each key, or take one, as in keys[0].")
    }
    return key
  }

  /// The shape that parameters broadcast to, if none is given.
  static func shape(_ shape: [Int]?, for operation: String, _ parameters: Tensor...) -> [Int] {
    if let shape { return shape }
    return raising(placeholder: parameters.first?.shape ?? []) {
      try numpyBroadcastShape(parameters.map(\.shape), operation)
    }
  }

  /// A parameter as a tensor of the samples' dtype, with as many axes as they have or none.
  static func parameter(_ x: Tensor, _ dtype: DType, ndim: Int) -> Tensor {
    let converted = lax.convertElementType(x, dtype)
    guard x.ndim > 0 && x.ndim < ndim else { return converted }
    return lax.expandDims(converted, Array(0..<ndim - x.ndim))
  }

  /// The one result of a sampler's program, whose settings are the shape and dtype of the samples.
  static func program(
    _ name: String, _ shape: [Int], _ dtype: DType, settings: [Jaxpr.Param] = [],
    _ operands: [Tensor],
    _ function: ([Tensor]) -> Tensor
  ) -> Tensor {
    // A bare number has all its digits only until it becomes an argument.
    let operands = operands.map {
      $0.weakType && $0.dtype.isFloating && dtype == .float64
        ? lax.convert($0, dtype, weakType: false) : $0
    }
    return callProgram(name, settings: [.ints(shape), .dtype(dtype)] + settings, operands) {
      [function($0)]
    }[0]
  }

  /// Two new keys.
  static func twoKeys(_ key: Tensor) -> (Tensor, Tensor) {
    let keys = lax.randomSplit(key, shape: [2])
    return (
      lax.indexInDim(keys, 0, keepdims: false), lax.indexInDim(keys, 1, keepdims: false)
    )
  }
}
