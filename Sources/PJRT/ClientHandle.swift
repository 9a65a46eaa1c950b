// Ownership of a PJRT client.
//
// Devices, memories, buffers and executables are only valid while their client lives, and a client
// lists its devices. This object stands below them all, so that each can keep the client alive
// without a cycle.

import CPJRT

/// The plugin's client; destroyed when the last object that came from it goes.
///
/// Both stored properties are constant and a PJRT client may be used from any thread; hence Sendable.
final class ClientHandle: @unchecked Sendable {
  let pointer: OpaquePointer
  let plugin: Plugin

  init(_ pointer: OpaquePointer, plugin: Plugin) {
    self.pointer = pointer
    self.plugin = plugin
  }

  deinit {
    var arguments = PJRT_Client_Destroy_Args_make()
    arguments.client = pointer
    plugin.api.discard(plugin.api.functions.pointee.PJRT_Client_Destroy?(&arguments))
  }
}
