"""Prices of patience as tidy tables and as a JSON object."""

from __future__ import annotations

import math
from typing import Any

from blinkfirst.game.game import by_argument
from blinkfirst.game.patience_price import PatiencePrice
from blinkfirst.questions.beliefs.answer import Beliefs
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.store.tables import TidyTable

PRICES, MOVES, ARGUMENTS = "price_of_patience", "patience_moves", "patience_arguments"
REPUTATION, INFORMATION, SECONDS = "reputation_worth", "information_worth", "price_of_patience_of_types"
COLUMNS = {
    "actor": "",
    "gap": "utils",
    "cost": "utils per month",
    "months": "months",
    "at_start": "utils",
    "reasoned": "probability",
    "initiatives": "times",
}


def tables_of(found: Beliefs) -> tuple[TidyTable, ...]:
    """Return the prices, the moves compared, and what each argument adds to the gaps."""
    return (*patience_tables(found.scenario, found.prices), *_worth_tables(found))


def _worth_tables(found: Beliefs) -> tuple[TidyTable, ...]:
    """Return what beliefs about private types are worth; nothing where there are none."""
    if not found.worths:
        return ()
    known = worth_object(found)
    tables = []
    for name, rows in known.items():
        units = tuple("utils" if isinstance(value, float) else "" for value in rows[0].values())
        tables.append(TidyTable(name, tuple(rows[0]), units, [tuple(row.values()) for row in rows]))
    return tuple(tables)


def worth_object(found: Beliefs) -> dict[str, list[dict[str, Any]]]:
    """Return what beliefs about private types are worth, and prices of patience of second types."""
    actors = found.scenario.rules.actors
    names = [actor.name for actor in actors]
    types = [("", "") if actor.types is None else actor.types.names for actor in actors]
    worths = [
        {"actor": names[one.actor], "type": types[one.actor][one.kind], "value": one.hidden,
         "taken_for_first": one.as_first - one.hidden, "taken_for_second": one.as_second - one.hidden,
         "signal": one.signal}
        for one in found.worths
    ]  # fmt: skip
    information = [
        {"actor": names[one.actor], "type": types[one.actor][one.kind], "rival": names[one.rival],
         "gain": one.gain}
        for one in found.information
    ]  # fmt: skip
    seconds = [
        {"actor": names[price.actor], "type": kind, **price_object(price)} for kind, price in found.seconds
    ]
    parts: dict[str, list[dict[str, Any]]] = {REPUTATION: worths, INFORMATION: information, SECONDS: seconds}
    return {name: rows for name, rows in parts.items() if rows}


def patience_tables(scenario: Scenario, prices: tuple[PatiencePrice, ...]) -> tuple[TidyTable, ...]:
    """Return the tables of some prices of patience, one of every actor of a scenario."""
    named = list(zip((actor.name for actor in scenario.rules.actors), prices, strict=True))
    rows = [(name, *price_object(price).values()) for name, price in named]
    moves = [
        (name, kind, move, share)
        for name, price in named
        for kind, moves in (("blink", price.blinks), ("other", price.others))
        for move, share in moves
    ]
    arguments = [
        (name, argument, utils)
        for name, price in named
        if price.initiatives > 0.0
        for argument, utils in by_argument(price.columns, price.split).items()
    ]
    return (
        TidyTable(PRICES, tuple(COLUMNS), tuple(COLUMNS.values()), rows),
        TidyTable(MOVES, ("actor", "kind", "move", "share"), ("", "", "", "probability"), moves),
        TidyTable(ARGUMENTS, ("actor", "argument", "utils"), ("", "", "utils"), arguments),
    )


def price_object(price: PatiencePrice) -> dict[str, float | None]:
    """Return the numbers of a price of patience by name; what does not exist is null."""
    numbers = {
        "gap": price.gap,
        "cost": price.cost,
        "months": price.months,
        "at_start": price.at_start,
        "reasoned": price.reasoned,
        "initiatives": price.initiatives,
    }
    return {name: number if math.isfinite(number) else None for name, number in numbers.items()}


def object_of(found: Beliefs) -> dict[str, Any]:
    """Return everything as ``beliefs --json`` prints it."""
    return {
        "scenario": found.scenario.name,
        "title": found.scenario.title,
        "lens": dict(found.scenario.shares),
        "patience": patience_object(found.scenario, found.prices),
        **worth_object(found),
    }


def patience_object(scenario: Scenario, prices: tuple[PatiencePrice, ...]) -> dict[str, Any]:
    """Return prices of patience by actor, with the moves compared and the parts of the arguments."""
    return {
        actor.name: {
            **price_object(price),
            "blinks": dict(price.blinks),
            "others": dict(price.others),
            "by_argument": by_argument(price.columns, price.split) if price.initiatives > 0.0 else {},
        }
        for actor, price in zip(scenario.rules.actors, prices, strict=True)
    }
