"""Forecasts of the cases of a record by a theatre, each case a scenario solved exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.game import FloatArray
from blinkfirst.game.standoff import Standoff
from blinkfirst.record.cases import DatedCase
from blinkfirst.record.items import ACT, FIRST, GRADED, Forecaster, Item
from blinkfirst.record.mapping import CaseMapping
from blinkfirst.record.readings import Reader, Wanted
from blinkfirst.scenario.loading import check_no_types, load_theatre
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.precision import coin_toss
from blinkfirst.study.threads import workers

POOL, MIXTURE, COIN_TOSS = "pool", "mixture", "coin toss"


@dataclass(frozen=True)
class Theatre:
    """A theatre that is scored.

    Attributes
    ----------
    file : where it is.
    name : its name in the mapping.
    mapping : the rules that make it the scenario of a case.
    settings : new values by path, which go over those of the mapping.
    lenses : the readings it is forecast under; one nameless one where it has no lenses.
    """

    file: Path
    name: str
    mapping: CaseMapping
    settings: Mapping[str, Any]
    lenses: tuple[str | Mapping[str, float] | None, ...]


def scenario_of_case(theatre: Theatre, case: DatedCase) -> Scenario:
    """Return the scenario of a case under the theatre's first lens.

    Raises `ScenarioError` when the mapping does not make one, with the places of its rules.
    """
    settings = {**theatre.mapping.settings(case, theatre.name), **theatre.settings}
    scenario = load_theatre(theatre.file, settings, theatre.lenses[0])[0]
    check_no_types(scenario)
    return scenario


def predictions(
    theatre: Theatre,
    cases: Sequence[DatedCase],
    items: Sequence[Item],
    say: Callable[[str], None] = lambda text: None,
) -> tuple[Forecaster, ...]:
    """Forecast the items of some cases under each lens, and by coin tosses in the same theatre.

    Returns
    -------
    One forecaster per lens, their `POOL` and their `MIXTURE` in equal shares where there are several, and
    `COIN_TOSS`, the pool of the lenses at precision 0.
    """
    by_case = {case.name: [item for item in items if item.case == case.name] for case in cases}
    with workers() as pool:
        waiting = [pool.submit(_forecast, theatre, case, by_case[case.name]) for case in cases]
        found: dict[str, list[FloatArray]] = {}
        for number, one in enumerate(waiting, start=1):
            for name, chances in one.result().items():
                found.setdefault(name, []).extend(chances)
            say(f"{number} of {len(cases)} cases")
    return tuple(Forecaster(name, tuple(chances)) for name, chances in found.items())


def _forecast(theatre: Theatre, case: DatedCase, items: Sequence[Item]) -> dict[str, list[FloatArray]]:
    """Return the chances of each item by forecaster."""
    scenario = scenario_of_case(theatre, case)
    starts = theatre.mapping.starts(theatre.name, scenario)
    compiled = compile_scenario(scenario, starts=starts)
    reader = Reader(theatre.mapping, theatre.name, compiled, starts[-1])
    tossed, found = [], dict[str, list[FloatArray]]()
    for name, lens in _named(theatre.lenses):
        under = compiled if lens is None or lens == theatre.lenses[0] else compiled.at({"lens": lens})
        if not reader.fits(under.standoff):
            reader = Reader(theatre.mapping, theatre.name, under, starts[-1])
        found[name] = chances_of(theatre.mapping, case, items, reader, under.standoff)
        if name != MIXTURE:
            tossed.append(chances_of(theatre.mapping, case, items, reader, coin_toss(under.standoff)))
    if MIXTURE in found:
        mixture = found.pop(MIXTURE)
        found |= {POOL: _pooled(list(found.values())), MIXTURE: mixture}
    return {**found, COIN_TOSS: _pooled(tossed)}


def _named(
    lenses: Sequence[str | Mapping[str, float] | None],
) -> Iterator[tuple[str, str | Mapping[str, float] | None]]:
    for lens in lenses:
        yield _lens_name(lens), lens
    if len(lenses) > 1:
        yield MIXTURE, {str(lens): 1 / len(lenses) for lens in lenses}


def _lens_name(lens: str | Mapping[str, float] | None) -> str:
    if isinstance(lens, Mapping):
        return ", ".join(f"{name}={share:g}" for name, share in lens.items())
    return lens or "theatre"


def chances_of(
    mapping: CaseMapping, case: DatedCase, items: Sequence[Item], reader: Reader, standoff: Standoff
) -> list[FloatArray]:
    """Return the chances of each item, read off the stand-off with its business and, for openers, without."""
    policy = backward_induction(standoff)
    actors = [item.who for item in items if item.kind == ACT]
    opening = [actor for actor in actors if mapping.opens(case, actor)]
    others = [actor for actor in actors if actor not in opening]
    wanted = tuple(Wanted(actor, mapping.responds(case, actor)) for actor in others)
    *acts, first = reader.firsts(standoff, policy, wanted, mapping.blinkers)
    if opening:
        acts += reader.firsts(standoff, policy, tuple(map(Wanted, opening)), withheld=True)
    by_actor = dict(zip([*others, *opening], acts, strict=True))
    ends = reader.endings(standoff, policy) if any(item.kind not in (ACT, FIRST) for item in items) else None
    return [_of_item(item, by_actor, first, ends) for item in items]


def _of_item(
    item: Item, acts: Mapping[str, FloatArray], first: FloatArray, ends: FloatArray | None
) -> FloatArray:
    if item.kind == ACT:
        return acts[item.who]
    if item.kind == FIRST:
        return first
    assert ends is not None  # worked out for items of these kinds
    return ends if item.kind == GRADED else np.array([ends[0], 1.0 - ends[0]])


def _pooled(all_of_them: Sequence[Iterable[FloatArray]]) -> list[FloatArray]:
    """Return the mean of the chances of several forecasters, item by item."""
    return [np.mean(alike, axis=0) for alike in zip(*all_of_them, strict=True)]
