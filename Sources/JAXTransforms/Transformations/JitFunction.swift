// A function that is compiled once for each combination of argument types: the object behind the closures of `jit`.
//
// The hit path compares interned types and plain structure tokens, and runs. Inside another transformation the call is
// recorded as a `jit` equation instead. Source: jax/_src/pjit.py; DESIGN section 9.

import JAXLax
import Synchronization

/// A function and its compiled forms.
package final class JitFunction: Sendable {
  /// A compiled form, and what it is for.
  private final class Form: Sendable {
    let structure: TreeStructure
    let avals: [ShapedArray]
    /// The context that the function was traced in.
    let context: ContextKey
    /// Where the arguments decided that the program runs; nil for the default device.
    let placement: Placement?
    /// When the form was made: it is used until caches are cleared.
    let epoch = CacheEpoch.current
    let jaxpr: Jaxpr
    /// The values that the function captured, which are leading arguments of the program.
    let captured: [Tensor]
    let results: [TreeDef]
    /// Whether the new state has the structure and types of the old one.
    let preservesState: Bool
    /// The compiled program; nil for a form that was only traced.
    let executable: Executable?

    init(
      structure: TreeStructure, avals: [ShapedArray], context: ContextKey,
      placement: Placement?, jaxpr: Jaxpr, captured: [Tensor], results: [TreeDef],
      preservesState: Bool, executable: Executable?
    ) {
      self.structure = structure
      self.avals = avals
      self.context = context
      self.placement = placement
      self.jaxpr = jaxpr
      self.captured = captured
      self.results = results
      self.preservesState = preservesState
      self.executable = executable
    }

    func serves(
      _ leaves: [Tensor], _ structure: TreeStructure, _ context: ContextKey,
      _ placement: Placement?, isEager: Bool
    ) -> Bool {
      guard avals.count == leaves.count, placement === self.placement,
        executable != nil || !isEager,
        epoch == CacheEpoch.current, self.context == context
      else {
        return false
      }
      for (aval, leaf) in zip(avals, leaves) where aval != leaf.aval { return false }
      return self.structure == structure
    }
  }

  /// The forms: that of the last call at hand, all others by what they are for.
  private struct Forms {
    private(set) var last: Form?
    private var table: [Int: [Form]] = [:]

    private static func hash(_ avals: some Sequence<ShapedArray>, _ structure: TreeStructure)
      -> Int
    {
      var hasher = Hasher()
      for aval in avals { hasher.combine(aval) }
      hasher.combine(structure)
      return hasher.finalize()
    }

    mutating func find(
      _ leaves: [Tensor], _ structure: TreeStructure, _ context: ContextKey,
      _ placement: Placement?, isEager: Bool
    ) -> Form? {
      if let last, last.serves(leaves, structure, context, placement, isEager: isEager) {
        return last
      }
      let known = table[Forms.hash(leaves.lazy.map(\.aval), structure)]?.first {
        $0.serves(leaves, structure, context, placement, isEager: isEager)
      }
      if let known { last = known }
      return known
    }

    mutating func add(_ form: Form) {
      if last?.epoch != form.epoch { self = Forms() }
      last = form
      table[Forms.hash(form.avals, form.structure), default: []].append(form)
    }
  }

  private let name: String
  private let body: TreeFunction
  private let forms = Mutex(Forms())

  package init(name: String = "f", _ body: @escaping TreeFunction) {
    self.name = name
    self.body = body
  }

  /// Calls the function on the leaves of its arguments.
  ///
  /// - Parameters:
  ///   - leaves: the leaves of all arguments.
  ///   - structure: the structure of all arguments.
  ///   - describe: the structures of the arguments, each on its own and with names; needed for a new form only.
  ///   - donated: the leaves whose memory the results may take: those of the state.
  ///   - shared: the positions of those that something else refers to, whose memory is kept.
  /// - Returns: a reader of the results.
  package func call(
    _ leaves: [Tensor], _ structure: TreeStructure, describing describe: () -> [TreeDef],
    donated: Range<Int> = 0..<0, shared: [Int64] = []
  ) throws -> TreeReader {
    if let error = pendingError { throw error }
    let configuration = Configuration.made
    if configuration?.isJitDisabled ?? false { return try runUncompiled(leaves, describe) }
    let form = try form(leaves, structure, describe, donated)
    let results: [Tensor]
    // Results are looked at before arguments are given away.
    if configuration?.isCheckingValues ?? false, currentTrace == nil {
      results = try runChecked(form, leaves, describe)
    } else if let executable = form.executable, currentTrace == nil {
      let captured = Int64(form.captured.count)
      // Numbers from the host are put on the device once for all who use them, so they are never given away.
      let kept =
        donated.isEmpty
        ? [] : shared + donated.lazy.filter { !(leaves[$0].content is DeviceArray) }.map(Int64.init)
      results = try executable.call(
        captured == 0 ? leaves : form.captured + leaves, operation: "jit \(name)",
        nonDonatable: captured == 0 ? kept : kept.map { $0 + captured })
    } else {
      results = try interpret(Jit(name: name, form.jaxpr), form.captured + leaves)
    }
    return TreeReader(results, form.results, preservesFirst: form.preservesState)
  }

  /// Runs the function operation by operation.
  private func runUncompiled(_ leaves: [Tensor], _ describe: () -> [TreeDef]) throws -> TreeReader {
    let writer = try FlatFunction("jit", describe(), body)(leaves)
    return TreeReader(writer.leaves, writer.structures)
  }

  /// Runs the compiled function; if a result is not finite, runs it again operation by operation to find the first that
  /// is to blame.
  private func runChecked(_ form: Form, _ leaves: [Tensor], _ describe: () -> [TreeDef]) throws
    -> [Tensor]
  {
    do {
      return try Evaluation.run(Jit(name: name, form.jaxpr), form.captured + leaves)
    } catch let error as JAXError where error.kind == .notFinite {
      try withConfiguration({ $0.isJitDisabled = true }) {
        _ = try runUncompiled(leaves, describe)
      }
      throw error
    }
  }

  private func form(
    _ leaves: [Tensor], _ structure: TreeStructure, _ describe: () -> [TreeDef],
    _ donated: Range<Int>
  ) throws -> Form {
    let isEager = currentTrace == nil
    let context = Context.cacheKey
    let placement = isEager ? try Placement.deciding(leaves, "jit \(name)") : nil
    let known = forms.withLock {
      $0.find(leaves, structure, context, placement, isEager: isEager)
    }
    if let known { return known }
    if Configuration.current.isTracingForbidden {
      throw JAXError(
        .argument, "jit \(name)",
        found: "the function would be traced anew inside noTracing, for arguments of "
          + "\(leaves.map(\.aval.description).listed).",
        expected: "arguments of types that it was called with before",
        remedy: "call it once with such arguments before noTracing.")
    }
    let function = FlatFunction("jit", describe(), body)
    var results: [TreeDef] = []
    let closed = try traceToJaxpr(leaves.map(\.aval), name: "jit") { arguments in
      let writer = try function(arguments)
      results = writer.structures
      return writer.leaves
    }
    // After an error in the function its results are placeholders, which are no program to keep.
    if let error = pendingError { throw error }
    let jaxpr = closed.jaxpr.withConstantsAsInputs
    let captured = closed.constants
    let start = captured.count + donated.lowerBound
    let executable: Executable?
    if isEager {
      let target =
        try Placement.deciding(captured + leaves, "jit \(name)") ?? Placement.standard()
      executable = try Lowered(
        jaxpr, name: name, platform: target.backend.platform,
        donated: start..<start + donated.count
      ).compile(for: target)
    } else {
      executable = nil
    }
    let stateAvals = leaves[donated].map(\.aval)
    let new = Form(
      structure: structure, avals: leaves.map(\.aval), context: context,
      placement: placement, jaxpr: jaxpr, captured: captured, results: results,
      preservesState: !donated.isEmpty && results.first == function.arguments.first
        && Array(jaxpr.outputAvals.prefix(stateAvals.count)) == stateAvals,
      executable: executable)
    // A value captured from an enclosing transformation dies with it; such a form must not be found again.
    if !captured.contains(where: { $0.content is Tracer }) { forms.withLock { $0.add(new) } }
    return new
  }
}
