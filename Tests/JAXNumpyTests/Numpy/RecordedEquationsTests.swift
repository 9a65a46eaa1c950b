// The primitives that often used functions record: those that JAX records, the programs of its inner jit opened.
//
// Elsewhere this package records less: numbers known while tracing are converted on the host, an index is counted from
// the front once, and the variance of a known count has no test for a count of 0.

import JAXNumpy
import Testing

@Suite struct RecordedEquationsTests {
  @Test(arguments: programs)
  func areThoseOfJAX(_ program: Program) {
    let x = jnp.ones([3, 4])
    let recorded = makeJaxpr(program.function)(
      x, jnp.ones([3]), jnp.arange(3), jnp.array(1, dtype: .int32))
    let names = recorded.jaxpr.equations.map { type(of: $0.primitive).name }
    #expect(names.joined(separator: " ") == program.primitives, "\(program.name)")
  }
}

/// A function of a matrix, a vector, indices and an index, with the primitives that JAX records for it.
struct Program: Sendable {
  let name: String
  let primitives: String
  let function: @Sendable (Tensor, Tensor, Tensor, Tensor) -> Tensor

  init(
    _ name: String, _ primitives: String,
    _ function: @escaping @Sendable (Tensor, Tensor, Tensor, Tensor) -> Tensor
  ) {
    self.name = name
    self.primitives = primitives
    self.function = function
  }
}

private let programs: [Program] = [
  Program("x + v[.all, .newAxis]", "broadcast_in_dim add") { x, v, _, _ in x + v[.all, .newAxis] },
  Program("2 * x - 1", "mul sub") { x, _, _, _ in 2 * x - 1 },
  Program("x / 2", "div") { x, _, _, _ in x / 2 },
  Program("i / 2", "convert_element_type div") { _, _, i, _ in i / 2 },
  Program("x ** 2", "integer_pow") { x, _, _, _ in x ** 2 },
  Program("x ** 0.5", "pow") { x, _, _, _ in x ** 0.5 },
  Program("x .> 0", "gt") { x, _, _, _ in x .> 0 },
  Program("x + i[.all, .newAxis]", "broadcast_in_dim convert_element_type add") { x, _, i, _ in
    x + i[.all, .newAxis]
  },
  Program("x[0]", "slice squeeze") { x, _, _, _ in x[0] },
  Program("x[1..., .stride(by: 2)]", "slice") { x, _, _, _ in x[1..., .stride(by: 2)] },
  Program("x[.stride(by: -1)]", "rev") { x, _, _, _ in x[.stride(by: -1)] },
  Program("x[i]", "lt add select_n broadcast_in_dim gather") { x, _, i, _ in x[i] },
  Program("x.at[0].set(1)", "broadcast_in_dim broadcast_in_dim scatter") { x, _, _, _ in
    x.at[0].set(1)
  },
  Program("x.at[i].add(1)", "lt add select_n broadcast_in_dim broadcast_in_dim scatter-add") {
    x, _, i, _ in x.at[i].add(1)
  },
  Program("jnp.sum(x)", "reduce_sum") { x, _, _, _ in jnp.sum(x) },
  Program("jnp.sum(x, axis: [0], keepdims: true)", "reduce_sum broadcast_in_dim") { x, _, _, _ in
    jnp.sum(x, axis: [0], keepdims: true)
  },
  Program("jnp.mean(x, axis: [1])", "reduce_sum div") { x, _, _, _ in jnp.mean(x, axis: [1]) },
  Program("jnp.max(x, axis: [1])", "reduce_max") { x, _, _, _ in jnp.max(x, axis: [1]) },
  Program("jnp.argmax(x, axis: 1)", "argmax") { x, _, _, _ in jnp.argmax(x, axis: 1) },
  Program("jnp.cumsum(x, axis: 1)", "cumsum") { x, _, _, _ in jnp.cumsum(x, axis: 1) },
  Program("jnp.maximum(x, 0)", "max") { x, _, _, _ in jnp.maximum(x, 0) },
  Program(
    "jnp.takeAlongAxis(x, i[.all, .newAxis], axis: 1)",
    "broadcast_in_dim lt add select_n reshape gather"
  ) { x, _, i, _ in jnp.takeAlongAxis(x, i[.all, .newAxis], axis: 1) },
  Program("jnp.take(x, i, axis: 0)", "lt add select_n broadcast_in_dim gather") { x, _, i, _ in
    jnp.take(x, i, axis: 0)
  },
  Program("jnp.concatenate([x, x], axis: 1)", "concatenate") { x, _, _, _ in
    jnp.concatenate([x, x], axis: 1)
  },
  Program("jnp.matmul(x, x.T)", "transpose dot_general") { x, _, _, _ in jnp.matmul(x, x.T) },
  Program("jnp.matmul(v, x)", "dot_general") { x, v, _, _ in jnp.matmul(v, x) },
  Program("jnp.einsum(\"ij,kj->ik\", x, x)", "dot_general") { x, _, _, _ in
    jnp.einsum("ij,kj->ik", x, x)
  },
  Program("jnp.einsum(\"ij->j\", x)", "reduce_sum") { x, _, _, _ in jnp.einsum("ij->j", x) },
  Program("jnp.dot(v, v)", "dot_general") { _, v, _, _ in jnp.dot(v, v) },
  Program("jnp.outer(v, v)", "broadcast_in_dim broadcast_in_dim mul") { _, v, _, _ in
    jnp.outer(v, v)
  },
  Program("jnp.exp(x)", "exp") { x, _, _, _ in jnp.exp(x) },
  Program("jnp.tril(x)", "iota add iota ge broadcast_in_dim select_n") { x, _, _, _ in jnp.tril(x)
  },
  Program("jnp.reshape(x, [-1])", "reshape") { x, _, _, _ in jnp.reshape(x, [-1]) },
  Program("x.T", "transpose") { x, _, _, _ in x.T },
  Program("jnp.split(x, 2, axis: 1)[0]", "split") { x, _, _, _ in jnp.split(x, 2, axis: 1)[0] },
  Program("jnp.repeat(v, 2)", "broadcast_in_dim reshape") { _, v, _, _ in jnp.repeat(v, 2) },
  Program("jnp.roll(v, 1)", "slice slice concatenate") { _, v, _, _ in jnp.roll(v, 1) },
  Program("jnp.flip(x, axis: [0])", "rev") { x, _, _, _ in jnp.flip(x, axis: [0]) },
  Program("jnp.arange(5)", "iota") { _, _, _, _ in jnp.arange(5) },
  Program("jnp.zeros([2, 3])", "broadcast_in_dim") { _, _, _, _ in jnp.zeros([2, 3]) },
  Program("jnp.eye(3)", "iota iota add eq convert_element_type") { _, _, _, _ in jnp.eye(3) },
  Program("jnp.sort(v)", "sort") { _, v, _, _ in jnp.sort(v) },
  Program("jnp.logaddexp(v, 0.0)", "custom_jvp_call") { _, v, _, _ in
    jnp.logaddexp(v, 0.0)
  },
  Program("jnp.square(v)", "square") { _, v, _, _ in jnp.square(v) },
  Program("jnp.all(i)", "convert_element_type reduce_and") { _, _, i, _ in jnp.all(i) },
  Program("jnp.tensordot(x, x, axes: ([1], [1]))", "dot_general") { x, _, _, _ in
    jnp.tensordot(x, x, axes: ([1], [1]))
  },
]
