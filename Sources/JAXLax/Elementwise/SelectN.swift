// Choosing between arrays, element by element.

import StableHLO

extension lax {
  /// For each element the case that `which` numbers; false is the first case, true the second.
  ///
  ///     lax.selectN([0, 2, 1], [1, 1, 1], [2, 2, 2], [3, 3, 3])   // [1, 3, 2]
  ///
  /// - Source: `jax.lax.select_n`; StableHLO `select`.
  public static func selectN(_ which: Tensor, _ cases: Tensor...) -> Tensor {
    bind(SelectN(), [which] + cases)[0]
  }

  /// For each element the case that `which` numbers; false is the first case, true the second.
  public static func selectN(_ which: Tensor, _ cases: [Tensor]) -> Tensor {
    bind(SelectN(), [which] + cases)[0]
  }

  /// The elements of `onTrue` where `pred` holds, those of `onFalse` elsewhere.
  ///
  /// - Source: `jax.lax.select`.
  public static func select(_ pred: Tensor, _ onTrue: Tensor, _ onFalse: Tensor) -> Tensor {
    bind(SelectN(), pred, onFalse, onTrue)
  }
}

struct SelectN: Elementwise {
  static let name = "select_n"

  init() {}

  init(params: Params) throws {}

  var params: Params { Params() }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let dtype = try resultDType(inputs.map(\.dtype))
    let cases = inputs.dropFirst()
    return [
      ShapedArray(
        shape: try broadcastShape(inputs, Self.userName), dtype: dtype,
        weakType: dtype.hasWeakForm && cases.allSatisfy(\.weakType))
    ]
  }

  func resultDType(_ dtypes: [DType]) throws -> DType {
    guard dtypes.count > 1 else {
      throw JAXError(
        .argument, Self.userName, found: "no cases.", expected: "at least one array to choose from")
    }
    let which = dtypes[0]
    try DTypeSet.integerOrBool.check(which, Self.userName, operand: 0)
    guard which.isInteger || dtypes.count <= 3 else {
      throw JAXError(
        .argument, Self.userName, found: "\(dtypes.count - 1) cases and a boolean selector.",
        expected: "at most 2 cases", remedy: "number the cases with integers.")
    }
    try checkEqualDTypes(Array(dtypes.dropFirst()), Self.userName)
    return dtypes[1]
  }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    // The words of a key are chosen together.
    let which = context.broadcast(
      operands[0], to: output.tensorType.shape, dimensions: Array(0..<output.ndim))
    return choose(which, inputs[0], operands[1...], &context)
  }

  /// Selects by halving the cases; numbers out of range give the first or the last case.
  private func choose(
    _ which: Value, _ dtype: DType, _ cases: ArraySlice<Value>, _ context: inout LoweringContext
  ) -> Value {
    let first = cases[cases.startIndex]
    guard cases.count > 1 else { return first }
    if dtype.isBool { return context.select(which, cases[cases.startIndex + 1], first) }
    let middle = cases.startIndex + cases.count / 2
    let bound = context.constant(.int(Int64(middle - 1)), shape: which.type.shape, dtype)
    let isBelow = context.compare("LT", which, bound)
    return context.select(
      isBelow, choose(which, dtype, cases[..<middle], &context),
      choose(which, dtype, cases[middle...], &context))
  }

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in
        let result = bind(self, primals)[0]
        let caseTangents = tangents.dropFirst()
        guard caseTangents.contains(where: { $0 != nil }) else { return ([result], [nil]) }
        let zero = constant(0, like: result)
        let tangent = lax.selectN(primals[0], caseTangents.map { $0 ?? zero })
        return ([result], [broadcastTangent(tangent, to: result)])
      },
      transpose: { cotangents, operands in
        guard let cotangent = cotangents[0], let which = operands[0].known else {
          return operands.map { _ in nil }
        }
        let zero = constant(0, like: cotangent)
        return [nil]
          + operands.dropFirst().enumerated().map { number, operand in
            guard operand.isLinear else { return nil }
            let chosen =
              which.dtype.isBool
              ? which : lax.eq(which, Tensor(.int(Int64(number)), dtype: which.dtype))
            let isFirstOfTwo = which.dtype.isBool && number == 0
            let part =
              isFirstOfTwo
              ? lax.select(chosen, zero, cotangent) : lax.select(chosen, cotangent, zero)
            return unbroadcast(part, to: operand.aval)
          }
      })
  }
}
