// The namespace of `jax.random`: keys, and samplers that are functions of a key.
//
// All randomness comes from Threefry-2x32 counters in JAX's partitionable layout, so values are JAX's own.

@_exported import JAXTransforms

/// Random numbers as functions of explicit keys.
///
///     let key = random.key(42)
///     let keys = random.split(key, 2)
///     let x = random.normal(keys[0], [2, 3])
///
/// A key gives the same numbers whenever it is used: split it for new ones. Samplers also take the raw words of a key,
/// a `uint32` array of shape (2).
///
/// - Source: `jax.random`.
public enum random {}
