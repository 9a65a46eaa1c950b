#!/usr/bin/env python3
"""Writes printing.json: arrays of all dtypes and shapes, and NumPy's texts of them, with its print options.

usage: printing.py            (with NumPy 2 and ml_dtypes, as they come with JAX)
"""
import json
import pathlib

import ml_dtypes
import numpy as np

nan, inf = float("nan"), float("inf")
FLOATS = [
    [0.0], [-0.0, 0.0], [1.0], [1.0, 2.5, 3.25], [0.1, 0.2, 0.3], [1e-3, 1e-4], [1e-4], [9e-5, 1.0], [123456789.0], [1e7],
    [999999.0], [1e6], [1e3], [999.0, 1.0], [1000.0, 1.0], [1001.0, 1.0], [1e5, 2e-5], [1 / 3, 2 / 3, nan, -inf], [nan], [inf, -inf],
    [nan, 1.0], [-inf, 1.5], [inf, 1e10], [-1.5, 2.0, -3.125], [1e-7, 1.0], [3.14159265358979, 2.718281828459045],
    [1e20, -1e20], [65504.0, 0.1], [5e-324, 1.0], [1e-45], [16777216.0, 16777217.0], [0.1 + 0.2], [100.0, 10.0, 1.0, 0.1],
    [1e2, 1e-2], [-1e-3, 1e-3], [2.0 ** -24], [0.30000001, 7.0], [1e300, 1e-300], [12345.678, 1.0],
]
COMPLEX = [
    [1 - 20.25j, 100.5 + 3j], [0j], [1j], [complex(0.0, -1.0)], [complex(-0.0, 1.0)], [complex(nan, 1)], [complex(1, nan)],
    [complex(inf, -inf)], [complex(nan, nan), 1 + 1j], [1e10 + 1j, 2 - 1e-5j], [0.1 + 0.2j, -0.3 - 0.4j], [1e-4 + 1e7j],
    [complex(1, inf), 2 + 300.125j],
]
INTEGERS = [[0], [1, -2, 100], [127, -128], [5] * 30]
SCALARS = [0.0, -0.0, 1.0, 0.1, 1e-4, 9.9e-5, 1e15, 1e16, 123456.789, nan, inf, -inf, 1 / 3, 1e-10, 65504.0]
OPTIONS = [
    {"precision": 3}, {"suppress": True}, {"precision": 3, "suppress": True}, {"sign": "+"}, {"sign": " "},
    {"floatmode": "fixed", "precision": 4}, {"floatmode": "unique"}, {"floatmode": "maxprec_equal"}, {"nanstr": "NA", "infstr": "Infinity"},
    {"linewidth": 30}, {"threshold": 5, "edgeitems": 2}, {"precision": 0}, {"floatmode": "fixed", "precision": 2, "sign": "+"},
    {"precision": 12, "linewidth": 120},
]


def cases():
    np.seterr(over="ignore")
    for dtype in (np.float16, np.float32, np.float64):
        for values in FLOATS:
            yield np.array(values, dtype), {}
        for value in SCALARS:
            yield np.array(value, dtype), {}
    for dtype in (ml_dtypes.bfloat16, ml_dtypes.float8_e4m3fn, ml_dtypes.float8_e5m2):
        for values in ([1.5, 2, 3], [0.1, 240.0], [nan, 1.0], [-0.0]):
            yield np.array(values, dtype), {}
        yield np.array(1.5, dtype), {}
    yield np.array([1e10, inf, 1e-10], ml_dtypes.bfloat16), {}
    for dtype in (np.complex64, np.complex128):
        for values in COMPLEX:
            yield np.array(values, dtype), {}
            yield np.array(values[0], dtype), {}
    for dtype in (np.int8, np.int16, np.int32, np.int64):
        for values in INTEGERS:
            yield np.array(values, dtype), {}
    for dtype in (np.uint8, np.uint16, np.uint32, np.uint64):
        yield np.array([0, 7, np.iinfo(dtype).max], dtype), {}
    yield np.array([1, -3], ml_dtypes.int4), {}
    yield np.array([True, False]), {}
    yield np.array(True), {}
    yield np.array([[True], [False]]), {}
    generator = np.random.default_rng(0)
    for shape in [(3, 4), (2, 3, 4), (20,), (2, 30), (1, 1, 25), (1001,), (40, 30), (2, 2, 400), (0,), (0, 3), (1, 7, 1)]:
        yield generator.standard_normal(shape).astype(np.float32), {}
        yield generator.integers(-1000, 1000, shape).astype(np.int32), {}
    for shape in [(12,), (3, 9), (2, 2, 8)]:
        yield (generator.standard_normal(shape) + 1j * generator.standard_normal(shape)).astype(np.complex64), {}
        yield generator.standard_normal(shape) > 0, {}
    for options in OPTIONS:
        yield np.array([1 / 3, 2.5, -1000.125, 1e-6]), options
        yield np.array([0.5, 1 / 7], np.float32), options
        yield np.array([nan, -inf, 12.0], np.float32), options
        yield np.array([1 - 20.25j, 100.5 + 3j], np.complex64), options
        yield np.arange(24, dtype=np.int32).reshape(2, 12) - 5, options
        yield np.linspace(-1, 1, 14, dtype=np.float32), options


def text(array, options):
    with np.printoptions(**options):
        return str(array)


folder = pathlib.Path(__file__).parent
lines = [
    json.dumps({
        "dtype": array.dtype.name, "shape": array.shape, "bytes": array.tobytes().hex(), "options": options,
        "text": text(array, options)})
    for array, options in cases()]
(folder / "printing.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
print(len(lines), "cases with NumPy", np.__version__)
