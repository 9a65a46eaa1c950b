// What a tensor refers to: an array on a device, a number not yet put on one, or a tracer.
//
// `Tensor` is one reference to one of these. They never change after they are made, so values may be shared freely
// between threads.

import PJRT
import Synchronization

/// What a tensor refers to.
///
/// Sendable: every stored property of this class and of its subclasses is immutable and Sendable, or atomic, or guarded by a lock;
/// tracers, which refer to a trace, are confined to the thread of that trace by `Trace`.
package class TensorContent: @unchecked Sendable {
  package let aval: ShapedArray
  /// Where the user put the array, so that what is computed from it is computed there; nil if it may go anywhere.
  ///
  /// It stands here because every call asks every operand for it.
  package let commitment: Placement?
  private let negation = Atomic(false)

  /// Whether the value was made by the operator `-` in front of another.
  package final var isNegation: Bool { negation.load(ordering: .relaxed) }

  /// Notes that the value, which was just made, is the negation of another.
  package final func markAsNegation() { negation.store(true, ordering: .relaxed) }

  package init(_ aval: ShapedArray, committedTo commitment: Placement? = nil) {
    self.aval = aval
    self.commitment = commitment
  }

  /// The array on a device that holds the value, if it is known now; otherwise an error saying why not.
  ///
  /// - Parameter placement: where a value that is on no device yet is put; where arrays are made if nil.
  package func deviceArray(
    for operation: @autoclosure () -> String, on placement: Placement?
  ) throws(JAXError) -> DeviceArray {
    throw .internal("\(operation()): a value of kind \(type(of: self)) holds no data.")
  }

  /// The array on a device that holds the value, if it is known now; otherwise an error saying why not.
  package final func deviceArray(for operation: @autoclosure () -> String) throws(JAXError)
    -> DeviceArray
  {
    try deviceArray(for: operation(), on: nil)
  }
}

/// An array on a device.
package final class DeviceArray: TensorContent, @unchecked Sendable {
  package let buffer: Buffer
  /// Where the buffer is.
  package let placement: Placement
  /// A copy of the elements on the host that was started in advance.
  let hostCopy = Mutex<HostCopy?>(nil)

  /// Whether the user put the array there.
  package var isCommitted: Bool { commitment != nil }

  package init(
    _ aval: ShapedArray, _ buffer: Buffer, on placement: Placement, isCommitted: Bool = false
  ) {
    self.buffer = buffer
    self.placement = placement
    super.init(aval, committedTo: isCommitted ? placement : nil)
  }

  package override func deviceArray(
    for operation: @autoclosure () -> String, on placement: Placement?
  ) throws(JAXError) -> DeviceArray { self }
}

/// A 0-dimensional value known on the host, put on the device when an eager operation first needs it there.
///
/// Literals in source code are of this kind, so a program that is only traced never touches the device for them.
package final class HostScalar: TensorContent, @unchecked Sendable {
  package let value: ScalarValue

  package init(_ value: ScalarValue, _ aval: ShapedArray) {
    self.value = value
    super.init(aval)
  }

  package override func deviceArray(
    for operation: @autoclosure () -> String, on placement: Placement?
  ) throws(JAXError) -> DeviceArray {
    try Configuration.checkTransfer("a transfer from host to device", aval, operation())
    if let placement { return try placement.scalar(value, aval) }
    return try Placement.current().scalar(value, aval)
  }
}

/// A value that stands for one known only to a trace.
package final class Tracer: TensorContent, @unchecked Sendable {
  /// What a trace knows of a value.
  package enum Meaning {
    /// A variable of the jaxpr under construction.
    case variable(Int)
    /// A value with its tangent.
    case dual(primal: Tensor, tangent: Tensor)
    /// A value with a mapped axis.
    case mapped(Tensor, axis: Int)
  }

  /// The calls that led to the making of a tracer.
  final class Place: Sendable {
    let stack: UserFrame.Stack

    init(_ stack: UserFrame.Stack) { self.stack = stack }
  }

  package let trace: any Trace
  package let meaning: Meaning
  /// Where the tracer was made, recorded inside `checkingLeaks` only.
  let place: Place?

  package init(_ aval: ShapedArray, _ trace: any Trace, _ meaning: Meaning) {
    self.trace = trace
    self.meaning = meaning
    let check = Configuration.made?.leakCheck
    place = check == nil ? nil : UserFrame.Stack.current().map(Place.init)
    super.init(aval)
    check?.add(self)
  }

  package override func deviceArray(
    for operation: @autoclosure () -> String, on placement: Placement?
  ) throws(JAXError) -> DeviceArray {
    if case .dual(let primal, _) = meaning {
      return try primal.content.deviceArray(for: operation(), on: placement)
    }
    throw trace.concretizationError(aval, operation())
  }
}

/// What stands in for a result after an error inside `catchingErrors`: it has a type, and no value.
package final class Placeholder: TensorContent, @unchecked Sendable {
  package override func deviceArray(
    for operation: @autoclosure () -> String, on placement: Placement?
  ) throws(JAXError) -> DeviceArray {
    throw JAXError(
      .argument, operation(),
      found: "a tensor of \(aval) that was computed after an error inside catchingErrors.",
      expected: "a tensor with a value",
      remedy: "go on with the values from before the closure that failed.")
  }
}
