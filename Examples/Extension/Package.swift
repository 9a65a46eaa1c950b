// swift-tools-version: 6.2
// A package that builds on swift-jax: primitives, trees, layers and an interpreter of its own, importing only JAX.

import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "Extension",
  products: [.library(name: "Extension", targets: ["Extension"])],
  dependencies: [.package(name: "swift-jax", path: "../..")],
  targets: [
    .target(
      name: "Extension", dependencies: [.product(name: "JAX", package: "swift-jax")],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ExtensionTests",
      dependencies: [
        "Extension", .product(name: "JAX", package: "swift-jax"),
        .product(name: "JAXTesting", package: "swift-jax"),
      ],
      swiftSettings: swiftSettings),
  ]
)
