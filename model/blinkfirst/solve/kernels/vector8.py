"""Eight numbers side by side: the vectors that kernels compute with, their tables and exponentials.

A vector holds eight doubles, or four, and is one value to the compiler. What is written ``a * b + c`` becomes
one instruction each for all eight where the processor has registers of 512 bits, two where it has 256, four
where it has 128. Every operation is that of IEEE arithmetic on each number by itself. Nothing is fused or put
in another order, so every processor gives the same bits.

Vectors exist inside compiled kernels only. They are read from and written to contiguous arrays, eight numbers
from a place on, counted as if the array were flat. These reads and writes, and `take` and `put` for a single
number, do not ask whether a place lies within the array, nor whether it counts from the end. Kernels whose
tables have fewer than eight columns to fill take vectors of four, by `load4` and `spread4`.

A table lies in rows of eight columns, in *planes*; a register takes a row whole.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.datamodel import models
from numba.core.errors import TypingError
from numba.extending import intrinsic, lower_builtin, register_model, type_callable

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.solve.kernels.compiling import part

LANES = 8
FEW_LANES = 4

_DOUBLE, _LONG, _INDEX = ir.DoubleType(), ir.IntType(64), ir.IntType(32)
_EIGHT_DOUBLES, _EIGHT_LONGS = ir.VectorType(_DOUBLE, LANES), ir.VectorType(_LONG, LANES)

_BYTES_OF_A_DOUBLE = 8
_FRACTION_BITS, _BIAS = 52, 1023  # of a double: bits after the point, what its exponent is counted from


class _VectorType(types.Type):
    def __init__(self, lanes: int) -> None:
        self.lanes = lanes
        self.doubles = ir.VectorType(_DOUBLE, lanes)
        super().__init__(name=f"Vector{lanes}")


_VECTOR8, _VECTOR4 = _VectorType(LANES), _VectorType(FEW_LANES)


@register_model(_VectorType)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, of: Any) -> None:
        super().__init__(manager, of, of.doubles)  # type: ignore[no-untyped-call]


def _instruction(typed: Callable[..., Any]) -> Callable[..., Any]:
    """Turn a function that types an instruction and says how to write it into the instruction itself."""
    return cast(Callable[..., Any], intrinsic(typed))


@_instruction
def load(context: Any, array: Any, at: Any) -> Any:
    """``array[at : at + 8]`` of a flat array of doubles."""
    return _loaded(array, _VECTOR8)


@_instruction
def load4(context: Any, array: Any, at: Any) -> Any:
    """``array[at : at + 4]`` of a flat array of doubles."""
    return _loaded(array, _VECTOR4)


def _loaded(array: Any, vector: _VectorType) -> Any:
    def written(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = builder.bitcast(_place(target, builder, signature, arguments), vector.doubles.as_pointer())
        return builder.load(place, align=_BYTES_OF_A_DOUBLE)

    return vector(_contiguous(array), types.intp), written


@_instruction
def gather(context: Any, array: Any, index: Any, at: Any) -> Any:
    """``array[index[at : at + 8]]`` of flat arrays."""

    def written(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array, index, at = arguments
        vector = ir.Constant(_EIGHT_DOUBLES, ir.Undefined)
        for lane in range(LANES):
            entry = builder.add(at, ir.Constant(_LONG, lane))
            place = target.make_array(signature.args[1])(target, builder, index)
            number = builder.load(builder.gep(place.data, [entry]))
            numbers = target.make_array(signature.args[0])(target, builder, array)
            taken = builder.load(builder.gep(numbers.data, [builder.zext(number, _LONG)]))
            vector = builder.insert_element(vector, taken, ir.Constant(_INDEX, lane))
        return vector

    return _VECTOR8(_contiguous(array), _contiguous(index), types.intp), written


@_instruction
def store(context: Any, array: Any, at: Any, vector: Any) -> Any:
    """``array[at : at + 8] = vector``, or as many numbers as the vector has."""

    def written(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = builder.bitcast(_place(target, builder, signature, arguments), vector.doubles.as_pointer())
        builder.store(arguments[2], place, align=_BYTES_OF_A_DOUBLE)
        return target.get_dummy_value()

    return types.void(_contiguous(array), types.intp, vector), written


@_instruction
def take(context: Any, array: Any, at: Any) -> Any:
    """``array[at]`` of a flat array."""

    def written(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(_place(target, builder, signature, arguments))

    return array.dtype(_contiguous(array), types.intp), written


@_instruction
def put(context: Any, array: Any, at: Any, number: Any) -> Any:
    """``array[at] = number`` in a flat array."""

    def written(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        builder.store(arguments[2], _place(target, builder, signature, arguments))
        return target.get_dummy_value()

    return types.void(_contiguous(array), types.intp, array.dtype), written


@_instruction
def put_away(context: Any, array: Any, at: Any, number: Any) -> Any:
    """``array[at] = number``, past the caches: for what is not looked at before they have forgotten it."""

    def written(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        instruction = builder.store(arguments[2], _place(target, builder, signature, arguments))
        yes = builder.module.add_metadata([ir.Constant(_INDEX, 1)])
        instruction.set_metadata("nontemporal", yes)
        return target.get_dummy_value()

    return types.void(_contiguous(array), types.intp, array.dtype), written


@_instruction
def spread(context: Any, number: Any) -> Any:
    """Eight times the same number."""
    return _spread(_VECTOR8)


@_instruction
def spread4(context: Any, number: Any) -> Any:
    """Four times the same number."""
    return _spread(_VECTOR4)


def _spread(vector: _VectorType) -> Any:
    def written(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        nothing = ir.Constant(vector.doubles, ir.Undefined)
        first = builder.insert_element(nothing, arguments[0], ir.Constant(_INDEX, 0))
        lanes = ir.Constant(ir.VectorType(_INDEX, vector.lanes), [0] * vector.lanes)
        return builder.shuffle_vector(first, nothing, lanes)

    return vector(types.float64), written


@_instruction
def larger(context: Any, left: Any, right: Any) -> Any:
    """The larger of two numbers, lane by lane."""

    def written(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        one, other = arguments
        return builder.select(builder.fcmp_ordered(">", one, other), one, other)

    return left(left, left), written


@_instruction
def smaller(context: Any, left: Any, right: Any) -> Any:
    """The smaller of two numbers, eight times."""

    def written(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        left, right = arguments
        return builder.select(builder.fcmp_ordered("<", left, right), left, right)

    return _VECTOR8(_VECTOR8, _VECTOR8), written


@_instruction
def unless_below(context: Any, vector: Any, other: Any, limit: Any, instead: Any) -> Any:
    """``vector``, but ``instead`` in the lanes where ``other`` is below ``limit``."""

    def written(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vector, other, limit, instead = arguments
        return builder.select(builder.fcmp_ordered("<", other, limit), instead, vector)

    return _VECTOR8(_VECTOR8, _VECTOR8, _VECTOR8, _VECTOR8), written


@_instruction
def power_of_two(context: Any, shifted: Any) -> Any:
    """2^k, for whole numbers k from -1022 to 1023, given ``k + 1.5 * 2^52``.

    In a double so large the last bits are k itself. Shifted to where a double has its exponent they make 2^k.
    """

    def written(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        bits = builder.bitcast(arguments[0], _EIGHT_LONGS)
        exponent = builder.add(bits, ir.Constant(_EIGHT_LONGS, [_BIAS] * LANES))
        power = builder.shl(exponent, ir.Constant(_EIGHT_LONGS, [_FRACTION_BITS] * LANES))
        return builder.bitcast(power, _EIGHT_DOUBLES)

    return _VECTOR8(_VECTOR8), written


def _contiguous(array: Any) -> Any:
    """Refuse, when a kernel is compiled, an array in which places do not follow one another."""
    if array.layout != "C":
        raise TypingError(f"expected a contiguous array, got {array}")
    return array


def _place(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """Address of the number that an instruction's first two arguments, array and index, name."""
    array = target.make_array(signature.args[0])(target, builder, arguments[0])
    return builder.gep(array.data, [arguments[1]])


def _arithmetic(operation: Callable[[Any, Any], Any], name: str) -> None:
    """Teach the compiler an operation on two vectors."""

    @type_callable(operation)
    def typed(context: Any) -> Any:
        def result(left: Any, right: Any) -> Any:
            return left if isinstance(left, _VectorType) and right == left else None

        return result

    @lower_builtin(operation, _VECTOR4, _VECTOR4)  # type: ignore[untyped-decorator, no-untyped-call]
    @lower_builtin(operation, _VECTOR8, _VECTOR8)  # type: ignore[untyped-decorator, no-untyped-call]
    def written(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return getattr(builder, name)(*arguments)


for _operation, _name in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _arithmetic(_operation, _name)


_LINE = 64  # bytes of a row, and of a line of the cache; a row that straddles two lines is fetched twice


@part
def blank(size: int) -> FloatArray:
    """``size`` zeros that begin where a line of the cache does."""
    numbers = np.zeros(size + LANES)
    skipped = (-numbers.ctypes.data % _LINE) // numbers.itemsize
    return numbers[skipped : skipped + size]


@part
def planes_for(columns: int) -> int:
    """Return the number of planes of eight that hold so many columns."""
    return (columns + LANES - 1) // LANES


@part
def place_of(column: int, plane: int) -> int:
    """Return the place of a column's entry for row 0, in planes of length ``plane``."""
    return (column // LANES) * plane + column % LANES


@part
def fill(rows: FloatArray, plane: int, table: FloatArray, times: int, first: int = 0) -> None:
    """Write a table into rows from column ``first`` on, its columns ``times`` over."""
    for row in range(table.shape[0]):
        for column in range(times * table.shape[1]):
            rows[place_of(first + column, plane) + row * LANES] = table[row, column % table.shape[1]]


@part
def read_back(rows: FloatArray, plane: int, table: FloatArray, first: int = 0) -> None:
    """Fill a table from rows, from their column ``first`` on."""
    for row in range(table.shape[0]):
        for column in range(table.shape[1]):
            table[row, column] = rows[place_of(first + column, plane) + row * LANES]


@part
def most(offset: IntArray) -> int:
    """Length of the longest of the rows that an offset array counts."""
    longest = 0
    for row in range(offset.size - 1):
        longest = max(longest, offset[row + 1] - offset[row])
    return longest


RELATIVE_ERROR = 2.0**-52
LOWEST = -708.0

_ROUNDER = 1.5 * 2.0**52  # added, it leaves a double no bits after the point
_PER_LN2 = 1.0 / math.log(2.0)
_LN2_FIRST = float.fromhex("0x1.62e42fee00000p-1")  # ln 2 to 33 bits; k has at most 11
_LN2_REST = float.fromhex("0x1.a39ef35793c76p-33")
_C2, _C3, _C4, _C5, _C6, _C7, _C8, _C9, _C10, _C11, _C12, _C13 = (
    1.0 / math.factorial(n) for n in range(2, 14)
)


@part
def exponential(x: Any) -> Any:
    """The exponentials of eight numbers, none of them above 0.

    With k = x / ln 2, rounded, and r = x - k ln 2, which lies within +-0.35,

        exp(x) = 2^k exp(r),        exp(r) = 1 + r + r^2 (1/2! + r/3! + ... + r^11/13!)

    The sum breaks off where the next term is below 5e-18, and is formed in four pieces that do not wait for
    one another. ln 2 is taken in two parts, the first with so few bits that its product with k is exact
    [Cody1980], so r loses nothing. What remains is rounding: the relative error is below `RELATIVE_ERROR`.
    exp(0) is 1 exactly. Below `LOWEST` the result is 0, where exp itself is below 3.4e-308, hardly more than
    the smallest number that a double holds with all its digits.
    """
    shifted = x * spread(_PER_LN2) + spread(_ROUNDER)
    k = shifted - spread(_ROUNDER)
    r = x - k * spread(_LN2_FIRST) - k * spread(_LN2_REST)
    r2 = r * r
    r4 = r2 * r2
    c2 = spread(_C2) + r * spread(_C3)
    c4 = (spread(_C4) + r * spread(_C5)) + r2 * (spread(_C6) + r * spread(_C7))
    c8 = (spread(_C8) + r * spread(_C9)) + r2 * (spread(_C10) + r * spread(_C11))
    c12 = spread(_C12) + r * spread(_C13)
    beyond_one = r + r2 * (c2 + r2 * (c4 + r4 * (c8 + r4 * c12)))
    result = (spread(1.0) + beyond_one) * power_of_two(shifted)
    return unless_below(result, x, spread(LOWEST), spread(0.0))
