// How a primitive is differentiated.
//
// A tangent or cotangent that is nil is a symbolic zero: it is known to be zero and never materialised.
// Source: jax/_src/interpreters/ad.py.

/// The derivative of a primitive.
public enum DerivativeRule: Sendable {
  /// The derivative is zero everywhere, as for comparisons and rounding, or there are only integers.
  case zero

  /// There is no derivative, for the given reason.
  case undefined(reason: String)

  /// The operation is linear in all its floating operands together: the forward rule is the operation itself.
  case linear(transpose: TransposeRule)

  /// The operation is linear in each of its two operands: d(x·y) = dx·y + x·dy.
  case bilinear(transpose: TransposeRule)

  /// A rule for tangents; with a transpose if the rule itself applies the primitive to tangents, and a linearization
  /// if the rule does not keep tangents apart from primals, as for programs.
  case jvp(JVPRule, transpose: TransposeRule? = nil, linearize: LinearizeRule? = nil)
}

/// The results and their tangents, from the operands and their tangents.
public typealias JVPRule =
  @Sendable (_ primals: [Tensor], _ tangents: [Tensor?]) throws -> (
    outputs: [Tensor], tangents: [Tensor?]
  )

/// The cotangents of the linear operands (nil for the others), from those of the results.
public typealias TransposeRule =
  @Sendable (_ cotangents: [Tensor?], _ operands: [TransposeOperand]) throws -> [Tensor?]

/// The results, and the linear map from the operands' tangents to the results' tangents.
///
/// `isDifferentiated` tells which operands have a tangent that is not zero; the map is called with nil for the others.
public typealias LinearizeRule =
  @Sendable (_ primals: [Tensor], _ isDifferentiated: [Bool]) throws -> (
    outputs: [Tensor], pushforward: ([Tensor?]) throws -> [Tensor?]
  )

/// An operand seen by a transpose rule.
public enum TransposeOperand: Sendable {
  /// An operand that the operation is transposed with respect to; only its type is known.
  case linear(ShapedArray)
  /// An operand with a known value.
  case known(Tensor)

  /// The operand's shape and dtype.
  public var aval: ShapedArray {
    switch self {
    case .linear(let aval): aval
    case .known(let tensor): tensor.aval
    }
  }

  /// Whether the operation is transposed with respect to this operand.
  public var isLinear: Bool {
    if case .linear = self { return true }
    return false
  }

  /// The value, if it is known.
  public var known: Tensor? {
    if case .known(let tensor) = self { return tensor }
    return nil
  }
}
