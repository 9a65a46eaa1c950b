// Windows that slide over an array: their geometry, and reductions over them.
//
// Source: https://openxla.org/xla/operation_semantics#reducewindow; jax/_src/lax/windowed_reductions.py.

import StableHLO

/// How a window slides over an array.
package struct Window: Hashable, Sendable {
  /// The size of the window along each axis.
  package var dimensions: [Int]
  /// The distance between windows along each axis.
  package var strides: [Int]
  /// The padding before and after the array along each axis.
  package var padding: [[Int]]
  /// The distance between elements of the array along each axis.
  package var baseDilation: [Int]
  /// The distance between elements of the window along each axis.
  package var windowDilation: [Int]

  /// A window of the given size at every place where it lies inside.
  package init(
    dimensions: [Int], strides: [Int]? = nil, padding: [[Int]]? = nil, baseDilation: [Int]? = nil,
    windowDilation: [Int]? = nil
  ) {
    let ones = dimensions.map { _ in 1 }
    self.dimensions = dimensions
    self.strides = strides ?? ones
    self.padding = padding ?? dimensions.map { _ in [0, 0] }
    self.baseDilation = baseDilation ?? ones
    self.windowDilation = windowDilation ?? ones
  }

  /// The window that equations of reductions over windows carry.
  package init(_ params: Jaxpr.Params) throws {
    func optionalInts(_ name: String) throws -> [Int]? {
      params[name] == nil ? nil : try params.ints(name)
    }
    self.init(
      dimensions: try params.ints("window_dimensions"),
      strides: try params.ints("window_strides"),
      padding: try params.list("padding").compactMap(\.asInts),
      baseDilation: try optionalInts("base_dilation"),
      windowDilation: try optionalInts("window_dilation"))
  }

  /// The parameters, by JAX's names, in alphabetical order.
  package var params: [(String, Jaxpr.Param)] {
    [
      ("base_dilation", .ints(baseDilation)), ("padding", .list(padding.map(Jaxpr.Param.ints))),
      ("window_dilation", .ints(windowDilation)), ("window_dimensions", .ints(dimensions)),
      ("window_strides", .ints(strides)),
    ]
  }

  /// The number of windows along each axis of an array.
  package func outputShape(_ shape: [Int], _ operation: String) throws -> [Int] {
    let counts = [
      dimensions.count, strides.count, padding.count, baseDilation.count, windowDilation.count,
    ]
    guard counts.allSatisfy({ $0 == shape.count }), padding.allSatisfy({ $0.count == 2 }),
      (dimensions + strides + baseDilation + windowDilation).allSatisfy({ $0 > 0 })
    else {
      throw JAXError(
        .argument, operation,
        found: "a window of size \(dimensions.tupleDescription), strides "
          + "\(strides.tupleDescription), base dilation \(baseDilation.tupleDescription), window "
          + "dilation \(windowDilation.tupleDescription) and \(padding.count) paddings for an array "
          + "of shape \(shape.tupleDescription).",
        expected: "a positive number of each, and two paddings, for each axis")
    }
    return try shape.indices.map { axis in
      try Window.count(
        shape[axis], dilation: baseDilation[axis], padding: padding[axis],
        window: dimensions[axis], dilation: windowDilation[axis], stride: strides[axis], operation)
    }
  }

  /// The number of windows along an axis.
  package static func count(
    _ size: Int, dilation: Int, padding: [Int], window: Int, dilation windowDilation: Int,
    stride: Int, _ operation: String
  ) throws -> Int {
    let padded =
      CheckedSize(dilating: size, dilation) + CheckedSize(padding[0]) + CheckedSize(padding[1])
    let room = try (padded - CheckedSize(dilating: window, windowDilation)).value(for: operation)
    return room < 0 ? 0 : room / stride + 1
  }

  /// The window for an array with one more axis in the given place, along which it does not slide.
  package func insertingAxis(at axis: Int) -> Window {
    Window(
      dimensions: dimensions.inserting(1, at: axis), strides: strides.inserting(1, at: axis),
      padding: padding.inserting([0, 0], at: axis),
      baseDilation: baseDilation.inserting(1, at: axis),
      windowDilation: windowDilation.inserting(1, at: axis))
  }
}

extension CheckedSize {
  /// The length of a sequence whose elements are set apart by a distance.
  package init(dilating size: Int, _ distance: Int) {
    self = size == 0 ? 0 : CheckedSize(size - 1) * CheckedSize(distance) + 1
  }
}

/// The length of a sequence whose elements are set apart by a distance, for windows that were checked.
package func dilated(_ size: Int, _ distance: Int) -> Int {
  size == 0 ? 0 : (size - 1) * distance + 1
}

extension LoweringContext {
  /// Appends `stablehlo.reduce_window`.
  package mutating func reduceWindow(
    _ operands: [Value], _ initial: [Value], _ window: Window, results: [HLO.TensorType],
    _ body: @escaping (inout LoweringContext, [Value]) throws -> [Value]
  ) throws -> [Value] {
    let scalars = operands.map { HLO.TensorType.scalar($0.type.element) }
    let shape = operands[0].type.shape
    let strides = window.strides.within(
      shape.indices.map {
        dilated(shape[$0], window.baseDilation[$0]) + window.padding[$0][0]
          + window.padding[$0][1]
      })
    let baseDilation = window.baseDilation.between(shape)
    let windowDilation = window.windowDilation.between(window.dimensions)
    return try operation(
      "stablehlo.reduce_window", operands + initial, results: results,
      attributes: [
        ("window_dimensions", .ints(window.dimensions)), ("window_strides", .ints(strides)),
        ("base_dilations", .ints(baseDilation)), ("window_dilations", .ints(windowDilation)),
        ("padding", .intMatrix(window.padding, columns: 2)),
      ], regions: [.init(scalars + scalars, body)])
  }
}
