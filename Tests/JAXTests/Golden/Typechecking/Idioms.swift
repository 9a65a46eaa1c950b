// Calls as JAX's users write them: all compile.
// swift-format-ignore-file
import JAX

let (v, n) = (0.5, 3)
var x: Tensor = [[1.0, 2.0], [3.0, 4.0]]
let key = random.key(0)

// Iteration and construction.
for row in x { print(row.sum()) }
for (row, k) in zip(x, random.split(key, 2)) { print(row, k) }
for (i, row) in x.enumerated() { print(i, row) }
let rows = Array(x)
let doubled = x.map { $0 * 2 }
let again = jnp.array([x[0], x[1]])
let mixed = jnp.array([x[0, 0], 2, v])
let total: Tensor = x.reduce(0) { $0 + $1.sum() }
let sum = x + [1.0, 2.0]
let isTensor: Tensor = sum
let length = x.count

// Subscripts.
let last = x[..., 0]
let lastOfFirst = x[0, ..., 1]
let column = x[nil, 0], row = x[0, nil], both = x[..., nil]
x[..., 0] = v
x[..., 1] = x[..., 0] * n
let updated = x.at[..., 0].set(1).at[nil].add(v)

// Functions as values.
let sums = vmap(jnp.sum)(x)
let products = vmap(jnp.dot)(x, x)
let zeros = tree.map(jnp.zerosLike, ["w": x])
let slope = grad(jnp.sum)(x)
let compiled = jit(nn.softmax)(x)

// Numbers, positions and names.
let weights = [0.5, 0.25]
let mean = jnp.mean(weights), least = jnp.minimum(x, weights)
let bounded = jnp.clip(x, -v, v), shifted = jnp.roll(x, 1, 0)
let empty = jnp.zeros([]), vector = jnp.zeros(n), matrix = jnp.ones([n, 2], .float64)
let angle = jnp.sin(2 * .pi * x), highest = jnp.full(n, -.infinity)
let (first, second) = random.split(key)
let (a, b, c) = random.split(key, 3)
