// An array that a program holds itself.
//
// A function that is traced captures arrays as operands of its program. A program that is derived from another one, as its
// batched form, has the operands that the rules of transformations give it: an array that one of the rules makes is
// written into the program.

import JAXLax
import StableHLO

struct ArrayConstant: Primitive {
  static let name = "array_constant"

  let aval: ShapedArray
  /// The elements as they lie in memory, in row-major order.
  let bytes: [UInt8]

  /// The value of a tensor that is known.
  init(_ tensor: Tensor) throws {
    aval = tensor.aval
    bytes = try tensor.elementBytes(for: ArrayConstant.name)
  }

  init(params: Params) throws {
    aval = ShapedArray(
      shape: try params.ints("shape"), dtype: try params.dtype("dtype"),
      weakType: try params.bool("weak_type"))
    let physical = aval.physical
    bytes = try params.ints("bytes").map { UInt8(truncatingIfNeeded: $0) }
    guard bytes.count == physical.size * physical.dtype.byteWidth else {
      throw JAXError(
        .argument, "replaying a jaxpr", found: "\(bytes.count) bytes for an array of \(aval).",
        expected: "\(physical.size * physical.dtype.byteWidth) bytes")
    }
  }

  var params: Params {
    Params([
      ("bytes", .ints(bytes.map(Int.init))), ("dtype", .dtype(aval.dtype)),
      ("shape", .ints(aval.shape)), ("weak_type", .bool(aval.weakType)),
    ])
  }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] { [aval] }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    [context.constant(bytes, aval)]
  }

  var derivative: DerivativeRule { .zero }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    [Batched(try interpret(self, [])[0], axis: nil)]
  }
}

extension ClosedJaxpr {
  /// The program with the arrays that it captured written into it.
  func withConstantsInside() throws -> Jaxpr {
    if constants.isEmpty { return jaxpr }
    let definitions = try zip(jaxpr.constants, constants).map { variable, value in
      guard !(value.content is Tracer) else {
        throw JAXError.internal("a transformed program captured a traced value.")
      }
      return Jaxpr.Equation(try ArrayConstant(value), inputs: [], outputs: [variable])
    }
    return Jaxpr(
      avals: jaxpr.avals, inputs: jaxpr.inputs, equations: definitions + jaxpr.equations,
      outputs: jaxpr.outputs)
  }
}
