"""The parameters of JAX's functions, as Scripts/record-signatures wrote them, under their names in Swift."""

import pathlib
import re
from dataclasses import dataclass

FILE = pathlib.Path(__file__).with_name("signatures.tsv")
# The namespaces in Swift whose names are not JAX's behind `jax.`.
NAMESPACES = {"jnp": "numpy", "Tensor": "Array"}
# The name of `*args` and `**kwargs`, which stand for parameters of any names.
ANY = "*"


@dataclass(frozen=True)
class JAXParameter:
    """One parameter: its name in camelCase, whether it may be left out, and how it may be given."""

    name: str
    has_default: bool
    by_position: bool
    by_name: bool


def camel(name):
    """The name in camelCase: `fill_value` is `fillValue`, `N` is `n`, and `atleast_1d` is `atleast1d`."""
    if len(name) == 1:
        return name.lower()
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def parameters(text):
    """The parameters of a Python signature."""
    found, by_position = [], True
    for part in (p.strip() for p in text.strip("()").split(",")):
        # A default of several parts, as in `shape=(1, 2)`, is cut: its further parts are no names.
        if part == "/":
            found = [JAXParameter(p.name, p.has_default, True, False) for p in found]
        elif part.startswith("**"):
            found.append(JAXParameter(ANY, True, False, True))
        elif part.startswith("*"):
            if len(part) > 1:
                found.append(JAXParameter(ANY, True, True, False))
            by_position = False
        elif match := re.match(r"([A-Za-z_]\w*)(=)?", part):
            found.append(JAXParameter(camel(match[1]), bool(match[2]), by_position, True))
    return found


def read():
    """The parameters of each function, by namespace and name in Swift: `("jnp", "expandDims")`."""
    swift = {f"jax.{module}": name for name, module in NAMESPACES.items()}
    table = {}
    for line in FILE.read_text().splitlines():
        if line.startswith("#"):
            continue
        path, signature = line.split("\t")
        scope, name = path.rsplit(".", 1)
        for module, namespace in swift.items():
            if scope == module or scope.startswith(module + "."):
                scope = namespace + scope.removeprefix(module)
        table[scope.removeprefix("jax."), camel(name)] = parameters(signature)
    return table
