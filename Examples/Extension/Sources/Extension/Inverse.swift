// An interpreter of jaxprs: runs a program backwards, solving each equation for its operand.

import JAX

/// The inverse of a function of one array that is made of invertible operations, one after the other.
///
///     inverse { (x: Tensor) in jnp.exp(jnp.tanh(x)) }(2.0)     // atanh(log 2)
///
/// An operation that this does not know the inverse of, and a use of the argument in two places, are a ``JAXError``.
///
/// - Parameter f: the function; its result has the argument's shape and dtype.
public func inverse(_ f: @escaping @Sendable (Tensor) -> Tensor) -> @Sendable (Tensor) -> Tensor {
  { y in
    let program = makeJaxpr(f)(y)
    return raising(placeholder: y) {
      try inverted(program.jaxpr, constants: program.constants, result: y)
    }
  }
}

/// The argument for which a program has the given result.
private func inverted(_ program: Jaxpr, constants: [Tensor], result: Tensor) throws -> Tensor {
  guard program.inputs.count == 1, program.outputs.count == 1 else {
    throw JAXError(
      .argument, "inverse",
      found: "a program of \(program.inputs.count) arguments and \(program.outputs.count) results.",
      expected: "one argument and one result")
  }
  var known: [Int: Tensor] = [:]
  for (variable, value) in zip(program.constants, constants) { known[variable] = value }
  if case .variable(let output) = program.outputs[0] { known[output] = result }
  for equation in program.equations.reversed() {
    guard let value = known[equation.outputs[0]] else { continue }
    let operands = equation.inputs.map { atom in
      switch atom {
      case .variable(let number): known[number]
      case .literal(let literal): Tensor(literal)
      }
    }
    let open = operands.indices.filter { operands[$0] == nil }
    guard open.count == 1, case .variable(let variable) = equation.inputs[open[0]] else {
      throw JAXError(
        .argument, "inverse", found: "\(open.count) unknown operands of one operation.",
        expected: "a function that uses its argument once")
    }
    let operand = try solved(equation.primitive, operands, for: open[0], value)
    known[variable] = lax.convertElementType(operand, program.avals[variable].dtype)
  }
  guard let argument = known[program.inputs[0]] else {
    throw JAXError(
      .argument, "inverse", found: "a result that does not depend on the argument.",
      expected: "a function of its argument")
  }
  return argument
}

/// The operand at a position for which an operation has the given value.
private func solved(
  _ primitive: any Primitive, _ operands: [Tensor?], for position: Int, _ value: Tensor
) throws -> Tensor {
  let other = operands.indices.first { $0 != position }.flatMap { operands[$0] }
  switch (type(of: primitive).name, other) {
  case ("exp", _): return jnp.log(value)
  case ("log", _): return jnp.exp(value)
  case ("tanh", _): return jnp.arctanh(value)
  case ("sinh", _): return jnp.arcsinh(value)
  case ("neg", _): return -value
  case ("convert_element_type", _): return value
  case ("add", let other?): return value - other
  case ("mul", let other?): return value / other
  case ("sub", let other?): return position == 0 ? value + other : other - value
  case ("div", let other?): return position == 0 ? value * other : other / value
  case ("jit", _):
    guard operands.count == 1 else { break }
    return try inverted(primitive.programs[0], constants: [], result: value)
  default: break
  }
  throw JAXError(
    .argument, "inverse", found: "the operation '\(type(of: primitive).name)'.",
    expected: "exp, log, tanh, sinh, neg, add, sub, mul or div")
}
