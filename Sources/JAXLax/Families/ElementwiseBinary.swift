// Functions of two numbers, applied to pairs of elements.

import StableHLO

/// A primitive that applies a function of two numbers of one dtype to pairs of elements.
protocol ElementwiseBinary: Elementwise {
  init()
  /// The StableHLO or CHLO operation.
  static var operation: String { get }
  /// The dtypes that the function takes.
  static var accepts: DTypeSet { get }
}

extension ElementwiseBinary {
  init(params: Params) throws { self.init() }

  var params: Params { Params() }

  func resultDType(_ dtypes: [DType]) throws -> DType {
    try checkEqualDTypes(dtypes, Self.userName)
    try Self.accepts.check(dtypes[0], Self.userName)
    return dtypes[0]
  }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    context.elementwise(Self.operation, operands)
  }
}

/// A function of two numbers with partial derivatives: dz = ∂z/∂x · dx + ∂z/∂y · dy.
protocol DifferentiableBinary: ElementwiseBinary {
  /// The part of the tangent of z = f(x, y) that comes from x.
  func tangent(dx: Tensor, x: Tensor, y: Tensor, z: Tensor) -> Tensor
  /// The part of the tangent of z = f(x, y) that comes from y.
  func tangent(dy: Tensor, x: Tensor, y: Tensor, z: Tensor) -> Tensor
}

extension DifferentiableBinary {
  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let (x, y) = (primals[0], primals[1])
      let z = bind(self, x, y)
      let fromX = tangents[0].map { broadcastTangent(tangent(dx: $0, x: x, y: y, z: z), to: z) }
      let fromY = tangents[1].map { broadcastTangent(tangent(dy: $0, x: x, y: y, z: z), to: z) }
      return ([z], [addTangents(fromX, fromY)])
    }
  }
}

/// The sum of two tangents, of which nil is zero.
package func addTangents(_ a: Tensor?, _ b: Tensor?) -> Tensor? {
  guard let a else { return b }
  guard let b else { return a }
  return bind(AddAny(), a, b)
}

/// A tangent stretched to the shape of the result it belongs to.
func broadcastTangent(_ tangent: Tensor, to result: Tensor) -> Tensor {
  guard tangent.shape != result.shape else { return tangent }
  let offset = result.ndim - tangent.ndim
  return lax.broadcastInDim(
    tangent, shape: result.shape, broadcastDimensions: Array(offset..<result.ndim))
}

/// Checks that all operands have one dtype.
func checkEqualDTypes(_ dtypes: [DType], _ operation: @autoclosure () -> String) throws {
  guard let first = dtypes.first, !dtypes.allSatisfy({ $0 == first }) else { return }
  throw JAXError(
    .dtype, operation(),
    found: "operands of dtypes \(dtypes.map(\.name).listed).",
    expected: "operands of one dtype",
    remedy: "convert them first, as jnp's functions and the operators do.")
}
