// Tensors as text: the golden texts are NumPy's own (`str(array)`, NumPy 2.4).

import JAXCore
import Testing

@Suite struct DescriptionTests {
  @Test func readsAsNumPyPrints() {
    #expect(Tensor([1, 2.5, 3.25] as [Float]).description == "[1.   2.5  3.25]")
    #expect(Tensor([1, -2, 300] as [Int32]).description == "[  1  -2 300]")
    #expect(Tensor([true, false]).description == "[ True False]")
    #expect(Tensor([0.1, 1e-5, 3] as [Float]).description == "[1.e-01 1.e-05 3.e+00]")
    #expect(
      Tensor([1.0 / 3, 2.0 / 3, .nan, -.infinity], dtype: .float64).description
        == "[0.33333333 0.66666667        nan       -inf]")
    #expect(
      Tensor((0..<2000).map { Float($0) }).description
        == "[0.000e+00 1.000e+00 2.000e+00 ... 1.997e+03 1.998e+03 1.999e+03]")
    #expect(
      Tensor((0..<6).map { Float($0) }, shape: [1, 2, 3]).description == """
        [[[0. 1. 2.]
          [3. 4. 5.]]]
        """)
    #expect(
      Tensor((0..<8).map { Float($0) * 0.5 }, shape: [2, 2, 2]).description == """
        [[[0.  0.5]
          [1.  1.5]]

         [[2.  2.5]
          [3.  3.5]]]
        """)
    #expect(
      Tensor((0..<30).map { Int32($0 * 1000) }).description == """
        [    0  1000  2000  3000  4000  5000  6000  7000  8000  9000 10000 11000
         12000 13000 14000 15000 16000 17000 18000 19000 20000 21000 22000 23000
         24000 25000 26000 27000 28000 29000]
        """)
    #expect(Tensor([Float(0.4199743)], shape: []).description == "0.4199743")
    #expect(Tensor([Float](), shape: [0]).description == "[]")
    #expect(Tensor([1e10, 2.5e10], dtype: .float64).description == "[1.0e+10 2.5e+10]")
    #expect(Tensor([0, 0] as [Float]).description == "[0. 0.]")
    #expect(
      Tensor((0..<1200).map { Float($0) }, shape: [40, 30]).description == """
        [[0.000e+00 1.000e+00 2.000e+00 ... 2.700e+01 2.800e+01 2.900e+01]
         [3.000e+01 3.100e+01 3.200e+01 ... 5.700e+01 5.800e+01 5.900e+01]
         [6.000e+01 6.100e+01 6.200e+01 ... 8.700e+01 8.800e+01 8.900e+01]
         ...
         [1.110e+03 1.111e+03 1.112e+03 ... 1.137e+03 1.138e+03 1.139e+03]
         [1.140e+03 1.141e+03 1.142e+03 ... 1.167e+03 1.168e+03 1.169e+03]
         [1.170e+03 1.171e+03 1.172e+03 ... 1.197e+03 1.198e+03 1.199e+03]]
        """)
    #expect(Tensor([1.5e-7, 1] as [Float]).description == "[1.5e-07 1.0e+00]")
    #expect(Tensor([123456.789, 0.001] as [Float]).description == "[1.2345679e+05 1.0000000e-03]")
  }

  /// Of large arrays only what is shown is looked at; the texts are NumPy's.
  @Test func largeArraysAreAbbreviated() {
    let many = Tensor((0..<(1 << 20)).map { Int32($0) })
    #expect(many.description == "[      0       1       2 ... 1048573 1048574 1048575]")
    #expect(
      Tensor([Bool](repeating: true, count: 1001)).description
        == "[ True  True  True ...  True  True  True]")
    let cube = Tensor((0..<4000).map { Float16($0 % 7) / 4 }, shape: [2, 5, 400])
    #expect(
      cube.description == """
        [[[0.   0.25 0.5  ... 1.25 1.5  0.  ]
          [0.25 0.5  0.75 ... 1.5  0.   0.25]
          [0.5  0.75 1.   ... 0.   0.25 0.5 ]
          [0.75 1.   1.25 ... 0.25 0.5  0.75]
          [1.   1.25 1.5  ... 0.5  0.75 1.  ]]

         [[1.25 1.5  0.   ... 0.75 1.   1.25]
          [1.5  0.   0.25 ... 1.   1.25 1.5 ]
          [0.   0.25 0.5  ... 1.25 1.5  0.  ]
          [0.25 0.5  0.75 ... 1.5  0.   0.25]
          [0.5  0.75 1.   ... 0.   0.25 0.5 ]]]
        """)
    #expect(
      Tensor((0..<1500).map { Int8($0 % 100 - 50) }, shape: [1500, 1]).description == """
        [[-50]
         [-49]
         [-48]
         ...
         [ 47]
         [ 48]
         [ 49]]
        """)
    #expect(
      Tensor((0..<1200).map { Int32($0) - 3 }, shape: [1200], dtype: .complex64).description
        == """
        [-3.000e+00+0.j -2.000e+00+0.j -1.000e+00+0.j ...  1.194e+03+0.j
          1.195e+03+0.j  1.196e+03+0.j]
        """)
    #expect(
      Tensor((0..<1200).map { Int32($0) % 8 }, dtype: .int4).description
        == "[0 1 2 ... 5 6 7]")
    #expect(Tensor([Float](), shape: [0, 1 << 40]).description == "[]")
  }
}
