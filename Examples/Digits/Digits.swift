// The images and their labels.

import Archive
import Foundation

/// Images of handwritten digits, and which digits they are.
struct Digits {
  static let pixelCount = 64

  /// The pixels of all images, each from 0 (white) to 1 (black), image after image.
  var pixels: [Float] = []
  /// The digits.
  var labels: [Int] = []

  /// The number of images.
  var count: Int { labels.count }

  /// The pixels of one image.
  func image(_ index: Int) -> ArraySlice<Float> {
    pixels[index * Digits.pixelCount..<(index + 1) * Digits.pixelCount]
  }

  /// The images at the given positions.
  subscript(positions: some Sequence<Int>) -> Digits {
    var chosen = Digits()
    for position in positions {
      chosen.pixels += image(position)
      chosen.labels.append(labels[position])
    }
    return chosen
  }

  /// All images, from the file that lies beside this program's source.
  static func load() throws -> Digits {
    let file = Bundle.module.bundleURL.appendingPathComponent("Data/digits.csv.gz")
    let text = String(
      decoding: try Gzip.decompress(Array(Data(contentsOf: file))), as: UTF8.self)
    var digits = Digits()
    for line in text.split(separator: "\n") {
      let numbers = line.split(separator: ",").compactMap { Float($0) }
      guard numbers.count == pixelCount + 1, let label = numbers.last else {
        throw CocoaError(.fileReadCorruptFile, userInfo: [NSFilePathErrorKey: file.path])
      }
      digits.pixels += numbers.dropLast().map { $0 / 16 }
      digits.labels.append(Int(label))
    }
    return digits
  }

  /// The same two parts in every run: every `stride`-th image to test with, the others to train on.
  func split(every stride: Int) -> (train: Digits, test: Digits) {
    let (test, train) = (0..<count).reduce(into: ([Int](), [Int]())) { parts, position in
      if position.isMultiple(of: stride) {
        parts.0.append(position)
      } else {
        parts.1.append(position)
      }
    }
    return (self[train], self[test])
  }
}
