// Taking trees apart, rebuilding and mapping them; changing leaves in place.

import Testing

@testable import JAXCore

@Suite struct TreeTests {
  private let dense = Dense(number(1), [number(2), number(3)])

  private func expectRoundTrip<Tree: PyTree>(_ value: Tree) throws {
    let (leaves, structure) = tree.flatten(value)
    let again = try tree.unflatten(structure, leaves, as: Tree.self)
    #expect(tree.structure(again) == structure)
    #expect(numbers(again) == numbers(value))
    var mutated = again
    mutated.mutateLeaves { _ in }
    #expect(tree.structure(mutated) == structure)
    #expect(numbers(mutated) == numbers(value))
  }

  @Test func rebuildsWhatItTookApart() throws {
    try expectRoundTrip(number(1))
    try expectRoundTrip([number(1), number(2)])
    try expectRoundTrip([[number(1)], [], [number(2), number(3)]])
    try expectRoundTrip(["b": number(1), "a": number(2), "": number(3)])
    try expectRoundTrip([number(1), nil, number(2)])
    try expectRoundTrip(Tensor??.some(nil))
    try expectRoundTrip([dense, dense])
    try expectRoundTrip([Step.scale(by: number(4)), .dense(dense, number(5))])
    try expectRoundTrip([Setting(1), Setting(2)])
    try expectRoundTrip(["relu": Setting<String?>("relu"), "": Setting(nil)])
  }

  @Test func keepsStaticValues() throws {
    func expectKept<Value: StaticValue>(_ value: Value) throws {
      let setting = Setting(value)
      #expect(try tree.unflatten(tree.structure(setting), [], as: Setting.self).value == value)
      #expect(tree.map({ $0 }, setting).value == value)
    }
    try expectKept([Int.min, .max])
    try expectKept(Int8(-1))
    try expectKept(UInt64.max)
    try expectKept(Float(0.1))
    try expectKept([0.1, -.infinity])
    try expectKept([true, false])
    try expectKept(["relu", "tanh", ""])
    try expectKept([DType.bfloat16, .keyThreefry])
    try expectKept([Int?.some(1), nil])
    try expectKept(Mode.evaluation)
  }

  @Test func flattensDictionariesInTheOrderOfTheirKeys() {
    #expect(numbers(["c": number(3), "a": number(1), "b": number(2)]) == [1, 2, 3])
  }

  @Test func maps() {
    #expect(numbers(tree.map({ _ in number(7) }, dense)) == [7, 7, 7])
    let other = Dense(number(4), [number(5), number(6)])
    #expect(numbers(tree.map({ $1 }, dense, other)) == [4, 5, 6])
    #expect(numbers(tree.map({ $2 }, dense, dense, other)) == [4, 5, 6])
    #expect(numbers(tree.map({ $3 }, dense, dense, dense, other)) == [4, 5, 6])
    let biases = tree.mapWithPath(
      { path, leaf in path.description == ".w" ? number(0) : leaf }, dense)
    #expect(numbers(biases) == [0, 2, 3])
  }

  @Test func reduces() {
    #expect(tree.reduce({ $0 + $1.size }, dense, 10) == 13)
    #expect(tree.all({ $0.dtype == .int32 }, dense))
    #expect(!tree.all({ $0.ndim == 1 }, dense))
    #expect(tree.leaves(dense).count == 3)
  }

  @Test func tellsSharedLeaves() {
    var own = Dense(number(1), [number(2), number(3)])
    #expect(own.sharedLeaves() == [])
    let kept = own.b[1]
    #expect(own.sharedLeaves() == [2])
    #expect(numbers(kept) == [3])
    var dictionary = ["a": number(1), "b": number(2)]
    #expect(dictionary.sharedLeaves() == [])
    var optional: Tensor? = number(1)
    #expect(optional.sharedLeaves() == [])
    var twice = [number(1)]
    twice.append(twice[0])
    #expect(twice.sharedLeaves() == [0, 1])
  }

  @Test func tokensOfAdjacentLeavesAreOne() {
    var flattener = TreeFlattener()
    [number(1), number(2)].flatten(into: &flattener)
    number(3).flatten(into: &flattener)
    #expect(flattener.finish().tokens == [.array(2), .leaves(3)])
  }
}
