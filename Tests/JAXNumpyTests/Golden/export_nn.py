"""Writes nn.tsv: what jax.nn gives. Run as: JAX_PLATFORMS=cpu python export_nn.py > nn.tsv

For an activation f: `f` holds its values at x, `f'` and `f''` its first and second derivatives.
"""

import jax
import jax.numpy as jnp
import numpy as np
from jax import nn, random

points = jnp.array(
    [-jnp.inf, -100.0, -7.5, -3.0, -1.5, -1.0, -0.25, -0.0, 0.0, 0.125, 0.5, 1.0, 2.0, 3.0, 6.0,
     50.0, 90.0, jnp.inf, jnp.nan], jnp.float32)
finite = points[1:-2]
m = (jnp.arange(12, dtype=jnp.float32).reshape(3, 4) - 5) / 3
mask = jnp.array([[True, True, False, True], [False] * 4, [True] * 4])

activations = {
    "relu": nn.relu, "relu6": nn.relu6, "leakyRelu": nn.leaky_relu, "hardTanh": nn.hard_tanh,
    "hardSigmoid": nn.hard_sigmoid, "hardSilu": nn.hard_silu, "sparsePlus": nn.sparse_plus,
    "sparseSigmoid": nn.sparse_sigmoid, "tanh": nn.tanh, "sigmoid": nn.sigmoid,
    "softplus": nn.softplus, "squareplus": nn.squareplus, "softSign": nn.soft_sign, "silu": nn.silu,
    "mish": nn.mish, "logSigmoid": nn.log_sigmoid, "elu": nn.elu, "celu": nn.celu,
    "selu": nn.selu, "gelu": nn.gelu, "geluExact": lambda x: nn.gelu(x, approximate=False),
    "identity": nn.identity,
}
rows = {}
for name, f in activations.items():
  rows[name] = lambda f=f: f(points)
  rows[name + " bf16"] = lambda f=f: f(points.astype(jnp.bfloat16))
  rows[name + "'"] = lambda f=f: jax.vmap(jax.grad(f))(finite)
  rows[name + "''"] = lambda f=f: jax.vmap(jax.grad(jax.grad(f)))(finite)

weights = jnp.cos(jnp.arange(12.0)).reshape(3, 4)
def weighted(f):
  return jax.grad(lambda x: (weights * f(x)).sum())

q = jnp.sin(jnp.arange(2 * 3 * 4 * 5.0)).reshape(2, 3, 4, 5)
k = jnp.cos(jnp.arange(2 * 6 * 2 * 5.0) * 0.7).reshape(2, 6, 2, 5)
v = jnp.sin(jnp.arange(2 * 6 * 2 * 5.0) * 0.3).reshape(2, 6, 2, 5)
bias = jnp.cos(jnp.arange(4 * 3 * 6.0)).reshape(1, 4, 3, 6)
key = random.key(5)
init = nn.initializers

rows |= {
    "log1mexp": lambda: nn.log1mexp(jnp.array([0.01, 0.5, 1, 5, 100])),
    "log1mexp'": lambda: jax.vmap(jax.grad(nn.log1mexp))(jnp.array([0.01, 0.5, 1, 5, 100])),
    "softmax": lambda: nn.softmax(m),
    "softmax grad": lambda: weighted(nn.softmax)(m),
    "softmax large": lambda: nn.softmax(m * 1000),
    "softmax axis": lambda: nn.softmax(m, axis=0),
    "softmax axes": lambda: nn.softmax(m, axis=(0, 1)),
    "softmax where": lambda: nn.softmax(m, where=mask),
    "softmax bf16": lambda: nn.softmax(m.astype(jnp.bfloat16)),
    "logSoftmax": lambda: nn.log_softmax(m),
    "logSoftmax grad": lambda: weighted(nn.log_softmax)(m),
    "logSoftmax where": lambda: nn.log_softmax(m, where=mask),
    "logsumexp": lambda: nn.logsumexp(m),
    "logsumexp axis": lambda: nn.logsumexp(m, axis=1, keepdims=True),
    "logsumexp b": lambda: nn.logsumexp(m, axis=0, b=jnp.array([1.0, -3.0, 0.0, 2.0])),
    "logsumexp infinite": lambda: nn.logsumexp(jnp.array([[-jnp.inf] * 2, [jnp.inf, 1.0]]), axis=1),
    "logsumexp where": lambda: nn.logsumexp(m, axis=1, where=mask),
    "logsumexp grad": lambda: jax.grad(nn.logsumexp)(m),
    "logmeanexp": lambda: nn.logmeanexp(m, axis=1),
    "logmeanexp where": lambda: nn.logmeanexp(m, axis=0, where=mask),
    "standardize": lambda: nn.standardize(m),
    "standardize stable": lambda: nn.standardize(m, axis=(0, 1), algorithm="stable"),
    "standardize where": lambda: nn.standardize(m, where=mask.at[1].set(True)),
    "standardize grad": lambda: weighted(nn.standardize)(jnp.sin(m * m)),
    "glu": lambda: nn.glu(m),
    "glu axis": lambda: nn.glu(m[:2], axis=0),
    "oneHot": lambda: nn.one_hot(jnp.array([0, 2, 5, -1]), 3),
    "oneHot axis": lambda: nn.one_hot(jnp.array([[0, 2], [1, 1]]), 3, axis=1, dtype=jnp.int8),
    "attention": lambda: nn.dot_product_attention(q, k, v),
    "attention causal": lambda: nn.dot_product_attention(q, k, v, bias, is_causal=True, scale=0.4),
    "attention mask": lambda: nn.dot_product_attention(q, k, v, mask=bias > 0),
    "attention window": lambda: nn.dot_product_attention(q, k, v, local_window_size=(1, 2)),
    "attention lengths": lambda: nn.dot_product_attention(
        q, k, v, query_seq_lengths=jnp.array([2, 3]), key_value_seq_lengths=jnp.array([4, 5])),
    "attention no batch": lambda: nn.dot_product_attention(q[0], k[0], v[0]),
    "initializer normal": lambda: init.normal()(key, (2, 3)),
    "initializer uniform": lambda: init.uniform(0.5)(key, (2, 3)),
    "initializer truncatedNormal": lambda: init.truncated_normal(0.1)(key, (2, 3)),
    "initializer glorotUniform": lambda: init.glorot_uniform()(key, (4, 3)),
    "initializer glorotNormal": lambda: init.glorot_normal()(key, (4, 3)),
    "initializer lecunUniform": lambda: init.lecun_uniform()(key, (2, 4, 3)),
    "initializer heNormal": lambda: init.he_normal()(key, (4, 3), jnp.float16),
    "initializer heUniform": lambda: init.he_uniform(in_axis=0, out_axis=1)(key, (4, 3)),
    "initializer geometric": lambda: init.variance_scaling(
        2.0, "fan_geo_avg", "normal")(key, (4, 3)),
    "initializer constant": lambda: init.constant(2.5)(key, (2,)),
}

print("# JAX_PLATFORMS=cpu python export_nn.py > nn.tsv, with jax", jax.__version__)
print("# function\tdtype\tshape\tbits of the elements, hexadecimal")
for name, make in rows.items():
  value = np.asarray(make())
  words = value.view(f"uint{8 * value.dtype.itemsize}").ravel()
  shape = ",".join(map(str, value.shape))
  print(name, value.dtype, shape, " ".join(f"{int(word):x}" for word in words), sep="\t")
