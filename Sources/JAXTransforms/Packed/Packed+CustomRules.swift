// Functions with rules of their own, for any number of arguments and results.

import JAXLax

extension packed {
  static func customJVP<each A: PyTree, each R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> (repeat each R), _ name: String,
    _ symbolicZeros: Bool,
    _ rule:
      @escaping @Sendable ((repeat each A), (repeat each A)) -> (
        (repeat each R), (repeat each R)
      )
  ) -> @Sendable (repeat each A) -> (repeat each R) {
    let function = CustomJVPFunction(
      name: name, symbolicZeros: symbolicZeros, flattened(f),
      rule: { arguments, results in
        let primals = (repeat try arguments.read((each A).self))
        let tangents = (repeat try arguments.read((each A).self))
        let (values, derivatives) = rule((repeat each primals), (repeat each tangents))
        repeat results.write(each values)
        repeat results.write(each derivatives)
      })
    return calling { try function.call($0) }
  }

  /// The derivative is a sum of terms, of which nil is zero.
  static func customJVP<each A: PyTree, R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> R, _ name: String,
    terms:
      @escaping @Sendable (
        _ tangents: (repeat each A), _ value: R, _ primals: (repeat each A)
      ) -> [R?]
  ) -> @Sendable (repeat each A) -> R {
    let function = CustomJVPFunction(
      name: name, symbolicZeros: false, flattened(f),
      selfCallingRule: { function, arguments, results in
        let primals = (repeat try arguments.read((each A).self))
        let tangents = (repeat try arguments.read((each A).self))
        var values = try function.call(TreeWriter(repeat each primals))
        let value: R = try values.read()
        let given = terms((repeat each tangents), value, (repeat each primals)).compactMap { $0 }
        results.write(value)
        results.write(
          given.first.map { given.dropFirst().reduce($0) { tree.map({ $0 + $1 }, $0, $1) } }
            ?? tree.map({ zeroFromPrimal($0) }, value))
      })
    return calling { try function.call($0) }
  }

  static func customVJP<each A: PyTree, each R: PyTree, Residuals: Sendable>(
    _ f: @escaping @Sendable (repeat each A) -> (repeat each R), _ name: String,
    _ symbolicZeros: Bool,
    _ forward: @escaping @Sendable (repeat each A) -> ((repeat each R), Residuals),
    _ backward: @escaping @Sendable (Residuals, repeat each R) -> (repeat each A)
  ) -> @Sendable (repeat each A) -> (repeat each R) {
    let function = CustomVJPFunction(
      name: name, symbolicZeros: symbolicZeros, flattened(f),
      forward: { arguments, results, _ in
        let (values, residuals) = forward(repeat try arguments.read((each A).self))
        repeat results.write(each values)
        return { cotangents, gradients in
          let pulled = backward(residuals, repeat try cotangents.read((each R).self))
          repeat gradients.write(each pulled)
        }
      })
    return calling { try function.call($0) }
  }

  /// The forward rule is told what is differentiated.
  static func customVJP<each A: PyTree, each R: PyTree, Residuals: Sendable>(
    _ f: @escaping @Sendable (repeat each A) -> (repeat each R), _ name: String,
    perturbedForward:
      @escaping @Sendable (repeat CustomVJPPrimal<each A>) -> (
        (repeat each R), Residuals
      ), _ backward: @escaping @Sendable (Residuals, repeat each R) -> (repeat each A)
  ) -> @Sendable (repeat each A) -> (repeat each R) {
    let function = CustomVJPFunction(
      name: name, symbolicZeros: true, flattened(f),
      forward: { arguments, results, isPerturbed in
        var flags = isPerturbed[...]
        let (values, residuals) = perturbedForward(
          repeat try CustomVJPPrimal<each A>(reading: &arguments, &flags))
        repeat results.write(each values)
        return { cotangents, gradients in
          let pulled = backward(residuals, repeat try cotangents.read((each R).self))
          repeat gradients.write(each pulled)
        }
      })
    return calling { try function.call($0) }
  }

  static func customGradient<each A: PyTree, each R: PyTree>(
    _ f:
      @escaping @Sendable (repeat each A) -> (
        (repeat each R), @Sendable (repeat each R) -> (repeat each A)
      ), _ name: String
  ) -> @Sendable (repeat each A) -> (repeat each R) {
    let function = CustomVJPFunction(
      name: name,
      { arguments, results in
        let (values, _) = f(repeat try arguments.read((each A).self))
        repeat results.write(each values)
      },
      forward: { arguments, results, _ in
        let (values, pullback) = f(repeat try arguments.read((each A).self))
        repeat results.write(each values)
        return { cotangents, gradients in
          let pulled = pullback(repeat try cotangents.read((each R).self))
          repeat gradients.write(each pulled)
        }
      })
    return calling { try function.call($0) }
  }

  static func customVmap<each A: PyTree, R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> R, _ name: String,
    _ rule: @escaping @Sendable (Int, [Bool], repeat each A) -> (R, isMapped: Bool)
  ) -> @Sendable (repeat each A) -> R {
    let function = CustomVmapFunction(
      name: name, flattened(f),
      rule: { axisSize, isMapped, arguments, results in
        let (value, isValueMapped) = rule(
          axisSize, isMapped, repeat try arguments.read((each A).self))
        results.write(value)
        return isValueMapped
      })
    return calling { try function.call($0) }
  }

  static func sequentialVmap<each A: PyTree, R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> R, _ name: String
  ) -> @Sendable (repeat each A) -> R {
    let function = CustomVmapFunction(sequentially: name, flattened(f))
    return calling { try function.call($0) }
  }

  /// A function of what it captured too.
  struct ConvertedFunction: Sendable {
    fileprivate let conversion: Result<ClosureConversion, any Error>

    /// The values that the function captured; none after an error.
    var captured: [Tensor] { (try? conversion.get().hoisted) ?? [] }

    func callAsFunction<each A: PyTree, R: PyTree>(
      _ arguments: repeat each A, captured: [Tensor]
    ) -> R {
      let inputs = TreeWriter(repeat each arguments)
      return reading(inputs) { try conversion.get().call(inputs, captured) }
    }
  }

  static func closureConvert<each A: PyTree, R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> R, _ arguments: repeat each A
  ) -> ConvertedFunction {
    let conversion = Result {
      try ClosureConversion(TreeWriter(repeat each arguments), flattened(f))
    }
    if case .failure(let error) = conversion { raise(error) }
    return ConvertedFunction(conversion: conversion)
  }
}
