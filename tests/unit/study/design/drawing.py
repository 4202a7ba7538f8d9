"""Random designs, and all cases of one the slow way."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import strategies as st

from blinkfirst.study.design.design import Design
from blinkfirst.study.design.factors import Axis, CaseTable, Factor, Interval, Paired
from blinkfirst.study.design.sampling import Sample, Side
from blinkfirst.study.design.values import canonical

NUMBERS = st.one_of(
    st.integers(-(10**9), 10**9), st.floats(-1e9, 1e9, allow_nan=False), st.sampled_from([0.1, -0.0, 5e-324])
)
WORDS = st.sampled_from(["exact", "none of it", "1", "true", "a,b", "[x", "'", "µ", "", " x", "a=b", "{"])
SCALARS = st.one_of(NUMBERS, WORDS, st.booleans(), st.none())
VALUES = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=3),
    st.dictionaries(st.sampled_from(["old", "new"]), NUMBERS, max_size=2),
)


def distinct(values: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[list[Any]]:
    """Lists of different values."""
    return st.lists(values, min_size=1, max_size=most, unique_by=canonical)


@st.composite
def factors(draw: st.DrawFn, path: str) -> Factor:
    """A factor of any kind over one or two paths that begin alike."""
    kind = draw(st.sampled_from(["axis", "zip", "cases", "lhs", "random", "sobol"]))
    if kind == "axis":
        return Axis(path, tuple(draw(distinct(VALUES, 4))))
    if kind in ("zip", "cases"):
        rows = draw(distinct(st.tuples(SCALARS, SCALARS), 4))
        return (Paired if kind == "zip" else CaseTable)((f"{path}.x", f"{path}.y"), tuple(rows))
    low, width = draw(st.floats(-1e6, 1e6)), draw(st.floats(1e-3, 1e6))
    sides = [Side(f"{path}.x", Interval(low, low + width)), Side(f"{path}.y", Interval(-1.0, 0.0))]
    size, seed = draw(st.integers(1, 9)), draw(st.sampled_from([0, 7, 2**64 - 1]))
    return Sample(tuple(sides[: draw(st.integers(1, 2))]), kind, size, seed)


@st.composite
def designs(draw: st.DrawFn, most: int = 3) -> Design:
    """A design of a few factors."""
    count = draw(st.integers(1, most))
    return Design(tuple(draw(factors(f"p{index}")) for index in range(count)))


def all_cases(design: Design) -> list[dict[str, Any]]:
    """Every case, as `itertools` goes through a product."""
    whole = [factor.rows(0, len(factor)) for factor in design.factors]
    return [
        dict(zip(design.paths, itertools.chain.from_iterable(rows), strict=True))
        for rows in itertools.product(*whole)
    ]
