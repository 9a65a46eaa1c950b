// The policies of `checkpoint` under JAX's own path.

/// What `checkpoint` keeps for the derivative, under JAX's names; `.dotsSaveable` is short for
/// `checkpointPolicies.dotsSaveable`.
///
/// - Source: `jax.checkpoint_policies`.
public enum checkpointPolicies {
  /// All values that the derivative needs are kept.
  ///
  /// - Source: `jax.checkpoint_policies.everything_saveable`.
  public static let everythingSaveable = CheckpointPolicy.everythingSaveable

  /// All is computed again.
  ///
  /// - Source: `jax.checkpoint_policies.nothing_saveable`.
  public static let nothingSaveable = CheckpointPolicy.nothingSaveable

  /// The results of matrix products and convolutions are kept.
  ///
  /// - Source: `jax.checkpoint_policies.dots_saveable`.
  public static let dotsSaveable = CheckpointPolicy.dotsSaveable

  /// The same as ``dotsSaveable``.
  ///
  /// - Source: `jax.checkpoint_policies.checkpoint_dots`.
  public static let checkpointDots = CheckpointPolicy.dotsSaveable

  /// The results of matrix products without batch dimensions are kept.
  ///
  /// - Source: `jax.checkpoint_policies.dots_with_no_batch_dims_saveable`.
  public static let dotsWithNoBatchDimsSaveable = CheckpointPolicy.dotsWithNoBatchDimsSaveable

  /// The same as ``dotsWithNoBatchDimsSaveable``.
  ///
  /// - Source: `jax.checkpoint_policies.checkpoint_dots_with_no_batch_dims`.
  public static let checkpointDotsWithNoBatchDims = CheckpointPolicy.dotsWithNoBatchDimsSaveable

  /// The values that `checkpointName` gave one of the names are kept.
  ///
  /// - Source: `jax.checkpoint_policies.save_only_these_names`.
  public static func saveOnlyTheseNames(_ names: String...) -> CheckpointPolicy {
    CheckpointPolicy(keepingNames: Set(names))
  }

  /// The values that `checkpointName` gave another name than these are kept.
  ///
  /// - Source: `jax.checkpoint_policies.save_any_names_but_these`.
  public static func saveAnyNamesButThese(_ names: String...) -> CheckpointPolicy {
    CheckpointPolicy(keepingNamesBut: Set(names))
  }

  /// All values are kept but those that `checkpointName` gave one of the names.
  ///
  /// - Source: `jax.checkpoint_policies.save_anything_except_these_names`.
  public static func saveAnythingExceptTheseNames(_ names: String...) -> CheckpointPolicy {
    CheckpointPolicy(keepingAllBut: Set(names))
  }

  /// The values that either policy keeps are kept.
  ///
  /// - Source: `jax.checkpoint_policies.save_from_both_policies`.
  public static func saveFromBothPolicies(_ first: CheckpointPolicy, _ second: CheckpointPolicy)
    -> CheckpointPolicy
  {
    .saveFromBothPolicies(first, second)
  }
}
