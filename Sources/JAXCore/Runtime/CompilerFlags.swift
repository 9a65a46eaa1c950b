// Flags of the compiler that hold for what is compiled within a scope.

import PJRT

/// Flags of the compiler besides those that every program is compiled with.
package enum CompilerFlags {
  /// The flags for programs that are compiled now.
  @TaskLocal package static var current: [String: CompileOptions.FlagValue] = [:]

  /// Flags with which small programs that run once are compiled several times as fast, to slower code.
  package static let quick: [String: CompileOptions.FlagValue] = [
    "xla_backend_optimization_level": .int(0), "xla_llvm_disable_expensive_passes": .bool(true),
    "xla_cpu_use_fusion_emitters": .bool(false),
  ]
}
