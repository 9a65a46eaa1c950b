// All prefixes of an associative operation, in logarithmically many steps.
//
// Neighbours are joined in pairs, the half as long list is scanned, and the other prefixes are filled in between.
// Source: jax/_src/lax/control_flow/loops.py `associative_scan`; G. Blelloch, "Prefix Sums and Their Applications" (1990).

/// The prefixes of arrays along an axis under an associative operation on corresponding parts of them.
///
/// - Parameters:
///   - elements: the arrays, equally long along the axis.
///   - axis: the axis.
///   - reverse: whether to begin at the end.
///   - combine: what joins earlier elements with later ones.
package func associativeScan(
  _ elements: [Tensor], axis: Int, reverse: Bool = false,
  _ combine: ([Tensor], [Tensor]) throws -> [Tensor]
) rethrows -> [Tensor] {
  func part(_ x: Tensor, _ start: Int, _ limit: Int?, _ stride: Int = 1) -> Tensor {
    lax.sliceInDim(x, start, limit, stride: stride, axis: axis)
  }

  func scan(_ elements: [Tensor]) throws -> [Tensor] {
    let count = elements.first?.shape[axis] ?? 0
    guard count > 1 else { return elements }
    let pairs = try combine(
      elements.map { part($0, 0, count - 1, 2) }, elements.map { part($0, 1, nil, 2) })
    let odd = try scan(pairs)
    let earlier = count % 2 == 0 ? odd.map { part($0, 0, count / 2 - 1) } : odd
    let later = elements.map { part($0, 2, nil, 2) }
    let even = zip(elements, try combine(earlier, later)).map {
      lax.concatenate([part($0, 0, 1), $1], dimension: axis)
    }
    return zip(even, odd).map { interleaved($0, $1, axis) }
  }

  if !reverse { return try scan(elements) }
  let reversed = try scan(elements.map { lax.rev($0, dimensions: [axis]) })
  return reversed.map { lax.rev($0, dimensions: [axis]) }
}

/// The elements of two arrays by turns, beginning with the first one, which may have one more.
private func interleaved(_ a: Tensor, _ b: Tensor, _ axis: Int) -> Tensor {
  let extra = a.shape[axis] - b.shape[axis]
  func spread(_ x: Tensor, _ low: Int, _ high: Int) -> Tensor {
    let padding = x.shape.indices.map { $0 == axis ? (low, high, 1) : (0, 0, 0) }
    return lax.pad(x, x.dtype.isBool ? Tensor(false) : Tensor(.zero, dtype: x.dtype), padding)
  }
  let (x, y) = (spread(a, 0, 1 - extra), spread(b, 1, extra))
  return a.dtype.isBool ? lax.bitwiseOr(x, y) : lax.add(x, y)
}
