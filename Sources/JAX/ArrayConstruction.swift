// Arrays put together from the parts that the devices of each process hold.
//
// An array lives on one device so far, so there is one part: all of it. Source: jax/_src/array.py.

extension jax {
  /// An array of the given shape from a function that gives the elements of each device's part, in row-major order.
  ///
  ///     jax.makeArrayFromCallback([2, 3]) { ranges in rows[ranges[0]].flatMap { $0 } }
  ///
  /// - Parameters:
  ///   - shape: the shape of the whole array.
  ///   - callback: the elements of the part with the given range along each axis.
  /// - Source: `jax.make_array_from_callback`.
  public static func makeArrayFromCallback<Scalar: TensorScalar>(
    _ shape: any TensorShape, _ callback: ([Range<Int>]) throws -> [Scalar]
  ) rethrows -> Tensor {
    let shape = shape.sizes
    let elements = try callback(shape.map { 0..<$0 })
    guard elements.count == shape.elementCount else {
      raise(
        JAXError(
          .shape, "makeArrayFromCallback",
          found: "\(elements.count) elements for shape \(shape.tupleDescription).",
          expected: "\(shape.elementCount) elements"))
      return Tensor(Placeholder(ShapedArray(shape: shape, dtype: Scalar.dtype)))
    }
    return Tensor(elements, shape: shape)
  }

  /// An array from the arrays that the devices hold; the one device holds all of it.
  ///
  /// - Source: `jax.make_array_from_single_device_arrays`.
  public static func makeArrayFromSingleDeviceArrays(_ shape: any TensorShape, _ arrays: [Tensor])
    -> Tensor
  {
    let shape = shape.sizes
    return raising(placeholder: arrays.first ?? jnp.zeros(shape)) {
      guard arrays.count == 1, arrays[0].shape == shape else {
        throw JAXError(
          .shape, "makeArrayFromSingleDeviceArrays",
          found:
            "arrays of shapes \(arrays.map(\.shape.tupleDescription).listed) for an array of shape "
            + "\(shape.tupleDescription).",
          expected: "one array of that shape, as there is one device")
      }
      return devicePut(arrays[0])
    }
  }

  /// An array from the part that each process has; a program of one process has all of it.
  ///
  /// - Parameters:
  ///   - localData: the part of this process.
  ///   - globalShape: the shape of the whole array.
  /// - Source: `jax.make_array_from_process_local_data`.
  public static func makeArrayFromProcessLocalData(
    _ localData: Tensor, globalShape: (any TensorShape)? = nil
  ) -> Tensor {
    let globalShape = globalShape?.sizes
    return raising(placeholder: localData) {
      if let globalShape, globalShape != localData.shape {
        throw JAXError(
          .shape, "makeArrayFromProcessLocalData",
          found: "data of shape \(localData.shape.tupleDescription) for an array of shape "
            + "\(globalShape.tupleDescription).",
          expected: "the data of the whole array, as there is one process")
      }
      return devicePut(localData)
    }
  }
}
