"""Writes JAX's derivatives of the functions of HigherDerivativeTests.swift: name, which derivative, its elements.

The Hessian is that of forward over reverse, or of forward over forward where JAX has no reverse mode (loops of unknown
length). The script makes sure that JAX's other orders give the same.

usage: higher_derivatives.py > higher_derivatives.tsv   (jax 0.10.2, on the CPU)
"""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

jax.config.update("jax_enable_x64", True)
x = jnp.array([0.6, -0.4, 1.2])
direction = jnp.array([0.3, 0.7, -0.5])
weights = jnp.array([0.5, -1.5, 2.0])

FORWARD, REVERSE, BOTH = "forward", "reverse", "both"
FUNCTIONS = {}


def sample(function, modes=BOTH):
    FUNCTIONS[function.__name__] = (function, modes)


def forward_only(function):
    sample(function, FORWARD)


def reverse_only(function):
    sample(function, REVERSE)


@jax.custom_jvp
def sine(x):
    return jnp.sin(x)


@sine.defjvp
def _(primals, tangents):
    (x,), (dx,) = primals, tangents
    return jnp.sin(x), jnp.cos(x) * dx


# A rule that is not the derivative of the function, so that the values show that it was taken.
@jax.custom_jvp
def other(x, y):
    return x * y


@other.defjvp
def _(primals, tangents):
    (x, y), (dx, dy) = primals, tangents
    return x * y, jnp.exp(x) * y * dx + jnp.sin(y) * dy


@jax.custom_vjp
def square(x):
    return x * x


square.defvjp(lambda x: (x * x, x), lambda x, ct: (jnp.sinh(x) * ct,))


@jax.custom_vjp
def product(x, y):
    return x * y


product.defvjp(lambda x, y: (x * y, (x, y)), lambda r, ct: (ct * r[1] ** 3, ct * jnp.cos(r[0])))


@sample
def cond_true(x):
    return lax.cond(x[0] > 0, lambda x: (jnp.sin(x) * x * x).sum(), lambda x: x.sum(), x)


@sample
def cond_false(x):
    return lax.cond(x[1] > 0, lambda x: x.sum(), lambda x: jnp.exp(x[0] * x[1]) + x[2] ** 3, x)


@sample
def cond_captures(x):
    y = x * x
    return lax.cond(x[0] > 0, lambda z: (z * jnp.cos(y)).sum(), lambda z: (z + y).sum(), jnp.sin(x))


@sample
def cond_nested(x):
    def inner(x):
        return lax.cond(x[1] > 0, lambda x: x.prod(), lambda x: (x * x).prod(), x)

    return lax.cond(x[2] > 1, inner, lambda x: x.sum(), x)


@sample
def switch(x):
    index = (x[2] * 2).astype(jnp.int32)
    branches = [lambda x: x.sum(), lambda x: x.prod(), lambda x: jnp.exp(x).prod() * x[1]]
    return lax.switch(index, branches, x)


@sample
def switch_mapped(x):
    branches = [lambda y: jnp.sin(y), lambda y: y**3, lambda y: jnp.exp(-y) * y]
    ys = jax.vmap(lambda i, y: lax.switch(i, branches, y * x[0]))(jnp.arange(3), x)
    return (ys * ys).sum()


@sample
def scan(x):
    last, ys = lax.scan(lambda c, y: (jnp.sin(c) * y + c, c * y), x[0], x)
    return last + (ys * ys).sum()


@sample
def scan_reverse(x):
    last, ys = lax.scan(lambda c, y: (c * y + 1, c + y), x.sum(), jnp.cos(x), reverse=True)
    return last + ys.prod()


@sample
def scan_captures(x):
    return lax.scan(lambda c, y: (jnp.tanh(c * x[1] + y), None), x, jnp.stack([x, 2 * x]))[0].prod()


@sample
def scan_unrolled(x):
    return lax.scan(lambda c, y: (c * jnp.exp(0.1 * y), c * c), x[2], x, unroll=2)[1].sum()


@sample
def scan_of_scan(x):
    def outer(c, y):
        d, zs = lax.scan(lambda d, z: (jnp.sin(d * z) + y, d), c, x)
        return d, zs.sum()

    last, ys = lax.scan(outer, x[0], x)
    return last * ys.sum()


@sample
def scan_of_cond(x):
    def body(c, y):
        return lax.cond(y > 0, lambda c: jnp.sin(c) * y, lambda c: c * c * y, c), c

    last, ys = lax.scan(body, x[0] + x[2], x)
    return last * ys.sum()


@sample
def cond_of_scan(x):
    def loop(x):
        return lax.scan(lambda c, y: (c * jnp.cos(y), None), x[0], x)[0]

    return lax.cond(x[0] > 0, loop, lambda x: x.sum(), x)


@sample
def fori(x):
    return lax.fori_loop(0, 4, lambda i, y: jnp.tanh(y * x) + x * i, x).sum()


@sample
def fori_indexed(x):
    return lax.fori_loop(0, 3, lambda i, y: y + jnp.sin(y) * jnp.take(x, i), x[1] * x[2])


@forward_only
def fori_dynamic(x):
    count = (x[2] * 3).astype(jnp.int32)
    return lax.fori_loop(0, count, lambda i, y: jnp.sin(y) + x, x).prod()


@forward_only
def while_counted(x):
    step = lambda s: (s[0] + 1, s[1] * jnp.cos(x) + 0.1 * x)
    return lax.while_loop(lambda s: s[0] < 5, step, (0, x))[1].prod()


@forward_only
def while_until_large(x):
    return lax.while_loop(lambda y: (y * y).sum() < 20, lambda y: y * 1.5 + 0.1 * jnp.sin(x * y), x).prod()


@forward_only
def while_of_cond(x):
    def step(s):
        i, y = s
        return i + 1, lax.cond(i < 2, lambda y: jnp.sin(y) * x, lambda y: y * y + x, y)

    return lax.while_loop(lambda s: s[0] < 4, step, (0, x))[1].sum()


@forward_only
def while_of_while(x):
    def inner(y):
        return lax.while_loop(lambda s: s[0] < 2, lambda s: (s[0] + 1, jnp.sin(s[1]) * x), (0, y))[1]

    return lax.while_loop(lambda s: s[0] < 2, lambda s: (s[0] + 1, inner(s[1]) + x), (0, x))[1].prod()


@forward_only
def scan_of_while(x):
    def body(c, y):
        z = lax.while_loop(lambda s: s[0] < 3, lambda s: (s[0] + 1, jnp.cos(s[1]) * c), (0, y))[1]
        return c + z, z * z

    last, ys = lax.scan(body, x[0], x)
    return last * ys.sum()


@forward_only
def while_mapped(x):
    def loop(y):
        return lax.while_loop(lambda z: z < 3, lambda z: 1.1 * z + x[2] * y * y + 0.5, y)

    return jax.vmap(loop)(x).prod()


@sample
def associative_scan(x):
    return (lax.associative_scan(jnp.multiply, jnp.cos(x)) * weights).sum()


@sample
def associative_scan_pairs(x):
    def combine(a, b):
        return a[0] * b[0], a[1] * b[0] + b[1]

    return (lax.associative_scan(combine, (jnp.sin(x), x * x), reverse=True)[1] * weights).prod()


@sample
def map(x):
    return lax.map(lambda y: jnp.sin(y * x[0]) * y, x).prod()


@sample
def map_in_batches(x):
    return lax.map(lambda y: jnp.exp(y * x[1]), x, batch_size=2).prod() * x[0]


@sample
def custom_jvp(x):
    return (sine(x) * sine(x * x)).sum() * x[0]


@sample
def custom_jvp_other_rule(x):
    return (other(x, jnp.cos(x)) * weights).sum() * x[1]


@sample
def custom_jvp_in_scan(x):
    return lax.scan(lambda c, y: (other(sine(c), y) + c, c), x[0], x)[1].prod()


@reverse_only
def custom_vjp(x):
    return (square(x) * weights).sum() * x[2]


@reverse_only
def custom_vjp_two_arguments(x):
    return product(jnp.sin(x), x * x).prod()


@reverse_only
def custom_vjp_in_scan(x):
    return lax.scan(lambda c, y: (product(c, y) + square(y), None), x[0], x)[0]


@reverse_only
def custom_vjp_in_cond(x):
    return lax.cond(x[0] > 0, lambda x: square(jnp.cos(x)).prod(), lambda x: x.sum(), x)


@sample
def remat(x):
    def layers(x):
        hidden = jnp.sin(x * x)
        return jnp.exp(hidden * jnp.tanh(x)).prod()

    return jax.checkpoint(layers)(x)


@sample
def remat_dots(x):
    def layers(x):
        matrix = jnp.outer(jnp.sin(x), x)
        return jnp.tanh(matrix @ jnp.cos(matrix @ x)).sum()

    return jax.checkpoint(layers, policy=jax.checkpoint_policies.dots_saveable)(x)


@sample
def scan_of_remat(x):
    step = jax.checkpoint(lambda c, y: (jnp.sin(c * y) + c, c), prevent_cse=False)
    return lax.scan(step, x[0], x)[1].prod()


@sample
def remat_of_scan(x):
    return jax.checkpoint(lambda x: lax.scan(lambda c, y: (jnp.sin(c * y) + c, None), x[0], x)[0])(x)


@sample
def nested_jit(x):
    inner = jax.jit(lambda x, y: jnp.sin(x) * y)
    return jax.jit(lambda x: inner(inner(x, x), x[0] * x).sum())(x)


@sample
def vmap_psum(x):
    return (jax.vmap(lambda y: jnp.sin(y) * lax.psum(y * y, "i"), axis_name="i")(x) * weights).sum()


@sample
def vmap_pmean_gather(x):
    def f(y):
        return (y - lax.pmean(y, "i")) ** 3 * jnp.cos(lax.all_gather(y, "i")).prod()

    return (jax.vmap(f, axis_name="i")(x) * weights).sum()


@sample
def vmap_ppermute(x):
    def f(y):
        return y * lax.ppermute(jnp.sin(y), "i", [(0, 1), (1, 2), (2, 0)])

    return (jax.vmap(f, axis_name="i")(x) * weights).sum()


@sample
def vmap_two_axes(x):
    def f(y):
        return jnp.sin(y) * lax.psum(lax.psum(y, "i") ** 2, "j") + lax.psum(y * y, ("i", "j"))

    return jax.vmap(jax.vmap(f, axis_name="j"), axis_name="i")(jnp.outer(x, jnp.cos(x))).sum()


@sample
def vmap_of_scan(x):
    loop = lambda c, ys: lax.scan(lambda c, y: (jnp.tanh(c + y), None), c, ys)[0]
    return jax.vmap(loop)(x, jnp.outer(x, x)).prod()


@sample
def softmax(x):
    return (jax.nn.softmax(x * x) * weights).sum() + jax.nn.logsumexp(x) * x[0]


@sample
def sorted_products(x):
    return (jnp.cumsum(jnp.sort(x) * weights) * jnp.sin(x)).sum() * jnp.cumprod(x)[1]


@sample
def selected(x):
    return jnp.where(x > 0, jnp.hypot(x, weights), jnp.arctan2(x, weights) ** 2).prod()


@sample
def special(x):
    return (lax.erf(x) * jnp.logaddexp(x, weights) * jnp.expm1(x)).sum() * jnp.log1p(x[0])


@sample
def einsum(x):
    matrix = jnp.outer(jnp.sin(x), x)
    return jnp.einsum("ij,jk,ki->", matrix, matrix, jnp.exp(matrix)) * x[1]


@sample
def stop_gradient(x):
    return (lax.stop_gradient(x * x) * jnp.sin(x) * x).sum()


def derivatives(f, modes):
    """The derivatives of a function, and other ways to compute them."""
    gradient = jax.jacfwd(f) if modes == FORWARD else jax.grad(f)
    hessian = jax.jacfwd(gradient)
    product = lambda x: jax.jvp(gradient, (x,), (direction,))[1]
    kinds = {"gradient": gradient, "hessian": hessian, "product": product, "third": jax.jacfwd(hessian)}
    others = []
    if modes != FORWARD:
        others.append(("hessian", jax.jacrev(gradient)))
    if modes == BOTH:
        others.append(("hessian", jax.jacfwd(jax.jacfwd(f))))
    return kinds, others


print("# Written by higher_derivatives.py with jax", jax.__version__)
for name, (f, modes) in FUNCTIONS.items():
    kinds, others = derivatives(f, modes)
    found, again = jax.jit(lambda x: ({k: d(x) for k, d in kinds.items()}, [d(x) for _, d in others]))(x)
    for (kind, _), values in zip(others, again):
        np.testing.assert_allclose(values, found[kind], rtol=1e-11, atol=1e-11)
    for kind in ["gradient", "hessian", "product", "third"]:
        print(name, modes, kind, " ".join(repr(float(v)) for v in np.ravel(found[kind])), sep="\t", flush=True)
