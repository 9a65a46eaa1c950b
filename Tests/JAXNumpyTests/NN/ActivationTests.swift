// Every activation function, and its first two derivatives, against JAX's.

import JAXNumpy
import Testing

private let functions: [(String, @Sendable (Tensor) -> Tensor)] = [
  ("relu", { nn.relu($0) }), ("relu6", { nn.relu6($0) }), ("leakyRelu", { nn.leakyRelu($0) }),
  ("hardTanh", { nn.hardTanh($0) }), ("hardSigmoid", { nn.hardSigmoid($0) }),
  ("hardSilu", { nn.hardSilu($0) }), ("sparsePlus", { nn.sparsePlus($0) }),
  ("sparseSigmoid", { nn.sparseSigmoid($0) }), ("tanh", { nn.tanh($0) }),
  ("sigmoid", { nn.sigmoid($0) }), ("softplus", { nn.softplus($0) }),
  ("squareplus", { nn.squareplus($0) }), ("softSign", { nn.softSign($0) }),
  ("silu", { nn.silu($0) }), ("mish", { nn.mish($0) }), ("logSigmoid", { nn.logSigmoid($0) }),
  ("elu", { nn.elu($0) }), ("celu", { nn.celu($0) }), ("selu", { nn.selu($0) }),
  ("gelu", { nn.gelu($0) }), ("geluExact", { nn.gelu($0, approximate: false) }),
  ("identity", { nn.identity($0) }),
]

@Suite struct ActivationTests {
  private static let points = Tensor(
    [
      -.infinity, -100, -7.5, -3, -1.5, -1, -0.25, -0.0, 0, 0.125, 0.5, 1, 2, 3, 6, 50, 90,
      .infinity, .nan,
    ] as [Float])

  @Test(arguments: functions.indices)
  func agreesWithJAX(_ position: Int) throws {
    let (name, function) = functions[position]
    let table = try GoldenArray.table("nn.tsv")
    func check(_ suffix: String, _ value: Tensor, _ tolerance: Double) throws {
      let difference = try #require(table[name + suffix]).difference(from: value)
      #expect(difference <= tolerance, "\(name)\(suffix)")
    }
    let finite = lax.sliceInDim(Self.points, 1, 17)
    try check("", function(Self.points), 1e-6)
    try check(" bf16", function(lax.convertElementType(Self.points, .bfloat16)), 1e-2)
    try check("'", vmap(grad(function))(finite), 4e-6)
    try check("''", vmap(grad(grad(function)))(finite), 1e-5)
  }

  @Test func logOfOneMinusExponential() throws {
    let table = try GoldenArray.table("nn.tsv")
    let x: Tensor = [0.01, 0.5, 1, 5, 100]
    let derivative = vmap(grad { (x: Tensor) in nn.log1mexp(x) })(x)
    #expect(try #require(table["log1mexp"]).difference(from: nn.log1mexp(x)) <= 1e-6)
    #expect(try #require(table["log1mexp'"]).difference(from: derivative) <= 1e-6)
  }

  @Test func integersAreRectifiedAsIntegers() {
    #expect(nn.relu([-2, 0, 3]).dtype == .int32)
    #expect(nn.relu([-2, 0, 3]).scalars(as: Int.self) == [0, 0, 3])
    #expect(nn.gelu([-2, 0, 3]).dtype == .float32)
  }

  @Test func literalsStayWeaklyTyped() {
    #expect(nn.relu(2.0).weakType)
    #expect((nn.relu(2.0) * Tensor([1] as [Float16])).dtype == .float16)
  }
}
