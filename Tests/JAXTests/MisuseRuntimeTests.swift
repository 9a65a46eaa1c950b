// What depends on the world: plugins that are missing or damaged, programs that do not compile, memory that runs out.

import Foundation
import JAX
import PJRT
import Testing

@Suite struct MisuseRuntimeTests {
  @Test func aMissingPlugin() {
    thrownMisuse { try PluginDiscovery(environment: [:]).find() }.says(
      """
      find plugin: NOT_FOUND: no plugin was found. Searched:
        nowhere: no path is known for it
        to do: run `make setup` to install the CPU plugin, or name a plugin in \
      SWIFT_JAX_PLUGIN_PATH or PJRT_NAMES_AND_LIBRARY_PATHS.
      """)
    let folder = ["HOME": "/home/nobody", "SWIFT_JAX_PLUGIN_PATH": "/opt/plugins"]
    thrownMisuse { try PluginDiscovery(environment: folder).find(platform: "cpu") }.says(
      """
      find plugin: NOT_FOUND: no plugin for cpu was found. Searched:
        /opt/plugins/pjrt_xla_cpu.so (cpu)
        /home/nobody/.cache/swift-jax/plugins/xla-cpu/current/pjrt_xla_cpu.so (cpu)
        to do: run `make setup` to install the CPU plugin, or name a plugin in \
      SWIFT_JAX_PLUGIN_PATH or PJRT_NAMES_AND_LIBRARY_PATHS.
      """)
    let missing = "/home/nobody/pjrt_xla_cpu.so"
    thrownMisuse { try loading(missing) }.says(
      """
      starting the back end: /home/nobody/pjrt_xla_cpu.so: No such file or directory.
        to do: run `make setup` to install the CPU plugin again, or name another one in \
      SWIFT_JAX_PLUGIN_PATH.
      """)
  }

  @Test func aDamagedPlugin() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let damaged = folder.appending(path: "pjrt_xla_cpu.so")
    try Data("half a download".utf8).write(to: damaged)
    let path = damaged.path
    thrownMisuse { try loading(path) }.says(
      """
      starting the back end: cannot open \(path): \(path): file too short.
        to do: run `make setup` to install the CPU plugin again, or name another one in \
      SWIFT_JAX_PLUGIN_PATH.
      """)
    // A library that is no plugin: the C library of this process.
    let data = try #require(try FileHandle(forReadingAtPath: "/proc/self/maps")?.readToEnd())
    let maps = String(decoding: data, as: UTF8.self)
    let other = try #require(
      maps.split(separator: "\n").first { $0.hasSuffix("/libc.so.6") }?
        .split(separator: " ").last.map(String.init))
    thrownMisuse { try loading(other) }.says(
      """
      starting the back end: \(other) is not a PJRT plugin: it does not export GetPjrtApi.
        to do: run `make setup` to install the CPU plugin again, or name another one in \
      SWIFT_JAX_PLUGIN_PATH.
      """)
  }

  /// Loads a plugin as the back end does.
  private func loading(_ path: String) throws -> Plugin {
    do { return try Plugin.load(path: path) } catch {
      throw JAXError(error, .plugin, "starting the back end")
    }
  }

  @Test func aProgramThatDoesNotCompile() throws {
    let backend = try Backend.default()
    // What is wrong is told in XLA's words.
    let text = Array("module @f { this is not StableHLO }".utf8)
    let error = #expect(throws: JAXError.self) {
      try Executable(text, outputs: [], name: "jit f", placement: backend.standardPlacement)
    }
    #expect(error?.kind == .compilation)
    #expect(
      error?.description.hasPrefix(
        "compiling jit f: -:1:13: error: custom op 'this' is unknown (tried 'builtin.this' as well)"
      )
        == true)
    let noMain = Array("module @f {}".utf8)
    thrownMisuse {
      try Executable(noMain, outputs: [], name: "jit f", placement: backend.standardPlacement)
    }.says(
      """
      compiling jit f: -:1:1: error: conversion requires module with `main` function
      -:1:1: note: see current operation:\u{20}
      "builtin.module"() <{sym_name = "f"}> ({
      ^bb0:
      }) : () -> ()
      """)
  }

  @Test func aDeviceOutOfMemory() throws {
    let memory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    misuse { jnp.zeros([1 << 46]) }.says(
      """
      jnp.zeros: a result of float32[70368744177664] does not fit into the memory of the device, \
      which is \(memory >> 20) MiB.
        expected: results that fit into memory
        to do: free arrays, use smaller ones, or pass state as inout, so that its memory is used \
      again.
      """)
    misuse { jnp.zeros([1 << 40, 1 << 40]) }.says(
      """
      jnp.zeros: a result of float32[1099511627776,1099511627776] does not fit into the memory \
      of the device, which is \(memory >> 20) MiB.
        expected: results that fit into memory
        to do: free arrays, use smaller ones, or pass state as inout, so that its memory is used \
      again.
      """)
    misuse { jit { (x: Tensor) -> Tensor in jnp.broadcastTo(x, [1 << 46]) + 1 }(1.0) }.says(
      """
      jit f: a result of float32[70368744177664] does not fit into the memory of the device, \
      which is \(memory >> 20) MiB.
        expected: results that fit into memory
        to do: free arrays, use smaller ones, or pass state as inout, so that its memory is used \
      again.
      """)
    misuse { jnp.broadcastTo(1.0, [1 << 46]) }.says(
      """
      jnp.broadcastTo: a result of float32[70368744177664] does not fit into the memory of the \
      device, which is \(memory >> 20) MiB.
        expected: results that fit into memory
        to do: free arrays, use smaller ones, or pass state as inout, so that its memory is used \
      again.
      """)
    // Memory that only the program itself needs is told by XLA, in its words, where the result is read.
    let f = jit { (x: Tensor) -> Tensor in lax.sort(lax.sin(lax.iota(.float32, 1 << 44) * x)).sum()
    }
    let error = #expect(throws: JAXError.self) {
      try catchingErrors { f(1.0).item(as: Float.self) }
    }
    #expect(error?.kind == .execution)
    #expect(error?.found.contains("out of memory allocating ") == true)
    #expect(
      error?.remedy
        == "free arrays, use smaller ones, or pass state as inout, so that its memory is used again."
    )
    expectGoingOn()
  }

  @Test func aDonatedStateUsedAgainKeepsItsValue() throws {
    let step = jit { (state: inout [Tensor]) in state = state.map { $0 * 2 } }
    var state = [jnp.ones([4]), jnp.arange(3)]
    let old = state
    try catchingErrors {
      step(&state)
      step(&state)
    }
    #expect(old[0].scalars(as: Int.self) == [1, 1, 1, 1])
    #expect(old[1].scalars(as: Int.self) == [0, 1, 2])
    #expect(state[0].scalars(as: Int.self) == [4, 4, 4, 4])
    #expect((old[1] + state[1]).scalars(as: Int.self) == [0, 5, 10])
  }

  @Test func aStateKeepsItsValueWhenItsStepFails() {
    let step = jit { (state: inout Tensor, x: Tensor) in state = state + x }
    var state = jnp.ones([3])
    misuse(line: #line - 2) { step(&state, jnp.ones([2])) }.says(
      unbroadcastable("+", "(3,) and (2,)"))
    #expect(state.scalars(as: Int.self) == [1, 1, 1])
    step(&state, jnp.ones([3]))
    #expect(state.scalars(as: Int.self) == [2, 2, 2])
  }
}
