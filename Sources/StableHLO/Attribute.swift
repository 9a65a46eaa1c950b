// The attributes of StableHLO operations, and how each is written.
//
// Source: MLIR language reference, "Attributes"; StableHLO specification.

extension HLO {
  /// An attribute of an operation.
  public enum Attribute: Sendable {
    /// A 64-bit integer, as in `dimension = 0 : i64`.
    case int(Int)
    /// A 32-bit integer.
    case int32(Int)
    /// A boolean.
    case bool(Bool)
    /// A dense array of 64-bit integers, as in `array<i64: 1, 2>`.
    case ints([Int])
    /// A dense array of booleans.
    case bools([Bool])
    /// A quoted string.
    case string(String)
    /// A symbol reference, as in `@name`.
    case symbol(String)
    /// A matrix of 64-bit integers, as in `dense<[[0, 0], [1, 1]]> : tensor<2x2xi64>`; `columns` tells the width of an empty one.
    case intMatrix([[Int]], columns: Int)
    /// A list of attributes.
    case list([Attribute])
    /// A dictionary of attributes.
    case dictionary([(String, Attribute)])
    /// Text in MLIR's own syntax, for the structured attributes such as `#stablehlo.dot<…>`.
    case raw(String)
  }
}

extension TextBuffer {
  mutating func write(_ attribute: HLO.Attribute) {
    switch attribute {
    case .int(let value):
      write(value)
      write(" : i64")
    case .int32(let value):
      write(value)
      write(" : i32")
    case .bool(let value): write(value ? "true" : "false")
    case .ints(let values):
      write(values.isEmpty ? "array<i64" : "array<i64: ")
      write(list: values) { $0.write($1) }
      write(">")
    case .bools(let values):
      write(values.isEmpty ? "array<i1" : "array<i1: ")
      write(list: values) { $0.write($1 ? "true" : "false") }
      write(">")
    case .string(let text): write(quoted: text)
    case .symbol(let name):
      write("@")
      write(name)
    case .intMatrix(let rows, let columns):
      write("dense<")
      if !rows.isEmpty && columns > 0 {
        write("[")
        write(list: rows) { buffer, row in
          buffer.write("[")
          buffer.write(list: row) { $0.write($1) }
          buffer.write("]")
        }
        write("]")
      }
      write("> : ")
      write(dimensions: [rows.count, columns], element: "i64")
    case .list(let items):
      write("[")
      write(list: items) { $0.write($1) }
      write("]")
    case .dictionary(let entries):
      write("{")
      write(list: entries) { buffer, entry in
        buffer.write(entry.0)
        buffer.write(" = ")
        buffer.write(entry.1)
      }
      write("}")
    case .raw(let text): write(text)
    }
  }
}
