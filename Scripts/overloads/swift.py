"""Pieces of Swift text that the generated overloads are put together from."""


def joined(items):
    return ", ".join(items)


def grouped(items):
    """A Swift tuple of types or expressions; one alone stands bare."""
    return items[0] if len(items) == 1 else f"({joined(items)})"


def names(types):
    return [name.lower() for name in types]


def generics(types):
    return "<" + joined(f"{name}: PyTree" for name in types) + ">"


def doc(summary, source, details=()):
    lines = [summary, *[line for text in details for line in ("", text)], "", f"- Source: `{source}`."]
    return "\n".join("/// " + line if line else "///" for line in lines)
