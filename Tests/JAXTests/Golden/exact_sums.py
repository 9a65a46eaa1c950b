"""Writes the errors of JAX's sums, of the programs and data of ExactSumTests.swift: program, data, number of terms, error.

The error is the largest difference of a float32 result from the float64 result, relative to the sum of magnitudes.

usage: exact_sums.py > exact_sums.tsv   (jax 0.10.2, on the CPU)
"""
import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
COUNTS = (100_000, 1_000_000)


def uniform(n):
    return jax.random.uniform(jax.random.key(0), (n,), jnp.float32)


DATA = {
    "tenths": lambda n: jnp.full((n,), 0.1, jnp.float32),
    "uniform": uniform,
    "signed": lambda n: 2 * uniform(n) - 1,
    "cancelling": lambda n: (uniform(n) + 1000) * (1 - 2 * (jnp.arange(n) % 2)).astype(jnp.float32),
}

PROGRAMS = {
    "sum": jnp.sum,
    "sum of squares": lambda x: jnp.sum(x * x),
    "one column": lambda x: jnp.sum(x.reshape(-1, 1), axis=0),
    "columns": lambda x: jnp.sum(x.reshape(-1, 8), axis=0),
    "wide columns": lambda x: jnp.sum(x.reshape(-1, 50), axis=0),
    "rows": lambda x: jnp.sum(x.reshape(8, -1), axis=1),
    "outer axes": lambda x: jnp.sum(x.reshape(100, -1, 100), axis=(0, 1)),
    "middle axis": lambda x: jnp.sum(x.reshape(10, -1, 10), axis=1),
    "first and last axis": lambda x: jnp.sum(x.reshape(-1, 10, 50), axis=(0, 2)),
    "dot": lambda x: jnp.dot(x, jnp.ones_like(x)),
    "whole product": lambda x: jnp.einsum("ij,ij->", x.reshape(8, -1), jnp.ones_like(x).reshape(8, -1)),
    "products of rows": lambda x: jnp.einsum("bi,bi->b", x.reshape(8, -1), jnp.ones_like(x).reshape(8, -1)),
    "matrix times vector": lambda x: x.reshape(4, -1) @ jnp.ones(x.size // 4, x.dtype),
    "transposed matrix times vector": lambda x: x.reshape(-1, 4).T @ jnp.ones(x.size // 4, x.dtype),
    "vector times matrix": lambda x: jnp.ones(x.size // 8, x.dtype) @ x.reshape(-1, 8),
    "thin product": lambda x: x.reshape(2, -1) @ jnp.ones((x.size // 2, 2), x.dtype),
    "windows": lambda x: jax.lax.reduce_window(
        x, np.array(0, x.dtype), jax.lax.add, (x.size // 10,), (x.size // 20,), "VALID"),
    "pools": lambda x: jax.lax.reduce_window(
        x.reshape(100, -1), np.array(0, x.dtype), jax.lax.add, (50, 100), (50, 100), "VALID"),
    "one cell": lambda x: jnp.zeros(1, x.dtype).at[jnp.zeros(x.size, jnp.int32)].add(x),
    "ten cells": lambda x: jnp.zeros(10, x.dtype).at[jnp.arange(x.size) % 10].add(x),
}

print("# " + " ".join(__doc__.split("\n")[0].split()))
for name, program in PROGRAMS.items():
    compiled = jax.jit(program)
    for data, make in DATA.items():
        for count in COUNTS:
            x = make(count)
            exact = np.asarray(compiled(x.astype(jnp.float64)))
            magnitude = np.asarray(compiled(jnp.abs(x).astype(jnp.float64)))
            error = np.max(np.abs(np.asarray(compiled(x), np.float64) - exact) / magnitude)
            print(f"{name}\t{data}\t{count}\t{error:.2e}")
