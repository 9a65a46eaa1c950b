// What a compiled program tells about itself, and its serialized form.

import CPJRT

extension LoadedExecutable {
  /// The name of the program's module.
  public var name: String {
    get throws(PJRTError) {
      var arguments = PJRT_Executable_Name_Args_make()
      arguments.executable = executable
      try api.check("inspect executable", api.functions.pointee.PJRT_Executable_Name?(&arguments))
      return String(bytes: arguments.executable_name, count: arguments.executable_name_size)
    }
  }

  /// The number of copies of the program that run on different data.
  public var replicaCount: Int {
    get throws(PJRTError) {
      var arguments = PJRT_Executable_NumReplicas_Args_make()
      arguments.executable = executable
      try api.check(
        "inspect executable", api.functions.pointee.PJRT_Executable_NumReplicas?(&arguments))
      return arguments.num_replicas
    }
  }

  /// The number of devices that share one copy's work.
  public var partitionCount: Int {
    get throws(PJRTError) {
      var arguments = PJRT_Executable_NumPartitions_Args_make()
      arguments.executable = executable
      try api.check(
        "inspect executable", api.functions.pointee.PJRT_Executable_NumPartitions?(&arguments))
      return arguments.num_partitions
    }
  }

  /// The kinds of memory that the results are in.
  public var outputMemoryKinds: [String] {
    get throws(PJRTError) {
      var arguments = PJRT_Executable_OutputMemoryKinds_Args_make()
      arguments.executable = executable
      try api.check(
        "inspect executable", api.functions.pointee.PJRT_Executable_OutputMemoryKinds?(&arguments))
      return (0..<arguments.num_outputs).map {
        String(bytes: arguments.memory_kinds[$0], count: arguments.memory_kind_sizes[$0])
      }
    }
  }

  /// Bytes that are equal for equal compiled programs.
  public var fingerprint: [UInt8] {
    get throws(PJRTError) {
      var arguments = PJRT_Executable_Fingerprint_Args_make()
      arguments.executable = executable
      try api.check(
        "inspect executable", api.functions.pointee.PJRT_Executable_Fingerprint?(&arguments))
      return [UInt8](
        UnsafeRawBufferPointer(
          start: arguments.executable_fingerprint, count: arguments.executable_fingerprint_size))
    }
  }

  /// The size of the machine code, in bytes.
  public var generatedCodeSize: Int {
    get throws(PJRTError) {
      var arguments = PJRT_Executable_SizeOfGeneratedCodeInBytes_Args_make()
      arguments.executable = executable
      try api.check(
        "inspect executable",
        api.functions.pointee.PJRT_Executable_SizeOfGeneratedCodeInBytes?(&arguments))
      return Int(arguments.size_in_bytes)
    }
  }

  /// The compiler's estimate of the program's cost, such as `flops` and `bytes accessed`.
  ///
  /// - Throws: `PJRTError` when the backend makes none.
  public func costAnalysis() throws(PJRTError) -> [String: AttributeValue] {
    var arguments = PJRT_Executable_GetCostAnalysis_Args_make()
    arguments.executable = executable
    try api.check(
      "analyse cost", api.functions.pointee.PJRT_Executable_GetCostAnalysis?(&arguments))
    return AttributeValue.dictionary(arguments.properties, count: arguments.num_properties)
  }

  /// The memory that a run takes on each device.
  ///
  /// - Throws: `PJRTError` when the backend does not tell.
  public func memoryStats() throws(PJRTError) -> CompiledMemoryStats {
    var arguments = PJRT_Executable_GetCompiledMemoryStats_Args_make()
    arguments.executable = executable
    try api.check(
      "analyse memory", api.functions.pointee.PJRT_Executable_GetCompiledMemoryStats?(&arguments))
    return CompiledMemoryStats(
      generatedCode: Int(arguments.generated_code_size_in_bytes),
      arguments: Int(arguments.argument_size_in_bytes),
      outputs: Int(arguments.output_size_in_bytes),
      aliases: Int(arguments.alias_size_in_bytes),
      temporaries: Int(arguments.temp_size_in_bytes),
      peak: Int(arguments.peak_memory_in_bytes))
  }

  /// The program after the compiler's optimizations.
  ///
  /// - Returns: The format's name, such as `hlo_with_config`, and the program in it.
  /// - Throws: `PJRTError` when the backend does not keep it.
  public func optimizedProgram() throws(PJRTError) -> (format: String, code: [UInt8]) {
    var program = PJRT_Program_make()
    var arguments = PJRT_Executable_OptimizedProgram_Args_make()
    arguments.executable = executable
    // Without room for the code, the first call tells its size.
    try api.check(
      "read optimized program",
      withUnsafeMutablePointer(to: &program) { program in
        arguments.program = program
        return api.functions.pointee.PJRT_Executable_OptimizedProgram?(&arguments)
      })
    var code = [CChar](repeating: 0, count: program.code_size)
    let status = code.withUnsafeMutableBufferPointer { code in
      withUnsafeMutablePointer(to: &program) { program in
        program.pointee.code = code.baseAddress
        arguments.program = program
        return api.functions.pointee.PJRT_Executable_OptimizedProgram?(&arguments)
      }
    }
    try api.check("read optimized program", status)
    return (
      String(bytes: program.format, count: program.format_size), code.map(UInt8.init(bitPattern:))
    )
  }

  /// The compiled program as bytes for `Client.deserialize`.
  ///
  /// They fit the same plugin build on the same kind of processor.
  ///
  /// - Throws: `PJRTError` when the backend cannot.
  public func serialize() throws(PJRTError) -> [UInt8] {
    var arguments = PJRT_Executable_Serialize_Args_make()
    arguments.executable = executable
    try api.check(
      "serialize executable", api.functions.pointee.PJRT_Executable_Serialize?(&arguments))
    defer { arguments.serialized_executable_deleter?(arguments.serialized_executable) }
    return [UInt8](
      UnsafeRawBufferPointer(
        start: arguments.serialized_bytes, count: arguments.serialized_bytes_size))
  }
}

/// The memory that one run of a program takes, in bytes.
public struct CompiledMemoryStats: Sendable, Hashable {
  /// The machine code.
  public let generatedCode: Int

  /// All arguments.
  public let arguments: Int

  /// All results.
  public let outputs: Int

  /// The part of the results that is written over donated arguments.
  public let aliases: Int

  /// Intermediate values.
  public let temporaries: Int

  /// The most that is in use at any moment.
  public let peak: Int
}
