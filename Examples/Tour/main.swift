// The README's examples. `Scripts/check-readme` runs them and compares what they print with the comments behind them.

import JAX

// Derivatives.

func tanh(_ x: Tensor) -> Tensor {
  let y = jnp.exp(-2.0 * x)
  return (1.0 - y) / (1.0 + y)
}

print(grad(tanh)(1.0))  // 0.4199743
print(grad(grad(grad(tanh)))(1.0))  // 0.6216267

func absolute(_ x: Tensor) -> Tensor {
  if Bool(x .< 0) { return -x }
  return x
}

print(grad(absolute)(-3.0))  // -1.0

// Vectorisation.

func l1Distance(_ x: Tensor, _ y: Tensor) -> Tensor { jnp.sum(jnp.abs(x - y)) }

let distances = vmap(vmap(l1Distance, inAxes: [0, nil]), inAxes: [nil, 0])
let xs: Tensor = [[0, 0], [1, 1], [3, -1]]
let ys: Tensor = [[0, 1], [2, 2]]
print(distances(xs, ys))
// [[1 1 5]
//  [4 2 4]]

// Compilation.

let curvature = jit(vmap(grad(grad(tanh))))
print(curvature([0.0, 0.5, 1.0]))  // [-0.         -0.7268618  -0.63969994]

// Programs.

print(makeJaxpr { (x: Tensor) in jnp.sin(x) * 2.0 }([1.0, 2.0]))
// { lambda ; a:f32[2]. let b:f32[2] = sin a; c:f32[2] = mul b 2.0:f32[] in (c,) }

// Control flow that is computed.

func squareRoot(_ a: Tensor) -> Tensor {
  lax.whileLoop({ x in jnp.abs(x * x - a) .> 1e-4 }, { x in (x + a / x) / 2.0 }, a)
}

print(squareRoot(2.0))  // 1.4142157
print(grad(squareRoot)(2.0))  // 0.3535659
print(lax.scan({ total, x in (total + x, total) }, 0, jnp.arange(4)).1)  // [0 0 1 3]

// Rules of their own.

let softplus = customVJP(
  { (x: Tensor) in jnp.log(1.0 + jnp.exp(x)) },
  forward: { (x: Tensor) in (jnp.log(1.0 + jnp.exp(x)), x) },
  backward: { (x: Tensor, cotangent: Tensor) in cotangent * nn.sigmoid(x) })
print(grad(softplus)(100.0))  // 1.0
print(hessian(softplus)(0.0))  // 0.25

// Trees, and functions that change their state.

@PyTree struct Line {
  var slope: Tensor
  var offset: Tensor
}

func loss(_ line: Line, _ x: Tensor, _ y: Tensor) -> Tensor {
  jnp.mean((line.slope * x + line.offset - y) ** 2)
}

let step = jit { (line: inout Line, x: Tensor, y: Tensor) -> Tensor in
  let (value, gradient) = valueAndGrad(loss)(line, x, y)
  line.slope -= 0.1 * gradient.slope
  line.offset -= 0.1 * gradient.offset
  return value
}

let x: Tensor = [0.0, 1.0, 2.0, 3.0]
let y = 3.0 * x - 1.0
var line = Line(slope: 0.0, offset: 0.0)
for _ in 0..<300 { _ = step(&line, x, y) }
print(jnp.round(line.slope * 100) / 100)  // 3.0

// Random numbers, and NumPy's ways with arrays.

let keys = random.split(random.key(0))
print(random.uniform(keys[0], [3]))  // [0.8423141  0.18237865 0.2271781 ]

var a = jnp.arange(12).reshape([3, 4])
a[0] = -1
print(a[1..., .stride(by: 2)])
// [[ 4  6]
//  [ 8 10]]

// Errors.

do {
  try catchingErrors { jnp.ones([2, 3]) + jnp.ones([4]) }
} catch let error as JAXError {
  print(error.found)  // shapes (2, 3) and (4,) cannot be broadcast together.
}
