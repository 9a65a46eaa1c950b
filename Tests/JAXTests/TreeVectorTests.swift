// The leaves of a tree as a vector.

import JAX
import Testing

private let x: [String: Tensor] = [
  "a": Tensor([1, 2], dtype: .float64), "b": Tensor([[3], [4]] as [[Double]]),
]

extension Tensor {
  fileprivate init(_ rows: [[Double]]) {
    self.init(rows.flatMap { $0 }, shape: [rows.count, rows[0].count], dtype: .float64)
  }
}

@Suite struct TreeVectorTests {
  private func values(_ vector: TreeVector) -> [Double] {
    vector.leaves.flatMap { $0.scalars(as: Double.self) }
  }

  @Test func arithmetic() {
    let v = TreeVector(x)
    #expect(values(v + v) == [2, 4, 6, 8])
    #expect(values(v - 2.0 * v) == [-1, -2, -3, -4])
    #expect(values(v * 3.0) == [3, 6, 9, 12])
    #expect(values(v / 2.0) == [0.5, 1, 1.5, 2])
    #expect(values(-v) == [-1, -2, -3, -4])
    #expect(values(v.zeros) == [0, 0, 0, 0])
    #expect((v.dot(v) as Tensor).item(as: Double.self) == 30)
    #expect(abs(v.norm.item(as: Double.self) - 30.0.squareRoot()) < 1e-12)
    #expect((-v).maxNorm.item(as: Double.self) == 4)
    #expect(values(TreeVector.where(v.norm .> 3, v, v.zeros)) == [1, 2, 3, 4])
    let complex = TreeVector(Tensor([1, 2], dtype: .complex64))
    #expect(complex.norm.dtype == .float32)
  }

  @Test func itIsATreeThatIsRebuilt() throws {
    let v = TreeVector(x)
    let back: [String: Tensor] = (v + v).rebuilt()
    #expect(back["b"]?.shape == [2, 1])
    let gradient = grad { (v: TreeVector) in v.squaredNorm }(v)
    #expect(values(gradient) == [2, 4, 6, 8])
    #expect(values(grad { (v: TreeVector) in v.stopGradient.dot(v) }(v)) == [1, 2, 3, 4])
    #expect(values(jit { (v: TreeVector) in v + v }(v)) == [2, 4, 6, 8])
    let looped = lax.foriLoop(0, 3, { _, v in v + v }, v)
    #expect(values(looped) == [8, 16, 24, 32])
    let empty = TreeVector([Tensor]())
    #expect(empty.norm.item(as: Float.self) == 0 && empty.maxNorm.item(as: Float.self) == 0)
  }

  @Test func treesOfOtherStructuresAreAnError() {
    let error = #expect(throws: JAXError.self) {
      try catchingErrors { _ = TreeVector(x) + TreeVector([Tensor(1.0)]) }
    }
    #expect(error?.kind == .treeStructure)
  }
}
