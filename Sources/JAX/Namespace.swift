// JAX's own paths: `jax.numpy`, `jax.lax`, `jax.random` …

/// The namespaces of JAX under JAX's own paths.
///
/// The transformations are free functions: `grad`, `jit`, `vmap` and the others.
///
/// - Source: `jax`.
public enum jax {
  /// The interface of NumPy on tensors, the same as ``jnp``.
  public typealias numpy = jnp
  /// The operations that transformations know rules for.
  public typealias lax = JAXLax.lax
  /// Functions of neural networks.
  public typealias nn = JAXNumpy.nn
  /// Pseudo-random numbers.
  public typealias random = JAXNumpy.random
  /// What `checkpoint` keeps for the derivative.
  public typealias checkpointPolicies = JAXTransforms.checkpointPolicies
  /// Functions on trees of tensors.
  public typealias tree = JAXCore.tree

  /// The platform that programs run on by default: `"cpu"`, `"cuda"` or `"tpu"`.
  ///
  /// - Throws: ``JAXError`` if no plugin is found or it cannot be used.
  /// - Source: `jax.default_backend`.
  public static func defaultBackend() throws -> String { try Backend.default().platform }
}
