// The Swift side of the benchmarks: the workloads of `Benchmarks/jax_side.py` on the same shapes.
//
// Prints one JSON object a line, {"name", "unit", "value"}: the best of several repeats.
//
// usage: bench-swift [--only GROUP] | --list

let groups: [any Workloads.Type] = [
  Start.self, Dispatch.self, Eager.self, GPT.self, MLP.self, Matmul.self, BlackScholes.self,
  RandomNormal.self, Loops.self, WhileGradient.self, ScannedGPT.self, Sums.self,
]

switch Array(CommandLine.arguments.dropFirst()) {
case []: for group in groups { try group.run() }
case ["--list"]:
  for group in groups {
    for name in group.names {
      print("\(group.group)\t\(name)\t\(group.isMeasuredBesideJAX ? "jax" : "-")")
    }
  }
case [Start.firstResultFlag]: print(Start.firstResult())
case let arguments where arguments.count == 2 && arguments[0] == "--only":
  let chosen = groups.filter { $0.group == arguments[1] }
  if chosen.isEmpty {
    print("bench-swift: no group '\(arguments[1])'; there are \(groups.map { $0.group })")
  }
  for group in chosen { try group.run() }
default: print("usage: bench-swift [--only GROUP] | --list")
}
