"""The overloads of transformations for functions whose last arguments are static: Swift's own numbers, strings and the like.

Behind tensors the types of the parameters say it: `jit(power)` of `power(_ x: Tensor, _ n: Int)`. Behind other trees it is
said by a label, `static: .last`: without it a literal handed to `jit { p, rate in … }` would be a number wherever the
closure's body allows it, and each value would compile anew.
"""

from overloads.swift import NUMBER, RESULT_NUMBER, RESULTS, Overload, function_type, grouped, joined, names, texts

TREES = ["A", "B", "C"]
STATICS = ["N", "M"]
# The numbers of traced and of static arguments.
SHAPES = [(1, 1), (2, 1), (3, 1), (1, 2), (2, 2)]
SELECTION = {1: "LastArgument", 2: "LastTwoArguments"}

NAME = ('name: String = "f"', "name: name")
GRADIENT = ("holomorphic: Bool = false, allowInt: Bool = false", "of: 0..<1, holomorphic, allowInt")
# What each takes besides the function, how it is handed on, the numbers of results, and whose source it is.
TRANSFORMATIONS = {
    "jit": (NAME[0], NAME[1], (1, 2, 3), "jit"),
    "vmap": (
        "inAxes: VmapAxes = 0, outAxes: VmapAxes = 0, axisName: String? = nil, axisSize: Int? = nil",
        "inAxes, outAxes, axisName, axisSize", (1, 2, 3), "vmap"),
    "checkpoint": (
        "policy: CheckpointPolicy? = nil, preventCSE: Bool = true", "policy, preventCSE", (1, 2), "checkpoint"),
    "makeJaxpr": ("axisEnv: [String: Int] = [:]", "axisEnv", (1, 2), "make_jaxpr"),
    "lower": (*NAME, (1, 2), "stages.Wrapped.lower"),
    "grad": (*GRADIENT, (1,), "grad"),
    "valueAndGrad": (*GRADIENT, (1,), "value_and_grad"),
}
WHAT = {
    "jit": "compiled for each value of the last",
    "vmap": "mapped over an axis of all but the last",
    "checkpoint": "whose derivative computes intermediate values again",
    "makeJaxpr": "as a program, for the values of the last",
    "lower": "as StableHLO, for the values of the last",
    "grad": "differentiated with respect to the first",
    "valueAndGrad": "computed and differentiated with respect to the first",
}
# Of which the text ends in "the last".
LAST = {"jit", "vmap", "makeJaxpr", "lower"}
DETAILS = """A static argument is part of the program, and so is known inside: it can count loops and choose branches.

- Source: `jax.{}`, `static_argnums`."""


def transformation(name, traced, static, m, is_labelled):
    further, handed, _, source = TRANSFORMATIONS[name]
    trees, statics = (TREES[:traced] if is_labelled else ["Tensor"] * traced), STATICS[:static]
    is_gradient = name in ("grad", "valueAndGrad")
    results = ["Tensor"] if is_gradient else RESULTS[:m]
    types = [f"{one}: PyTree" for one in (trees if is_labelled else [])]
    types += [f"{one}: StaticValue" for one in statics]
    types += [f"{one}: PyTree" for one in ([] if is_gradient else results)]
    output, effects = {
        "makeJaxpr": ("ClosedJaxpr", ""),
        "lower": ("Lowered", " throws"),
        "grad": (trees[0], ""),
        "valueAndGrad": (f"(value: Tensor, gradient: {trees[0]})", ""),
    }.get(name, (grouped(results), ""))
    variables = names(TREES[:traced])
    constants = names(statics)
    wrapped = [f"StaticArgument<{one}>" for one in statics]
    label = f", static: {SELECTION[static]}" if is_labelled else ""
    kind = "trees" if is_labelled else "tensors"
    parameters = joined([*variables, *constants])
    values = joined([*variables, *(f"{one}.value" for one in constants)])
    arguments = joined([*variables, *(f"StaticArgument({one})" for one in constants)])
    return Overload(
        f"The function of {NUMBER[traced + static]}, {kind} and {'a static value' if static == 1 else 'two static values'}, "
        f"with {RESULT_NUMBER[m]}, {WHAT[name]}{'' if static == 1 or name not in LAST else ' two'}.",
        f"""func {name}<{joined(types)}>(
  _ f: @escaping {function_type([*trees, *statics], results)}{label}, {further}
) -> @Sendable ({joined([*trees, *statics])}){effects} -> {output}""",
        [
            f"let function: @Sendable ({joined([*trees, *wrapped])}){effects} -> {output} = packed.{name}(",
            f"  {{ {parameters} in f({values}) }}, {handed})",
            f"return {{ {parameters} in {'try ' if effects else ''}function({arguments}) }}",
        ],
        DETAILS.format(source), "@preconcurrency\n@_disfavoredOverload")


FILES = {
    f"Static{name[0].upper()}{name[1:]}Overloads.swift": (
        f"`{name}` with static arguments",
        list(texts(
            transformation(name, traced, static, m, is_labelled)
            for is_labelled in (False, True) for traced, static in SHAPES for m in counts)))
    for name, (_, _, counts, _) in TRANSFORMATIONS.items()
}
