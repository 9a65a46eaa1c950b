// Compiling programs, and loading compiled ones.

import CPJRT

extension Client {
  /// Compiles a program in StableHLO text.
  ///
  /// ```swift
  /// let double = try client.compile(
  ///   "func.func @main(%x: tensor<f32>) -> tensor<f32> { … }")
  /// ```
  ///
  /// - Throws: `PJRTError` with the compiler's message.
  public func compile(
    _ program: String, options: CompileOptions = CompileOptions()
  ) throws(PJRTError) -> LoadedExecutable {
    try compile(Array(program.utf8), options: options)
  }

  /// Compiles a program given as bytes: text, MLIR bytecode or a portable StableHLO artifact.
  ///
  /// - Parameters:
  ///   - program: The program.
  ///   - format: `mlir`, or `hlo` for a serialized HLO module.
  ///   - options: How to compile it.
  /// - Throws: `PJRTError` with the compiler's message.
  public func compile(
    _ program: [UInt8], format: String = "mlir", options: CompileOptions = CompileOptions()
  ) throws(PJRTError) -> LoadedExecutable {
    var arguments = PJRT_Client_Compile_Args_make()
    arguments.client = handle.pointer
    var description = PJRT_Program_make()
    let status = withCharacters(program) { code, codeSize in
      withCharacters(options.serialized()) { options, optionsSize in
        format.withCString { formatName in
          description.code = UnsafeMutablePointer(mutating: code)
          description.code_size = codeSize
          description.format = formatName
          description.format_size = format.utf8.count
          arguments.compile_options = options
          arguments.compile_options_size = optionsSize
          return withUnsafePointer(to: &description) { program in
            arguments.program = program
            return api.functions.pointee.PJRT_Client_Compile?(&arguments)
          }
        }
      }
    }
    try api.check("compile", status)
    return try LoadedExecutable(adopting: arguments.executable, client: self)
  }

  /// Loads an executable that `LoadedExecutable.serialize` wrote, on the same kind of machine.
  ///
  /// - Parameters:
  ///   - executable: The bytes.
  ///   - options: Options in place of those it was compiled with.
  /// - Throws: `PJRTError` when the bytes are damaged or made by another version.
  public func deserialize(
    _ executable: [UInt8], options: CompileOptions? = nil
  ) throws(PJRTError) -> LoadedExecutable {
    var arguments = PJRT_Executable_DeserializeAndLoad_Args_make()
    arguments.client = handle.pointer
    let status = withCharacters(executable) { bytes, size in
      withCharacters(options?.serialized() ?? []) { options, optionsSize in
        arguments.serialized_executable = bytes
        arguments.serialized_executable_size = size
        arguments.overridden_serialized_compile_options = optionsSize == 0 ? nil : options
        arguments.overridden_serialized_compile_options_size = optionsSize
        return api.functions.pointee.PJRT_Executable_DeserializeAndLoad?(&arguments)
      }
    }
    try api.check("load executable", status)
    return try LoadedExecutable(adopting: arguments.loaded_executable, client: self)
  }
}

/// Calls `body` with bytes as C characters.
private func withCharacters<Result>(
  _ bytes: [UInt8], _ body: (UnsafePointer<CChar>?, Int) -> Result
) -> Result {
  bytes.withUnsafeBytes { bytes in
    body(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
  }
}
