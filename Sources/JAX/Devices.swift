// The devices and processes that programs run on, and moving values between host and device.
//
// Source: jax/_src/xla_bridge.py; jax/_src/api.py `device_put`, `device_get`, `block_until_ready`.

import PJRT

extension jax {
  /// A device that programs run on.
  public typealias Device = PJRT.Device

  /// The n-dimensional array: ``Tensor`` under JAX's name.
  public typealias Array = Tensor

  /// The devices of the default back end.
  ///
  /// - Throws: ``JAXError`` if no plugin is found or it cannot be used.
  /// - Source: `jax.devices`.
  public static func devices() throws -> [Device] { try Backend.default().client.devices }

  /// The devices of the back end with the given name.
  ///
  ///     jax.devices("cpu")[0]
  ///
  /// - Parameter backend: `"cpu"`, `"gpu"`, `"tpu"`, or a name given to ``registerPlugin(_:libraryPath:options:)``.
  /// - Throws: ``JAXError`` if there is no such plugin or it cannot be used.
  /// - Source: `jax.devices`.
  public static func devices(_ backend: String) throws -> [Device] {
    try Backend.named(backend).client.devices
  }

  /// Makes a PJRT plugin known under a name, so that its devices can be used beside those of the default back end.
  ///
  ///     try jax.registerPlugin("two", libraryPath: path, options: ["cpu_device_count": .int(2)])
  ///     let y = jax.devicePut(x, jax.devices("two")[1])
  ///
  /// - Throws: ``JAXError`` if the name is taken.
  /// - Source: `jax._src.xla_bridge.register_plugin`.
  public static func registerPlugin(
    _ name: String, libraryPath: String, options: [String: AttributeValue] = [:]
  ) throws {
    try Backend.register(name, path: libraryPath, options: options)
  }

  /// Runs what a closure computes on a device, as far as its operands do not say otherwise.
  ///
  ///     jax.defaultDevice(jax.devices()[1]) { jnp.ones([2]).device }        // the second device
  ///
  /// - Source: `jax.default_device`.
  public static func defaultDevice<Result>(_ device: Device, _ body: () throws -> Result) rethrows
    -> Result
  {
    let placement = raising(placeholder: nil) { try Placement.of(device) }
    return try withConfiguration({ $0.placement = placement }, body)
  }

  /// `defaultDevice` for an asynchronous closure: the setting holds across its `await`s and in its child tasks.
  ///
  /// - Source: `jax.default_device`.
  public static func defaultDevice<Result: Sendable>(
    _ device: Device, _ body: @Sendable () async throws -> Result
  ) async rethrows -> Result {
    let placement = raising(placeholder: nil) { try Placement.of(device) }
    return try await withConfiguration({ $0.placement = placement }, body)
  }

  /// The number of devices of the default back end.
  ///
  /// - Throws: ``JAXError`` if no plugin is found or it cannot be used.
  /// - Source: `jax.device_count`.
  public static func deviceCount() throws -> Int { try devices().count }

  /// The devices that this process can use.
  ///
  /// - Throws: ``JAXError`` if no plugin is found or it cannot be used.
  /// - Source: `jax.local_devices`.
  public static func localDevices() throws -> [Device] {
    try Backend.default().client.addressableDevices
  }

  /// The number of devices that this process can use.
  ///
  /// - Throws: ``JAXError`` if no plugin is found or it cannot be used.
  /// - Source: `jax.local_device_count`.
  public static func localDeviceCount() throws -> Int { try localDevices().count }

  /// The number of this process among those that the devices belong to.
  ///
  /// - Throws: ``JAXError`` if no plugin is found or it cannot be used.
  /// - Source: `jax.process_index`.
  public static func processIndex() throws -> Int { try Backend.default().client.processIndex }

  /// The numbers of the processes that the devices belong to.
  ///
  /// - Throws: ``JAXError`` if no plugin is found or it cannot be used.
  /// - Source: `jax.process_indices`.
  public static func processIndices() throws -> [Int] {
    Swift.Array(Set(try devices().map(\.processIndex))).sorted()
  }

  /// The number of processes that the devices belong to.
  ///
  /// - Throws: ``JAXError`` if no plugin is found or it cannot be used.
  /// - Source: `jax.process_count`.
  public static func processCount() throws -> Int { try processIndices().count }
}

extension jax {
  /// Waits until the leaves of a tree are computed, and returns the tree.
  ///
  /// - Throws: ``JAXError`` if computing one failed.
  /// - Source: `jax.block_until_ready`.
  @discardableResult
  public static func blockUntilReady<Tree: PyTree>(_ value: Tree) throws -> Tree {
    for leaf in JAXCore.tree.leaves(value) { try leaf.blockUntilReady() }
    return value
  }

  /// The tree with its leaves on the default device; numbers known on the host are copied there.
  ///
  /// - Source: `jax.device_put`.
  public static func devicePut<Tree: PyTree>(_ value: Tree) -> Tree {
    transferGuard(.allow) { JAXCore.tree.map({ $0.placed(on: nil, for: "devicePut") }, value) }
  }

  /// The tree with its leaves on the given device, to which they are committed: what is computed from them is computed
  /// there.
  ///
  /// - Source: `jax.device_put`.
  public static func devicePut<Tree: PyTree>(_ value: Tree, _ device: Device) -> Tree {
    guard let placement = raising(placeholder: nil, { try Placement.of(device) }) else {
      return JAXCore.tree.map({ $0.withoutValue }, value)
    }
    return transferGuard(.allow) {
      JAXCore.tree.map({ $0.placed(on: placement, for: "devicePut") }, value)
    }
  }

  /// The elements of a tensor, copied to the host.
  ///
  /// - Source: `jax.device_get`.
  public static func deviceGet<Scalar: TensorScalar>(
    _ x: Tensor, as type: Scalar.Type = Scalar.self
  ) -> [Scalar] {
    transferGuard(.allow) { x.scalars(as: type) }
  }

  /// The elements of each leaf of a tree, copied to the host, with the places of the leaves.
  ///
  /// - Source: `jax.device_get`.
  public static func deviceGet<Tree: PyTree, Scalar: TensorScalar>(
    _ value: Tree, as type: Scalar.Type = Scalar.self
  ) -> [(path: TreePath, values: [Scalar])] {
    JAXCore.tree.leavesWithPath(value).map { ($0.path, deviceGet($0.leaf, as: type)) }
  }

  /// Starts to copy the leaves of a tree to the host, so that reading them later need not wait.
  ///
  /// - Source: `jax.copy_to_host_async`.
  public static func copyToHostAsync(_ value: some PyTree) {
    for leaf in JAXCore.tree.leaves(value) { leaf.copyToHostAsync() }
  }

  /// A window of the given size along an axis, in a subscript.
  ///
  ///     x[jax.ds(2, 3)]         // x[2..<5]
  ///
  /// - Source: `jax.ds`.
  public static func ds(_ start: Int, _ size: Int) -> IndexSelection {
    .range(start: start, count: size)
  }

  /// A window of the given size along an axis, at a place that may be a traced value, in a subscript.
  ///
  /// - Source: `jax.ds`.
  public static func ds(_ start: Tensor, _ size: Int) -> IndexSelection {
    .tensor(start + jnp.arange(size, dtype: start.dtype))
  }

  /// The shape, dtype and weak type of a tensor.
  ///
  ///     jax.typeof(jnp.zeros([2, 3])).description       // "float32[2,3]"
  ///
  /// - Source: `jax.typeof`.
  public static func typeof(_ x: Tensor) -> ShapedArray { x.aval }
}
