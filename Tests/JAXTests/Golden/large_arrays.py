"""Writes the errors of JAX's functions of large arrays, those of LargeArrayTests.swift: function, error.

The error is the largest difference of a float32 result from the float64 result, relative to its largest magnitude.

usage: large_arrays.py > large_arrays.tsv   (jax 0.10.2, on the CPU)
"""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, nn

jax.config.update("jax_enable_x64", True)
N = 4_000_000
positive = jax.random.uniform(jax.random.key(0), (N,), jnp.float32)
signed = 2 * jax.random.uniform(jax.random.key(1), (N,), jnp.float32) - 1


def add_windows(a):
    return lax.reduce_window(
        a.reshape(2000, 2000), np.array(0, a.dtype), lax.add, (500, 500), (500, 500), "VALID")


def segments(p, s):
    return jnp.zeros(10, p.dtype).at[jnp.arange(N) % 10].add(p)


def layer_norm(a):
    return (a - a.mean(-1, keepdims=True)) / jnp.sqrt(a.var(-1, keepdims=True) + 1e-6)


FUNCTIONS = {
    "mean": lambda p, s: jnp.mean(p),
    "var": lambda p, s: jnp.var(p),
    "var shifted": lambda p, s: jnp.var(p + 1000),
    "std": lambda p, s: jnp.std(s, ddof=1),
    "norm": lambda p, s: jnp.sqrt(jnp.sum(s * s)),
    "norm 1": lambda p, s: jnp.sum(jnp.abs(s)),
    "average": lambda p, s: jnp.average(p, weights=jnp.abs(s)),
    "cumsum": lambda p, s: jnp.cumsum(p),
    "cumlogsumexp": lambda p, s: lax.cumlogsumexp(s),
    "matrix times vector": lambda p, s: p.reshape(64, -1) @ s[:N // 64],
    "three factors": lambda p, s: jnp.einsum("ij,jk->k", p[:N // 2].reshape(32, -1), p[:N].reshape(-1, 64)),
    "tensordot": lambda p, s: jnp.tensordot(p.reshape(2000, 2000), p.reshape(2000, 2000), 2),
    "softmax": lambda p, s: nn.softmax(s),
    "log softmax": lambda p, s: nn.log_softmax(s)[:1000],
    "logsumexp": lambda p, s: nn.logsumexp(s),
    "pools": lambda p, s: add_windows(p),
    "segments": segments,
    "divergence": lambda p, s: jnp.sum(jnp.abs(s) * jnp.log(jnp.abs(s) + p)),
    "gradient": lambda p, s: jax.grad(lambda w: jnp.mean((w * p - 1) ** 2))(jnp.asarray(1.5, p.dtype)),
    "second derivative": lambda p, s: jax.grad(jax.grad(lambda w: jnp.mean(jnp.exp(w * p))))(jnp.asarray(0.5, p.dtype)),
    "batch statistics": lambda p, s: jnp.stack(
        [p.reshape(8, -1, 4).mean((0, 1)), p.reshape(8, -1, 4).var((0, 1))]),
    "layer norm": lambda p, s: layer_norm(p.reshape(4, -1)),
    "adam": lambda p, s: (s * 0.1 / (1 - 0.9)) / (jnp.sqrt(s * s * 0.001 / (1 - 0.999)) + 1e-8),
    "clipped": lambda p, s: s * jnp.minimum(1, 1 / jnp.sqrt(jnp.sum(s * s))),
    "error function": lambda p, s: jnp.sum(lax.erf(s) ** 2),
    "nansum": lambda p, s: jnp.nansum(jnp.where(p > 0.9, jnp.nan, p)),
    "nanvar": lambda p, s: jnp.nanvar(jnp.where(p > 0.9, jnp.nan, p)),
    "vandermonde": lambda p, s: (p[:, None] ** jnp.arange(4).astype(p.dtype)).sum(0),
    "squared error": lambda p, s: jnp.mean((p - s) ** 2),
    "cross entropy": lambda p, s: -jnp.mean(nn.log_softmax(s.reshape(-1, 10))[:, 3]),
    "cosine": lambda p, s: jnp.vdot(p, s + 1) / jnp.sqrt(jnp.sum(p * p)) / jnp.sqrt(jnp.sum((s + 1) ** 2)),
    "outer products": lambda p, s: jnp.einsum("ni,nj->ij", p.reshape(-1, 4), p.reshape(-1, 4)),
    "weighted rows": lambda p, s: jnp.einsum("n,ni->i", p[:N // 4], p.reshape(-1, 4)),
}

print("# " + __doc__.split("\n")[0])
for name, function in FUNCTIONS.items():
    compiled = jax.jit(function)
    single, double = (
        np.asarray(compiled(positive.astype(t), signed.astype(t)), np.float64) for t in (jnp.float32, jnp.float64))
    print(f"{name}\t{np.max(np.abs(single - double)) / np.max(np.abs(double)):.2e}")
