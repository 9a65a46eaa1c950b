"""Pieces of Swift text that the generated overloads are put together from."""

import re

# The name of a value is that of its type in lower case; `f` is the function.
ARGUMENTS = ["A", "B", "C", "D", "E", "G"]
# Any number of further arguments, a parameter pack.
PACK = "repeat each Rest"
RESULTS = ["R", "S", "T", "U"]
COUNTS = [(n, m) for n in (1, 2, 3, 4) for m in (1, 2, 3)]
NUMBER = {
    1: "one argument", 2: "two arguments", 3: "three arguments", 4: "four arguments", 5: "five arguments",
    6: "six arguments"}
RESULT_NUMBER = {0: "no result", 1: "one result", 2: "two results", 3: "three results",
                 4: "four results"}


def joined(items):
    return ", ".join(items)


def grouped(items):
    """A Swift tuple of types or expressions; one alone stands bare."""
    return items[0] if len(items) == 1 else f"({joined(items)})"


def names(types):
    return [name.lower() for name in types]


def generics(*lists, further=()):
    """The type parameters that are trees, and further ones as they stand."""
    types = [f"{name.removeprefix('repeat ')}: PyTree" for one in lists for name in one] + [*further]
    return f"<{joined(types)}>" if types else ""


def number(arguments):
    """How many arguments there are, in words."""
    if arguments[-1] == PACK:
        return NUMBER[len(arguments) - 1].replace("arguments", "or more arguments")
    return NUMBER[len(arguments)]


def function_type(arguments, results):
    return f"@Sendable ({joined(arguments)}) -> {grouped(results) if results else 'Void'}"


def values(types):
    """Parameters without labels, one for each type."""
    return [f"_ {name}: {kind}" for name, kind in zip(names(types), types)]


def elements(name, count):
    """The elements of a tuple with the given name; one alone is no tuple."""
    return [name] if count == 1 else [f"{name}.{i}" for i in range(count)]


class Overload:
    """One public function, whose body hands its arguments to the function of `packed`."""

    def __init__(self, summary, head, body, details="", attribute=""):
        self.summary, self.head, self.details = summary, head, details
        self.body, self.attribute = ([body] if isinstance(body, str) else body), attribute

    def text(self, with_details):
        documentation = [self.summary] + (["", *self.details.split("\n")] if with_details else [])
        lines = ["/// " + line if line else "///" for line in documentation]
        lines += [self.attribute] if self.attribute else []
        return "\n".join([*lines, f"public {self.head} {{", *self.body, "}"])


def texts(overloads):
    """Each overload as text; what a group has in common is documented at its first one."""
    told = set()
    for overload in overloads:
        is_new = bool(overload.details) and overload.details not in told
        told.add(overload.details)
        yield overload.text(is_new)
