// The structure of trees: how it prints, which structures are equal, where the leaves stand.

import Testing

@testable import JAXCore

@Suite struct StructureTests {
  private let x = number(1)
  private let dense = Dense(number(1), [number(2), number(3)])

  @Test func printsAsJAXDoes() {
    #expect("\(tree.structure(x))" == "PyTreeDef(*)")
    #expect(
      "\(tree.structure(["a": [x], "b": [x, x]]))" == "PyTreeDef({'a': [*], 'b': [*, *]})")
    #expect("\(tree.structure([x, nil]))" == "PyTreeDef([*, None])")
    #expect(
      "\(tree.structure([dense]))" == "PyTreeDef([CustomNode(Dense[(relu,)], [*, [*, *]])])")
    #expect(
      "\(tree.structure(Step.dense(dense, x)))"
        == "PyTreeDef(CustomNode(Step.dense[()], [CustomNode(Dense[(relu,)], [*, [*, *]]), *]))")
  }

  @Test func printsStaticValuesInJAXsNotation() {
    func text<Value: StaticValue>(_ value: Value) -> String {
      let text = "\(tree.structure(Setting(value)))"
      let start = "PyTreeDef(CustomNode(Setting<\(Value.self)>["
      #expect(text.hasPrefix(start))
      return String(text.dropFirst(start.count).dropLast(2))
    }
    #expect(text(-2) == "(-2,)], []")
    #expect(text(0.5) == "(0.5,)], []")
    #expect(text(true) == "(True,)], []")
    #expect(text("relu") == "('relu',)], []")
    #expect(text(UInt8(255)) == "(255,)], []")
    #expect(text(DType.float32) == "(float32,)], []")
    #expect(text(Mode.training) == "(training,)], []")
    #expect(text([1, -2]) == "()], [[1, -2]]")
    #expect(text(Int?.none) == "()], [None]")
  }

  @Test func namesTheLeaves() {
    #expect(
      tree.leavesWithPath(["layers": [dense, dense]]).map(\.path.description) == [
        "['layers'][0].w", "['layers'][0].b[0]", "['layers'][0].b[1]",
        "['layers'][1].w", "['layers'][1].b[0]", "['layers'][1].b[1]",
      ])
    #expect(
      tree.leavesWithPath(Step.dense(dense, x)).map(\.path.description) == [
        ".dense[0].w", ".dense[0].b[0]", ".dense[0].b[1]", ".dense[1]",
      ])
    #expect(tree.leavesWithPath(Step.scale(by: x)).map(\.path.description) == [".scale.by"])
    #expect(tree.leavesWithPath(x).map(\.path.description) == [""])
  }

  @Test func equalStructuresHashAlike() {
    let same = Dense(number(7), [number(8), number(9)])
    #expect(tree.structure(same) == tree.structure(dense))
    #expect(tree.structure(same).hashValue == tree.structure(dense).hashValue)
  }

  @Test func differsByCountKeyCaseAndStaticValue() {
    func differ<Tree: PyTree>(_ a: Tree, _ b: Tree) -> Bool {
      tree.structure(a) != tree.structure(b)
    }
    #expect(differ([x], [x, x]))
    #expect(differ([[x], [x, x]], [[x, x], [x]]))
    #expect(differ(["a": x], ["b": x]))
    #expect(differ([x, nil], [x, x]))
    #expect(differ(dense, Dense(x, [x, x], "tanh")))
    #expect(differ(Step.scale(by: x), .dense(dense, x)))
    #expect(differ(Setting(1), Setting(2)))
    #expect(differ(Setting(0.0), Setting(-0.0)))
    #expect(!differ(Setting(Double.nan), Setting(Double.nan)))
    #expect(!differ(Setting([Float.nan]), Setting([Float.nan])))
    #expect(differ(Setting("a"), Setting("b")))
    #expect(differ(Setting([1, 2]), Setting([1])))
    #expect(differ(Setting<Int?>(1), Setting<Int?>(nil)))
    #expect(differ(Setting(Mode.training), Setting(Mode.evaluation)))
    #expect(differ(Tensor??.some(nil), Tensor??.none))
  }

  @Test func countsLeaves() {
    #expect(tree.structure(dense).leafCount == 3)
    #expect(tree.structure([Tensor]()).leafCount == 0)
    #expect(tree.structure(Setting(3)).leafCount == 0)
  }
}
