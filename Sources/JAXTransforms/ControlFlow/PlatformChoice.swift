// Which of several functions each platform runs.
//
// Source: jax/_src/lax/control_flow/conditionals.py `BranchesPlatforms`.

import JAXLax

/// The platforms of the functions of a choice.
struct PlatformChoice: Hashable, Sendable {
  /// The platforms of each function; nil for the one that serves all others.
  private let platforms: [[String]?]

  private init(_ platforms: [[String]?]) { self.platforms = platforms }

  /// A choice between one function for each platform and, as the last one, one for all others.
  init(_ names: [String], hasDefault: Bool) throws {
    func failure(_ found: String, _ expected: String, _ remedy: String) -> JAXError {
      JAXError(
        .argument, "platformDependent", found: found, expected: expected, remedy: remedy)
    }
    if names.contains("gpu") {
      throw failure(
        "a function for 'gpu'.", "the name of one platform",
        "name it 'cuda' or 'rocm'.")
    }
    guard Set(names).count == names.count else {
      throw failure(
        "two functions for one of \(names.map { "'\($0)'" }.listed).",
        "one function for each platform", "leave out one of them.")
    }
    platforms = names.map { [$0] } + (hasDefault ? [nil] : [])
    if platforms.isEmpty {
      throw failure(
        "no functions to choose from.", "at least one",
        "give a function for all platforms, as default.")
    }
  }

  /// The choice with JAX's description of it.
  init(_ param: Jaxpr.Param) throws {
    func failure() -> JAXError {
      JAXError(
        .argument, "replaying a jaxpr", found: "platforms that are \(param.text).",
        expected: "a tuple of tuples of names")
    }
    guard case .list(let items) = param else { throw failure() }
    self.init(
      try items.map { item -> [String]? in
        if item == .none { return nil }
        guard case .list(let names) = item else { throw failure() }
        return try names.map { name in
          guard case .string(let name) = name else { throw failure() }
          return name
        }
      })
  }

  /// The choice as the parameter of an equation.
  var param: Jaxpr.Param {
    .list(platforms.map { names in names.map { .list($0.map { .string($0) }) } ?? .none })
  }

  /// What errors call the functions.
  var functionNames: [String] {
    platforms.map { names in
      names.map { "the function for \($0.joined(separator: ", "))" } ?? "the default function"
    }
  }

  /// The number of the function that a platform runs.
  func index(for platform: String) throws -> Int {
    let number = platforms.firstIndex { $0?.contains(platform) ?? true }
    guard let number else {
      throw JAXError(
        .argument, "platformDependent",
        found: "no function for '\(platform)' among those for "
          + platforms.compactMap { $0 }.joined().map { "'\($0)'" }.listed + ".",
        expected: "a function for each platform that the program is compiled for",
        remedy: "give one for all others, as default.")
    }
    return number
  }
}
