"""The overloads of `checkpoint`, which is also called `remat`."""

from overloads.forms import formed
from overloads.swift import (
    ARGUMENTS, COUNTS, NUMBER, RESULT_NUMBER, RESULTS, Overload, function_type, generics, texts)

PARAMETERS = """- Parameters:
  - policy: which intermediate values are kept all the same; none if there is no policy.
  - preventCSE: whether the compiler is kept from using the values it has. Inside `lax.scan` that is not needed.
- Source: `jax.checkpoint`."""


def checkpoint(n, m, name, body, details):
    arguments, results = ARGUMENTS[:n], RESULTS[:m]
    function = function_type(arguments, results)
    return Overload(
        f"The function of {NUMBER[n]} with {RESULT_NUMBER[m]}, whose derivative computes intermediate values again.",
        f"""func {name}{generics(arguments, results)}(
  _ f: @escaping {function}, policy: CheckpointPolicy? = nil, preventCSE: Bool = true
) -> {function}""", body, details)


FILES = {
    "CheckpointOverloads.swift": (
        "`checkpoint`",
        list(texts(formed(
            checkpoint(n, m, "checkpoint", "packed.checkpoint(f, policy, preventCSE)", PARAMETERS)
            for n, m in COUNTS)))),
    "RematOverloads.swift": (
        "`remat`",
        list(texts(formed(
            checkpoint(
                n, m, "remat", "packed.checkpoint(f, policy, preventCSE)",
                "The same as `checkpoint`.\n\n- Source: `jax.remat`.")
            for n, m in COUNTS)))),
}
