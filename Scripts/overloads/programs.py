"""The overloads of `vmap`, `jit`, `makeJaxpr`, `lower` and `evalShape`."""

from overloads.forms import formed
from overloads.swift import (
    ARGUMENTS, COUNTS, NUMBER, PACK, RESULT_NUMBER, RESULTS, Overload, function_type, generics, grouped,
    joined, names, number, texts, values)

# Five arguments or more, where each smaller number has an overload of its own.
MANY = [*ARGUMENTS[:5], PACK]
NAME = 'name: String = "f"'
DISFAVORED = "@_disfavoredOverload"

VMAP_DETAILS = """- Parameters:
  - inAxes: the axis of each argument, nil for an argument that is the same every time; one number for all.
  - outAxes: where the axis is put in each result; one number for all.
  - axisName: a name of the axis, for collective operations.
  - axisSize: the size of the axis, if no argument is mapped.
- Source: `jax.vmap`."""


def vmap(arguments, m):
    results = RESULTS[:m]
    function = function_type(arguments, results)
    return Overload(
        f"The function of {number(arguments)} with {RESULT_NUMBER[m]} mapped over an axis of its arguments.",
        f"""func vmap{generics(arguments, results)}(
  _ f: @escaping {function}, inAxes: VmapAxes = 0,
  outAxes: VmapAxes = 0, axisName: String? = nil, axisSize: Int? = nil
) -> {function}""", "packed.vmap(f, inAxes, outAxes, axisName, axisSize)", VMAP_DETAILS)


def jit(arguments, m):
    results = RESULTS[:m]
    function = function_type(arguments, results)
    # With a pack it is disfavored: a closure that changes a state fits it too, as packs do not tell `inout`.
    return Overload(
        f"The function of {number(arguments)} with {RESULT_NUMBER[m]}, compiled for the types it is called with.",
        f"""func jit{generics(arguments, results)}(
  _ f: @escaping {function}, {NAME}
) -> {function}""", "packed.jit(f, name: name)", "- Source: `jax.jit`.",
        DISFAVORED if arguments[-1] == PACK else "")


STATE_DETAILS = """The `inout` state is donated: the new one takes the old one's memory, unless that is shared.

- Source: `jax.jit`."""


def jit_state(n, m):
    # Disfavored, so that `jit { x in x * 2 }` means the overload without a state: the closure's type fits both.
    arguments, results = ARGUMENTS[:n], RESULTS[:m]
    function = function_type(["inout State"] + arguments, results)
    taken = f"a state and {NUMBER[n]}" if n else "a state"
    return Overload(
        f"The function of {taken} with {RESULT_NUMBER[m]}, compiled; the state's memory is reused.",
        f"""func jit{generics(["State"], arguments, results)}(
  _ f: @escaping {function}, {NAME}
) -> {function}""", "packed.jit(updating: f, name: name)", STATE_DETAILS, DISFAVORED)


JAXPR_DETAILS = """- Parameter axisEnv: the sizes of named axes that the function may refer to, as if it were mapped over them.
- Source: `jax.make_jaxpr`."""


def make_jaxpr(n, m, with_shape):
    arguments, results = ARGUMENTS[:n], RESULTS[:m]
    output = f"(jaxpr: ClosedJaxpr, shape: {grouped(results)})" if with_shape else "ClosedJaxpr"
    return Overload(
        f"The program of a function of {NUMBER[n]} with {RESULT_NUMBER[m]}, for the types of the arguments given"
        f"{', with the types of its results' if with_shape else ''}.",
        f"""func makeJaxpr{generics(arguments, results)}(
  _ f: @escaping {function_type(arguments, results)}{", returning: ShapeOfResult" if with_shape else ""}, axisEnv: [String: Int] = [:]
) -> @Sendable ({joined(arguments)}) -> {output}""",
        f"packed.makeJaxpr({'withShape: ' if with_shape else ''}f, axisEnv)", JAXPR_DETAILS)


def eval_shape(n, m):
    arguments, results = ARGUMENTS[:n], RESULTS[:m]
    return Overload(
        f"The results of a function of {NUMBER[n]} with {RESULT_NUMBER[m]} as far as shapes and dtypes go, computed "
        "without data.",
        f"""func evalShape{generics(arguments, results)}(
  {joined([f"_ f: @escaping {function_type(arguments, results)}", *values(arguments)])}
) -> {grouped(results)}""", f"packed.evalShape({joined(['f', *names(arguments)])})",
        "- Source: `jax.eval_shape`.")


LOWER_DETAILS = """- Throws: ``JAXError`` if there is no plugin to lower for, or the function cannot be staged.
- Source: `jax.stages.Wrapped.lower`."""


def lower(n, m):
    arguments, results = ARGUMENTS[:n], RESULTS[:m]
    return Overload(
        f"The StableHLO of a function of {NUMBER[n]} with {RESULT_NUMBER[m]}, for the types of the arguments given.",
        f"""func lower{generics(arguments, results)}(
  _ f: @escaping {function_type(arguments, results)}, {NAME}
) -> @Sendable ({joined(arguments)}) throws -> Lowered""", "packed.lower(f, name: name)", LOWER_DETAILS)


FILES = {
    "VMapOverloads.swift": (
        "`vmap`",
        list(texts(formed([
            *(vmap(ARGUMENTS[:n], m) for n in (1, 2, 3, 4) for m in (1, 2, 3, 4)),
            *(vmap(MANY, m) for m in (1, 2, 3, 4))])))),
    "JitOverloads.swift": (
        "`jit`",
        list(texts(formed([
            *(jit(ARGUMENTS[:n], m) for n in range(1, len(ARGUMENTS) + 1) for m in (1, 2, 3, 4)),
            *(jit([*ARGUMENTS, PACK], m) for m in (1, 2, 3, 4))])))),
    "JitStateOverloads.swift": (
        "`jit` with a state that is changed",
        list(texts(formed(jit_state(n, m) for n in range(len(ARGUMENTS)) for m in (0, 1, 2, 3))))),
    "MakeJaxprOverloads.swift": (
        "`makeJaxpr`",
        list(texts(formed(
            make_jaxpr(n, m, with_shape) for with_shape in (False, True) for n, m in COUNTS)))),
    "LowerOverloads.swift": ("`lower`", list(texts(lower(n, m) for n, m in COUNTS))),
    "EvalShapeOverloads.swift": ("`evalShape`", list(texts(formed(eval_shape(n, m) for n, m in COUNTS)))),
}
