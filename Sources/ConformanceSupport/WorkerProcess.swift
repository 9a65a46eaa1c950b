// One worker process, seen from the process that started it.

import Foundation

/// A running worker.
final class WorkerProcess {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let errors: URL
  private var buffer: [UInt8] = []

  /// Starts this program with the given arguments.
  init(_ arguments: [String]) throws {
    guard let executable = Bundle.main.executableURL else {
      throw CaseError("the path of this program cannot be told.")
    }
    errors = FileManager.default.temporaryDirectory
      .appendingPathComponent("conformance-\(UUID().uuidString).txt")
    guard FileManager.default.createFile(atPath: errors.path, contents: nil) else {
      throw CaseError("\(errors.path) cannot be written.")
    }
    process.executableURL = executable
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
  }

  deinit { try? FileManager.default.removeItem(at: errors) }

  /// Lets the worker end.
  func stop() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Runs some readings of one case.
  ///
  /// - Returns: the messages, and how the worker ended if it did.
  func run(_ index: Int, _ readings: [Reading], timeout: Double) -> (
    messages: [WorkerMessage], end: String?
  ) {
    var messages: [WorkerMessage] = []
    let names = readings.map(\.rawValue).joined(separator: " ")
    guard send("\(index) \(names)\n") else { return (messages, ending()) }
    let deadline = Date(timeIntervalSinceNow: timeout)
    while true {
      guard let line = nextLine(before: deadline) else {
        if deadline.timeIntervalSinceNow <= 0 {
          kill(process.processIdentifier, SIGKILL)
          process.waitUntilExit()
          return (messages, "took more than \(Int(timeout)) seconds")
        }
        return (messages, ending())
      }
      // Other lines come from code that prints.
      guard let message = try? JSONDecoder().decode(WorkerMessage.self, from: Data(line)) else {
        continue
      }
      if case .finished = message { return (messages, nil) }
      messages.append(message)
    }
  }

  private func send(_ text: String) -> Bool {
    // A worker that is gone must not end this process too.
    signal(SIGPIPE, SIG_IGN)
    return (try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))) != nil
  }

  /// The next line; nil at the end of the output or of the time.
  private func nextLine(before deadline: Date) -> [UInt8]? {
    let descriptor = output.fileHandleForReading.fileDescriptor
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = Array(buffer[..<end])
        buffer.removeSubrange(...end)
        return line
      }
      let left = deadline.timeIntervalSinceNow
      guard left > 0 else { return nil }
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&request, 1, Int32(min(left * 1000, 1e9)) + 1) > 0 else { continue }
      var chunk = [UInt8](repeating: 0, count: 65536)
      let count = read(descriptor, &chunk, chunk.count)
      guard count > 0 else { return nil }
      buffer += chunk[..<count]
    }
  }

  /// How the worker ended, with what the runtime wrote about it.
  private func ending() -> String {
    process.waitUntilExit()
    let status = process.terminationStatus
    let how = process.terminationReason == .uncaughtSignal ? "signal" : "status"
    let text = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
    let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
    // The message of a trap and the innermost frames tell most; registers and images would hide them.
    let told = lines.filter { line in
      line.contains("rror:") || line.contains("Program crashed")
        || (line.first?.isNumber == true && line.contains(" in "))
    }
    return (["crashed with \(how) \(status)"] + (told.isEmpty ? lines.suffix(3) : told).prefix(6))
      .joined(separator: "; ")
  }
}
