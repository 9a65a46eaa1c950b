// The picture of what was taken for what.

/// How often each digit was taken for each.
func confusionMatrix(true labels: [Int], predicted: [Int]) -> SVG {
  var counts = Array(repeating: Array(repeating: 0, count: 10), count: 10)
  for (label, prediction) in zip(labels, predicted) { counts[label][prediction] += 1 }
  let right = (0..<10).map { counts[$0][$0] }.reduce(0, +)
  let (cell, left, top) = (44.0, 74.0, 92.0)
  var picture = SVG(width: left + 10 * cell + 120, height: top + 10 * cell + 58)
  let middle = left + 5 * cell
  picture.text("Digits and what they were taken for", x: middle, y: 30, size: 18, isBold: true)
  picture.text("\(right) of \(labels.count) test images are right", x: middle, y: 52)
  for row in 0..<10 {
    let total = max(counts[row].reduce(0, +), 1)
    let y = top + Double(row) * cell
    picture.text("\(row)", x: left - 14, y: y + cell / 2 + 5)
    picture.text("\(row)", x: left + (Double(row) + 0.5) * cell, y: top - 10)
    for column in 0..<10 {
      let count = counts[row][column]
      let share = Double(count) / Double(total)
      let x = left + Double(column) * cell
      picture.rectangle(
        x: x + 1, y: y + 1, width: cell - 2, height: cell - 2,
        fill: count == 0 ? "#f4f4f7" : color(share, isRight: row == column))
      if count > 0 {
        picture.text(
          "\(count)", x: x + cell / 2, y: y + cell / 2 + 5,
          color: share > 0.5 ? "white" : SVG.ink)
      }
    }
  }
  picture.text("taken for", x: middle, y: top + 10 * cell + 30)
  picture.text("the digit", x: 24, y: top + 5 * cell, rotation: -90)

  let scale = left + 10 * cell + 26
  for (index, share) in [1, 0.5, 0.1].enumerated() {
    for (column, isRight) in [true, false].enumerated() {
      picture.rectangle(
        x: scale + Double(column) * 20, y: top + 24 + Double(index) * 22, width: 18, height: 18,
        fill: color(share, isRight: isRight))
    }
    picture.text(
      "\(Int(share * 100)) %", x: scale + 46, y: top + 38 + Double(index) * 22, size: 12,
      anchor: .start)
  }
  picture.text("right, wrong", x: scale, y: top + 12, size: 12, anchor: .start)
  return picture
}

/// A blue for what is right, an orange for what is wrong, darker where it is more.
private func color(_ share: Double, isRight: Bool) -> String {
  let strength = 0.15 + 0.85 * share.squareRoot()
  let end: (Double, Double, Double) = isRight ? (37, 78, 168) : (214, 92, 32)
  func mix(_ component: Double) -> Int { Int(255 + (component - 255) * strength) }
  return "rgb(\(mix(end.0)), \(mix(end.1)), \(mix(end.2)))"
}
