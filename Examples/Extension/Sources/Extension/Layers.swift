// Neural networks from trees and functions: what a library of layers takes.

import JAX

/// A function with parameters: a tree, so that it is differentiated, mapped and compiled as any other value.
public protocol Layer: PyTree {
  /// The output for an input whose last axis holds the features.
  func callAsFunction(_ x: Tensor) -> Tensor
}

/// An affine map with an activation behind it.
@PyTree
public struct Dense: Layer {
  /// The weights, of shape (inputs, outputs).
  public var weights: Tensor
  /// The offsets of the outputs.
  public var bias: Tensor
  /// What is applied to the affine map's result: a part of the structure, equal to its copies.
  @Static public var activation: Function<Tensor, Tensor>

  /// A layer with random weights.
  public init(
    _ key: Tensor, from inputs: Int, to outputs: Int, activation: Function<Tensor, Tensor>
  ) {
    weights = nn.initializers.glorotUniform()(key, [inputs, outputs])
    bias = jnp.zeros([outputs])
    self.activation = activation
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    activation(jnp.matmul(x, weights) + bias)
  }
}

/// Features of mean 0 and variance 1, times learned factors.
@PyTree
public struct LayerNorm: Layer {
  /// The factors.
  public var scale: Tensor
  /// A small number that keeps the division finite.
  @Static public var epsilon = 1e-5

  /// A normalisation of the given number of features.
  public init(_ features: Int) { scale = jnp.ones([features]) }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    let centred = x - x.mean(axis: -1, keepdims: true)
    let variance = jnp.square(centred).mean(axis: -1, keepdims: true)
    return scale * centred * lax.rsqrt(variance + Tensor(epsilon, dtype: x.dtype))
  }
}

/// Two layers, one behind the other.
@PyTree
public struct Chain<First: Layer, Second: Layer>: Layer {
  /// The layer that takes the input.
  public var first: First
  /// The layer that takes the first one's output.
  public var second: Second

  /// The second layer behind the first.
  public init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { second(first(x)) }
}

/// The second layer behind the first.
public func |> <First: Layer, Second: Layer>(first: First, second: Second) -> Chain<First, Second> {
  Chain(first, second)
}

infix operator |> : AdditionPrecedence

extension Layer {
  /// The layer after one step down the gradient of a loss.
  public func descending(_ rate: Double, _ loss: @Sendable @escaping (Self) -> Tensor) -> Self {
    let change = grad(loss)(self)
    return tree.map({ $0 - Tensor(rate, dtype: $0.dtype) * $1 }, self, change)
  }
}
