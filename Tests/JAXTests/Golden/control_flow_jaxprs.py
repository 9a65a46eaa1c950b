"""Writes the jaxprs that JAX makes of the programs of ControlFlowJaxprTests.swift: name, then text.

usage: control_flow_jaxprs.py > control_flow_jaxprs.txt
"""
import jax
import jax.numpy as jnp
from jax import lax

jax.config.update("jax_enable_x64", False)
x = jnp.float32(2)
v = jnp.ones(3, jnp.float32)
n = jnp.int32(5)
xs = jnp.ones((4, 3), jnp.float32)


@jax.jit
def double(x):
    return x * 2


def body(c, x):
    return c + x, c * x


PROGRAMS = {
    "fori": (lambda x: lax.fori_loop(0, 3, lambda i, y: y * x, jnp.float32(1)), (x,)),
    "fori_unrolled": (lambda x: lax.fori_loop(0, 4, lambda i, y: jnp.sin(y), x, unroll=2), (x,)),
    "fori_dynamic": (lambda x, n: lax.fori_loop(0, n, lambda i, y: y * x, jnp.float32(1)), (x, n)),
    "fori_index": (lambda v: lax.fori_loop(0, 3, lambda i, y: y + v * i.astype(jnp.float32), v), (v,)),
    "while": (lambda x: lax.while_loop(lambda y: y < 100.0, lambda y: y * x, x), (x,)),
    "while_pair": (lambda x: lax.while_loop(lambda s: s[0] < 3, lambda s: (s[0] + 1, s[1] * x), (jnp.int32(0), x)), (x,)),
    "while_constant": (lambda x, n: lax.while_loop(lambda s: s[0] < n, lambda s: (s[0] + 1, jnp.sin(s[1])), (jnp.int32(0), x)), (x, n)),
    "cond": (lambda x: lax.cond(x > 1.0, jnp.sin, lambda x: x * x, x), (x,)),
    "cond_captures": (lambda x, v: lax.cond(x > 1.0, lambda y: y * v, lambda y: y + x, v), (x, v)),
    "cond_nested": (lambda x: lax.cond(x > 1.0, lambda x: lax.cond(x > 2.0, jnp.sin, jnp.cos, x), jnp.tan, x), (x,)),
    "cond_no_operand": (lambda x: lax.cond(x > 1.0, lambda: x, lambda: -x), (x,)),
    "switch": (lambda n, x: lax.switch(n, [jnp.sin, jnp.cos, lambda x: x], x), (n, x)),
    "scan": (lambda v, xs: lax.scan(body, v, xs), (v, xs)),
    "scan_reverse": (lambda v, xs: lax.scan(body, v, xs, reverse=True), (v, xs)),
    "scan_unroll": (lambda v, xs: lax.scan(body, v, xs, unroll=2), (v, xs)),
    "scan_length": (lambda x: lax.scan(lambda c, _: (c * 2.0, c), x, None, length=5), (x,)),
    "scan_captures": (lambda x, v, xs: lax.scan(lambda c, y: (c * x + y, c), v, xs), (x, v, xs)),
    "scan_jit": (lambda x, xs: lax.scan(lambda c, y: (double(c), double(y)), x, xs), (x, xs)),
    "scan_of_scan": (lambda x, xs: lax.scan(lambda c, y: lax.scan(lambda d, z: (d + z, d), c, y), x, xs), (x, xs)),
    "scan_of_cond": (lambda x, v: lax.scan(lambda c, y: (lax.cond(y > 0.0, jnp.sin, jnp.cos, c), c), x, v), (x, v)),
    "while_of_cond": (lambda x: lax.while_loop(lambda y: y < 9.0, lambda y: lax.cond(y > 1.0, lambda y: y + x, lambda y: y * x, y), x), (x,)),
    "cond_of_while": (lambda x: lax.cond(x > 1.0, lambda x: lax.while_loop(lambda y: y < 9.0, lambda y: y * 2.0, x), lambda x: x, x), (x,)),
    "jit_of_scan": (lambda x, v: jax.jit(lambda x, v: lax.scan(lambda c, y: (c + y, c), x, v))(x, v), (x, v)),
    "map": (lambda v: lax.map(lambda y: y * y, v), (v,)),
    "jvp_scan": (lambda x, v: jax.jvp(lambda x: lax.scan(lambda c, y: (c * y, c), x, v)[0], (x,), (x,)), (x, v)),
    "jvp_cond": (lambda x: jax.jvp(lambda x: lax.cond(x > 1.0, jnp.sin, lambda x: x * x, x), (x,), (x,)), (x,)),
    "jvp_while": (lambda x: jax.jvp(lambda x: lax.while_loop(lambda y: y < 100.0, lambda y: y * x, x), (x,), (x,)), (x,)),
    "vmap_scan": (lambda v, xs: jax.vmap(lambda x, v: lax.scan(lambda c, y: (c * y, c), x, v))(v, xs.T), (v, xs)),
    "vmap_cond": (lambda v: jax.vmap(lambda x: lax.cond(x > 1.0, jnp.sin, lambda x: x * x, x))(v), (v,)),
    "vmap_while": (lambda v, n: jax.vmap(lambda x: lax.fori_loop(0, n, lambda i, y: y * x, x))(v), (v, n)),
    "grad_scan": (lambda x, v: jax.grad(lambda x: lax.scan(lambda c, y: (jnp.sin(c) * y, None), x, v)[0])(x), (x, v)),
}

for name, (function, arguments) in PROGRAMS.items():
    print(f"== {name}")
    print(jax.make_jaxpr(function)(*arguments))
