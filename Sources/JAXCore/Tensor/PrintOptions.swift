// How arrays are printed: NumPy's print options.

import Synchronization

/// How arrays are printed, by NumPy's names and with its values unless said otherwise.
///
///     jnp.printoptions(precision: 3) { print(x) }
///
/// - Source: `numpy.set_printoptions`.
public struct PrintOptions: Hashable, Sendable {
  /// How many digits after the point are shown.
  public enum FloatMode: String, Hashable, Sendable {
    /// As many as the precision says, zeros too.
    case fixed
    /// As many as tell the number from its neighbours.
    case unique
    /// As many as tell it from its neighbours, at most as the precision says.
    case maxprec
    /// As `maxprec`, the same for all elements.
    case maxprecEqual = "maxprec_equal"
  }

  /// What stands in front of a number that is not negative.
  public enum Sign: String, Hashable, Sendable {
    /// Nothing.
    case minus = "-"
    /// A plus sign.
    case plus = "+"
    /// A blank.
    case space = " "
  }

  /// The number of digits after the point.
  public var precision = 8
  /// The number of elements from which on an array is abbreviated.
  public var threshold = 1000
  /// The number of elements shown at both ends of each axis of an abbreviated array.
  public var edgeitems = 3
  /// The number of characters of a line.
  public var linewidth = 75
  /// Whether numbers are written without exponents, small ones as zero.
  public var suppress = false
  /// What stands for a number that is none.
  public var nanstr = "nan"
  /// What stands for infinity.
  public var infstr = "inf"
  /// What stands in front of a number that is not negative.
  public var sign = Sign.minus
  /// How many digits after the point are shown.
  public var floatmode = FloatMode.maxprec

  /// NumPy's own options.
  public init() {}

  private static let everywhere = Mutex(PrintOptions())

  /// The options that hold where no closure sets others.
  package static var global: PrintOptions {
    get { everywhere.withLock { $0 } }
    set { everywhere.withLock { $0 = newValue } }
  }

  /// The options that hold here.
  package static var current: PrintOptions { Configuration.made?.printOptions ?? global }
}
