"""The exponentials of eight numbers at once, none of them above 0.

With k = x / ln 2, rounded, and r = x - k ln 2, which lies within +-0.35,

    exp(x) = 2^k exp(r),        exp(r) = 1 + r + r^2 (1/2! + r/3! + ... + r^11/13!)

The sum breaks off where the next term is below 5e-18. ln 2 is taken in two parts, the first with so few bits
that its product with k is exact [Cody1980], so r loses nothing. What remains is rounding: the relative error
is below `RELATIVE_ERROR`. exp(0) is 1 exactly. Below `LOWEST` the result is 0, where exp itself is below
3.4e-308, hardly more than the smallest number that a double holds with all its digits.
"""

from __future__ import annotations

import math
from typing import Any

from blinkfirst.solve.kernels.compiling import part
from blinkfirst.solve.kernels.vector8 import power_of_two, spread, unless_below

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
    """The exponentials of eight numbers not above 0.

    The sum is formed in four pieces that do not wait for one another.
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
