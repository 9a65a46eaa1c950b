// A user's backward rule with what is known of the function it belongs to, as a function of leaves.

import JAXLax

/// A backward rule, from trees of cotangents to trees of cotangents.
struct BackwardRule: Sendable {
  private let name: String
  private let symbolicZeros: Bool
  private let arguments: [TreeDef]
  private let argumentAvals: [ShapedArray]
  private let results: [TreeDef]
  private let resultAvals: [ShapedArray]
  private let body: TreeFunction

  init(
    name: String, symbolicZeros: Bool, arguments: [TreeDef], argumentAvals: [ShapedArray],
    results: [TreeDef], resultAvals: [ShapedArray], _ body: @escaping TreeFunction
  ) {
    self.name = name
    self.symbolicZeros = symbolicZeros
    self.arguments = arguments
    self.argumentAvals = argumentAvals
    self.results = results
    self.resultAvals = resultAvals
    self.body = body
  }

  /// The rule as a function of the cotangents of those results that are not integers.
  var pullback: PullbackFunction {
    PullbackFunction(
      cotangents: resultAvals.filter(\.dtype.isInexact),
      arguments: argumentAvals.filter(\.dtype.isInexact), apply)
  }

  private func apply(_ cotangents: [Tensor?]) throws -> [Tensor?] {
    let all = resultAvals.map(\.dtype.isInexact).scattering(cotangents)
    let filled = zip(resultAvals, all).map { aval, cotangent in
      cotangent ?? (symbolicZeros ? Tensor(SymbolicZero(aval.tangent)) : lax.zeros(aval.tangent))
    }
    let pulled = try FlatFunction(name, results, body)(filled)
    if let error = pendingError { throw error }
    try pulled.structures.check(like: arguments, name, "cotangent", of: "argument")
    var wanted: [Tensor?] = []
    for (position, (aval, cotangent)) in zip(argumentAvals, pulled.leaves).enumerated()
    where aval.dtype.isInexact {
      if cotangent.isSymbolicZero {
        wanted.append(nil)
        continue
      }
      guard cotangent.shape == aval.shape, cotangent.dtype == aval.dtype else {
        throw JAXError(
          cotangent.shape == aval.shape ? .dtype : .shape, name,
          found: "the backward rule gives a cotangent of \(cotangent.aval) for "
            + "\(arguments.place(ofLeaf: position, "argument")), which is \(aval).",
          expected: "cotangents of the arguments' shapes and dtypes")
      }
      wanted.append(cotangent)
    }
    return wanted
  }
}
