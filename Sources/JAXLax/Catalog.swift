// Every primitive, one line each; tests iterate it, and jaxprs are replayed through it.

/// The table of all primitives.
public enum Catalog {
  /// The primitives of this target; targets above add theirs.
  public static let primitives: [any Primitive.Type] = [
    Add.self,
    AddAny.self,
    BroadcastInDim.self,
    ConvertElementType.self,
    Cos.self,
    Mul.self,
    Neg.self,
    ReduceSum.self,
    Reshape.self,
    Sin.self,
    Transpose.self,
  ]
}
