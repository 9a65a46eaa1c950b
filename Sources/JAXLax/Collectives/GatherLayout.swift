// What gathering from the examples of a mapped axis and giving parts out to them have in common: where the examples go.
//
// Each is the transpose of the other, with the same layout. Source: jax/_src/lax/parallel.py.

/// Where the examples of a mapped axis stand in the array that all of them make up.
struct GatherLayout: Hashable {
  /// The axis of the whole array along which the examples are put.
  var dimension: Int
  let names: [String]
  let groups: AxisIndexGroups?
  /// The number of examples.
  let size: Int
  /// Whether an example has a stretch of the axis, rather than one index.
  let isTiled: Bool

  init(dimension: Int, names: [String], groups: AxisIndexGroups?, size: Int, isTiled: Bool) {
    self.dimension = dimension
    self.names = names
    self.groups = groups
    self.size = size
    self.isTiled = isTiled
  }

  /// The layout that parameters describe, whose dimension has the given name.
  init(_ params: Jaxpr.Params, dimension: String) throws {
    self.init(
      dimension: try params.int(dimension), names: try params.axisNames("axis_name"),
      groups: try params.axisIndexGroups(), size: try params.int("axis_size"),
      isTiled: try params.bool("tiled"))
  }

  /// The parameters, in the order of their names.
  func params(dimension name: String) -> Jaxpr.Params {
    Jaxpr.Params(
      [
        ("axis_index_groups", .groups(groups)), ("axis_name", .names(names)),
        ("axis_size", .int(size)), (name, .int(dimension)), ("tiled", .bool(isTiled)),
      ].sorted { $0.0 < $1.0 })
  }

  /// The layout if arrays have one more axis at the given place, and whether that comes before the examples.
  func shifted(by axis: Int) -> (Self, isBefore: Bool) {
    var shifted = self
    if axis <= dimension { shifted.dimension += 1 }
    return (shifted, axis <= dimension)
  }
}

/// A collective operation that has a ``GatherLayout``.
protocol GatheringCollective: Collective {
  var layout: GatherLayout { get }
}

extension GatheringCollective {
  var names: [String] { layout.names }
  var groups: AxisIndexGroups? { layout.groups }
}
