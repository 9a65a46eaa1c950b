// Print options by NumPy's names, for the length of a closure or for the whole process.

import JAXTransforms

extension jnp {
  /// Prints arrays with other options inside of a closure.
  ///
  ///     jnp.printoptions(precision: 3, suppress: true) { print(x) }
  ///
  /// What is not named stays as it is.
  ///
  /// - Source: `jax.numpy.printoptions`.
  public static func printoptions<Result>(
    precision: Int? = nil, threshold: Int? = nil, edgeitems: Int? = nil, linewidth: Int? = nil,
    suppress: Bool? = nil, nanstr: String? = nil, infstr: String? = nil,
    sign: PrintOptions.Sign? = nil, floatmode: PrintOptions.FloatMode? = nil,
    _ body: () throws -> Result
  ) rethrows -> Result {
    let options = PrintOptions.current.changed(
      precision, threshold, edgeitems, linewidth, suppress, nanstr, infstr, sign, floatmode)
    return try withConfiguration({ $0.printOptions = options }, body)
  }

  /// Prints arrays with other options from now on, on every thread.
  ///
  ///     jnp.setPrintoptions(precision: 3)
  ///
  /// - Source: `jax.numpy.set_printoptions`.
  public static func setPrintoptions(
    precision: Int? = nil, threshold: Int? = nil, edgeitems: Int? = nil, linewidth: Int? = nil,
    suppress: Bool? = nil, nanstr: String? = nil, infstr: String? = nil,
    sign: PrintOptions.Sign? = nil, floatmode: PrintOptions.FloatMode? = nil
  ) {
    PrintOptions.global = PrintOptions.global.changed(
      precision, threshold, edgeitems, linewidth, suppress, nanstr, infstr, sign, floatmode)
  }

  /// The options that arrays are printed with here.
  ///
  /// - Source: `jax.numpy.get_printoptions`.
  public static func getPrintoptions() -> PrintOptions { .current }
}

extension PrintOptions {
  fileprivate func changed(
    _ precision: Int?, _ threshold: Int?, _ edgeitems: Int?, _ linewidth: Int?, _ suppress: Bool?,
    _ nanstr: String?, _ infstr: String?, _ sign: Sign?, _ floatmode: FloatMode?
  ) -> PrintOptions {
    var options = self
    options.precision = precision ?? options.precision
    options.threshold = threshold ?? options.threshold
    options.edgeitems = edgeitems ?? options.edgeitems
    options.linewidth = linewidth ?? options.linewidth
    options.suppress = suppress ?? options.suppress
    options.nanstr = nanstr ?? options.nanstr
    options.infstr = infstr ?? options.infstr
    options.sign = sign ?? options.sign
    options.floatmode = floatmode ?? options.floatmode
    return options
  }
}
