"""A layout under other chances and rates, while nothing becomes impossible, or possible, that was not.

Then the same states can be reached along the same edges, and only probabilities are others. Whether that is
so is looked up state by state: where a chance becomes 0, or a rate, everything has to be laid out again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from blinkfirst.compile.evaluation import View
from blinkfirst.compile.layout import Block, Layout, Nature, Outcomes, rates_of
from blinkfirst.compile.successors import chances_of, possible, view_of
from blinkfirst.errors import Place
from blinkfirst.scenario.scenario import Outcome, Rules


class OtherSupportError(Exception):
    """Something has become possible or impossible: the layout is another one."""


def layout_under(
    layout: Layout, old: Rules, new: Rules, moves: Collection[tuple[int, int]], events: Collection[int]
) -> Layout:
    """Return a layout under other chances; what does not change is shared.

    Parameters
    ----------
    layout : made from the old rules.
    old, new : rules that differ, as far as the layout goes, in chances and rates alone.
    moves : (actor, move) pairs whose chances are others.
    events : events of nature (by index) whose rate or chances are others.

    Raises
    ------
    OtherSupportError
        When something becomes possible or impossible in some state.
    ScenarioError
        When chances or rates are none.
    """
    before, after = view_of(old, layout.states), view_of(new, layout.states)
    if moves:
        edges = layout.edges
        found = [
            _followed(edges.blocks[index], *pair) for index, pair in _moves(old, new, before, after, moves)
        ]
        layout = replace(layout, edges=replace(edges, outcomes=_with_chances(edges.outcomes, found)))
    if events:
        layout = replace(layout, nature=_nature(layout.nature, old, new, before, after, events))
    return layout


@dataclass(frozen=True)
class _Turning:
    """Outcomes of a move or event, seen from all states."""

    outcomes: Sequence[Outcome]
    view: View
    path: str
    place: Place


@dataclass(frozen=True)
class _Chances:
    """New chances of the members of a block, per outcome; ``likely`` are those above 0, shape (K, n)."""

    block: Block
    likely: np.ndarray
    chances: np.ndarray


def _moves(
    old: Rules, new: Rules, before: View, after: View, moves: Collection[tuple[int, int]]
) -> Iterator[tuple[int, tuple[_Turning, _Turning]]]:
    """Yield the place of a move among the blocks, and how it can turn out before and after."""
    index = 0
    for a, actor in enumerate(old.actors):
        for m, move in enumerate(actor.moves):
            if (a, m) in moves:
                pair = (
                    _Turning(one.outcomes, replace(view, me=actor.name), one.path, one.place)
                    for one, view in ((move, before), (new.actors[a].moves[m], after))
                )
                yield index, (next(pair), next(pair))
            index += 1


def _followed(block: Block, before: _Turning, after: _Turning) -> _Chances:
    was, now = (
        np.array(chances_of(one.outcomes, one.view.at(block.rows), one.path, one.place))
        for one in (before, after)
    )
    if not np.array_equal(was > 0, now > 0):
        raise OtherSupportError
    return _Chances(block, now > 0, now)


def _with_chances(outcomes: Outcomes, found: Sequence[_Chances]) -> Outcomes:
    probability = outcomes.probability.copy()
    for one in found:
        place = outcomes.offset[one.block.members]
        for likely, chances in zip(one.likely, one.chances, strict=True):
            probability[place[likely]] = chances[likely]
            place = place + likely
    return replace(outcomes, probability=probability)


def _nature(
    nature: Nature, old: Rules, new: Rules, before: View, after: View, events: Collection[int]
) -> Nature:
    rate, found = nature.rate.copy(), []
    for index in events:
        block, event = nature.blocks[index], new.nature[index]
        rows, rates = rates_of(event, after, possible(new, after, event.when, event.outcomes))
        if not np.array_equal(rows, block.rows):
            raise OtherSupportError
        rate[block.members] = rates
        if event.outcomes:
            was = old.nature[index]
            found.append(
                _followed(
                    block,
                    _Turning(was.outcomes, before, was.path, was.place),
                    _Turning(event.outcomes, after, event.path, event.place),
                )
            )
    return replace(nature, rate=rate, outcomes=_with_chances(nature.outcomes, found))
