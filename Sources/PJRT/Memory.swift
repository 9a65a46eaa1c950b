// One memory space of a client, such as a device's own memory or pinned host memory.

import CPJRT

/// A memory space that buffers live in.
///
/// Its stored properties are constant and the plugin's object is never changed; hence Sendable.
public final class Memory: @unchecked Sendable {
  /// The memory's number, unique in its client.
  public let id: Int

  /// What it is: `device`, `pinned_host`, `unpinned_host`.
  public let kind: String

  /// A short name for messages.
  public let description: String

  package let handle: OpaquePointer
  private let client: ClientHandle

  init(_ handle: OpaquePointer, client: ClientHandle) throws(PJRTError) {
    let api = client.plugin.api
    var id = PJRT_Memory_Id_Args_make()
    id.memory = handle
    try api.check("describe memory", api.functions.pointee.PJRT_Memory_Id?(&id))
    var kind = PJRT_Memory_Kind_Args_make()
    kind.memory = handle
    try api.check("describe memory", api.functions.pointee.PJRT_Memory_Kind?(&kind))
    var name = PJRT_Memory_ToString_Args_make()
    name.memory = handle
    try api.check("describe memory", api.functions.pointee.PJRT_Memory_ToString?(&name))
    self.id = Int(id.id)
    self.kind = String(bytes: kind.kind, count: kind.kind_size)
    self.description = String(bytes: name.to_string, count: name.to_string_size)
    self.handle = handle
    self.client = client
  }
}

extension Memory: Hashable, CustomStringConvertible {
  /// Returns whether both are the same memory of the same client.
  public static func == (first: Memory, second: Memory) -> Bool { first.handle == second.handle }

  /// Hashes the memory's identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(handle) }
}
