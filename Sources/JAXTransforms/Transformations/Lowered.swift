// A function staged and lowered for the types of its arguments, before it is compiled.
//
// Source: `jax.stages.Lowered`.

import JAXLax
import StableHLO
import Synchronization

/// A program lowered to StableHLO.
///
///     print(try lower { x in sin(x) * 2 }([1, 2]).text)
///
/// - Source: `jax.stages.Lowered`.
public struct Lowered: Sendable {
  let module: [UInt8]
  let outputs: [ShapedArray]
  let name: String
  private let keepsBarriers: Bool

  /// The program in StableHLO's text form.
  ///
  /// - Source: `jax.stages.Lowered.as_text`.
  public var text: String { String(decoding: module, as: UTF8.self) }

  /// Lowers a program, with its constants as leading arguments.
  ///
  /// - Parameter donated: positions of the arguments whose memory the results may take.
  package init(_ jaxpr: Jaxpr, name: String, platform: String, donated: Range<Int> = 0..<0) throws {
    var context = LoweringContext(
      module: "jit_\(name)", platform: platform, arguments: jaxpr.inputAvals)
    let results = try context.inline(jaxpr, context.arguments)
    keepsBarriers = context.keepsBarriers
    module = context.finish(
      returning: results,
      argumentAttributes: Lowered.argumentAttributes(jaxpr, donated: donated))
    outputs = jaxpr.outputAvals
    self.name = name
  }

  /// What a compiled program is kept under.
  private struct CompilationKey: Hashable, Sendable {
    let module: [UInt8]
    let outputs: [ShapedArray]
    let placement: ObjectIdentifier
    let configuration: Configuration.CompilationKey?
  }

  /// The last programs that were compiled, for functions that are made again: `jit(f)(x)` in a loop compiles once.
  private static let compiled = Mutex(LRUCache<CompilationKey, Executable>(capacity: 32))

  /// Forgets the compiled programs.
  package static func clearCompiled() { compiled.withLock { $0.removeAll() } }

  package func compile(for placement: Placement) throws -> Executable {
    let key = CompilationKey(
      module: module, outputs: outputs, placement: ObjectIdentifier(placement),
      configuration: Configuration.made?.compilation)
    if let known = Lowered.compiled.withLock({ $0.value(for: key) }) { return known }
    let executable = try Executable(
      module, outputs: outputs, name: "jit \(name)", placement: placement,
      keepsBarriers: keepsBarriers)
    Lowered.compiled.withLock { $0.insert(executable, for: key) }
    return executable
  }

  /// Which result takes the memory of each donated argument: the first of its type that is still free.
  private static func argumentAttributes(_ jaxpr: Jaxpr, donated: Range<Int>)
    -> [[(String, HLO.Attribute)]]
  {
    guard !donated.isEmpty else { return [] }
    var free = Array(jaxpr.outputAvals.enumerated())
    return jaxpr.inputAvals.enumerated().map { position, aval in
      guard donated.contains(position),
        let match = free.firstIndex(where: { $0.element.physical == aval.physical })
      else { return [] }
      return [("tf.aliasing_output", .int32(free.remove(at: match).offset))]
    }
  }
}
