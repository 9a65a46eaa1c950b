// Small programs made at random: lists of steps on numbers or on vectors, with programs inside programs.
//
// All values of a program have one shape, so that any value can be an operand of any step. Functions are chosen so that
// values stay small and derivatives exist but at points that no program is evaluated at.

import JAX
import JAXTesting

/// A program of steps on values of one shape.
indirect enum RandomStep: Sendable {
  enum Unary: CaseIterable, Sendable {
    case sin, cos, tanh, logistic, negated, halved, softExponential, root, absolute
  }

  enum Binary: CaseIterable, Sendable {
    case add, sub, mul, larger, smaller, angle, quotient, chosen
  }

  /// Functions of a vector whose elements meet.
  enum Vector: CaseIterable, Sendable {
    case sum, largest, cumulative, reversed, sorted, product, shifted, indexed, softmax
  }

  /// What a program inside is run by.
  enum Block: CaseIterable, Sendable {
    case jit, sharedJit, vmap, cond, `switch`, whileLoop, boundedWhile, fori, scan, customRule,
      checkpoint
  }

  case unary(Unary, Int)
  case binary(Binary, Int, Int)
  case vector(Vector, Int)
  /// Programs of the same arguments; one of them, or all, depending on the block, whose options the number chooses.
  case block(Block, Int, [RandomProgram], [Int])
}

/// A program made at random.
struct RandomProgram: Sendable {
  let argumentCount: Int
  let isVector: Bool
  let steps: [RandomStep]
  let results: [Int]

  /// What programs are made of.
  struct Palette: Sendable {
    var blocks: [RandomStep.Block]
    var depth: Int
    var stepCount: ClosedRange<Int>
  }

  /// The program that belongs to a seed.
  init(
    argumentCount: Int, resultCount: Int, isVector: Bool, _ palette: Palette,
    _ generator: inout SplitMix64
  ) {
    var steps: [RandomStep] = []
    let count = Int.random(in: palette.stepCount, using: &generator)
    for position in 0..<count {
      let known = argumentCount + position
      func operand() -> Int {
        // Recent values are taken more often, so that few steps are without effect.
        Bool.random(using: &generator)
          ? known - 1 : Int.random(in: 0..<known, using: &generator)
      }
      let kind = Int.random(in: 0..<10, using: &generator)
      if kind < 3, palette.depth > 0, let block = palette.blocks.randomElement(using: &generator) {
        steps.append(
          Self.block(block, [operand(), operand()], isVector: isVector, palette, &generator))
      } else if kind < 5, isVector {
        steps.append(.vector(.random(&generator), operand()))
      } else if kind < 8 {
        steps.append(.binary(.random(&generator), operand(), operand()))
      } else {
        steps.append(.unary(.random(&generator), operand()))
      }
    }
    self.argumentCount = argumentCount
    self.isVector = isVector
    self.steps = steps
    results = (0..<resultCount).map { argumentCount + count - 1 - $0 % max(count, 1) }
  }

  private static func block(
    _ block: RandomStep.Block, _ operands: [Int], isVector: Bool, _ palette: Palette,
    _ generator: inout SplitMix64
  ) -> RandomStep {
    var inner = palette
    inner.depth -= 1
    inner.stepCount = 1...3
    // Numbers have no axis to map or to scan over.
    let usesNumbers = !isVector || block == .vmap || block == .scan
    let block: RandomStep.Block =
      isVector || (block != .vmap && block != .scan) ? block : .jit
    let count = block == .cond ? 2 : block == .switch ? 3 : 1
    let resultCount = block == .whileLoop || block == .fori || block == .scan ? 2 : 1
    let programs = (0..<count).map { _ in
      RandomProgram(
        argumentCount: 2, resultCount: resultCount, isVector: !usesNumbers, inner, &generator)
    }
    return .block(block, Int.random(in: 0..<12, using: &generator), programs, operands)
  }

  /// The results of the program.
  func callAsFunction(_ arguments: [Tensor]) -> [Tensor] {
    var values = arguments
    for step in steps {
      switch step {
      case .unary(let function, let x): values.append(function(values[x]))
      case .binary(let function, let x, let y): values.append(function(values[x], values[y]))
      case .vector(let function, let x): values.append(function(values[x]))
      case .block(let block, let variant, let programs, let operands):
        values.append(block.run(programs, operands.map { values[$0] }, variant: variant))
      }
    }
    return results.map { values[$0] }
  }
}

extension CaseIterable {
  /// A case that is as likely as the others.
  static func random(_ generator: inout SplitMix64) -> Self {
    allCases.randomElement(using: &generator) ?? allCases[allCases.startIndex]
  }
}
