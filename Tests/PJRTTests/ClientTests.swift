// Clients, devices, memories, and how long they live.

import CPJRT
import Foundation
import PJRT
import Testing

@Suite struct ClientTests {
  @Test func devices() throws {
    let client = try Fixture.client
    #expect(client.platformName == "cpu")
    #expect(!client.platformVersion.isEmpty)
    #expect(client.processIndex == 0)
    #expect(client.devices.count == 2)
    #expect(client.devices == client.addressableDevices)
    #expect(client.devices.map(\.id) == [0, 1])
    for device in client.devices {
      #expect(device.isAddressable)
      #expect(device.processIndex == 0)
      #expect(device.kind == "cpu")
      #expect(device.localHardwareID == device.id)
      #expect(!device.description.isEmpty)
      #expect(device.memories.contains { $0 == device.defaultMemory })
    }
    #expect(Set(client.memories.map(\.id)).count == client.memories.count)
    #expect(client.memories.contains { $0.kind == "unpinned_host" })
  }

  @Test func whatComesFromAClientKeepsItAlive() throws {
    let plugin = try Fixture.client.plugin
    let (buffer, device) = try {
      let client = try plugin.makeClient()
      return (
        try client.makeBuffer([5] as [Float], type: .f32, dimensions: [1]),
        client.devices[0]
      )
    }()
    #expect(try buffer.elements(as: Float.self) == [5])
    #expect(device.kind == "cpu")
  }

  @Test func elementTypesHaveThePluginsNumbers() {
    #expect(ElementType.pred.rawValue == PJRT_Buffer_Type_PRED.rawValue)
    #expect(ElementType.f32.rawValue == PJRT_Buffer_Type_F32.rawValue)
    #expect(ElementType.c128.rawValue == PJRT_Buffer_Type_C128.rawValue)
    #expect(ElementType.token.rawValue == PJRT_Buffer_Type_TOKEN.rawValue)
    #expect(ElementType.f4E2M1FN.rawValue == PJRT_Buffer_Type_F4E2M1FN.rawValue)
    #expect(ElementType.allCases.map(\.rawValue) == Array(1...29))
    #expect(ElementType.s4.byteWidth == 1)
    #expect(ElementType.c128.byteWidth == 16)
  }

  @Test func theContextSlotIsThreadLocal() async {
    let other = await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        cpjrt_set_context(UnsafeMutableRawPointer(bitPattern: 64))
        let mine = cpjrt_context() == UnsafeMutableRawPointer(bitPattern: 64)
        let thread = Thread {
          continuation.resume(returning: mine && cpjrt_context() == nil)
        }
        thread.start()
      }
    }
    #expect(other)
  }
}
