// Operations that act on each element alone: one shape rule, one batching rule and one alignment of operands serve all.
//
// Operands have equal shapes, up to axes of size 1 and 0-dimensional operands, which are stretched.
// Source: jax/_src/lax/lax.py `broadcasting_shape_rule`, `nary_op`; jax/_src/interpreters/batching.py `broadcast_batcher`.

import StableHLO

/// A primitive that acts on each element alone.
protocol Elementwise: Primitive {
  /// The name of the `lax` function, for errors.
  static var userName: String { get }

  /// The dtype of the result; an error for operands that the operation does not take.
  func resultDType(_ dtypes: [DType]) throws -> DType

  /// Appends the operation on operands of the result's shape.
  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value
}

extension Elementwise {
  static var userName: String { camelCase(name) }

  var userName: String { Self.userName }

  var isFusible: Bool { true }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let dtype = try resultDType(inputs.map(\.dtype))
    if let first = inputs.first, first.dtype == dtype, inputs.allSatisfy({ $0 == first }) {
      return [first]
    }
    let shape = try broadcastShape(inputs, Self.userName)
    let weak = dtype.hasWeakForm && inputs.allSatisfy(\.weakType)
    let like = inputs.first {
      $0.dtype == dtype && $0.weakType == weak && $0.shape == shape
    }
    return [like ?? ShapedArray(shape: shape, dtype: dtype, weakType: weak)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let output = outputs[0]
    let aligned = zip(operands, inputs).map { operand, aval in
      context.align(operand, aval, to: output.shape)
    }
    return [try lowerAligned(aligned, &context, inputs: inputs.map(\.dtype), output: output)]
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let (aligned, axis) = alignBatched(operands)
    return [Batched(try interpret(self, aligned)[0], axis: axis)]
  }
}

extension DType {
  /// Whether a value of this dtype can be weakly typed.
  var hasWeakForm: Bool { isNumeric }
}

extension LoweringContext {
  /// An operand stretched to the result's shape.
  mutating func align(_ operand: Value, _ aval: ShapedArray, to shape: [Int]) -> Value {
    guard aval.shape != shape else { return operand }
    let trailing = aval.physical.ndim - aval.ndim
    let physicalShape = shape + aval.physical.shape.suffix(trailing)
    let offset = shape.count - aval.ndim
    return broadcast(
      operand, to: physicalShape,
      dimensions: Array(offset..<shape.count) + Array(shape.count..<physicalShape.count))
  }
}

/// The shape that operands of an element-wise operation are stretched to.
func broadcastShape(_ inputs: [ShapedArray], _ operation: @autoclosure () -> String) throws -> [Int]
{
  var shape: [Int]?
  for input in inputs where input.ndim > 0 {
    guard let known = shape else {
      shape = input.shape
      continue
    }
    guard known.count == input.ndim,
      zip(known, input.shape).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 })
    else {
      throw JAXError(
        .shape, operation(),
        found: "operands of shapes "
          + inputs.map(\.shape.tupleDescription).joined(separator: " and ") + ".",
        expected: "equal shapes, up to axes of size 1",
        remedy: "reshape or broadcast the operands, as jnp's functions and the operators do.")
    }
    shape = zip(known, input.shape).map { $0 == 1 ? $1 : $0 }
  }
  return shape ?? []
}

/// Operands of a mapped element-wise operation, made to fit each other, and the mapped axis of the result.
public func alignBatched(_ operands: [BatchedTensor]) -> (tensors: [Tensor], axis: Int) {
  let ndim = operands.map { $0.tensor.ndim - ($0.axis == nil ? 0 : 1) }.max() ?? 0
  let mapped = operands.filter { $0.axis != nil }
  let axis = mapped.first?.axis ?? 0
  if mapped.allSatisfy({ $0.axis == axis && $0.tensor.ndim == ndim + 1 }),
    operands.allSatisfy({ $0.axis != nil || $0.tensor.ndim == 0 })
  {
    return (operands.map(\.tensor), axis)
  }
  let tensors = operands.map { operand -> Tensor in
    guard let axis = operand.axis else {
      return operand.tensor.ndim == 0 ? operand.tensor : lax.expandDims(operand.tensor, [0])
    }
    let front = operand.tensor.movingAxis(axis, to: 0)
    let missing = ndim + 1 - front.ndim
    return missing == 0 ? front : lax.expandDims(front, Array(1...missing))
  }
  return (tensors, 0)
}

/// The cotangent of an operand that was stretched: summed over the axes along which it was.
func unbroadcast(_ cotangent: Tensor, to aval: ShapedArray) -> Tensor {
  guard cotangent.shape != aval.shape else { return cotangent }
  if aval.ndim == 0 { return lax.reduceSum(cotangent, axes: Array(0..<cotangent.ndim)) }
  let axes = (0..<aval.ndim).filter { aval.shape[$0] == 1 && cotangent.shape[$0] != 1 }
  return lax.reshape(lax.reduceSum(cotangent, axes: axes), aval.shape)
}
