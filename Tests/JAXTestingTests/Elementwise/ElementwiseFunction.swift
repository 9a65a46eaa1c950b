// The functions of elements, by name: what tables over functions, dtypes and special values go through.

import JAX
import JAXLax

/// A function of the elements of one or two arrays.
struct ElementwiseFunction: Sendable {
  let name: String
  let arity: Int
  /// The dtypes that the function takes.
  let dtypes: DTypeSet
  let apply: @Sendable ([Tensor]) -> Tensor

  static func unary(
    _ name: String, _ dtypes: DTypeSet, _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> Self {
    Self(name: name, arity: 1, dtypes: dtypes) { function($0[0]) }
  }

  static func binary(
    _ name: String, _ dtypes: DTypeSet,
    _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> Self {
    Self(name: name, arity: 2, dtypes: dtypes) { function($0[0], $0[1]) }
  }

  static let all = primitives + composed

  /// The functions that are primitives.
  static let primitives: [Self] = [
    .unary("abs", .signed) { lax.abs($0) }, .unary("acos", .inexact) { lax.acos($0) },
    .unary("acosh", .inexact) { lax.acosh($0) }, .unary("asin", .inexact) { lax.asin($0) },
    .unary("asinh", .inexact) { lax.asinh($0) }, .unary("atan", .inexact) { lax.atan($0) },
    .unary("atanh", .inexact) { lax.atanh($0) },
    .unary("besselI0e", .floating) { lax.besselI0e($0) },
    .unary("besselI1e", .floating) { lax.besselI1e($0) },
    .unary("bitwiseNot", .integer) { lax.bitwiseNot($0) },
    .unary("cbrt", .floating) { lax.cbrt($0) }, .unary("ceil", .floating) { lax.ceil($0) },
    .unary("clz", .integer) { lax.clz($0) }, .unary("conj", .complex) { lax.conj($0) },
    .unary("cos", .inexact) { lax.cos($0) }, .unary("cosh", .inexact) { lax.cosh($0) },
    .unary("digamma", .floating) { lax.digamma($0) }, .unary("erf", .floating) { lax.erf($0) },
    .unary("erfInv", .floating) { lax.erfInv($0) }, .unary("erfc", .floating) { lax.erfc($0) },
    .unary("exp", .inexact) { lax.exp($0) }, .unary("exp2", .inexact) { lax.exp2($0) },
    .unary("expm1", .inexact) { lax.expm1($0) }, .unary("floor", .floating) { lax.floor($0) },
    .unary("imag", .complex) { lax.imag($0) },
    .unary("integerPow 3", .numeric) { lax.integerPow($0, 3) },
    .unary("integerPow -2", .inexact) { lax.integerPow($0, -2) },
    .unary("isFinite", .floating) { lax.isFinite($0) },
    .unary("lgamma", .floating) { lax.lgamma($0) }, .unary("log", .inexact) { lax.log($0) },
    .unary("log1p", .inexact) { lax.log1p($0) }, .unary("logistic", .inexact) { lax.logistic($0) },
    .unary("neg", .numeric) { lax.neg($0) },
    .unary("populationCount", .integer) { lax.populationCount($0) },
    .unary("real", .complex) { lax.real($0) },
    .unary("round", .floating) { lax.round($0, .awayFromZero) },
    .unary("rsqrt", .inexact) { lax.rsqrt($0) }, .unary("sign", .numeric) { lax.sign($0) },
    .unary("sin", .inexact) { lax.sin($0) }, .unary("sinh", .inexact) { lax.sinh($0) },
    .unary("sqrt", .inexact) { lax.sqrt($0) }, .unary("square", .numeric) { lax.square($0) },
    .unary("tan", .inexact) { lax.tan($0) }, .unary("tanh", .inexact) { lax.tanh($0) },
    .binary("add", .numeric) { lax.add($0, $1) }, .binary("atan2", .floating) { lax.atan2($0, $1) },
    .binary("bitwiseAnd", .integer) { lax.bitwiseAnd($0, $1) },
    .binary("bitwiseOr", .integer) { lax.bitwiseOr($0, $1) },
    .binary("bitwiseXor", .integer) { lax.bitwiseXor($0, $1) },
    .binary("div", .numeric) { lax.div($0, $1) },
    .binary("eq", .numeric) { lax.eq($0, $1) }, .binary("ge", .real) { lax.ge($0, $1) },
    .binary("gt", .real) { lax.gt($0, $1) }, .binary("igamma", .floating) { lax.igamma($0, $1) },
    .binary("igammaGradA", .floating) { lax.igammaGradA($0, $1) },
    .binary("igammac", .floating) { lax.igammac($0, $1) }, .binary("le", .real) { lax.le($0, $1) },
    .binary("lt", .real) { lax.lt($0, $1) }, .binary("max", .numeric) { lax.max($0, $1) },
    .binary("min", .numeric) { lax.min($0, $1) }, .binary("mul", .numeric) { lax.mul($0, $1) },
    .binary("mulhi", .integer) { lax.mulhi($0, $1) }, .binary("ne", .numeric) { lax.ne($0, $1) },
    .binary("nextafter", .floating) { lax.nextafter($0, $1) },
    .binary("polygamma", .floating) { lax.polygamma($0, $1) },
    .binary("pow", .inexact) { lax.pow($0, $1) },
    .binary("randomGammaGrad", .floating) { lax.randomGammaGrad($0, $1) },
    .binary("rem", .real) { lax.rem($0, $1) },
    .binary("shiftLeft", .integer) { lax.shiftLeft($0, $1) },
    .binary("shiftRightArithmetic", .integer) { lax.shiftRightArithmetic($0, $1) },
    .binary("shiftRightLogical", .integer) { lax.shiftRightLogical($0, $1) },
    .binary("sub", .numeric) { lax.sub($0, $1) }, .binary("zeta", .floating) { lax.zeta($0, $1) },
  ]

  /// The functions that are made of primitives.
  static let composed: [Self] = [
    .unary("jnp.log2", .inexact) { jnp.log2($0) }, .unary("jnp.log10", .inexact) { jnp.log10($0) },
    .unary("jnp.sinc", .floating) { jnp.sinc($0) }, .unary("jnp.trunc", .real) { jnp.trunc($0) },
    .unary("jnp.deg2rad", .floating) { jnp.deg2rad($0) },
    .unary("jnp.angle", .numeric) { jnp.angle($0) },
    .unary("jnp.reciprocal", .numeric) { jnp.reciprocal($0) },
    .unary("nn.relu6", .floating) { nn.relu6($0) },
    .unary("nn.hardSilu", .floating) { nn.hardSilu($0) },
    .unary("nn.softplus", .floating) { nn.softplus($0) },
    .unary("nn.silu", .inexact) { nn.silu($0) },
    .unary("nn.mish", .floating) { nn.mish($0) },
    .unary("nn.logSigmoid", .floating) { nn.logSigmoid($0) },
    .unary("nn.selu", .floating) { nn.selu($0) }, .unary("nn.elu", .floating) { nn.elu($0) },
    .unary("nn.celu", .floating) { nn.celu($0) }, .unary("nn.gelu", .floating) { nn.gelu($0) },
    .unary("nn.gelu exact", .floating) { nn.gelu($0, approximate: false) },
    .unary("nn.log1mexp", .floating) { nn.log1mexp($0) },
    .unary("nn.softSign", .inexact) { nn.softSign($0) },
    .unary("nn.squareplus", .inexact) { nn.squareplus($0) },
    .binary("jnp.arctan2", .floating) { jnp.arctan2($0, $1) },
    .binary("jnp.copysign", .floating) { jnp.copysign($0, $1) },
    .binary("jnp.floorDivide", .real) { jnp.floorDivide($0, $1) },
    .binary("jnp.fmod", .real) { jnp.fmod($0, $1) },
    .binary("jnp.hypot", .floating) { jnp.hypot($0, $1) },
    .binary("jnp.logaddexp", .floating) { jnp.logaddexp($0, $1) },
    .binary("jnp.logaddexp2", .floating) { jnp.logaddexp2($0, $1) },
    .binary("jnp.power", .numeric) { jnp.power($0, $1) },
    .binary("jnp.remainder", .real) { jnp.remainder($0, $1) },
  ]
}

extension DTypeSet {
  /// Numbers that have a sign.
  fileprivate static let signed = DTypeSet(
    name: "signed", contains: { $0.isSignedInteger || $0.isInexact })
}
