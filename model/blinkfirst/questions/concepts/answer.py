"""One scenario, many answers: every way of solving it asked who blinks first, side by side."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from blinkfirst.compile.scenario import Compiled
from blinkfirst.questions.concepts.records import (
    COIN_TOSS,
    COMMITMENTS,
    GRAPH,
    HIERARCHY,
    LEVELS,
    PERFECT,
    SHARPER,
    WAYS,
    Agreement,
    Asked,
    Way,
    check_asked,
)
from blinkfirst.questions.concepts.theories import (
    coin_toss_way,
    commitments_way,
    graph_way,
    hierarchy_way,
    level_way,
    logit_ways,
    perfect_way,
    sharper_way,
)
from blinkfirst.study.threads import workers


def _silent(_: int, __: int, ___: str) -> None:
    """Say nothing."""


def agreement_of(
    compiled: Compiled,
    asked: Asked,
    progress: Callable[[int, int, str], None] = _silent,
) -> Agreement:
    """Ask every way for its answer; ways that do not depend on one another run side by side.

    Parameters
    ----------
    compiled : from `blinkfirst.compile.scenario.compile_scenario`; shared by all ways.
    asked : which ways, and how.
    progress : told how many parts of the work are done, of how many, and which one was the last.

    Returns
    -------
    A way that this scenario does not allow (levels without a horizon, say) is there with the reason.

    Raises
    ------
    OptionError
        As `check_asked`; when Gambit is asked for and not installed.
    GameError, SolverError
        When there is no logit forecast.
    """
    check_asked(asked)
    parts = _parts(compiled, asked)
    found: dict[str, tuple[Way, ...]] = {}
    progress(0, len(parts), "")

    def done(part: _Part, ways: tuple[Way, ...]) -> None:
        found[part.name] = ways
        progress(len(found), len(parts), part.name)

    with workers(asked.jobs) as pool:
        waiting = [(part, pool.submit(part.ask)) for part in parts if not part.spreads]
        for part, future in waiting:
            done(part, future.result())
    for part in parts:
        if part.spreads:  # over threads of its own, so it waits until those of the others are idle
            done(part, part.ask())
    ways = [way for part in parts for way in found[part.name]]
    ways.sort(key=lambda way: WAYS.index(way.key))  # those of one key stay as they are
    return Agreement(compiled.scenario, compiled.standoff.opening.actors, tuple(ways))


class _Part(NamedTuple):
    """One way, or several that share a solution; ``spreads``: over threads by itself."""

    name: str
    ask: Callable[[], tuple[Way, ...]]
    spreads: bool = False


def _parts(compiled: Compiled, asked: Asked) -> list[_Part]:
    parts = [
        _part(asked, COIN_TOSS, "coin toss", partial(coin_toss_way, compiled)),
        [_Part("logit forecast", partial(logit_ways, compiled, asked))],
        _part(asked, SHARPER, "precision x2", partial(sharper_way, compiled)),
        _part(asked, PERFECT, "subgame-perfect", partial(perfect_way, compiled)),
        *(
            _part(asked, LEVELS, f"level {level}", partial(level_way, compiled, asked, level))
            for level in range(1, asked.levels + 1)
        ),
        _part(asked, HIERARCHY, "hierarchy", partial(hierarchy_way, compiled, asked)),
        _part(asked, COMMITMENTS, "commitments", partial(commitments_way, compiled, asked.gambit), True),
        _part(asked, GRAPH, "Graph Model", partial(graph_way, compiled)),
    ]
    return [part for several in parts for part in several]


def _part(asked: Asked, key: str, name: str, ask: Callable[[], Way], spreads: bool = False) -> list[_Part]:
    return [_Part(name, lambda: (ask(),), spreads)] if key in asked.ways else []
