// A tree that is written by hand: a matrix kept as the product of two thin ones.

import JAX

/// The matrix U · Vᵀ of a rank that is fixed, times a number that is a part of its structure.
///
///     let matrix = LowRank(u: jnp.ones([3, 1]), v: jnp.ones([4, 1]), scale: 2)
///     matrix * jnp.ones([4])            // [8 8 8]
///
/// The factors are traced and differentiated; a function compiled by `jit` is compiled anew for another scale.
public struct LowRank: PyTree {
  /// The left factor, of shape (rows, rank).
  public var u: Tensor
  /// The right factor, of shape (columns, rank).
  public var v: Tensor
  /// What the product is multiplied by.
  public let scale: Double

  public init(u: Tensor, v: Tensor, scale: Double = 1) {
    self.u = u
    self.v = v
    self.scale = scale
  }

  public func flatten(into flattener: inout TreeFlattener) {
    flattener.node(Self.self, count: 3)
    flattener.field("u", u)
    flattener.field("v", v)
    flattener.field("scale", static: scale)
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    try unflattener.node(Self.self)
    u = try unflattener.field()
    v = try unflattener.field()
    scale = try unflattener.static()
  }

  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {
    try u.mutateLeaves(body)
    try v.mutateLeaves(body)
  }

  /// The product with a vector, in time proportional to the rank.
  public static func * (matrix: LowRank, x: Tensor) -> Tensor {
    Tensor(matrix.scale, dtype: x.dtype) * jnp.matmul(matrix.u, jnp.matmul(x, matrix.v))
  }
}
