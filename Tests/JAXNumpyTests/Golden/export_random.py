"""Writes random.tsv: what jax.random gives. Run as: JAX_PLATFORMS=cpu python export_random.py > random.tsv"""

import jax
import jax.numpy as jnp
import numpy as np
from jax import random

key = random.key(7)
f16, bf16, f32, f64 = jnp.float16, jnp.bfloat16, jnp.float32, jnp.float64
logits = jnp.arange(12, dtype=f32).reshape(3, 4) / 3

rows = {
    "key 0": lambda: random.key_data(random.key(0)),
    "key -1": lambda: random.key_data(random.key(-1)),
    "key uint8": lambda: random.key_data(random.key(np.uint8(200))),
    "key int8": lambda: random.key_data(random.key(np.int8(-3))),
    "key int16": lambda: random.key_data(random.key(np.int16(-300))),
    "key uint32": lambda: random.key_data(random.key(np.uint32(4000000000))),
    "key int64 x64": lambda: random.key_data(random.key(np.int64(-12345678901234))),
    "key uint64 x64": lambda: random.key_data(random.key(np.uint64(2**63 + 5))),
    "split": lambda: random.key_data(random.split(key)),
    "split 5": lambda: random.key_data(random.split(key, 5)),
    "split 2x3": lambda: random.key_data(random.split(key, (2, 3))),
    "foldIn": lambda: random.key_data(random.fold_in(key, 123456)),
    "foldIn large": lambda: random.key_data(random.fold_in(key, np.uint32(4000000000))),
    "bits": lambda: random.bits(key, (3, 5)),
    "bits scalar": lambda: random.bits(key),
    "bits uint8": lambda: random.bits(key, (9,), "uint8"),
    "bits uint16": lambda: random.bits(key, (9,), "uint16"),
    "bits uint64 x64": lambda: random.bits(key, (2, 2, 2), "uint64"),
    "bits vmap": lambda: jax.vmap(lambda k: random.bits(k, (2, 3)))(random.split(key, 4)),
    "split vmap": lambda: random.key_data(jax.vmap(lambda k: random.split(k, 2))(random.split(key, 3))),
    "foldIn vmap": lambda: random.key_data(
        jax.vmap(random.fold_in, in_axes=(None, 0))(key, jnp.arange(4))),
    "uniform": lambda: random.uniform(key, (2, 7)),
    "uniform float16": lambda: random.uniform(key, (8,), f16),
    "uniform bfloat16": lambda: random.uniform(key, (8,), bf16),
    "uniform float64 x64": lambda: random.uniform(key, (8,), f64),
    "uniform float8_e4m3fn": lambda: random.uniform(key, (16,), jnp.float8_e4m3fn),
    "uniform float8_e5m2": lambda: random.uniform(key, (16,), jnp.float8_e5m2),
    "uniform range": lambda: random.uniform(key, (2, 7), minval=-3.5, maxval=2.25),
    "uniform array": lambda: random.uniform(
        key, (4, 3), minval=jnp.array([0., 1, 2]), maxval=jnp.array([[3.], [4], [5], [6]])),
    "normal": lambda: random.normal(key, (50,)),
    "normal 2x2": lambda: random.normal(random.key(0), (2, 2)),
    "normal float16": lambda: random.normal(key, (8,), f16),
    "normal bfloat16": lambda: random.normal(key, (8,), bf16),
    "normal float64 x64": lambda: random.normal(key, (20,), f64),
    "normal complex64": lambda: random.normal(key, (9,), jnp.complex64).view(f32),
    "normal raw key": lambda: random.normal(random.PRNGKey(3), (4,)),
    "normal vmap": lambda: jax.vmap(lambda k: random.normal(k, (3,)))(random.split(key, 3)),
    "truncatedNormal": lambda: random.truncated_normal(key, -2, 2, (20,)),
    "truncatedNormal array": lambda: random.truncated_normal(
        key, jnp.array([-1., 0, 1]), jnp.array([0., 0.5, 2]), (4, 3)),
    "lognormal": lambda: random.lognormal(key, 0.5, (9,)),
    "maxwell": lambda: random.maxwell(key, (9,)),
    "wald": lambda: random.wald(key, jnp.array([1., 2, 3])),
    "exponential": lambda: random.exponential(key, (20,)),
    "exponential float64 x64": lambda: random.exponential(key, (20,), f64),
    "laplace": lambda: random.laplace(key, (20,)),
    "cauchy": lambda: random.cauchy(key, (20,)),
    "logistic": lambda: random.logistic(key, (20,)),
    "pareto": lambda: random.pareto(key, jnp.array([1., 2, 3])),
    "rayleigh": lambda: random.rayleigh(key, jnp.array([1., 2, 3])),
    "weibullMin": lambda: random.weibull_min(key, 2., 1.5, (9,)),
    "triangular": lambda: random.triangular(key, -1., 0.5, 2., (9,)),
    "gumbel": lambda: random.gumbel(key, (20,)),
    "gumbel high": lambda: random.gumbel(key, (20,), mode="high"),
    "gumbel highest": lambda: random.gumbel(key, (20,), mode="highest"),
    "gumbel float16": lambda: random.gumbel(key, (8,), f16),
    "gamma": lambda: random.gamma(key, jnp.array([0.1, 0.7, 1.0, 2.5, 40.0])),
    "gamma shape": lambda: random.gamma(key, jnp.array([0.5, 2.0, 9.0]), (4, 3)),
    "gamma grad": lambda: jax.vmap(jax.grad(lambda a: random.gamma(key, a)))(
        jnp.array([0.3, 1.0, 2.5])),
    "gamma vmap": lambda: jax.vmap(lambda k, a: random.gamma(k, a))(
        random.split(key, 3), jnp.array([0.5, 1.0, 4.0])),
    "loggamma": lambda: random.loggamma(key, jnp.array([0.001, 0.1, 1.0, 2.5])),
    "loggamma grad": lambda: jax.vmap(jax.grad(lambda a: random.loggamma(key, a)))(
        jnp.array([0.3, 1.0, 2.5])),
    "beta": lambda: random.beta(key, jnp.array([0.5, 2.0]), jnp.array([3.0, 0.7])),
    "dirichlet": lambda: random.dirichlet(key, jnp.array([0.5, 2.0, 1.0]), (2,)),
    "chisquare": lambda: random.chisquare(key, jnp.array([1.0, 4.0])),
    "t": lambda: random.t(key, jnp.array([1.0, 4.0])),
    "f": lambda: random.f(key, jnp.array([1.0, 4.0]), jnp.array([3.0, 2.0])),
    "generalizedNormal": lambda: random.generalized_normal(key, 1.5, (4,)),
    "ball": lambda: random.ball(key, 3, shape=(2,)),
    "bernoulli": lambda: random.bernoulli(key, shape=(20,)),
    "bernoulli p": lambda: random.bernoulli(key, jnp.array([0.1, 0.5, 0.9]), (4, 3)),
    "bernoulli high": lambda: random.bernoulli(key, 0.3, (20,), mode="high"),
    "rademacher": lambda: random.rademacher(key, (9,)),
    "rademacher float32": lambda: random.rademacher(key, (9,), f32),
    "geometric": lambda: random.geometric(key, 0.2, (20,)),
    "randint": lambda: random.randint(key, (20,), 0, 10),
    "randint negative": lambda: random.randint(key, (20,), -1000000, 2000000),
    "randint empty range": lambda: random.randint(key, (3,), 5, 5),
    "randint array": lambda: random.randint(key, (3, 2), jnp.array([0, 100]), jnp.array([10, 107])),
    "randint uint8": lambda: random.randint(key, (9,), 0, 256, "uint8"),
    "randint int8": lambda: random.randint(key, (9,), -128, 128, "int8"),
    "randint int16": lambda: random.randint(key, (9,), -3, 300, "int16"),
    "randint uint32": lambda: random.randint(key, (9,), 0, 4, "uint32"),
    "randint int64 x64": lambda: random.randint(key, (9,), -5, 2**40, "int64"),
    "randint uint64 x64": lambda: random.randint(key, (9,), 3, 2**63 - 1, "uint64"),
    "categorical": lambda: random.categorical(key, logits),
    "categorical axis": lambda: random.categorical(key, logits, axis=0),
    "categorical shape": lambda: random.categorical(key, logits, shape=(5, 3)),
    "categorical without": lambda: random.categorical(key, logits, shape=(2, 3), replace=False),
    "permutation 10": lambda: random.permutation(key, 10),
    "permutation 2000": lambda: random.permutation(key, 2000)[:20],
    "permutation rows": lambda: random.permutation(key, jnp.arange(12).reshape(4, 3)),
    "permutation axis": lambda: random.permutation(key, jnp.arange(12).reshape(3, 4), axis=1),
    "permutation independent": lambda: random.permutation(
        key, jnp.arange(12).reshape(3, 4), axis=1, independent=True),
    "permutation vector": lambda: random.permutation(key, jnp.array([1.5, 2.5, 3.5, 4.5])),
    "choice": lambda: random.choice(key, 10, (5,)),
    "choice without": lambda: random.choice(key, 10, (5,), replace=False),
    "choice p": lambda: random.choice(key, 4, (9,), p=jnp.array([0.1, 0.2, 0.3, 0.4])),
    "choice p without": lambda: random.choice(
        key, 4, (2,), replace=False, p=jnp.array([0.1, 0.2, 0.3, 0.4])),
    "choice array": lambda: random.choice(key, jnp.array([1.5, 2.5, 3.5]), (2, 3)),
    "choice rows": lambda: random.choice(key, jnp.arange(12).reshape(4, 3), (2,), replace=False),
    "choice axis": lambda: random.choice(key, jnp.arange(12).reshape(3, 4), (2,), axis=1),
}

print("# JAX_PLATFORMS=cpu python export_random.py > random.tsv, with jax", jax.__version__)
print("# sampler\tdtype\tshape\tbits of the elements, hexadecimal")
for name, make in rows.items():
  with jax.enable_x64(name.endswith("x64")):
    value = np.asarray(make())
  words = value.view(f"uint{8 * value.dtype.itemsize}").ravel()
  shape = ",".join(map(str, value.shape))
  print(name, value.dtype, shape, " ".join(f"{int(word):x}" for word in words), sep="\t")
