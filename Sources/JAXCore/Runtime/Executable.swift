// A compiled program and how it is called.

import PJRT
import StableHLO

/// A compiled program for the default device.
package final class Executable: Sendable {
  private let loaded: LoadedExecutable
  private let outputs: [ShapedArray]

  /// Compiles the module with the given text.
  package init(_ module: [UInt8], outputs: [ShapedArray], name: String, backend: Backend) throws {
    try backend.checkMemory(for: outputs, name)
    do {
      var options = CompileOptions()
      // XLA's fast maximum and minimum lose NaN and mix up zeros of different sign.
      if backend.platform == "cpu" { options.flags["xla_cpu_enable_fast_min_max"] = .bool(false) }
      options.flags.merge(CompilerFlags.current) { $1 }
      loaded = try backend.client.compile(module, options: options)
    } catch {
      throw JAXError(error, .compilation, "compiling \(name)")
    }
    self.outputs = outputs
    if Configuration.current.isLoggingCompiles {
      writeToStandardError("compiled \(name), with results \(outputs.map(\.description).listed)")
    }
  }

  /// Compiles one operation on operands of the given types.
  package convenience init(compiling primitive: any Primitive, _ inputs: [ShapedArray]) throws {
    let backend = try Backend.default()
    let outputs = try primitive.abstractEval(inputs)
    var context = LoweringContext(
      module: "jit_\(type(of: primitive).name)", platform: backend.platform, arguments: inputs)
    let results = try context.lower(primitive, context.arguments, inputs: inputs, outputs: outputs)
    try self.init(
      context.finish(returning: results), outputs: outputs, name: primitive.userName,
      backend: backend)
  }

  /// Runs the program.
  ///
  /// - Parameter nonDonatable: positions of donated arguments whose memory is kept this time.
  package func call(
    _ inputs: [Tensor], operation: String, nonDonatable: [Int64] = []
  ) throws(JAXError) -> [Tensor] {
    // Arrays that host scalars were put into must live until the call is made.
    var scalars: [DeviceArray] = []
    let outcome = withUnsafeTemporaryAllocation(
      of: OpaquePointer?.self, capacity: inputs.count + outputs.count + 1
    ) { handles -> Result<[Tensor], JAXError> in
      guard let arguments = handles.baseAddress else { return .success([]) }
      do {
        for (position, input) in inputs.enumerated() {
          let array: DeviceArray
          if let known = input.content as? DeviceArray {
            array = known
          } else {
            if let tracer = input.content as? Tracer { throw tracer.leaked(in: operation) }
            array = try input.content.deviceArray(for: operation)
            scalars.append(array)
          }
          (arguments + position).initialize(to: array.buffer.handle)
        }
        let results = arguments + inputs.count
        results.initialize(repeating: nil, count: outputs.count)
        if nonDonatable.isEmpty {
          try loaded.execute(arguments: arguments, count: inputs.count, outputs: results)
        } else {
          try nonDonatable.withUnsafeBufferPointer { kept in
            try loaded.execute(
              arguments: arguments, count: inputs.count, outputs: results, nonDonatable: kept)
          }
        }
        return .success(try wrap(results, operation))
      } catch {
        return .failure(JAXError(error, .execution, operation))
      }
    }
    withExtendedLifetime(scalars) {}
    let results = try outcome.get()
    if let configuration = Configuration.made, configuration.isCheckingValues {
      try configuration.checkValues(of: results, operation)
    }
    return results
  }

  private func wrap(_ results: UnsafeMutablePointer<OpaquePointer?>, _ operation: String)
    throws -> [Tensor]
  {
    var tensors: [Tensor] = []
    tensors.reserveCapacity(outputs.count)
    for (position, aval) in outputs.enumerated() {
      guard let handle = results[position] else {
        throw JAXError.internal("\(operation) returned no result \(position).")
      }
      tensors.append(Tensor(DeviceArray(aval, Buffer(handle: handle, client: loaded.client))))
    }
    return tensors
  }
}
