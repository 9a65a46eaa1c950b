"""The forms of the array functions: each number of arguments by position, and numbers and booleans in the place of tensors.

CONTRIBUTING.md has the rule. A function is declared once, with no label on what JAX requires and JAX's names on the rest:

    func linspace(_ start: Tensor, _ stop: Tensor, num: Int = 50, endpoint: Bool = true, …)

JAX's users also write `linspace(0, 1, 5)` and `linspace(0, stop=1, num=5)`. So there is a form for each number of arguments by
position, up to the first parameter of JAX's that is not there; what JAX requires has its name as a label in the forms with
fewer. Forms differ in their labels, so that never two of them fit the same call; a last parameter that no call gives makes them
of another type than the declaration, so that `vmap(jnp.dot)` means that. Each has a twin, tried last, that takes
`any TensorOperand` for each tensor; it is a twin, and not the form itself, so that in `clip(x, 0, 1 / 2)` the numbers are
tensors before they are divided.

A function with default values has one form more, without those parameters, for references: `vmap(jnp.sum)`.
"""

import pathlib
from dataclasses import dataclass

from overloads import declarations, signatures

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DISFAVORED = "@_disfavoredOverload"
# The last parameter of a form: function values do not have labels, but they have all parameters.
MARK = "_ end: NoArgument = NoArgument()"
# How tensors are taken where numbers are too: the type, and what becomes of the value.
OPERANDS = {
    "Tensor": ("any TensorOperand", "{}.tensor"),
    "Tensor?": ("(any TensorOperand)?", "{}?.tensor"),
    "[Tensor]": ("[any TensorOperand]", "{}.map(\\.tensor)"),
}
# The targets with array functions, their folders, and whether one file of forms stands for a whole folder of small ones.
TARGETS = [("JAXLax", "", True), ("JAXTransforms", "Reductions", True), ("JAXNumpy", "", False)]


@dataclass
class Form:
    """One overload that calls the function as it is declared."""

    function: declarations.Function
    parameters: list
    values: list
    is_twin: bool

    @property
    def key(self):
        function = self.function
        return (function.namespace, function.name, tuple((p.label, p.type) for p in self.parameters))

    def text(self):
        function = self.function
        declared = {p.name: p for p in function.parameters}
        arguments = ", ".join(
            value if declared[name].label is None else f"{declared[name].label}: {value}"
            for name, value in self.values)
        name = f"`{function.name}`" if function.name in ("where", "repeat", "var") else function.name
        receiver = "Self" if function.kind.startswith("static") else "self"
        parameters = [p.text() for p in self.parameters] + ([] if self.is_twin else [MARK])
        attempt = "try " if "throws" in function.effects else ""
        result = "" if function.result == "Void" else f"-> {function.result} "
        attributes = [a.strip() for a in function.attributes]
        if self.is_twin and DISFAVORED not in attributes:
            attributes.append(DISFAVORED)
        # JAX's names that are not in lower case, as PRNGKey.
        ignored = [] if name[0] in "`" or name[0].islower() else ["// swift-format-ignore: AlwaysUseLowerCamelCase"]
        return "\n".join([
            f"/// {function.summary}", *ignored, *attributes,
            f"public {function.kind}func {name}{function.generics}({', '.join(parameters)}) "
            f"{function.effects}{result}{{", f"{attempt}{receiver}.{function.name}({arguments})", "}"])


def counts(function, jax):
    """How many arguments by position there are forms for, and how many of the declaration."""
    parameters = function.parameters
    declared = next((i for i, p in enumerate(parameters) if p.label), len(parameters))
    most = 0
    for ours, theirs in zip(parameters, jax):
        if ours.outer != theirs.name or not theirs.by_position:
            break
        most += 1
    names = {p.name: p for p in jax}
    is_method = not function.kind.startswith("static")
    starts_with_tensor = bool(parameters) and parameters[0].type in OPERANDS
    fewest = declared
    while fewest > (0 if is_method or not starts_with_tensor else 1):
        theirs = names.get(parameters[fewest - 1].name)
        if theirs is None or not theirs.by_name:
            break
        fewest -= 1
    return range(fewest, max(most, declared) + 1), declared


def forwarded(parameter, takes_operands):
    """The type of a parameter in a form, and its value for the function as it is declared."""
    name = f"&{parameter.name}" if parameter.type.startswith("inout ") else parameter.name
    if takes_operands and parameter.type in OPERANDS:
        kind, value = OPERANDS[parameter.type]
        return kind, value.format(name)
    return parameter.type, name


def forms(function, jax):
    """The forms of one function, without the one that is declared."""
    parameters = function.parameters
    if any(p.type.endswith("...") for p in parameters) or any("@available" in a for a in function.attributes):
        return
    by_position, declared = counts(function, jax) if jax else (range(0), 0)
    has_tensors = any(p.type in OPERANDS for p in parameters)
    if jax is None or declared not in by_position:
        by_position, declared = range(1), 0
    for count in by_position:
        for takes_operands in ([False, True] if has_tensors else [False]):
            if count == declared and not takes_operands:
                continue
            chosen, values = [], []
            for position, ours in enumerate(parameters):
                kind, value = forwarded(ours, takes_operands)
                label = ours.label
                if jax is not None and count != declared:
                    label = None if position < count else ours.outer
                default = None if ours.label and label is None else ours.default
                chosen.append(declarations.Parameter(label, ours.name, kind, default))
                values.append((ours.name, value))
            yield Form(function, chosen, values, takes_operands)
    required = [p for p in parameters if p.default is None]
    if function.kind.startswith("static") and 0 < len(required) < len(parameters) and all(
            p.type == "Tensor" and p.label is None for p in required):
        yield Form(function, required, [(p.name, p.name) for p in required], True)


def imports(path):
    return [line for line in path.read_text().splitlines() if line.startswith(("import ", "package import ", "public import "))]


def sources():
    """The files with array functions."""
    for target, folder, _ in TARGETS:
        for path in sorted((ROOT / "Sources" / target / folder).rglob("*.swift")):
            if "Generated" not in path.parts:
                yield path


def files():
    """The text of each file of forms, by its path in the sources."""
    table = signatures.read()
    written = {}
    for target, _, is_grouped in TARGETS:
        root = ROOT / "Sources" / target
        functions = {path: list(declarations.functions(path)) for path in sources() if path.is_relative_to(root)}
        known = {f.key for found in functions.values() for f in found}
        groups = {}
        for path, found in functions.items():
            name = path.relative_to(root).parts[0] if is_grouped else path.name
            groups.setdefault(name.removesuffix(".swift"), []).append((path, found))
        for name, members in groups.items():
            lines, texts = set(), {}
            for path, found in members:
                for function in found:
                    for form in forms(function, table.get((function.namespace, function.name))):
                        if form.key not in known:
                            known.add(form.key)
                            lines.update(imports(path))
                            texts.setdefault(function.namespace, []).append(form.text())
            if texts:
                written[f"{target}/Generated/{name}+Forms.swift"] = "\n\n".join([
                    *(["\n".join(sorted(lines))] if lines else []),
                    *(f"extension {space} {{\n" + "\n\n".join(found) + "\n}" for space, found in texts.items())])
    return written
