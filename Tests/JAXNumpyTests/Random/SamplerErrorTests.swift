// What samplers say to wrong arguments.

import JAXNumpy
import Testing

@Suite struct SamplerErrorTests {
  @Test(arguments: misuses.indices)
  func misuse(_ position: Int) {
    let (text, misuse) = misuses[position]
    let error = #expect(throws: JAXError.self) { try catchingErrors { _ = misuse() } }
    let lines = error?.description.split(separator: "\n").filter { !$0.hasPrefix("  at ") }
    #expect(lines?.joined(separator: "\n") == text)
  }
}

private let key = random.key(1)

private let misuses: [(String, @Sendable () -> Tensor)] = [
  (
    """
    random.normal: an array of keys of shape (2,).
      expected: one key
      to do: use vmap to sample with each key, or take one, as in keys[0].
    """, { random.normal(random.split(key), [3]) }
  ),
  (
    """
    random.uniform: a key of type int32[].
      expected: one key, or its two words as uint32[2]
      to do: make one with random.key.
    """, { random.uniform(42, [3]) }
  ),
  (
    """
    random.uniform: dtype int32.
      expected: a dtype that is floating, of 8, 16, 32 or 64 bits
    """, { random.uniform(key, [3], dtype: .int32) }
  ),
  (
    """
    random.normal: shape (-1, 2).
      expected: sizes that are not negative
    """, { random.normal(key, [-1, 2]) }
  ),
  (
    """
    random.uniform: minval of shape (3,) for samples of shape (2,).
      expected: parameters that broadcast to the shape of the samples
      to do: give the whole shape of the samples, the parameters' axes last.
    """, { random.uniform(key, [2], minval: [0.0, 1, 2]) }
  ),
  (
    """
    random.bits: dtype int32.
      expected: a dtype that is unsigned integer of 8 bits or more
    """, { random.bits(key, [3], dtype: .int32) }
  ),
  (
    """
    random.key: a seed of dtype float32.
      expected: an integer seed
    """, { random.key(1.5) }
  ),
  (
    """
    random.key: a key as seed.
      expected: an integer
      to do: use random.split or random.foldIn for new keys.
    """, { random.key(key) }
  ),
  (
    """
    random.key: a seed of shape (2,).
      expected: one integer
      to do: use vmap to make a key from each.
    """, { random.key([1, 2]) }
  ),
  (
    """
    random.wrapKeyData: words of type uint32[3].
      expected: an array of dtype uint32 whose last axis has size 2
    """, { random.wrapKeyData(Tensor([1, 2, 3] as [UInt32])) }
  ),
  (
    """
    random.bernoulli: probabilities of dtype int32.
      expected: a dtype that is floating
    """, { random.bernoulli(key, 1) }
  ),
  (
    """
    random.categorical: axis 2 of logits of type float32[2].
      expected: an axis of the logits
    """, { random.categorical(key, [0.0, 1], axis: 2) }
  ),
]
