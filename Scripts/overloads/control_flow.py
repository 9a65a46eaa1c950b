"""The overloads of `lax.cond`, `lax.switch`, `lax.platformDependent`, the loops of `lax` and `lax.associativeScan`.

Functions of several values take them one by one, as in `lax.whileLoop({ i, x in i .< 3 }, { i, x in (i + 1, x * 2) }, (0, x))`.
"""

from overloads.forms import formed
from overloads.swift import Overload, elements, generics, grouped, joined, names, texts, values

STATES = ["A", "B", "C", "D"]
ELEMENTS = ["X", "Y"]
RESULTS = ["R", "S", "T"]

WHILE = """The last state of a loop that runs as long as a condition holds."""
WHILE_DETAILS = """The number of steps may depend on the state. Reverse mode goes back through the loop by running it again from
checkpoints, in memory that does not grow with the number of steps.

    lax.whileLoop({ x in x .< 100 }, { x in x * 2 }, 3)          // 192

- Parameters:
  - condition: whether there is another step.
  - body: the next state, of the same structure, shapes and dtypes.
  - initial: the state to begin with.
  - maxSteps: the loop ends after so many steps even if the condition holds.
  - checkpoints: how many states the way back keeps at each of its two levels; if nil, up to 1024 that fit into 32 MB.
    More make it faster; with as many as `maxSteps` no step is run more than once again.
- Source: `jax.lax.while_loop`."""

FORI = """The last state of a loop over the whole numbers from `lower` up to, and not including, `upper`."""
FORI_DETAILS = """Bounds that are numbers make it a `scan`; with computed bounds it is a `whileLoop`, which has reverse mode too.

    lax.foriLoop(0, 5, { i, x in x + i }, 0)                     // 10

- Parameters:
  - body: the next state, from the number and the state.
  - initial: the state to begin with.
  - unroll: how many steps are compiled as one, for bounds that are numbers.
  - checkpoints: as in `whileLoop`, for computed bounds.
- Source: `jax.lax.fori_loop`."""


def while_loop(n):
    states = STATES[:n]
    state = grouped(states)
    return Overload(
        WHILE, f"""static func whileLoop{generics(states)}(
  _ condition: ({joined(states)}) -> Tensor, _ body: ({joined(states)}) -> {state}, _ initial: {state},
  maxSteps: Int? = nil, checkpoints: Int? = nil
) -> {state}""", "packed.whileLoop(condition, body, initial, maxSteps, checkpoints)", WHILE_DETAILS)


def fori_loop(n):
    states = STATES[:n]
    state = grouped(states)
    return Overload(
        FORI, f"""static func foriLoop{generics(states)}(
  _ lower: some TensorOperand, _ upper: some TensorOperand, _ body: ({joined(["Tensor"] + states)}) -> {state}, _ initial: {state},
  unroll: Int? = nil, checkpoints: Int? = nil
) -> {state}""", "packed.foriLoop(lower.tensor, upper.tensor, body, initial, unroll, checkpoints)", FORI_DETAILS)


SCAN = "The last state of a loop over the first axis of arrays{stacking}."
SCAN_DETAILS = """The function is staged and compiled once, whatever the number of steps.

{example}

- Parameters:
  - function: the next state{results}, from the state{elements}.
  - initial: the state to begin with.{inputs}
  - length: the number of steps{optional}.
  - reverse: whether to begin at the end of the arrays.
  - unroll: how many steps are compiled as one.
- Source: `jax.lax.scan`."""

SCAN_EXAMPLES = {
    (True, True): "    lax.scan({ total, x in (total + x, total) }, 0, jnp.arange(4))   // (6, [0, 0, 1, 3])",
    (True, False): "    lax.scan({ total, x in total + x }, 0, jnp.arange(4))            // 6",
    (False, True): "    lax.scan({ x in (x * 2, x) }, 1, length: 4)                      // (16, [1, 2, 4, 8])",
    (False, False): "    lax.scan({ x in x * 2 }, 1, length: 4)                           // 16",
}


def scan(n, k, m):
    states, xs, results = STATES[:n], ELEMENTS[:k], RESULTS[:m]
    state = grouped(states)
    step = grouped(states + results) if n == 1 or not m else f"({state}, {grouped(results)})"
    # A state of several values stays together, so that it cannot be taken for a result.
    output = f"({state}, {grouped(results)})" if m else state
    arrays = f", _ xs: {grouped(xs)}" if k else ""
    length = "length: Int? = nil" if k else "length: Int"
    details = SCAN_DETAILS.format(
        example=SCAN_EXAMPLES[(k > 0, m > 0)],
        results=" and the step's results" if m else "",
        elements=" and the elements of the arrays" if k else "",
        inputs="\n  - xs: the arrays." if k else "",
        optional=", if it is not to be that of the arrays" if k else "")
    label = "" if not m else "results: " if n == 1 else "grouped: "
    return Overload(
        SCAN.format(stacking=", and the stacked results of its steps" if m else ""),
        f"""static func scan{generics(states, xs, results)}(
  _ function: ({joined(states + xs)}) -> {step}, _ initial: {state}{arrays},
  {length}, reverse: Bool = false, unroll: Int = 1
) -> {output}""",
        f"packed.scan({label}function, TreeWriter({joined(elements('initial', n))}), "
        f"TreeWriter({joined(elements('xs', k)) if k else ''}), length, reverse, unroll)", details)


MAP = """The results of a function for each element along the first axis of arrays, one after the other."""
MAP_DETAILS = """`vmap` computes them all at once; this needs memory for one of them, or for a batch.

    lax.map({ x in x * x }, jnp.arange(3))                       // [0, 1, 4]

- Parameter batchSize: how many elements are computed at once, by `vmap`; one if nil.
- Source: `jax.lax.map`."""


def map_(k, m):
    xs, results = ELEMENTS[:k], RESULTS[:m]
    return Overload(
        MAP, f"""static func map{generics(xs, results)}(
  _ function: ({joined(xs)}) -> {grouped(results)}, _ xs: {grouped(xs)}, batchSize: Int? = nil
) -> {grouped(results)}""", "packed.map(function, xs, batchSize)", MAP_DETAILS)


ASSOCIATIVE = """All prefixes of arrays under an associative operation, in logarithmically many steps that run in parallel."""
ASSOCIATIVE_DETAILS = """    lax.associativeScan({ a, b in a * b }, [1, 2, 3, 4])        // [1, 2, 6, 24]

- Parameters:
  - function: joins earlier elements with later ones; it works on many pairs at once, along `axis`.
  - elements: the arrays, equally long along the axis.
  - reverse: whether to begin at the end.
- Source: `jax.lax.associative_scan`."""


def associative_scan(n):
    states = STATES[:n]
    state = grouped(states)
    return Overload(
        ASSOCIATIVE, f"""static func associativeScan{generics(states)}(
  _ function: ({joined(states + states)}) -> {state}, _ elements: {state}, reverse: Bool = false, axis: Int = 0
) -> {state}""", "packed.associativeScan(function, elements, reverse, axis)", ASSOCIATIVE_DETAILS)


COND = """The result of one of two functions, chosen by a truth value that may be computed; only that one runs."""
COND_DETAILS = """    lax.cond(x .> 0, { x in lax.sqrt(x) }, { x in x * 0 }, x)

Under `vmap` with a predicate that differs from example to example both run, and the results are selected.

- Parameters:
  - predicate: one truth value.
  - onTrue: the function for true.
  - onFalse: the function for false, with results of the same structure, shapes and dtypes.
- Source: `jax.lax.cond`."""

SWITCH = """The result of one of several functions, chosen by an index that may be computed; only that one runs."""
SWITCH_DETAILS = """    lax.switch(1, [{ x in x + 1 }, { x in x * 2 }], Tensor(5))   // 10

- Parameters:
  - index: the number of the function; outside of the range the nearest one is taken.
  - branches: the functions, with results of the same structures, shapes and dtypes.
- Source: `jax.lax.switch`."""

PLATFORM = """The result of the function for the platform that the program is compiled for."""
PLATFORM_DETAILS = """All functions are staged, and only the one that the platform runs is compiled.

    lax.platformDependent(["tpu": { x in x * 2 }], default: { x in x + x }, 3)   // 6

- Parameters:
  - branches: the functions by the names of their platforms: `"cpu"`, `"cuda"`, `"rocm"`, `"tpu"`.
  - default: the function for all other platforms.
- Source: `jax.lax.platform_dependent`."""


def cond(n, m):
    operands, results = STATES[:n], RESULTS[:m]
    function = f"({joined(operands)}) -> {grouped(results)}"
    return Overload(
        COND, f"""static func cond{generics(operands, results)}(
  {joined(["_ predicate: some TensorOperand", f"_ onTrue: {function}", f"_ onFalse: {function}", *values(operands)])}
) -> {grouped(results)}""",
        f"packed.cond({joined(['predicate.tensor', 'onTrue', 'onFalse', *names(operands)])})", COND_DETAILS)


def numbered(branches, operands, results):
    """A closure that calls the branch of a number."""
    parameters = joined(["number: Int", *(f"{name}: {kind}" for name, kind in zip(names(operands), operands))])
    return f"{{ ({parameters}) -> {grouped(results)} in {branches}[number]({joined(names(operands))}) }}"


def switch(n, m):
    operands, results = STATES[:n], RESULTS[:m]
    function = f"({joined(operands)}) -> {grouped(results)}"
    arguments = ["index.tensor", "branches.count", numbered("branches", operands, results), *names(operands)]
    return Overload(
        SWITCH, f"""static func `switch`{generics(operands, results)}(
  {joined(["_ index: some TensorOperand", f"_ branches: [{function}]", *values(operands)])}
) -> {grouped(results)}""", f"packed.`switch`({joined(arguments)})", SWITCH_DETAILS)


def platform_dependent(n, m):
    operands, results = STATES[:n], RESULTS[:m]
    function = f"({joined(operands)}) -> {grouped(results)}"
    arguments = [
        "branches.map(\\.key)", "`default` != nil", numbered("functions", operands, results), *names(operands)]
    return Overload(
        PLATFORM, f"""static func platformDependent{generics(operands, results)}(
  {joined([f"_ branches: KeyValuePairs<String, {function}>", f"default: ({function})? = nil", *values(operands)])}
) -> {grouped(results)}""",
        ["let functions = branches.map(\\.value) + (`default`.map { [$0] } ?? [])",
         f"return packed.platformDependent({joined(arguments)})"], PLATFORM_DETAILS)


def extension(overloads):
    return ["extension lax {\n" + "\n\n".join(texts(formed(overloads))) + "\n}"]


CHOICES = [(n, m) for n in (0, 1, 2, 3, 4) for m in (1, 2, 3)]

FILES = {
    "LoopOverloads.swift": (
        "`lax.whileLoop`, `lax.foriLoop`, `lax.map` and `lax.associativeScan`",
        extension(
            [while_loop(n) for n in (1, 2, 3, 4)] + [fori_loop(n) for n in (1, 2, 3, 4)]
            + [map_(k, m) for k in (1, 2) for m in (1, 2)]
            + [associative_scan(n) for n in (1, 2, 3)])),
    "ScanOverloads.swift": (
        "`lax.scan`",
        extension([scan(n, k, m) for n in (1, 2, 3) for k in (0, 1, 2) for m in (0, 1, 2)])),
    "CondOverloads.swift": ("`lax.cond`", extension([cond(n, m) for n, m in CHOICES])),
    "SwitchOverloads.swift": ("`lax.switch`", extension([switch(n, m) for n, m in CHOICES])),
    "PlatformDependentOverloads.swift": (
        "`lax.platformDependent`", extension([platform_dependent(n, m) for n, m in CHOICES])),
}
