// Operations outside of traced functions that differ in a number only, as where they cut: one program serves for all.
//
// Compiling takes thousands of times as long as running, so a loop over the rows of an array must not compile a program
// for each row. JAX does the same in its indexing; here it holds for every way to get to the operation.

/// What evaluates an operation, and all that differ from it in some numbers only: a program that takes them as operands.
public struct SharedProgram {
  /// One of the operations, the same for all of them, that the program is kept under.
  let representative: any Primitive
  /// The numbers of this one.
  let numbers: [Int]
  /// The type of the numbers.
  let aval: ShapedArray
  /// What the program computes from the operands and the numbers.
  let body: (_ operands: [Tensor], _ numbers: [Tensor]) throws -> [Tensor]

  /// The program of the representative's kind.
  ///
  /// - Parameters:
  ///   - limit: the greatest that the numbers can be.
  ///   - body: what the program computes; it must depend on the representative and the operands' types only.
  public init(
    of representative: any Primitive, numbers: [Int], upTo limit: Int,
    _ body: @escaping (_ operands: [Tensor], _ numbers: [Tensor]) throws -> [Tensor]
  ) {
    self.representative = representative
    self.numbers = numbers
    self.body = body
    aval = ShapedArray(shape: [], dtype: .index(upTo: limit))
  }

  /// The types of all operands, where those of the operation are given.
  func arguments(_ inputs: [ShapedArray]) -> [ShapedArray] {
    inputs + numbers.map { _ in aval }
  }

  /// The numbers on a device.
  ///
  /// They are part of the operation, so this is no transfer that settings forbid.
  func operands(on placement: Placement) throws(JAXError) -> [Tensor] {
    var operands: [Tensor] = []
    for number in numbers {
      operands.append(Tensor(try placement.scalar(.int(Int64(number)), aval)))
    }
    return operands
  }
}
