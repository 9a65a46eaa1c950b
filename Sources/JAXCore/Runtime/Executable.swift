// A compiled program and how it is called.

import PJRT
import StableHLO

/// A program compiled for one device.
package final class Executable: Sendable {
  private let loaded: LoadedExecutable
  private let placement: Placement
  private let outputs: [ShapedArray]

  /// Compiles the module with the given text.
  ///
  /// - Parameter keepsBarriers: whether the module has barriers that must last until loops are fused.
  package init(
    _ module: [UInt8], outputs: [ShapedArray], name: String, placement: Placement,
    keepsBarriers: Bool = false
  ) throws {
    let backend = placement.backend
    try backend.checkMemory(for: outputs, name)
    func compile(keepsBarriers: Bool) throws(PJRTError) -> LoadedExecutable {
      var options = CompileOptions()
      if backend.platform == "cpu" {
        options.flags.merge(CompilerFlags.cpu(keepsBarriers: keepsBarriers)) { $1 }
      }
      if placement !== backend.standardPlacement {
        options.deviceAssignment = [[placement.device.id]]
      }
      options.flags.merge(Configuration.current.compilerFlags) { $1 }
      return try backend.client.compile(module, options: options)
    }
    do {
      do {
        loaded = try compile(keepsBarriers: keepsBarriers)
      } catch  where keepsBarriers && error.message.contains("opt-barrier") {
        // A loop that is compiled as one piece: slower, and as exact.
        loaded = try compile(keepsBarriers: false)
      }
    } catch {
      throw JAXError(error, .compilation, "compiling \(name)")
    }
    self.outputs = outputs
    self.placement = placement
    Configuration.made?.reportCompilation?(
      "compiled \(name), with results \(outputs.map(\.description).listed)")
  }

  /// Compiles one operation on operands of the given types.
  ///
  /// - Parameters:
  ///   - program: what computes the operation and others; its own lowering if nil.
  ///   - placement: the device to run on; the default device if nil.
  convenience init(
    compiling primitive: any Primitive, as program: SharedProgram? = nil, _ inputs: [ShapedArray],
    on placement: Placement?
  ) throws {
    let placement = try placement ?? Placement.standard()
    let outputs = try primitive.abstractEval(inputs)
    // Before the lowering computes with the sizes.
    try placement.backend.checkMemory(for: outputs, primitive.userName)
    let arguments = program?.arguments(inputs) ?? inputs
    var context = LoweringContext(
      module: "jit_\(type(of: primitive).name)", platform: placement.backend.platform,
      arguments: arguments)
    let results =
      if let program {
        try context.trace(context.arguments, arguments) { operands in
          try program.body(
            Array(operands[..<inputs.count]), Array(operands[inputs.count...]))
        }
      } else {
        try context.lower(primitive, context.arguments, inputs: inputs, outputs: outputs)
      }
    let keepsBarriers = context.keepsBarriers
    try self.init(
      context.finish(returning: results), outputs: outputs, name: primitive.userName,
      placement: placement, keepsBarriers: keepsBarriers)
  }

  /// Runs the program.
  ///
  /// - Parameter nonDonatable: positions of donated arguments whose memory is kept this time.
  package func call(
    _ inputs: [Tensor], operation: @autoclosure () -> String, nonDonatable: [Int64] = []
  ) throws(JAXError) -> [Tensor] {
    // Host scalars put on the device, and copies of arrays from other devices, must live until the call is made.
    var temporaries: [DeviceArray] = []
    let outcome = withUnsafeTemporaryAllocation(
      of: OpaquePointer?.self, capacity: inputs.count + outputs.count + 1
    ) { handles -> Result<[Tensor], JAXError> in
      guard let arguments = handles.baseAddress else { return .success([]) }
      var isCommitted = false
      do {
        for (position, input) in inputs.enumerated() {
          let array: DeviceArray
          if let known = input.content as? DeviceArray {
            isCommitted = isCommitted || known.isCommitted
            if known.placement === placement {
              array = known
            } else {
              array = try known.moved(to: placement, isCommitted: false, for: operation())
              temporaries.append(array)
            }
          } else {
            if let tracer = input.content as? Tracer { throw tracer.misused(in: operation()) }
            array = try input.content.deviceArray(for: operation(), on: placement)
            temporaries.append(array)
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
        return .success(try wrap(results, isCommitted: isCommitted, operation()))
      } catch {
        return .failure(JAXError(error, .execution, operation()))
      }
    }
    withExtendedLifetime(temporaries) {}
    let results = try outcome.get()
    if let configuration = Configuration.made, configuration.isCheckingValues {
      try configuration.checkValues(of: results, operation())
    }
    return results
  }

  private func wrap(
    _ results: UnsafeMutablePointer<OpaquePointer?>, isCommitted: Bool,
    _ operation: @autoclosure () -> String
  ) throws -> [Tensor] {
    var tensors: [Tensor] = []
    tensors.reserveCapacity(outputs.count)
    for (position, aval) in outputs.enumerated() {
      guard let handle = results[position] else {
        throw JAXError.internal("\(operation()) returned no result \(position).")
      }
      let buffer = Buffer(handle: handle, client: loaded.client)
      tensors.append(
        Tensor(DeviceArray(aval, buffer, on: placement, isCommitted: isCommitted)))
    }
    return tensors
  }
}
