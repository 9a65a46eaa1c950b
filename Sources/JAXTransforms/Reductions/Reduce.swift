// Reductions over axes by any associative function of scalars, of several arrays at once.
//
// The derivative joins halves, as JAX's does. Source: jax/_src/lax/lax.py `reduce`, `_reduce_jvp`; StableHLO `reduce`.

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
    guard let start = initial.literalValue else { return nil }
    switch (name, start.double) {
    case ("add", 0): return reduceSum(operand, axes: axes)
    case ("mul", 1): return reduceProd(operand, axes: axes)
    case ("max", -.infinity) where operand.dtype.isFloating: return reduceMax(operand, axes: axes)
    case ("min", .infinity) where operand.dtype.isFloating: return reduceMin(operand, axes: axes)
    default: return nil
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
      let count = primals.count / 2
      guard tangents[count...].allSatisfy({ $0 == nil }) else {
        throw JAXError(
          .differentiation, "reduce", found: "a derivative with respect to an initial value.",
          expected: "initial values that are constants")
      }
      let initial = Array(primals[count...])
      let results = try jvpFlat(
        { try joinHalves($0, initial) }, Array(primals[..<count]), Array(tangents[..<count]))
      return (
        results.outputs,
        zip(results.outputs, results.tangents).map { $0.dtype.isInexact ? $1 : nil }
      )
    }
  }

  /// The reduction of arrays by joining their halves until one part is left.
  private func joinHalves(_ operands: [Tensor], _ initial: [Tensor]) throws -> [Tensor] {
    let shape = operands[0].shape
    let kept = shape.indices.filter { !dimensions.contains($0) }
    let rest = kept.map { shape[$0] }
    var length = dimensions.reduce(1) { $0 * shape[$1] }
    let width = rest.reduce(1, *)
    var parts = operands.map {
      lax.reshape(lax.transpose($0, permutation: dimensions + kept), [length, width])
    }
    guard length > 0 else { return initial.map { lax.full(rest, $0) } }
    while length > 1 {
      let half = (length + 1) / 2
      let first = parts.map { lax.sliceInDim($0, 0, half) }
      let second = zip(parts, initial).map { part, initial in
        let rest = lax.sliceInDim(part, half, nil)
        return length % 2 == 0 ? rest : lax.pad(rest, initial, [(0, 1, 0), (0, 0, 0)])
      }
      parts = try vmapFlat(
        { try evalJaxpr(jaxpr, $0) },
        (first + second).map { lax.reshape($0, [half * width]) },
        inAxes: jaxpr.inputs.map { _ in 0 }
      ).map { lax.reshape($0, [half, width]) }
      length = half
    }
    return parts.map { lax.reshape($0, rest) }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let count = operands.count / 2
    guard operands[count...].allSatisfy({ $0.axis == nil }) else {
      throw JAXError(
        .argument, "reduce", found: "initial values that differ from example to example.",
        expected: "initial values that all examples share")
    }
    let tensors = batchedAtFront(Array(operands[..<count]))
    let batched = Reduce(dimensions: dimensions.map { $0 + 1 }, jaxpr)
    return bind(batched, tensors + operands[count...].map(\.tensor)).map { Batched($0, axis: 0) }
  }
}
