"""The overloads for functions of more arguments than have overloads of their own: the last ones are a parameter pack.

Swift calls a function that a parameter pack made only by its name, so the usual numbers of arguments stand one by one.
"""

from overloads.swift import (
    ARGUMENTS, NUMBER, RESULT_NUMBER, RESULTS, call_and_write, doc, grouped, joined, names, read_values)


class Arguments:
    """The pieces of Swift for a number of arguments and a parameter pack of further ones."""

    def __init__(self, count):
        letters = ARGUMENTS[:count]
        self.text = NUMBER[count].replace("arguments", "or more arguments")
        self.generics = [f"{letter}: PyTree" for letter in letters] + ["each Rest: PyTree"]
        self.types = joined([*letters, "repeat each Rest"])
        self.values = joined([*names(letters), "repeat each rest"])
        self.closure = joined(
            [f"{name}: {letter}" for name, letter in zip(names(letters), letters)]
            + ["rest: repeat each Rest"])
        self.reads = joined(
            ["try arguments.read()"] * count + ["repeat try arguments.read((each Rest).self)"])

    def call_and_write(self, results, indent):
        return call_and_write(["A"], results, indent).replace("try arguments.read()", self.reads)


def generics(arguments, further=()):
    return "<" + joined([*arguments.generics, *(f"{name}: PyTree" for name in further)]) + ">"


def jit(m):
    # Disfavored, as a closure that changes a state fits it too: packs do not tell `inout`.
    arguments, results = Arguments(len(ARGUMENTS)), RESULTS[:m]
    output = grouped(results)
    return f"""{doc(f"The function of {arguments.text} with {RESULT_NUMBER[m]}, compiled for the types it is called with.", "jax.jit")}
@_disfavoredOverload
public func jit{generics(arguments, results)}(
  _ f: @escaping @Sendable ({arguments.types}) -> {output}, name: String = "f"
) -> @Sendable ({arguments.types}) -> {output} {{
  let function = JitFunction(name: name) {{ arguments, results in
{arguments.call_and_write(results, 4)}
  }}
  return {{ ({arguments.closure}) in
    do {{
      let arguments = ManyArguments({arguments.values})
      var results = try function.call(
        arguments.leaves, arguments.structure, describing: arguments.describe)
      return {read_values(m)}
    }} catch {{
      raise(error)
      return f({arguments.values})
    }}
  }}
}}"""


def vmap(m):
    arguments, results = Arguments(5), RESULTS[:m]
    output = grouped(results)
    details = [
        "- Parameters:\n"
        "///   - inAxes: the axis of each argument, nil for an argument that is the same every time; one number for all.\n"
        "///   - outAxes: where the axis is put in each result; one number for all.\n"
        "///   - axisName: a name of the axis, for collective operations.\n"
        "///   - axisSize: the size of the axis, if no argument is mapped."]
    text = doc(
        f"The function of {arguments.text} with {RESULT_NUMBER[m]} mapped over an axis of its arguments.", "jax.vmap", details
    ).replace("mapped.\n///\n/// - Source", "mapped.\n/// - Source")
    return f"""{text}
public func vmap{generics(arguments, results)}(
  _ f: @escaping @Sendable ({arguments.types}) -> {output}, inAxes: VmapAxes = 0,
  outAxes: VmapAxes = 0, axisName: String? = nil, axisSize: Int? = nil
) -> @Sendable ({arguments.types}) -> {output} {{
  {{ ({arguments.closure}) in
    do {{
      let inputs = TreeWriter({arguments.values})
      let function = FlatFunction("vmap", inputs.structures) {{ arguments, results in
{arguments.call_and_write(results, 8)}
      }}
      var results = try function.vmap(
        inputs.leaves, inAxes: inAxes, outAxes: outAxes, axisName: axisName, axisSize: axisSize)
      return {read_values(m)}
    }} catch {{
      raise(error)
      return f({arguments.values})
    }}
  }}
}}"""


def gradient(name, has_aux):
    arguments = Arguments(5)
    with_value = name == "valueAndGrad"
    # As in JAX: value, auxiliary result, gradient; but gradient, auxiliary result without the value.
    order = ["value"] * with_value + ["aux"] * has_aux + ["gradient"] if with_value else (
        ["gradient"] + ["aux"] * has_aux)
    types = {"value": "Tensor", "aux": "Aux", "gradient": "A"}
    reads = {"value": "try outputs.read()", "aux": "try outputs.read()", "gradient": "try gradients.read()"}
    fallback = {"value": "value", "aux": "aux", "gradient": "a"}
    output = "A" if len(order) == 1 else f"({joined(f'{label}: {types[label]}' for label in order)})"
    call = f"f({arguments.reads})"
    write = (
        f"let (value, aux) = {call}\nresults.write(value)\nresults.write(aux)" if has_aux
        else f"results.write({call})")
    outputs = "var outputs = result.values" if with_value or has_aux else ""
    skipped = "_ = try outputs.read(Tensor.self)" if has_aux and not with_value else ""
    recovered = ""
    if has_aux:
        recovered = f"let ({'value' if with_value else '_'}, aux) = f({arguments.values})"
    elif with_value:
        recovered = f"let value = f({arguments.values})"
    what = "value and gradient" if with_value else "gradient"
    aux_text = " with an auxiliary result" if has_aux else ""
    details = (
        ["The function's second result is not differentiated; it is handed on beside the gradient."]
        if has_aux else [])
    return f"""{doc(f"The {what}, with respect to its first argument, of a scalar function{aux_text} of {arguments.text}.", "jax." + ("value_and_grad" if with_value else "grad"), details)}
public func {name}{generics(arguments, ["Aux"] if has_aux else [])}(
  _ f: @escaping @Sendable ({arguments.types}) -> {"(Tensor, Aux)" if has_aux else "Tensor"},
  holomorphic: Bool = false, allowInt: Bool = false
) -> @Sendable ({arguments.types}) -> {output} {{
  {{ ({arguments.closure}) in
    do {{
      let inputs = TreeWriter({arguments.values})
      let function = FlatFunction("{name}", inputs.structures) {{ arguments, results in
        {write}
      }}
      let result = try function.valueAndGrad(
        inputs.leaves, differentiated: inputs.structures.leafRange(of: 0..<1),
        holomorphic: holomorphic, allowInt: allowInt)
      {outputs}
      {skipped}
      var gradients = TreeReader(result.gradients, Array(inputs.structures[0..<1]))
      return {grouped([reads[label] for label in order])}
    }} catch {{
      raise(error)
      {recovered}
      return {grouped([fallback[label] for label in order])}
    }}
  }}
}}"""


def without_empty_lines(text):
    return "\n".join(line for line in text.split("\n") if line.strip())


FILES = {
    "ManyArgumentsOverloads.swift": (
        "transformations for functions of many arguments,",
        [
            *[transformation(m) for transformation in (jit, vmap) for m in (1, 2, 3)],
            *[
                without_empty_lines(gradient(name, has_aux))
                for name in ("grad", "valueAndGrad") for has_aux in (False, True)],
        ]),
}
