// Where programs run and arrays lie.
//
// An array that was put on a device by the user is committed to it: what is computed from it is computed there. All else
// runs on the default device, and goes along to wherever a committed array is. Source: jax/_src/api.py `device_put`.

import PJRT
import Synchronization

/// A device of a back end, with the small constants already there.
///
/// There is one object for each device, so comparing two is comparing pointers.
package final class Placement: Sendable {
  package let backend: Backend
  package let device: Device
  /// Whether this is where programs run if nothing says otherwise.
  package let isDefault: Bool

  private struct ScalarKey: Hashable {
    let value: ScalarValue
    let dtype: DType
  }

  private let scalars = Mutex(LRUCache<ScalarKey, Buffer>(capacity: 4096))

  init(_ device: Device, of backend: Backend, isDefault: Bool) {
    self.device = device
    self.backend = backend
    self.isDefault = isDefault
  }

  /// Where programs run if nothing says otherwise, once it was asked for: it stays so as long as the process lives.
  private static let known = AtomicLazyReference<Placement>()

  /// Where programs run if nothing says otherwise.
  package static func standard() throws(JAXError) -> Placement {
    if let known = known.load() { return known }
    return known.storeIfNil(try Backend.default().standardPlacement)
  }

  /// Where arrays that the user makes are put.
  package static func current() throws(JAXError) -> Placement {
    if let chosen = Configuration.made?.placement { return chosen }
    return try standard()
  }

  /// The placement with the given device.
  package static func of(_ device: Device) throws(JAXError) -> Placement {
    try Backend.of(device).placement(of: device)
  }

  /// Where an operation on the given operands runs; nil for the default device.
  ///
  /// - Throws: ``JAXError`` if they are committed to several devices.
  package static func deciding(_ operands: [Tensor], _ operation: @autoclosure () -> String)
    throws(JAXError) -> Placement?
  {
    var committed: Placement?
    for (position, operand) in operands.enumerated() {
      guard let place = operand.content.commitment else { continue }
      if let committed, committed !== place {
        throw JAXError(
          .argument, operation(),
          found: "operand \(position) is on \(place.device), and one before it on "
            + "\(committed.device).",
          expected: "operands on one device",
          remedy: "move them to one with jax.devicePut(x, device).")
      }
      committed = place
    }
    guard let chosen = committed ?? Configuration.made?.placement, !chosen.isDefault else {
      return nil
    }
    return chosen
  }

  /// An array with the given bytes, in row-major order.
  package func array(_ bytes: UnsafeRawBufferPointer, _ aval: ShapedArray) throws(JAXError)
    -> DeviceArray
  {
    do {
      let physical = aval.physical
      let buffer = try backend.client.makeBuffer(
        from: bytes, type: physical.dtype.bufferType, dimensions: physical.shape, device: device)
      return DeviceArray(aval, buffer, on: self)
    } catch {
      throw JAXError(error, .execution, "copying an array of \(aval) to \(device)")
    }
  }

  /// A 0-dimensional array.
  func scalar(_ value: ScalarValue, _ aval: ShapedArray) throws(JAXError) -> DeviceArray {
    let key = ScalarKey(value: value, dtype: aval.dtype)
    if let known = scalars.withLock({ $0.value(for: key) }) {
      return DeviceArray(aval, known, on: self)
    }
    let bytes = value.bytes(aval.dtype)
    let new = try bytes.withUnsafeBytesTyped { bytes throws(JAXError) in try array(bytes, aval) }
    scalars.withLock { $0.insert(new.buffer, for: key) }
    return new
  }

  /// Forgets the constants on the device.
  func clear() { scalars.withLock { $0.removeAll() } }
}

extension Placement: Hashable {
  package static func == (a: Placement, b: Placement) -> Bool { a === b }

  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension DeviceArray {
  /// The same elements on another device, or committed to this one.
  package func moved(to target: Placement, isCommitted: Bool, for operation: String)
    throws(JAXError)
    -> DeviceArray
  {
    if placement === target {
      return isCommitted == self.isCommitted
        ? self : DeviceArray(aval, buffer, on: target, isCommitted: isCommitted)
    }
    do {
      guard placement.backend === target.backend else {
        let bytes = try buffer.bytes()
        let copy = try bytes.withUnsafeBytesTyped { bytes throws(JAXError) in
          try target.array(bytes, aval)
        }
        return DeviceArray(aval, copy.buffer, on: target, isCommitted: isCommitted)
      }
      return DeviceArray(
        aval, try buffer.copy(to: target.device), on: target, isCommitted: isCommitted)
    } catch {
      throw JAXError(error, .execution, operation)
    }
  }
}

extension Tensor {
  /// The tensor on the given device, to which it is committed; on the default device, and free to move, if nil.
  ///
  /// A value of a traced function stays as it is.
  package func placed(on placement: Placement?, for operation: String) -> Tensor {
    raising(placeholder: self) {
      if let array = content as? DeviceArray {
        guard let placement else { return self }
        return Tensor(try array.moved(to: placement, isCommitted: true, for: operation))
      }
      guard currentTrace == nil, !(content is Tracer) else { return self }
      let array = try content.deviceArray(for: operation, on: placement)
      guard let placement else { return Tensor(array) }
      return Tensor(try array.moved(to: placement, isCommitted: true, for: operation))
    }
  }

  /// The device that holds the elements; nil for a number that is on none yet, and for a value of a traced function.
  ///
  /// - Source: `jax.Array.device`.
  public var device: Device? { (content as? DeviceArray)?.placement.device }

  /// Whether the tensor was put on its device by the user, so that what is computed from it is computed there.
  ///
  /// - Source: `jax.Array.committed`.
  public var isCommitted: Bool { content.commitment != nil }
}
