// A compiled program and how it is called.

import PJRT
import StableHLO

/// A compiled program for the default device.
package final class Executable: Sendable {
  private let loaded: LoadedExecutable
  private let outputs: [ShapedArray]

  /// Compiles the module with the given text.
  package init(_ module: [UInt8], outputs: [ShapedArray], name: String, backend: Backend) throws {
    do {
      loaded = try backend.client.compile(module, options: CompileOptions())
    } catch {
      throw JAXError(error, .compilation, "compiling \(name)")
    }
    self.outputs = outputs
  }

  /// Compiles one operation on operands of the given types.
  package convenience init(compiling primitive: any Primitive, _ inputs: [ShapedArray]) throws {
    let backend = try Backend.default()
    let outputs = try primitive.abstractEval(inputs)
    let name = type(of: primitive).name
    var context = LoweringContext(
      module: "jit_\(name)", platform: backend.platform, arguments: inputs)
    let results = try context.lower(primitive, context.arguments, inputs: inputs, outputs: outputs)
    try self.init(
      context.finish(returning: results), outputs: outputs, name: name, backend: backend)
  }

  /// Runs the program.
  ///
  /// - Parameter nonDonatable: positions of donated arguments whose memory is kept this time.
  package func call(
    _ inputs: [Tensor], operation: String, nonDonatable: [Int64] = []
  ) throws(JAXError) -> [Tensor] {
    // The arrays that scalars were put into must live until the call is made.
    var arrays: [DeviceArray] = []
    arrays.reserveCapacity(inputs.count)
    for input in inputs {
      if let tracer = input.content as? Tracer { throw tracer.leaked(in: operation) }
      arrays.append(try input.content.deviceArray(for: operation))
    }
    let outcome = withUnsafeTemporaryAllocation(
      of: OpaquePointer?.self, capacity: inputs.count + outputs.count
    ) { handles -> Result<[Tensor], JAXError> in
      guard let base = handles.baseAddress else { return .success([]) }
      for (position, array) in arrays.enumerated() {
        (base + position).initialize(to: array.buffer.handle)
      }
      let results = base + inputs.count
      results.initialize(repeating: nil, count: outputs.count)
      do throws(PJRTError) {
        try nonDonatable.withUnsafeBufferPointerTyped { kept throws(PJRTError) in
          try loaded.execute(
            arguments: base, count: inputs.count, outputs: results, nonDonatable: kept)
        }
      } catch {
        return .failure(JAXError(error, .execution, operation))
      }
      var tensors: [Tensor] = []
      tensors.reserveCapacity(outputs.count)
      for (position, aval) in outputs.enumerated() {
        guard let handle = results[position] else {
          return .failure(.internal("\(operation) returned no result \(position)."))
        }
        tensors.append(
          Tensor(DeviceArray(aval, Buffer(handle: handle, client: loaded.client))))
      }
      return .success(tensors)
    }
    withExtendedLifetime(arrays) {}
    return try outcome.get()
  }
}

extension [Int64] {
  fileprivate func withUnsafeBufferPointerTyped(
    _ body: (UnsafeBufferPointer<Int64>) throws(PJRTError) -> Void
  ) throws(PJRTError) {
    let outcome = withUnsafeBufferPointer { pointer -> Result<Void, PJRTError> in
      do throws(PJRTError) { return .success(try body(pointer)) } catch { return .failure(error) }
    }
    try outcome.get()
  }
}
