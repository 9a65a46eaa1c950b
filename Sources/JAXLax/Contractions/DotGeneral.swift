// Generalized matrix multiplication: products summed over contracted axes, batched over others.
//
// The result has the batch axes first, then the free axes of the left operand, then those of the right.
// Source: jax/_src/lax/lax.py `dot_general`; StableHLO `dot_general`.

import StableHLO

extension lax {
  /// How precisely a product is computed where the hardware offers a choice.
  ///
  /// - Source: `jax.lax.Precision`.
  public enum Precision: String, Hashable, Sendable {
    /// The fastest.
    case `default` = "DEFAULT"
    /// Several passes of the fastest.
    case high = "HIGH"
    /// The full precision of the operands.
    case highest = "HIGHEST"

    /// The precision that `defaultMatmulPrecision` sets for contractions that name none.
    static var ambient: Precision? {
      Configuration.made?.matmulPrecision.flatMap(Precision.init)
    }
  }

  /// Products of two arrays summed over contracted axes, batched over others.
  ///
  ///     // Matrix product.
  ///     lax.dotGeneral(a, b, dimensionNumbers: (([1], [0]), ([], [])))
  ///
  /// The result has the batch axes first, then the other axes of `lhs`, then those of `rhs`.
  ///
  /// - Parameters:
  ///   - lhs: the left array.
  ///   - rhs: the right array.
  ///   - dimensionNumbers: the contracted axes of both arrays, and their batch axes.
  ///   - precision: how precisely the products are computed.
  ///   - preferredElementType: the dtype in which sums accumulate and that the result has.
  /// - Source: `jax.lax.dot_general`; StableHLO `dot_general`.
  public static func dotGeneral(
    _ lhs: Tensor, _ rhs: Tensor,
    _ dimensionNumbers: (contracting: ([Int], [Int]), batch: ([Int], [Int])),
    precision: Precision? = nil, preferredElementType: DType? = nil
  ) -> Tensor {
    func resolved(_ axes: [Int], _ operand: Tensor) -> [Int] {
      axes.map { $0 < 0 ? $0 + operand.ndim : $0 }
    }
    let dot = DotGeneral(
      axes: .init(
        lhsContracting: resolved(dimensionNumbers.contracting.0, lhs),
        rhsContracting: resolved(dimensionNumbers.contracting.1, rhs),
        lhsBatch: resolved(dimensionNumbers.batch.0, lhs),
        rhsBatch: resolved(dimensionNumbers.batch.1, rhs)),
      precision: (precision ?? .ambient).map { .init(lhs: $0, rhs: $0) },
      preferredElementType: preferredElementType)
    return bind(dot, lhs, rhs)
  }

  /// The product of vectors and matrices: the sum over the last axis of `lhs` and the first axis of `rhs`.
  ///
  /// - Source: `jax.lax.dot`.
  public static func dot(
    _ lhs: Tensor, _ rhs: Tensor, precision: Precision? = nil, preferredElementType: DType? = nil
  ) -> Tensor {
    guard (1...2).contains(lhs.ndim), (1...2).contains(rhs.ndim), lhs.shape.last == rhs.shape.first
    else {
      raise(
        JAXError(
          .shape, "dot",
          found: "shapes \(lhs.shape.tupleDescription) and \(rhs.shape.tupleDescription).",
          expected:
            "vectors or matrices, the last axis of the first as long as the first axis of the second",
          remedy: "use jnp.matmul for arrays with more axes."))
      return lhs.withoutValue
    }
    return dotGeneral(
      lhs, rhs, dimensionNumbers: (([lhs.ndim - 1], [0]), ([], [])), precision: precision,
      preferredElementType: preferredElementType)
  }

  /// The matrix products of two stacks of matrices of equal leading shape.
  ///
  /// - Source: `jax.lax.batch_matmul`.
  public static func batchMatmul(_ lhs: Tensor, _ rhs: Tensor, precision: Precision? = nil)
    -> Tensor
  {
    guard lhs.ndim >= 2, lhs.ndim == rhs.ndim else {
      raise(
        JAXError(
          .shape, "batchMatmul",
          found: "shapes \(lhs.shape.tupleDescription) and \(rhs.shape.tupleDescription).",
          expected: "equally many axes, at least 2"))
      return lhs.withoutValue
    }
    let batch = Array(0..<lhs.ndim - 2)
    return dotGeneral(
      lhs, rhs, dimensionNumbers: (([lhs.ndim - 1], [lhs.ndim - 2]), (batch, batch)),
      precision: precision)
  }
}

/// The axes of a contraction.
struct DotAxes: Hashable, Sendable {
  var lhsContracting: [Int]
  var rhsContracting: [Int]
  var lhsBatch: [Int]
  var rhsBatch: [Int]

  /// The axes with the operands exchanged.
  var swapped: DotAxes {
    DotAxes(
      lhsContracting: rhsContracting, rhsContracting: lhsContracting, lhsBatch: rhsBatch,
      rhsBatch: lhsBatch)
  }

  /// The axes of the left operand that are neither contracted nor batched.
  func lhsFree(_ ndim: Int) -> [Int] {
    (0..<ndim).filter { !lhsContracting.contains($0) && !lhsBatch.contains($0) }
  }

  /// The axes of the right operand that are neither contracted nor batched.
  func rhsFree(_ ndim: Int) -> [Int] { swapped.lhsFree(ndim) }
}

/// The precision for each operand of a contraction.
struct DotPrecision: Hashable, Sendable {
  let lhs: lax.Precision
  let rhs: lax.Precision

  init(lhs: lax.Precision, rhs: lax.Precision) {
    self.lhs = lhs
    self.rhs = rhs
  }

  /// The precision in the parameter `precision` of a replayed equation.
  init?(_ params: Jaxpr.Params) throws {
    guard let param = params["precision"], param != .none else { return nil }
    guard case .list(let items) = param, items.count == 2,
      case .enumeration(_, let left) = items[0], case .enumeration(_, let right) = items[1],
      let lhs = lax.Precision(rawValue: left), let rhs = lax.Precision(rawValue: right)
    else {
      throw JAXError(
        .argument, "replaying a jaxpr", found: "precision \(param).",
        expected: "two of DEFAULT, HIGH and HIGHEST")
    }
    self.init(lhs: lhs, rhs: rhs)
  }

  /// The parameter of an equation.
  var param: Jaxpr.Param {
    .list([lhs, rhs].map { .enumeration("Precision", member: $0.rawValue) })
  }

  /// The attribute of StableHLO; the default precision if there is none.
  static func attribute(_ precision: DotPrecision?) -> HLO.Attribute {
    .list(
      [precision?.lhs ?? .default, precision?.rhs ?? .default].map {
        .raw("#stablehlo<precision \($0.rawValue)>")
      })
  }
}

struct DotGeneral: Primitive {
  static let name = "dot_general"

  let axes: DotAxes
  let precision: DotPrecision?
  let preferredElementType: DType?

  init(axes: DotAxes, precision: DotPrecision? = nil, preferredElementType: DType? = nil) {
    self.axes = axes
    self.precision = precision
    self.preferredElementType = preferredElementType
  }

  init(params: Params) throws {
    let pairs = try params.list("dimension_numbers").map { pair -> [[Int]] in
      guard case .list(let items) = pair else { return [] }
      return items.compactMap(\.asInts)
    }
    guard pairs.count == 2, pairs.allSatisfy({ $0.count == 2 }) else {
      throw JAXError(
        .argument, "replaying a jaxpr", found: "dimension_numbers that are not two pairs of axes.",
        expected: "((lhs_contracting, rhs_contracting), (lhs_batch, rhs_batch))")
    }
    axes = DotAxes(
      lhsContracting: pairs[0][0], rhsContracting: pairs[0][1], lhsBatch: pairs[1][0],
      rhsBatch: pairs[1][1])
    precision = try DotPrecision(params)
    preferredElementType = try params.optional("preferred_element_type", Params.dtype)
  }

  var params: Params {
    Params([
      (
        "dimension_numbers",
        .list([
          .list([.ints(axes.lhsContracting), .ints(axes.rhsContracting)]),
          .list([.ints(axes.lhsBatch), .ints(axes.rhsBatch)]),
        ])
      ),
      ("out_sharding", .none), ("precision", precision?.param ?? .none),
      ("preferred_element_type", preferredElementType.map(Param.dtype) ?? .none),
    ])
  }

  // The axes are printed as lists inside tuples.
  var printedParams: [Params.Entry] {
    func pair(_ lhs: [Int], _ rhs: [Int]) -> String { "(\(lhs), \(rhs))" }
    let axisText =
      "(\(pair(axes.lhsContracting, axes.rhsContracting)), \(pair(axes.lhsBatch, axes.rhsBatch)))"
    return params.entries.filter { $0.name != "out_sharding" && $0.value != .none }.map {
      $0.name == "dimension_numbers"
        ? Params.Entry(name: $0.name, value: .opaque(axisText)) : $0
    }
  }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let (lhs, rhs) = (inputs[0], inputs[1])
    try check(lhs, rhs)
    let dtype = try resultDType(lhs.dtype, rhs.dtype)
    let shape =
      axes.lhsBatch.map { lhs.shape[$0] } + axes.lhsFree(lhs.ndim).map { lhs.shape[$0] }
      + axes.rhsFree(rhs.ndim).map { rhs.shape[$0] }
    return [
      ShapedArray(
        shape: shape, dtype: dtype,
        weakType: lhs.weakType && rhs.weakType && preferredElementType == nil)
    ]
  }

  private func check(_ lhs: ShapedArray, _ rhs: ShapedArray) throws {
    let left = axes.lhsContracting + axes.lhsBatch
    let right = axes.rhsContracting + axes.rhsBatch
    guard Set(left).count == left.count, left.allSatisfy({ lhs.shape.indices.contains($0) }),
      Set(right).count == right.count, right.allSatisfy({ rhs.shape.indices.contains($0) }),
      axes.lhsContracting.count == axes.rhsContracting.count
    else {
      throw JAXError(
        .axis, "dotGeneral",
        found: "contracted axes \(axes.lhsContracting.tupleDescription) and "
          + "\(axes.rhsContracting.tupleDescription), batch axes "
          + "\(axes.lhsBatch.tupleDescription) and \(axes.rhsBatch.tupleDescription), for shapes "
          + "\(lhs.shape.tupleDescription) and \(rhs.shape.tupleDescription).",
        expected: "equally many different axes of each array")
    }
    guard zip(left, right).allSatisfy({ lhs.shape[$0] == rhs.shape[$1] }) else {
      throw JAXError(
        .shape, "dotGeneral",
        found: "shapes \(lhs.shape.tupleDescription) and \(rhs.shape.tupleDescription) with "
          + "contracted axes \(axes.lhsContracting.tupleDescription) and "
          + "\(axes.rhsContracting.tupleDescription)"
          + (axes.lhsBatch.isEmpty
            ? "."
            : ", batch axes \(axes.lhsBatch.tupleDescription) and "
              + "\(axes.rhsBatch.tupleDescription)."),
        expected: "equal sizes along axes that belong together")
    }
  }

  /// The wider of two dtypes, by kind, exponent, fraction, width and sign, as XLA orders them.
  private func resultDType(_ lhs: DType, _ rhs: DType) throws -> DType {
    try DTypeSet.anyButKeys.check(lhs, "dotGeneral", operand: 0)
    try DTypeSet.anyButKeys.check(rhs, "dotGeneral", operand: 1)
    func rank(_ dtype: DType) -> [Int] {
      let format = dtype.realPart.floatFormat
      return [
        dtype.isComplex ? 1 : 0, format?.maxExponent ?? -1, format?.fractionBits ?? -1,
        dtype.isBool ? 1 : dtype.realPart.bitWidth, dtype.isUnsignedInteger ? 0 : 1,
      ]
    }
    let (left, right) = (rank(lhs), rank(rhs))
    guard left != right || lhs == rhs else {
      throw JAXError(
        .dtype, "dotGeneral", found: "operands of dtypes \(lhs) and \(rhs).",
        expected: "dtypes of which one is wider")
    }
    let dtype = left.lexicographicallyPrecedes(right) ? rhs : lhs
    guard let preferred = preferredElementType, preferred != dtype else { return dtype }
    guard dtype.isFloating || rank(preferred)[3] >= rank(dtype)[3] else {
      throw JAXError(
        .dtype, "dotGeneral", found: "preferredElementType \(preferred) for products of \(dtype).",
        expected: "a dtype that is not narrower")
    }
    return preferred
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let output = outputs[0].tensorType
    let (lhs, rhs) = (inputs[0].dtype, inputs[1].dtype)
    let areMixedFloat8 = lhs.isFloating && rhs.isFloating && lhs.bitWidth <= 8 && rhs.bitWidth <= 8
    let factors =
      lhs != rhs && !areMixedFloat8
      ? operands.map { context.convert($0, to: output.element) } : operands
    return [product(of: factors, output, &context)]
  }

  /// Appends `stablehlo.dot_general`.
  func product(of factors: [Value], _ output: HLO.TensorType, _ context: inout LoweringContext)
    -> Value
  {
    context.operation(
      "stablehlo.dot_general", factors, result: output,
      attributes: [
        ("dot_dimension_numbers", dimensionNumbers),
        ("precision_config", DotPrecision.attribute(precision)),
      ])
  }

  private var dimensionNumbers: HLO.Attribute {
    .raw(
      "#stablehlo.dot<lhs_batching_dimensions = [\(axes.lhsBatch.commaSeparated)], "
        + "rhs_batching_dimensions = [\(axes.rhsBatch.commaSeparated)], "
        + "lhs_contracting_dimensions = [\(axes.lhsContracting.commaSeparated)], "
        + "rhs_contracting_dimensions = [\(axes.rhsContracting.commaSeparated)]>")
  }

  var derivative: DerivativeRule {
    .bilinear { cotangents, operands in
      guard let cotangent = cotangents[0] else { return [nil, nil] }
      if let rhs = operands[1].known {
        return [transposed(cotangent, axes, operands[0].aval, rhs, isSwapped: false), nil]
      }
      guard let lhs = operands[0].known else {
        throw JAXError.internal("dot_general is transposed with respect to both operands.")
      }
      return [nil, transposed(cotangent, axes.swapped, operands[1].aval, lhs, isSwapped: true)]
    }
  }

  /// The cotangent of the operand x of a contraction with y, given the axes with x on the left.
  ///
  /// - Parameter isSwapped: whether x is the right operand.
  private func transposed(
    _ cotangent: Tensor, _ axes: DotAxes, _ x: ShapedArray, _ y: Tensor, isSwapped: Bool
  ) -> Tensor {
    let (xFree, yFree) = (axes.lhsFree(x.ndim), axes.rhsFree(y.ndim))
    let batch = Array(0..<axes.lhsBatch.count)
    let first = batch.count + (isSwapped ? 0 : xFree.count)
    let product = bind(
      DotGeneral(
        axes: DotAxes(
          lhsContracting: Array(first..<first + yFree.count), rhsContracting: yFree,
          lhsBatch: batch, rhsBatch: axes.rhsBatch),
        precision: precision, preferredElementType: preferredElementType),
      cotangent, y)
    // The product has the axes of x in the order batch, free, contracted as they lie in y.
    let contractedAsInY = zip(axes.lhsContracting, axes.rhsContracting).sorted { $0.1 < $1.1 }
    let order = axes.lhsBatch + xFree + contractedAsInY.map(\.0)
    var permutation = order
    for (position, axis) in order.enumerated() { permutation[axis] = position }
    return lax.convertElementType(
      lax.transpose(product, permutation: permutation), x.dtype)
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let (lhs, rhs) = (operands[0], operands[1])
    func shifted(_ axes: [Int], _ mapped: Int) -> [Int] {
      axes.map { $0 < mapped ? $0 : $0 + 1 }
    }
    var batched = axes
    if let mapped = lhs.axis {
      batched.lhsBatch = shifted(axes.lhsBatch, mapped)
      batched.lhsContracting = shifted(axes.lhsContracting, mapped)
    }
    if let mapped = rhs.axis {
      batched.rhsBatch = shifted(axes.rhsBatch, mapped)
      batched.rhsContracting = shifted(axes.rhsContracting, mapped)
    }
    var position: Int?
    switch (lhs.axis, rhs.axis) {
    case (let left?, let right?):
      batched.lhsBatch.insert(left, at: 0)
      batched.rhsBatch.insert(right, at: 0)
      position = 0
    case (let left?, nil):
      // The mapped axis is one more free axis of the left operand.
      let free = batched.lhsFree(lhs.tensor.ndim)
      position = axes.lhsBatch.count + free.count(where: { $0 < left })
    case (nil, let right?):
      let free = batched.rhsFree(rhs.tensor.ndim)
      position = lhs.tensor.ndim - axes.lhsContracting.count + free.count(where: { $0 < right })
    case (nil, nil): break
    }
    let dot = DotGeneral(
      axes: batched, precision: precision, preferredElementType: preferredElementType)
    return [Batched(bind(dot, lhs.tensor, rhs.tensor), axis: position)]
  }
}
