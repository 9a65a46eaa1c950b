// Which dtype an operation on several dtypes computes in.
//
// The rule is JAX's: dtypes and the three weak kinds (the types of bare literals) form a partial order, and operands
// meet at their least upper bound. The order is held as one bit set of upper bounds per node; nodes are numbered so
// that an edge always leads to a larger number, so the least upper bound, if there is one, is the lowest bit of the
// intersection. Source: JAX "Type promotion semantics" (docs/type_promotion.rst), jax/_src/dtypes.py
// `_type_promotion_lattice`, `lattice_result_type`.

/// Which implicit conversions the promotion of dtypes allows.
public enum PromotionMode: Hashable, Sendable {
  /// JAX's lattice: integers meet floats, narrow types meet wider ones.
  case standard
  /// Only weak literals adapt; two different strong dtypes never meet.
  case strict
}

/// The dtype two strongly typed operands meet at, or nil if there is no implicit conversion.
///
/// The lattice is that of JAX with 64-bit types enabled. The 2- and 4-bit integers and the 4- and 8-bit floats meet
/// only themselves (and weak literals). `uint64` and a signed integer meet at the weak float kind, which stands for
/// `float32` here: weak types are 32 bits wide wherever they take a dtype of their own.
///
///     promoteTypes(.int32, .float16)      // .float16
///     promoteTypes(.uint8, .int8)         // .int16
///     promoteTypes(.int4, .int8)          // nil
///
/// - Source: `jax.numpy.promote_types`.
public func promoteTypes(_ a: DType, _ b: DType) -> DType? {
  resultType((a, false), (b, false))?.dtype
}

/// The dtype and weak type of an operation on two operands, or nil if there is no implicit conversion.
///
/// A weak result takes the default dtype of its kind (`int32`, `uint32`, `float32`, `complex64`).
package func resultType(
  _ a: (dtype: DType, weak: Bool), _ b: (dtype: DType, weak: Bool),
  mode: PromotionMode = .standard
) -> (dtype: DType, weak: Bool)? {
  if a.dtype == b.dtype && !(a.weak && b.weak) { return (a.dtype, false) }
  let allWeak = a.weak && b.weak && mode == .standard
  guard
    let nodeA = PromotionNode(a.dtype, weak: a.weak && !allWeak),
    let nodeB = PromotionNode(b.dtype, weak: b.weak && !allWeak),
    let bound = PromotionLattice.of(mode).leastUpperBound(
      (1 << nodeA.rawValue) | (1 << nodeB.rawValue))
  else { return nil }
  return bound.result(weak: allWeak)
}

/// The dtype and weak type of an operation on any number of operands, or nil if there is no implicit conversion.
///
/// A lone weak operand also takes the default dtype of its kind. Without operands there is no result.
///
/// - Source: `jax.numpy.result_type(..., return_weak_type_flag=True)`.
package func resultType(
  _ operands: [(dtype: DType, weak: Bool)], mode: PromotionMode = .standard
) -> (dtype: DType, weak: Bool)? {
  guard let first = operands.first else { return nil }
  let allWeak = operands.allSatisfy(\.weak)
  if !allWeak && operands.allSatisfy({ $0.dtype == first.dtype }) { return (first.dtype, false) }
  let atStrong = allWeak && (mode == .standard || operands.count == 1)
  var nodes: UInt32 = 0
  for operand in operands {
    guard let node = PromotionNode(operand.dtype, weak: operand.weak && !atStrong) else {
      return nil
    }
    nodes |= 1 << node.rawValue
  }
  return PromotionLattice.of(mode).leastUpperBound(nodes)?.result(weak: atStrong)
}

extension DType {
  /// The dtype a weak value of this kind takes on its own: `int32`, `uint32`, `float32` or `complex64`.
  ///
  /// Booleans, keys and `float0` have no weak form and are returned unchanged.
  package var weakDefault: DType {
    if isSignedInteger { return .int32 }
    if isUnsignedInteger { return .uint32 }
    if isFloating { return .float32 }
    if isComplex { return .complex64 }
    return self
  }
}

/// A point of the promotion order: a dtype or one of the three weak kinds, numbered along the order.
private struct PromotionNode {
  let rawValue: Int

  init(rawValue: Int) { self.rawValue = rawValue }

  static let weakInteger = PromotionNode(rawValue: 1)
  static let weakFloat = PromotionNode(rawValue: 14)
  static let weakComplex = PromotionNode(rawValue: 24)

  /// The dtypes in the order of their nodes; nil at the three weak kinds.
  static let dtypes: [DType?] = [
    .bool, nil, .int2, .int4, .uint2, .uint4, .uint8, .int8, .uint16, .int16, .uint32, .int32,
    .int64, .uint64, nil, .float8E3M4, .float8E4M3, .float8E4M3FN, .float8E4M3B11FNUZ,
    .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ, .float8E8M0FNU, .float4E2M1FN, nil, .bfloat16,
    .float16, .float32, .float64, .complex64, .complex128,
  ]

  private static let numbers: [UInt8: Int] = Dictionary(
    uniqueKeysWithValues: dtypes.enumerated().compactMap { number, dtype in
      dtype.map { ($0.rawValue, number) }
    })

  init?(_ dtype: DType, weak: Bool) {
    if weak && dtype != .bool {
      if dtype.isInteger {
        self = .weakInteger
      } else if dtype.isFloating {
        self = .weakFloat
      } else if dtype.isComplex {
        self = .weakComplex
      } else {
        return nil
      }
    } else {
      guard let number = PromotionNode.numbers[dtype.rawValue] else { return nil }
      rawValue = number
    }
  }

  /// The dtype at this node and whether it is weak; `weak` makes a strong node weak, except `bool`.
  func result(weak: Bool) -> (dtype: DType, weak: Bool) {
    if let dtype = PromotionNode.dtypes[rawValue] {
      let isWeak = weak && dtype != .bool
      return (isWeak ? dtype.weakDefault : dtype, isWeak)
    }
    switch rawValue {
    case PromotionNode.weakInteger.rawValue: return (.int32, true)
    case PromotionNode.weakFloat.rawValue: return (.float32, true)
    default: return (.complex64, true)
    }
  }
}

/// The upper bounds of every node of a promotion order.
private struct PromotionLattice {
  /// One bit set of nodes for each node: itself and all it may be converted to.
  let upperBounds: [UInt32]

  private static let standard = PromotionLattice(mode: .standard)
  private static let strict = PromotionLattice(mode: .strict)

  static func of(_ mode: PromotionMode) -> PromotionLattice {
    mode == .standard ? standard : strict
  }

  /// The least upper bound of a non-empty bit set of nodes, or nil if they have none.
  func leastUpperBound(_ nodes: UInt32) -> PromotionNode? {
    var common = UInt32.max
    var rest = nodes
    while rest != 0 {
      common &= upperBounds[rest.trailingZeroBitCount]
      rest &= rest - 1
    }
    guard common != 0 else { return nil }
    let lowest = common.trailingZeroBitCount
    return common & ~upperBounds[lowest] == 0 ? PromotionNode(rawValue: lowest) : nil
  }

  private init(mode: PromotionMode) {
    var bounds = PromotionNode.dtypes.indices.map { UInt32(1) << $0 }
    // Edges lead to larger numbers, so going down from the top each node sees its successors' finished sets.
    for number in bounds.indices.reversed() {
      for next in Self.successors(of: number, mode: mode) {
        bounds[number] |= bounds[next.rawValue]
      }
    }
    upperBounds = bounds
  }

  /// The nodes directly above a node.
  private static func successors(of number: Int, mode: PromotionMode) -> [PromotionNode] {
    let smallFloats = DType.allCases.filter { $0.isFloating && $0.bitWidth <= 8 }
    func nodes(_ dtypes: [DType]) -> [PromotionNode] {
      dtypes.compactMap { PromotionNode($0, weak: false) }
    }
    guard let dtype = PromotionNode.dtypes[number] else {
      switch (number, mode) {
      case (PromotionNode.weakInteger.rawValue, .standard):
        return nodes([.uint8, .uint2, .uint4, .int8, .int2, .int4])
      case (PromotionNode.weakInteger.rawValue, .strict):
        return [.weakFloat] + nodes(DType.allCases.filter(\.isInteger))
      case (PromotionNode.weakFloat.rawValue, .standard):
        return [.weakComplex] + nodes(smallFloats + [.bfloat16, .float16])
      case (PromotionNode.weakFloat.rawValue, .strict):
        return [.weakComplex] + nodes(DType.allCases.filter(\.isFloating))
      case (_, .standard): return nodes([.complex64])
      case (_, .strict): return nodes([.complex64, .complex128])
      }
    }
    guard mode == .standard else { return [] }
    switch dtype {
    case .bool: return [.weakInteger]
    case .uint8: return nodes([.int16, .uint16])
    case .uint16: return nodes([.int32, .uint32])
    case .uint32: return nodes([.int64, .uint64])
    case .int8: return nodes([.int16])
    case .int16: return nodes([.int32])
    case .int32: return nodes([.int64])
    case .uint64, .int64: return [.weakFloat]
    case .bfloat16, .float16: return nodes([.float32])
    case .float32: return nodes([.float64, .complex64])
    case .float64, .complex64: return nodes([.complex128])
    default: return []
    }
  }
}
