// The operators with a Swift number on one side, as in `count * x` where `count` is an `Int`.
//
// Literals need none of these: they become tensors by themselves, so these are tried last.

/// What a parameter for a tensor takes: a tensor, or a Swift number or boolean.
///
///     let v = 0.5
///     jnp.maximum(x, v)
///
/// `Int`, `Double` and `Bool` are weakly typed, as Python's numbers are in JAX; `Float` is a `float32`.
public protocol TensorOperand {
  /// The value as a tensor.
  var tensor: Tensor { get }
}

/// A Swift number in an expression with a tensor.
public protocol TensorNumber: TensorOperand {}

/// A tensor in an expression with a number.
///
/// No literal stands for it, so that numbers among themselves stay numbers.
public protocol TensorValue: TensorOperand {}

extension Tensor: TensorValue {
  public var tensor: Tensor { self }
}

extension Bool: TensorOperand {
  public var tensor: Tensor { Tensor(self) }
}

extension Int: TensorNumber {
  public var tensor: Tensor { Tensor(self) }
}

extension Double: TensorNumber {
  public var tensor: Tensor { Tensor(self) }
}

extension Float: TensorNumber {
  public var tensor: Tensor { Tensor(self) }
}

extension TensorValue {
  /// Element-wise sum of a tensor and a number.
  @_disfavoredOverload
  public static func + (x: Self, y: some TensorNumber) -> Tensor { x.tensor + y.tensor }
  /// Element-wise sum of a number and a tensor.
  @_disfavoredOverload
  public static func + (x: some TensorNumber, y: Self) -> Tensor { x.tensor + y.tensor }

  /// Element-wise difference of a tensor and a number.
  @_disfavoredOverload
  public static func - (x: Self, y: some TensorNumber) -> Tensor { x.tensor - y.tensor }
  /// Element-wise difference of a number and a tensor.
  @_disfavoredOverload
  public static func - (x: some TensorNumber, y: Self) -> Tensor { x.tensor - y.tensor }

  /// Element-wise product of a tensor and a number.
  @_disfavoredOverload
  public static func * (x: Self, y: some TensorNumber) -> Tensor { x.tensor * y.tensor }
  /// Element-wise product of a number and a tensor.
  @_disfavoredOverload
  public static func * (x: some TensorNumber, y: Self) -> Tensor { x.tensor * y.tensor }

  /// Element-wise quotient of a tensor and a number.
  @_disfavoredOverload
  public static func / (x: Self, y: some TensorNumber) -> Tensor { x.tensor / y.tensor }
  /// Element-wise quotient of a number and a tensor.
  @_disfavoredOverload
  public static func / (x: some TensorNumber, y: Self) -> Tensor { x.tensor / y.tensor }

  /// Element-wise equality of a tensor and a number.
  @_disfavoredOverload
  public static func .== (x: Self, y: some TensorNumber) -> Tensor { x.tensor .== y.tensor }
  /// Element-wise equality of a number and a tensor.
  @_disfavoredOverload
  public static func .== (x: some TensorNumber, y: Self) -> Tensor { x.tensor .== y.tensor }

  /// Element-wise inequality of a tensor and a number.
  @_disfavoredOverload
  public static func .!= (x: Self, y: some TensorNumber) -> Tensor { x.tensor .!= y.tensor }
  /// Element-wise inequality of a number and a tensor.
  @_disfavoredOverload
  public static func .!= (x: some TensorNumber, y: Self) -> Tensor { x.tensor .!= y.tensor }

  /// Element-wise less-than of a tensor and a number.
  @_disfavoredOverload
  public static func .< (x: Self, y: some TensorNumber) -> Tensor { x.tensor .< y.tensor }
  /// Element-wise less-than of a number and a tensor.
  @_disfavoredOverload
  public static func .< (x: some TensorNumber, y: Self) -> Tensor { x.tensor .< y.tensor }

  /// Element-wise less-or-equal of a tensor and a number.
  @_disfavoredOverload
  public static func .<= (x: Self, y: some TensorNumber) -> Tensor { x.tensor .<= y.tensor }
  /// Element-wise less-or-equal of a number and a tensor.
  @_disfavoredOverload
  public static func .<= (x: some TensorNumber, y: Self) -> Tensor { x.tensor .<= y.tensor }

  /// Element-wise greater-than of a tensor and a number.
  @_disfavoredOverload
  public static func .> (x: Self, y: some TensorNumber) -> Tensor { x.tensor .> y.tensor }
  /// Element-wise greater-than of a number and a tensor.
  @_disfavoredOverload
  public static func .> (x: some TensorNumber, y: Self) -> Tensor { x.tensor .> y.tensor }

  /// Element-wise greater-or-equal of a tensor and a number.
  @_disfavoredOverload
  public static func .>= (x: Self, y: some TensorNumber) -> Tensor { x.tensor .>= y.tensor }
  /// Element-wise greater-or-equal of a number and a tensor.
  @_disfavoredOverload
  public static func .>= (x: some TensorNumber, y: Self) -> Tensor { x.tensor .>= y.tensor }
}

extension Tensor {
  /// Adds a number to the variable's value.
  @_disfavoredOverload
  public static func += (x: inout Tensor, y: some TensorNumber) { x = x + y.tensor }
  /// Subtracts a number from the variable's value.
  @_disfavoredOverload
  public static func -= (x: inout Tensor, y: some TensorNumber) { x = x - y.tensor }
  /// Multiplies the variable's value by a number.
  @_disfavoredOverload
  public static func *= (x: inout Tensor, y: some TensorNumber) { x = x * y.tensor }
  /// Divides the variable's value by a number.
  @_disfavoredOverload
  public static func /= (x: inout Tensor, y: some TensorNumber) { x = x / y.tensor }
}
