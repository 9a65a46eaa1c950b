#!/usr/bin/env python3
"""The workloads of `Benchmarks/Swift` as JAX programs, on the same shapes.

Prints one JSON object a line, {"name", "unit", "value"}: the best of several repeats. Needs jax 0.10.2.

usage: jax_side.py [--only GROUP]
"""
import argparse
import itertools
import json
import os
import subprocess
import sys
import time

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, nn

GENERATOR = np.random.RandomState(1)


def report(name, unit, value):
    print(json.dumps({"name": name, "unit": unit, "value": value}), flush=True)


def normals(*shape, scale=1.0):
    return jnp.asarray((GENERATOR.standard_normal(shape) * scale).astype(np.float32))


def seconds_per_call(function, calls, repeats=7):
    """The time of one of `calls` calls in a row, the wait for the last result included."""
    jax.block_until_ready(function())
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(calls):
            result = function()
        jax.block_until_ready(result)
        times.append((time.perf_counter() - start) / calls)
    return min(times)


def start():
    program = (
        "import jax, jax.numpy as jnp\n"
        "print(float(jax.jit(lambda x: x + 1)(jnp.float32(1))))")
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
        times.append(time.perf_counter() - begin)
    report("start_to_first_result", "s", min(times))


def dispatch():
    scalar, vector = jnp.float32(1), jnp.ones(1024, jnp.float32)
    leaves = [jnp.ones(4, jnp.float32) for _ in range(100)]
    increment = jax.jit(lambda x: x + 1)
    product = jax.jit(lambda x, y: jnp.tanh(x * y))
    increment_all = jax.jit(lambda xs: [x + 1 for x in xs])
    report("dispatch_jit_scalar", "us", 1e6 * seconds_per_call(lambda: increment(scalar), 5000))
    report("dispatch_jit_tanh_1024", "us", 1e6 * seconds_per_call(lambda: product(vector, vector), 5000))
    report("dispatch_jit_100_leaves", "us", 1e6 * seconds_per_call(lambda: increment_all(leaves), 1000))

    # One function for 300 shapes: every call is of another form than the one before.
    shapes = [jnp.ones(n + 1, jnp.float32) for n in range(300)]
    for x in shapes:
        increment(x)

    def call_all():
        for x in shapes:
            last = increment(x)
        return last

    report("jit_300_forms", "us", 1e6 / 300 * seconds_per_call(call_all, 10))


def tanh(x):
    y = jnp.exp(-2.0 * x)
    return (1.0 - y) / (1.0 + y)


def eager():
    x, matrix = jnp.ones(1024, jnp.float32), normals(32, 32)
    slope = jax.grad(tanh)
    norms = jax.vmap(lambda row: jnp.sum(row * row))
    report("eager_add_1024", "us", 1e6 * seconds_per_call(lambda: x + x, 5000))
    report("eager_chain_5_ops_1024", "us", 1e6 * seconds_per_call(lambda: jnp.tanh(x * x + x - x) * 2.0, 1000))
    report("eager_grad_tanh_scalar", "us", 1e6 * seconds_per_call(lambda: slope(1.0), 200))
    report("eager_vmap_sum_32x32", "us", 1e6 * seconds_per_call(lambda: norms(matrix), 500))
    numbers = jnp.arange(1 << 20)
    values = numbers.astype(jnp.float32)
    order, mask = (numbers * 7919) % (1 << 20), numbers % 3 == 0
    report("eager_take_1m", "us", 1e6 * seconds_per_call(lambda: values[order], 20))
    report("eager_mask_1m", "us", 1e6 * seconds_per_call(lambda: values[mask], 20))

    # Many operations, of a hundred shapes in turn.
    shapes = [jnp.ones(n + 1, jnp.float32) for n in range(100)]

    def add_all():
        for _ in range(100):
            for vector in shapes:
                last = vector + vector
        return last

    report("eager_10000_ops", "ms", 1e3 * seconds_per_call(add_all, 1))

    # A loop of ten steps of 2000 operations, outside of jit.
    def body(_, y):
        for _ in range(1000):
            y = y * 1.0001 + 0.001
        return y

    report("eager_fori_2000_eqns", "ms", 1e3 * seconds_per_call(lambda: lax.fori_loop(0, 10, body, x), 5))

    many = jnp.arange(1 << 22).astype(jnp.float32)
    report("print_4m", "us", 1e6 * seconds_per_call(lambda: str(many), 20))

    # Each repeat reads an array of another shape, of which only one part was read before.
    tables = [jnp.ones((12800, 64 + n), jnp.float32) for n in range(8)]
    for table in tables:
        table[0], table[:128]
    turns = itertools.cycle(tables)

    def read_rows():
        table = next(turns)
        for row in range(1000):
            last = table[row]
        return last

    def read_batches():
        table = next(turns)
        for batch in range(100):
            last = table[batch * 128:(batch + 1) * 128]
        return last

    report("eager_rows_1000", "ms", 1e3 * seconds_per_call(read_rows, 1))
    report("eager_minibatches", "ms", 1e3 * seconds_per_call(read_batches, 1))


WIDTH, HEADS, LENGTH, BATCH, TOKENS, LAYERS = 64, 4, 32, 2, 100, 12


def gpt_parameters():
    def norm():
        return {"scale": jnp.ones(WIDTH, jnp.float32), "shift": jnp.zeros(WIDTH, jnp.float32)}

    def weights(*shape):
        return normals(*shape, scale=0.02)

    return {
        "tokens": weights(TOKENS, WIDTH),
        "positions": weights(LENGTH, WIDTH),
        "layers": [
            {
                "norm1": norm(), "qkv": weights(WIDTH, 3 * WIDTH), "out": weights(WIDTH, WIDTH),
                "norm2": norm(), "up": weights(WIDTH, 4 * WIDTH), "down": weights(4 * WIDTH, WIDTH),
            }
            for _ in range(LAYERS)],
    }


def layer_norm(p, x):
    centred = x - x.mean(-1, keepdims=True)
    variance = (centred**2).mean(-1, keepdims=True)
    return centred * lax.rsqrt(variance + 1e-5) * p["scale"] + p["shift"]


def attention(p, x):
    heads = (x @ p["qkv"]).reshape(BATCH, LENGTH, 3, HEADS, WIDTH // HEADS).transpose(2, 0, 3, 1, 4)
    query, key, value = (part[0] for part in jnp.split(heads, 3))
    scores = jnp.einsum("bhtd,bhsd->bhts", query, key) / np.sqrt(WIDTH // HEADS)
    scores = jnp.where(jnp.tril(jnp.ones((LENGTH, LENGTH), bool)), scores, -1e9)
    mixed = jnp.einsum("bhts,bhsd->bhtd", nn.softmax(scores, -1), value)
    return mixed.transpose(0, 2, 1, 3).reshape(BATCH, LENGTH, WIDTH) @ p["out"]


def gpt_loss(p, x, y):
    hidden = p["tokens"][x] + p["positions"]
    for layer in p["layers"]:
        hidden = hidden + attention(layer, layer_norm(layer["norm1"], hidden))
        hidden = hidden + nn.gelu(layer_norm(layer["norm2"], hidden) @ layer["up"]) @ layer["down"]
    log_probabilities = nn.log_softmax(hidden @ p["tokens"].T)
    return -jnp.mean(jnp.take_along_axis(log_probabilities, y[..., None], -1))


def gpt():
    parameters = gpt_parameters()
    ids = jnp.asarray(GENERATOR.randint(0, TOKENS, (BATCH, LENGTH)), jnp.int32)
    trace_times, lower_times = [], []
    for _ in range(3):
        function = jax.jit(jax.value_and_grad(lambda p, x, y: gpt_loss(p, x, y)))
        begin = time.perf_counter()
        traced = function.trace(parameters, ids, ids)
        between = time.perf_counter()
        lowered = traced.lower()
        lowered.as_text()
        lower_times.append(time.perf_counter() - between)
        trace_times.append(between - begin)
    begin = time.perf_counter()
    compiled = lowered.compile()
    compile_time = time.perf_counter() - begin
    report(f"gpt{LAYERS}_trace", "ms", 1e3 * min(trace_times))
    report(f"gpt{LAYERS}_lower", "ms", 1e3 * min(lower_times))
    report(f"gpt{LAYERS}_compile", "s", compile_time)
    report(f"gpt{LAYERS}_step", "ms", 1e3 * seconds_per_call(lambda: compiled(parameters, ids, ids), 10))


def mlp_loss(layers, x, y):
    for w, b in layers[:-1]:
        x = nn.relu(x @ w + b)
    w, b = layers[-1]
    return -jnp.mean(jnp.sum(nn.log_softmax(x @ w + b) * y, -1))


def mlp():
    layers = [(normals(i, o, scale=i**-0.5), jnp.zeros(o, jnp.float32))
              for i, o in ((64, 256), (256, 256), (256, 10))]
    x = normals(128, 64)
    y = nn.one_hot(GENERATOR.randint(0, 10, 128), 10)

    @jax.jit
    def step(layers, x, y):
        gradient = jax.grad(mlp_loss)(layers, x, y)
        return [(w - 0.1 * dw, b - 0.1 * db) for (w, b), (dw, db) in zip(layers, gradient)]

    def hundred_steps():
        now = layers
        for _ in range(100):
            now = step(now, x, y)
        return now

    per_example = jax.jit(jax.vmap(
        jax.grad(lambda layers, x, y: mlp_loss(layers, x[None], y[None])), (None, 0, 0)))
    report("mlp_train_step_128", "us", 1e4 * seconds_per_call(hundred_steps, 1))
    report("mlp_per_example_grads_128", "ms", 1e3 * seconds_per_call(lambda: per_example(layers, x, y), 5))


def matmul():
    matrix = normals(1024, 1024)
    product = jax.jit(lambda a, b: a @ b)
    report("matmul_1024_f32", "ms", 1e3 * seconds_per_call(lambda: product(matrix, matrix), 10))


def call_price(spot, time_left, strike=100.0, rate=0.05, volatility=0.2):
    def normal_cdf(z):
        return 0.5 * lax.erfc(-z * np.float32(0.7071067811865476))

    deviation = volatility * jnp.sqrt(time_left)
    d1 = (jnp.log(spot / strike) + (rate + volatility * volatility / 2) * time_left) / deviation
    return spot * normal_cdf(d1) - strike * jnp.exp(-rate * time_left) * normal_cdf(
        d1 - volatility * jnp.sqrt(time_left))


def black_scholes():
    count = 1_000_000
    spot = jnp.asarray(GENERATOR.uniform(60, 140, count).astype(np.float32))
    time_left = jnp.asarray(GENERATOR.uniform(0.1, 1, count).astype(np.float32))
    price_and_delta = jax.jit(jax.vmap(jax.value_and_grad(call_price), (0, 0)))
    report("black_scholes_value_and_delta_1m", "ms", 1e3 * seconds_per_call(
        lambda: price_and_delta(spot, time_left), 5))


def random():
    key = jax.random.key(0)
    draw = jax.jit(lambda key: jax.random.normal(key, (1_000_000,)))
    report("random_normal_1m", "ms", 1e3 * seconds_per_call(lambda: draw(key), 5))


def scan():
    leaves = 4
    initial = tuple(jnp.float32(i / leaves) for i in range(leaves))

    def total(initial):
        def step(state, _):
            state = tuple(
                jnp.sin(value) + 0.1 * state[(i + 1) % leaves] for i, value in enumerate(state))
            return state, state[0]

        last, firsts = lax.scan(step, initial, None, length=614)
        return jnp.sum(firsts) + sum(last)

    gradient = jax.jit(jax.grad(total))
    report("scan_grad_4_leaves_614", "ms", 1e3 * seconds_per_call(lambda: gradient(initial), 3))
    weights, vector = normals(3, 3, scale=0.3), normals(3)
    loop = jax.jit(
        lambda x: lax.fori_loop(0, 100_000, lambda _, x: jnp.tanh(weights @ x), x))
    report("fori_3x3_100k", "ms", 1e3 * seconds_per_call(lambda: loop(vector), 1, 5))


def sums():
    def uniform(*shape):
        return jnp.asarray(GENERATOR.uniform(0, 1, shape).astype(np.float32))

    def measure(name, function, *operands):
        compiled = jax.jit(function)
        report(name, "ms", 1e3 * seconds_per_call(lambda: compiled(*operands), 5))

    def standardize(x):
        centred = x - x.mean(-1, keepdims=True)
        return centred * lax.rsqrt((centred**2).mean(-1, keepdims=True) + 1e-5)

    vector, table = uniform(10_000_000), uniform(10_000, 100)
    measure("sum_10m", jnp.sum, vector)
    measure("sum_sq_10m", lambda x: jnp.sum(x * x), vector)
    measure("mean_axis0_100k_64", lambda x: jnp.mean(x, 0), uniform(100_000, 64))
    measure("mean_axis1_10k_1k", lambda x: jnp.mean(x, 1), uniform(10_000, 1000))
    measure("dot_10m", jnp.dot, vector, uniform(10_000_000))
    measure("softmax_10k_100", nn.softmax, table)
    measure("layer_norm_10k_100", standardize, table)


GROUPS = {
    group.__name__: group
    for group in (start, dispatch, eager, gpt, mlp, matmul, black_scholes, random, scan, sums)}

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--only", choices=GROUPS, help="one group of workloads")
chosen = parser.parse_args().only
for name, group in GROUPS.items():
    if chosen in (None, name):
        group()
