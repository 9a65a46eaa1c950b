// The primitives with programs inside, and the look-up by name over all of them.

import JAXLax

extension Catalog {
  /// The primitives with programs inside.
  public static let programPrimitives: [any Primitive.Type] = [
    ArrayConstant.self, CheckpointName.self, Cond.self, CustomJVPCall.self, CustomLin.self,
    CustomLinearSolve.self,
    CustomVJPCall.self, CustomVmapCall.self,
    Jit.self, LoopHessianProduct.self, LoopPullback.self, LoopPushforward.self,
    PlatformIndex.self, Reduce.self, ReduceWindow.self, Remat.self, Scan.self, While.self,
  ]

  private static let types = Dictionary(
    uniqueKeysWithValues: (primitives + programPrimitives).map { ($0.name, $0) })

  /// The primitive with JAX's name; nil if there is none.
  ///
  ///     Catalog.type(named: "sin")          // Sin.self
  public static func type(named name: String) -> (any Primitive.Type)? { types[name] }
}
