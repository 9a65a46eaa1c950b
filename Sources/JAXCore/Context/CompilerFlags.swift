// Flags of the compiler for programs that are not worth its full effort.

import PJRT

/// Sets of flags of the compiler.
package enum CompilerFlags {
  /// Flags with which small programs that run once are compiled several times as fast, to slower code.
  package static let quick: [String: CompileOptions.FlagValue] = [
    "xla_backend_optimization_level": .int(0), "xla_llvm_disable_expensive_passes": .bool(true),
    "xla_cpu_use_fusion_emitters": .bool(false),
  ]
}
