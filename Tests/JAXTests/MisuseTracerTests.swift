// Traced values read as if they were known, and tracers used outside of the function they belong to.

import JAX
import Synchronization
import Testing

@Suite struct MisuseTracerTests {
  private let x = Tensor([1, -2, 3] as [Float])

  @Test func readingUnderJit() {
    misuse { jit { (x: Tensor) -> Tensor in Bool(x .> 0) ? x : -x }(1.0) }.says(
      traced("Bool(x)", "bool[]", "jit"))
    misuse { jit { (x: Tensor) -> Tensor in Tensor(Double(x)) }(1.0) }.says(
      traced("Double(x)", "float32[]", "jit"))
    misuse { jit { (x: Tensor) -> Tensor in Tensor(Float(x)) }(1.0) }.says(
      traced("Float(x)", "float32[]", "jit"))
    misuse { jit { (x: Tensor) -> Tensor in Tensor(Int(x)) }(1) }.says(
      traced("Int(x)", "int32[]", "jit"))
    misuse { jit { (x: Tensor) -> Tensor in Tensor(x.item(as: Float.self)) }(1.0) }.says(
      traced("item", "float32[]", "jit"))
    misuse { jit { (x: Tensor) -> Tensor in Tensor(x.scalars(as: Float.self)) }(x) }.says(
      traced("scalars(as: Float)", "float32[3]", "jit"))
    misuse { jit { (x: Tensor) -> Tensor in x[x .> 0] }(x) }.says(
      traced("subscript with a mask", "bool[3]", "jit"))
  }

  @Test func aSwiftConditionOnATracedValue() {
    let relu = jit { (x: Tensor) -> Tensor in
      if Bool(x .> 0) { return x }
      return 0.0
    }
    misuse(line: #line - 3) { relu(2.0) }.says(traced("Bool(x)", "bool[]", "jit"))
    let right = jit { (x: Tensor) -> Tensor in jnp.where(x .> 0, x, 0) }
    #expect(right(2.0).item() == 2)
  }

  @Test func readingUnderOtherTransformations() {
    misuse { vmap { (x: Tensor) -> Tensor in Bool(x .> 0) ? x : -x }(x) }.says(
      mapped("Bool(x)", "bool[]"))
    misuse { vmap { (x: Tensor) -> Tensor in Tensor(Double(x)) }(x) }.says(
      mapped("Double(x)", "float32[]"))
    misuse { jit(grad { (x: Tensor) -> Tensor in Bool(x .> 0) ? x : -x })(1.0) }.says(
      traced("Bool(x)", "bool[]", "jit"))
    misuse { grad { (x: Tensor) -> Tensor in jit { Tensor(Double($0)) }(x) }(1.0) }.says(
      traced("Double(x)", "float32[]", "jit"))
    misuse { makeJaxpr { (x: Tensor) -> Tensor in Tensor(Double(x)) }(x[0]) }.says(
      traced("Double(x)", "float32[]", "makeJaxpr"))
    misuse { evalShape({ (x: Tensor) -> Tensor in Tensor(Double(x)) }, x[0]) }.says(
      traced("Double(x)", "float32[]", "evalShape"))
    misuse { evalShape({ (x: Tensor) -> Tensor in x + 1 }, x).scalars(as: Float.self) }.says(
      """
      scalars(as: Float): a tensor of float32[3] that was made by evalShape or shapeDtypeStruct \
      holds no data.
        expected: a tensor with a value
        to do: use it only with evalShape, makeJaxpr and lower, and compute with a real tensor \
      of that type.
      """)
    misuse { evalShape({ (x: Tensor) -> Tensor in x + 1 }, x) + 1 }.says(
      """
      add: a tensor of float32[3] that was made by evalShape or shapeDtypeStruct holds no data.
        expected: a tensor with a value
        to do: use it only with evalShape, makeJaxpr and lower, and compute with a real tensor \
      of that type.
      """)
  }

  @Test func readingUnderGradWorks() throws {
    let f = { @Sendable (x: Tensor) -> Tensor in Bool(x .> 0) ? x * x : -x }
    #expect(grad(f)(3.0).item() == 6)
    #expect(grad(f)(-3.0).item() == -1)
    #expect(try catchingErrors { grad(grad(f))(3.0).item() } == 2)
    let g = { @Sendable (x: Tensor) -> Tensor in x * Tensor(Double(x)) }
    #expect(jvp(g, 3.0 as Tensor, 1.0).tangent.item() == 3)
  }

  @Test func printingATracerWorks() {
    let texts = Mutex<[String]>([])
    _ = jit { (x: Tensor) -> Tensor in
      texts.withLock { $0.append("\(x)") }
      return x
    }(x)
    #expect(texts.withLock { $0 }.count == 1)
    expectGoingOn()
  }

  @Test func leaksFromJit() throws {
    let box = Box()
    _ = jit { (x: Tensor) -> Tensor in box.keep(x * 2) }(x)
    let stray = try box.kept
    misuse { stray + 1 }.says(leaked("add", "float32[3]", "jit"))
    misuse { jnp.where(stray .> 0, stray, 0) }.says(leaked("gt", "float32[3]", "jit"))
    misuse { stray.scalars(as: Float.self) }.says(leaked("scalars(as: Float)", "float32[3]", "jit"))
    misuse { jit { (x: Tensor) -> Tensor in x + stray }(x) }.says(
      leaked("add", "float32[3]", "jit"))
    misuse { jit { (_: Tensor) -> Tensor in stray }(x) }.says(
      leaked("the result of jit", "float32[3]", "jit"))
    misuse { grad { (x: Tensor) -> Tensor in (x * stray).sum() }(x) }.says(
      leaked("mul", "float32[3]", "jit"))
    misuse { vmap { (x: Tensor) -> Tensor in x * stray[0] }(x) }.says(
      leaked("slice", "float32[3]", "jit"))
    misuse { jit { (x: Tensor) -> Tensor in x }(stray) }.says(leaked("jit f", "float32[3]", "jit"))
  }

  @Test func leaksFromGrad() throws {
    let box = Box()
    _ = grad { (x: Tensor) -> Tensor in box.keep(x * x) }(2.0)
    let stray = try box.kept
    misuse { stray + 1 }.says(leaked("add", "float32[]", "grad"))
    misuse { Double(stray) }.says(leaked("Double(x)", "float32[]", "grad"))
    misuse { jit { (x: Tensor) -> Tensor in x + stray }(x) }.says(
      leaked("convertElementType", "float32[]", "grad"))
    misuse { grad { (x: Tensor) -> Tensor in x * stray }(1.0) }.says(
      leaked("mul", "float32[]", "grad"))
  }

  @Test func leaksFromVmap() throws {
    let box = Box()
    _ = vmap { (x: Tensor) -> Tensor in box.keep(x * x) }(x)
    let stray = try box.kept
    misuse { stray + 1 }.says(leaked("add", "float32[]", "vmap"))
    misuse { stray.item(as: Float.self) }.says(leaked("item", "float32[]", "vmap"))
    misuse { vmap { (x: Tensor) -> Tensor in x * stray }(x) }.says(
      leaked("mul", "float32[]", "vmap"))
  }

  @Test func leaksFromJvpAndMakeJaxpr() throws {
    let box = Box()
    _ = jvp({ box.keep($0 * 2) }, x, x)
    let dual = try box.kept
    misuse { dual + 1 }.says(leaked("add", "float32[3]", "jvp"))
    _ = makeJaxpr { (x: Tensor) -> Tensor in box.keep(x * 2) }(x)
    let staged = try box.kept
    misuse { staged + 1 }.says(leaked("add", "float32[3]", "makeJaxpr"))
  }
}
