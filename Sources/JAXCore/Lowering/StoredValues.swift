// Which values of a program are kept in memory for their users, where XLA's CPU compiler would compute them once for each.
//
// XLA fuses a chain of element-wise operations into the loops of all who use its end. A value that runs through a whole
// program, as the residual stream of a deep network and its gradient do, is then computed from the start in every loop
// along the way: time and code grow with the square of the depth. A barrier after every so many operations ends that.

/// The variables of a program that are stored where they are computed.
struct StoredValues {
  /// The number of operations that may be computed again for each user.
  private static let repeatableCount = 48
  /// The size in bytes from which on a loop with such a value in its body is compiled operation by operation.
  ///
  /// Smaller loops are compiled as one piece, in which there are no barriers.
  private static let leastSizeInLoops = 1024

  private var variables: Set<Int> = []

  /// - Parameter isInRegion: whether the program is the body of a loop or a branch.
  init(_ jaxpr: Jaxpr, isInRegion: Bool) {
    guard jaxpr.equations.count > Self.repeatableCount else { return }
    let isShared = Self.sharedVariables(jaxpr)
    var repeatedCounts = [Int](repeating: 0, count: jaxpr.avals.count)
    for equation in jaxpr.equations where equation.primitive.isFusible {
      // What is used twice counts twice, so the count may grow exponentially: more than too many says enough.
      let count = equation.inputs.reduce(1) { count, input in
        min(count + (input.variable.map { repeatedCounts[$0] } ?? 0), Self.repeatableCount + 1)
      }
      for output in equation.outputs {
        let aval = jaxpr.avals[output]
        if count > Self.repeatableCount, isShared[output], !aval.dtype.isKey,
          !isInRegion || aval.size * aval.dtype.byteWidth >= Self.leastSizeInLoops
        {
          variables.insert(output)
        } else {
          repeatedCounts[output] = count
        }
      }
    }
  }

  func contains(_ variable: Int) -> Bool { variables.contains(variable) }

  /// Whether each variable has users that end in different loops: those of operations that are not fused, or results.
  private static func sharedVariables(_ jaxpr: Jaxpr) -> [Bool] {
    // Where the users of each variable end: the number of an equation, of a result, or of neither.
    var ends = [Int?](repeating: nil, count: jaxpr.avals.count)
    var isShared = [Bool](repeating: false, count: jaxpr.avals.count)
    func use(_ variable: Int, endingIn end: Int) {
      if let known = ends[variable], known != end { isShared[variable] = true }
      ends[variable] = end
    }
    for (number, output) in jaxpr.outputs.enumerated() {
      if let variable = output.variable { use(variable, endingIn: -1 - number) }
    }
    for (number, equation) in jaxpr.equations.enumerated().reversed() {
      let output = equation.outputs.first
      let end: Int? =
        if equation.primitive.isFusible, let output {
          isShared[output] ? number : ends[output]
        } else { number }
      guard let end else { continue }
      for variable in equation.inputs.lazy.compactMap(\.variable) { use(variable, endingIn: end) }
    }
    return isShared
  }
}
