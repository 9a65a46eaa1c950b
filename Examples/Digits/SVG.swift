// Just enough of SVG for two pictures.

import Foundation

/// A picture under construction.
struct SVG {
  private let width: Double
  private let height: Double
  private var elements: [String] = []

  static let ink = "#2b2b33"
  static let faint = "#d9d9e0"

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  private func format(_ number: Double) -> String { String(format: "%.2f", number) }

  private func escape(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
  }

  mutating func rectangle(x: Double, y: Double, width: Double, height: Double, fill: String) {
    elements.append(
      #"<rect x="\#(format(x))" y="\#(format(y))" width="\#(format(width))" "#
        + #"height="\#(format(height))" fill="\#(fill)"/>"#)
  }

  mutating func line(_ points: [(x: Double, y: Double)], color: String, width: Double = 1) {
    let path = points.map { "\(format($0.x)),\(format($0.y))" }.joined(separator: " ")
    elements.append(
      #"<polyline points="\#(path)" fill="none" stroke="\#(color)" stroke-width="\#(width)" "#
        + #"stroke-linejoin="round" stroke-linecap="round"/>"#)
  }

  /// Where a text stands relative to its point.
  enum Anchor: String { case start, middle, end }

  mutating func text(
    _ text: String, x: Double, y: Double, size: Double = 13, anchor: Anchor = .middle,
    color: String = SVG.ink, isBold: Bool = false, rotation: Double = 0
  ) {
    let turn =
      rotation == 0 ? "" : #" transform="rotate(\#(rotation) \#(format(x)) \#(format(y)))""#
    elements.append(
      #"<text x="\#(format(x))" y="\#(format(y))" font-size="\#(size)" fill="\#(color)" "#
        + #"text-anchor="\#(anchor.rawValue)"\#(isBold ? #" font-weight="600""# : "")\#(turn)>"#
        + "\(escape(text))</text>")
  }

  /// Writes the picture to a file.
  func write(to file: URL) throws {
    let head =
      #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(format(width)) \#(format(height))" "#
      + #"width="\#(format(width))" height="\#(format(height))" "#
      + #"font-family="Helvetica, Arial, sans-serif">"#
    let background = #"<rect width="100%" height="100%" fill="white"/>"#
    try Data(([head, background] + elements + ["</svg>", ""]).joined(separator: "\n").utf8)
      .write(to: file)
  }
}
