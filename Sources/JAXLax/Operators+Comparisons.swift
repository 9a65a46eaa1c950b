// Comparisons and the logic of masks in Swift's own spelling, beside those with a dot of SIMD vectors.

extension Tensor {
  /// Whether each element of one tensor is less than that of the other; the same as `.<`.
  public static func < (x: Tensor, y: Tensor) -> Tensor { x .< y }

  /// Whether each element of one tensor is less than or equal to that of the other; the same as `.<=`.
  public static func <= (x: Tensor, y: Tensor) -> Tensor { x .<= y }

  /// Whether each element of one tensor is greater than that of the other; the same as `.>`.
  public static func > (x: Tensor, y: Tensor) -> Tensor { x .> y }

  /// Whether each element of one tensor is greater than or equal to that of the other; the same as `.>=`.
  public static func >= (x: Tensor, y: Tensor) -> Tensor { x .>= y }

  /// Element-wise *and* of masks or integers; the same as `.&`.
  public static func & (x: Tensor, y: Tensor) -> Tensor { x .& y }

  /// Element-wise *or* of masks or integers; the same as `.|`.
  public static func | (x: Tensor, y: Tensor) -> Tensor { x .| y }

  /// Element-wise *exclusive or* of masks or integers; the same as `.^`.
  public static func ^ (x: Tensor, y: Tensor) -> Tensor { x .^ y }

  /// Element-wise *not* of a mask or of integers; the same as `.!`.
  public static prefix func ~ (x: Tensor) -> Tensor { .!x }
}

extension TensorValue {
  /// Whether each element is less than a number.
  @_disfavoredOverload
  public static func < (x: Self, y: some TensorNumber) -> Tensor { x.tensor .< y.tensor }
  /// Whether a number is less than each element.
  @_disfavoredOverload
  public static func < (x: some TensorNumber, y: Self) -> Tensor { x.tensor .< y.tensor }

  /// Whether each element is less than or equal to a number.
  @_disfavoredOverload
  public static func <= (x: Self, y: some TensorNumber) -> Tensor { x.tensor .<= y.tensor }
  /// Whether a number is less than or equal to each element.
  @_disfavoredOverload
  public static func <= (x: some TensorNumber, y: Self) -> Tensor { x.tensor .<= y.tensor }

  /// Whether each element is greater than a number.
  @_disfavoredOverload
  public static func > (x: Self, y: some TensorNumber) -> Tensor { x.tensor .> y.tensor }
  /// Whether a number is greater than each element.
  @_disfavoredOverload
  public static func > (x: some TensorNumber, y: Self) -> Tensor { x.tensor .> y.tensor }

  /// Whether each element is greater than or equal to a number.
  @_disfavoredOverload
  public static func >= (x: Self, y: some TensorNumber) -> Tensor { x.tensor .>= y.tensor }
  /// Whether a number is greater than or equal to each element.
  @_disfavoredOverload
  public static func >= (x: some TensorNumber, y: Self) -> Tensor { x.tensor .>= y.tensor }
}

// What Swift would have a comparison be: each says what to write instead.
extension Tensor {
  @available(
    *, unavailable,
    message:
      "a comparison of tensors gives a tensor: use Bool(x < y) for one element that is known, jnp.where or lax.cond for others"
  )
  public static func < (x: Tensor, y: Tensor) -> Bool { unavailable }

  @available(
    *, unavailable,
    message:
      "a comparison of tensors gives a tensor: use Bool(x <= y) for one element that is known, jnp.where or lax.cond for others"
  )
  public static func <= (x: Tensor, y: Tensor) -> Bool { unavailable }

  @available(
    *, unavailable,
    message:
      "a comparison of tensors gives a tensor: use Bool(x > y) for one element that is known, jnp.where or lax.cond for others"
  )
  public static func > (x: Tensor, y: Tensor) -> Bool { unavailable }

  @available(
    *, unavailable,
    message:
      "a comparison of tensors gives a tensor: use Bool(x >= y) for one element that is known, jnp.where or lax.cond for others"
  )
  public static func >= (x: Tensor, y: Tensor) -> Bool { unavailable }

  @available(
    *, unavailable, message: "use x .== y for each element, Bool(jnp.arrayEqual(x, y)) for all"
  )
  public static func == (x: Tensor, y: Tensor) -> Bool { unavailable }

  @available(
    *, unavailable, message: "use x .!= y for each element, !Bool(jnp.arrayEqual(x, y)) for all"
  )
  public static func != (x: Tensor, y: Tensor) -> Bool { unavailable }

  @available(
    *, unavailable, message: "use x & y for each element, Bool(x) && Bool(y) for one that is known"
  )
  public static func && (x: Tensor, y: Tensor) -> Bool { unavailable }

  @available(
    *, unavailable, message: "use x | y for each element, Bool(x) || Bool(y) for one that is known"
  )
  public static func || (x: Tensor, y: Tensor) -> Bool { unavailable }

  @available(*, unavailable, message: "use ~x for each element, !Bool(x) for one that is known")
  public static prefix func ! (x: Tensor) -> Bool { unavailable }

  private static var unavailable: Bool {
    raiseWithoutValue(JAXError.internal("an operator that is not available was called."))
  }
}
