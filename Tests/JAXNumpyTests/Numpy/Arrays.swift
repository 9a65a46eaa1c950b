// The arrays in the expressions that are compared with JAX's: Golden/export_numpy.py has the same.

import JAXNumpy

let i: Tensor = [-7, -3, 0, 2, 5]
let j: Tensor = [2, -2, 3, -3, 4]
let u = Tensor([0, 3, 200, 255] as [UInt8])
let f: Tensor = [-2.5, -0.5, 0.0, 1.5, 3.0]
let g: Tensor = [2.0, -2.0, 0.5, -3.0, 1.5]
let h = Tensor([0, 0.25, 0.5, 0.75, 1, 1.25] as [Float16], shape: [2, 3])
let n = Tensor([1, .nan, -.infinity, .infinity, -0.0, .nan] as [Float])
let b: Tensor = [true, false, true, false, true]
let c = lax.complex([1.0, -0.0], [2.0, -3.0])
let m = jnp.reshape(jnp.arange(12), [3, 4])
let a = jnp.reshape(jnp.arange(24, dtype: .float32), [2, 3, 4])
let k: Tensor = [[2, 0], [1, -1]]
let e = jnp.zeros([0, 3])
let w = Tensor(2.5)
let wi = Tensor(3)
