// Layout of text that breaks its lines where it must.
//
// A document is text with possible breaks in groups; the breaks of a group are spaces if the whole group fits the rest
// of the line, else all of them are new lines. Source: P. Wadler, "A prettier printer" (1998); C. Lindig, "Strictly
// Pretty" (2000); the choice to look no further than the group itself is JAX's.

/// Text with possible line breaks.
package indirect enum PrettyDocument: Sendable {
  case text(String)
  case concat([PrettyDocument])
  /// A new line, or the given text where the group fits one line.
  case lineBreak(String)
  case group(PrettyDocument)
  /// A document whose new lines are indented further.
  case nest(Int, PrettyDocument)

  static let empty = PrettyDocument.concat([])

  package static func + (a: PrettyDocument, b: PrettyDocument) -> PrettyDocument {
    .concat([a, b])
  }

  package static func joined(_ items: [PrettyDocument], by separator: PrettyDocument)
    -> PrettyDocument
  {
    var parts: [PrettyDocument] = []
    for item in items {
      if !parts.isEmpty { parts.append(separator) }
      parts.append(item)
    }
    return .concat(parts)
  }

  /// The text, with lines of at most the given width where that is possible.
  package func layout(width: Int = 80) -> String {
    struct Pending {
      let indent: Int
      let isFlat: Bool
      let document: PrettyDocument
    }
    var output = ""
    var column = 0
    var pending = [Pending(indent: 0, isFlat: false, document: self)]
    while let next = pending.popLast() {
      switch next.document {
      case .text(let text):
        output += text
        column += text.utf8.count
      case .concat(let parts):
        for part in parts.reversed() {
          pending.append(Pending(indent: next.indent, isFlat: next.isFlat, document: part))
        }
      case .lineBreak(let text):
        if next.isFlat {
          output += text
          column += text.utf8.count
        } else {
          output += "\n" + String(repeating: " ", count: next.indent)
          column = next.indent
        }
      case .group(let content):
        let isFlat = next.isFlat || content.fits(width - column)
        pending.append(Pending(indent: next.indent, isFlat: isFlat, document: content))
      case .nest(let amount, let content):
        pending.append(
          Pending(indent: next.indent + amount, isFlat: next.isFlat, document: content))
      }
    }
    return output
  }

  /// Whether the document, on one line, takes no more than the given width.
  private func fits(_ width: Int) -> Bool {
    var left = width
    var pending = [self]
    while left >= 0, let next = pending.popLast() {
      switch next {
      case .text(let text), .lineBreak(let text): left -= text.utf8.count
      case .concat(let parts): pending.append(contentsOf: parts.reversed())
      case .group(let content), .nest(_, let content): pending.append(content)
      }
    }
    return left >= 0
  }
}
