// Making keys, taking them apart, and making new ones from them.

import JAXLax

extension random {
  /// A key from an integer seed.
  ///
  ///     random.keyData(random.key(42))          // [0, 42]
  ///
  /// - Parameter seed: any integer; the seed of a 32-bit one is its bits.
  /// - Source: `jax.random.key`.
  public static func key(_ seed: Int) -> Tensor {
    let dtype: DType = Int32(exactly: seed) == nil ? .int64 : .int32
    return lax.randomSeed(Tensor(.int(Int64(seed)), dtype: dtype))
  }

  /// A key from a 0-dimensional integer tensor.
  public static func key(_ seed: Tensor) -> Tensor {
    let placeholder = Tensor(Placeholder(ShapedArray(shape: [], dtype: .keyThreefry)))
    return raising(placeholder: placeholder) {
      guard !seed.dtype.isKey else {
        throw JAXError(
          .dtype, "random.key", found: "a key as seed.", expected: "an integer",
          remedy: "use random.split or random.foldIn for new keys.")
      }
      guard seed.ndim == 0 else {
        throw JAXError(
          .shape, "random.key", found: "a seed of shape \(seed.shape.tupleDescription).",
          expected: "one integer", remedy: "use vmap to make a key from each.")
      }
      return lax.randomSeed(lax.convert(seed, seed.dtype, weakType: false))
    }
  }

  // swift-format-ignore: AlwaysUseLowerCamelCase
  /// The raw words of a key from an integer seed: a `uint32` array of shape (2).
  ///
  /// - Source: `jax.random.PRNGKey`.
  public static func PRNGKey(_ seed: Int) -> Tensor {
    Configuration.current.usesTypedKeys ? key(seed) : lax.randomUnwrap(key(seed))
  }

  /// The words of keys: keys of shape (…) become a `uint32` array of shape (…, 2).
  ///
  /// - Source: `jax.random.key_data`.
  public static func keyData(_ keys: Tensor) -> Tensor {
    keys.dtype == .uint32 && keys.shape.last == 2 ? keys : lax.randomUnwrap(keys)
  }

  /// The keys with the given words: a `uint32` array of shape (…, 2) becomes keys of shape (…).
  ///
  /// - Source: `jax.random.wrap_key_data`.
  public static func wrapKeyData(_ keyBitsArray: Tensor) -> Tensor {
    lax.randomWrap(keyBitsArray)
  }

  /// The same keys, marked as meant to be used again.
  ///
  /// - Source: `jax.random.clone`.
  public static func clone(_ key: Tensor) -> Tensor { lax.randomClone(key) }

  /// New keys from one: an array of keys of the given shape.
  ///
  ///     let keys = random.split(key)                // keys[0], keys[1]
  ///     let (next, sub) = random.split(key)         // the same two, one by one
  ///
  /// - Parameters:
  ///   - key: one key; its raw words give raw words.
  ///   - num: the number of new keys, or the shape of their array.
  /// - Source: `jax.random.split`.
  public static func split(_ key: Tensor, num: any TensorShape = 2) -> Tensor {
    let shape = num.sizes
    return newKeys("random.split", from: key, shape: shape) { lax.randomSplit($0, shape: shape) }
  }

  /// A new key from a key and an integer, such as the number of a step.
  ///
  ///     let stepKey = random.foldIn(key, step)
  ///
  /// - Source: `jax.random.fold_in`.
  public static func foldIn(_ key: Tensor, _ data: Int) -> Tensor {
    foldIn(key, Tensor(.uint(UInt64(UInt32(truncatingIfNeeded: data))), dtype: .uint32))
  }

  /// A new key from a key and a 0-dimensional integer tensor, of which the low 32 bits count.
  public static func foldIn(_ key: Tensor, _ data: Tensor) -> Tensor {
    newKeys("random.foldIn", from: key, shape: []) { key in
      guard data.ndim == 0 else {
        throw JAXError(
          .shape, "random.foldIn", found: "data of shape \(data.shape.tupleDescription).",
          expected: "one integer", remedy: "use vmap to fold in each of several.")
      }
      guard data.dtype.isInteger else {
        throw JAXError(
          .dtype, "random.foldIn", found: "data of dtype \(data.dtype).", expected: "an integer")
      }
      return lax.randomFoldIn(key, lax.convertElementType(data, .uint32))
    }
  }

  /// Keys from one key: raw words if it was given as raw words.
  private static func newKeys(
    _ operation: String, from key: Tensor, shape: [Int], _ body: (Tensor) throws -> Tensor
  ) -> Tensor {
    let aval = ShapedArray(shape: shape, dtype: .keyThreefry)
    return raising(placeholder: Tensor(Placeholder(aval))) {
      if shape.allSatisfy({ $0 >= 0 }) { try aval.checkSize(for: operation) }
      let new = try body(try singleKey(key, operation))
      return key.dtype.isKey ? new : lax.randomUnwrap(new)
    }
  }
}
