// The product over axes.
//
// Its derivative multiplies by halves, as JAX does, so that zeros among the elements need no special case.
// Source: jax/_src/lax/lax.py `_reduce_jvp`.

import StableHLO

extension lax {
  /// Product over axes, which are removed.
  ///
  /// - Source: `jax.lax.reduce_prod`; StableHLO `reduce`.
  public static func reduceProd(_ operand: Tensor, _ axes: [Int]) -> Tensor {
    bind(ReduceProd(axes: axes), operand)
  }
}

struct ReduceProd: Reduction {
  static let name = "reduce_prod"
  static let operation = "stablehlo.multiply"
  static let accepts = DTypeSet.numeric

  let axes: [Int]

  init(axes: [Int]) { self.axes = axes }

  static func neutral(_ dtype: DType) -> ScalarValue { .one }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      guard let dx = tangents[0] else { return ([bind(self, primals[0])], [nil]) }
      let shape = primals[0].shape
      let kept = shape.indices.filter { !axes.contains($0) }
      let flat = [axes.reduce(1) { $0 * shape[$1] }] + kept.map { shape[$0] }
      func flattened(_ x: Tensor) -> Tensor {
        lax.reshape(lax.transpose(x, permutation: axes + kept), flat)
      }
      var (x, t) = (flattened(primals[0]), flattened(dx))
      guard flat[0] > 0 else { return ([bind(self, primals[0])], [nil]) }
      while x.shape[0] > 1 {
        let half = (x.shape[0] + 1) / 2
        let isOdd = x.shape[0] % 2 == 1
        func second(_ value: Tensor, _ filler: ScalarValue) -> Tensor {
          let part = lax.sliceInDim(value, half, nil)
          guard isOdd else { return part }
          let padding = part.shape.indices.map { ($0 == 0 ? (0, 1, 0) : (0, 0, 0)) }
          return lax.pad(part, Tensor(filler, dtype: part.dtype), padding)
        }
        let (x1, x2) = (lax.sliceInDim(x, 0, half), second(x, .one))
        let (t1, t2) = (lax.sliceInDim(t, 0, half), second(t, .zero))
        x = lax.mul(x1, x2)
        t = bind(AddAny(), lax.mul(t1, x2), lax.mul(x1, t2))
      }
      return ([lax.squeeze(x, dimensions: [0])], [lax.squeeze(t, dimensions: [0])])
    }
  }
}
