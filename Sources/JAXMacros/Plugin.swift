// The compiler plugin: the macros it offers.

import SwiftCompilerPlugin
import SwiftSyntaxMacros

@main
struct Plugin: CompilerPlugin {
  let providingMacros: [any Macro.Type] = [PyTreeMacro.self, StaticMacro.self]
}
