// From the start of a process to the first result of a jitted function on the host.

import Glibc
import JAX

enum Start: Workloads {
  static let group = "start"
  static let names = ["start_to_first_result"]
  static let firstResultFlag = "--first-result"

  /// What the new process does.
  static func firstResult() -> Float { Float(jit { (x: Tensor) in x + 1 }(Tensor(1 as Float))) }

  static func run() throws {
    let best = try (0..<3).map { _ in try seconds(runOnce) }.reduce(.infinity, min)
    report("start_to_first_result", "s", best)
  }

  /// This program could not be started again.
  struct Failed: Error { let status: Int32 }

  private static func runOnce() throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    var child: pid_t = 0
    let words: [String] = [CommandLine.arguments[0], firstResultFlag]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    defer { arguments.forEach { free($0) } }
    var status = posix_spawn(&child, "/proc/self/exe", &actions, nil, &arguments, environ)
    guard status == 0 else { throw Failed(status: status) }
    waitpid(child, &status, 0)
    guard status == 0 else { throw Failed(status: status) }
  }
}
