"""The outlook of a scenario as data: tidy tables, axes by name, and one JSON object."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from blinkfirst.game.forecast import NOBODY, Forecast, median_months
from blinkfirst.questions.beliefs.tables import patience_object, patience_tables
from blinkfirst.questions.run import agents_tables
from blinkfirst.questions.run.facts import facts_of
from blinkfirst.questions.run.outlook import ClaimAnswer, DecisiveChoice, Outlook, OverRanges, Patience
from blinkfirst.questions.run.reputations import Known, conducts, known_of, standing, type_chances
from blinkfirst.record.base_rates import BaseRates
from blinkfirst.report.condition import condition_object
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.certified import CertifiedForecast
from blinkfirst.study.store.tables import (
    CLAIMS,
    CONDITION,
    CONDUCT,
    FIRST_BLINKERS,
    FIRST_BLINKS,
    FORMS,
    HAZARDS,
    MOVES,
    PAYOFF_TERMS,
    PAYOFFS,
    QUESTIONS,
    REPUTATIONS,
    TYPES,
    WORLD,
    Cell,
    TidyTable,
)

VERDICT = ("lens", "role", "before", "answer", "margin", "follows", "verdict")


def tables_of(outlook: Outlook) -> tuple[TidyTable, ...]:
    """Return all tables of a run; those that a sweep has, too, have its columns."""
    rows: dict[str, Iterable[tuple[Cell, ...]]] = {
        FIRST_BLINKERS: _first_blinkers(outlook.forecast),
        FIRST_BLINKS: _first_blinks(outlook.forecast),
        HAZARDS: _hazards(outlook.forecast),
        QUESTIONS: [(question.name, question.answer) for question in outlook.questions],
        CLAIMS: _claims(outlook),
        CONDITION: [outlook.trust.row],
        WORLD: _world(outlook),
        MOVES: _moves(outlook.forecast),
        PAYOFFS: [(*names, utils) for names, utils in outlook.forecast.worths.items()],
        PAYOFF_TERMS: _payoff_terms(outlook.forecast),
    }
    if known_of(outlook):
        rows |= _hidden_rows(outlook)
    runs = () if outlook.runs is None else agents_tables.tables_of(outlook.runs)
    found = outlook.patience
    prices = patience_tables(outlook.scenario, found.prices) if found is not None and found.prices else ()
    return *(FORMS[name].tidy(_known(found)) for name, found in rows.items()), *prices, *runs


def _known(rows: Iterable[tuple[Cell, ...]]) -> Iterable[tuple[Cell, ...]]:
    """Rows with empty cells where a number is not known."""
    return [tuple(None if isinstance(c, float) and math.isnan(c) else c for c in row) for row in rows]


def _hidden_rows(outlook: Outlook) -> dict[str, Iterable[tuple[Cell, ...]]]:
    """Return the rows about private types: by type, by month, by move."""
    known = known_of(outlook)
    return {
        TYPES: [(one.actor, one.type, read.lens, *one[2:]) for read in known for one in type_chances(read)],
        REPUTATIONS: [row for read in known for row in _reputations(read)],
        CONDUCT: [(one.actor, one.move, read.lens, *one[2:]) for read in known for one in conducts(read)],
    }


def _reputations(known: Known) -> Iterable[tuple[Cell, ...]]:
    forecast = known.hidden.forecast
    for typed, place in known.typed:
        found = known.hidden.reputations[place]
        numbers = zip(
            forecast.level_months, found.standing.sum(axis=1), found.while_all_hold,
            standing(found, (0.1, 0.9)), strict=True,
        )  # fmt: skip
        for month, held, mean, (low, high) in numbers:
            row = map(float, (month, held, mean, low, high))
            yield (forecast.actors[typed.actor], known.lens, *row)


def _hidden_object(known: Known) -> dict[str, Any]:
    """Return what is found about private types, as ``--json`` has it."""
    hidden, names = known.hidden, known.hidden.forecast.actors
    return {
        **({"lens": known.lens} if known.lens else {}),
        "types": [one._asdict() for one in type_chances(known)],
        "reputations": {
            names[typed.actor]: {
                "type": typed.types[1],
                "months": [float(month) for month in hidden.forecast.level_months],
                "while_all_hold": [float(b) for b in hidden.reputations[place].while_all_hold],
                "standing": [float(p) for p in hidden.reputations[place].standing.sum(axis=1)],
            }
            for typed, place in known.typed
        },
        "conduct": [one._asdict() for one in conducts(known)],
        "several_equilibria": hidden.several,
        "first_blink_by_other_equilibria": [
            dict(zip(names, map(float, other), strict=True)) for other in hidden.other_roots
        ],
    }


def _first_blinkers(forecast: Forecast) -> Iterable[tuple[Cell, ...]]:
    chances = (forecast.first_blinkers, forecast.first_soft_blinkers, forecast.first_hard_blinkers)
    values = dict(zip(forecast.actors, map(float, forecast.values), strict=True))
    return [(name, *(by_name[name] for by_name in chances), values.get(name)) for name in chances[0]]


def _first_blinks(forecast: Forecast) -> Iterable[tuple[Cell, ...]]:
    return [
        (tick, tick * forecast.tick_months, forecast.actors[actor], move, degree, float(chances[k]))
        for tick in range(forecast.first_blink.shape[0])
        for (actor, move), chances in zip(forecast.deeds, forecast.first_blink[tick], strict=True)
        for k, degree in enumerate(("soft", "hard"))
        if chances[k] > 0
    ]


def _hazards(forecast: Forecast) -> Iterable[tuple[Cell, ...]]:
    return [
        (month, actor, float(hazard))
        for month, hazards in enumerate(forecast.hazard_by_actor, start=1)
        for actor, hazard in zip(forecast.actors, hazards, strict=True)
    ]


def _claims(outlook: Outlook) -> Iterable[tuple[Cell, ...]]:
    return [
        (c.says, c.ask.text, c.expect, v.lens, v.role, v.before, v.answer, v.margin, v.follows, v.verdict)
        for c, verdicts in ((answer.claim, answer.verdicts) for answer in outlook.claims)
        for v in verdicts
    ]


def _world(outlook: Outlook) -> Iterable[tuple[Cell, ...]]:
    forecast = outlook.forecast
    return [
        (float(month), variable.name, level, float(forecast.levels[v][k, index]))
        for k, month in enumerate(forecast.level_months)
        for v, variable in enumerate(outlook.standoff.opening.variables)
        for index, level in enumerate(variable.levels)
    ]


def _moves(forecast: Forecast) -> Iterable[tuple[Cell, ...]]:
    deeds = zip(forecast.deeds, forecast.move_counts, strict=True)
    return [(forecast.actors[actor], move, float(count)) for (actor, move), count in deeds]


def _payoff_terms(forecast: Forecast) -> Iterable[tuple[Cell, ...]]:
    return [
        (forecast.actors[c.actor], c.argument, c.term, c.kind, float(utils))
        for c, utils in zip(forecast.columns, forecast.value_split, strict=True)
    ]


def object_of(outlook: Outlook) -> dict[str, Any]:
    """Return the object that ``run --json`` prints; ``docs/reference/results.md`` explains every field."""
    scenario, forecast = outlook.scenario, outlook.forecast
    found = {
        "scenario": scenario.name,
        "title": scenario.title,
        "summary_facts": facts_of(outlook),
        "lens": dict(scenario.lens),
        "start": str(scenario.start),
        "end": str(scenario.end),
        "ticks": scenario.ticks,
        "tick_months": scenario.tick_months,
        "reachable_states": outlook.standoff.opening.n_states,
        "positions": dict(outlook.positions),
        "first_blink": forecast.first_blinkers,
        "first_soft_blink": forecast.first_soft_blinkers,
        "first_hard_blink": forecast.first_hard_blinkers,
        "condition": condition_object(outlook.trust),
        "first_blink_by_move": _by_move(outlook),
        "first_blink_at_coin_toss": dict(outlook.coin_toss),
        "first_blink_at_double_precision": dict(outlook.sharper),
        "survives": outlook.survives,
        **_patience_object(scenario, outlook.patience),
        "first_blink_by_lens": {reading.lens: dict(reading.first_blink) for reading in outlook.readings},
        "hazard": [float(h) for h in forecast.hazard],
        **({} if not outlook.pool else {"pool": _pool_object(outlook)}),
        **({"hidden_resolve": list(map(_hidden_object, typed))} if (typed := known_of(outlook)) else {}),
        "questions": [
            {"name": q.name, "ask": q.ask, "unit": "times" if q.counts else "probability", "answer": q.answer}
            for q in outlook.questions
        ],
        "claims": [_claim_object(answer) for answer in outlook.claims],
        **({} if outlook.ranges is None else {"ranges": _ranges_object(outlook, outlook.ranges)}),
        "telling": [_decisive_object(choice) for choice in outlook.decisive],
        "move_counts": _move_counts(outlook),
        "initiatives": dict(zip(forecast.actors, map(float, forecast.initiatives), strict=True)),
        "payoffs": _payoffs_object(forecast),
        "world": _world_object(outlook),
        **({} if outlook.base_rates is None else {"base_rates": _base_rates(outlook, outlook.base_rates)}),
        **({} if outlook.certified is None else {"certified": _certified_object(outlook, outlook.certified)}),
    }
    known: dict[str, Any] = _with_nulls(found)
    if outlook.runs is not None:
        known["runs"] = agents_tables.object_of(outlook.runs)
    return known


def _patience_object(scenario: Scenario, found: Patience | None) -> dict[str, Any]:
    """Return the prices of patience, null where there are none; nothing where nobody asked."""
    if found is None:
        return {}
    return {"patience": patience_object(scenario, found.prices) if found.prices else None}


def _base_rates(outlook: Outlook, found: BaseRates) -> dict[str, Any]:
    rates = [
        {**asdict(one), "rate": one.rate, "forecast": outlook.somebody_by(one.months)} for one in found.rates
    ]
    return {"record": found.record, "before": str(found.before), "rates": rates}


def _certified_object(outlook: Outlook, certified: CertifiedForecast) -> dict[str, Any]:
    brackets = zip((*certified.actors, NOBODY), (*certified.first_blink, certified.nobody), strict=True)
    return {
        "first_blink": {name: bracket._asdict() for name, bracket in brackets},
        "bits": certified.bits,
        "ties": certified.ties,
        "largest_error": outlook.certified_error,
        "claimed_error": None if outlook.trust.is_unsure else outlook.trust.condition.worst,
    }


def _with_nulls(found: Any) -> Any:
    """Put ``None``, null in JSON, where a number is not known."""
    if isinstance(found, dict):
        return {key: _with_nulls(value) for key, value in found.items()}
    if isinstance(found, list):
        return [_with_nulls(value) for value in found]
    return None if isinstance(found, float) and math.isnan(found) else found


def _by_move(outlook: Outlook) -> list[dict[str, Any]]:
    forecast = outlook.forecast
    rows = []
    for deed, (actor, move) in enumerate(forecast.deeds):
        for degree, name in ((0, "soft"), (1, "hard")):
            by_tick = forecast.first_blink[:, deed, degree]
            if by_tick.sum() > 0:
                months = median_months(by_tick, forecast.tick_months)
                rows.append(
                    {
                        "actor": forecast.actors[actor],
                        "move": move,
                        "degree": name,
                        "probability": float(by_tick.sum()),
                        "median_months": None if math.isnan(months) else months,
                    }
                )
    return rows


def _claim_object(answer: ClaimAnswer) -> dict[str, Any]:
    return {
        "says": answer.claim.says,
        "source": {name: list(paragraphs) for name, paragraphs in answer.claim.source.items()},
        "ask": answer.claim.ask.text,
        "expect": answer.claim.expect,
        "smallest": answer.claim.smallest,
        "verdicts": [{key: getattr(verdict, key) for key in VERDICT} for verdict in answer.verdicts],
    }


def _ranges_object(outlook: Outlook, ranges: OverRanges) -> dict[str, Any]:
    follows = zip(outlook.claims, ranges.claims, strict=False)
    return {
        "paths": list(ranges.paths),
        **{key: getattr(ranges, key) for key in ("draws", "seed", "same_leader", "lowest", "highest")},
        "claims_following": [{"says": answer.claim.says, "draws": draws} for answer, draws in follows],
    }


def _decisive_object(choice: DecisiveChoice) -> dict[str, Any]:
    return {
        **({"type": choice.type} if choice.type else {}),
        **{key: getattr(choice, key) for key in ("actor", "move", "degree", "instead")},
        "day": str(choice.day),
        "world": dict(choice.world),
        **{key: getattr(choice, key) for key in ("probability", "instead_probability", "difference")},
        "reasons": [{"argument": r.argument, "utils": r.utils} for r in choice.reasons],
    }


def _move_counts(outlook: Outlook) -> dict[str, dict[str, float]]:
    forecast = outlook.forecast
    counts: dict[str, dict[str, float]] = {name: {} for name in forecast.actors}
    for (actor, move), count in zip(forecast.deeds, forecast.move_counts, strict=True):
        counts[forecast.actors[actor]][move] = float(count)
    return counts


def _pool_object(outlook: Outlook) -> dict[str, Any]:
    """Return the readings of a pool, each with what it says by itself, and what each end would teach."""
    return {
        "readings": [
            {
                "lens": one.lens,
                "share": one.share,
                "reachable_states": one.standoff.opening.n_states,
                "first_blink": one.first_blink,
                "condition": condition_object(one.trust),
                "first_blink_at_coin_toss": dict(one.coin_toss),
                "first_blink_at_double_precision": dict(one.sharper),
                "telling": [_decisive_object(choice) for choice in one.decisive],
                "payoffs": _payoffs_object(one.forecast),
                **_patience_object(one.scenario, one.patience),
            }
            for one in outlook.pool
        ],
        "shares_after": outlook.learnt,
    }


def _payoffs_object(forecast: Forecast) -> dict[str, dict[str, Any]]:
    payoffs: dict[str, dict[str, Any]] = {
        name: {"value": float(value), "by_argument": {}}
        for name, value in zip(forecast.actors, forecast.values, strict=True)
    }
    for (actor, argument), utils in forecast.worths.items():
        payoffs[actor]["by_argument"][argument] = utils
    return payoffs


def _world_object(outlook: Outlook) -> dict[str, Any]:
    forecast, variables = outlook.forecast, outlook.standoff.opening.variables
    world: dict[str, Any] = {"months": [float(m) for m in forecast.level_months]}
    for variable, levels in zip(variables, forecast.levels, strict=True):
        world[variable.name] = {
            level: [float(p) for p in levels[:, k]] for k, level in enumerate(variable.levels)
        }
    return world


def values_by_argument(forecast: Forecast) -> dict[str, dict[str, float]]:
    """Return what each argument is worth to each actor: expected utils, discounted, afterwards included."""
    found: dict[str, dict[str, float]] = {}
    for (actor, argument), utils in forecast.worths.items():
        found.setdefault(argument, {})[actor] = utils
    return found
