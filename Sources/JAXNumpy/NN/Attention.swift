// Scaled dot-product attention, with grouped heads.
//
// Axes: B batch, T queries, S keys, N query heads, K key heads, G = N / K query heads for each key head, H features.
// Source: jax/_src/nn/functions.py `dot_product_attention`; A. Vaswani et al., "Attention is all you need" (2017).

import JAXLax

extension nn {
  /// Weighted means of values: softmax(scale · Q Kᵀ + bias) V for each head.
  ///
  ///     nn.dotProductAttention(q, k, v, isCausal: true)
  ///
  /// - Parameters:
  ///   - query: of shape (batch, queries, heads, features), or without the batch.
  ///   - key: of shape (batch, keys, key heads, features); the heads are a multiple of the key heads.
  ///   - value: of the shape of `key`.
  ///   - bias: added to the logits; broadcasts to (batch, heads, queries, keys).
  ///   - mask: true where a query sees a key; broadcasts as `bias` does.
  ///   - scale: the factor of the logits; 1 / √features unless given.
  ///   - isCausal: whether a query sees no later keys.
  ///   - querySeqLengths: the number of queries of each example that count.
  ///   - keyValueSeqLengths: the number of keys of each example that are seen.
  ///   - localWindowSize: how many keys before and after its own place a query sees.
  /// - Source: `jax.nn.dot_product_attention`.
  public static func dotProductAttention(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, bias: Tensor? = nil, mask: Tensor? = nil,
    scale: Double? = nil, isCausal: Bool = false, querySeqLengths: Tensor? = nil,
    keyValueSeqLengths: Tensor? = nil, localWindowSize: (before: Int, after: Int)? = nil
  ) -> Tensor {
    raising(placeholder: query) {
      let inputs = [query, key, value].map(fourAxes)
      try checkAttention(inputs, query, key, value, mask)
      let optional = [
        bias.map(fourAxes), mask.map(fourAxes), querySeqLengths, keyValueSeqLengths,
      ]
      let given = optional.map { $0 != nil }
      let window = localWindowSize.map { [$0.before, $0.after] }
      let factor = scale ?? 1 / Double(inputs[0].shape[3]).squareRoot()
      let settings: [Jaxpr.Param] =
        [.float(factor), .bool(isCausal), window.map(Jaxpr.Param.ints) ?? .none]
        + given.map { .bool($0) }
      let result = program(
        "dot_product_attention", settings: settings, inputs + optional.compactMap { $0 }
      ) { operands in
        var rest = operands.dropFirst(3)
        let extra = given.map { $0 ? rest.popFirst() : nil }
        return attention(
          operands[0], operands[1], operands[2], bias: extra[0], mask: extra[1], scale: factor,
          isCausal: isCausal, lengths: (extra[2], extra[3]), window: window)
      }
      return lax.reshape(result, query.shape)
    }
  }

  private static func fourAxes(_ x: Tensor) -> Tensor {
    x.ndim < 4 ? lax.expandDims(x, Array(0..<4 - x.ndim)) : x
  }

  private static func checkAttention(
    _ inputs: [Tensor], _ query: Tensor, _ key: Tensor, _ value: Tensor, _ mask: Tensor?
  ) throws {
    let found = "query \(query.aval), key \(key.aval) and value \(value.aval)."
    let (q, k, v) = (inputs[0].shape, inputs[1].shape, inputs[2].shape)
    guard inputs.allSatisfy({ $0.ndim == 4 }), k == v, q[0] == k[0], q[3] == k[3] else {
      throw JAXError(
        .shape, "nn.dotProductAttention", found: found,
        expected: "shapes (batch, queries, heads, features) and, twice, "
          + "(batch, keys, key heads, features)")
    }
    guard k[2] > 0, q[2].isMultiple(of: k[2]) else {
      throw JAXError(
        .shape, "nn.dotProductAttention", found: "\(q[2]) query heads for \(k[2]) key heads.",
        expected: "a multiple of the number of key heads")
    }
    guard query.dtype == key.dtype, key.dtype == value.dtype, key.dtype.isFloating else {
      throw JAXError(
        .dtype, "nn.dotProductAttention", found: found, expected: "one floating dtype for all three"
      )
    }
    if let mask, mask.dtype != .bool {
      throw JAXError(
        .dtype, "nn.dotProductAttention", found: "a mask of dtype \(mask.dtype).",
        expected: "a boolean mask", remedy: "give numbers to add as bias.")
    }
  }

  private static func attention(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, bias: Tensor?, mask: Tensor?, scale: Double,
    isCausal: Bool, lengths: (query: Tensor?, key: Tensor?), window: [Int]?
  ) -> Tensor {
    let (batch, queries, heads, features) = (
      query.shape[0], query.shape[1], query.shape[2], query.shape[3]
    )
    let keyHeads = key.shape[2]
    let groups = heads / keyHeads
    let grouped = lax.reshape(query, [batch, queries, keyHeads, groups, features])

    // (B, T, K, G, H) · (B, S, K, H) → (B, K, T, G, S) → (B, K, G, T, S)
    let wide: DType = query.dtype == .float64 ? .float64 : .float32
    let products = lax.dotGeneral(
      grouped, key, dimensionNumbers: (([4], [3]), ([0, 2], [0, 2])), preferredElementType: wide)
    var logits = lax.transpose(products, permutation: [0, 1, 3, 2, 4])
    logits = lax.mul(logits, constant(scale, like: logits))
    if let bias {
      logits = lax.convertElementType(
        logits + groupedHeads(bias, keyHeads, groups), logits.dtype)
    }
    let seen = visible(
      logits.shape, mask.map { groupedHeads($0, keyHeads, groups) }, isCausal: isCausal,
      lengths: lengths, window: window)
    if let seen {
      // Far below every logit, but finite, so that rows without keys stay finite.
      let low = -0.7 * Double(Float.greatestFiniteMagnitude)
      logits = choosing(seen, logits, constant(low, like: logits))
    }
    let weights = lax.convertElementType(
      softmax(lax.convertElementType(logits, .float32)), key.dtype)

    // (B, K, G, T, S) · (B, S, K, H) → (B, K, G, T, H) → (B, T, K, G, H)
    let means = lax.dotGeneral(
      weights, value, dimensionNumbers: (([4], [1]), ([0, 1], [0, 2])))
    var result = lax.reshape(
      lax.transpose(means, permutation: [0, 3, 1, 2, 4]), [batch, queries, heads, features])
    if let count = lengths.query {
      let counts = lax.lt(
        lax.broadcastedIota(count.dtype, [1, queries, 1, 1], 1), lax.expandDims(count, [1, 2, 3]))
      result = lax.mul(result, lax.convertElementType(counts, result.dtype))
    }
    return result
  }

  /// An array over (batch, heads, queries, keys) with its heads as (key heads, groups).
  private static func groupedHeads(_ x: Tensor, _ keyHeads: Int, _ groups: Int) -> Tensor {
    let shape = x.shape
    return shape[1] == 1
      ? lax.expandDims(x, [2])
      : lax.reshape(x, [shape[0], keyHeads, groups, shape[2], shape[3]])
  }

  /// Which keys each query sees; nil if all.
  private static func visible(
    _ shape: [Int], _ mask: Tensor?, isCausal: Bool, lengths: (query: Tensor?, key: Tensor?),
    window: [Int]?
  ) -> Tensor? {
    let length = Swift.max(shape[3], shape[4])
    let index = DType.index(upTo: 2 * length)
    let queries = lax.broadcastedIota(index, [1, 1, 1, shape[3], 1], 3)
    let keys = lax.broadcastedIota(index, [1, 1, 1, 1, shape[4]], 4)
    var conditions = mask.list
    if isCausal { conditions.append(lax.ge(queries, keys)) }
    // A window longer than the sequences shows no more than one as long.
    if let window = window?.map({ Swift.min(Swift.max($0, -length), length) }) {
      conditions.append(
        lax.le(queries, lax.add(keys, Tensor(.int(Int64(window[0])), dtype: index))))
      conditions.append(
        lax.ge(queries, lax.sub(keys, Tensor(.int(Int64(window[1])), dtype: index))))
    }
    if let count = lengths.query {
      conditions.append(queries .< lax.expandDims(count, [1, 2, 3, 4]))
    }
    if let count = lengths.key { conditions.append(keys .< lax.expandDims(count, [1, 2, 3, 4])) }
    guard let first = conditions.first else { return nil }
    return conditions.dropFirst().reduce(first) { lax.bitwiseAnd($0, $1) }
  }
}
