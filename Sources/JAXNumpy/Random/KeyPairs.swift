// New keys one by one, as they are mostly wanted, and from a variable.

import JAXLax

extension random {
  /// Two new keys from one.
  ///
  ///     let (next, sub) = random.split(key)
  ///
  /// - Source: `jax.random.split`.
  @_disfavoredOverload
  public static func split(_ key: Tensor) -> (Tensor, Tensor) {
    let keys: Tensor = split(key, num: 2)
    return (keys[0], keys[1])
  }

  /// Two new keys from one; `num` must be 2.
  @_disfavoredOverload
  public static func split(_ key: Tensor, _ num: Int) -> (Tensor, Tensor) {
    let keys = parts(key, num, 2)
    return (keys[0], keys[1])
  }

  /// Three new keys from one; `num` must be 3.
  ///
  ///     let (first, second, third) = random.split(key, 3)
  @_disfavoredOverload
  public static func split(_ key: Tensor, _ num: Int) -> (Tensor, Tensor, Tensor) {
    let keys = parts(key, num, 3)
    return (keys[0], keys[1], keys[2])
  }

  /// Four new keys from one; `num` must be 4.
  @_disfavoredOverload
  public static func split(_ key: Tensor, _ num: Int) -> (Tensor, Tensor, Tensor, Tensor) {
    let keys = parts(key, num, 4)
    return (keys[0], keys[1], keys[2], keys[3])
  }

  /// A new key, and another one left in the variable for the next time.
  ///
  ///     var key = random.key(0)
  ///     let x = random.normal(random.next(&key), 3)
  ///     let y = random.normal(random.next(&key), 3)
  ///
  /// The same as `let (rest, new) = random.split(key); key = rest`.
  public static func next(_ key: inout Tensor) -> Tensor {
    let (rest, new) = twoNewKeys(key)
    key = rest
    return new
  }

  private static func twoNewKeys(_ key: Tensor) -> (Tensor, Tensor) { split(key) }

  /// As many keys as the variables on the left.
  private static func parts(_ key: Tensor, _ num: Int, _ count: Int) -> [Tensor] {
    let keys: Tensor = split(key, num: count)
    return raising(placeholder: Array(repeating: key, count: count)) {
      guard num == count else {
        throw JAXError(
          .argument, "random.split", found: "\(num) keys for \(count) variables.",
          expected: "as many variables as keys",
          remedy: "take an array of keys, as in let keys: Tensor = random.split(key, \(num)).")
      }
      return (0..<count).map { keys[$0] }
    }
  }
}
