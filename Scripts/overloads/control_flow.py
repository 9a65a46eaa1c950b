"""The overloads of `lax.cond`, `lax.switch`, `lax.platformDependent`, the loops of `lax` and `lax.associativeScan`.

Functions of several values take them one by one, as in `lax.whileLoop({ i, x in i .< 3 }, { i, x in (i + 1, x * 2) }, (0, x))`.
"""

from overloads.swift import grouped, joined, names

STATES = ["A", "B", "C", "D"]
ELEMENTS = ["X", "Y"]
RESULTS = ["R", "S", "T"]


def parts(name, count):
    """The elements of a tuple with the given name; one alone is no tuple."""
    return [name] if count == 1 else [f"{name}.{i}" for i in range(count)]


def generics(*lists):
    types = [f"{name}: PyTree" for one in lists for name in one]
    return f"<{joined(types)}>" if types else ""


def reads(count):
    return ["try reader.read()"] * count


def calling(function, leaves, structures, arguments, results, indent):
    """Statements that read arguments from leaves, call a function and return its results in a writer."""
    pad = " " * indent
    lines = [f"{pad}var reader = TreeReader({leaves}, {structures})"] if arguments else []
    if len(results) == 1:
        return "\n".join(lines + [f"{pad}return TreeWriter({function}({joined(arguments)}))"])
    values = [f"r{i}" for i in range(len(results))]
    lines.append(f"{pad}let ({joined(values)}) = {function}({joined(arguments)})")
    lines.append(f"{pad}return TreeWriter({joined(values)})")
    return "\n".join(lines)


def read_all(reader, count):
    return grouped([f"try {reader}.read()"] * count)


WHILE_DOC = """  /// The last state of a loop that runs as long as a condition holds.
  ///
  /// The number of steps may depend on the state. Reverse mode goes back through the loop by running it again from
  /// checkpoints, in memory that does not grow with the number of steps.
  ///
  ///     lax.whileLoop({ x in x .< 100 }, { x in x * 2 }, 3)          // 192
  ///
  /// - Parameters:
  ///   - condition: whether there is another step.
  ///   - body: the next state, of the same structure, shapes and dtypes.
  ///   - initial: the state to begin with.
  ///   - maxSteps: the loop ends after so many steps even if the condition holds.
  ///   - checkpoints: how many states the way back keeps at each of its two levels; if nil, up to 1024 that fit into 32 MB.
  ///     More make it faster; with as many as `maxSteps` no step is run more than once again.
  /// - Source: `jax.lax.while_loop`."""


def while_loop(n):
    states = STATES[:n]
    state = grouped(states)
    value = names(states)
    return f"""{WHILE_DOC}
  public static func whileLoop{generics(states)}(
    _ condition: ({joined(states)}) -> Tensor, _ body: ({joined(states)}) -> {state}, _ initial: {state},
    maxSteps: Int? = nil, checkpoints: Int? = nil
  ) -> {state} {{
    raising(placeholder: initial) {{
      let state = TreeWriter({joined(parts("initial", n))})
      var results = try whileLoop(
        state, maxSteps: maxSteps, checkpoints: checkpoints,
        condition: {{ leaves in
          var reader = TreeReader(leaves, state.structures)
          return condition({joined(reads(n))})
        }},
        body: {{ leaves in
{calling("body", "leaves", "state.structures", reads(n), states, 10)}
        }})
      return {read_all("results", n)}
    }}
  }}"""


FORI_DOC = """  /// The last state of a loop over the whole numbers from `lower` up to, and not including, `upper`.
  ///
  /// Bounds that are numbers make it a `scan`; with computed bounds it is a `whileLoop`, which has reverse mode too.
  ///
  ///     lax.foriLoop(0, 5, { i, x in x + i }, 0)                     // 10
  ///
  /// - Parameters:
  ///   - body: the next state, from the number and the state.
  ///   - initial: the state to begin with.
  ///   - unroll: how many steps are compiled as one, for bounds that are numbers.
  ///   - checkpoints: as in `whileLoop`, for computed bounds.
  /// - Source: `jax.lax.fori_loop`."""


def fori_loop(n):
    states = STATES[:n]
    state = grouped(states)
    return f"""{FORI_DOC}
  public static func foriLoop{generics(states)}(
    _ lower: Tensor, _ upper: Tensor, _ body: ({joined(["Tensor"] + states)}) -> {state}, _ initial: {state},
    unroll: Int? = nil, checkpoints: Int? = nil
  ) -> {state} {{
    raising(placeholder: initial) {{
      let state = TreeWriter({joined(parts("initial", n))})
      var results = try foriLoop(
        lower, upper, state, unroll: unroll, checkpoints: checkpoints
      ) {{ index, leaves in
{calling("body", "leaves", "state.structures", ["index"] + reads(n), states, 8)}
      }}
      return {read_all("results", n)}
    }}
  }}"""


SCAN_DOC = """  /// The last state of a loop over the first axis of arrays{stacking}.
  ///
  /// The function is staged and compiled once, whatever the number of steps.
  ///
{example}
  ///
  /// - Parameters:
  ///   - function: the next state{results}, from the state{elements}.
  ///   - initial: the state to begin with.{inputs}
  ///   - length: the number of steps{optional}.
  ///   - reverse: whether to begin at the end of the arrays.
  ///   - unroll: how many steps are compiled as one.
  /// - Source: `jax.lax.scan`."""

SCAN_EXAMPLES = {
    (True, True): "  ///     lax.scan({ total, x in (total + x, total) }, 0, jnp.arange(4))   // (6, [0, 0, 1, 3])",
    (True, False): "  ///     lax.scan({ total, x in total + x }, 0, jnp.arange(4))            // 6",
    (False, True): "  ///     lax.scan({ x in (x * 2, x) }, 1, length: 4)                      // (16, [1, 2, 4, 8])",
    (False, False): "  ///     lax.scan({ x in x * 2 }, 1, length: 4)                           // 16",
}


def scan(n, k, m):
    states, elements, results = STATES[:n], ELEMENTS[:k], RESULTS[:m]
    state = grouped(states)
    body_result = grouped(states + results) if n == 1 or not m else f"({state}, {grouped(results)})"
    # A state of several values stays together, so that it cannot be taken for a result.
    stacked = grouped(results)
    output = f"({state}, {stacked})" if m else state
    xs = f", _ xs: {grouped(elements)}" if k else ""
    length = "length: Int? = nil" if k else "length: Int"
    document = SCAN_DOC.format(
        stacking=", and the stacked results of its steps" if m else "",
        example=SCAN_EXAMPLES[(k > 0, m > 0)],
        results=" and the step's results" if m else "",
        elements=" and the elements of the arrays" if k else "",
        inputs="\n  ///   - xs: the arrays." if k else "",
        optional=", if it is not to be that of the arrays" if k else "")
    inputs = parts("initial", n) + (parts("xs", k) if k else [])
    call = f"function({joined(inputs)})"
    if not m:
        fallback, bind = call, ""
    else:
        pattern = ["_"] + [f"r{i}" for i in range(m)] if n == 1 else ["_", "r"]
        bind = f"let ({joined(pattern)}) = {call}\n      "
        fallback = f"(initial, {grouped(pattern[1:])})"
    values = [f"s{i}" for i in range(n)]
    ys = [f"r{i}" for i in range(m)]
    if n == 1:
        pattern = grouped(values + ys)
    else:
        pattern = f"(({joined(values)}), {grouped(ys)})" if m else grouped(values)
    arguments = reads(n) + ["try elementReader.read()"] * k
    return f"""{document}
  public static func scan{generics(states, elements, results)}(
    _ function: ({joined(states + elements)}) -> {body_result}, _ initial: {state}{xs},
    {length}, reverse: Bool = false, unroll: Int = 1
  ) -> {output} {{
    do {{
      let state = TreeWriter({joined(parts("initial", n))})
      let inputs = TreeWriter({joined(parts("xs", k)) if k else ""})
      var outputs = try scan(
        state, inputs, length: length, reverse: reverse, unroll: unroll
      ) {{ leaves, {"elements" if k else "_"} in
        var reader = TreeReader(leaves, state.structures)
        {"var elementReader = TreeReader(elements, inputs.structures)" if k else ""}
        let {pattern} = function({joined(arguments)})
        return TreeWriter({joined(values + ys)})
      }}
      return {f"({read_all('outputs', n)}, {read_all('outputs', m)})" if m else read_all("outputs", n)}
    }} catch {{
      raise(error)
      {bind}return {fallback}
    }}
  }}"""


MAP_DOC = """  /// The results of a function for each element along the first axis of arrays, one after the other.
  ///
  /// `vmap` computes them all at once; this needs memory for one of them, or for a batch.
  ///
  ///     lax.map({ x in x * x }, jnp.arange(3))                       // [0, 1, 4]
  ///
  /// - Parameter batchSize: how many elements are computed at once, by `vmap`; one if nil.
  /// - Source: `jax.lax.map`."""


def map_(k, m):
    elements, results = ELEMENTS[:k], RESULTS[:m]
    output = grouped(results)
    return f"""{MAP_DOC}
  public static func map{generics(elements, results)}(
    _ function: ({joined(elements)}) -> {output}, _ xs: {grouped(elements)}, batchSize: Int? = nil
  ) -> {output} {{
    do {{
      let inputs = TreeWriter({joined(parts("xs", k))})
      var outputs = try map(inputs, batchSize: batchSize) {{ leaves in
{calling("function", "leaves", "inputs.structures", reads(k), results, 8)}
      }}
      return {read_all("outputs", m)}
    }} catch {{
      raise(error)
      return function({joined(parts("xs", k))})
    }}
  }}"""


ASSOCIATIVE_DOC = """  /// All prefixes of arrays under an associative operation, in logarithmically many steps that run in parallel.
  ///
  ///     lax.associativeScan({ a, b in a * b }, [1, 2, 3, 4])        // [1, 2, 6, 24]
  ///
  /// - Parameters:
  ///   - function: joins earlier elements with later ones; it works on many pairs at once, along `axis`.
  ///   - elements: the arrays, equally long along the axis.
  ///   - reverse: whether to begin at the end.
  /// - Source: `jax.lax.associative_scan`."""


def associative_scan(n):
    states = STATES[:n]
    state = grouped(states)
    return f"""{ASSOCIATIVE_DOC}
  public static func associativeScan{generics(states)}(
    _ function: ({joined(states + states)}) -> {state}, _ elements: {state}, reverse: Bool = false, axis: Int = 0
  ) -> {state} {{
    raising(placeholder: elements) {{
      let inputs = TreeWriter({joined(parts("elements", n))})
      var results = try associativeScan(inputs, reverse: reverse, axis: axis) {{ leaves in
{calling("function", "leaves", "inputs.structures + inputs.structures", reads(2 * n), states, 8)}
      }}
      return {read_all("results", n)}
    }}
  }}"""


COND_DOC = """  /// The result of one of two functions, chosen by a truth value that may be computed; only that one runs.
  ///
  ///     lax.cond(x .> 0, { x in lax.sqrt(x) }, { x in x * 0 }, x)
  ///
  /// Under `vmap` with a predicate that differs from example to example both run, and the results are selected.
  ///
  /// - Parameters:
  ///   - predicate: one truth value.
  ///   - onTrue: the function for true.
  ///   - onFalse: the function for false, with results of the same structure, shapes and dtypes.
  /// - Source: `jax.lax.cond`."""

SWITCH_DOC = """  /// The result of one of several functions, chosen by an index that may be computed; only that one runs.
  ///
  ///     lax.switch(1, [{ x in x + 1 }, { x in x * 2 }], Tensor(5))   // 10
  ///
  /// - Parameters:
  ///   - index: the number of the function; outside of the range the nearest one is taken.
  ///   - branches: the functions, with results of the same structures, shapes and dtypes.
  /// - Source: `jax.lax.switch`."""


def choice(n, m, is_switch):
    operands, results = STATES[:n], RESULTS[:m]
    output = grouped(results)
    function = f"({joined(operands)}) -> {output}"
    values = names(operands)
    parameters = "".join(f", _ {value}: {kind}" for value, kind in zip(values, operands))
    if is_switch:
        head = f"_ index: Tensor, _ branches: [{function}]"
        call = "`switch`(\n        index, operands, count: branches.count\n      )"
        variable, chosen = "number", "branches[number]"
        fallback = f"branches[0]({joined(values)})"
    else:
        head = f"_ predicate: Tensor, _ onTrue: {function}, _ onFalse: {function}"
        call = "cond(predicate, operands)"
        variable, chosen = "isTrue", "(isTrue ? onTrue : onFalse)"
        fallback = f"onTrue({joined(values)})"
    body = calling("function", "leaves", "operands.structures", reads(n), results, 8)
    leaves = "leaves" if n else "_"
    return f"""{SWITCH_DOC if is_switch else COND_DOC}
  public static func {"`switch`" if is_switch else "cond"}{generics(operands, results)}(
    {head}{parameters}
  ) -> {output} {{
    do {{
      let operands = TreeWriter({joined(values)})
      var outputs = try {call} {{ {variable}, {leaves} in
        let function = {chosen.strip("()") if not is_switch else chosen}
{body}
      }}
      return {read_all("outputs", m)}
    }} catch {{
      raise(error)
      return {fallback}
    }}
  }}"""


PLATFORM_DOC = """  /// The result of the function for the platform that the program is compiled for.
  ///
  /// All functions are staged, and only the one that the platform runs is compiled.
  ///
  ///     lax.platformDependent(["tpu": { x in x * 2 }], default: { x in x + x }, 3)   // 6
  ///
  /// - Parameters:
  ///   - branches: the functions by the names of their platforms: `"cpu"`, `"cuda"`, `"rocm"`, `"tpu"`.
  ///   - default: the function for all other platforms.
  /// - Source: `jax.lax.platform_dependent`."""


def platform_dependent(n, m):
    operands, results = STATES[:n], RESULTS[:m]
    output = grouped(results)
    function = f"({joined(operands)}) -> {output}"
    values = names(operands)
    parameters = "".join(f", _ {value}: {kind}" for value, kind in zip(values, operands))
    body = calling("function", "leaves", "operands.structures", reads(n), results, 8)
    return f"""{PLATFORM_DOC}
  public static func platformDependent{generics(operands, results)}(
    _ branches: KeyValuePairs<String, {function}>, default: ({function})? = nil{parameters}
  ) -> {output} {{
    let functions = branches.map(\\.value) + (`default`.map {{ [$0] }} ?? [])
    do {{
      let operands = TreeWriter({joined(values)})
      var outputs = try platformDependent(
        branches.map(\\.key), hasDefault: `default` != nil, operands
      ) {{ number, {"leaves" if n else "_"} in
        let function = functions[number]
{body}
      }}
      return {read_all("outputs", m)}
    }} catch {{
      raise(error)
      return functions[0]({joined(values)})
    }}
  }}"""


def extension(functions):
    return ["extension lax {\n" + "\n\n".join(functions) + "\n}"]


CHOICES = [(n, m) for n in (0, 1, 2, 3, 4) for m in (1, 2, 3)]

FILES = {
    "LoopOverloads.swift": (
        "`lax.whileLoop`, `lax.foriLoop`, `lax.map` and `lax.associativeScan`",
        extension(
            [while_loop(n) for n in (1, 2, 3, 4)] + [fori_loop(n) for n in (1, 2, 3, 4)]
            + [map_(k, m) for k in (1, 2) for m in (1, 2)]
            + [associative_scan(n) for n in (1, 2, 3)])),
    "ScanOverloads.swift": (
        "`lax.scan`",
        extension([scan(n, k, m) for n in (1, 2, 3) for k in (0, 1, 2) for m in (0, 1, 2)])),
    "CondOverloads.swift": (
        "`lax.cond`", extension([choice(n, m, False) for n, m in CHOICES])),
    "SwitchOverloads.swift": (
        "`lax.switch`", extension([choice(n, m, True) for n, m in CHOICES])),
    "PlatformDependentOverloads.swift": (
        "`lax.platformDependent`", extension([platform_dependent(n, m) for n, m in CHOICES])),
}
