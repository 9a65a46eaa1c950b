"""The overloads of `checkpoint`, which is also called `remat`."""

from overloads.swift import (
    ARGUMENTS, COUNTS, NUMBER, RESULT_NUMBER, RESULTS, call_and_write, doc, generics, grouped, joined,
    names, read_values, recovery)

SETTINGS = "policy: CheckpointPolicy? = nil, preventCSE: Bool = true"


def checkpoint(n, m):
    arguments, results = ARGUMENTS[:n], RESULTS[:m]
    function = f"@Sendable ({joined(arguments)}) -> {grouped(results)}"
    return f"""{doc(f"The function of {NUMBER[n]} with {RESULT_NUMBER[m]}, whose derivative computes intermediate values again.", "jax.checkpoint", ["- Parameters:", ])}
public func checkpoint{generics(arguments + results)}(
  _ f: @escaping {function}, {SETTINGS}
) -> {function} {{
  let function = CheckpointFunction(policy: policy, preventCSE: preventCSE) {{ arguments, results in
{call_and_write(arguments, results, 4)}
  }}
  return {{ {joined(names(arguments))} in
    do {{
      var results = try function.call(TreeWriter({joined(names(arguments))}))
      return {read_values(m)}
{recovery(f"f({joined(names(arguments))})")}
  }}
}}""".replace("""///
/// - Parameters:
///
""", """///
/// - Parameters:
///   - policy: which intermediate values are kept all the same; none if there is no policy.
///   - preventCSE: whether the compiler is kept from using the values it has. Inside `lax.scan` that is not needed.
///
""")


def remat(n, m):
    arguments, results = ARGUMENTS[:n], RESULTS[:m]
    function = f"@Sendable ({joined(arguments)}) -> {grouped(results)}"
    return f"""{doc(f"The function of {NUMBER[n]} with {RESULT_NUMBER[m]}, whose derivative computes intermediate values again.", "jax.remat", ["The same as `checkpoint`."])}
public func remat{generics(arguments + results)}(
  _ f: @escaping {function}, {SETTINGS}
) -> {function} {{
  checkpoint(f, policy: policy, preventCSE: preventCSE)
}}"""


FILES = {
    "CheckpointOverloads.swift": ("`checkpoint`", [checkpoint(n, m) for n, m in COUNTS]),
    "RematOverloads.swift": ("`remat`", [remat(n, m) for n, m in COUNTS]),
}
