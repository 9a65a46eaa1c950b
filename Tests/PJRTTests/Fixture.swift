// What the tests of this target share: one client with two CPU devices, and small programs.

import PJRT

enum Fixture {
  /// A client with two CPU devices.
  static var client: Client {
    get throws { try shared.get() }
  }

  private static let shared = Result {
    let location = try PluginDiscovery().find(platform: "cpu")
    return try Plugin.load(path: location.path).makeClient(options: ["cpu_device_count": 2])
  }

  /// Two vectors of four floats to their sum and an integer.
  static let add = """
    module @addition {
      func.func public @main(%a: tensor<4xf32>, %b: tensor<4xf32>) -> (tensor<4xf32>, tensor<i32>) {
        %0 = stablehlo.add %a, %b : tensor<4xf32>
        %c = stablehlo.constant dense<7> : tensor<i32>
        return %0, %c : tensor<4xf32>, tensor<i32>
      }
    }
    """

  /// Doubles a vector of four floats in place.
  static let donatingDouble = """
    func.func public @main(%a: tensor<4xf32> {tf.aliasing_output = 0 : i32}) -> tensor<4xf32> {
      %0 = stablehlo.add %a, %a : tensor<4xf32>
      return %0 : tensor<4xf32>
    }
    """

  /// The tangent hyperbolic of one float.
  static let tanh = """
    func.func public @main(%a: tensor<f32>) -> tensor<f32> {
      %0 = stablehlo.tanh %a : tensor<f32>
      return %0 : tensor<f32>
    }
    """

  static func vector(_ elements: [Float]) throws -> Buffer {
    try client.makeBuffer(elements, type: .f32, dimensions: [elements.count])
  }
}
