"""The outlook of a scenario as tidy tables: one per question, one row per case of it, axes by name."""

from __future__ import annotations

from blinkfirst.game.forecast import hazard_per_month
from blinkfirst.questions.run.outlook import Outlook
from blinkfirst.study.store.tables import TidyTable


def outlook_tables(outlook: Outlook) -> tuple[TidyTable, ...]:
    """Return all tables of a run."""
    return (
        _first_blinks(outlook),
        _hazards(outlook),
        _questions(outlook),
        _claims(outlook),
        _world(outlook),
        _moves(outlook),
        _payoffs(outlook),
    )


def _first_blinks(outlook: Outlook) -> TidyTable:
    forecast = outlook.forecast
    rows = [
        (
            tick,
            tick * forecast.tick_months,
            forecast.actors[actor],
            move,
            degree,
            float(forecast.first_blink[tick, deed, k]),
        )
        for tick in range(forecast.first_blink.shape[0])
        for deed, (actor, move) in enumerate(forecast.deeds)
        for k, degree in enumerate(("soft", "hard"))
        if forecast.first_blink[tick, deed, k] > 0
    ]
    columns = ("tick", "months", "actor", "move", "degree", "probability")
    return TidyTable("first_blinks", columns, ("", "months", "", "", "", "probability"), rows)


def _hazards(outlook: Outlook) -> TidyTable:
    rows = [(month, float(h)) for month, h in enumerate(hazard_per_month(outlook.forecast), start=1)]
    return TidyTable("hazards", ("month", "hazard"), ("", "probability per month"), rows)


def _questions(outlook: Outlook) -> TidyTable:
    rows = [(q.name, q.ask, "times" if q.counts else "probability", q.answer) for q in outlook.questions]
    return TidyTable("questions", ("name", "ask", "unit", "answer"), ("", "", "", "as in unit"), rows)


def _claims(outlook: Outlook) -> TidyTable:
    rows = [
        (
            a.claim.says,
            a.claim.ask.text,
            a.claim.expect,
            v.lens,
            v.role,
            v.before,
            v.answer,
            v.margin,
            v.follows,
        )
        for a in outlook.claims
        for v in a.verdicts
    ]
    columns = ("says", "ask", "expect", "lens", "role", "before", "answer", "margin", "follows")
    return TidyTable(
        "claims", columns, ("", "", "", "", "", "probability", "probability", "probability", ""), rows
    )


def _world(outlook: Outlook) -> TidyTable:
    forecast = outlook.forecast
    rows = [
        (float(month), variable.name, level, float(forecast.levels[v][k, index]))
        for k, month in enumerate(forecast.level_months)
        for v, variable in enumerate(outlook.standoff.opening.variables)
        for index, level in enumerate(variable.levels)
    ]
    return TidyTable(
        "world", ("months", "variable", "level", "probability"), ("months", "", "", "probability"), rows
    )


def _moves(outlook: Outlook) -> TidyTable:
    forecast = outlook.forecast
    rows = [
        (forecast.actors[a], move, float(n))
        for (a, move), n in zip(forecast.deeds, forecast.move_counts, strict=True)
    ]
    return TidyTable("moves", ("actor", "move", "expected_count"), ("", "", "times up to the horizon"), rows)


def _payoffs(outlook: Outlook) -> TidyTable:
    forecast = outlook.forecast
    rows = [
        (forecast.actors[c.actor], c.argument, c.term, c.kind, float(utils))
        for c, utils in zip(forecast.columns, forecast.value_split, strict=True)
    ]
    return TidyTable(
        "payoffs", ("actor", "argument", "term", "kind", "value"), ("", "", "", "", "utils, discounted"), rows
    )
