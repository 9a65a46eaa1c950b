// Which parameters of an equation are printed, and in which order.
//
// JAX leaves out what is trivial or implied by the types of the results. Source: the `pp_eqn_rules` of jax/_src/core.py,
// jax/_src/lax/lax.py, jax/_src/pjit.py and jax/_src/custom_derivatives.py.

/// The parameters of equations as they are printed.
enum EquationParams {
  private static let withAccuracy: Set<String> = [
    "exp", "exp2", "log", "expm1", "log1p", "tanh", "logistic", "sin", "cos", "tan", "sqrt",
    "rsqrt", "cbrt",
  ]

  /// The parameters that are printed, in the order in which they are.
  static func printed(_ primitive: String, _ params: Params) -> [Params.Entry] {
    let sorted = params.entries.sorted { $0.name < $1.name }
    switch primitive {
    case _ where withAccuracy.contains(primitive):
      return sorted.filter { $0.name != "accuracy" || $0.value != .none }
    case "mul": return sorted.filter { $0.name != "out_dtype" || $0.value != .none }
    case "convert_element_type": return sorted.filter { $0.name != "sharding" }
    case "dot_general": return sorted.filter { $0.name != "out_sharding" && $0.value != .none }
    case "broadcast_in_dim":
      return sorted.filter {
        $0.name == "broadcast_dimensions"
          ? $0.value != .list([]) : $0.name != "shape" && $0.name != "sharding"
      }
    case "jit": return nameFirst(sorted.filter { !isTrivialOfJit($0) })
    case "custom_jvp_call", "custom_vjp_call":
      let kept = sorted.filter {
        $0.name != "out_trees" && !($0.name == "num_consts" && $0.value == .int(0))
      }
      let renamed = ["jvp_jaxpr_fun": "jvp", "fwd_jaxpr_thunk": "fwd"]
      return nameFirst(
        kept.map { Params.Entry(name: renamed[$0.name] ?? $0.name, value: $0.value) }
          .sorted { $0.name < $1.name })
    default: return sorted
    }
  }

  private static func nameFirst(_ entries: [Params.Entry]) -> [Params.Entry] {
    entries.filter { $0.name == "name" } + entries.filter { $0.name != "name" }
  }

  private static func isTrivialOfJit(_ entry: Params.Entry) -> Bool {
    func isTrivial(_ value: Param) -> Bool {
      switch value {
      case .none, .bool(false), .opaque: true
      case .list(let items): items.allSatisfy(isTrivial)
      default: false
      }
    }
    switch entry.name {
    case "inline": return true
    case "donated_invars", "in_shardings", "out_shardings", "in_layouts", "out_layouts",
      "keep_unused", "ctx_mesh", "compiler_options_kvs":
      return isTrivial(entry.value)
    default: return false
    }
  }

  /// The text of a parameter that is no program.
  ///
  /// The axes of a contraction are printed as lists inside tuples: no other parameter has lists.
  static func text(_ entry: Params.Entry) -> String {
    guard entry.name == "dimension_numbers", case .list(let pairs) = entry.value else {
      return entry.value.text
    }
    let texts = pairs.map { pair -> String in
      guard case .list(let sides) = pair else { return pair.text }
      let lists = sides.map { side in
        side.asInts.map { "[" + $0.map(String.init).joined(separator: ", ") + "]" } ?? side.text
      }
      return "(" + lists.joined(separator: ", ") + ")"
    }
    return "(" + texts.joined(separator: ", ") + ")"
  }
}
