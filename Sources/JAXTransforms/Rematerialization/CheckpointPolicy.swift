// Which intermediate values `checkpoint` keeps for the derivative instead of computing them again.
//
// Source: jax/_src/ad_checkpoint.py `checkpoint_policies`.

import JAXLax

/// What `checkpoint` keeps for the derivative: the results of some operations.
///
///     checkpoint(f, policy: .dotsSaveable)
///
/// Without a policy, or with ``nothingSaveable``, only the function's arguments are kept. Of what runs inside of `lax.scan`,
/// `lax.cond` and `jit` the policy keeps the same, stacked for the steps of a scan; inside of `lax.whileLoop` nothing is kept.
///
/// - Source: `jax.checkpoint_policies`.
public struct CheckpointPolicy: Hashable, Sendable {
  private indirect enum Kind: Hashable, Sendable {
    case everything
    case nothing
    case dots(onlyWithoutBatchDimensions: Bool)
    case onlyNames(Set<String>)
    case namesBut(Set<String>)
    case anythingBut(Set<String>)
    case either(CheckpointPolicy, CheckpointPolicy)
    case rule(PolicyRule)
  }

  private let kind: Kind

  private init(_ kind: Kind) { self.kind = kind }

  /// A policy that keeps the results of the operations for which a condition holds.
  ///
  ///     CheckpointPolicy("sines") { name, _, _ in name == "sin" }
  ///
  /// - Parameters:
  ///   - name: the policy's name in printed jaxprs.
  ///   - isSaveable: whether results are kept, from the operation's name in jaxprs, its parameters and the types of
  ///     its operands.
  public init(
    _ name: String,
    isSaveable:
      @escaping @Sendable (
        _ primitive: String, _ params: Jaxpr.Params, _ operands: [ShapedArray]
      ) -> Bool
  ) {
    kind = .rule(PolicyRule(name, isSaveable))
  }

  /// All values that the derivative needs are kept, as without `checkpoint`.
  ///
  /// - Source: `jax.checkpoint_policies.everything_saveable`.
  public static let everythingSaveable = CheckpointPolicy(.everything)

  /// All is computed again, as without a policy.
  ///
  /// - Source: `jax.checkpoint_policies.nothing_saveable`.
  public static let nothingSaveable = CheckpointPolicy(.nothing)

  /// The results of matrix products and convolutions are kept.
  ///
  /// - Source: `jax.checkpoint_policies.dots_saveable`.
  public static let dotsSaveable = CheckpointPolicy(.dots(onlyWithoutBatchDimensions: false))

  /// The results of matrix products and convolutions are kept; another name of ``dotsSaveable``.
  ///
  /// - Source: `jax.checkpoint_policies.checkpoint_dots`.
  public static let checkpointDots = dotsSaveable

  /// The results of matrix products without batch dimensions are kept.
  ///
  /// - Source: `jax.checkpoint_policies.dots_with_no_batch_dims_saveable`.
  public static let dotsWithNoBatchDimsSaveable = CheckpointPolicy(
    .dots(onlyWithoutBatchDimensions: true))

  /// The results of matrix products without batch dimensions are kept; another name of ``dotsWithNoBatchDimsSaveable``.
  ///
  /// - Source: `jax.checkpoint_policies.checkpoint_dots_with_no_batch_dims`.
  public static let checkpointDotsWithNoBatchDims = dotsWithNoBatchDimsSaveable

  /// The values that `checkpointName` gave one of the names are kept.
  ///
  /// - Source: `jax.checkpoint_policies.save_only_these_names`.
  public static func saveOnlyTheseNames(_ names: String...) -> CheckpointPolicy {
    CheckpointPolicy(keepingNames: Set(names))
  }

  /// The values that `checkpointName` gave another name than these are kept.
  ///
  /// - Source: `jax.checkpoint_policies.save_any_names_but_these`.
  public static func saveAnyNamesButThese(_ names: String...) -> CheckpointPolicy {
    CheckpointPolicy(keepingNamesBut: Set(names))
  }

  /// All values are kept but those that `checkpointName` gave one of the names.
  ///
  /// JAX's policy of this name keeps the named values as well, whatever the names.
  ///
  /// - Source: `jax.checkpoint_policies.save_anything_except_these_names`.
  public static func saveAnythingExceptTheseNames(_ names: String...) -> CheckpointPolicy {
    CheckpointPolicy(keepingAllBut: Set(names))
  }

  /// The values that either policy keeps are kept.
  ///
  /// - Source: `jax.checkpoint_policies.save_from_both_policies`.
  public static func saveFromBothPolicies(_ first: CheckpointPolicy, _ second: CheckpointPolicy)
    -> CheckpointPolicy
  {
    CheckpointPolicy(.either(first, second))
  }
}

extension CheckpointPolicy {
  /// Whether the results of an equation of a jaxpr are kept.
  func saves(_ equation: Jaxpr.Equation, of jaxpr: Jaxpr) -> Bool {
    switch kind {
    case .everything: return true
    case .nothing: return false
    case .dots(let onlyWithoutBatchDimensions):
      let name = equation.primitiveName
      guard onlyWithoutBatchDimensions else {
        return name == "dot_general" || name == "conv_general_dilated"
      }
      return name == "dot_general" && equation.primitive.params.hasNoBatchDimensions
    case .onlyNames(let names): return equation.checkpointName.map(names.contains) ?? false
    case .namesBut(let names): return equation.checkpointName.map { !names.contains($0) } ?? false
    case .anythingBut(let names):
      return jaxpr.variables(named: names).isDisjoint(with: equation.outputs)
    case .either(let first, let second):
      return first.saves(equation, of: jaxpr) || second.saves(equation, of: jaxpr)
    case .rule(let rule):
      return rule.isSaveable(
        equation.primitiveName, equation.primitive.params, equation.inputs.map(jaxpr.aval))
    }
  }

  init(keepingNames names: Set<String>) { self.init(.onlyNames(names)) }

  init(keepingNamesBut names: Set<String>) { self.init(.namesBut(names)) }

  init(keepingAllBut names: Set<String>) { self.init(.anythingBut(names)) }

  /// Whether no operation's results are ever kept.
  var savesNothing: Bool { kind == .nothing }

  /// Whether all operations' results are kept.
  var savesEverything: Bool { kind == .everything }

  /// The policy as the parameter of an equation.
  var param: Jaxpr.Param {
    switch kind {
    case .everything: .opaque("everything_saveable")
    case .nothing: .opaque("nothing_saveable")
    case .dots(let only):
      .record("DotsSaveable", Jaxpr.Params([("only_if_no_batch_dims", .bool(only))]))
    case .onlyNames(let names):
      .record("SaveOnlyTheseNames", Jaxpr.Params([("saveable_names", .opaque(names.pythonText))]))
    case .namesBut(let names):
      .record("SaveAnyNamesButThese", Jaxpr.Params([("names", .opaque(names.pythonText))]))
    case .anythingBut: .opaque("save_anything_except_these_names")
    case .either: .opaque("save_from_both_policies")
    case .rule(let rule): .opaque(rule.name)
    }
  }

  /// The policy with JAX's description of it.
  ///
  /// - Throws: ``JAXError`` if the parameter describes none.
  init(_ param: Jaxpr.Param) throws {
    switch param {
    case .opaque("everything_saveable"): self = .everythingSaveable
    case .opaque("nothing_saveable"): self = .nothingSaveable
    case .record("DotsSaveable", let fields):
      self.init(.dots(onlyWithoutBatchDimensions: try fields.bool("only_if_no_batch_dims")))
    case .record("SaveOnlyTheseNames", let fields):
      self.init(.onlyNames(try fields.names("saveable_names")))
    case .record("SaveAnyNamesButThese", let fields):
      self.init(.namesBut(try fields.names("names")))
    default:
      throw JAXError(
        .argument, "replaying a jaxpr", found: "the checkpoint policy \(param.text).",
        expected: "a policy of jax.checkpoint_policies that is written down")
    }
  }
}

/// A condition on operations; two are equal if they are the same object.
private final class PolicyRule: Hashable, Sendable {
  let name: String
  let isSaveable: @Sendable (String, Jaxpr.Params, [ShapedArray]) -> Bool

  init(
    _ name: String, _ isSaveable: @escaping @Sendable (String, Jaxpr.Params, [ShapedArray]) -> Bool
  ) {
    self.name = name
    self.isSaveable = isSaveable
  }

  static func == (a: PolicyRule, b: PolicyRule) -> Bool { a === b }

  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension Jaxpr.Equation {
  /// The name that `checkpointName` gives the result, if this is such an equation.
  fileprivate var checkpointName: String? { (primitive as? CheckpointName)?.valueName }
}

extension Jaxpr {
  /// The variables that `checkpointName` gives one of the names, and those that it gives it to.
  fileprivate func variables(named names: Set<String>) -> Set<Int> {
    memoized(NamedVariables(names: names)) {
      Set(
        equations.filter { $0.checkpointName.map(names.contains) ?? false }
          .flatMap { $0.outputs + $0.inputs.compactMap(\.variable) })
    }
  }
}

private struct NamedVariables: Hashable, Sendable { let names: Set<String> }

extension Jaxpr.Params {
  /// Whether a contraction has no batch dimensions.
  fileprivate var hasNoBatchDimensions: Bool {
    guard case .list(let sides)? = self["dimension_numbers"], sides.count == 2,
      case .list(let batch) = sides[1]
    else { return false }
    return batch.allSatisfy { $0 == .list([]) }
  }

  fileprivate func names(_ field: String) throws -> Set<String> {
    Set(
      try list(field).map { item in
        guard case .string(let name) = item else {
          throw JAXError(
            .argument, "replaying a jaxpr", found: "a name that is \(item.text).",
            expected: "a string")
        }
        return name
      })
  }
}

extension Set<String> {
  /// The set as Python writes it.
  fileprivate var pythonText: String {
    isEmpty
      ? "frozenset()" : "frozenset({" + sorted().map { "'\($0)'" }.joined(separator: ", ") + "})"
  }
}
