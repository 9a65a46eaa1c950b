// Applying a primitive to primals and tangents: what forward mode and linearization share.

import JAXLax

extension Tensor {
  /// The tangent or cotangent of a value of the given type: weakly typed where the value is.
  ///
  /// So what is computed with a derivative has the dtype of what is computed with the value. Most rules keep the weak
  /// type by themselves.
  func weaklyTyped(like value: ShapedArray) -> Tensor {
    lax.convert(self, dtype, weakType: value.weakType)
  }
}

/// The results of a primitive and their tangents, of which nil is zero.
///
/// At least one tangent is not zero.
func applyJVP(_ primitive: any Primitive, _ primals: [Tensor], _ tangents: [Tensor?]) throws -> (
  outputs: [Tensor], tangents: [Tensor?]
) {
  switch primitive.derivative {
  case .zero:
    let outputs = try interpret(primitive, primals)
    return (outputs, outputs.map { _ in nil })
  case .undefined(let reason):
    throw JAXError(
      .differentiation, primitive.userName, found: "there is no derivative: \(reason)",
      remedy: "use stopGradient where no derivative is wanted.")
  case .linear:
    let outputs = try interpret(primitive, primals)
    guard outputs.contains(where: \.dtype.isInexact) else {
      return (outputs, outputs.map { _ in nil })
    }
    let operands = zip(primals, tangents).map { primal, tangent in
      primal.dtype.isInexact ? tangent ?? lax.zeros(primal.aval) : primal
    }
    let outputTangents = try interpret(primitive, operands)
    return (outputs, zip(outputs, outputTangents).map { $0.dtype.isInexact ? $1 : nil })
  case .bilinear:
    let outputs = try interpret(primitive, primals)
    let fromFirst = try tangents[0].map { try interpret(primitive, [$0, primals[1]])[0] }
    let fromSecond = try tangents[1].map { try interpret(primitive, [primals[0], $0])[0] }
    return (outputs, [addTangents(fromFirst, fromSecond)])
  case .jvp(let rule, _, _):
    return try rule(primals, tangents)
  }
}
