"""The overloads of `customJVP`, `customVJP`, `customGradient`, `customVmap`, `sequentialVmap` and `closureConvert`."""

from overloads.forms import formed
from overloads.swift import (
    ARGUMENTS, COUNTS, NUMBER, RESULT_NUMBER, RESULTS, Overload, elements, function_type, generics,
    grouped, joined, names, texts, values)

NAME = 'name: String = "f"'
ZEROS = "symbolicZeros: Bool = false"


def custom(name, n, m, what, parameters, body, details, further=()):
    """A function that takes a function and a rule, and returns a function of the same type."""
    arguments, results = ARGUMENTS[:n], RESULTS[:m]
    function = function_type(arguments, results)
    return Overload(
        f"The function of {NUMBER[n]}{f' with {RESULT_NUMBER[m]}' if what[0] == ',' else ''}{what}",
        f"""func {name}{generics(arguments, results, further=further)}(
  {joined([f"_ f: @escaping {function}", *parameters])}
) -> {function}""", body, details)


JVP_DETAILS = """The rule takes the arguments and their tangents and returns the results and theirs.

- Parameters:
  - symbolicZeros: whether tangents that are zero are ``Tensor/isSymbolicZero`` to the rule; inside a compiled or
    mapped function, which is differentiated as a whole, none is known to be.
  - jvp: the rule.
- Source: `jax.custom_jvp`."""


def custom_jvp(n, m):
    primals, outputs = grouped(ARGUMENTS[:n]), grouped(RESULTS[:m])
    return custom(
        "customJVP", n, m, ", with the derivative that a rule gives it.",
        [NAME, ZEROS, f"jvp: @escaping @Sendable ({primals}, {primals}) -> ({outputs}, {outputs})"],
        "packed.customJVP(f, name, symbolicZeros, jvp)", JVP_DETAILS)


VJP_DETAILS = """The forward rule returns the results and what the backward rule needs, which takes that and the results'
cotangents and returns those of the arguments. Forward mode transposes the backward rule.

- Parameters:
  - symbolicZeros: whether cotangents that are zero are ``Tensor/isSymbolicZero`` to the rule; inside a compiled or
    mapped function, which is differentiated as a whole, none is known to be.
  - forward: the results, and residuals of any type.
  - backward: the arguments' cotangents, from residuals and the results' cotangents; linear in those.
- Source: `jax.custom_vjp`."""

PERTURBED_DETAILS = """The forward rule is told which arguments are differentiated, and the backward rule which cotangents are zero
(``Tensor/isSymbolicZero``). Inside a compiled or mapped function, which is differentiated as a whole, all are.

- Source: `jax.custom_vjp.defvjp`."""


def custom_vjp(n, m):
    return custom(
        "customVJP", n, m, ", with the pullback that a rule gives it.",
        [NAME, ZEROS, forward(ARGUMENTS[:n], m, "forward"), backward(n, m)],
        "packed.customVJP(f, name, symbolicZeros, forward, backward)", VJP_DETAILS, ["Residuals: Sendable"])


def custom_vjp_perturbed(n, m):
    return custom(
        "customVJP", n, m, ", with the pullback of a rule that looks at what is needed.",
        [NAME, forward([f"CustomVJPPrimal<{a}>" for a in ARGUMENTS[:n]], m, "perturbedForward"), backward(n, m)],
        "packed.customVJP(f, name, perturbedForward: perturbedForward, backward)", PERTURBED_DETAILS,
        ["Residuals: Sendable"])


def forward(primals, m, label):
    return f"{label}: @escaping @Sendable ({joined(primals)}) -> ({grouped(RESULTS[:m])}, Residuals)"


def backward(n, m):
    return f"backward: @escaping @Sendable ({joined(['Residuals'] + RESULTS[:m])}) -> {grouped(ARGUMENTS[:n])}"


def custom_gradient(n, m):
    arguments, results = ARGUMENTS[:n], RESULTS[:m]
    rule = f"@escaping @Sendable ({joined(arguments)}) -> ({grouped(results)}, {function_type(results, arguments)})"
    return Overload(
        f"The function of {NUMBER[n]} that returns {RESULT_NUMBER[m]} beside the pullback of cotangents, which is its "
        "derivative.",
        f"""func customGradient{generics(arguments, results)}(
  _ f: {rule}, {NAME}
) -> {function_type(arguments, results)}""",
        "packed.customGradient(f, name)", "- Source: `jax.custom_gradient`.")


JVPS_DETAILS = """A rule takes the argument's tangent, the result and the arguments, and returns a tangent of the result.
nil is a derivative of zero.

- Source: `jax.custom_jvp.defjvps`."""


def custom_jvps(n):
    arguments = ARGUMENTS[:n]
    rules = [f"(@Sendable ({joined([one, 'R'] + arguments)}) -> R)?" for one in arguments]
    tangents, primals = elements("tangents", n), elements("primals", n)
    terms = [
        f"{rule}.map {{ $0({joined([tangent, 'value'] + primals)}) }}"
        for rule, tangent in zip(elements("jvps", n), tangents)]
    if n == 1:
        rules, terms = ["@escaping @Sendable (A, R, A) -> R"], ["jvps(tangents, value, primals)"]
    types = grouped(arguments)
    return custom(
        "customJVP", n, 1, " with the derivative that is the sum of one rule for each argument.",
        [NAME, f"jvps: {grouped(rules)}"],
        [f"let terms: @Sendable ({types}, R, {types}) -> [R?] = {{ tangents, value, primals in",
         f"[{joined(terms)}]", "}", "return packed.customJVP(f, name, terms: terms)"],
        JVPS_DETAILS)


VMAP_DETAILS = """- Parameter rule: the mapped function, from the number of examples, which arguments are mapped (all leaves of
  those have the examples at axis 0), and the arguments; and whether the result is mapped, at axis 0.
- Source: `jax.custom_batching.custom_vmap`."""


def custom_vmap(n):
    parameters = joined(["_ axisSize: Int", "_ isMapped: [Bool]"] + ARGUMENTS[:n])
    return custom(
        "customVmap", n, 1, " mapped by `vmap` as a rule says.",
        [NAME, f"rule: @escaping @Sendable ({parameters}) -> (R, isMapped: Bool)"],
        "packed.customVmap(f, name, rule)", VMAP_DETAILS)


def sequential_vmap(n):
    return custom(
        "sequentialVmap", n, 1, " mapped by `vmap` by calling it for one example after the other.", [NAME],
        "packed.sequentialVmap(f, name)", "- Source: `jax.custom_batching.sequential_vmap`.")


CONVERT_DETAILS = """Only floating values that an enclosing transformation may differentiate become arguments; the others stay captured.

- Source: `jax.custom_derivatives.closure_convert`."""


def closure_convert(n):
    arguments = ARGUMENTS[:n]
    return Overload(
        f"The function of {NUMBER[n]} as one of what it captured too, and the values that it captured.",
        f"""func closureConvert{generics(arguments, ["R"])}(
  {joined([f"_ f: @escaping {function_type(arguments, ['R'])}", *values(arguments)])}
) -> (function: {function_type(arguments + ["[Tensor]"], ["R"])}, captured: [Tensor])""",
        [f"let function = packed.closureConvert({joined(['f', *names(arguments)])})",
         f"return ({{ function({joined(f'${i}' for i in range(n))}, captured: ${n}) }}, function.captured)"],
        CONVERT_DETAILS)


FILES = {
    "CustomJVPPartsOverloads.swift": (
        "`customJVP` with one rule for each argument", list(texts(formed(custom_jvps(n) for n in (1, 2, 3, 4))))),
    "CustomVmapOverloads.swift": (
        "`customVmap` and `sequentialVmap`",
        list(texts(formed(
            [*(custom_vmap(n) for n in (1, 2, 3, 4)), *(sequential_vmap(n) for n in (1, 2, 3, 4))])))),
    "ClosureConvertOverloads.swift": (
        "`closureConvert`", list(texts(closure_convert(n) for n in (1, 2, 3, 4)))),
    "CustomJVPOverloads.swift": ("`customJVP`", list(texts(formed(custom_jvp(n, m) for n, m in COUNTS)))),
    "CustomVJPOverloads.swift": ("`customVJP`", list(texts(formed(custom_vjp(n, m) for n, m in COUNTS)))),
    "CustomVJPPerturbedOverloads.swift": (
        "`customVJP` with a rule that is told what is differentiated",
        list(texts(formed(custom_vjp_perturbed(n, m) for n, m in COUNTS)))),
    "CustomGradientOverloads.swift": (
        "`customGradient`", list(texts(formed(custom_gradient(n, m) for n, m in COUNTS)))),
}
