"""Writes numpy.tsv: what JAX gives for the expressions below, and the result types of operators.

Run as: JAX_PLATFORMS=cpu python export_numpy.py > numpy.tsv

Expressions are evaluated as they stand. Those that begin with "x64:" are evaluated with 64-bit types enabled.
"""

import warnings

import jax
import jax.numpy as jnp
import numpy as np

warnings.simplefilter("ignore")

names = {
    "jax": jax, "jnp": jnp,
    "i": jnp.array([-7, -3, 0, 2, 5]),
    "j": jnp.array([2, -2, 3, -3, 4]),
    "u": jnp.array([0, 3, 200, 255], jnp.uint8),
    "f": jnp.array([-2.5, -0.5, 0.0, 1.5, 3.0]),
    "g": jnp.array([2.0, -2.0, 0.5, -3.0, 1.5]),
    "h": jnp.array([[0.0, 0.25, 0.5], [0.75, 1.0, 1.25]], jnp.float16),
    "n": jnp.array([1.0, jnp.nan, -jnp.inf, jnp.inf, -0.0, jnp.nan]),
    "b": jnp.array([True, False, True, False, True]),
    "c": jnp.array([1 + 2j, -3j], jnp.complex64),
    "m": jnp.arange(12).reshape(3, 4),
    "a": jnp.arange(24.0).reshape(2, 3, 4),
    "k": jnp.array([[2, 0], [1, -1]]),
    "e": jnp.zeros((0, 3)),
    "w": jnp.asarray(2.5),
    "wi": jnp.asarray(3),
}

expressions = r"""
# operators
-f ** 2
(-f) ** 2
2 * f ** 2 + 1
2 ** 3 ** f
f - g - 1
f / g / 2
f + g * 2 % 3
i + j
i - 3
i * j
i / j
i / 2
1 / f
f / 0
i // j
f // g
u // 7
i % j
f % g
g % 0
u % 7
i % 0
u % 0
i % (j - 3)
-7 % i[3]
7 % -j
n % 2
jnp.fmod(f, g)
jnp.fmod(i, j)
jnp.fmod(f, 2)
i ** 2
i ** 3
i ** 0
i ** jnp.abs(j)
u ** 3
f ** -2
f ** 0.5
f ** g
f ** j
2 ** i
2.0 ** i
i ** 2.0
b ** 2
n ** 0
f.astype(jnp.float16) ** 2
-u
-i
jnp.float32(2) - i
b + b
b * b
b + 1
b + i
b / b
i == j
i != -3
f < i
f <= 1.5
u > 100
n >= 0
n == n
b == True
i & j
i | 6
i ^ j
~i
~b
b & (i > 0)
b ^ True
u & 15
~u
i << 2
u >> 1
i >> 1
i > 0 | b
m[:, 0] + m[0, :3]
m + m[:1]
m * m[:, :1]
m + jnp.ones((2, 1, 1))
e + 1
e * jnp.ones((1, 3))
e + jnp.ones((1, 1))
c * c
c / 2
c + f[:2]
c ** 2
# elementwise
jnp.sin(i)
jnp.exp(b)
jnp.sqrt(u)
jnp.log(2)
jnp.tanh(f.astype(jnp.bfloat16))
jnp.exp2(f)
jnp.exp2(i)
jnp.log2(u)
jnp.log10(u)
jnp.cbrt(f)
jnp.abs(i)
jnp.abs(c)
jnp.abs(b)
jnp.square(i)
jnp.square(3)
jnp.sign(f)
jnp.sign(n)
jnp.sign(c)
jnp.sign(u)
jnp.reciprocal(f)
jnp.reciprocal(i)
jnp.floor(f)
jnp.floor(i)
jnp.ceil(f)
jnp.trunc(f)
jnp.trunc(i)
jnp.round(f)
jnp.round(f * 1.234, 1)
jnp.isnan(n)
jnp.isnan(i)
jnp.isinf(n)
jnp.isfinite(n)
jnp.isfinite(i)
jnp.signbit(n)
jnp.signbit(i)
jnp.real(c)
jnp.imag(c)
jnp.imag(f)
jnp.conj(c)
jnp.angle(c)
jnp.logical_not(f)
jnp.logical_and(i, f)
jnp.logical_or(i, 0)
jnp.logical_xor(i, b)
jnp.maximum(f, 0)
jnp.maximum(i, 1.5)
jnp.maximum(n, 0)
jnp.minimum(i, j)
jnp.minimum(b, False)
jnp.fmax(n, 0)
jnp.fmin(n, 0)
jnp.arctan2(i, j)
jnp.arctan2(f, 0.0)
jnp.hypot(f, g)
jnp.hypot(3, 4)
jnp.logaddexp(f, g)
jnp.logaddexp(n, n)
jnp.logaddexp2(f, g)
jnp.logaddexp2(i, 1)
jnp.heaviside(f, 0.5)
jnp.heaviside(n, 0.5)
jnp.sinc(f)
jnp.sinc(i)
jnp.deg2rad(i)
jnp.rad2deg(f)
jnp.nan_to_num(n)
jnp.nan_to_num(n, nan=1.0, posinf=2.0, neginf=3.0)
jnp.nan_to_num(i)
jnp.float_power(i, 2)
jnp.positive(i)
jnp.copysign(f, -1)
jnp.isclose(f, f + 1e-7)
jnp.isclose(n, n)
jnp.isclose(n, n, equal_nan=True)
jnp.isclose(i, i + 1)
jnp.isclose(i, f)
jnp.allclose(f, f * 1.000001)
jnp.allclose(n, n)
jnp.array_equal(f, f)
jnp.array_equal(f, m)
jnp.array_equal(n, n, equal_nan=True)
# weak
w + 1
w + f
w * h
w * u
wi * u
wi / 2
wi + w
jnp.sin(w)
jnp.sin(wi)
jnp.exp2(w)
jnp.log2(w)
jnp.log10(wi)
jnp.square(w)
jnp.abs(wi)
jnp.sign(w)
jnp.reciprocal(w)
jnp.floor(wi)
jnp.round(w)
jnp.maximum(w, 1)
jnp.maximum(w, h)
jnp.hypot(wi, 4)
jnp.logaddexp(w, 1)
wi % 2
wi // 2
w // 2
w % 2
wi ** 2
w ** 2
w ** wi
wi ** wi
jnp.where(b, w, 1)
jnp.where(b, wi, 1.0)
jnp.where(b, 1, 0)
jnp.where(b, h[0, 0], 1)
jnp.clip(w, 0, 1)
jnp.clip(f, 0, 1)
jnp.clip(i, -1, 2.5)
jnp.sum(w)
jnp.sum(wi)
jnp.mean(w)
jnp.mean(wi)
jnp.max(w)
jnp.var(w)
jnp.cumsum(jnp.reshape(w, 1))
jnp.reshape(w, (1, 1))
jnp.broadcast_to(w, (2,))
jnp.stack([w, w])
jnp.stack([w, h[0, 0]])
jnp.full((2,), 2)
jnp.full((2,), w)
jnp.full_like(i, 2.7)
jnp.array(w)
jnp.zeros_like(w)
jnp.ones_like(h)
jnp.matmul(jnp.reshape(w, (1, 1)), h[:1, :1])
jnp.dot(w, 3)
jnp.outer(w, w)
jnp.real(w)
jnp.conj(w)
jnp.tile(w, 2)
jnp.roll(jnp.reshape(w, 1), 1)
jnp.pad(jnp.reshape(w, 1), 1)
f.at[0].set(w)
jnp.sort(jnp.stack([w, w]))
# indexing
m[0]
m[-1]
m[1, 2]
m[-1, -2]
m[1:]
m[:2]
m[0:2, 1:3]
m[:-1]
m[-2:]
m[5:]
m[2:1]
m[:, -3:-1]
m[::2]
m[::-1]
m[:, ::-2]
m[:, 3:0:-1]
m[:, 1::2]
m[:, 10:-10:-3]
m[1::2, ::-1]
m[jnp.newaxis]
m[:, jnp.newaxis, 1]
m[..., jnp.newaxis]
a[...]
a[..., 0]
a[1, ..., 2]
a[0, jnp.newaxis, ..., ::2, jnp.newaxis]
f[jnp.newaxis, 0]
i[0][...]
i[0][jnp.newaxis]
e[:, 1]
m[jnp.array([0, 2])]
m[jnp.array([0, -1, 0])]
m[k]
m[:, k]
m[k, k]
m[k, 1]
m[k, jnp.array([3, 0])]
m[jnp.array([[0], [2]]), jnp.array([1, 3])]
a[:, jnp.array([0, 2])]
a[:, jnp.array([0, 2]), 1]
a[0, :, jnp.array([1, 3, 0])]
a[jnp.array([1, 0]), :, jnp.array([1, 3])]
a[:, k, k]
a[k[0] % 2, 1:, k[1]]
a[..., k]
a[1, k, jnp.newaxis]
a[jnp.newaxis, k % 2, ::2]
a[1:, k, ::-1]
m[jnp.array(1)]
m[jnp.array(-1), 1:3]
m[jnp.array(1), jnp.array([1, 2])]
m[jnp.array([], dtype=int)]
m[jnp.array([1, 2], jnp.uint8)]
m[jnp.array([-1, 2], jnp.int8)]
i[b]
m[m > 5]
m[jnp.array([True, False, True])]
m[jnp.array([True, False, True]), 1]
m[:, jnp.array([True, False, False, True])]
m[jnp.array([True, False, True]), jnp.array([1, 3])]
a[jnp.ones((2, 3), bool)]
a[0, a[0] > 4]
m[m > 100]
jax.jit(lambda i: m[i])(-1)
jax.jit(lambda i: m[i])(7)
jax.jit(lambda i: m[i])(jnp.array([1, 7, -9]))
jax.jit(lambda i: a[:, i, 1:3])(2)
jax.jit(lambda i: a[i, ::2, i])(1)
jax.jit(lambda i: m.at[i].set(9))(jnp.array([0, 7]))
jax.grad(lambda x: (x[k, 1:] ** 2).sum())(m.astype(jnp.float32))
jax.grad(lambda x: x[::-1][0, 2] * x[-1, ::2].sum())(m.astype(jnp.float32))
jax.vmap(lambda r, i: r[i])(m, jnp.array([0, -1, 2]))
# updates
m.at[0].set(9)
m.at[-1, 1:].set(jnp.array([7, 8, 9]))
m.at[:, 0].add(jnp.array([10, 20, 30]))
m.at[::2].multiply(2)
m.at[:, ::-1].set(jnp.arange(4))
m.at[::2, 1::2].set(m[:2, :2])
m.at[1].set(2.7)
m.at[k].add(1)
m.at[k, 0].add(jnp.array([[1, 2], [3, 4]]))
m.at[jnp.array([0, 0, 2])].add(1)
m.at[jnp.array([0, 2]), jnp.array([1, -1])].multiply(10)
m.at[jnp.array([0, 2]), :2].min(3)
m.at[1:, 2].max(7)
m.at[1].subtract(1)
f.at[1:4].divide(2)
f.at[jnp.array([1, 3])].divide(jnp.array([2.0, 4.0]))
f.at[1:3].power(2)
f.at[1:3].apply(jnp.exp)
m.at[...].set(1)
m.at[:, jnp.newaxis, 1].set(5)
m.at[m > 5].set(0)
i.at[b].add(100)
a.at[:, jnp.array([0, 2]), 1:3].add(jnp.ones((2, 2, 2)))
a.at[jnp.array([0, 1]), :, jnp.array([1, 2])].set(jnp.arange(6.0).reshape(2, 3))
a.at[1, :, k].add(jnp.ones((2, 2, 1)))
f.at[jnp.array([1, 9])].get()
i.at[jnp.array([1, 9])].get()
u.at[jnp.array([1, 9])].get()
f.at[jnp.array([1, 9])].get(mode="clip")
f.at[jnp.array([1, 9])].get(mode="fill", fill_value=5)
f.at[jnp.array([1, 9])].set(0, mode="clip")
f.at[0:0].set(1)
e.at[:, 0].set(1)
h.at[0].add(1.5)
u.at[0].add(-1)
b.at[0].set(0)
# reductions
jnp.sum(m)
jnp.sum(m, axis=0)
jnp.sum(a, axis=(0, -1), keepdims=True)
jnp.sum(a, axis=())
jnp.sum(b)
jnp.sum(u)
jnp.sum(i.astype(jnp.int8))
jnp.sum(i.astype(jnp.int16), axis=0)
jnp.sum(h)
jnp.sum(h.astype(jnp.bfloat16) * 100, axis=0)
jnp.sum(jnp.full((4096,), 1.01, jnp.float16))
jnp.sum(e)
jnp.sum(e, axis=0)
jnp.sum(m, dtype=jnp.float32)
jnp.sum(f, dtype=jnp.float16)
jnp.sum(c)
x64: jnp.sum(jnp.arange(3, dtype=jnp.int64))
jnp.prod(i[:2])
jnp.prod(u[1:3])
jnp.prod(b)
jnp.prod(h + 1)
jnp.prod(e, axis=0)
jnp.max(m, axis=1)
jnp.max(n)
jnp.max(b)
jnp.min(f)
jnp.min(a, axis=(1, 2))
jnp.min(u)
jnp.max(e, axis=1)
jnp.ptp(m, axis=0)
jnp.all(i)
jnp.all(m > 0, axis=1)
jnp.any(n)
jnp.any(e, axis=0)
jnp.all(e)
jnp.mean(i)
jnp.mean(b)
jnp.mean(u)
jnp.mean(h)
jnp.mean(h.astype(jnp.bfloat16), axis=1)
jnp.mean(e)
jnp.mean(a, axis=(0, 2), keepdims=True)
jnp.mean(c)
jnp.mean(f, dtype=jnp.float16)
jnp.var(i)
jnp.var(m, axis=0)
jnp.var(f, ddof=1)
jnp.var(h)
jnp.var(c)
jnp.std(i)
jnp.std(a, axis=-1, keepdims=True)
jnp.std(h * 3, axis=1)
jnp.argmax(jnp.array([1, 3, 3, 2]))
jnp.argmin(jnp.array([2, 1, 1]))
jnp.argmax(n)
jnp.argmin(n)
jnp.argmax(m, axis=0)
jnp.argmax(m, axis=-1, keepdims=True)
jnp.argmax(m, keepdims=True)
jnp.argmin(b)
jnp.argmax(h)
jnp.cumsum(m)
jnp.cumsum(m, axis=0)
jnp.cumsum(u)
jnp.cumsum(b)
jnp.cumsum(i.astype(jnp.int8))
jnp.cumsum(h, axis=1)
jnp.cumprod(i[3:])
jnp.cumprod(u)
jnp.nansum(n[:2])
jnp.nansum(n)
jnp.nanprod(n[:2])
jnp.nanmean(n[:2])
jnp.nanmean(n[1:2])
jnp.nanmean(i)
jnp.nanmax(n)
jnp.nanmin(n)
jnp.nanmax(n[1:2])
jnp.nanvar(n[jnp.array([0, 1, 4])])
jnp.nanstd(jnp.array([[1.0, jnp.nan], [3.0, 4.0]]), axis=0)
jnp.count_nonzero(i)
jnp.count_nonzero(m > 2, axis=1)
jnp.average(f)
jnp.average(i)
jnp.average(f, weights=jnp.array([1, 2, 3, 4, 5]))
jnp.average(m, axis=0, weights=jnp.array([1.0, 2.0, 1.0]))
jnp.median(f)
jnp.median(i[:4])
jnp.median(m, axis=1)
jnp.median(n)
jnp.quantile(f, 0.3)
jnp.quantile(m, jnp.array([0.1, 0.5, 1.0]), axis=1)
jnp.quantile(f, 0.3, method="lower")
jnp.quantile(f, 0.3, method="higher")
jnp.quantile(f, 0.3, method="nearest")
jnp.quantile(f, 0.3, method="midpoint")
jnp.quantile(a, 0.25, axis=(0, 2), keepdims=True)
jnp.percentile(f, 30)
jnp.percentile(f, jnp.array([25.0, 75.0]))
# selection
jnp.where(i > 0, i, 0)
jnp.where(i > 0, f, i)
jnp.where(i, 1.5, 2)
jnp.where(b[:, jnp.newaxis], jnp.arange(2), 5)
jnp.where(True, f, 0)
jnp.where(e > 0, e, 1)
jnp.clip(i, -2, 2)
jnp.clip(i, min=0)
jnp.clip(n, 0, 1)
jnp.clip(u, 10, 100)
jnp.clip(f, g, 1)
jnp.clip(i, 3, 1)
jnp.take(f, k)
jnp.take(m, jnp.array([0, -1]), axis=1)
jnp.take(m, 1, axis=0)
jnp.take(f, jnp.array([0, 5, -6, -1]))
jnp.take(i, jnp.array([0, 5]))
jnp.take(f, jnp.array([0, 5, -6]), mode="clip")
jnp.take(f, jnp.array([0, 5, -6, 12]), mode="wrap")
jnp.take(f, jnp.array([0, 5]), fill_value=-1)
jnp.take_along_axis(m, jnp.array([[0], [3], [-1]]), axis=1)
jnp.take_along_axis(m, jnp.array([[1, 0, 2, 7]]), axis=0)
jnp.take_along_axis(f, jnp.array([4, 5, -6]), axis=0)
jnp.take_along_axis(m, jnp.argsort(-m, axis=1), axis=1)
jnp.sort(j)
jnp.sort(n)
jnp.sort(-m, axis=0)
jnp.sort(-m, axis=None)
jnp.sort(j, descending=True)
jnp.argsort(j)
jnp.argsort(n)
jnp.argsort(jnp.array([1, 0, 1, 0]))
jnp.argsort(jnp.array([1, 0, 1, 0]), descending=True)
jnp.argsort(-m, axis=0)
jnp.searchsorted(jnp.array([1, 3, 3, 5]), jnp.array([0, 3, 4, 9]))
jnp.searchsorted(jnp.array([1, 3, 3, 5]), 3, side="right")
jnp.searchsorted(jnp.array([1.0, 3.0]), jnp.array([2.0, jnp.nan]))
# movement
jnp.reshape(m, (2, -1))
jnp.reshape(e, (0, 7))
jnp.ravel(m)
jnp.transpose(a)
jnp.transpose(a, (1, 0, -1))
jnp.swapaxes(a, 0, -1)
jnp.moveaxis(a, 0, -1)
jnp.moveaxis(a, (0, 1), (-1, 0))
jnp.expand_dims(m, (0, -1))
jnp.squeeze(m[:1, :1])
jnp.squeeze(m[jnp.newaxis, :1], axis=-2)
jnp.broadcast_to(m[:, :1], (2, 3, 4))
jnp.broadcast_arrays(f[:1], m[:, :1])[0]
jnp.concatenate([i, j])
jnp.concatenate([i, f])
jnp.concatenate([u, b, i.astype(jnp.int8)])
jnp.concatenate([m, m[:1]], axis=-2)
jnp.concatenate([m, 2.5 * m], axis=1)
jnp.concatenate([m, m], axis=None)
jnp.stack([i, f])
jnp.stack([m, m], axis=-1)
jnp.vstack([i, j])
jnp.vstack([m, m[0]])
jnp.hstack([i, j])
jnp.hstack([m, m[:, :1]])
jnp.dstack([i, f])
jnp.column_stack([i, f])
jnp.append(i, 3)
jnp.append(m, m[:1], axis=0)
jnp.split(a, 2, axis=2)[1]
jnp.split(i, jnp.array([1, 3]))[1]
jnp.array_split(i, 3)[0]
jnp.array_split(i, 3)[2]
jnp.array_split(i, 7)[6]
jnp.unstack(m, axis=1)[2]
jnp.tile(i, 2)
jnp.tile(m, (2, 1, 2))
jnp.tile(a[:, 0], (2,))
jnp.repeat(m, 2)
jnp.repeat(m, 2, axis=1)
jnp.repeat(m, jnp.array([1, 0, 2]), axis=0)
jnp.repeat(2, 3)
jnp.roll(i, 2)
jnp.roll(m, -1)
jnp.roll(m, 5, axis=1)
jnp.roll(m, (1, -1), axis=(0, 1))
jnp.roll(e, 1, axis=0)
jnp.flip(m)
jnp.flip(a, axis=(0, -1))
jnp.fliplr(m)
jnp.flipud(m)
jnp.rot90(m)
jnp.rot90(m, 2)
jnp.rot90(a, -1, axes=(1, 2))
jnp.atleast_1d(i[0])
jnp.atleast_2d(i)
jnp.atleast_3d(m)
jnp.pad(i, 2)
jnp.pad(m, ((1, 0), (0, 2)), constant_values=9)
jnp.pad(f, 1, constant_values=2)
jnp.pad(m, ((1, 2), (0, 1)), mode="edge")
jnp.pad(m, ((1, 2), (3, 1)), mode="reflect")
jnp.pad(i[:3], (5, 6), mode="reflect")
jnp.pad(i[:1], (2, 2), mode="reflect")
jnp.pad(i[:3], (5, 7), mode="symmetric")
jnp.pad(i[:3], (5, 7), mode="wrap")
jnp.diff(i)
jnp.diff(m, axis=0)
jnp.diff(m, n=2)
jnp.diff(b)
jnp.ediff1d(m)
# creation
jnp.zeros((2, 0))
jnp.ones((2,), jnp.int8)
jnp.full((2, 2), 7, jnp.bfloat16)
jnp.full((2, 3), jnp.arange(3))
jnp.array([1, 2.5])
jnp.array([[1, 2], [3, 4]], jnp.uint8)
jnp.array([True, False])
jnp.arange(5)
jnp.arange(-3)
jnp.arange(2, 11, 3)
jnp.arange(5, 0, -2)
jnp.arange(0.0, 1.0, 0.3)
jnp.arange(3.5)
jnp.arange(4, dtype=jnp.bfloat16)
jnp.arange(1, 2, 0.1, dtype=jnp.float16)
jnp.linspace(0, 1, 5)
jnp.linspace(0, 10, 7)
jnp.linspace(0, 1, 4, endpoint=False)
jnp.linspace(2, 3, 1)
jnp.linspace(2, 3, 0)
jnp.linspace(0, 10, 4, dtype=int)
jnp.linspace(jnp.float16(0), jnp.float16(1), 3)
jnp.linspace(f[:2], 1.0, 3)
jnp.linspace(f[:2], g[:2], 3, axis=1)
jnp.linspace(-5, 5, 3, dtype=jnp.bfloat16)
jnp.logspace(0, 2, 3)
jnp.logspace(0, 3, 4, base=2.0)
jnp.round(jnp.geomspace(1, 1000, 4), 2)
jnp.round(jnp.geomspace(-1, -16, 5), 2)
jnp.eye(3)
jnp.eye(2, 3, k=1, dtype=int)
jnp.eye(3, k=-1, dtype=bool)
jnp.identity(2, jnp.int16)
jnp.tri(2, 3)
jnp.tri(3, k=-1, dtype=int)
jnp.tril(m)
jnp.tril(a, -1)
jnp.triu(m, 1)
jnp.triu(b[:4].reshape(2, 2))
jnp.diag(i)
jnp.diag(f[:2], k=1)
jnp.diag(m)
jnp.diag(m, k=-2)
jnp.diag(m, k=3)
jnp.diag(m, k=7)
jnp.diagonal(a)
jnp.diagonal(a, offset=1, axis1=2, axis2=1)
jnp.trace(m)
jnp.trace(a, offset=-1, axis1=1, axis2=2)
jnp.trace(m.astype(jnp.uint8))
jnp.meshgrid(jnp.arange(2), jnp.arange(3))[0]
jnp.meshgrid(jnp.arange(2), jnp.arange(3))[1]
jnp.meshgrid(jnp.arange(2), f[:1], indexing="ij")[1]
jnp.meshgrid(jnp.arange(2), f[:2], sparse=True)[1]
jnp.zeros_like(m, shape=(2,))
jnp.kron(i[:2], f[:2])
jnp.kron(m, jnp.eye(2))
jnp.vander(f[:3])
jnp.indices((2, 3))
# contractions
jnp.matmul(f, g)
jnp.matmul(m, m.T)
jnp.matmul(m, f[:4])
jnp.matmul(f[:3], m)
jnp.matmul(a, m.T)
jnp.matmul(m, a.swapaxes(1, 2))
jnp.matmul(a, a.swapaxes(1, 2))
jnp.matmul(a, f[:4])
jnp.matmul(f[:3], a)
jnp.matmul(a[:1], a.swapaxes(1, 2))
jnp.matmul(a[:, jnp.newaxis], a[jnp.newaxis].swapaxes(2, 3))
jnp.matmul(e, jnp.ones((3, 2)))
jnp.matmul(e.T, e)
jnp.matmul(h, h.T)
jnp.matmul(u[:2], u[2:])
jnp.matmul(b, b)
jnp.matmul(m, m.T, preferred_element_type=jnp.float32)
jnp.matmul(m.astype(jnp.int8), m.T.astype(jnp.int8))
jnp.dot(f, 2)
jnp.dot(f, g)
jnp.dot(a, m.T)
jnp.dot(m, a.swapaxes(1, 2))
jnp.dot(i, f)
jnp.vdot(c, c)
jnp.vdot(m, m)
jnp.outer(i, f)
jnp.outer(m, i)
jnp.inner(m, m)
jnp.inner(f, 3)
jnp.inner(a, f[:4])
jnp.tensordot(a[0], a[0])
jnp.tensordot(m, m.T, axes=1)
jnp.tensordot(i, f, axes=0)
jnp.tensordot(a, m, axes=([1, 2], [0, 1]))
jnp.tensordot(a, a, axes=([0, -1], [0, 2]))
jnp.einsum("ij,jk->ik", m, m.T)
jnp.einsum("ij,jk", m, m.T)
jnp.einsum("ba", m)
jnp.einsum("ij->", m)
jnp.einsum("ij->j", f[:, jnp.newaxis] * g)
jnp.einsum("ii", m[:, :3])
jnp.einsum("ii->i", m[:, :3])
jnp.einsum("iij->j", a[:, :2])
jnp.einsum("i,j->ij", i, f)
jnp.einsum("i,i->i", i, j)
jnp.einsum("i,i", f, g)
jnp.einsum("bij,bkj->bik", a, a)
jnp.einsum("...ij,...kj->...ik", a, m)
jnp.einsum("...j->...", a)
jnp.einsum("i...,i...->...", m, m)
jnp.einsum("...,...", m, 2)
jnp.einsum("ij,jk,kl->il", m, m.T, m)
jnp.einsum("i,j,k->kji", i[:2], j[:3], f[:2])
jnp.einsum("ij,j,i->", m, f[:4], g[:3])
jnp.einsum("ij,ij->ij", m[:1], m)
jnp.einsum("ij,jk->ik", m[:, :1], m.T)
jnp.einsum(" ij , jk -> ik ", m, m.T)
jnp.einsum("ijk->kij", a)
jnp.einsum(",ij->ij", 2, m)
jnp.einsum("ij,kj->ik", e, e)
jnp.einsum("ab,aB->bB", m, m)
jnp.einsum("bB,Ab", m[:3, :3], m[:3, :3])
"""


def text(value):
  value = value.item()
  return f"{value.real!r},{value.imag!r}" if isinstance(value, complex) else repr(value)


def evaluate(expression):
  with jax.enable_x64(expression.startswith("x64:")):
    return jnp.asarray(eval(expression.removeprefix("x64:").strip(), dict(names)))


# Types as operands of operators: a star marks those of bare numbers.
types = [
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint32", "uint64", "float16", "bfloat16",
    "float32", "float64", "complex64", "complex128", "int32*", "float32*", "complex64*"]
operators = {"+": lambda x, y: x + y, "*": lambda x, y: x * y, "/": lambda x, y: x / y}


def operand(name):
  bare = {"int32*": 2, "float32*": 2.0, "complex64*": 2 + 0j}
  return jnp.asarray(bare[name]) if name in bare else jnp.asarray(2, name)


def result_type(operator, left, right):
  # 64-bit types are enabled only where they are among the operands or the strong types meet at one.
  strong = [name for name in (left, right) if not name.endswith("*")]
  with jax.enable_x64(True):
    meeting = jnp.promote_types(*strong).name if len(strong) == 2 else (strong or ["bool"])[0]
  with jax.enable_x64("64" in meeting and meeting != "complex64" or meeting == "complex128"):
    aval = operators[operator](operand(left), operand(right)).aval
    # 64-bit types need no switch in Swift, so bare numbers alone stay at 32 bits.
    bare = {"int64": "int32", "float64": "float32", "complex128": "complex64"}
    name = aval.dtype.name
    return bare.get(name, name) + "*" if aval.weak_type else name


print("# JAX_PLATFORMS=cpu python export_numpy.py > numpy.tsv, with jax", jax.__version__)
print("# section, expression, dtype (* if weakly typed), shape, elements")
section = None
for line in expressions.strip().splitlines():
  if line.startswith("# "):
    section = line[2:]
    continue
  array = evaluate(line)
  print(
      section, line, array.dtype.name + "*" * array.aval.weak_type, ",".join(map(str, array.shape)),
      " ".join(map(text, np.asarray(array).ravel())), sep="\t")
print("# promotion, operator, left operand, types of the results for each right operand:", *types)
for operator in operators:
  for left in types:
    print(
        "promotion", operator, left, " ".join(result_type(operator, left, right) for right in types),
        sep="\t")
