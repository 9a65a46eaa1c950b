"""The forms of each overload: of tensors, or of trees.

A closure whose parameters have no types takes tensors: that overload is tried first, and the ones for trees are disfavored.
Without it the type checker tries every operator of Swift with every overload, which takes seconds.

Functions that are kept are `@Sendable`, with `@preconcurrency`: a function that is not is a warning where it is handed over,
not an error. One more form for these was tried: compositions as `jit(grad(grad(f)))` then take tens of seconds to check. A
function that is called at once, and not kept, need not be `@Sendable` in the first place.
"""

import re

from overloads.swift import Overload

TREES = {"A", "B", "C", "D", "E", "G", "X", "Y"}
# Their function is called before they return.
IMMEDIATE = {"jvp", "vjp", "linearize", "evalShape", "hvp"}
DISFAVORED = "@_disfavoredOverload"
KEPT = "@escaping @Sendable"
HEAD = re.compile(
    r"(?P<start>(?:static )?func (?P<name>`?\w+`?))(?:<(?P<generics>[^>]*)>)?\("
    r"(?P<parameters>.*)\n\) -> (?P<result>.*)\Z", re.S)
FUNCTION = re.compile(r"(?<=\()(auxiliary: |)f(?=[,)])")


def of_tensors(match, body):
    """The type parameters, parameters, result and body with tensors in the place of trees; none without such trees."""
    generics = [g for g in (match["generics"] or "").split(", ") if g]
    chosen = {g.split(":")[0] for g in generics} & TREES
    if not chosen or any(g.startswith("each") for g in generics):
        return None
    word = re.compile(rf"\b(?:{'|'.join(sorted(chosen))})\b")
    free = ", ".join(g for g in generics if g.split(":")[0] not in chosen)
    return (
        free, word.sub("Tensor", match["parameters"]), word.sub("Tensor", match["result"]),
        [word.sub("Tensor", line) for line in body])


def forms(overload):
    """The overloads that stand for one."""
    match = HEAD.match(overload.head)
    trees = (match["generics"] or "", match["parameters"], match["result"], overload.body)
    tensors = of_tensors(match, overload.body)
    disfavored = overload.attribute or (DISFAVORED if tensors else "")
    for parts, attribute in ((tensors, overload.attribute), (trees, disfavored)):
        if parts is None:
            continue
        generics, parameters, result, body = parts
        attributes = [attribute] if attribute else []
        if match["name"] in IMMEDIATE:
            parameters = parameters.replace(KEPT, "@escaping")
            body = [FUNCTION.sub(r"\1packed.local(f)", line) for line in body]
        elif KEPT in parameters:
            attributes.insert(0, "@preconcurrency")
        yield Overload(
            overload.summary,
            f"{match['start']}{f'<{generics}>' if generics else ''}({parameters}\n) -> {result}", body,
            overload.details, "\n".join(attributes))


def formed(overloads):
    """All forms of some overloads."""
    return (form for overload in overloads for form in forms(overload))
