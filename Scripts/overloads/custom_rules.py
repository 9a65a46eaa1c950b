"""The overloads of `customJVP`, `customVJP` and `customGradient`."""

from overloads.swift import (
    ARGUMENTS, COUNTS, NUMBER, RESULT_NUMBER, RESULTS, call_and_write, doc, generics, grouped, joined,
    names, read_values, reads, recovery)

NAME_PARAMETER = 'name: String = "f"'
SYMBOLIC_PARAMETER = "symbolicZeros: Bool = false"


def bound(count, letter="r"):
    """A pattern that binds a tuple of values, and the values."""
    values = [f"{letter}{i}" for i in range(count)]
    return grouped(values), values


def custom_function(n, m, name, kind, parameters, core, source, summary, details):
    arguments, results = ARGUMENTS[:n], RESULTS[:m]
    function = f"@Sendable ({joined(arguments)}) -> {grouped(results)}"
    return f"""{doc(summary, source, details)}
public func {name}{generics(arguments + results)[:-1]}{kind}>(
  {parameters}
) -> {function} {{
{core}
  return {{ {joined(names(arguments))} in
    do {{
      var results = try function.call(TreeWriter({joined(names(arguments))}))
      return {read_values(m)}
{recovery("RECOVERED")}
  }}
}}"""


def custom_jvp(n, m):
    arguments, results = ARGUMENTS[:n], RESULTS[:m]
    function = f"@escaping @Sendable ({joined(arguments)}) -> {grouped(results)}"
    rule = f"@escaping @Sendable ({grouped(arguments)}, {grouped(arguments)}) -> ({grouped(results)}, {grouped(results)})"
    read = grouped(["try arguments.read()"] * n)
    values, value_names = bound(m, "r")
    tangents, tangent_names = bound(m, "t")
    writes = "\n".join(f"    results.write({v})" for v in value_names + tangent_names)
    core = f"""  let function = CustomJVPFunction(name: name, symbolicZeros: symbolicZeros) {{ arguments, results in
{call_and_write(arguments, results, 4)}
  }} rule: {{ arguments, results in
    let primals: {grouped(arguments)} = {read}
    let tangents: {grouped(arguments)} = {read}
    let ({values}, {tangents}) = jvp(primals, tangents)
{writes}
  }}"""
    parameters = f"_ f: {function}, {NAME_PARAMETER}, {SYMBOLIC_PARAMETER},\n  jvp: {rule}"
    return custom_function(
        n, m, "customJVP", "", parameters, core, "jax.custom_jvp",
        f"The function of {NUMBER[n]} with {RESULT_NUMBER[m]}, with the derivative that a rule gives it.",
        ["The rule takes the arguments and their tangents and returns the results and theirs.",
         "- Parameters:\n///   - symbolicZeros: whether tangents that are zero are ``Tensor/isSymbolicZero`` to the rule; inside a compiled or\n///     mapped function, which is differentiated as a whole, none is known to be.\n///   - jvp: the rule."],
    ).replace("RECOVERED", f"f({joined(names(arguments))})")


def custom_vjp(n, m):
    arguments, results = ARGUMENTS[:n], RESULTS[:m]
    function = f"@escaping @Sendable ({joined(arguments)}) -> {grouped(results)}"
    forward = f"@escaping @Sendable ({joined(arguments)}) -> ({grouped(results)}, Residuals)"
    backward = f"@escaping @Sendable ({joined(['Residuals'] + results)}) -> {grouped(arguments)}"
    values, value_names = bound(m, "r")
    gradients_, gradient_names = bound(n, "g")
    writes = "\n".join(f"    results.write({v})" for v in value_names)
    pulls = "\n".join(f"      gradients.write({g})" for g in gradient_names)
    core = f"""  let function = CustomVJPFunction(name: name, symbolicZeros: symbolicZeros) {{ arguments, results in
{call_and_write(arguments, results, 4)}
  }} forward: {{ arguments, results in
    let ({values}, residuals) = forward({reads(n)})
{writes}
    return {{ cotangents, gradients in
      let {gradients_} = backward(residuals, {joined(["try cotangents.read()"] * m)})
{pulls}
    }}
  }}"""
    parameters = (
        f"_ f: {function}, {NAME_PARAMETER}, {SYMBOLIC_PARAMETER},\n  forward: {forward},\n  backward: {backward}")
    return custom_function(
        n, m, "customVJP", ", Residuals: Sendable", parameters, core, "jax.custom_vjp",
        f"The function of {NUMBER[n]} with {RESULT_NUMBER[m]}, with the pullback that a rule gives it.",
        ["The forward rule returns the results and what the backward rule needs, which takes that and the results' "
         "cotangents\n/// and returns those of the arguments. Forward mode transposes the backward rule.",
         "- Parameters:\n///   - symbolicZeros: whether cotangents that are zero are ``Tensor/isSymbolicZero`` to the rule; inside a compiled or\n///     mapped function, which is differentiated as a whole, none is known to be.\n///   - forward: the results, and residuals of any type.\n///   - backward: the arguments' cotangents, from residuals and the results' cotangents; linear in those."],
    ).replace("RECOVERED", f"f({joined(names(arguments))})")


def custom_gradient(n, m):
    arguments, results = ARGUMENTS[:n], RESULTS[:m]
    pullback = f"@Sendable ({joined(results)}) -> {grouped(arguments)}"
    function = f"@escaping @Sendable ({joined(arguments)}) -> ({grouped(results)}, {pullback})"
    values, value_names = bound(m, "r")
    gradients_, gradient_names = bound(n, "g")
    writes = "\n".join(f"    results.write({v})" for v in value_names)
    pulls = "\n".join(f"      gradients.write({g})" for g in gradient_names)
    core = f"""  let function = CustomVJPFunction(name: name) {{ arguments, results in
    let ({values}, _) = f({reads(n)})
{writes}
  }} forward: {{ arguments, results in
    let ({values}, pullback) = f({reads(n)})
{writes}
    return {{ cotangents, gradients in
      let {gradients_} = pullback({joined(["try cotangents.read()"] * m)})
{pulls}
    }}
  }}"""
    parameters = f"_ f: {function}, {NAME_PARAMETER}"
    return custom_function(
        n, m, "customGradient", "", parameters, core, "jax.custom_gradient",
        f"The function of {NUMBER[n]} that returns {RESULT_NUMBER[m]} beside the pullback of cotangents, which is its derivative.",
        [],
    ).replace("RECOVERED", f"f({joined(names(arguments))}).0")


FILES = {
    "CustomJVPOverloads.swift": ("`customJVP`", [custom_jvp(n, m) for n, m in COUNTS]),
    "CustomVJPOverloads.swift": ("`customVJP`", [custom_vjp(n, m) for n, m in COUNTS]),
    "CustomGradientOverloads.swift": (
        "`customGradient`", [custom_gradient(n, m) for n, m in COUNTS]),
}
