"""Pieces of Swift text that the generated overloads are put together from."""

# The name of a value is that of its type in lower case; `f` is the function.
ARGUMENTS = ["A", "B", "C", "D", "E", "G"]
# Any number of further arguments, a parameter pack.
PACK = "repeat each Rest"
RESULTS = ["R", "S", "T"]
COUNTS = [(n, m) for n in (1, 2, 3, 4) for m in (1, 2, 3)]
NUMBER = {
    1: "one argument", 2: "two arguments", 3: "three arguments", 4: "four arguments", 5: "five arguments",
    6: "six arguments"}
RESULT_NUMBER = {0: "no result", 1: "one result", 2: "two results", 3: "three results"}


def joined(items):
    return ", ".join(items)


def grouped(items):
    """A Swift tuple of types or expressions; one alone stands bare."""
    return items[0] if len(items) == 1 else f"({joined(items)})"


def names(types):
    return [name.lower() for name in types]


def generics(types):
    return "<" + joined(f"{name.removeprefix('repeat ')}: PyTree" for name in types) + ">"


def number(arguments):
    """How many arguments there are, in words."""
    if arguments[-1] == PACK:
        return NUMBER[len(arguments) - 1].replace("arguments", "or more arguments")
    return NUMBER[len(arguments)]


def parameters(arguments):
    """The parameters of a closure, which needs the types only of a pack."""
    if arguments[-1] != PACK:
        return joined(names(arguments))
    each = [f"{name}: {kind}" for name, kind in zip(names(arguments[:-1]), arguments)]
    return f"({joined([*each, f'rest: {PACK}'])})"


def doc(summary, source, details=()):
    lines = [summary, *[line for text in details for line in ("", text)], "", f"- Source: `{source}`."]
    return "\n".join("/// " + line if line else "///" for line in lines)


def reads(count):
    return joined(["try arguments.read()"] * count)


def read_arguments(arguments):
    if arguments[-1:] != [PACK]:
        return reads(len(arguments))
    return joined([reads(len(arguments) - 1), "repeat try arguments.read((each Rest).self)"])


def read_values(count):
    return grouped(["try results.read()"] * count)


def call_and_write(arguments, results, indent):
    """The statements that call the user's function and write its results."""
    call = f"f({read_arguments(arguments)})"
    pad = " " * indent
    if len(results) == 1:
        return f"{pad}results.write({call})"
    parts = [f"r{i}" for i in range(len(results))]
    lines = [f"{pad}let ({joined(parts)}) = {call}"]
    lines += [f"{pad}results.write({part})" for part in parts]
    return "\n".join(lines)


def flat_function(name, arguments, results, indent):
    pad = " " * indent
    return f"""{pad}let inputs = TreeWriter({joined(names(arguments))})
{pad}let function = FlatFunction("{name}", inputs.structures) {{ arguments, results in
{call_and_write(arguments, results, indent + 2)}
{pad}}}"""


def recovery(value, preparation=None):
    lines = ["    } catch {", "      raise(error)"]
    lines += [f"      {preparation}"] if preparation else []
    return "\n".join(lines + [f"      return {value}", "    }"])
