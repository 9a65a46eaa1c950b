// The values that inner jaxprs captured, passed to them as operands of their equation.
//
// Each primitive with programs has a place for operands that are the same at every step; that is where they go.

import JAXCore

/// The constants that the jaxprs of one equation captured.
struct CapturedConstants {
  /// A jaxpr, the parameter it stands in, and the values of its constants.
  struct Capture {
    let path: [String]
    let read: ReadJaxpr
  }

  private let captures: [Capture]
  private let primitive: String

  init(_ captures: [Capture], primitive: String) {
    self.captures = captures
    self.primitive = primitive
  }

  private func atoms(
    of parameter: String, _ bind: (HostArray, ShapedArray) -> Jaxpr.Atom
  ) -> [Jaxpr.Atom] {
    captures.filter { $0.path == [parameter] }.flatMap { capture in
      zip(capture.read.jaxpr.constants, capture.read.constants).map { variable, value in
        bind(value, capture.read.jaxpr.avals[variable])
      }
    }
  }

  /// The operands and parameters with the captured values among them.
  ///
  /// - Throws: ``CaseError`` if the primitive has no known place for them.
  func insert(
    into operands: [Jaxpr.Atom], _ params: Jaxpr.Params,
    bind: (HostArray, ShapedArray) -> Jaxpr.Atom
  ) throws -> (operands: [Jaxpr.Atom], params: Jaxpr.Params) {
    guard !captures.isEmpty else { return (operands, params) }
    switch primitive {
    case "jit", "closed_call", "core_call", "remat2", "checkpoint":
      return (atoms(of: "jaxpr", bind) + operands, params)
    case "scan":
      let new = atoms(of: "jaxpr", bind)
      return (new + operands, params.adding(new.count, to: "num_consts"))
    case "while":
      let condition = atoms(of: "cond_jaxpr", bind)
      let body = atoms(of: "body_jaxpr", bind)
      let kept = try params.int("cond_nconsts")
      return (
        condition + operands.prefix(kept) + body + operands.dropFirst(kept),
        params.adding(condition.count, to: "cond_nconsts").adding(body.count, to: "body_nconsts")
      )
    case "cond":
      let new = atoms(of: "branches", bind)
      return (operands.prefix(1) + new + operands.dropFirst(), try withAllConstants(params))
    default:
      throw CaseError("\(primitive): an inner jaxpr captured arrays, for which there is no place.")
    }
  }

  /// The parameters of `cond` with branches that each take the constants of all.
  private func withAllConstants(_ params: Jaxpr.Params) throws -> Jaxpr.Params {
    let avals = captures.map { capture in
      capture.read.jaxpr.constants.map { capture.read.jaxpr.avals[$0] }
    }
    let branches = try params.list("branches").map { branch in
      guard case .jaxpr(let jaxpr) = branch else {
        throw CaseError("cond: a branch that is no jaxpr.")
      }
      let own = captures.firstIndex { $0.read.jaxpr.withConstantsAsInputs === jaxpr }
      let ownCount = own.map { avals[$0].count } ?? 0
      var variables = jaxpr.avals
      var inputs: [Int] = []
      for (position, types) in avals.enumerated() {
        if position == own {
          inputs += jaxpr.inputs.prefix(ownCount)
        } else {
          inputs += types.indices.map { variables.count + $0 }
          variables += types
        }
      }
      return Jaxpr.Param.jaxpr(
        Jaxpr(
          avals: variables, inputs: inputs + jaxpr.inputs.dropFirst(ownCount),
          equations: jaxpr.equations, outputs: jaxpr.outputs))
    }
    return params.replacing("branches", with: .list(branches))
  }
}

extension Jaxpr.Params {
  fileprivate func replacing(_ name: String, with value: Jaxpr.Param) -> Jaxpr.Params {
    Jaxpr.Params(entries.map { ($0.name, $0.name == name ? value : $0.value) })
  }

  fileprivate func adding(_ count: Int, to name: String) -> Jaxpr.Params {
    replacing(name, with: .int((self[name]?.asInt ?? 0) + count))
  }
}
