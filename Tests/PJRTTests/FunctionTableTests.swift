// Plugins of other ages than this package: shorter tables, other versions, missing functions.

import CPJRT
import PJRT
import Testing

@Suite struct FunctionTableTests {
  private func makeTable() -> PJRT_Api {
    var table = PJRT_Api()
    table.struct_size = MemoryLayout<PJRT_Api>.size
    table.pjrt_api_version = PJRT_Api_Version_make()
    table.pjrt_api_version.minor_version = 40
    return table
  }

  @Test func functionsBeyondAnOlderTableAreMissing() throws {
    var table = makeTable()
    table.PJRT_Event_Destroy = { _ in nil }
    table.PJRT_Event_Await = { _ in nil }
    table.struct_size = try #require(MemoryLayout<PJRT_Api>.offset(of: \.PJRT_Event_Await))
    let copy = FunctionTable(copying: &table)
    #expect(copy.functions.pointee.PJRT_Event_Destroy != nil)
    #expect(copy.functions.pointee.PJRT_Event_Await == nil)

    var arguments = PJRT_Event_Await_Args_make()
    let error = #expect(throws: PJRTError.self) {
      try copy.check("await event", copy.functions.pointee.PJRT_Event_Await?(&arguments))
    }
    #expect(
      error?.description
        == "await event: UNIMPLEMENTED: the plugin (PJRT API 0.40) does not have this function")
  }

  @Test func newerTablesAreCutShort() {
    var table = makeTable()
    table.struct_size += 1 << 20
    #expect(FunctionTable(copying: &table).functions.pointee.PJRT_Event_Set == nil)
  }

  @Test func anotherMajorVersionIsRefused() {
    var table = makeTable()
    table.pjrt_api_version.major_version = 1
    let error = #expect(throws: PJRTError.self) { try Plugin(path: "new.so", table: &table) }
    #expect(
      error?.description
        == "load plugin: FAILED_PRECONDITION: new.so has PJRT API 1.40; this package needs 0.x")
  }

  @Test func argumentSizesEndAtTheLastField() {
    // The enumeration at the end is four bytes; tail padding does not count.
    #expect(PJRT_Error_GetCode_Args_make().struct_size == 28)
    #expect(MemoryLayout<PJRT_Error_GetCode_Args>.size == 32)
    #expect(PJRT_LoadedExecutable_Execute_Args_make().struct_size == 80)
  }
}
