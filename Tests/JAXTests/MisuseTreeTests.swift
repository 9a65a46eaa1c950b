// Axes that `vmap` cannot map over, and trees of different structures.

import JAX
import Testing

@PyTree private struct Layer {
  var w: Tensor
  var b: Tensor
}

@PyTree private struct Network {
  var layers: [Layer]
}

@Suite struct MisuseTreeTests {
  private let x = jnp.zeros([3])
  private let add = { @Sendable (x: Tensor, y: Tensor) -> Tensor in x + y }
  private let square = { @Sendable (x: Tensor) -> Tensor in x * x }

  private func network(_ w: Tensor) -> Network {
    Network(layers: [Layer(w: w, b: 0.0), Layer(w: 1.0, b: 0.0)])
  }

  @Test func mappedAxes() {
    misuse { vmap(add, inAxes: [0, 0, 0])(x, x) }.says(
      """
      vmap: inAxes has 3 elements for a function of 2 arguments.
        expected: one axis, or nil, for each argument
        to do: give inAxes 2 elements, or one number for all.
      """)
    misuse { vmap(add)(x, 1.0) }.says(
      """
      vmap: inAxes gives axis 0 for argument 1, which has shape ().
        expected: nil, as a 0-dimensional value has no axis to map over
      """)
    misuse { vmap(square, inAxes: 1)(x) }.says(
      """
      vmap: inAxes gives axis 1 for argument 0, which has shape (3,).
        expected: an axis from -1 to 0, or nil
      """)
    misuse { vmap(add)(x, jnp.zeros([4])) }.says(
      """
      vmap: argument 1 has size 4 along its mapped axis 0, but argument 0 has 3.
        expected: one size along all mapped axes
        to do: pass nil in inAxes for arguments that every example shares.
      """)
    misuse { vmap(add, inAxes: [nil, nil])(x, x) }.says(
      """
      vmap: inAxes maps over no argument, and no axisSize is given.
        expected: at least one mapped argument, or axisSize
        to do: give an axis for one of the arguments, as in inAxes: [0, nil].
      """)
    misuse { vmap(square, outAxes: .all(nil))(x) }.says(
      """
      vmap: outAxes is nil for result 0, which differs from example to example.
        expected: an axis for every mapped result
        to do: give its place, as in outAxes: 0, or reduce over the examples after vmap.
      """)
    misuse { vmap(square, outAxes: 1)(x) }.says(
      """
      vmap: outAxes gives axis 1 for result 0, which has 1 axis, the mapped one included.
        expected: an axis from -1 to 0
      """)
    misuse { vmap(square, outAxes: [0, 0])(x) }.says(
      """
      vmap: outAxes has 2 elements for a function of 1 result.
        expected: one axis, or nil, for each result
        to do: give outAxes 1 element, or one number for all.
      """)
    misuse { vmap(square, axisSize: 4)(x) }.says(
      """
      vmap: argument 0 has size 3 along its mapped axis 0, but axisSize has 4.
        expected: one size along all mapped axes
        to do: pass nil in inAxes for arguments that every example shares.
      """)
  }

  @Test func mappedAxesOfTrees() {
    let apply = { @Sendable (x: Tensor, n: Network) -> Tensor in n.layers[0].w * x }
    let stacked = { (count: Int) in
      Network(layers: [Layer(w: jnp.zeros([count]), b: x)])
    }
    misuse { vmap(apply, inAxes: [nil, 0])(x, network(x)) }.says(
      """
      vmap: inAxes gives axis 0 for argument 1, .layers[0].b, which has shape ().
        expected: nil, as a 0-dimensional value has no axis to map over
      """)
    misuse { vmap(apply)(x, stacked(5)) }.says(
      """
      vmap: argument 1, .layers[0].w has size 5 along its mapped axis 0, but argument 0 has 3.
        expected: one size along all mapped axes
        to do: pass nil in inAxes for arguments that every example shares.
      """)
    misuse { vmap(apply, inAxes: [nil, 0])(x, stacked(5)) }.says(
      """
      vmap: argument 1, .layers[0].b has size 3 along its mapped axis 0, but argument 1, \
      .layers[0].w has 5.
        expected: one size along all mapped axes
        to do: pass nil in inAxes for arguments that every example shares.
      """)
    misuse { vmap(apply, inAxes: [0, 1])(x, stacked(3)) }.says(
      """
      vmap: inAxes gives axis 1 for argument 1, .layers[0].w, which has shape (3,).
        expected: an axis from -1 to 0, or nil
      """)
  }

  @Test func trees() throws {
    misuse { tree.map({ $0 + $1 }, ["a": x], ["b": x]) }.says(
      """
      tree.map: tree 2 and tree 1 have different structures: a dictionary with the keys ['b'], \
      and a dictionary with the keys ['a']. The structure of tree 2 is PyTreeDef({'b': *}).
        expected: the structure of tree 1, PyTreeDef({'a': *})
        to do: give trees with the same counts, keys, cases and static values.
      """)
    misuse { tree.map({ $0 + $1 }, [x, x], [x]) }.says(
      """
      tree.map: tree 2 and tree 1 have different structures: an array of 1 element, and an array \
      of 2 elements. The structure of tree 2 is PyTreeDef([*]).
        expected: the structure of tree 1, PyTreeDef([*, *])
        to do: give trees with the same counts, keys, cases and static values.
      """)
    misuse { tree.map({ $0 + $1 }, network(x), Network(layers: [])) }.says(
      """
      tree.map: tree 2 and tree 1 have different structures at .layers: an array of 0 elements, \
      and an array of 2 elements. The structure of tree 2 is PyTreeDef(CustomNode(Network[()], \
      [[]])).
        expected: the structure of tree 1, PyTreeDef(CustomNode(Network[()], \
      [[CustomNode(Layer[()], [*, *]), CustomNode(Layer[()], [*, *])]]))
        to do: give trees with the same counts, keys, cases and static values.
      """)
    let structure = tree.structure(["a": x])
    thrownMisuse { try tree.unflatten(structure, [x, x], as: [String: Tensor].self) }.says(
      """
      tree.unflatten: 2 leaves for the structure PyTreeDef({'a': *}).
        expected: 1 leaf
        to do: give as many leaves as structure.leafCount tells.
      """)
    thrownMisuse { try tree.unflatten(structure, [x], as: [Tensor].self) }.says(
      """
      tree.unflatten: the structure PyTreeDef({'a': *}) does not describe a value of type \
      Array<Tensor> at that place.
        expected: the structure of a value of the type asked for
        to do: ask for the type of the value that the structure was taken from.
      """)
    let rebuilt = try tree.unflatten(structure, [x], as: [String: Tensor].self)
    #expect(rebuilt["a"]?.shape == [3])
  }
}
