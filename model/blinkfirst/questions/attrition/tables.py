"""A war of attrition as tidy tables, and as one JSON object."""

from __future__ import annotations

import math
from typing import Any

from blinkfirst.game.forecast import NOBODY
from blinkfirst.game.game import FloatArray
from blinkfirst.questions.attrition.answer import Attrition
from blinkfirst.questions.attrition.from_scenario import ScenarioAttrition
from blinkfirst.study.store.tables import Cell, TidyTable

_KNOWN = "Prizes and costs are common knowledge; this is the equilibrium in mixed strategies."
_OBSTINATE = "Prizes and costs are common knowledge; each side may be an obstinate type that never concedes."
_PRIVATE = "Each side knows only its own prize"
MODELS = {
    "known": f"{_KNOWN} Time is continuous.",
    "known, rounds": f"{_KNOWN} Time goes in rounds; a round costs only if all hold.",
    "known, sunk rounds": f"{_KNOWN} Time goes in rounds; a round is paid before the others' moves are seen.",
    "obstinate": f"{_OBSTINATE} Time is continuous.",
    "obstinate, rounds": f"{_OBSTINATE} Time goes in rounds; a round costs only if all hold.",
    "private": f"{_PRIVATE}. Time is continuous.",
    "private, obstinate": f"{_PRIVATE}, and whether it will ever concede. Time is continuous.",
    "audience": (
        "Backing down costs more the longer a side has stood firm; each side knows only its own cost of war. "
        "Once nobody concedes any more, there is war."
    ),
    "bargaining": (
        "Two sides bargain over one pie; each may be an obstinate type that accepts no less than its demand. "
        "Conceding is accepting the other's demand. Time is continuous."
    ),
}


def tables_of(found: Attrition) -> tuple[TidyTable, ...]:
    """Return the sides, who has conceded first by when, and what is believed by round, where that changes."""
    by_round = () if found.by_round is None else (_by_round(found.by_round),)
    return _sides(found), _course(found), *by_round


def _sides(found: Attrition) -> TidyTable:
    contest = found.contest
    columns = ("concedes_first", "concedes_at_once", "rate", "payoff")
    units = ("probability", "probability", f"per {found.unit}", found.payoff_unit)
    amounts = zip(contest.first, contest.at_once, contest.rates, contest.payoffs, strict=True)
    rows: list[tuple[Cell, ...]] = [
        (name, *(cells[side] for cells in found.given.values()), *map(_cell, numbers))
        for side, (name, numbers) in enumerate(zip(found.names, amounts, strict=True))
    ]
    none = ("",) * len(found.given)
    return TidyTable("sides", ("side", *found.given, *columns), ("", *none, *units), rows)


def _cell(number: float) -> float | None:
    return None if math.isnan(number) else float(number)


def _course(found: Attrition) -> TidyTable:
    course = found.contest.course
    rows = [
        (float(time), name, float(p))
        for time, chances, nobody in zip(course.times, course.first, course.nobody, strict=True)
        for name, p in zip((*found.names, NOBODY), (*chances, nobody), strict=True)
    ]
    return TidyTable("course", ("time", "side", "has_conceded_first"), (found.unit, "", "probability"), rows)


def _by_round(by_round: FloatArray) -> TidyTable:
    rows = [(number, float(belief), float(p)) for number, (belief, p) in enumerate(by_round, start=1)]
    columns = ("round", "believed_obstinate", "normal_concedes")
    return TidyTable("rounds", columns, ("", "probability", "probability"), rows)


def object_of(found: Attrition) -> dict[str, Any]:
    """Return everything as ``attrition --json`` prints it."""
    contest, course = found.contest, found.contest.course
    told: dict[str, Any] = {
        "model": MODELS[found.model],
        "unit": found.unit,
        "sides": list(found.names),
        "first": _plain(contest.first),
        "together": contest.together,
        "never": contest.never,
        "at_once": _plain(contest.at_once),
        "rates": _plain(contest.rates),
        "payoffs": _plain(contest.payoffs),
        "payoff_unit": found.payoff_unit,
        "mean_time": contest.mean_time,
        "horizon": contest.horizon if math.isfinite(contest.horizon) else None,
        "course": {
            "times": _plain(course.times),
            "first": [_plain(row) for row in course.first.T],
            NOBODY: _plain(course.nobody),
        },
        **{key: list(cells) for key, cells in found.given.items()},
    }
    if found.by_round is not None:
        told["rounds"] = [
            {"believed_obstinate": belief, "normal_concedes": chance}
            for belief, chance in found.by_round.tolist()
        ]
    if found.origin is not None:
        told["scenario"] = _origin(found.origin)
    return told


def _origin(origin: ScenarioAttrition) -> dict[str, Any]:
    return {
        "name": origin.scenario.name,
        "lens": dict(origin.scenario.lens),
        "other_blinks": _plain(origin.other_blinks),
        "blinks": _plain(origin.blinks),
        "nobody_blinks": _plain(origin.nobody_blinks),
        "first_blink": _plain(origin.first_blinks),
        NOBODY: origin.nobody,
    }


def _plain(numbers: FloatArray) -> list[float] | None:
    """As a list; none at all where the model says nothing."""
    plain = [float(x) for x in numbers]
    return None if any(map(math.isnan, plain)) else plain
