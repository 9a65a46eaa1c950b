// Small dense complex matrices, to multiply the factors of a decomposition back together.

import JAXCore

/// A dense complex matrix in double precision.
struct ComplexMatrix {
  let rows: Int
  let columns: Int
  private var real: [Double]
  private var imaginary: [Double]

  init(rows: Int, columns: Int, _ element: (Int, Int) -> (Double, Double)) {
    self.rows = rows
    self.columns = columns
    real = []
    imaginary = []
    for row in 0..<rows {
      for column in 0..<columns {
        let (re, im) = element(row, column)
        real.append(re)
        imaginary.append(im)
      }
    }
  }

  /// The matrix at the given position of a stack of them.
  init(_ array: HostArray, batch: Int) {
    let rank = array.shape.count
    let (rows, columns) = (array.shape[rank - 2], array.shape[rank - 1])
    self.init(rows: rows, columns: columns) { row, column in
      let value = array.element((batch * rows + row) * columns + column)
      return (value.double, value.imaginary)
    }
  }

  /// The diagonal matrix of the vector at the given position of a stack of them.
  init(diagonal array: HostArray, batch: Int, rows: Int? = nil, columns: Int? = nil) {
    let size = array.shape.last ?? 0
    self.init(rows: rows ?? size, columns: columns ?? size) { row, column in
      guard row == column, row < size else { return (0, 0) }
      let value = array.element(batch * size + row)
      return (value.double, value.imaginary)
    }
  }

  subscript(row: Int, column: Int) -> (Double, Double) {
    (real[row * columns + column], imaginary[row * columns + column])
  }

  /// The conjugate transpose.
  var adjoint: ComplexMatrix {
    ComplexMatrix(rows: columns, columns: rows) { row, column in
      let value = self[column, row]
      return (value.0, -value.1)
    }
  }

  /// The Hermitian matrix that has one triangle of this one.
  func hermitian(lower: Bool) -> ComplexMatrix {
    ComplexMatrix(rows: rows, columns: columns) { row, column in
      if row == column { return (self[row, row].0, 0) }
      if (row > column) == lower { return self[row, column] }
      let value = self[column, row]
      return (value.0, -value.1)
    }
  }

  static func * (a: ComplexMatrix, b: ComplexMatrix) -> ComplexMatrix {
    ComplexMatrix(rows: a.rows, columns: b.columns) { row, column in
      var (re, im) = (0.0, 0.0)
      for k in 0..<a.columns {
        let (x, y) = (a[row, k], b[k, column])
        re += x.0 * y.0 - x.1 * y.1
        im += x.0 * y.1 + x.1 * y.0
      }
      return (re, im)
    }
  }

  /// The largest modulus of an element.
  var largest: Double {
    zip(real, imaginary).reduce(0) { max($0, ($1.0 * $1.0 + $1.1 * $1.1).squareRoot()) }
  }

  /// The largest modulus of an element of the difference; infinite if the shapes differ or a number is not finite.
  func distance(to other: ComplexMatrix) -> Double {
    guard rows == other.rows, columns == other.columns else { return .infinity }
    var result = 0.0
    for index in real.indices {
      let (re, im) = (real[index] - other.real[index], imaginary[index] - other.imaginary[index])
      let modulus = (re * re + im * im).squareRoot()
      guard modulus.isFinite else { return .infinity }
      result = max(result, modulus)
    }
    return result
  }
}
