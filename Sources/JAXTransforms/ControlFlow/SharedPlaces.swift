// Values that each of several programs has its own number of, as results that all of them have.
//
// Values of equal types share a place, which programs without one fill with zeros.

import JAXLax

/// The places for values of several programs of which one runs.
struct SharedPlaces {
  /// The types of the places.
  private(set) var avals: [ShapedArray] = []
  /// For each program the places of its values.
  private(set) var ofProgram: [[Int]] = []

  /// The places for the values of programs, given their types.
  init(_ programs: [[ShapedArray]]) {
    for values in programs {
      var free = Array(avals.enumerated())
      ofProgram.append(
        values.map { aval in
          if let match = free.firstIndex(where: { $0.element == aval }) {
            return free.remove(at: match).offset
          }
          avals.append(aval)
          return avals.count - 1
        })
    }
  }

  /// What is at all places if a program has the given values.
  func filled(_ values: [Tensor], at own: [Int]) -> [Tensor] {
    avals.enumerated().map { place, aval in
      own.firstIndex(of: place).map { values[$0] } ?? lax.zeros(aval)
    }
  }
}
