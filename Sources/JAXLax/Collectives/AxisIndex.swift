// Which example of a mapped axis the program is working on.

import StableHLO

extension lax {
  /// The index of the example along a mapped axis: an `int32`, or an `int64` if there are more examples than it counts.
  ///
  ///     vmap({ x in x + lax.axisIndex("i") }, axisName: "i")([5, 5, 5])     // [5, 6, 7]
  ///
  /// - Parameter axisName: the name of the axis; of several the first one varies slowest.
  /// - Source: `jax.lax.axis_index`.
  public static func axisIndex(_ axisName: AxisNames) -> Tensor {
    raising(placeholder: Tensor(.zero, dtype: .int32)) {
      let axes = try axisName.axes("axisIndex")
      let dtype = DType.index(upTo: axes.map(\.size).elementCount)
      let indices = axes.map { bind(AxisIndex(name: $0.name, dtype: dtype), [])[0] }
      guard let first = indices.first else { return Tensor(.zero, dtype: .int32) }
      return zip(axes, indices).dropFirst().reduce(first) { index, pair in
        let size = Tensor(.int(Int64(pair.0.size)), dtype: dtype)
        return lax.add(lax.mul(index, size), pair.1)
      }
    }
  }

  /// The number of examples along a mapped axis, or along several together.
  ///
  /// It is known when the program is traced, so it may decide shapes.
  ///
  /// - Source: `jax.lax.axis_size`.
  public static func axisSize(_ axisName: AxisNames) -> Int {
    raising(placeholder: 1) { try axisName.axes("axisSize").map(\.size).elementCount }
  }
}

struct AxisIndex: Primitive {
  static let name = "axis_index"

  let axisName: String
  /// The dtype of the index: `int32`, which is not printed, unless the axis is too long.
  let dtype: DType

  init(name: String, dtype: DType = .int32) {
    axisName = name
    self.dtype = dtype
  }

  init(params: Params) throws {
    self.init(
      name: try params.string("axis_name"),
      dtype: try params["dtype"] == nil ? .int32 : params.dtype("dtype"))
  }

  var params: Params {
    let dtypes: [(String, Jaxpr.Param)] = dtype == .int32 ? [] : [("dtype", .dtype(dtype))]
    return Params([("axis_name", .string(axisName))] + dtypes)
  }

  var axisNames: Set<String> { [axisName] }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    [ShapedArray(shape: [], dtype: dtype)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    throw JAXError.unboundAxis(axisName, userName)
  }

  var derivative: DerivativeRule { .zero }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    [Batched(bind(self, [])[0], axis: nil)]
  }

  func batch(_ operands: [Batched], over axis: NamedAxis) throws -> [Batched] {
    [Batched(lax.iota(dtype, axis.size), axis: 0)]
  }
}
