// Samples of the operations between the examples of a mapped axis.

import JAXCore
import JAXTransforms

extension PrimitiveSamples {
  private static let axis = NamedAxis("i", size: 2)
  private static let name: (String, Jaxpr.Param) = ("axis_name", .list([.string("i")]))
  private static let ungrouped: (String, Jaxpr.Param) = ("axis_index_groups", .none)
  private static let cube: [SampleOperand] = [.numbers(-1...1, [2, 2, 3])]

  private static func reduction(_ primitive: String) -> Maker {
    {
      [
        try PrimitiveSample(
          primitive, over: axis, params: [("axes", .list([.string("i")])), ungrouped], cube)
      ]
    }
  }

  private static func resizing(_ primitive: String, _ dimension: String) -> Maker {
    {
      try [false, true].map { isTiled in
        try PrimitiveSample(
          primitive, over: axis,
          params: [
            name, ungrouped, ("axis_size", .int(2)), (dimension, .int(0)),
            ("tiled", .bool(isTiled)),
          ], cube)
      }
    }
  }

  static let collectives: [String: Maker] = [
    "psum": reduction("psum"),
    "pmax": reduction("pmax"),
    "pmin": reduction("pmin"),
    "all_gather": resizing("all_gather", "all_gather_dimension"),
    "reduce_scatter": resizing("reduce_scatter", "scatter_dimension"),
    "all_to_all": {
      try [(0, 0), (0, 1)].map { split, concat in
        try PrimitiveSample(
          "all_to_all", over: axis,
          params: [
            ("axis_name", .string("i")), ungrouped, ("split_axis", .int(split)),
            ("concat_axis", .int(concat)), ("tiled", .bool(true)),
          ], cube)
      }
    },
    "ppermute": {
      try [[[0, 1], [1, 0]], [[0, 1]]].map { pairs in
        try PrimitiveSample(
          "ppermute", over: axis, params: [name, ("perm", .list(pairs.map { .ints($0) }))], cube)
      }
    },
    "pbroadcast": {
      [
        try PrimitiveSample(
          "pbroadcast", over: axis, params: [("axis_name", .string("i")), ("source", .int(1))], cube
        )
      ]
    },
    "axis_index": {
      [
        try PrimitiveSample(
          "axis_index", over: axis, params: [("axis_name", .string("i"))], [],
          checks: [.parameters, .values])
      ]
    },
  ]
}
