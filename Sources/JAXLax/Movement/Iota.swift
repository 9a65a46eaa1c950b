// Counting along an axis.

import StableHLO

extension lax {
  /// The numbers 0, 1, … along one axis.
  ///
  ///     lax.iota(.int32, 4)     // [0, 1, 2, 3]
  ///
  /// - Source: `jax.lax.iota`; StableHLO `iota`.
  public static func iota(_ dtype: DType, _ size: Int) -> Tensor {
    bind(Iota(dimension: 0, dtype: dtype, shape: [size]), [])[0]
  }

  /// An array whose elements are their own index along one axis.
  ///
  /// - Source: `jax.lax.broadcasted_iota`.
  public static func broadcastedIota(_ dtype: DType, _ shape: any TensorShape, _ dimension: Int)
    -> Tensor
  {
    bind(Iota(dimension: dimension, dtype: dtype, shape: shape.sizes), [])[0]
  }
}

struct Iota: Primitive {
  static let name = "iota"

  let dimension: Int
  let dtype: DType
  let shape: [Int]

  init(dimension: Int, dtype: DType, shape: [Int]) {
    self.dimension = dimension
    self.dtype = dtype
    self.shape = shape
  }

  init(params: Params) throws {
    dimension = try params.int("dimension")
    dtype = try params.dtype("dtype")
    shape = try params.ints("shape")
  }

  var params: Params {
    Params([
      ("dimension", .int(dimension)), ("dtype", .dtype(dtype)), ("shape", .ints(shape)),
      ("sharding", .none),
    ])
  }

  var isFusible: Bool { true }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    guard dtype.isNumeric else {
      throw JAXError(
        .dtype, "iota", found: "dtype \(dtype).",
        expected: "a dtype that is \(DTypeSet.numeric.name)"
      )
    }
    guard shape.indices.contains(dimension), shape.allSatisfy({ $0 >= 0 }) else {
      throw JAXError(
        .axis, "iota", found: "axis \(dimension) of shape \(shape.tupleDescription).",
        expected: "a shape without negative sizes, and one of its axes")
    }
    return [ShapedArray(shape: shape, dtype: dtype)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    [
      context.operation(
        "stablehlo.iota", [], result: outputs[0].tensorType,
        attributes: [("iota_dimension", .int(dimension))])
    ]
  }

  var derivative: DerivativeRule { .zero }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    [Batched(bind(self, [])[0], axis: nil)]
  }
}
