// Compressed data made with Python's zlib, gzip and numpy.

import Foundation

/// Compressed data, and what it holds.
enum Vectors {
  /// A text with repetitions, then the bytes 0 to 39.
  static let text =
    Array(
      String(
        repeating: "the quick brown fox jumps over the lazy dog; the quick brown fox sleeps. ",
        count: 3
      ).utf8) + Array(0..<40)
  /// The squares of 0 to 399, each with a comma after it.
  static let squares = Array((0..<400).map { "\($0 * $0)," }.joined().utf8)

  /// `text` in a stored block.
  static let stored = bytes(
    "AQMB/P50aGUgcXVpY2sgYnJvd24gZm94IGp1bXBzIG92ZXIgdGhlIGxhenkgZG9nOyB0aGUgcXVpY2sgYnJvd24g"
      + "Zm94IHNsZWVwcy4gdGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZzsgdGhlIHF1aWNr"
      + "IGJyb3duIGZveCBzbGVlcHMuIHRoZSBxdWljayBicm93biBmb3gganVtcHMgb3ZlciB0aGUgbGF6eSBkb2c7IHRo"
      + "ZSBxdWljayBicm93biBmb3ggc2xlZXBzLiAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYn")
  /// `text` with the fixed codes.
  static let fixed = bytes(
    "K8lIVSgszUzOVkgqyi/PU0jLr1DIKs0tKFbIL0stUigBSuckVlUqpOSnW4N56IqLc1JTC4r1sMoNrEEMjEzMLKxs"
      + "7BycXNw8vHz8AoJCwiKiYuISklLSMrJy8gqKSsoqqmrqAA==")
  /// `squares` with codes of their own.
  static let dynamic = bytes(
    "LZXLgcQwCEMbysEYMNB/Y6vH7GXiSQDzkcT57ItvPnvfzc/fF/O9+No+O+ezq2eEvspiZCKbm3r2fH5D9vKWXYSe"
      + "HV/e+bLe92T39Cz9L71vfR/ZzSOuHO0ogplCGTHtKrg5twTXJfc+EnhkUsrIOshBGd5DFkbG98x3/cR345gyk8d9"
      + "nIp3zdeRnePhik/SytwVz0ORnTu8dJu37vVRBnGUS5BVuPKLUKbxlHMU1VJGHtWTRsFOxfryJTVncRq9e0df5WXq"
      + "pjxeyveVorxWvDpJc+RRuvOr1L1VyqBGuTSt76v8OpjFU87dyn6oQxY6KUt1U1VOn50VzTp3z3Fo8JOF2ixjM/zM"
      + "rnMO+miPllrT3fubtNPzm7T/FpO4s0PZ+XjkDoip+TDAsLfYwFdZcu5mdPLTr6sRtj2xbM5v3z/H5q39o5VWG6eC"
      + "mLXxa7ir914NnfPmM4fcZvOcBceQv2pWLfdQ1z0FQOyHEAciRh8uzoIL/bk/mFz6dt1477E4KuxjfcOJE3ReiCF+"
      + "Mg9hH99kSlfT1fvH7K4Sl/1O9FbCkGLOV1UARKYvzuA7YOJOqg9qsHoicBYQpVd+hrOBKmUvG79gTbAFqBcEuhvM"
      + "c3DprtCCMvdqRMMZDHs6cM5F9mO+gvzivYF+LQvqQYheboignGGMxnuWCme5DbtP7Ln1PgzOMXxIgq8mh2xc+Bl+"
      + "FV//dZc0YZUBLms2yicShkcWBHvLsPegWKEGUbkkQyOkJfg2uhGj0PpFS/IYBNtepR3OtpojKKA+6JD+Q1FHm9Jb"
      + "MTPQK7FUd2VyryY0UBZdS6FRNoXWSbvwbdFGv6laUsCRzSh1cZp630nVTlPFcpMUiOZH/XmLq+d79n0faxNrn+ub"
      + "G+cRk9JlU9z19l51TTkwIr0fclOWyMNZpTjkrzTRD6OuutRYW285tUtN1IcKelJJf2o5KNxwfqvHRT+r6G1tn6vp"
      + "uWinmH2YRR/m0qvNbcyrL7PryxzbmWnvfKVQ6FQy904woPRVYxf1iriqvRvMdIOfHrA0i6s5YGwMvI2BPcghcVu9"
      + "ltQjeQFWJ8DtJBiexfM8sD2UrV8wPw3+RSl8B17IDpLYMduVY/W/flYrHWLpAcukAlBOD/hn5ydcgtn+e7PfKtey"
      + "7/otm+0M1EZguUFvd60ZCqBL70920QYzRygkv6iGHkgIC5Ao9hAXPWZVud5KdPvq9fzEe1AnWoWsa/uh8ddW/H+K"
      + "hoLvP5/9FrsAbvr6vY1yH/oofd8loEu57/ZvDfw01c8KLMIYPFZ6WZvo//8y8FVoj986yNVuQZFO+E/VJS50yXv1"
      + "3mfFX+Ckn7H01QLZHRF3v4miWAo6u0r+90r+lkz+Ns7b+6J2F8VvQWjAZMbcWDtn91fa1pC/zSblpj4xj2plQO3S"
      + "Ad8NtX3Jt3sS+vOtd4PqVvXzDw==")
  /// `text` in a gzip file with a name.
  static let gzip = bytes(
    "H4sICAAAAAAC/25hbWUudHh0ACvJSFUoLM1MzlZIKsovz1NIy69QyCrNLShWyC9LLVIoAUrnJFZVKqTkp1uDeeiK"
      + "i3NSUwuK9bDKDaxBDIxMzCysbOwcnFzcPLx8/AKCQsIiomLiEpJS0jKycvIKikrKKqpq6gB15hcDAwEAAA==")
  /// The arrays `a0`, of 0 to 5 as float32 of shape (2, 3), and `a1`, a true boolean, compressed.
  static let compressedArrays = bytes(
    "UEsDBC0AAAAIAAAAIQBP6QAq//////////8GABQAYTAubnB5AQAQAJgAAAAAAAAAVQAAAAAAAACb7BfqGxDJyFDG"
      + "UK2eklqcXKRupaBuk2airqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOgrGmjoKtQpkAy4GMGiwBxIO"
      + "QATEDUC8wAEAUEsDBC0AAAAIAAAAIQCCLfjT//////////8GABQAYTEubnB5AQAQAIEAAAAAAAAAQwAAAAAAAACb"
      + "7BfqGxDJyFDGUK2eklqcXKRupaBek2SorqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RqaOgq1ChQBLkYA"
      + "UEsBAi0DLQAAAAgAAAAhAE/pACpVAAAAmAAAAAYAAAAAAAAAAAAAAIABAAAAAGEwLm5weVBLAQItAy0AAAAIAAAA"
      + "IQCCLfjTQwAAAIEAAAAGAAAAAAAAAAAAAACAAY0AAABhMS5ucHlQSwUGAAAAAAIAAgBoAAAACAEAAAAA")
  /// The array `plain`, of 0 to 2 as int64, not compressed.
  static let plainArrays = bytes(
    "UEsDBC0AAAAAAAAAIQD3QBLq//////////8JABQAcGxhaW4ubnB5AQAQAJgAAAAAAAAAmAAAAAAAAACTTlVNUFkB"
      + "AHYAeydkZXNjcic6ICc8aTgnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMywpLCB9ICAgICAg"
      + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgCgAAAAAAAAAAAQAA"
      + "AAAAAAACAAAAAAAAAFBLAQItAy0AAAAAAAAAIQD3QBLqmAAAAJgAAAAJAAAAAAAAAAAAAACAAQAAAABwbGFpbi5u"
      + "cHlQSwUGAAAAAAEAAQA3AAAA0wAAAAAA")

  private static func bytes(_ text: String) -> [UInt8] {
    Data(base64Encoded: text).map(Array.init) ?? []
  }
}
