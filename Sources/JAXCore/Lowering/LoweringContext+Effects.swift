// Tokens: what keeps operations with an ordered effect in order. Each takes the token of the one before and makes the next.
//
// Source: jax/_src/interpreters/mlir.py `TokenSet`; StableHLO `create_token`.

import StableHLO

extension LoweringContext {
  /// Appends an operation with an ordered effect.
  ///
  /// - Parameter body: appends it behind the given token, and returns its own token and its results.
  public mutating func inOrder<Results>(
    of effect: Effect,
    _ body: (inout LoweringContext, Value) throws -> (token: Value, results: Results)
  ) rethrows -> Results {
    let before = token(of: effect)
    let (after, results) = try body(&self, before)
    tokens[effect] = after
    return results
  }

  /// The token of the last operation with an effect.
  mutating func token(of effect: Effect) -> Value {
    if let token = tokens[effect] { return token }
    let new = operation("stablehlo.create_token", [], result: .token)
    tokens[effect] = new
    return new
  }

  /// The tokens of the last operations with each of the ordered effects, to be handed to what has them inside.
  package mutating func tokens(of effects: Set<Effect>) -> [Value] {
    effects.ordered.map { token(of: $0) }
  }

  /// Appends the inside of an operation, behind the tokens that it was handed; returns its values, then its last tokens.
  package mutating func withTokens(
    _ values: some Sequence<Value>, of effects: Set<Effect>,
    _ body: (inout LoweringContext) throws -> [Value]
  ) rethrows -> [Value] {
    let outer = tokens
    defer { tokens = outer }
    tokens = Dictionary(uniqueKeysWithValues: zip(effects.ordered, values))
    let results = try body(&self)
    return results + effects.ordered.map { token(of: $0) }
  }

  /// The values among the results of an operation, whose last ones are the tokens of its effects.
  package mutating func takingTokens(_ results: [Value], of effects: Set<Effect>) -> [Value] {
    let ordered = effects.ordered
    for (effect, token) in zip(ordered, results.suffix(ordered.count)) { tokens[effect] = token }
    return Array(results.dropLast(ordered.count))
  }
}
