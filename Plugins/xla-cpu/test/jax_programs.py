"""JAX programs for run-jax: runs them on whatever backend is chosen and writes their values to a file."""
import functools
import pickle
import sys

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

programs = {}


def program(function):
    programs[function.__name__] = function
    return function


x = np.linspace(-2, 2, 12, dtype=np.float32).reshape(3, 4)


@program
def devices():
    return jax.device_count()


@program
def grad():
    return [jax.grad(jnp.tanh)(1.0), jax.grad(jax.grad(jax.grad(jnp.tanh)))(1.0)]


@program
def vmap_of_jit():
    return jax.vmap(jax.jit(lambda v: jnp.sin(v) @ jnp.cos(v)))(x)


@program
def pairwise_distances():
    return jax.jit(lambda a: jax.vmap(lambda u: jax.vmap(lambda v: jnp.sum((u - v) ** 2))(a))(a))(x)


@program
def jacobian_and_hessian():
    f = lambda v: jnp.sum(jnp.exp(v) * jnp.roll(v, 1))
    return [jax.jacfwd(lambda v: v ** 3)(x[0]), jax.jacrev(lambda v: v ** 3)(x[0]), jax.hessian(f)(x[0])]


@program
def donation():
    step = jax.jit(lambda s: s + 1, donate_argnums=0)
    first = jnp.zeros(1000)
    second = step(first)
    assert first.is_deleted()
    return step(second)


@program
def random_numbers():
    key = jax.random.key(0)
    return [
        jax.random.normal(key, (2, 2)), jax.random.uniform(key, (5,)), jax.random.permutation(key, 10),
        jax.random.bits(key, (4,))]


@program
def control_flow():
    total, steps = jax.lax.scan(lambda c, v: (c + v, c * v), 0.0, jnp.arange(10.0))
    return [total, steps, jax.lax.fori_loop(0, 20, lambda i, v: v * 1.1 + i, 1.0),
            jax.lax.cond(total > 3, lambda: 1.0, lambda: 2.0)]


@program
def dtypes():
    small = [jnp.arange(8, dtype=t) + jnp.ones(8, t) for t in ("int8", "uint16", "int32", "bfloat16", "float16")]
    return [np.asarray(v, np.float32) for v in small] + [jnp.abs(jnp.fft.fft(x[0]))]


@program
def sort_and_gather():
    order = jnp.argsort(x[1] * jnp.array([1, -1, 1, -1]))
    return [order, x[:, order], jnp.take_along_axis(jnp.asarray(x), jnp.array([[0], [1], [2]]), 1)]


@program
def matrix_products():
    a = np.random.RandomState(0).randn(64, 64).astype(np.float32) / 8
    return [a @ jnp.asarray(a), jnp.einsum("ij,kj->ik", a, a), jax.lax.conv(
        jnp.ones((1, 2, 8, 8)), jnp.ones((3, 2, 3, 3)), (1, 1), "SAME")]


@program
def training():
    labels = jnp.array([0.0, 1.0, 1.0])

    def loss(w):
        return jnp.mean((jax.nn.sigmoid(x @ w) - labels) ** 2)

    @functools.partial(jax.jit, donate_argnums=0)
    def step(w):
        return w - jax.grad(loss)(w)

    w = jnp.zeros(4)
    for _ in range(50):
        w = step(w)
    return [w, loss(w)]


@program
def sharded():
    mesh = Mesh(np.array(jax.devices()).reshape(2, 2), ("a", "b"))
    big = jax.device_put(np.arange(64.0, dtype=np.float32).reshape(8, 8), NamedSharding(mesh, PartitionSpec("a", "b")))
    total = jax.jit(lambda v: (v @ v).sum(), out_shardings=NamedSharding(mesh, PartitionSpec()))(big)
    summed = jax.jit(jax.shard_map(
        lambda v: jax.lax.psum(v, "a"), mesh=mesh, in_specs=PartitionSpec("a"), out_specs=PartitionSpec()))(np.arange(4.0))
    return [np.asarray(big), total, summed]


@program
def export_and_call():
    exported = jax.export.export(
        jax.jit(lambda v: jnp.tanh(v) * 2), platforms=("cpu",))(jax.ShapeDtypeStruct((3, 4), jnp.float32))
    return exported.call(x)


@program
def compiled_facts():
    compiled = jax.jit(lambda v: v @ v.T).lower(x).compile()
    stats = compiled.memory_analysis()
    return [compiled.cost_analysis()["flops"], stats.argument_size_in_bytes, stats.output_size_in_bytes]


@program
def column_major():
    return np.asarray(jax.jit(lambda v: jnp.transpose(v) + 0)(x)).copy(order="F")


values = {}
for name, function in programs.items():
    try:
        values[name] = np.concatenate(
            [np.ravel(np.asarray(leaf, np.float64)) for leaf in jax.tree.leaves(function())])
    except Exception as error:
        print(f"{name} failed: {type(error).__name__}: {str(error)[:600]}")
with open(sys.argv[1], "wb") as file:
    pickle.dump(values, file)
