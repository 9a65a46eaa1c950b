// The transformations for functions of any number of trees: where parameter packs become lists of leaves.
//
// The public functions have a type parameter for each argument and each result, so that what they return can be called
// at once; they are generated, and each hands its function to one of those of `packed`. What these do with leaves is
// written without packs, in `Transformations`, `ControlFlow` and `CustomRules`.

import JAXLax

/// The transformations, for functions of any number of arguments and results.
enum packed {
  /// A function that is not `@Sendable` as one that is, for what calls it before it returns, on the same thread, and does
  /// not keep it.
  static func local<each A, each R>(
    _ f: @escaping (repeat each A) -> (repeat each R)
  ) -> @Sendable (repeat each A) -> (repeat each R) {
    nonisolated(unsafe) let f = f
    return { (arguments: repeat each A) in f(repeat each arguments) }
  }

  /// A function as one that reads its arguments and writes its results.
  static func flattened<each A: PyTree, each R: PyTree>(
    _ f: @escaping @Sendable (repeat each A) -> (repeat each R)
  ) -> TreeFunction {
    { arguments, results in
      let values = f(repeat try arguments.read((each A).self))
      repeat results.write(each values)
    }
  }

  /// The results of what is done with the leaves of arguments; after an error, placeholders.
  ///
  /// - Parameter like: trees of the results' structures, shapes and dtypes, if they are known before.
  static func reading<each R: PyTree>(
    _ inputs: TreeWriter, like: @autoclosure () -> TreeWriter? = nil,
    _ body: () throws -> TreeReader
  ) -> (repeat each R) {
    do {
      var results = try body()
      return (repeat try results.read((each R).self))
    } catch {
      return failed(error, inputs.leaves, like: like())
    }
  }

  /// What stands for the results of a function that ended with an error: trees of placeholders.
  ///
  /// They are made without calling the function. If neither `like` nor their types tell their structure, the enclosing
  /// `catchingErrors` is left at once.
  static func failed<each R: PyTree>(
    _ error: any Error, _ leaves: [Tensor], like: TreeWriter? = nil
  ) -> (repeat each R) {
    raise(error)
    let aval = leaves.first?.aval ?? ShapedArray(shape: [], dtype: .float32)
    let known = like.map { TreeReader($0.withoutValues.leaves, $0.structures) }
    do {
      guard var known else { return (repeat try (each R)(placeholdersOf: aval)) }
      return (repeat try known.read((each R).self))
    } catch _ {
      raiseWithoutValue(error)
    }
  }
}

extension TreeWriter {
  /// The trees at the given positions.
  func part(_ positions: Range<Int>) -> TreeWriter {
    TreeWriter(
      leaves: Array(leaves[structures.leafRange(of: positions)]),
      structures: Array(structures[positions]))
  }

  /// The trees with placeholders as leaves, which keep no memory.
  var withoutValues: TreeWriter {
    TreeWriter(leaves: leaves.map { Tensor(Placeholder($0.aval)) }, structures: structures)
  }
}
