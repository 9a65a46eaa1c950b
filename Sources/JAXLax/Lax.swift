// The namespace of `jax.lax`, and what every target above needs from below.

@_exported import JAXCore

/// The operations of `jax.lax`: one for each primitive, and the simplest compositions of them.
///
/// They are strict: operands have equal dtypes, and equal shapes up to axes of size 1 and 0-dimensional operands.
///
/// - Source: `jax.lax`.
public enum lax {}
