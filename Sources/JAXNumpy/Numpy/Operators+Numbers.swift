// Powers and remainders of tensors and Swift's own numbers.

import JAXTransforms

extension Tensor {
  /// Element-wise power, of a tensor and a number.
  @_disfavoredOverload
  public static func ** (x: Tensor, y: some TensorOperand) -> Tensor { x ** y.tensor }
  /// Element-wise power, of a number and a tensor.
  @_disfavoredOverload
  public static func ** (x: some TensorOperand, y: Tensor) -> Tensor { x.tensor ** y }
  /// Element-wise remainder with the divisor's sign, of a tensor and a number.
  @_disfavoredOverload
  public static func % (x: Tensor, y: some TensorOperand) -> Tensor { x % y.tensor }
  /// Element-wise remainder with the divisor's sign, of a number and a tensor.
  @_disfavoredOverload
  public static func % (x: some TensorOperand, y: Tensor) -> Tensor { x.tensor % y }
}
