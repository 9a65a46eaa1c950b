// The names that operations are recorded under, so that a profile of a compiled program shows the parts of the source.
//
// A name is pushed by `namedScope`; transformations wrap the names of what they transform, as in `vmap(jvp(scope))`.
// Source: jax/_src/source_info_util.py `NameStack`.

/// A name or a transformation, and those around it.
package final class NameStack: Sendable {
  /// One entry.
  package enum Entry: Sendable {
    /// A name given by the user.
    case scope(String)
    /// A transformation, which wraps the name inside of it.
    case transformation(String)
  }

  private let entry: Entry
  private let outer: NameStack?
  /// Whether there is a name given by the user.
  package let hasScope: Bool

  package init(_ entry: Entry, in outer: NameStack?) {
    self.entry = entry
    self.outer = outer
    switch entry {
    case .scope: hasScope = true
    case .transformation: hasScope = outer?.hasScope ?? false
    }
  }

  /// The entries, the outermost first.
  private var entries: [Entry] {
    var entries: [Entry] = []
    var next: NameStack? = self
    while let current = next {
      entries.append(current.entry)
      next = current.outer
    }
    return entries.reversed()
  }

  /// The entries inside of the given one.
  package func inside(of outer: NameStack?) -> NameStack? {
    if self === outer { return nil }
    guard let outer else { return self }
    return NameStack(entry, in: self.outer?.inside(of: outer))
  }

  /// These entries inside of others.
  package func appended(to outer: NameStack?) -> NameStack {
    NameStack(entry, in: self.outer?.appended(to: outer) ?? outer)
  }

  /// The names with slashes between, as in `"outer/vmap(inner)"`.
  package var text: String {
    var names: [String] = []
    for entry in entries.reversed() {
      switch entry {
      case .scope(let name): names.append(name)
      case .transformation(let name):
        if let last = names.popLast() { names.append("\(name)(\(last))") }
      }
    }
    return names.reversed().joined(separator: "/")
  }

  /// The innermost entry of this thread.
  package static var current: NameStack? {
    Context.slot?.pointee.names
  }
}

/// Runs a closure with the given names.
package func withNameStack<Result>(_ stack: NameStack?, _ body: () throws -> Result) rethrows
  -> Result
{
  var names = stack
  return try Context.exchanging({ swap(&$0.names, &names) }, body)
}

/// Runs a closure with one more entry.
package func withName<Result>(_ entry: NameStack.Entry, _ body: () throws -> Result) rethrows
  -> Result
{
  try withNameStack(NameStack(entry, in: .current), body)
}

/// Names the operations of a closure, in the compiled program and so in its profiles.
///
///     jit { x in namedScope("attention") { softmax(x) } }
///
/// The operations of the optimized program are named `jit(f)/attention/…`, and their derivatives and mapped forms
/// `jit(f)/transpose(jvp(attention))/…`.
///
/// - Source: `jax.named_scope`.
public func namedScope<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
  try withName(.scope(name), body)
}
