// A function of trees that says itself how it is mapped: the object behind the closures of `customVmap`.
//
// Source: jax/_src/custom_batching.py `custom_vmap`.

import JAXLax

/// A function and the rule for mapping it.
package final class CustomVmapFunction: Sendable {
  /// Reads the arguments, which are mapped at axis 0 where the flags say so, and writes the result; returns whether the
  /// result is mapped.
  package typealias Rule =
    @Sendable (
      _ axisSize: Int, _ isMapped: [Bool], inout TreeReader, inout TreeWriter
    ) throws -> Bool

  private struct Form: StagedForm {
    let call: CustomVmapCall
    let captured: [Tensor]
    let results: [TreeDef]
  }

  private let name: String
  private let body: TreeFunction
  private let rule: Rule
  private let forms = StagedPrograms<Form>()

  package init(name: String, _ body: @escaping TreeFunction, rule: @escaping Rule) {
    self.name = name
    self.body = body
    self.rule = rule
  }

  /// A function that is mapped by calling it for one example after the other.
  ///
  /// - Source: `jax.custom_batching.sequential_vmap`.
  package convenience init(sequentially name: String, _ body: @escaping TreeFunction) {
    self.init(name: name, body) { _, isMapped, arguments, results in
      let (leaves, structures) = (arguments.leaves, arguments.structures)
      let isLeafMapped = zip(structures, isMapped).flatMap { structure, isMapped in
        [Bool](repeating: isMapped, count: structure.leafCount)
      }
      let function = FlatFunction("sequentialVmap", structures, body)
      var found: [TreeDef] = []
      let rows = lax.map(
        { (rows: [Tensor]) -> [Tensor] in
          raising(placeholder: []) {
            let example = zip(leaves, isLeafMapped.scattering(rows)).map { $1 ?? $0 }
            let writer = try function(example)
            found = writer.structures
            return writer.leaves
          }
        }, leaves.selected(isLeafMapped))
      results = TreeWriter(leaves: rows, structures: found)
      return true
    }
  }

  /// Calls the function with the given arguments.
  package func call(_ arguments: TreeWriter) throws -> TreeReader {
    if let error = pendingError { throw error }
    let (leaves, structures) = (arguments.leaves, arguments.structures)
    let form = try forms.form(leaves, structures) { _ in
      let staged = try StagedFunction("customVmap \(name)", leaves.map(\.aval)) {
        try FlatFunction("customVmap", structures, body)($0)
      }
      let captured = staged.captured.count
      return Form(
        call: CustomVmapCall(
          name: name, staged.program,
          rule: BatchingFunction { [self] operands, axisSize in
            try apply(
              Array(operands[captured...]), structures, axisSize, like: staged.outputAvals,
              isCapturedMapped: operands[..<captured].contains { $0.axis != nil })
          }), captured: staged.captured, results: staged.results)
    }
    return TreeReader(try interpret(form.call, form.captured + leaves), form.results)
  }

  /// Applies the rule: an argument is mapped if one of its leaves is.
  private func apply(
    _ operands: [BatchedTensor], _ structures: [TreeDef], _ axisSize: Int,
    like outputs: [ShapedArray],
    isCapturedMapped: Bool
  ) throws -> [BatchedTensor] {
    let operation = "customVmap \(name)"
    if isCapturedMapped {
      throw JAXError(
        .argument, operation,
        found: "the function captured a value that differs from example to example.",
        expected: "a function of its arguments, as its rule does not know captured values",
        remedy: "pass the value as an argument.")
    }
    let isMapped = structures.leafRanges.map { range in
      operands[range].contains { $0.axis != nil }
    }
    let leaves = zip(structures.leafRanges, isMapped).flatMap { range, isMapped in
      operands[range].map { isMapped ? $0.atFront(size: axisSize) : $0.tensor }
    }
    var reader = TreeReader(leaves, structures)
    var writer = TreeWriter()
    let isResultMapped = try rule(axisSize, isMapped, &reader, &writer)
    if let error = pendingError { throw error }
    let expected = outputs.map { isResultMapped ? [axisSize] + $0.shape : $0.shape }
    guard writer.leaves.map(\.shape) == expected else {
      throw JAXError(
        .shape, operation,
        found:
          "the rule gives results of shapes \(writer.leaves.map(\.shape.tupleDescription).listed).",
        expected: isResultMapped
          ? "those of the function with the \(axisSize) examples in front, "
            + expected.map(\.tupleDescription).listed
          : "those of the function, \(expected.map(\.tupleDescription).listed)",
        remedy: "return whether the result is mapped, and map it at axis 0.")
    }
    return writer.leaves.map { BatchedTensor($0, axis: isResultMapped ? 0 : nil) }
  }
}
