// An equation of a case whose primitive this package does not have: it prints, but it cannot be run.

import JAXCore
import StableHLO

/// A primitive known by name and parameters only.
package struct ForeignPrimitive: Primitive, NamedPrimitive {
  package static let name = "foreign"

  package let primitiveName: String
  package let params: Params
  private let outputs: [ShapedArray]

  package init(_ name: String, params: Params, outputs: [ShapedArray]) {
    primitiveName = name
    self.params = params
    self.outputs = outputs
  }

  package var programs: [Jaxpr] { params.entries.flatMap(\.value.programs) }

  private var unsupported: JAXError {
    JAXError(.argument, primitiveName, found: "there is no such primitive here.")
  }

  package func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] { outputs }

  package func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] { throw unsupported }

  package var derivative: DerivativeRule { .undefined(reason: "there is no such primitive here.") }

  package func batch(_ operands: [Batched]) throws -> [Batched] { throw unsupported }
}
