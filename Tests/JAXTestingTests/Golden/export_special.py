"""Writes special.tsv: values and derivatives that JAX gives at special points.

Run as: JAX_PLATFORMS=cpu python export_special.py > special.tsv

A line holds a function's name, its arguments, its result, the cotangents of the arguments for ones as the cotangent of
the result, and the tangent of the result for ones as the tangents of the arguments, each as dtype;shape;elements.
Arguments of integers have no cotangents, which is written as "-", as are derivatives that JAX refuses.
"""

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
from jax import lax, nn

inf, nan = float("inf"), float("nan")
numbers = [0.0, -0.0, 1.0, -1.0, 0.5, -2.0, inf, -inf, nan]
few = [0.0, -0.0, 1.0, -1.0, 2.5, inf, -inf]


def array(values, dtype="float64"):
  return jnp.array(values, dtype)


def pairs(values):
  return [array([x for x in values for _ in values]), array([y for _ in values for y in values])]


rows = []


def add(name, f, *arguments):
  rows.append((name, f, [a if isinstance(a, jax.Array) else array(a) for a in arguments]))


unary = """abs acos acosh asin asinh atan atanh cbrt ceil cos cosh digamma erf erf_inv erfc exp exp2 expm1 floor
  lgamma log log1p logistic neg rsqrt sign sin sinh sqrt square tan tanh bessel_i0e bessel_i1e""".split()
for name in unary:
  f = getattr(lax, name)
  add("primitive " + name, f, numbers)
  add("primitive " + name, f, array([0.0, -0.0, 1.0, -1.0, 0.25, inf, -inf, nan], "float32"))
for name in "abs sign sqrt log exp sin tanh square rsqrt log1p expm1 asinh atan".split():
  add("primitive " + name, getattr(lax, name),
      array([0, -0.0, 1, -1, 1j, -1j, 0.5 + 0.5j], "complex128"))
for name in "add sub mul div max min atan2 pow rem".split():
  add("primitive " + name, getattr(lax, name), *pairs(few))
add("primitive max", lax.max, [1.0, nan, nan, 0.0, -0.0], [1.0, 1.0, nan, -0.0, 0.0])
add("primitive min", lax.min, [1.0, nan, nan, 0.0, -0.0], [1.0, 1.0, nan, -0.0, 0.0])
add("primitive pow", lax.pow, [0.0, -0.0, 2.0, 0.0, inf], array([0, 0, 0, -1, 0], "int32"))
add("primitive clamp", lax.clamp, [0.0, 0.0, 0.0, 1.0, 0.0], [0.0, 1.0, -1.0, 1.0, nan],
    [1.0, 1.0, 1.0, 1.0, 1.0])
add("igamma", lax.igamma, [1.0, 1.0, 0.5, 2.0, 1.0], [0.0, inf, 0.0, 1.0, 1e-30])
add("igammac", lax.igammac, [1.0, 1.0, 0.5, 2.0, 1.0], [0.0, inf, 0.0, 1.0, 1e-30])
for n in (0, 1, 2, -1, 3):
  add(f"integerPow {n}", lambda x, n=n: lax.integer_pow(x, n), [0.0, -0.0, 1.0, -2.0, inf, nan])

ties = array([[1.0, 3.0, 3.0, 2.0], [2.0, 2.0, 2.0, 2.0], [0.0, -0.0, 0.0, -1.0]])
zeros = array([[1.0, 0.0, 3.0, 2.0], [0.0, 2.0, 0.0, 2.0], [1.0, 2.0, 4.0, 0.0]])
holes = array([[1.0, nan, 3.0, 2.0], [nan, nan, nan, nan], [0.0, 4.0, nan, nan]])
infinite = array([[-inf, -inf, -inf], [-inf, 0.0, 1.0], [inf, 1.0, 2.0], [inf, inf, -inf], [nan, 0.0, 1.0]])
add("reduceMax", lambda x: lax.reduce_max(x, axes=(1,)), ties)
add("reduceMin", lambda x: lax.reduce_min(x, axes=(1,)), ties)
for name, values in (("ties", ties), ("zeros", zeros), ("nan", holes)):
  add("lax.cumprod " + name, lambda x: lax.cumprod(x, axis=1), values)
  add("lax.cummax " + name, lambda x: lax.cummax(x, axis=1), values)
  add("lax.cummin " + name, lambda x: lax.cummin(x, axis=1), values)
  for f in "max min prod sum mean var std ptp".split():
    add(f"jnp.{f} {name}", lambda x, f=f: getattr(jnp, f)(x, axis=1), values)
  for f in "nansum nanprod nanmean nanvar nanstd nanmax nanmin".split():
    add(f"jnp.{f} {name}", lambda x, f=f: getattr(jnp, f)(x, axis=1), values)
  add("jnp.sort " + name, lambda x: jnp.sort(x, axis=1), values)
  add("jnp.median " + name, lambda x: jnp.median(x, axis=1), values)
  for q in (0.0, 0.3, 0.5, 1.0):
    add(f"jnp.quantile {q} {name}", lambda x, q=q: jnp.quantile(x, q, axis=1), values)
  add("jnp.cumsum " + name, lambda x: jnp.cumsum(x, axis=1), values)
  add("topK " + name, lambda x: lax.top_k(x, 2)[0], values)
add("lax.cumlogsumexp", lambda x: lax.cumlogsumexp(x, axis=1), infinite)
add("nn.logsumexp", lambda x: nn.logsumexp(x, axis=1), infinite)
add("nn.softmax", lambda x: nn.softmax(x, axis=1), infinite)
add("nn.logSoftmax", lambda x: nn.log_softmax(x, axis=1), infinite)
add("nn.logsumexp b", lambda x, b: nn.logsumexp(x, axis=1, b=b), [[0.0, 1.0], [0.0, 0.0]],
    [[1.0, 0.0], [0.0, 2.0]])
add("nn.standardize", lambda x: nn.standardize(x, axis=1), ties)
add("nn.logmeanexp", lambda x: nn.logmeanexp(x, axis=1), infinite)

points = [-inf, -100.0, -6.0, -3.0, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 3.0, 6.0, 100.0, inf, nan]
for name, f in {
    "relu": nn.relu, "relu6": nn.relu6, "leakyRelu": nn.leaky_relu, "hardTanh": nn.hard_tanh,
    "hardSigmoid": nn.hard_sigmoid, "hardSilu": nn.hard_silu, "sparsePlus": nn.sparse_plus,
    "sparseSigmoid": nn.sparse_sigmoid, "sigmoid": nn.sigmoid, "softplus": nn.softplus,
    "squareplus": nn.squareplus, "softSign": nn.soft_sign, "silu": nn.silu, "mish": nn.mish,
    "logSigmoid": nn.log_sigmoid, "elu": nn.elu, "celu": nn.celu, "selu": nn.selu,
    "gelu": nn.gelu, "geluExact": lambda x: nn.gelu(x, approximate=False),
    "log1mexp": nn.log1mexp, "tanh": nn.tanh,
}.items():
  add("nn." + name, f, points)

for name in """sqrt log log2 log10 log1p exp exp2 expm1 cbrt abs sign square reciprocal sinc arcsin arccos arctan
    arcsinh arccosh arctanh sin cos tan sinh cosh tanh floor ceil trunc deg2rad rad2deg angle positive""".split():
  add("jnp." + name, getattr(jnp, name), numbers)
add("jnp.nanToNum", jnp.nan_to_num, numbers)
for name in """maximum minimum arctan2 hypot logaddexp logaddexp2 power floatPower remainder fmod floorDivide
    heaviside copysign fmax fmin""".split():
  python = {"floatPower": "float_power", "floorDivide": "floor_divide"}.get(name, name)
  add("jnp." + name, getattr(jnp, python), *pairs(few))
add("jnp.maximum nan", jnp.maximum, [nan, 1.0, nan], [1.0, nan, nan])
add("jnp.fmax nan", jnp.fmax, [nan, 1.0, nan], [1.0, nan, nan])
add("jnp.logaddexp", jnp.logaddexp, [0.0, 1.0, -50.0, 700.0, nan], [0.0, 1.0, 50.0, 700.0, 0.0])
add("jnp.logaddexp2", jnp.logaddexp2, [0.0, 1.0, -50.0, 700.0, nan], [0.0, 1.0, 50.0, 700.0, 0.0])
add("jnp.clip", lambda x: jnp.clip(x, -1, 1), numbers)
add("jnp.clip low", lambda x: jnp.clip(x, -1), numbers)
add("jnp.clip arrays", jnp.clip, [0.0, 1.0, -1.0, 0.5], [0.0, 0.0, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0])
add("jnp.where", lambda x: jnp.where(x > 0, x, 2 * x), numbers)
add("jnp.where sqrt", lambda x: jnp.where(x > 0, jnp.sqrt(x), 0.0), numbers)
add("x ** 0", lambda x: x**0, numbers)
add("x ** 1", lambda x: x**1, numbers)
add("x ** 2", lambda x: x**2, numbers)
add("x ** -1", lambda x: x**-1, numbers)
add("x ** 0.5", lambda x: x**0.5, numbers)
add("x ** 2.5", lambda x: x**2.5, numbers)
add("2 ** x", lambda x: 2.0**x, numbers)
add("0 ** x", lambda x: 0.0**x, [0.0, 1.0, 2.5, -1.0])
add("norm", lambda x: jnp.sqrt(jnp.sum(x * x)), [0.0, 0.0])
add("jnp.diff", jnp.diff, [inf, inf, 1.0])
add("jnp.average", lambda x, w: jnp.average(x, weights=w), [1.0, 2.0], [0.0, 0.0])
add("jnp.prod all", jnp.prod, [0.0, 0.0, 3.0])
add("jnp.prod one", jnp.prod, [0.0, 2.0, 3.0])


def text(a):
  if a is None:
    return "-"
  a = np.asarray(a)
  if a.dtype == jax.dtypes.float0:
    return "-"
  if a.dtype.kind == "c":
    words = [f"{v.real!r},{v.imag!r}" for v in a.ravel().tolist()]
  elif a.dtype.kind == "f":
    words = [repr(float(v)) for v in a.ravel()]
  else:
    words = [str(int(v)) for v in a.ravel()]
  return f"{a.dtype};{','.join(map(str, a.shape))};{' '.join(words)}"


def derivatives(f, arguments):
  value, pullback = jax.vjp(f, *arguments)
  cotangents = pullback(jnp.ones_like(value))
  tangents = [
      jnp.ones_like(a) if jnp.issubdtype(a.dtype, jnp.inexact) else np.zeros(a.shape, jax.dtypes.float0)
      for a in arguments
  ]
  return value, cotangents, jax.jvp(f, tuple(arguments), tuple(tangents))[1]


print("# JAX_PLATFORMS=cpu python export_special.py > special.tsv, with jax", jax.__version__)
print("# function\targuments\tresult\tcotangents of ones\ttangent of ones")
for name, f, arguments in rows:
  try:
    value, cotangents, tangent = derivatives(f, arguments)
  except (NotImplementedError, ValueError, TypeError):
    value, cotangents, tangent = f(*arguments), [None] * len(arguments), None
  if not jnp.issubdtype(value.dtype, jnp.inexact):
    tangent = None
  print(name, "|".join(map(text, arguments)), text(value), "|".join(map(text, cotangents)),
        text(tangent), sep="\t")
