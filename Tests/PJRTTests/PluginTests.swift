// Finding and loading plugins, and what is said when that fails.

import Foundation
import PJRT
import Testing

@Suite struct PluginTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "PluginTests-\(UUID().uuidString)").path

  private func makeFile(_ path: String, _ text: String = "not a library") throws -> String {
    let file = URL(filePath: "\(folder)/\(path)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  private func removeFiles() { try? FileManager.default.removeItem(atPath: folder) }

  @Test func loadsOncePerPath() throws {
    let path = try PluginDiscovery().find(platform: "cpu").path
    let plugin = try Plugin.load(path: path)
    #expect(try Plugin.load(path: path) === plugin)
    #expect(plugin.apiVersion.major == 0)
    guard case .ints(let version) = plugin.attributes["stablehlo_current_version"] else {
      Issue.record("stablehlo_current_version is missing: \(plugin.attributes)")
      return
    }
    #expect(version.count == 3)
  }

  @Test func missingPluginErrorListsEveryPath() throws {
    defer { removeFiles() }
    let discovery = PluginDiscovery(environment: [
      "PJRT_NAMES_AND_LIBRARY_PATHS": "mine:/nowhere/mine.so",
      "SWIFT_JAX_PLUGIN_PATH": "/nowhere/libtpu.so:/nowhere/plugins",
      "VIRTUAL_ENV": "/nowhere/venv", "SWIFT_JAX_CACHE": "/nowhere/cache",
    ])
    let error = #expect(throws: PJRTError.self) { try discovery.find() }
    #expect(
      error?.description == """
        find plugin: NOT_FOUND: no plugin was found. Searched:
          /nowhere/mine.so (mine)
          /nowhere/libtpu.so (tpu)
          /nowhere/plugins/pjrt_xla_cpu.so (cpu)
          /nowhere/plugins/xla_cuda_plugin.so (cuda)
          /nowhere/plugins/libtpu.so (tpu)
          /nowhere/venv/lib/python3/site-packages/jax_plugins/xla_cuda13/xla_cuda_plugin.so (cuda)
          /nowhere/venv/lib/python3/site-packages/libtpu/libtpu.so (tpu)
          /nowhere/cache/plugins/xla-cpu/current/pjrt_xla_cpu.so (cpu)
          to do: run `make setup` to install the CPU plugin, or name a plugin in \
        SWIFT_JAX_PLUGIN_PATH or PJRT_NAMES_AND_LIBRARY_PATHS.
        """)
    #expect(discovery.locations().isEmpty)
  }

  @Test func missingPluginErrorNamesThePlatform() {
    let discovery = PluginDiscovery(environment: ["HOME": "/nowhere"])
    let cpu = #expect(throws: PJRTError.self) { try discovery.find(platform: "cpu") }
    #expect(
      cpu?.message == """
        no plugin for cpu was found. Searched:
          /nowhere/.cache/swift-jax/plugins/xla-cpu/current/pjrt_xla_cpu.so (cpu)
        """)
    #expect(cpu?.remedy?.hasPrefix("run `make setup` to install the CPU plugin") == true)
    let gpu = #expect(throws: PJRTError.self) { try discovery.find(platform: "gpu") }
    #expect(
      gpu?.message.hasPrefix(
        "no plugin for cuda was found. Searched:\n  nowhere: no path is known for it") == true)
  }

  @Test func preference() throws {
    defer { removeFiles() }
    let cpu = try makeFile("cache/plugins/xla-cpu/current/pjrt_xla_cpu.so")
    let packages = "venv/lib/python3.12/site-packages"
    let cuda = try makeFile("\(packages)/jax_plugins/xla_cuda13/xla_cuda_plugin.so")
    let tpu = try makeFile("\(packages)/libtpu/libtpu.so")
    var environment = ["SWIFT_JAX_CACHE": "\(folder)/cache", "VIRTUAL_ENV": "\(folder)/venv"]
    #expect(PluginDiscovery(environment: environment).locations().map(\.path) == [tpu, cuda, cpu])
    #expect(try PluginDiscovery(environment: environment).find(platform: "gpu").path == cuda)

    environment["JAX_PLATFORMS"] = "cpu, gpu"
    #expect(PluginDiscovery(environment: environment).locations().map(\.path) == [cpu, cuda])
    #expect(try PluginDiscovery(environment: environment).find().path == cpu)

    environment["JAX_PLATFORMS"] = ""
    let mine = try makeFile("mine.so")
    environment["PJRT_NAMES_AND_LIBRARY_PATHS"] = "mine:\(mine)"
    let found = try PluginDiscovery(environment: environment).find()
    #expect(found == PluginLocation(platform: "mine", path: mine))
  }

  @Test func wrongPath() {
    let error = #expect(throws: PJRTError.self) { try Plugin.load(path: "/nowhere/plugin.so") }
    #expect(
      error?.description
        == "load plugin: NOT_FOUND: /nowhere/plugin.so: No such file or directory")
  }

  @Test func damagedFile() throws {
    defer { removeFiles() }
    let path = try makeFile("damaged.so", String(repeating: "damaged ", count: 1000))
    let error = #expect(throws: PJRTError.self) { try Plugin.load(path: path) }
    #expect(error?.code == .failedPrecondition)
    #expect(error?.message == "cannot open \(path): \(path): invalid ELF header")
  }

  @Test func otherLibrary() throws {
    // Any library that this process has open; the last field of a line is the path.
    let file = try #require(FileHandle(forReadingAtPath: "/proc/self/maps"))
    let maps = String(decoding: file.readDataToEndOfFile(), as: UTF8.self)
    let line = try #require(maps.split(separator: "\n").first { $0.contains("/libc.so") })
    let path = String(try #require(line.split(separator: " ").last))
    let error = #expect(throws: PJRTError.self) { try Plugin.load(path: path) }
    #expect(error?.code == .failedPrecondition)
    #expect(error?.message.hasSuffix("is not a PJRT plugin: it does not export GetPjrtApi") == true)
  }

  @Test func clientOptions() throws {
    let plugin = try Fixture.client.plugin
    let client = try plugin.makeClient(options: ["cpu_device_count": 3, "asynchronous": true])
    #expect(client.addressableDevices.count == 3)
    let error = #expect(throws: PJRTError.self) {
      try plugin.makeClient(options: ["no_such_option": "value"])
    }
    #expect(error?.code == .invalidArgument)
    #expect(error?.operation == "create client")
    #expect(error?.message.contains("no_such_option") == true)
  }
}
