// Running a compiled program.
//
// Execution is asynchronous: results are handed out before they are computed. Everything that the
// call needs stands on the stack.

import CPJRT

extension LoadedExecutable {
  /// Runs the program on one device.
  ///
  /// ```swift
  /// let results = try executable.execute([x, y])
  /// ```
  ///
  /// - Parameters:
  ///   - arguments: The program's arguments. Those that the program declares donated are deleted.
  ///   - nonDonatable: Positions of arguments to keep even if the program declares them donated.
  ///   - device: The device, for a program compiled as portable; else it runs where it was compiled for.
  /// - Returns: The results, possibly not yet computed.
  /// - Throws: `PJRTError` when arguments do not fit or were deleted. A program's own failure is thrown
  ///   here or where a result is read.
  public func execute(
    _ arguments: [Buffer], nonDonatable: [Int] = [], device: Device? = nil
  ) throws(PJRTError) -> [Buffer] {
    let count = arguments.count
    var results: [Buffer] = []
    results.reserveCapacity(outputCount)
    // The closure cannot throw a typed error, so the failure leaves it as a value.
    let failure: PJRTError? = withUnsafeTemporaryAllocation(
      of: OpaquePointer?.self, capacity: count + outputCount
    ) { handles in
      for (index, argument) in arguments.enumerated() {
        handles.initializeElement(at: index, to: argument.handle)
      }
      handles[count...].initialize(repeating: nil)
      do throws(PJRTError) {
        try nonDonatable.map(Int64.init).withUnsafeBufferPointer {
          (nonDonatable) throws(PJRTError) in
          try execute(
            arguments: handles.baseAddress, count: count,
            outputs: handles.baseAddress.map { $0 + count }, nonDonatable: nonDonatable,
            device: device?.handle)
        }
        for handle in handles[count...] {
          results.append(try client.adopt(handle, operation: "execute"))
        }
        return nil
      } catch {
        return error
      }
    }
    withExtendedLifetime(arguments) {}
    if let failure { throw failure }
    return results
  }

  /// Runs the program on all its devices at once.
  ///
  /// - Parameters:
  ///   - arguments: For each device, in the order of `addressableDevices`, its arguments.
  ///   - nonDonatable: Positions of arguments to keep even if the program declares them donated.
  /// - Returns: For each device, its results.
  /// - Throws: `PJRTError` as for one device.
  public func execute(
    devices arguments: [[Buffer]], nonDonatable: [Int] = []
  ) throws(PJRTError) -> [[Buffer]] {
    guard arguments.count == addressableDevices.count else {
      throw PJRTError(
        .invalidArgument,
        "the program runs on \(addressableDevices.count) devices of this process, found arguments "
          + "for \(arguments.count)",
        operation: "execute")
    }
    guard arguments.allSatisfy({ $0.count == arguments[0].count }) else {
      throw PJRTError(
        .invalidArgument,
        "the devices have different numbers of arguments: \(arguments.map(\.count))",
        operation: "execute")
    }
    return try launch(arguments, nonDonatable: nonDonatable)
  }

  /// Runs the program on one device, without any array or object.
  ///
  /// The caller keeps the arguments alive during the call.
  ///
  /// - Parameters:
  ///   - arguments: The handles of the arguments.
  ///   - count: The number of arguments.
  ///   - outputs: Room for `outputCount` handles, which the caller then owns.
  ///   - nonDonatable: Positions of arguments to keep even if the program declares them donated.
  ///   - device: The handle of the device to run on, for a program compiled as portable.
  package func execute(
    arguments: UnsafePointer<OpaquePointer?>?, count: Int,
    outputs: UnsafeMutablePointer<OpaquePointer?>?,
    nonDonatable: UnsafeBufferPointer<Int64> = UnsafeBufferPointer(start: nil, count: 0),
    device: OpaquePointer? = nil
  ) throws(PJRTError) {
    var argumentList = arguments
    var outputList = outputs
    let status = withUnsafePointer(to: &argumentList) { argumentLists in
      withUnsafePointer(to: &outputList) { outputLists in
        launch(
          argumentLists, count: count, outputLists, deviceCount: 1, nonDonatable: nonDonatable,
          device: device)
      }
    }
    try api.check("execute", status)
  }

  private func launch(
    _ arguments: [[Buffer]], nonDonatable: [Int]
  ) throws(PJRTError) -> [[Buffer]] {
    let count = arguments[0].count
    let handles = arguments.flatMap { $0.map { Optional($0.handle) } }
    var results = [OpaquePointer?](repeating: nil, count: outputCount * arguments.count)
    let status = handles.withUnsafeBufferPointer { handles in
      results.withUnsafeMutableBufferPointer { results in
        let argumentLists = arguments.indices.map { index in
          handles.baseAddress.map { $0 + index * count }
        }
        let outputLists = arguments.indices.map { index in
          results.baseAddress.map { $0 + index * outputCount }
        }
        return nonDonatable.map(Int64.init).withUnsafeBufferPointer { nonDonatable in
          argumentLists.withUnsafeBufferPointer { argumentLists in
            outputLists.withUnsafeBufferPointer { outputLists in
              launch(
                argumentLists.baseAddress, count: count, outputLists.baseAddress,
                deviceCount: arguments.count, nonDonatable: nonDonatable, device: nil)
            }
          }
        }
      }
    }
    withExtendedLifetime(arguments) {}
    try api.check("execute", status)
    var buffers: [[Buffer]] = []
    for index in arguments.indices {
      var outputs: [Buffer] = []
      for result in results[index * outputCount..<(index + 1) * outputCount] {
        outputs.append(try client.adopt(result, operation: "execute"))
      }
      buffers.append(outputs)
    }
    return buffers
  }

  @inline(__always)
  private func launch(
    _ argumentLists: UnsafePointer<UnsafePointer<OpaquePointer?>?>?, count: Int,
    _ outputLists: UnsafePointer<UnsafeMutablePointer<OpaquePointer?>?>?, deviceCount: Int,
    nonDonatable: UnsafeBufferPointer<Int64>, device: OpaquePointer?
  ) -> OpaquePointer?? {
    var options = PJRT_ExecuteOptions_make()
    options.non_donatable_input_indices = nonDonatable.baseAddress
    options.num_non_donatable_input_indices = nonDonatable.count
    return withUnsafeMutablePointer(to: &options) { options in
      var call = PJRT_LoadedExecutable_Execute_Args_make()
      call.executable = handle
      call.options = options
      call.argument_lists = argumentLists
      call.num_devices = deviceCount
      call.num_args = count
      call.output_lists = outputLists
      call.execute_device = device
      return api.functions.pointee.PJRT_LoadedExecutable_Execute?(&call)
    }
  }
}
