// Which flags of the compiler programs are compiled with: those for the CPU, and those for programs that run only once.

import PJRT

/// Sets of flags of the compiler.
package enum CompilerFlags {
  /// The flags of a program for the CPU.
  ///
  /// - Parameter keepsBarriers: whether barriers last until loops are fused. Most compilers of parts of programs take
  ///   them then, those of some loops inside of loops do not.
  package static func cpu(keepsBarriers: Bool) -> [String: CompileOptions.FlagValue] {
    let exact: [String: CompileOptions.FlagValue] = [
      // XLA's fast maximum and minimum lose NaN and mix up zeros of different sign.
      "xla_cpu_enable_fast_min_max": .bool(false),
      // So do the maxima of the library that it hands large reductions to, which adds with one accumulator besides.
      "xla_cpu_experimental_ynn_fusion_type": .string(""),
    ]
    if Configuration.current.usesPortableLowerings { return exact }
    // Long reductions come in levels already, and what would be computed in too many loops is stored.
    let passes = "tree_reduction_rewriter" + (keepsBarriers ? ",cse_barrier_expander" : "")
    return exact.merging(["xla_disable_hlo_passes": .string(passes)]) { $1 }
  }

  /// Flags with which small programs that run once are compiled several times as fast, to slower code.
  package static let quick: [String: CompileOptions.FlagValue] = [
    "xla_backend_optimization_level": .int(0), "xla_llvm_disable_expensive_passes": .bool(true),
    "xla_cpu_use_fusion_emitters": .bool(false),
  ]
}
