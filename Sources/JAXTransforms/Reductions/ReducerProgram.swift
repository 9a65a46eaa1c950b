// The programs by which general reductions join elements.

import JAXLax

/// A function that joins values, traced for scalars of the given dtypes.
///
/// - Parameter operation: the reduction's name, for errors.
func tracedReducer(
  _ operands: [Tensor], _ operation: String, _ computation: ([Tensor], [Tensor]) throws -> [Tensor]
) throws -> Jaxpr {
  let scalars = operands.map { ShapedArray(shape: [], dtype: $0.dtype) }
  let closed = try traceToJaxpr(scalars + scalars, name: operation) { arguments in
    try computation(
      Array(arguments[..<scalars.count]), Array(arguments[scalars.count...]))
  }
  guard closed.constants.isEmpty else {
    throw JAXError(
      .argument, operation, found: "a computation that uses arrays from outside.",
      expected: "a function of its two arguments and of numbers")
  }
  guard closed.jaxpr.outputAvals.map(\.strong) == scalars else {
    throw JAXError(
      .dtype, operation,
      found: "a computation that makes "
        + closed.jaxpr.outputAvals.map(\.description).joined(separator: ", ") + " of "
        + scalars.map(\.description).joined(separator: ", ") + ".",
      expected: "values of the same types")
  }
  return closed.jaxpr
}

extension Tensor {
  /// Whether the value is known when a function is traced, and is the number told.
  func isKnown(_ number: ScalarValue) -> Bool {
    guard let value = literalValue ?? concreteValue else { return false }
    return value.rounded(to: dtype) == number.rounded(to: dtype)
  }

  /// The one element of an array on a device; nil for traced values.
  private var concreteValue: ScalarValue? {
    content is DeviceArray ? scalarValues(for: "reduce").first : nil
  }
}

extension Jaxpr {
  /// The primitive that joins, if the program is that primitive of its two arguments and nothing else.
  var joiningPrimitive: String? {
    guard equations.count == 1, inputs.count == 2,
      outputs == equations[0].outputs.map(Jaxpr.Atom.variable),
      equations[0].inputs == inputs.map(Jaxpr.Atom.variable)
    else { return nil }
    return equations[0].primitiveName
  }

  /// The reduction by the program over the first axis, by elementary steps: halves are joined until one part is left, and
  /// then with the values to begin with.
  ///
  /// - Parameters:
  ///   - operands: arrays of one shape with two axes.
  ///   - initial: the values to begin with, 0-dimensional.
  ///   - isPresent: which elements there are; the others are passed over.
  func joined(_ operands: [Tensor], from initial: [Tensor], where isPresent: Tensor? = nil) throws
    -> [Tensor]
  {
    var (length, width) = (operands[0].shape[0], operands[0].shape[1])
    func join(_ first: [Tensor], _ second: [Tensor], _ shape: [Int]) throws -> [Tensor] {
      try vmapFlat(
        { try evalJaxpr(self, $0) }, (first + second).map { lax.reshape($0, [shape.elementCount]) },
        inAxes: inputs.map { _ in 0 }
      ).map { lax.reshape($0, shape) }
    }
    func join(_ first: [Tensor], _ second: [Tensor], _ are: (first: Tensor, second: Tensor)) throws
      -> [Tensor]
    {
      // What is missing is replaced by what it would be joined with, so that the derivative is that of an element.
      let (x, y) = (
        zip(first, second).map { lax.select(are.first, $0, $1) },
        zip(first, second).map { lax.select(are.second, $1, $0) }
      )
      return zip(try join(x, y, x[0].shape), x).map {
        lax.select(lax.bitwiseAnd(are.first, are.second), $0, $1)
      }
    }
    let start = initial.map { lax.broadcast($0, [width]) }
    guard length > 0, width > 0 else { return start }
    var (parts, present) = (operands, isPresent)
    while length > 1 {
      let half = length / 2
      func halves(_ x: Tensor) -> (first: Tensor, second: Tensor) {
        (lax.sliceInDim(x, 0, half), lax.sliceInDim(x, half, 2 * half))
      }
      func withRest(_ pairs: Tensor, of whole: Tensor) -> Tensor {
        length == 2 * half
          ? pairs : lax.concatenate([pairs, lax.sliceInDim(whole, 2 * half, nil)], dimension: 0)
      }
      let (first, second) = (parts.map { halves($0).first }, parts.map { halves($0).second })
      if let known = present {
        let are = halves(known)
        parts = zip(try join(first, second, are), parts).map { withRest($0, of: $1) }
        present = withRest(lax.bitwiseOr(are.first, are.second), of: known)
      } else {
        parts = zip(try join(first, second, [half, width]), parts).map { withRest($0, of: $1) }
      }
      length -= half
    }
    let rest = parts.map { lax.reshape($0, [width]) }
    guard let present else { return try join(start, rest, [width]) }
    let isAny = lax.reshape(present, [width])
    return try join(start, rest, (lax.full([width], true, dtype: .bool), isAny))
  }
}
