"""The forecast of a stand-off with private types, and how far it may be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.forecast import Forecast, pooled
from blinkfirst.game.game import FloatArray
from blinkfirst.game.hidden_resolve import Beliefs, HiddenForecast, Reputation
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import Watch
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy, hidden_answers
from blinkfirst.solve.hidden_resolve.beliefs import FEWEST_NODES, UNTYPED
from blinkfirst.solve.hidden_resolve.forward import Walked, played_legs, walk_believing
from blinkfirst.solve.standoff.backward_answers import ANY_DEGREE, first_blink_watches
from blinkfirst.solve.standoff.forecast import Itinerary, add_what_follows, forecast_of
from blinkfirst.sums import even_sum, even_sums

WORTH_LOOKING = 1e-6  # initiatives with several solutions, in expectation
SEPARATING, OPPOSITE = 1, 2  # other roots to look for, as in `kernels.signalling.signal`


def hidden_forecast(
    standoff: Standoff, policy: HiddenPolicy, watches: Sequence[Watch] = ()
) -> HiddenForecast:
    """Return the exact distribution of what happens, of what is believed, and of who gets what.

    Parameters, months and errors as in `blinkfirst.solve.standoff.forecast.forecast`.
    """
    itinerary = Itinerary(standoff, watches)
    legs = played_legs(standoff)
    walked = walk_believing(policy, legs, standoff.played, itinerary.route)
    last = legs[-1]
    for record in walked.views:
        add_what_follows(record, standoff, last)
    for record, second in zip(walked.felt, last.game.seconds, strict=True):
        add_what_follows(record, standoff, replace(last, game=last.game.with_weights(second.weights)))
    return _hidden_forecast_of(standoff, policy, walked, itinerary)


def blink_chances(standoff: Standoff, start: int = 0) -> FloatArray:
    """Return everybody's chance to be the first to blink, shape (A,), by the pass backward alone.

    ``start`` : which roots to look for where there are several; the rule's own ones by default.
    """
    return hidden_answers(standoff, first_blink_watches(standoff, [ANY_DEGREE]), start)


def measured(standoff: Standoff, found: HiddenForecast) -> HiddenForecast:
    """Return a forecast with the error of its grid, and what other selections say where there may be several.

    Raises `GameError` when the grid has no coarser one, see `halved`.
    """
    if standoff.beliefs is None:
        raise GameError(UNTYPED)
    chances = found.forecast.first_blink_by_actor
    error = chances - blink_chances(replace(standoff, beliefs=halved(standoff.beliefs)))
    starts = (SEPARATING, OPPOSITE) if found.several > WORTH_LOOKING else ()
    others = tuple(blink_chances(standoff, start) for start in starts)
    return replace(found, grid_error=error, other_roots=others)


def halved(beliefs: Beliefs) -> Beliefs:
    """Return a grid of about half as many nodes: every other one where inner nodes are 4 k + 1.

    Raises `GameError` when there are no fewer.
    """
    if min(beliefs.nodes) <= FEWEST_NODES:
        raise GameError(f"beliefs.nodes: {FEWEST_NODES} nodes have no coarser grid to be compared with")
    inner = ((nodes - 1) // 2 for nodes in beliefs.nodes)
    return replace(beliefs, nodes=tuple(n + 1 if n % 2 == 0 else n + 2 for n in inner))


def _hidden_forecast_of(
    standoff: Standoff, policy: HiddenPolicy, walked: Walked, itinerary: Itinerary
) -> HiddenForecast:
    beliefs = standoff.beliefs
    if beliefs is None:
        raise GameError(UNTYPED)
    whole, *seconds = (forecast_of(standoff, record, itinerary) for record in walked.views)
    owners = np.array([column.actor for column in whole.columns], dtype=np.int64)
    split = whole.value_split.copy()
    given = []
    for typed, second, felt in zip(beliefs.typed, seconds, walked.felt, strict=True):
        p, mine = typed.prior, owners == typed.actor
        first_split = np.where(mine, (whole.value_split - second.value_split) / (1.0 - p), np.nan)
        second_split = np.where(mine, felt.split / p, np.nan)
        split += np.where(mine, felt.split - second.value_split, 0.0)
        first = _rounded(pooled([whole, second], [1.0 / (1.0 - p), -1.0 / (1.0 - p)]))
        given.append(
            (_with_payoffs(first, whole, typed.actor, first_split),
             _with_payoffs(pooled([second], [1.0 / p]), whole, typed.actor, second_split))
        )  # fmt: skip
    values = even_sums(owners, split, standoff.opening.n_actors)
    reputations = tuple(
        _reputation(policy, walked, itinerary, q, [owner == typed.actor for owner, _ in whole.deeds])
        for q, typed in enumerate(beliefs.typed)
    )
    return HiddenForecast(
        replace(whole, values=values, value_split=split), tuple(given), reputations, walked.found
    )


def _with_payoffs(forecast: Forecast, whole: Forecast, actor: int, split: FloatArray) -> Forecast:
    """Return the forecast with payoffs of one actor; nobody else's are known."""
    values = np.full(len(whole.actors), np.nan)
    values[actor] = even_sum(split[[column.actor == actor for column in whole.columns]])
    return replace(forecast, columns=whole.columns, value_split=split, values=values)


def _rounded(forecast: Forecast) -> Forecast:
    """Return the forecast without what rounding leaves below nothing."""
    names = ("first_blink", "first_soft", "first_hard", "move_counts", "initiatives")
    found: dict[str, Any] = {name: np.maximum(getattr(forecast, name), 0.0) for name in names}
    return replace(forecast, levels=tuple(np.maximum(one, 0.0) for one in forecast.levels), **found)


def _reputation(
    policy: HiddenPolicy, walked: Walked, itinerary: Itinerary, q: int, mine: Sequence[bool]
) -> Reputation:
    lanes = policy.grid.lanes
    n = int(lanes.nodes[q])
    node = np.arange(policy.grid.count) // lanes.stride[q] % n
    held = [walked.held[tick] for tick in itinerary.report_ticks]
    spread = np.array([np.bincount(node, one.all, n) for one in held])
    standing = np.array([np.bincount(node, one.standing, n) for one in held])
    times = walked.views[0].move_counts[mine]
    before, after = (
        np.divide(sums[mine], times, out=np.full_like(times, np.nan), where=times > 0)
        for sums in (walked.before, walked.after)
    )
    return Reputation(lanes.belief[q, :n].copy(), spread, standing, times, before, after)
