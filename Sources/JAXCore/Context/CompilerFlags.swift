// Flags of the compiler for programs that are not worth its full effort.

import PJRT

/// Sets of flags of the compiler.
package enum CompilerFlags {
  /// The flags of every program for the CPU.
  package static var cpu: [String: CompileOptions.FlagValue] {
    let exact: [String: CompileOptions.FlagValue] = [
      // XLA's fast maximum and minimum lose NaN and mix up zeros of different sign.
      "xla_cpu_enable_fast_min_max": .bool(false),
      // So do the maxima of the library that it hands large reductions to, which adds with one accumulator besides.
      "xla_cpu_experimental_ynn_fusion_type": .string(""),
    ]
    if Configuration.current.usesPortableLowerings { return exact }
    // Our reductions come in levels already, with barriers between them that must last until loops are fused.
    return exact.merging([
      "xla_disable_hlo_passes": .string("tree_reduction_rewriter,cse_barrier_expander")
    ]) { $1 }
  }

  /// Flags with which small programs that run once are compiled several times as fast, to slower code.
  package static let quick: [String: CompileOptions.FlagValue] = [
    "xla_backend_optimization_level": .int(0), "xla_llvm_disable_expensive_passes": .bool(true),
    "xla_cpu_use_fusion_emitters": .bool(false),
  ]
}
