// Vectorization: every value may carry one more axis, over which the function is mapped.
//
// Source: jax/_src/interpreters/batching.py `BatchTrace`.

import JAXLax

/// Maps operations over one axis of their operands.
final class BatchTrace: Trace {
  let parent = currentTrace
  var lifetime = TraceLifetime()
  let transformation = "vmap"
  let axes: [NamedAxis]

  init(axis: NamedAxis? = nil) { axes = axis.map { [$0] } ?? [] }

  func split(_ value: Tensor) -> BatchedTensor {
    guard let tracer = value.content as? Tracer, tracer.trace === self,
      case .mapped(let tensor, let axis) = tracer.meaning
    else { return BatchedTensor(value, axis: nil) }
    return BatchedTensor(tensor, axis: axis)
  }

  func join(_ value: BatchedTensor) -> Tensor {
    guard let axis = value.axis else { return value.tensor }
    var shape = value.tensor.shape
    shape.remove(at: axis)
    let aval = value.tensor.aval.with(shape: shape)
    return Tensor(Tracer(aval, self, .mapped(value.tensor, axis: axis)))
  }

  func concretizationError(_ aval: ShapedArray, _ operation: String) -> JAXError {
    JAXError(
      .concretization, operation,
      found: "a value of \(aval) under vmap differs from example to example.",
      expected: "one value that is known while the program is traced",
      remedy:
        "use jnp.where or lax.select instead of a Swift condition, or read the value outside of the "
        + "mapped function.")
  }

  func process(_ primitive: any Primitive, _ inputs: [Tensor]) throws -> [Tensor] {
    let operands = inputs.map(split)
    if let axis = axes.first, primitive.axisNames.contains(axis.name) {
      return try withTrace(parent) {
        try withMappedAxis(axis) {
          try primitive.batch(mappingOne(of: operands, primitive, axis), over: axis).map(join)
        }
      }
    }
    guard operands.contains(where: { $0.axis != nil }) else {
      return try inParent(primitive, operands.map(\.tensor))
    }
    return try withTrace(parent) {
      try withMappedAxis(nil) { try primitive.batch(operands).map(join) }
    }
  }

  /// The operands of a program that refers to the axis: if none is mapped, the last one is, as programs are mapped by
  /// their operands.
  private func mappingOne(
    of operands: [BatchedTensor], _ primitive: any Primitive, _ axis: NamedAxis
  )
    throws -> [BatchedTensor]
  {
    guard !primitive.programs.isEmpty, !operands.contains(where: { $0.axis != nil }) else {
      return operands
    }
    guard let last = operands.last else {
      throw JAXError(
        .axis, primitive.userName,
        found: "a program without operands refers to the axis '\(axis.name)'.",
        expected: "at least one operand", remedy: "pass it a tensor.")
    }
    return operands.dropLast() + [BatchedTensor(lax.broadcast(last.tensor, [axis.size]), axis: 0)]
  }
}

/// The results of a function mapped over axes of its arguments, each with its mapped axis, nil where it is the same
/// for every example.
func vmapBatched(
  _ function: ([Tensor]) throws -> [Tensor], _ inputs: [BatchedTensor], axisSize: Int,
  axisName: String? = nil
) throws -> [BatchedTensor] {
  let trace = BatchTrace(axis: axisName.map { NamedAxis($0, size: axisSize) })
  return try withName(.transformation("vmap")) {
    try trace.run { try function(inputs.map(trace.join)) }.map(trace.split)
  }
}

/// The results of a function mapped over axes of its arguments.
///
/// - Parameters:
///   - inAxes: the mapped axis of each argument, negative from the end; nil for one that every example shares.
///   - outAxes: where the mapped axis goes in each result; a single one serves all. nil demands a result that is the same for every example.
///   - axisSize: the number of examples, if no argument tells it.
/// - Source: `jax.vmap`.
package func vmapFlat(
  _ function: ([Tensor]) throws -> [Tensor], _ inputs: [Tensor], inAxes: [Int?],
  outAxes: ([Tensor]) throws -> [Int?] = { $0.map { _ in 0 } }, axisSize: Int? = nil,
  axisName: String? = nil, describing path: (Int) -> String = { "argument \($0)" }
) throws -> [Tensor] {
  var size = axisSize
  var sizeOrigin = "axisSize"
  let operands = try zip(inputs, inAxes).enumerated().map { position, pair -> BatchedTensor in
    let (input, axis) = pair
    guard let axis else { return BatchedTensor(input, axis: nil) }
    let resolved = axis < 0 ? axis + input.ndim : axis
    guard input.shape.indices.contains(resolved) else {
      throw JAXError(
        .axis, "vmap",
        found:
          "inAxes gives axis \(axis) for \(path(position)), which has shape \(input.shape.tupleDescription).",
        expected: input.ndim == 0
          ? "nil, as a 0-dimensional value has no axis to map over"
          : "an axis from \(-input.ndim) to \(input.ndim - 1), or nil")
    }
    let found = input.shape[resolved]
    if let size, size != found {
      throw JAXError(
        .shape, "vmap",
        found:
          "\(path(position)) has size \(found) along its mapped axis \(resolved), but \(sizeOrigin) has \(size).",
        expected: "one size along all mapped axes",
        remedy: "pass nil in inAxes for arguments that every example shares.")
    }
    if size == nil {
      size = found
      sizeOrigin = path(position)
    }
    return BatchedTensor(input, axis: resolved)
  }
  guard let size else {
    throw JAXError(
      .argument, "vmap", found: "inAxes maps over no argument, and no axisSize is given.",
      expected: "at least one mapped argument, or axisSize",
      remedy: "give an axis for one of the arguments, as in inAxes: [0, nil].")
  }
  let results = try vmapBatched(function, operands, axisSize: size, axisName: axisName)
  let targets = try outAxes(results.map(\.tensor))
  return try zip(results, targets).enumerated().map { position, pair in
    let (result, target) = pair
    guard let target else {
      guard result.axis == nil else {
        throw JAXError(
          .axis, "vmap",
          found: "outAxes is nil for result \(position), which differs from example to example.",
          expected: "an axis for every mapped result",
          remedy: "give its place, as in outAxes: 0, or reduce over the examples after vmap.")
      }
      return result.tensor
    }
    return try moved(result, to: target, size: size, position: position)
  }
}

/// A result with its mapped axis at the wanted place; one without a mapped axis is repeated.
private func moved(_ result: BatchedTensor, to target: Int, size: Int, position: Int) throws
  -> Tensor
{
  let ndim = result.tensor.ndim + (result.axis == nil ? 1 : 0)
  let resolved = target < 0 ? target + ndim : target
  guard (0..<ndim).contains(resolved) else {
    throw JAXError(
      .axis, "vmap",
      found:
        "outAxes gives axis \(target) for result \(position), which has \(ndim) "
        + "\(ndim == 1 ? "axis" : "axes"), the mapped one included.",
      expected: "an axis from \(-ndim) to \(ndim - 1)")
  }
  if let axis = result.axis { return result.tensor.movingAxis(axis, to: resolved) }
  var shape = result.tensor.shape
  shape.insert(size, at: resolved)
  return lax.broadcastInDim(
    result.tensor, shape: shape,
    broadcastDimensions: (0..<ndim).filter { $0 != resolved })
}
