"""Lenses: named readings, mixtures of them, and pools.

A mixture is a set of shares that sum to one; a number under it is the share-weighted mean of what the lenses
say, and so are the ends of its range: w = sum over lenses of share * weight. A pool has shares, too, but of
forecasts: each lens is read by itself, and what is mixed is the probability of what happens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from blinkfirst.errors import nearest
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.nodes import Path
from blinkfirst.scenario.scenario import POOL

SHARE_TOLERANCE = 1e-9

OneWeight: TypeAlias = float | Sequence[float]
Shares: TypeAlias = Mapping[str, float]
# a lens, shares of several, or shares of a pool under its key
LensChoice: TypeAlias = str | Mapping[str, float | Shares]


@dataclass(frozen=True)
class Ranged:
    """A number with the range in which its author holds it defensible."""

    low: float
    base: float
    high: float


def is_pool(lens: LensChoice | None) -> bool:
    """Return whether a lens as it is written is a pool."""
    return isinstance(lens, Mapping) and isinstance(lens.get(POOL), Mapping)


def shares_of(diagnostics: Diagnostics, lens: LensChoice | None, lenses: Sequence[str]) -> dict[str, float]:
    """Return the shares a scenario's ``lens`` stands for, in the order in which the lenses are declared.

    A theatre without lenses has no shares; with a single lens that one may go unnamed.
    """
    if lens is None:
        if len(lenses) > 1:
            diagnostics.problem(("lens",), f"missing; expected a lens or shares of them: {', '.join(lenses)}")
        return {lenses[0]: 1.0} if lenses else {}
    if isinstance(lens, str):
        return _checked_shares(diagnostics, ("lens",), {lens: 1.0}, lenses, named=True)
    plain = {name: share for name, share in lens.items() if not isinstance(share, Mapping)}
    tables = {name: share for name, share in lens.items() if isinstance(share, Mapping)}
    if not tables:
        return _checked_shares(diagnostics, ("lens",), plain, lenses)
    return _pool_shares(diagnostics, tables, plain, lenses)


def _pool_shares(
    diagnostics: Diagnostics, tables: Mapping[str, Shares], others: Shares, lenses: Sequence[str]
) -> dict[str, float]:
    for name in tables:
        if name != POOL:
            message = f"expected the share of a lens, a number; only `{POOL}:` holds a table of shares"
            diagnostics.problem(("lens", name), message, nearest(name, [POOL]))
    if POOL not in tables:
        return {}
    if others or len(tables) > 1:
        message = (
            "a pool cannot be part of a mixture: a pool has forecasts to share out, a mixture weights; "
            f"write {{{POOL}: {{LENS: SHARE, ...}}}} alone, or shares of lenses alone"
        )
        diagnostics.problem(("lens",), message)
    path = ("lens", POOL)
    shares = _checked_shares(diagnostics, path, tables[POOL], lenses)
    if len(shares) == 1 and len(tables[POOL]) == 1:
        (name,) = shares
        message = f"expected several lenses to pool, got {name} alone; write `lens: {name}`"
        diagnostics.problem(path, message)
    return shares


def _checked_shares(
    diagnostics: Diagnostics, path: Path, wanted: Shares, lenses: Sequence[str], named: bool = False
) -> dict[str, float]:
    """Return shares in the order of the lenses; ``named`` when a lens is named in place of a table."""
    for name in wanted:
        if name not in lenses:
            diagnostics.unknown(path if named else (*path, name), "lens", name, lenses)
    total = sum(wanted.values())
    if not abs(total - 1) <= SHARE_TOLERANCE or any(share < 0 for share in wanted.values()):
        got = ", ".join(f"{name} {share:g}" for name, share in wanted.items())
        diagnostics.problem(path, f"expected shares >= 0 that sum to 1, got {got or 'none'}")
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


def base_under(value: OneWeight | Mapping[str, OneWeight], lens: str) -> float:
    """Return a number as one lens reads it; 0 where that lens is missing, which `mixed` records."""
    one = value.get(lens, 0.0) if isinstance(value, Mapping) else value
    return _ranged(one).base


def _ranged(value: OneWeight) -> Ranged:
    if isinstance(value, int | float):
        return Ranged(float(value), float(value), float(value))
    low, base, high = value
    return Ranged(float(low), float(base), float(high))
