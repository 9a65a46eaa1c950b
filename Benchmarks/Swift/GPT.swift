// Tracing, lowering, compiling and running the value and gradient of a small GPT with twelve layers.

import JAX

enum GPT: Workloads {
  static let group = "gpt"
  static let names = ["gpt12_trace", "gpt12_lower", "gpt12_compile", "gpt12_step"]

  static let (width, heads, length, batch, tokens, layers) = (64, 4, 32, 2, 100, 12)

  static func run() throws {
    var generator = Generator()
    let parameters = Parameters(&generator)
    let ids = generator.integers(batch, length, below: UInt64(tokens))
    var (trace, lower) = (Double.infinity, Double.infinity)
    let backend = try Backend.default()
    let stage = makeJaxpr(valueAndGrad(loss))
    var lowered: Lowered?
    for _ in 0..<3 {
      var program: ClosedJaxpr?
      trace = min(trace, seconds { program = stage(parameters, ids, ids) })
      guard let jaxpr = program?.jaxpr.withConstantsAsInputs else { continue }
      lower = try min(
        lower,
        seconds {
          lowered = try Lowered(jaxpr, name: "loss", platform: backend.platform)
          _ = lowered?.text
        })
    }
    report(names[0], "ms", 1e3 * trace)
    report(names[1], "ms", 1e3 * lower)
    report(names[2], "s", try seconds { _ = try lowered?.compile(for: backend.standardPlacement) })
    let step = jit(valueAndGrad(loss))
    try report(names[3], "ms", 1e3 * secondsPerCall(calls: 10) { step(parameters, ids, ids).0 })
  }

  /// A layer normalisation's parameters.
  @PyTree struct Norm {
    var scale = jnp.ones([GPT.width])
    var shift = jnp.zeros([GPT.width])

    func callAsFunction(_ x: Tensor) -> Tensor {
      let centred = x - x.mean(axis: -1, keepdims: true)
      let variance = (centred ** 2).mean(axis: -1, keepdims: true)
      return centred * lax.rsqrt(variance + 1e-5) * scale + shift
    }
  }

  /// One block's parameters.
  @PyTree struct Layer {
    var norm1 = Norm()
    var qkv: Tensor
    var out: Tensor
    var norm2 = Norm()
    var up: Tensor
    var down: Tensor

    init(_ generator: inout Generator) {
      qkv = generator.normal(width, 3 * width, scale: 0.02)
      out = generator.normal(width, width, scale: 0.02)
      up = generator.normal(width, 4 * width, scale: 0.02)
      down = generator.normal(4 * width, width, scale: 0.02)
    }

    func attention(_ x: Tensor) -> Tensor {
      let parts = jnp.split(
        jnp.matmul(x, qkv).reshape([batch, length, 3, heads, width / heads])
          .transpose(2, 0, 3, 1, 4), 3)
      let (query, key, value) = (parts[0][0], parts[1][0], parts[2][0])
      var scores =
        jnp.einsum("bhtd,bhsd->bhts", query, key) / Double(width / heads).squareRoot()
      scores = jnp.where(jnp.tril(jnp.ones([length, length], dtype: .bool)), scores, -1e9)
      let mixed = jnp.einsum("bhts,bhsd->bhtd", nn.softmax(scores, axis: -1), value)
      return jnp.matmul(mixed.transpose(0, 2, 1, 3).reshape([batch, length, width]), out)
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      let h = x + attention(norm1(x))
      return h + jnp.matmul(nn.gelu(jnp.matmul(norm2(h), up)), down)
    }
  }

  /// All parameters.
  @PyTree struct Parameters {
    var tokens: Tensor
    var positions: Tensor
    var layers: [Layer]

    init(_ generator: inout Generator) {
      tokens = generator.normal(GPT.tokens, width, scale: 0.02)
      positions = generator.normal(length, width, scale: 0.02)
      layers = (0..<GPT.layers).map { _ in Layer(&generator) }
    }
  }

  static func loss(_ p: Parameters, _ x: Tensor, _ y: Tensor) -> Tensor {
    let hidden = p.layers.reduce(p.tokens[x] + p.positions) { hidden, layer in layer(hidden) }
    let logProbabilities = nn.logSoftmax(jnp.matmul(hidden, p.tokens.T))
    return -jnp.takeAlongAxis(logProbabilities, y[.ellipsis, .newAxis], axis: -1).mean()
  }
}

/// The same network with its layers stacked and scanned over: the program's size does not depend on their number.
enum ScannedGPT: Workloads {
  static let group = "gpt_scan"
  static let depths = [12, 24, 48]
  static let names = depths.map { "gpt\($0)_scan_trace" }
  static let isMeasuredBesideJAX = false

  static func run() throws {
    var generator = Generator()
    let ids = generator.integers(GPT.batch, GPT.length, below: UInt64(GPT.tokens))
    let parameters = GPT.Parameters(&generator)
    for (depth, name) in zip(depths, names) {
      let layers = tree.map(
        { leaf in lax.broadcast(leaf, [depth]) }, parameters.layers[0])
      let stage = makeJaxpr(valueAndGrad(loss))
      var trace = Double.infinity
      for _ in 0..<5 {
        trace = min(trace, seconds { _ = stage(layers, parameters, ids) })
      }
      report(name, "ms", 1e3 * trace)
    }
  }

  private static func loss(_ layers: GPT.Layer, _ p: GPT.Parameters, _ x: Tensor) -> Tensor {
    let hidden = lax.scan(
      { hidden, layer in layer(hidden) }, p.tokens[x] + p.positions, layers)
    let logProbabilities = nn.logSoftmax(jnp.matmul(hidden, p.tokens.T))
    return -jnp.takeAlongAxis(logProbabilities, x[.ellipsis, .newAxis], axis: -1).mean()
  }
}
