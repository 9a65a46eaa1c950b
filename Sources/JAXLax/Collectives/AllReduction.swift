// Reductions over the examples of mapped axes: the family of `psum`, `pmax` and `pmin`.

/// A reduction over the examples of mapped axes, whose result is the same for all of them.
protocol AllReduction: Collective {
  init(names: [String], groups: AxisIndexGroups?)

  /// The reduction over an axis of an array.
  static func reduce(_ x: Tensor, axis: Int) -> Tensor
  /// The reduction of a number of equal values.
  static func reduce(_ x: Tensor, copies: Int) -> Tensor
}

extension AllReduction {
  init(params: Params) throws {
    self.init(names: try params.axisNames("axes"), groups: try params.axisIndexGroups())
  }

  var params: Params {
    Params([("axes", .names(names)), ("axis_index_groups", .groups(groups))])
  }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] { [inputs[0].strong] }

  func shifted(by axis: Int) -> (Self, axis: Int) { (self, axis) }

  func resolve(_ x: Tensor, mapped: Int?, over axis: NamedAxis) throws -> Batched {
    let rest = names.filter { $0 != axis.name }
    let reduced =
      mapped.map { Self.reduce(x, axis: $0) } ?? Self.reduce(x, copies: axis.size)
    return Batched(
      rest.isEmpty ? reduced : bind(Self(names: rest, groups: nil), reduced), axis: nil)
  }
}

extension lax {
  /// Applies a reduction over named axes to a tensor.
  static func allReduce<Reduction: AllReduction>(
    _ x: Tensor, _ axisName: AxisNames, _ groups: AxisIndexGroups?, _ type: Reduction.Type
  ) -> Tensor {
    raising(placeholder: x) {
      let name = camelCase(Reduction.name)
      try check(groups, try axisName.axes(name), name, equal: false)
      if axisName.names.isEmpty { return x }
      return bind(Reduction(names: axisName.names, groups: groups), x)
    }
  }
}

extension AllReduction {
  /// The derivative of the largest or smallest value: the mean over the examples that have it.
  var extremumDerivative: DerivativeRule {
    .jvp { primals, tangents in
      let result = bind(self, primals[0])
      guard let tangent = tangents[0] else { return ([result], [nil]) }
      let sum = PSum(names: names, groups: groups)
      let isChosen = lax.convertElementType(lax.eq(primals[0], result), tangent.dtype)
      return (
        [result],
        [lax.div(bind(sum, lax.mul(tangent, isChosen)), bind(sum, isChosen))]
      )
    }
  }
}
