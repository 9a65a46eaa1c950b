// NumPy's methods of arrays.

import JAX
import Testing

@Suite struct MethodTests {
  private let x: Tensor = [[3.0, -1.0], [2.0, 4.5]]

  private func agree(
    _ method: Tensor, _ function: Tensor, _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(Bool(jnp.arrayEqual(method, function)), sourceLocation: location)
    #expect(method.dtype == function.dtype, sourceLocation: location)
  }

  @Test func reductions() {
    agree(x.sum(), jnp.sum(x))
    agree(x.sum(axis: [0, 1], keepdims: true), jnp.sum(x, axis: [0, 1], keepdims: true))
    agree(x.prod(axis: 0), jnp.prod(x, axis: 0))
    agree(x.mean(1), jnp.mean(x, axis: 1))
    agree(x.var(axis: 0, ddof: 1), jnp.var(x, axis: 0, ddof: 1))
    agree(x.std(), jnp.std(x))
    agree(x.max(axis: -1), jnp.max(x, axis: -1))
    agree(x.min(), jnp.min(x))
    agree(x.ptp(0), jnp.ptp(x, axis: 0))
    agree((x > 0).all(axis: 1), jnp.all(x > 0, axis: 1))
    agree((x > 0).any(), jnp.any(x > 0))
    agree(x.argmax(axis: 1, keepdims: true), jnp.argmax(x, axis: 1, keepdims: true))
    agree(x.argmin(), jnp.argmin(x))
    agree(x.cumsum(axis: 0), jnp.cumsum(x, axis: 0))
    agree(x.cumprod(), jnp.cumprod(x))
    agree(x.trace(), jnp.trace(x))
    agree(x.dot(x), jnp.dot(x, x))
    agree(x.dot(2), jnp.dot(x, 2))
  }

  @Test func movement() {
    agree(x.ravel(), jnp.ravel(x))
    agree(x.flatten(), jnp.ravel(x))
    agree(x.transpose(), jnp.transpose(x))
    agree(x.transpose(1, 0), jnp.transpose(x))
    agree(x.transpose([0, 1]), x)
    agree(x.swapaxes(0, 1), x.T)
    agree(x[..<1].squeeze(), x[0])
    agree(x[..<1].squeeze(axis: 0), x[0])
    agree(x.diagonal(), jnp.diagonal(x))
    agree(x.repeat(2, axis: 0), jnp.repeat(x, 2, axis: 0))
    agree(x.repeat([1, 2], 0), jnp.repeat(x, [1, 2], axis: 0))
    agree(x.take([0], axis: 1), jnp.take(x, [0], axis: 1))
    agree(x.sort(axis: 0), jnp.sort(x, axis: 0))
    agree(x.argsort(), jnp.argsort(x))
    agree(x.ravel().sort().searchsorted(2.5), jnp.searchsorted(jnp.sort(x.ravel()), 2.5))
  }

  @Test func elements() {
    agree(x.clip(0, 3), jnp.clip(x, min: 0, max: 3))
    agree(x.round(), jnp.round(x))
    agree(x.round(1), jnp.round(x, decimals: 1))
    agree(x.astype(.int32), [[3, -1], [2, 4]])
    agree(x.copy(), x)
    let z = lax.complex(x, 2 * x)
    agree(z.real, x)
    agree(z.imag, 2 * x)
    agree(z.conj(), lax.complex(x, -2 * x))
    agree(z.conjugate().imag, -2 * x)
    #expect(x[1, 1].item() as Double == 4.5)
  }
}
