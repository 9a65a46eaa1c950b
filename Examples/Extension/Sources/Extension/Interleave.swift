// A linear primitive of two operands, transposed by taking apart what it joined.

import JAX

/// The elements of two arrays in turn along the last axis.
///
///     interleave([1, 3], [2, 4])        // [1 2 3 4]
///
/// Arrays of different shapes or dtypes, and arrays without axes, are a ``JAXError``.
public func interleave(_ even: Tensor, _ odd: Tensor) -> Tensor { bind(Interleave(), even, odd) }

struct Interleave: Primitive {
  static let name = "interleave"

  var params: Params { Params() }

  init() {}

  init(params: Params) throws {}

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let (even, odd) = (inputs[0], inputs[1])
    guard even.shape == odd.shape, even.dtype == odd.dtype, let last = even.shape.last else {
      throw JAXError(
        .shape, userName, found: "operands of \(even) and \(odd).",
        expected: "two arrays of one shape and dtype, of at least one axis",
        remedy: "broadcast or convert one of them first.")
    }
    return [ShapedArray(shape: even.shape.dropLast() + [2 * last], dtype: even.dtype)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    try context.trace(operands, inputs) { operands in
      let pairs = jnp.stack([operands[0], operands[1]], axis: -1)
      return [lax.reshape(pairs, outputs[0].shape)]
    }
  }

  var derivative: DerivativeRule {
    .linear { cotangents, operands in
      guard let cotangent = cotangents[0] else { return [nil, nil] }
      let shape = operands[0].aval.shape
      let pairs = lax.reshape(cotangent, shape + [2])
      return operands.enumerated().map { place, operand in
        operand.isLinear ? jnp.take(pairs, Tensor(place, dtype: .int32), axis: -1) : nil
      }
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let size = try operands.mappedSize(userName)
    let inFront = operands.map { operand in
      operand.axis.map { operand.tensor.movingAxis($0, to: 0) }
        ?? jnp.broadcastTo(operand.tensor, [size] + operand.tensor.shape)
    }
    return [Batched(interleave(inFront[0], inFront[1]), axis: 0)]
  }
}
