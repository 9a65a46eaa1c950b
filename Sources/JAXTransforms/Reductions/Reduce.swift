// Reductions over axes by any associative function of scalars, of several arrays at once.
//
// The derivative is that of joining halves. Source: jax/_src/lax/lax.py `reduce`, `_reduce_jvp`; StableHLO `reduce`.

import JAXLax
import StableHLO

extension lax {
  /// An array reduced over axes by an associative function.
  ///
  ///     lax.reduce([1, 2, 3], 0, lax.add, [0])                              // 6
  ///     lax.reduce([1, 2, 3], 0, dimensions: [0]) { x, y in x + y }         // 6
  ///
  /// - Parameters:
  ///   - operands: the array.
  ///   - initValues: the number to begin with, which changes nothing when joined.
  ///   - computation: joins two numbers.
  ///   - dimensions: the axes.
  /// - Source: `jax.lax.reduce`; StableHLO `reduce`.
  public static func reduce(
    _ operands: Tensor, _ initValues: Tensor, _ computation: (Tensor, Tensor) -> Tensor,
    _ dimensions: [Int]
  ) -> Tensor {
    let join = { (x: [Tensor], y: [Tensor]) in [computation(x[0], y[0])] }
    return reduce([operands], [initValues], join, dimensions)[0]
  }

  /// An array reduced over axes by a function that follows.
  public static func reduce(
    _ operands: Tensor, _ initValues: Tensor, dimensions: [Int],
    computation: (Tensor, Tensor) -> Tensor
  ) -> Tensor {
    reduce(operands, initValues, computation, dimensions)
  }

  /// Arrays of one shape reduced over axes together, by an associative function of several numbers.
  ///
  /// - Source: `jax.lax.reduce`.
  public static func reduce(
    _ operands: [Tensor], _ initValues: [Tensor],
    _ computation: ([Tensor], [Tensor]) -> [Tensor], _ dimensions: [Int]
  ) -> [Tensor] {
    raising(placeholder: operands) {
      let initial = zip(operands, initValues).map { lax.convert($1, $0.dtype, weakType: false) }
      let jaxpr = try tracedReducer(operands, "reduce") { computation($0, $1) }
      if operands.count == 1, initial.count == 1,
        let known = reduceByName(jaxpr.joiningPrimitive, operands[0], initial[0], dimensions)
      {
        return [known]
      }
      return bind(Reduce(dimensions: dimensions, jaxpr), operands + initial)
    }
  }

  /// Arrays reduced over axes together by a function that follows.
  public static func reduce(
    _ operands: [Tensor], _ initValues: [Tensor], dimensions: [Int],
    computation: ([Tensor], [Tensor]) -> [Tensor]
  ) -> [Tensor] {
    reduce(operands, initValues, computation, dimensions)
  }

  /// The reduction that has a primitive of its own, if it begins with the neutral number.
  private static func reduceByName(
    _ name: String?, _ operand: Tensor, _ initial: Tensor, _ axes: [Int]
  ) -> Tensor? {
    switch name {
    case "add" where initial.isKnown(.zero): reduceSum(operand, axes: axes)
    case "mul" where initial.isKnown(.one): reduceProd(operand, axes: axes)
    case "max" where initial.isKnown(lowestValue(operand.dtype)): reduceMax(operand, axes: axes)
    case "min" where initial.isKnown(highestValue(operand.dtype)): reduceMin(operand, axes: axes)
    default: nil
    }
  }
}

struct Reduce: Primitive {
  static let name = "reduce"

  let dimensions: [Int]
  let jaxpr: Jaxpr

  init(dimensions: [Int], _ jaxpr: Jaxpr) {
    self.dimensions = dimensions
    self.jaxpr = jaxpr
  }

  init(params: Params) throws {
    dimensions = try params.ints("dimensions")
    jaxpr = try params.jaxpr("jaxpr")
  }

  var params: Params {
    Params([
      ("computation", .opaque("function")), ("dimensions", .ints(dimensions)),
      ("jaxpr", .jaxpr(jaxpr)),
    ])
  }

  var programs: [Jaxpr] { [jaxpr] }

  func outputCount(_ inputs: [ShapedArray]) -> Int { inputs.count / 2 }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let (operands, initial) = (inputs.prefix(inputs.count / 2), inputs.suffix(inputs.count / 2))
    guard inputs.count == jaxpr.inputs.count,
      zip(operands, initial).allSatisfy({
        $1.ndim == 0 && $0.dtype == $1.dtype && $0.shape == inputs[0].shape
      })
    else {
      throw JAXError(
        .shape, "reduce",
        found: "operands " + operands.map(\.description).joined(separator: ", ")
          + " and initial values " + initial.map(\.description).joined(separator: ", ") + ".",
        expected: "operands of one shape, and a 0-dimensional initial value of the dtype of each")
    }
    return try zip(operands, initial).map { operand, initial in
      ShapedArray(
        shape: try reducedShape(operand, dimensions, "reduce"), dtype: operand.dtype,
        weakType: operand.weakType && initial.weakType)
    }
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let scalars = (outputs + outputs).map { $0.with(shape: []).tensorType }
    return try context.operation(
      "stablehlo.reduce", operands, results: outputs.map(\.tensorType),
      attributes: [("dimensions", .ints(dimensions))],
      regions: [.init(scalars) { context, arguments in try context.inline(jaxpr, arguments) }])
  }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let results = try jvpFlat({ try joined($0) }, primals, tangents)
      return (
        results.outputs,
        zip(results.outputs, results.tangents).map { $0.dtype.isInexact ? $1 : nil }
      )
    }
  }

  /// The reduction by elementary steps.
  private func joined(_ operands: [Tensor]) throws -> [Tensor] {
    let count = operands.count / 2
    let shape = operands[0].shape
    let kept = shape.indices.filter { !dimensions.contains($0) }
    let rest = kept.map { shape[$0] }
    let rows = operands[..<count].map {
      lax.reshape(
        lax.transpose($0, permutation: dimensions + kept),
        [dimensions.map { shape[$0] }.elementCount, rest.elementCount])
    }
    return try jaxpr.joined(rows, from: Array(operands[count...])).map { lax.reshape($0, rest) }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let count = operands.count / 2
    // Each example begins with values of its own.
    guard operands[count...].allSatisfy({ $0.axis == nil }) else {
      return try vmapFlat({ try joined($0) }, operands.map(\.tensor), inAxes: operands.map(\.axis))
        .map { Batched($0, axis: 0) }
    }
    let tensors = batchedAtFront(Array(operands[..<count]))
    let batched = Reduce(dimensions: dimensions.map { $0 + 1 }, jaxpr)
    return bind(batched, tensors + operands[count...].map(\.tensor)).map { Batched($0, axis: 0) }
  }
}
