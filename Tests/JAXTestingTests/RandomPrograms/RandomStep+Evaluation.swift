// What the steps of random programs compute.

import JAX
import JAXTesting

private func number(_ value: Double, like x: Tensor) -> Tensor {
  lax.fullLike(x, Tensor(.float(value), dtype: x.dtype))
}

extension RandomStep.Unary {
  func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .sin: lax.sin(x)
    case .cos: lax.cos(x)
    case .tanh: lax.tanh(x)
    case .logistic: lax.logistic(x)
    case .negated: lax.neg(x)
    case .halved: lax.mul(x, number(0.5, like: x))
    case .softExponential: lax.exp(lax.sin(x))
    case .root: lax.sqrt(lax.add(number(1, like: x), lax.square(x)))
    case .absolute: lax.abs(lax.sub(x, number(0.123, like: x)))
    }
  }
}

extension RandomStep.Binary {
  func callAsFunction(_ x: Tensor, _ y: Tensor) -> Tensor {
    switch self {
    case .add: lax.add(x, y)
    case .sub: lax.sub(x, y)
    case .mul: lax.mul(lax.sin(x), y)
    case .larger: lax.max(x, lax.add(y, number(0.217, like: y)))
    case .smaller: lax.min(x, lax.sub(y, number(0.217, like: y)))
    case .angle: lax.atan2(x, lax.add(number(1.5, like: y), lax.square(y)))
    case .quotient: lax.div(x, lax.add(number(1, like: y), lax.square(y)))
    case .chosen: lax.select(lax.lt(x, number(0.319, like: x)), y, lax.sin(x))
    }
  }
}

extension RandomStep.Vector {
  func callAsFunction(_ x: Tensor) -> Tensor {
    func all(_ x: Tensor, like vector: Tensor) -> Tensor { jnp.broadcastTo(x, vector.shape) }
    switch self {
    case .sum: return all(lax.reduceSum(x, axes: [0]), like: x)
    case .largest: return all(lax.reduceMax(lax.sin(x), axes: [0]), like: x)
    case .cumulative: return lax.cumsum(x)
    case .reversed: return lax.rev(x, dimensions: [0])
    case .sorted: return lax.sort(lax.sin(x))
    case .product:
      let matrix = lax.mul(
        jnp.expandDims(lax.sin(x), 1), jnp.expandDims(lax.cos(x), 0))
      return jnp.matmul(matrix, x)
    case .shifted: return lax.pad(lax.sliceInDim(x, 1, nil), number(0.5, like: x[0]), [(0, 1, 0)])
    case .indexed: return jnp.take(x, Tensor([1, 0, 1] as [Int32]))
    case .softmax: return nn.softmax(x)
    }
  }
}

extension RandomStep.Block {
  /// A number that stands for a vector, or the number itself.
  private func gathered(_ x: Tensor) -> Tensor { x.ndim == 0 ? x : lax.sin(jnp.sum(x)) }

  /// An integer from 0 to 2 that depends on a value.
  private func index(_ x: Tensor) -> Tensor {
    let angle = lax.mul(gathered(x), number(3, like: gathered(x)))
    return lax.convertElementType(lax.add(lax.sin(angle), number(1.5, like: angle)), .int32)
  }

  /// The result for operands; the variant chooses among the options that the block has.
  func run(_ programs: [RandomProgram], _ operands: [Tensor], variant: Int) -> Tensor {
    let (x, y) = (operands[0], operands[1])
    let program = programs[0]
    switch self {
    case .jit: return JAX.jit { (x: [Tensor]) in program(x)[0] }(operands)
    case .sharedJit:
      // A compiled function that another one calls twice, and whose program they share.
      let inner = JAX.jit { (x: Tensor, y: Tensor) in lax.sin(program([x, y])[0]) }
      return JAX.jit { (x: Tensor, y: Tensor) in inner(inner(x, y), y) }(x, y)
    case .vmap:
      // One argument is mapped, the other shared by all examples.
      let shared = gathered(y)
      return JAX.vmap { (x: Tensor) in program([x, shared])[0] }(x)
    case .cond:
      return lax.cond(
        lax.lt(gathered(x), number(0.111, like: gathered(x))),
        { (x: [Tensor]) in programs[0](x)[0] }, { (x: [Tensor]) in programs[1](x)[0] }, operands)
    case .switch:
      return lax.switch(
        index(x), programs.map { program in { (x: [Tensor]) in program(x)[0] } }, operands)
    case .whileLoop:
      // The second operand is captured, and the number of steps depends on the first.
      let count = index(x)
      return lax.whileLoop(
        { (i: Tensor, _: Tensor) in lax.lt(i, count) },
        { (i: Tensor, x: Tensor) in
          (lax.add(i, Tensor(.one, dtype: .int32)), lax.sin(program([x, y])[0]))
        }, (Tensor(.zero, dtype: .int32), x)
      ).1
    case .boundedWhile:
      // The condition depends on what the loop computes; the counter bounds it, and so may a number of steps.
      let limit = number(0.6, like: gathered(x))
      return lax.whileLoop(
        { (i: Tensor, x: Tensor) in
          lax.lt(i, Tensor(.int(3), dtype: .int32)) .& lax.lt(lax.sin(gathered(x)), limit)
        },
        { (i: Tensor, x: Tensor) in
          (lax.add(i, Tensor(.one, dtype: .int32)), lax.sin(program([x, y])[0]))
        }, (Tensor(.zero, dtype: .int32), x), maxSteps: [nil, 2, 3][variant % 3],
        checkpoints: [nil, 1, 2][variant / 3 % 3]
      ).1
    case .fori:
      return lax.foriLoop(
        0, 2,
        { (_: Tensor, state: [Tensor]) in program(state).map { lax.sin($0) } }, operands)[0]
    case .scan:
      let (last, rows) = lax.scan(
        { (state: Tensor, x: Tensor) in
          let results = program([state, x])
          return (lax.sin(results[0]), results[1])
        }, gathered(y), x)
      return lax.add(rows, jnp.broadcastTo(last, rows.shape))
    case .customRule: return variant % 2 == 0 ? sine(program, x, y) : differentiated(program, x, y)
    case .checkpoint:
      let policies: [CheckpointPolicy?] = [
        nil, .everythingSaveable, .nothingSaveable, .dotsSaveable, .dotsWithNoBatchDimsSaveable,
        checkpointPolicies.saveOnlyTheseNames("inner"),
      ]
      return JAX.checkpoint(
        { (x: [Tensor]) in
          lax.mul(lax.cos(checkpointName(program(x)[0], "inner")), x[1])
        }, policy: policies[variant % 6], preventCSE: variant < 6)(operands)
    }
  }

  /// A function with a rule that is written out, of what a program computes.
  private func sine(_ program: RandomProgram, _ x: Tensor, _ y: Tensor) -> Tensor {
    let function: @Sendable (Tensor, Tensor) -> Tensor = customJVP(
      { (x: Tensor, y: Tensor) in lax.mul(lax.sin(x), y) },
      jvp: { primals, tangents in
        let (x, y) = primals
        let fromX = lax.mul(lax.mul(lax.cos(x), y), tangents.0)
        return (lax.mul(lax.sin(x), y), lax.add(fromX, lax.mul(lax.sin(x), tangents.1)))
      })
    return function(program([x, y])[0], y)
  }

  /// A function with a rule that differentiates a program.
  private func differentiated(_ program: RandomProgram, _ x: Tensor, _ y: Tensor) -> Tensor {
    let function: @Sendable (Tensor, Tensor) -> Tensor = customJVP(
      { (x: Tensor, y: Tensor) in program([x, y])[0] },
      jvp: { primals, tangents in
        JAX.jvp(
          { (x: [Tensor]) in program(x)[0] }, [primals.0, primals.1], [tangents.0, tangents.1])
      })
    return function(x, y)
  }
}
