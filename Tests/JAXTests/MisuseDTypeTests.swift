// Dtypes that an operation does not take, numbers that a dtype does not hold, and keys used as numbers.

import JAX
import Testing

@Suite struct MisuseDTypeTests {
  private let ints = jnp.arange(3)
  private let floats = jnp.zeros([3])
  private let key = random.key(0)

  @Test func strictOperations() {
    misuse { lax.add(ints, floats) }.says(
      """
      add: operands of dtypes int32 and float32.
        expected: operands of one dtype
        to do: convert them first, as jnp's functions and the operators do.
      """)
    misuse { lax.sin(ints) }.says(
      """
      sin: the operand has dtype int32.
        expected: a dtype that is floating or complex
        to do: convert it first, as with lax.convertElementType.
      """)
    misuse { lax.bitwiseAnd(floats, floats) }.says(
      """
      bitwiseAnd: the operand has dtype float32.
        expected: a dtype that is integer or boolean
        to do: convert it first, as with lax.convertElementType.
      """)
    misuse { lax.lt(ints, floats) }.says(
      """
      lt: operands of dtypes int32 and float32.
        expected: operands of one dtype
        to do: convert them first, as jnp's functions and the operators do.
      """)
    misuse { lax.concatenate([ints, floats], dimension: 0) }.says(
      """
      concatenate: operands of dtypes int32 and float32.
        expected: operands of one dtype
        to do: convert them first, as jnp's functions and the operators do.
      """)
    misuse { lax.pow(ints, floats) }.says(
      """
      pow: operands of dtypes int32 and float32.
        expected: a base that is floating or complex, and an exponent of its dtype or an integer \
      one
        to do: convert them first, or use lax.integerPow for a fixed integer exponent.
      """)
    misuse { lax.integerPow(ints, -1) }.says(
      """
      integerPow: an operand of dtype int32 and the exponent -1.
        expected: an exponent that is not negative, for integers
        to do: convert the operand to a floating dtype first.
      """)
    misuse { lax.iota(.bool, 3) }.says(
      """
      iota: dtype bool.
        expected: a dtype that is integer, floating or complex
      """)
    misuse { lax.bitcastConvertType(floats, .bool) }.says(
      """
      bitcastConvertType: a conversion of bits from float32 to bool.
        expected: two integer or floating dtypes
        to do: convert booleans to uint8 first, and complex numbers with lax.real and lax.imag.
      """)
    misuse { lax.complex(ints, ints) }.says(
      """
      complex: the operand has dtype int32.
        expected: a dtype that is float32 or float64
        to do: convert it first, as with lax.convertElementType.
      """)
    misuse { lax.clamp(0, floats, ints) }.says(
      """
      clamp: operands of dtypes int32, float32 and int32.
        expected: operands of one dtype
        to do: convert them first, as jnp's functions and the operators do.
      """)
  }

  @Test func promotion() {
    let small = Tensor([1], dtype: .float8E5M2)
    misuse { small + Tensor([1], dtype: .float16) }.says(
      """
      +: operands of dtypes float8_e5m2 and float16.
        expected: dtypes with an implicit conversion to a common one
        to do: convert one, as with x.astype(y.dtype).
      """)
    misuse { floats .& floats }.says(
      """
      bitwiseAnd: the operand has dtype float32.
        expected: a dtype that is integer or boolean
        to do: convert it first, as with lax.convertElementType.
      """)
    misuse { .!floats }.says(
      """
      bitwiseNot: the operand has dtype float32.
        expected: a dtype that is integer or boolean
        to do: convert it first, as with lax.convertElementType.
      """)
  }

  @Test func numbersOutOfRange() {
    misuse { Tensor([300], dtype: .uint8) }.says(
      """
      Tensor: the element 300 for dtype uint8.
        expected: elements from 0 to 255
        to do: give a wider dtype, as in dtype: .int64.
      """)
    misuse { Tensor([-1], dtype: .uint32) }.says(
      """
      Tensor: the element -1 for dtype uint32.
        expected: elements from 0 to 4294967295
        to do: give another dtype or other elements.
      """)
    misuse { Tensor([3_000_000_000]) }.says(
      """
      Tensor: the element 3000000000 for dtype int32.
        expected: elements from -2147483648 to 2147483647
        to do: give a wider dtype, as in dtype: .int64.
      """)
    misuse { Tensor([UInt64.max], dtype: .int64) }.says(
      """
      Tensor: the element 18446744073709551615 for dtype int64.
        expected: elements from -9223372036854775808 to 9223372036854775807
        to do: give another dtype or other elements.
      """)
    misuse { jnp.array([[1, 200]], dtype: .int8) }.says(
      """
      Tensor: the element 200 for dtype int8.
        expected: elements from -128 to 127
        to do: give a wider dtype, as in dtype: .int64.
      """)
  }

  @Test func keysAsNumbers() {
    misuse { key + 1 }.says(
      """
      +: operands of dtypes key<fry> and int32.
        expected: dtypes with an implicit conversion to a common one
        to do: use random.keyData for the numbers of a key.
      """)
    misuse { key.astype(.float32) }.says(
      """
      astype: an array of keys.
        expected: an array of numbers or booleans
        to do: use random.keyData for the numbers of a key.
      """)
    misuse { key.scalars(as: Int.self) }.says(
      """
      scalars(as: Int): an array of keys.
        expected: an array of numbers or booleans
        to do: read random.keyData(key).
      """)
    misuse { Int(key) }.says(
      """
      Int(x): an array of keys.
        expected: an array of numbers or booleans
        to do: read random.keyData(key).
      """)
    misuse { Tensor([1, 2], dtype: .keyThreefry) }.says(
      """
      Tensor: elements for dtype key<fry>.
        expected: a dtype of numbers or booleans
        to do: make keys with random.key or random.wrapKeyData.
      """)
    misuse { jnp.sin(key) }.says(
      """
      jnp.sin: an array of keys.
        expected: an array of numbers or booleans
        to do: use random.keyData for the numbers of a key.
      """)
    misuse { random.split(key).sum() }.says(
      """
      jnp.sum: an array of keys.
        expected: an array of numbers or booleans
        to do: use random.keyData for the numbers of a key.
      """)
  }

  @Test func sampling() {
    misuse { random.normal(floats) }.says(
      """
      random.normal: a key of type float32[3].
        expected: one key, or its two words as uint32[2]
        to do: make one with random.key.
      """)
    misuse { random.normal(random.split(key)) }.says(
      """
      random.normal: an array of keys of shape (2,).
        expected: one key
        to do: use vmap to sample with each key, or take one, as in keys[0].
      """)
    misuse { random.normal(key, [2, -1]) }.says(
      """
      random.normal: shape (2, -1).
        expected: sizes that are not negative
      """)
    misuse { random.uniform(key, dtype: .int32) }.says(
      """
      random.uniform: dtype int32.
        expected: a dtype that is floating, of 8, 16, 32 or 64 bits
      """)
    misuse { random.split(7) }.says(
      """
      random.split: a key of type int32[].
        expected: one key, or its two words as uint32[2]
        to do: make one with random.key.
      """)
    misuse { random.key(floats) }.says(
      """
      random.key: a seed of shape (3,).
        expected: one integer
        to do: use vmap to make a key from each.
      """)
    misuse { random.key(Tensor(1.5)) }.says(
      """
      random.key: a seed of dtype float32.
        expected: an integer seed
      """)
    misuse { random.foldIn(key, 1.5) }.says(
      """
      random.foldIn: data of dtype float32.
        expected: an integer
      """)
    misuse { random.wrapKeyData(floats) }.says(
      """
      random.wrapKeyData: words of type float32[3].
        expected: an array of dtype uint32 whose last axis has size 2
      """)
    misuse { random.permutation(key, floats, axis: 1) }.says(
      """
      random.permutation: axis 1 of an array of type float32[3].
        expected: an axis of the array
      """)
    misuse { random.bernoulli(key, ints) }.says(
      """
      random.bernoulli: probabilities of dtype int32.
        expected: a dtype that is floating
      """)
  }
}
