// Many executions: from many threads, and without losing memory.

import Foundation
import PJRT
import Synchronization
import Testing

@Suite(.serialized) struct StressTests {
  @Test func eightThreads() async throws {
    let client = try Fixture.client
    let executable = try client.compile(Fixture.add)
    let shared = try Fixture.vector([1, 2, 3, 4])
    try await withThrowingTaskGroup(of: Int.self) { group in
      for thread in 0..<8 {
        group.addTask {
          try await onThread {
            var wrong = 0
            for step in 0..<500 {
              let value = Float(thread * 1000 + step)
              let mine = try client.makeBuffer(
                [Float](repeating: value, count: 4), type: .f32, dimensions: [4])
              let sum = try executable.execute([shared, mine])[0].elements(as: Float.self)
              if sum != [value + 1, value + 2, value + 3, value + 4] { wrong += 1 }
            }
            return wrong
          }
        }
      }
      for try await wrong in group { #expect(wrong == 0) }
    }
  }

  @Test func eventsOnManyTasks() async throws {
    let client = try Fixture.client
    let executable = try client.compile(Fixture.tanh)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<200 {
        group.addTask {
          let x = try client.makeBuffer([0.5] as [Float], type: .f32, dimensions: [])
          let y = try executable.execute([x])[0]
          try await y.readyEvent().value()
          #expect(try await y.bytes().count == 4)
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func noMemoryIsLost() throws {
    let client = try Fixture.client
    let executable = try client.compile(Fixture.tanh)
    var x = try client.makeBuffer([0.5] as [Float], type: .f32, dimensions: [])
    func run(_ count: Int) throws {
      for step in 0..<count {
        x = try executable.execute([x])[0]
        if step % 4 == 0 { _ = try x.bytes() }
        if step % 4 == 1 { x = try client.makeBuffer([0.5] as [Float], type: .f32, dimensions: []) }
        if step % 1000 == 2 {
          _ = try? client.makeBuffer([] as [Float], type: .f32, dimensions: [1])
          _ = try? executable.execute([])
        }
      }
    }
    try run(20_000)
    let before = try residentBytes()
    try run(100_000)
    // A lost buffer is over 100 bytes, which would be 10 MB.
    #expect(try residentBytes() - before < 4_000_000)
  }

  @Test func profile() throws {
    let client = try Fixture.client
    let executable = try client.compile(Fixture.add)
    let x = try Fixture.vector([1, 2, 3, 4])
    let profiler = try Profiler(client.plugin)
    for _ in 0..<10 { _ = try executable.execute([x, x])[0].bytes() }
    let space = try profiler.stop()
    #expect(!space.isEmpty)
    #expect(String(decoding: space, as: UTF8.self).contains("/host:CPU"))
    let again = #expect(throws: PJRTError.self) { try profiler.stop() }
    #expect(
      again?.description
        == "stop profiler: FAILED_PRECONDITION: the profiler is stopped already")
  }

  private func residentBytes() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(
      separator: " ")
    return (Int(fields[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE))
  }
}

/// Runs a function on a thread of its own.
private func onThread<Value: Sendable>(
  _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
  }
}
