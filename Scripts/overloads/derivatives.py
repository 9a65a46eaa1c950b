"""The overloads of `grad`, `valueAndGrad`, Jacobians and Hessians, and of `jvp`, `vjp` and their relatives."""

from overloads.forms import formed
from overloads.swift import (
    ARGUMENTS, COUNTS, NUMBER, PACK, RESULT_NUMBER, RESULTS, Overload, function_type, generics, grouped,
    joined, names, number, texts, values)

# With an auxiliary result there are three results at most as well.
AUX_COUNTS = [(n, m) for n, m in COUNTS if m < 3]
# Five arguments or more, where each smaller number has an overload of its own.
MANY = [*ARGUMENTS[:5], PACK]
ORDINAL = ["first", "second", "third", "fourth"]


def source(name, details=""):
    return f"{details}\n\n- Source: `jax.{name}`." if details else f"- Source: `jax.{name}`."


def selections(count):
    """What to differentiate: the type and label of `wrt`, the first argument and the last."""
    yield None, 0, 1
    if count == 1:
        return
    for position in range(1, count):
        yield ORDINAL[position].capitalize() + "Argument", position, position + 1
    if count > 2:
        yield "FirstTwoArguments", 0, 2
    yield "AllArguments", 0, count


def selection_text(kind, start):
    return {
        None: "its first argument",
        "FirstTwoArguments": "its first two arguments",
        "AllArguments": "all its arguments",
    }.get(kind, f"its {ORDINAL[start]} argument")


def selection_value(kind):
    """The argument that makes the selection, as in `wrt: .second`; nothing for the first argument."""
    if not kind:
        return []
    return [f"wrt: .{kind[0].lower()}{kind[1:].removesuffix('Arguments').removesuffix('Argument')}"]


# grad and valueAndGrad


def gradient(name, arguments, has_aux, kind, start, end):
    chosen = arguments[start:end]
    with_value = name == "valueAndGrad"
    aux = ["Aux"] if has_aux else []
    labels = ["gradient"] if len(chosen) == 1 else [f"gradient{i}" for i in range(len(chosen))]
    gradients = [f"{label}: {one}" for label, one in zip(labels, chosen)]
    # As in JAX: value, auxiliary result, gradient; but gradient, auxiliary result without the value.
    if with_value:
        output = grouped(["value: Tensor", *(f"aux: {one}" for one in aux), *gradients])
    elif has_aux:
        output = grouped([*gradients, "aux: Aux"])
    else:
        output = grouped(chosen)
    what = "value and gradient" if with_value else "gradient"
    call = f"packed.{name}(f, of: {start}..<{end}, holomorphic, allowInt)"
    body = call
    if len(chosen) > 1 and (with_value or has_aux):
        # The gradients have labels of their own.
        outer = [*(["value"] if with_value else []), *(["aux"] if has_aux and with_value else []), "gradient",
                 *(["aux"] if has_aux and not with_value else [])]
        types = {"value": "Tensor", "aux": "Aux", "gradient": grouped(chosen)}
        labelled = [
            f"gradient.{i}" for i in range(len(chosen))]
        returned = [part for one in outer for part in (labelled if one == "gradient" else [one])]
        body = [
            f"let function: @Sendable ({joined(arguments)}) -> ({joined(f'{one}: {types[one]}' for one in outer)}) =",
            f"  {call}",
            f"return {{ {joined(names(arguments))} in",
            f"  let ({joined(outer)}) = function({joined(names(arguments))})",
            f"  return ({joined(returned)})", "}"]
    return Overload(
        f"The {what}, with respect to {selection_text(kind, start)}, of a scalar function"
        f"{' with an auxiliary result' if has_aux else ''} of {number(arguments)}.",
        f"""func {name}{generics(arguments, aux)}(
  _ f: @escaping @Sendable ({joined(arguments)}) -> {grouped(["Tensor"] + aux)}{f", wrt: {kind}" if kind else ""},
  holomorphic: Bool = false, allowInt: Bool = false
) -> @Sendable ({joined(arguments)}) -> {output}""", body,
        source(
            "value_and_grad" if with_value else "grad",
            "The function's second result is not differentiated; it is handed on beside the gradient." if has_aux
            else ""))


def gradients(name):
    for has_aux in (False, True):
        for count in (1, 2, 3, 4):
            for kind, start, end in selections(count):
                yield gradient(name, ARGUMENTS[:count], has_aux, kind, start, end)
        yield gradient(name, MANY, has_aux, None, 0, 1)


# jacfwd, jacrev, jacobian, hessian and hvp

# A function gives one tensor, and the Jacobian is a tree like the argument; or it takes one tensor, and the Jacobian is a
# tree like the result; or both are trees. Where two of them fit, the first one is meant, and for Hessians the second one.
TO_TENSOR, FROM_TENSOR, TREES = "from trees to a tensor", "from a tensor to a tree", "from trees to a tree"
AUX_DETAILS = "The function's last result is not differentiated; it is handed on."
MODES = {
    "jacfwd": "computed forwards, column by column",
    "jacrev": "computed backwards, row by row",
    "jacobian": "computed backwards, row by row",
    "hessian": "computed forwards over backwards",
}


def jacobian_type(result, argument):
    """The type of the Jacobian of one result with respect to one argument."""
    if result == "Tensor":
        return argument
    return result if argument == "Tensor" else f"Jacobian<{result}, {argument}>"


def jacobian_overload(name, arguments, result, form, selection, has_aux, output, body):
    kind, start, end = selection
    aux = ["Aux"] if has_aux else []
    free = generics([a for a in arguments if a != "Tensor"], ["R"] if result == "R" else [], aux)
    parameters = [f"_ f: @escaping @Sendable ({joined(arguments)}) -> {grouped([result] + aux)}"]
    parameters += [f"wrt: {kind}"] if kind else []
    parameters += ["aux: LastResult"] if has_aux else []
    parameters += ["holomorphic: Bool = false"]
    parameters += ["allowInt: Bool = false"] if name in ("jacrev", "jacobian") else []
    meant = FROM_TENSOR if name == "hessian" and end - start == 1 else TO_TENSOR
    return Overload(
        f"The {'Hessian' if name == 'hessian' else 'Jacobian'}, with respect to {selection_text(kind, start)}, of a "
        f"function of {NUMBER[len(arguments)]}{' with an auxiliary result' if has_aux else ''}, {form}; {MODES[name]}.",
        f"""func {name}{free}(
  {joined(parameters)}
) -> @Sendable ({joined(arguments)}) -> {output}""", body, source(name, AUX_DETAILS if has_aux else ""),
        "" if form == meant else "@_disfavoredOverload")


def jacobian(name, count, form, selection, has_aux=False):
    kind, start, end = selection
    arguments = ARGUMENTS[:count]
    result = "Tensor" if form == TO_TENSOR else "R"
    if form == FROM_TENSOR:
        arguments = [*arguments[:start], *["Tensor"] * (end - start), *arguments[end:]]
    output = grouped([jacobian_type(result, argument) for argument in arguments[start:end]])
    if has_aux:
        output = f"(jacobian: {output}, aux: Aux)"
    if name == "jacobian":
        options = selection_value(kind) + (["aux: .last"] if has_aux else [])
        body = f"jacrev({joined(['f', *options, 'holomorphic: holomorphic', 'allowInt: allowInt'])})"
    else:
        read = {TO_TENSOR: "rows", FROM_TENSOR: "column", TREES: "matrix" if end - start == 1 else "matrices"}[form]
        mode, options = (".forward", "holomorphic") if name == "jacfwd" else (".reverse", "holomorphic, allowInt")
        body = f"packed.{read}({mode}, f, of: {start}..<{end}, {options})"
    return jacobian_overload(name, arguments, result, form, selection, has_aux, output, body)


def hessian(count, form, selection):
    kind, start, end = selection
    arguments = ARGUMENTS[:count]
    if form == FROM_TENSOR:
        arguments = [*arguments[:start], *["Tensor"] * (end - start), *arguments[end:]]
    chosen = arguments[start:end]
    if end - start == 1:
        result = "Tensor" if form == TO_TENSOR else "R"
        output = jacobian_type(jacobian_type(result, chosen[0]), chosen[0])
        options = joined([*selection_value(kind), "holomorphic: holomorphic"])
        return jacobian_overload(
            "hessian", arguments, result, form, selection, False, output,
            f"jacfwd(jacrev(f, {options}), {options})")
    tensors = form == FROM_TENSOR
    output = grouped(
        [grouped(["Tensor" if tensors else f"Jacobian<{a}, {b}>" for b in chosen]) for a in chosen])
    read = "tensor" if tensors else "matrix"
    rows = [
        grouped([f"try $0.{read}({p}, {q})" for q in range(start, end)]) for p in range(start, end)]
    return jacobian_overload(
        "hessian", arguments, "Tensor", TO_TENSOR, selection, False, output,
        [f"packed.hessian(f, of: {start}..<{end}, holomorphic) {{", f"({joined(rows)})", "}"])


def jacobians(name):
    for count in (1, 2, 3, 4):
        for selection in selections(count):
            is_one = selection[2] - selection[1] == 1
            for form in (TO_TENSOR, FROM_TENSOR, TREES) if is_one else (TO_TENSOR, TREES):
                yield jacobian(name, count, form, selection)
            yield jacobian(name, count, TO_TENSOR, selection, True)


def hessians():
    for count in (1, 2, 3, 4):
        for selection in selections(count):
            is_one = selection[2] - selection[1] == 1
            for form in (TO_TENSOR, FROM_TENSOR, TREES) if is_one else (FROM_TENSOR, TO_TENSOR):
                yield hessian(count, form, selection)


HVP_DETAILS = """The Hessian itself is never formed: the cost is a small multiple of that of the function.

- Source: `jax.jvp` of `jax.grad`, as in the autodiff cookbook."""


def hvp(count):
    arguments = ARGUMENTS[:count]
    point = grouped(arguments)
    return Overload(
        f"The product of the Hessian of a scalar function of {NUMBER[count]} and a vector, computed forwards over "
        "backwards.",
        f"""func hvp{generics(arguments)}(
  _ f: @escaping @Sendable ({joined(arguments)}) -> Tensor, _ primals: {point}, _ tangents: {point}
) -> {point}""", f"jvp(grad(f{'' if count == 1 else ', wrt: .all'}), primals, tangents).tangent", HVP_DETAILS)


# jvp, vjp, linearize, linearTranspose and fwdAndBwd


def jvp(n, m, has_aux=False):
    arguments, results, aux = ARGUMENTS[:n], RESULTS[:m], ["Aux"] if has_aux else []
    point, output = grouped(arguments), grouped(results)
    return Overload(
        f"The results of a function of {NUMBER[n]} with {RESULT_NUMBER[m]}{' and an auxiliary one' if has_aux else ''}, "
        "and its derivative in a direction.",
        f"""func jvp{generics(arguments, results, aux)}(
  _ f: @escaping {function_type(arguments, results + aux)}, _ primals: {point},
  _ tangents: {point}{", aux: LastResult" if has_aux else ""}
) -> (value: {output}, tangent: {output}{", aux: Aux" if has_aux else ""})""",
        f"packed.jvp({'auxiliary: ' if has_aux else ''}f, primals, tangents)",
        source("jvp", AUX_DETAILS if has_aux else ""))


def linear_map(name, member, n, m, has_aux=False):
    """`vjp` and `linearize`: the value, and a linear function between arguments and results."""
    arguments, results, aux = ARGUMENTS[:n], RESULTS[:m], ["Aux"] if has_aux else []
    linear = function_type(results, arguments) if name == "vjp" else function_type(arguments, results)
    what = "pullback of cotangents" if name == "vjp" else "derivative as a linear function"
    return Overload(
        f"The results of a function of {NUMBER[n]} with {RESULT_NUMBER[m]}{' and an auxiliary one' if has_aux else ''}, "
        f"and its {what}.",
        f"""func {name}{generics(arguments, results, aux)}(
  {joined([f"_ f: @escaping {function_type(arguments, results + aux)}", *values(arguments), *(["aux: LastResult"] if has_aux else [])])}
) -> (value: {grouped(results)}, {member}: {linear}{", aux: Aux" if has_aux else ""})""",
        f"packed.{name}({'auxiliary: ' if has_aux else ''}{joined(['f', *names(arguments)])})",
        source(name, AUX_DETAILS if has_aux else ""))


FWD_DETAILS = """Both are compiled. What the second one needs of the first one is a tree, so it may be kept, moved and passed on."""


def fwd_and_bwd(n):
    arguments = ARGUMENTS[:n]
    residuals = f"VJPResiduals<{joined(arguments)}>"
    return Overload(
        f"The value of a function of {NUMBER[n]} and its pullback, as two functions.",
        f"""func fwdAndBwd{generics(arguments, ["R"])}(
  _ f: @escaping {function_type(arguments, ["R"])}
) -> (
  forward: @Sendable ({joined(arguments)}) -> (R, {residuals}),
  backward: @Sendable ({residuals}, R) -> {grouped(arguments)}
)""", "packed.fwdAndBwd(f)", source("fwd_and_bwd", FWD_DETAILS))


TRANSPOSE_DETAILS = """The function is traced for the types of the arguments; their values do not matter, so `shapeDtypeStruct` serves."""


def linear_transpose(n, m):
    arguments, results = ARGUMENTS[:n], RESULTS[:m]
    return Overload(
        f"The transpose of a linear function of {NUMBER[n]} with {RESULT_NUMBER[m]}.",
        f"""func linearTranspose{generics(arguments, results)}(
  {joined([f"_ f: @escaping {function_type(arguments, results)}", *values(arguments)])}
) -> {function_type(results, arguments)}""", f"packed.linearTranspose({joined(['f', *names(arguments)])})",
        source("linear_transpose", TRANSPOSE_DETAILS))


OVERLOADS = {
    "GradOverloads.swift": ("`grad`", formed(gradients("grad"))),
    "ValueAndGradOverloads.swift": ("`valueAndGrad`", formed(gradients("valueAndGrad"))),
    "JacfwdOverloads.swift": ("`jacfwd`", jacobians("jacfwd")),
    "JacrevOverloads.swift": ("`jacrev`", jacobians("jacrev")),
    "JacobianOverloads.swift": ("`jacobian`", jacobians("jacobian")),
    "HessianOverloads.swift": ("`hessian`", hessians()),
    "HVPOverloads.swift": ("`hvp`", formed(hvp(count) for count in (1, 2, 3))),
    "LinearTransposeOverloads.swift": ("`linearTranspose`", (linear_transpose(n, m) for n, m in COUNTS)),
    "JVPAuxiliaryOverloads.swift": (
        "`jvp` with an auxiliary result", formed(jvp(n, m, True) for n, m in AUX_COUNTS)),
    "VJPAuxiliaryOverloads.swift": (
        "`vjp` with an auxiliary result", formed(linear_map("vjp", "pullback", n, m, True) for n, m in AUX_COUNTS)),
    "JVPOverloads.swift": ("`jvp`", formed(jvp(n, m) for n, m in COUNTS)),
    "VJPOverloads.swift": ("`vjp`", formed(linear_map("vjp", "pullback", n, m) for n, m in COUNTS)),
    "FwdAndBwdOverloads.swift": ("`fwdAndBwd`", (fwd_and_bwd(n) for n in (1, 2, 3))),
    "LinearizeOverloads.swift": ("`linearize`", formed(linear_map("linearize", "pushforward", n, m) for n, m in COUNTS)),
}
FILES = {name: (title, list(texts(overloads))) for name, (title, overloads) in OVERLOADS.items()}
