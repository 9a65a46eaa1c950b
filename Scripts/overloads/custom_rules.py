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
  }} forward: {{ arguments, results, _ in
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


PERTURBED_DETAIL = (
    "The forward rule is told which arguments are differentiated, and the backward rule which cotangents are zero\n"
    "/// (``Tensor/isSymbolicZero``). Inside a compiled or mapped function, which is differentiated as a whole, all are.")


def custom_vjp_perturbed(n, m):
    arguments, results = ARGUMENTS[:n], RESULTS[:m]
    function = f"@escaping @Sendable ({joined(arguments)}) -> {grouped(results)}"
    primals = joined(f"CustomVJPPrimal<{a}>" for a in arguments)
    forward = f"@escaping @Sendable ({primals}) -> ({grouped(results)}, Residuals)"
    backward = f"@escaping @Sendable ({joined(['Residuals'] + results)}) -> {grouped(arguments)}"
    values, value_names = bound(m, "r")
    gradients_, gradient_names = bound(n, "g")
    writes = "\n".join(f"    results.write({v})" for v in value_names)
    pulls = "\n".join(f"      gradients.write({g})" for g in gradient_names)
    reading = joined(["try CustomVJPPrimal(reading: &arguments, &flags)"] * n)
    core = f"""  let function = CustomVJPFunction(name: name, symbolicZeros: true) {{ arguments, results in
{call_and_write(arguments, results, 4)}
  }} forward: {{ arguments, results, isPerturbed in
    var flags = isPerturbed[...]
    let ({values}, residuals) = perturbedForward({reading})
{writes}
    return {{ cotangents, gradients in
      let {gradients_} = backward(residuals, {joined(["try cotangents.read()"] * m)})
{pulls}
    }}
  }}"""
    parameters = f"_ f: {function}, {NAME_PARAMETER},\n  perturbedForward: {forward},\n  backward: {backward}"
    return custom_function(
        n, m, "customVJP", ", Residuals: Sendable", parameters, core, "jax.custom_vjp.defvjp",
        f"The function of {NUMBER[n]} with {RESULT_NUMBER[m]}, with the pullback of a rule that looks at what is needed.",
        [PERTURBED_DETAIL],
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
  }} forward: {{ arguments, results, _ in
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


JVPS_DETAIL = (
    "A rule takes the argument's tangent, the result and the arguments, and returns a tangent of the result.")


JVPS_NIL = "\n/// nil is a derivative of zero."


def custom_jvps(n):
    arguments = ARGUMENTS[:n]
    lower = names(arguments)
    function = f"@Sendable ({joined(arguments)}) -> R"
    rules = [f"(@Sendable ({joined([one, 'R'] + arguments)}) -> R)?" for one in arguments]
    types = grouped(rules)
    parts = ["jvps"] if n == 1 else [f"jvps.{i}" for i in range(n)]
    primals = ["primals"] if n == 1 else [f"primals.{i}" for i in range(n)]
    tangents = ["tangents"] if n == 1 else [f"tangents.{i}" for i in range(n)]
    terms = "\n".join(
        f"    add({part}.map {{ $0({joined([tangent, 'value'] + primals)}) }})"
        for part, tangent in zip(parts, tangents))
    parameter = types
    if n == 1:
        parameter = "@escaping @Sendable (A, R, A) -> R"
        terms = "    add(jvps(tangents, value, primals))"
    return called(f"""{doc(f"The function of {NUMBER[n]} with the derivative that is the sum of one rule for each argument.", "jax.custom_jvp.defjvps", [JVPS_DETAIL + ("" if n == 1 else JVPS_NIL)])}
public func customJVP{generics(arguments + ["R"])}(
  _ f: @escaping {function}, {NAME_PARAMETER}, jvps: {parameter}
) -> {function} {{
  let function = CustomJVPFunction(name: name, symbolicZeros: false) {{ arguments, results in
{call_and_write(arguments, ["R"], 4)}
  }} selfCallingRule: {{ function, arguments, results in
    let primals: {grouped(arguments)} = {grouped(["try arguments.read()"] * n)}
    let tangents: {grouped(arguments)} = {grouped(["try arguments.read()"] * n)}
    var values = try function.call(TreeWriter({joined(primals)}))
    let value: R = try values.read()
    var total: R?
    func add(_ term: R?) {{
      if let term {{ total = total.map {{ tree.map({{ $0 + $1 }}, $0, term) }} ?? term }}
    }}
{terms}
    results.write(value)
    results.write(total ?? tree.map({{ zeroFromPrimal($0) }}, value))
  }}""", arguments, 1)


VMAP_DETAILS = [
    "- Parameter rule: the mapped function, from the number of examples, which arguments are mapped (all leaves of\n"
    "///   those have the examples at axis 0), and the arguments; and whether the result is mapped, at axis 0."
]


def custom_vmap(n):
    arguments = ARGUMENTS[:n]
    function = f"@Sendable ({joined(arguments)}) -> R"
    rule = f"@escaping @Sendable ({joined(['_ axisSize: Int', '_ isMapped: [Bool]'] + arguments)}) -> (R, isMapped: Bool)"
    core = f"""  let function = CustomVmapFunction(name: name) {{ arguments, results in
{call_and_write(arguments, ["R"], 4)}
  }} rule: {{ axisSize, isMapped, arguments, results in
    let (value, isValueMapped) = rule(axisSize, isMapped, {reads(n)})
    results.write(value)
    return isValueMapped
  }}"""
    return called(
        f"""{doc(f"The function of {NUMBER[n]}, mapped by `vmap` as a rule says.", "jax.custom_batching.custom_vmap", VMAP_DETAILS)}
public func customVmap{generics(arguments + ["R"])}(
  _ f: @escaping {function}, {NAME_PARAMETER},
  rule: {rule}
) -> {function} {{
{core}""", arguments, 1)


def sequential_vmap(n):
    arguments = ARGUMENTS[:n]
    function = f"@Sendable ({joined(arguments)}) -> R"
    core = f"""  let function = CustomVmapFunction(sequentially: name) {{ arguments, results in
{call_and_write(arguments, ["R"], 4)}
  }}"""
    return called(
        f"""{doc(f"The function of {NUMBER[n]}, mapped by `vmap` by calling it for one example after the other.", "jax.custom_batching.sequential_vmap")}
public func sequentialVmap{generics(arguments + ["R"])}(
  _ f: @escaping {function}, {NAME_PARAMETER}
) -> {function} {{
{core}""", arguments, 1)


def called(beginning, arguments, m):
    """A function that ends by returning what calls `function`."""
    lower = joined(names(arguments))
    return f"""{beginning}
  return {{ {lower} in
    do {{
      var results = try function.call(TreeWriter({lower}))
      return {read_values(m)}
{recovery(f"f({lower})")}
  }}
}}"""


def closure_convert(n):
    arguments = ARGUMENTS[:n]
    lower = names(arguments)
    return f"""{doc(f"The function of {NUMBER[n]} as one of what it captured too, and the values that it captured.", "jax.custom_derivatives.closure_convert", ["Only floating values that an enclosing transformation may differentiate become arguments; the others stay captured."])}
public func closureConvert{generics(arguments + ["R"])}(
  _ f: @escaping @Sendable ({joined(arguments)}) -> R, {joined(f"_ {a}: {t}" for a, t in zip(lower, arguments))}
) -> (function: @Sendable ({joined(arguments + ["[Tensor]"])}) -> R, captured: [Tensor]) {{
  do {{
    let conversion = try ClosureConversion(TreeWriter({joined(lower)})) {{ arguments, results in
{call_and_write(arguments, ["R"], 6)}
    }}
    return (
      {{ {joined(lower + ["captured"])} in
        do {{
          var results = try conversion.call(TreeWriter({joined(lower)}), captured)
          return try results.read()
        }} catch {{
          raise(error)
          return f({joined(lower)})
        }}
      }}, conversion.hoisted
    )
  }} catch {{
    raise(error)
    return ({{ {joined(lower + ["_"])} in f({joined(lower)}) }}, [])
  }}
}}"""


FILES = {
    "CustomJVPPartsOverloads.swift": (
        "`customJVP` with one rule for each argument", [custom_jvps(n) for n in (1, 2, 3, 4)]),
    "CustomVmapOverloads.swift": (
        "`customVmap` and `sequentialVmap`",
        [*(custom_vmap(n) for n in (1, 2, 3, 4)), *(sequential_vmap(n) for n in (1, 2, 3, 4))]),
    "ClosureConvertOverloads.swift": (
        "`closureConvert`", [closure_convert(n) for n in (1, 2, 3, 4)]),
    "CustomJVPOverloads.swift": ("`customJVP`", [custom_jvp(n, m) for n, m in COUNTS]),
    "CustomVJPOverloads.swift": ("`customVJP`", [custom_vjp(n, m) for n, m in COUNTS]),
    "CustomVJPPerturbedOverloads.swift": (
        "`customVJP` with a rule that is told what is differentiated",
        [custom_vjp_perturbed(n, m) for n, m in COUNTS]),
    "CustomGradientOverloads.swift": (
        "`customGradient`", [custom_gradient(n, m) for n, m in COUNTS]),
}
