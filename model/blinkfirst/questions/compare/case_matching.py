"""Which cases of two sweeps are the same case: a value for every path that either of them varies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from blinkfirst.game.game import IntArray
from blinkfirst.questions.compare.payoff_relevant import payoff_relevant
from blinkfirst.scenario.nodes import Node, deepest, plain
from blinkfirst.scenario.reading import scalar
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.design.identity import canonical, canonical_path
from blinkfirst.study.store.outcome_columns import CaseSettings

LENS = "lens"
_NOTHING = "nothing is written there"


@dataclass(frozen=True)
class Pairs:
    """Numbers of the cases that are the same in two sweeps: those of the first, rising, and of the second."""

    first: IntArray
    second: IntArray


@dataclass(frozen=True)
class Settled:
    """The cases of a sweep, with what its scenario says where a path is left alone.

    Attributes
    ----------
    settings : of the cases.
    varied : by path, as it is spelled in the settings; paths in full.
    own : the scenario's own values by path; for all paths that either sweep varies.
    """

    settings: CaseSettings
    varied: Mapping[str, str]
    own: Mapping[str, Any]


def settled(settings: CaseSettings, scenario: Scenario, paths: Sequence[str]) -> Settled:
    """Return the cases of a sweep with the scenario's own values.

    Parameters
    ----------
    paths : every path that either of the two sweeps varies.
    """
    # under a lens that varies a number by lens is no single number
    pinned = None if LENS in paths else payoff_relevant(scenario)
    full = dict.fromkeys(map(canonical_path, paths))
    return Settled(
        settings=settings,
        varied={canonical_path(path): path for path in settings.codes},
        own={path: _own(scenario.composed, pinned, path) for path in full},
    )


def _own(composed: Node, pinned: Node | None, path: str) -> Any:
    steps = tuple(path.split("."))
    for tree in (pinned, composed):
        if tree is not None:
            node, taken = deepest(tree, steps)
            if taken == len(steps):
                return plain(node)
    return _NOTHING


def paired(first: Settled, second: Settled) -> Pairs:
    """Return the cases that have the same value for every path; of several alike the first counts."""
    sizes = first.settings.case_ids.size, second.settings.case_ids.size
    rows = np.zeros(sum(sizes), dtype=np.int64)
    for path in first.own:
        codes = _common_codes(_cells(first, path), _cells(second, path))
        # numbers of rows stay below the number of cases, so that their product with a code fits
        rows = np.unique(rows * (codes.max(initial=0) + 1) + codes, return_inverse=True)[1]
    _, one, other = np.intersect1d(rows[: sizes[0]], rows[sizes[0] :], return_indices=True)
    order = np.argsort(one)
    return Pairs(first.settings.case_ids[one[order]], second.settings.case_ids[other[order]])


def _cells(side: Settled, path: str) -> NDArray[Any]:
    """Return the value of a path in every case: numbers, or words by which values can be told apart."""
    settings, own = side.settings, side.own[path]
    number = isinstance(own, int | float) and not isinstance(own, bool)
    count = settings.case_ids.size
    if path not in side.varied:
        return np.full(count, float(own)) if number else np.full(count, canonical(own))
    codes = settings.codes[side.varied[path]]
    if side.varied[path] in settings.texts:
        words = [_word(text) for text in settings.texts[side.varied[path]]]
        return np.array([*words, canonical(own)])[codes]
    alone = np.isnan(codes)
    if number or not alone.any():
        return np.where(alone, float(own) if number else 0.0, codes)
    return np.where(alone, canonical(own), _as_words(codes))


def _word(text: str) -> str:
    """Return the word of a cell that is spelled as text: a name, or a value as JSON."""
    return canonical(json.loads(text) if text[:1] in ("{", "[") else scalar(text))


def _as_words(numbers: NDArray[Any]) -> NDArray[Any]:
    different, places = np.unique(numbers, return_inverse=True)
    return np.array([canonical(float(number)) for number in different])[places]


def _common_codes(one: NDArray[Any], other: NDArray[Any]) -> IntArray:
    """Return numbers from 0, the same for the same value on either side; the first side first."""
    if one.dtype.kind != other.dtype.kind:
        one, other = (cells if cells.dtype.kind == "U" else _as_words(cells) for cells in (one, other))
    return np.unique(np.concatenate([one, other]), return_inverse=True)[1].astype(np.int64)
