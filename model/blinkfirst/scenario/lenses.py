"""Lenses: named readings, and mixtures of them.

A mixture is a set of shares that sum to one; a number under it is the share-weighted mean of what the lenses
say, and so are the ends of its range: w = sum over lenses of share * weight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from blinkfirst.errors import nearest
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.nodes import Path

SHARE_TOLERANCE = 1e-9

OneWeight: TypeAlias = float | Sequence[float]


@dataclass(frozen=True)
class Ranged:
    """A number with the range in which its author holds it defensible."""

    low: float
    base: float
    high: float


def shares_of(
    diagnostics: Diagnostics, lens: str | Mapping[str, float] | None, lenses: Sequence[str]
) -> dict[str, float]:
    """Return the shares a scenario's ``lens`` stands for, in the order in which the lenses are declared.

    A theatre without lenses has no shares; with a single lens that one may go unnamed.
    """
    if lens is None:
        if len(lenses) > 1:
            diagnostics.problem(("lens",), f"missing; expected a lens or shares of them: {', '.join(lenses)}")
        return {lenses[0]: 1.0} if lenses else {}
    wanted = {lens: 1.0} if isinstance(lens, str) else dict(lens)
    for name in wanted:
        if name not in lenses:
            diagnostics.unknown(("lens",) if isinstance(lens, str) else ("lens", name), "lens", name, lenses)
    total = sum(wanted.values())
    if not abs(total - 1) <= SHARE_TOLERANCE or any(share < 0 for share in wanted.values()):
        got = ", ".join(f"{name} {share:g}" for name, share in wanted.items())
        diagnostics.problem(("lens",), f"expected shares >= 0 that sum to 1, got {got}")
    return {name: wanted[name] for name in lenses if wanted.get(name)}


def mixed(
    diagnostics: Diagnostics,
    path: Path,
    value: OneWeight | Mapping[str, OneWeight],
    shares: Mapping[str, float],
    lenses: Sequence[str],
) -> Ranged:
    """Return a number under a mixture; every lens must be in the table when there is one."""
    if not isinstance(value, Mapping):
        return _ranged(value)
    for name in value:
        if name not in lenses:
            message = f"unknown lens {name!r}; this theatre has: {', '.join(lenses) or 'none'}"
            diagnostics.problem((*path, name), message, nearest(name, lenses), at_key=True)
    missing = [name for name in lenses if name not in value]
    if missing:
        message = f"expected a number for every lens; missing: {', '.join(missing)}"
        diagnostics.problem(path, message, at_key=True)
    parts = [(share, _ranged(value[name])) for name, share in shares.items() if name in value]
    return Ranged(
        sum(share * part.low for share, part in parts),
        sum(share * part.base for share, part in parts),
        sum(share * part.high for share, part in parts),
    )


def _ranged(value: OneWeight) -> Ranged:
    if isinstance(value, int | float):
        return Ranged(float(value), float(value), float(value))
    low, base, high = value
    return Ranged(float(low), float(base), float(high))
