// Which arguments `grad` and `valueAndGrad` differentiate, and which results `jvp` and `vjp` do not: each choice is a type,
// since it decides the type of the result.

/// The second argument, as in `grad(f, wrt: .second)`.
public enum SecondArgument: Sendable {
  /// The second argument.
  case second
}

/// The third argument, as in `grad(f, wrt: .third)`.
public enum ThirdArgument: Sendable {
  /// The third argument.
  case third
}

/// The fourth argument, as in `grad(f, wrt: .fourth)`.
public enum FourthArgument: Sendable {
  /// The fourth argument.
  case fourth
}

/// The first two arguments, as in `grad(f, wrt: .firstTwo)`.
public enum FirstTwoArguments: Sendable {
  /// The first two arguments.
  case firstTwo
}

/// All arguments, as in `grad(f, wrt: .all)`.
public enum AllArguments: Sendable {
  /// All arguments.
  case all
}

/// The last result, as in `vjp(f, x, aux: .last)`.
public enum LastResult: Sendable {
  /// The last result.
  case last
}

/// The types of the results as well, as in `makeJaxpr(f, returning: .shape)`.
public enum ShapeOfResult: Sendable {
  /// The results without their values.
  case shape
}
