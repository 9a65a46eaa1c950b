// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "swift-jax",
  products: [
    .library(name: "JAX", targets: ["JAX"]),
    .library(name: "JAXTesting", targets: ["JAXTesting"]),
    .library(name: "PJRT", targets: ["PJRT"]),
    .executable(name: "conformance", targets: ["Conformance"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/swiftlang/swift-syntax", "602.0.0"..<"604.0.0"),
  ],
  targets: [
    .target(name: "CPJRT"),
    .target(name: "PJRT", dependencies: ["CPJRT"], swiftSettings: swiftSettings),
    .target(name: "StableHLO", swiftSettings: swiftSettings),
    .target(
      name: "JAXCore",
      dependencies: [
        "CPJRT", "PJRT", "StableHLO", .product(name: "ComplexModule", package: "swift-numerics"),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "JAXLax", dependencies: ["JAXCore", "StableHLO"], swiftSettings: swiftSettings),
    .target(name: "JAXTransforms", dependencies: ["JAXLax"], swiftSettings: swiftSettings),
    .target(
      name: "JAXNumpy",
      dependencies: [
        "JAXCore", "JAXLax", "JAXTransforms",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "JAX",
      dependencies: [
        "JAXCore", "JAXLax", "JAXMacros", "JAXTransforms", "JAXNumpy", "PJRT", "StableHLO",
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "JAXTesting", dependencies: ["JAXCore", "JAXLax", "JAXTransforms", "PJRT"],
      swiftSettings: swiftSettings),
    .macro(
      name: "JAXMacros",
      dependencies: [
        .product(name: "SwiftCompilerPlugin", package: "swift-syntax"),
        .product(name: "SwiftDiagnostics", package: "swift-syntax"),
        .product(name: "SwiftSyntax", package: "swift-syntax"),
        .product(name: "SwiftSyntaxBuilder", package: "swift-syntax"),
        .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
      ],
      swiftSettings: swiftSettings),
    .target(name: "Archive", swiftSettings: swiftSettings),
    .target(
      name: "ConformanceSupport",
      dependencies: [
        "Archive", "JAXCore", "JAXLax", "JAXTesting", "JAXTransforms", "PJRT", "StableHLO",
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "Conformance",
      dependencies: [
        "ConformanceSupport", "JAXCore", "JAXLax", "JAXTransforms",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: swiftSettings),
    .executableTarget(
      name: "tour", dependencies: ["JAX"], path: "Examples/Tour", swiftSettings: swiftSettings),
    .executableTarget(
      name: "demo", dependencies: ["Archive", "JAX"], path: "Examples/Digits",
      resources: [.copy("Data")], swiftSettings: swiftSettings),
    .executableTarget(
      name: "bench-swift", dependencies: ["JAX"], path: "Benchmarks/Swift",
      swiftSettings: swiftSettings),
    .testTarget(
      name: "JAXCoreTests", dependencies: ["JAXCore"], exclude: ["Golden"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "JAXMacrosTests",
      dependencies: [
        "JAXMacros",
        .product(name: "SwiftSyntax", package: "swift-syntax"),
        .product(name: "SwiftSyntaxBuilder", package: "swift-syntax"),
        .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
        .product(name: "SwiftSyntaxMacroExpansion", package: "swift-syntax"),
        .product(name: "SwiftSyntaxMacrosGenericTestSupport", package: "swift-syntax"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ArchiveTests", dependencies: ["Archive"], swiftSettings: swiftSettings),
    .testTarget(
      name: "ConformanceTests",
      dependencies: ["ConformanceSupport", "JAXCore", "JAXLax", "JAXTransforms", "StableHLO"],
      exclude: ["Golden"], swiftSettings: swiftSettings),
    .testTarget(
      name: "JAXNumpyTests", dependencies: ["JAXNumpy"], exclude: ["Golden"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "JAXTestingTests", dependencies: ["JAX", "JAXTesting"], exclude: ["Golden"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "JAXTests", dependencies: ["JAX", "PJRT"], exclude: ["Golden"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "JAXTransformsTests", dependencies: ["JAXTransforms"], swiftSettings: swiftSettings),
    .testTarget(
      name: "PJRTTests", dependencies: ["CPJRT", "PJRT"], swiftSettings: swiftSettings),
  ]
)
