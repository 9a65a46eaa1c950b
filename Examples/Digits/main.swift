// Trains a classifier on real handwritten digits, and shows JAX's classic examples first.
//
// usage: demo [--epochs N] [--batch N] [--learning-rate R] [--seed N] [--output FOLDER]

import Foundation
import JAX

let options = Options(CommandLine.arguments.dropFirst())

try showClassicExamples()

print("A classifier for handwritten digits\n")
let digits = try Digits.load()
let (train, test) = digits.split(every: 5)
print("  \(train.count) images to train on, \(test.count) to test with, 8×8 pixels each")

var trainer = Trainer(options)
let history = trainer.run(train: train, test: test)

let folder = URL(fileURLWithPath: options.output)
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
let predictions = trainer.predictions(for: test)
let accuracy = zip(predictions, test.labels).count(where: ==)
let share = Double(accuracy) / Double(test.count)
try lossCurve(history).write(to: folder.appendingPathComponent("loss.svg"))
try confusionMatrix(true: test.labels, predicted: predictions)
  .write(to: folder.appendingPathComponent("confusion.svg"))
print("  pictures: \(options.output)/loss.svg, \(options.output)/confusion.svg\n")

trainer.showHardestExamples(of: train)

print(String(format: "test accuracy %.4f", share))
