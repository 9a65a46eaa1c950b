// Operators between tensors and Swift's own numbers, as in `x * learningRate`.
//
// Literals never come here: they become tensors, which the overloads for two tensors take. That keeps the type checker fast.

/// A Swift number that stands for a 0-dimensional tensor in an expression.
///
/// `Int` and `Double` are weakly typed, as Python's numbers are in JAX; `Float` is a `float32`.
public protocol TensorOperand {
  /// The number as a tensor.
  var tensor: Tensor { get }
}

extension Int: TensorOperand {
  public var tensor: Tensor { Tensor(self) }
}

extension Double: TensorOperand {
  public var tensor: Tensor { Tensor(self) }
}

extension Float: TensorOperand {
  public var tensor: Tensor { Tensor(self) }
}

extension Tensor {
  /// Element-wise sum of a tensor and a number.
  @_disfavoredOverload
  public static func + (x: Tensor, y: some TensorOperand) -> Tensor { x + y.tensor }
  /// Element-wise sum of a number and a tensor.
  @_disfavoredOverload
  public static func + (x: some TensorOperand, y: Tensor) -> Tensor { x.tensor + y }

  /// Element-wise difference of a tensor and a number.
  @_disfavoredOverload
  public static func - (x: Tensor, y: some TensorOperand) -> Tensor { x - y.tensor }
  /// Element-wise difference of a number and a tensor.
  @_disfavoredOverload
  public static func - (x: some TensorOperand, y: Tensor) -> Tensor { x.tensor - y }

  /// Element-wise product of a tensor and a number.
  @_disfavoredOverload
  public static func * (x: Tensor, y: some TensorOperand) -> Tensor { x * y.tensor }
  /// Element-wise product of a number and a tensor.
  @_disfavoredOverload
  public static func * (x: some TensorOperand, y: Tensor) -> Tensor { x.tensor * y }

  /// Element-wise quotient of a tensor and a number.
  @_disfavoredOverload
  public static func / (x: Tensor, y: some TensorOperand) -> Tensor { x / y.tensor }
  /// Element-wise quotient of a number and a tensor.
  @_disfavoredOverload
  public static func / (x: some TensorOperand, y: Tensor) -> Tensor { x.tensor / y }

  /// Element-wise equality of a tensor and a number.
  @_disfavoredOverload
  public static func .== (x: Tensor, y: some TensorOperand) -> Tensor { x .== y.tensor }
  /// Element-wise equality of a number and a tensor.
  @_disfavoredOverload
  public static func .== (x: some TensorOperand, y: Tensor) -> Tensor { x.tensor .== y }

  /// Element-wise inequality of a tensor and a number.
  @_disfavoredOverload
  public static func .!= (x: Tensor, y: some TensorOperand) -> Tensor { x .!= y.tensor }
  /// Element-wise inequality of a number and a tensor.
  @_disfavoredOverload
  public static func .!= (x: some TensorOperand, y: Tensor) -> Tensor { x.tensor .!= y }

  /// Element-wise less-than of a tensor and a number.
  @_disfavoredOverload
  public static func .< (x: Tensor, y: some TensorOperand) -> Tensor { x .< y.tensor }
  /// Element-wise less-than of a number and a tensor.
  @_disfavoredOverload
  public static func .< (x: some TensorOperand, y: Tensor) -> Tensor { x.tensor .< y }

  /// Element-wise less-or-equal of a tensor and a number.
  @_disfavoredOverload
  public static func .<= (x: Tensor, y: some TensorOperand) -> Tensor { x .<= y.tensor }
  /// Element-wise less-or-equal of a number and a tensor.
  @_disfavoredOverload
  public static func .<= (x: some TensorOperand, y: Tensor) -> Tensor { x.tensor .<= y }

  /// Element-wise greater-than of a tensor and a number.
  @_disfavoredOverload
  public static func .> (x: Tensor, y: some TensorOperand) -> Tensor { x .> y.tensor }
  /// Element-wise greater-than of a number and a tensor.
  @_disfavoredOverload
  public static func .> (x: some TensorOperand, y: Tensor) -> Tensor { x.tensor .> y }

  /// Element-wise greater-or-equal of a tensor and a number.
  @_disfavoredOverload
  public static func .>= (x: Tensor, y: some TensorOperand) -> Tensor { x .>= y.tensor }
  /// Element-wise greater-or-equal of a number and a tensor.
  @_disfavoredOverload
  public static func .>= (x: some TensorOperand, y: Tensor) -> Tensor { x.tensor .>= y }

  /// Adds a number to the variable's value.
  @_disfavoredOverload
  public static func += (x: inout Tensor, y: some TensorOperand) { x = x + y.tensor }
  /// Subtracts a number from the variable's value.
  @_disfavoredOverload
  public static func -= (x: inout Tensor, y: some TensorOperand) { x = x - y.tensor }
  /// Multiplies with a number the variable's value.
  @_disfavoredOverload
  public static func *= (x: inout Tensor, y: some TensorOperand) { x = x * y.tensor }
  /// Divides by a number the variable's value.
  @_disfavoredOverload
  public static func /= (x: inout Tensor, y: some TensorOperand) { x = x / y.tensor }
}
