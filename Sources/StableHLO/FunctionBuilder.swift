// The body of one function under construction, operation by operation.
//
// Operations with one type throughout are written in StableHLO's short form, everything else in MLIR's generic form,
// which every operation has: one writer serves all. Source: StableHLO specification; MLIR language reference.

extension HLO {
  /// The body of one function under construction.
  public struct FunctionBuilder: Sendable {
    private var buffer = TextBuffer()
    private var valueCount = 0
    private var depth = 2

    /// The name that operations are appended under, which the compiler keeps as their metadata; nil for none.
    public var location: String?

    /// The types of the arguments, in order.
    public private(set) var arguments: [Value] = []

    /// A function with arguments of the given types.
    public init(arguments types: [TensorType]) {
      arguments = types.map { makeValue($0) }
    }

    private mutating func makeValue(_ type: TensorType) -> Value {
      defer { valueCount += 1 }
      return Value(id: valueCount, type: type)
    }

    private mutating func indent() {
      for _ in 0..<depth { buffer.write("  ") }
    }

    private mutating func writeResults(_ results: [Value]) {
      guard !results.isEmpty else { return }
      buffer.write(list: results) { $0.write($1) }
      buffer.write(" = ")
    }

    private mutating func writeSignature(_ operands: [Value], _ results: [TensorType]) {
      buffer.write(" : (")
      buffer.write(list: operands) { $0.write($1.type) }
      buffer.write(") -> ")
      if results.count == 1 {
        buffer.write(results[0])
      } else {
        buffer.write("(")
        buffer.write(list: results) { $0.write($1) }
        buffer.write(")")
      }
      endOperationLine()
    }

    private mutating func endOperationLine() {
      if let location {
        buffer.write(" loc(")
        buffer.write(quoted: location)
        buffer.write(")")
      }
      buffer.write("\n")
    }

    /// Appends an operation whose operands and result all have one type, as in `stablehlo.add`.
    public mutating func elementwise(_ name: String, _ operands: [Value]) -> Value {
      let result = makeValue(operands[0].type)
      indent()
      writeResults([result])
      buffer.write(name)
      buffer.write(" ")
      buffer.write(list: operands) { $0.write($1) }
      buffer.write(" : ")
      buffer.write(result.type)
      endOperationLine()
      return result
    }

    /// Appends any operation without regions, in generic form.
    ///
    /// - Parameters:
    ///   - name: the operation's full name, as in `"stablehlo.gather"`.
    ///   - operands: the operands.
    ///   - results: the types of the results.
    ///   - attributes: the attributes, by name.
    public mutating func operation(
      _ name: String, _ operands: [Value], results: [TensorType],
      attributes: [(String, Attribute)] = []
    ) -> [Value] {
      let values = beginOperation(name, operands, results: results)
      endOperation(operands, results: results, attributes: attributes, hasRegions: false)
      return values
    }

    /// Begins an operation with regions: each is written between ``beginRegion(_:isFirst:)`` and ``endRegion(yielding:)``.
    public mutating func beginOperation(_ name: String, _ operands: [Value], results: [TensorType])
      -> [Value]
    {
      let values = results.map { makeValue($0) }
      indent()
      writeResults(values)
      buffer.write("\"")
      buffer.write(name)
      buffer.write("\"(")
      buffer.write(list: operands) { $0.write($1) }
      buffer.write(")")
      return values
    }

    /// Begins a region of the operation begun, and returns the region's arguments.
    public mutating func beginRegion(_ types: [TensorType], isFirst: Bool) -> [Value] {
      buffer.write(isFirst ? " ({\n" : ", {\n")
      let arguments = types.map { makeValue($0) }
      depth += 1
      guard !arguments.isEmpty else { return [] }
      indent()
      buffer.write("^bb0(")
      buffer.write(list: arguments) { buffer, argument in
        buffer.write(argument)
        buffer.write(": ")
        buffer.write(argument.type)
      }
      buffer.write("):\n")
      return arguments
    }

    /// Ends a region, which yields the given values.
    public mutating func endRegion(yielding values: [Value]) {
      writeReturn("stablehlo.return", values)
      depth -= 1
      indent()
      buffer.write("}")
    }

    /// Ends an operation that ``beginOperation(_:_:results:)`` began.
    public mutating func endOperation(
      _ operands: [Value], results: [TensorType], attributes: [(String, Attribute)] = [],
      hasRegions: Bool = true
    ) {
      if hasRegions { buffer.write(")") }
      if !attributes.isEmpty {
        buffer.write(" ")
        buffer.write(.dictionary(attributes))
      }
      writeSignature(operands, results)
    }

    private mutating func writeReturn(_ name: StaticString, _ values: [Value]) {
      indent()
      buffer.write(name)
      if !values.isEmpty {
        buffer.write(" ")
        buffer.write(list: values) { $0.write($1) }
        buffer.write(" : ")
        buffer.write(list: values) { $0.write($1.type) }
      }
      buffer.write("\n")
    }

    /// Appends a constant whose elements are all the given literal, in MLIR's syntax for the element type.
    public mutating func splat(_ literal: String, _ type: TensorType) -> Value {
      constant(type) { $0.write(literal) }
    }

    /// Appends a constant array with the given elements, little endian and in row-major order.
    ///
    /// - Parameter type: the type; not of `i1`, whose elements MLIR packs into bits.
    public mutating func dense(_ bytes: [UInt8], _ type: TensorType) -> Value {
      constant(type) { if !bytes.isEmpty { $0.write(hexadecimal: bytes) } }
    }

    private mutating func constant(_ type: TensorType, _ writeElements: (inout TextBuffer) -> Void)
      -> Value
    {
      let result = makeValue(type)
      indent()
      writeResults([result])
      buffer.write("stablehlo.constant dense<")
      writeElements(&buffer)
      buffer.write("> : ")
      buffer.write(type)
      endOperationLine()
      return result
    }

    /// Appends a call of another function of the module.
    public mutating func call(_ function: String, _ operands: [Value], results: [TensorType])
      -> [Value]
    {
      let values = results.map { makeValue($0) }
      indent()
      writeResults(values)
      buffer.write("func.call @")
      buffer.write(function)
      buffer.write("(")
      buffer.write(list: operands) { $0.write($1) }
      buffer.write(")")
      writeSignature(operands, results)
      return values
    }

    /// The finished function's text.
    ///
    /// - Parameters:
    ///   - argumentAttributes: attributes of each argument, in order; empty for none.
    mutating func finish(
      name: String, isPublic: Bool, returning results: [Value],
      argumentAttributes: [[(String, Attribute)]]
    ) -> TextBuffer {
      writeReturn("return", results)
      var text = TextBuffer()
      text.write(isPublic ? "  func.func public @" : "  func.func private @")
      text.write(name)
      text.write("(")
      text.write(list: arguments) { text, argument in
        text.write(argument)
        text.write(": ")
        text.write(argument.type)
        let attributes = argumentAttributes.isEmpty ? [] : argumentAttributes[argument.id]
        if !attributes.isEmpty {
          text.write(" ")
          text.write(.dictionary(attributes))
        }
      }
      text.write(") -> (")
      text.write(list: results) { $0.write($1.type) }
      text.write(") {\n")
      text.append(buffer)
      text.write("  }\n")
      return text
    }
  }
}
