// An argument as a forward rule sees it that asks what is differentiated.
//
// Source: jax/_src/custom_derivatives.py `CustomVJPPrimal`.

import JAXLax

/// An argument of a function with a reverse derivative of its own, and what of it is differentiated.
///
/// - Source: `jax.custom_derivatives.CustomVJPPrimal`.
public struct CustomVJPPrimal<Value: PyTree>: Sendable {
  /// The argument.
  public let value: Value
  /// For each leaf of the argument, whether it is differentiated.
  public let perturbed: [Bool]

  /// An argument and which of its leaves are differentiated.
  public init(_ value: Value, perturbed: [Bool]) {
    self.value = value
    self.perturbed = perturbed
  }

  /// The next argument, and the next of the flags.
  package init(reading reader: inout TreeReader, _ flags: inout ArraySlice<Bool>) throws {
    value = try reader.read()
    perturbed = Array(flags.prefix(tree.leaves(value).count))
    flags = flags.dropFirst(perturbed.count)
  }
}

/// The argument alone.
///
/// - Source: `jax.custom_derivatives.custom_vjp_primal_tree_values`.
public func customVJPPrimalTreeValues<Value: PyTree>(_ primal: CustomVJPPrimal<Value>) -> Value {
  primal.value
}
