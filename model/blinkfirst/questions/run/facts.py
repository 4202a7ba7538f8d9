"""Facts of a forecast from which the grammar makes its text ``run``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from blinkfirst.game.forecast import NOBODY, SAME_CHANCE, Forecast
from blinkfirst.game.game import BLINK_DEGREES
from blinkfirst.game.hidden_resolve import TypedActor
from blinkfirst.game.leader import leader_of, likeliest_blinkers
from blinkfirst.questions.run.decisive_arguments import likeliest_way
from blinkfirst.questions.run.outlook import Outlook
from blinkfirst.questions.run.reputations import Known, known_of
from blinkfirst.report.facts import (
    AS_GOOD,
    CLAIM_LENGTH,
    blinker_facts,
    leader_facts,
    sharper_facts,
)
from blinkfirst.report.grammar import sentences
from blinkfirst.report.labels import Labels
from blinkfirst.report.words import cited
from blinkfirst.scenario.calendar import date_of
from blinkfirst.scenario.scenario import Scenario

EVEN = 0.005  # of a probability, about one half
TAUGHT = 0.005  # of a belief, whose change is worth saying
SOLE, MOST = 0.995, 0.5  # of an actor's first blinks, which a way has that is said to be the only or main one


def sentences_of(outlook: Outlook) -> list[str]:
    """Return the answer in sentences."""
    return sentences("run", facts_of(outlook))


def facts_of(outlook: Outlook) -> dict[str, Any]:
    """Return the facts behind the sentences, as a JSON object; ``docs/reference/results.md`` explains it."""
    scenario, chances = outlook.scenario, outlook.first_blink
    labels = Labels(scenario)
    found: dict[str, Any] = {
        "end": str(scenario.end),
        "endless": scenario.stationary,
        "rounding": outlook.trust.condition.worst,
        "unsure": outlook.trust.reason,
    }
    if outlook.trust.is_unsure:
        return found
    blinkers = likeliest_blinkers(chances)
    return {
        **found,
        "leader": leader_facts(chances, labels.actor),
        "blinker": {**blinker_facts(chances, labels.actor), "way": _way(outlook, blinkers, labels)},
        "nobody_chance": chances[NOBODY],
        "somebody": 1.0 - chances[NOBODY],
        "even": abs(chances[NOBODY] - 0.5) < EVEN,
        "somebody_sure": chances[NOBODY] <= SAME_CHANCE,
        "reason": _reason(outlook, blinkers, labels),
        "mixture": len(scenario.shares) > 1 and not scenario.pooled,
        "pooled": scenario.pooled,
        "several": len(outlook.readings) > 1,
        "rivals": [_reading(outlook, lens, said, labels) for lens, said in outlook.readings],
        "sharper": sharper_facts(
            chances, outlook.sharper, outlook.coin_toss, outlook.errs, labels.actor
        ),
        "ranges": _ranges(outlook),
        "types": [_type(known, *one, labels) for known in known_of(outlook)[:1] for one in known.typed],
    }


def _type(known: Known, typed: TypedActor, place: int, labels: Labels) -> dict[str, Any]:
    """Return what is hidden about an actor, what it does by type, and what is believed if all hold."""
    one, two = (given.first_blink_by_actor for given in known.hidden.given[place])
    held = float(known.hidden.reputations[place].while_all_hold[-1])
    return {
        "actor": labels.actor(known.hidden.forecast.actors[typed.actor]),
        "first": known.types_of(typed)[0],
        "second": known.types_of(typed)[1],
        "prior": typed.prior,
        "first_chance": float(one[typed.actor]),
        "second_chance": float(two[typed.actor]),
        "held": None if math.isnan(held) else held,
        "moved": not math.isnan(held) and abs(held - typed.prior) >= TAUGHT,
        "lens": known.lens,
    }


def _way(outlook: Outlook, names: list[str], labels: Labels) -> dict[str, Any] | None:
    """Return the likeliest way in which the likeliest first blinker blinks, and when; of one actor only."""
    forecast = outlook.forecast
    actor = forecast.actors.index(names[0]) if len(names) == 1 else -1
    way = likeliest_way(forecast, actor) if actor >= 0 else None
    if way is None:
        return None
    return {
        "move": labels.move(way.actor, way.move),
        "degree": BLINK_DEGREES[way.degree + 1],
        "sole": way.share >= SOLE,
        "most": way.share > MOST,
        "median": str(median_date(forecast, outlook.scenario, actor)),
    }


def median_date(forecast: Forecast, scenario: Scenario, actor: int) -> date:
    """Return the day by which half of an actor's first blinks have come; of one that may blink first."""
    by_tick = forecast.first_blink[:, [owner == actor for owner, _ in forecast.deeds]].sum(axis=(1, 2))
    tick = int(np.searchsorted(np.cumsum(by_tick), by_tick.sum() / 2)) + 1
    return date_of(scenario.start, tick, scenario.tick_months)


def _reason(outlook: Outlook, names: list[str], labels: Labels) -> dict[str, Any] | None:
    """Return the argument that does most to hold the likeliest first blinker back, or to drive it."""
    choice = next((choice for choice in outlook.decisive if choice.actor in names), None)
    if choice is None:
        return None
    sign = 1 if choice.difference > 0 else -1
    strongest = next((reason for reason in choice.reasons if reason.utils * sign > 0), None)
    if strongest is None:
        return None
    argument = next(a for a in outlook.scenario.rules.arguments if a.name == strongest.argument)
    claim = argument.claim.rstrip(".")
    return {
        "actor": labels.actor(choice.actor) + (f" (as {choice.type})" if choice.type else ""),
        "move": labels.move(choice.actor, choice.move),
        "degree": choice.degree,
        "instead": labels.move(choice.actor, choice.instead),
        "day": str(choice.day),
        "utils": choice.difference,
        "drives": choice.difference > 0,
        "as_good": abs(choice.difference) < AS_GOOD,
        "argument": labels.argument(argument.name),
        "cited": cited(argument.source),
        "claim": claim if len(claim) <= CLAIM_LENGTH else None,
    }


def _reading(outlook: Outlook, lens: str, chances: Mapping[str, float], labels: Labels) -> dict[str, Any]:
    same = set(leader_of(chances).names) == set(outlook.leader.names)
    return {"lens": lens, **leader_facts(chances, labels.actor), "same": same}


def _ranges(outlook: Outlook) -> dict[str, Any] | None:
    ranges = outlook.ranges
    if ranges is None:
        return None
    return {
        "weights": len(ranges.paths),
        "of_types": any(path.startswith("actors.") for path in ranges.paths),
        "draws": ranges.draws,
        "seed": ranges.seed,
        "same": ranges.same_leader,
        "always": ranges.same_leader == ranges.draws,
        "lowest": ranges.lowest,
        "highest": ranges.highest,
    }
