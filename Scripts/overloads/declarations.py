"""The public functions of the array interface, read from the Swift sources."""

import re
from dataclasses import dataclass, field

EXTENSION = re.compile(r"^(?:public )?(?:extension|enum|struct) ([\w.]+)[^\n{]*\{\n(.*?)^\}", re.M | re.S)
FUNCTION = re.compile(
    r"(?P<doc>(?:^  ///[^\n]*\n)*)(?P<attributes>(?:^  @[^\n]*\n)*)"
    r"^  public (?P<kind>static |mutating |)func (?P<name>`?\w+`?)(?P<generics><[^(]*>)?\(", re.M)


@dataclass
class Parameter:
    """One parameter as it is declared; `label` is None where there is none."""

    label: str | None
    name: str
    type: str
    default: str | None

    @property
    def outer(self):
        """The name that the parameter has for users: its label, or else its name."""
        return self.label or self.name

    def text(self, type=None, label=..., default=...):
        label = self.label if label is ... else label
        default = self.default if default is ... else default
        names = self.name if label == self.name else f"{label or '_'} {self.name}"
        return f"{names}: {type or self.type}" + (f" = {default}" if default is not None else "")


@dataclass
class Function:
    """One public function."""

    namespace: str
    name: str
    kind: str
    generics: str
    parameters: list[Parameter]
    effects: str
    result: str
    summary: str
    attributes: list[str] = field(default_factory=list)
    line: int = 0

    @property
    def key(self):
        """What Swift tells overloads apart by, as far as this script goes."""
        return (self.namespace, self.name, tuple((p.label, p.type) for p in self.parameters))


def parts(text):
    """The parts between commas that are not in brackets or strings."""
    found, depth, last, quoted = [], 0, "", False
    for position, character in enumerate(text):
        if character == '"' and text[position - 1:position] != "\\":
            quoted = not quoted
        if not quoted:
            depth += character in "([{<"
            depth -= character in ")]}" or (character == ">" and text[position - 1] != "-")
        if character == "," and depth == 0 and not quoted:
            found.append(last.strip())
            last = ""
        else:
            last += character
    return [part for part in [*found, last.strip()] if part]


def closing(text, start):
    """The place of the bracket that closes the one before `start`."""
    depth = 1
    for position in range(start, len(text)):
        depth += (text[position] in "([{") - (text[position] in ")]}")
        if depth == 0:
            return position
    raise ValueError("a bracket is never closed: " + text[start:start + 80])


def parameter(text):
    names, rest = text.split(":", 1)
    words = names.split()
    kind, equals, default = rest.partition(" = ")
    label = words[0] if words[0] != "_" else None
    return Parameter(label, words[-1], kind.strip(), default.strip() if equals else None)


def summary(doc):
    """The first paragraph of a documentation comment."""
    lines = [line.strip().removeprefix("///").strip() for line in doc.strip().splitlines()]
    return " ".join(lines[:lines.index("")] if "" in lines else lines)


def functions(path):
    """The public functions in the extensions of a file."""
    text = path.read_text()
    # Comments inside of parameter lists would count as code; documentation stays.
    text = re.sub(r"(?<![:/])//(?!/)[^\n]*", "", text)
    for extension in EXTENSION.finditer(text):
        body = extension[2]
        for match in FUNCTION.finditer(body):
            end = closing(body, match.end())
            head = re.match(r"\s*((?:async |throws |rethrows )*)(?:->\s*(.*?))?\s*\{", body[end + 1:], re.S)
            if head is None:
                continue
            yield Function(
                namespace=extension[1], name=match["name"].strip("`"), kind=match["kind"],
                generics=match["generics"] or "",
                parameters=[parameter(p) for p in parts(" ".join(body[match.end():end].split()))],
                effects=head[1], result=" ".join((head[2] or "Void").split()),
                summary=summary(match["doc"]), attributes=match["attributes"].split("\n")[:-1],
                line=text[:extension.start(2) + match.start("kind")].count("\n") + 1)
