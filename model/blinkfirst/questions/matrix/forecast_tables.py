"""The logit forecast of a matrix as tidy tables, and as one JSON object."""

from __future__ import annotations

from itertools import product
from typing import Any

from blinkfirst.game.equilibrium import LogitEquilibrium
from blinkfirst.game.forecast import NOBODY
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.questions.matrix.forecast import Concessions, MatrixForecast, concessions
from blinkfirst.report.strategic_forms import mixtures_object, named_amounts
from blinkfirst.scenario.matrix import Matrix
from blinkfirst.study.store.tables import Cell, TidyTable


def tables_of(found: MatrixForecast) -> tuple[TidyTable, ...]:
    """Return the strategies, and the outcomes, with their probabilities."""
    form = found.form
    strategies: list[tuple[Cell, ...]] = [
        (player, strategy, float(p))
        for player, names, mixture in zip(form.players, form.strategies, found.logit.profile, strict=True)
        for strategy, p in zip(names, mixture, strict=True)
    ]
    outcomes: list[tuple[Cell, ...]] = [
        (*form.profile_names(profile), float(found.outcomes[profile])) for profile in profiles_of(form)
    ]
    columns, units = (*form.players, "probability"), (*("" for _ in form.players), "probability")
    return (
        TidyTable("strategies", ("player", "strategy", "probability"), ("", "", "probability"), strategies),
        TidyTable("outcomes", columns, units, outcomes),
    )


def object_of(found: MatrixForecast) -> dict[str, Any]:
    """Return the logit forecast as plain values."""
    return {
        **game_object(found.matrix, found.form),
        "precisions": {player.name: player.precision for player in found.matrix.players},
        **logit_object(found.matrix, found.form, found.logit),
        "outcomes": [
            {
                "profile": list(found.form.profile_names(profile)),
                "probability": float(found.outcomes[profile]),
            }
            for profile in profiles_of(found.form)
        ],
        **({} if found.runs is None else {"runs": found.runs.as_object()}),
    }


def game_object(matrix: Matrix, form: StrategicForm) -> dict[str, Any]:
    """Return name, players and parameters of a matrix as plain values."""
    return {
        "name": matrix.name,
        "kind": "matrix",
        "title": matrix.title,
        "players": {name: list(own) for name, own in zip(form.players, form.strategies, strict=True)},
        "parameters": {name: parameter.value for name, parameter in matrix.parameters.items()},
    }


def profiles_of(form: StrategicForm) -> list[tuple[int, ...]]:
    """Return all pure profiles, the last player's strategy changing fastest."""
    return list(product(*map(range, form.counts)))


def logit_object(matrix: Matrix, form: StrategicForm, one: LogitEquilibrium) -> dict[str, Any]:
    """Return a logit equilibrium as plain values."""
    return {
        "mixtures": mixtures_object(form, one.profile),
        "payoffs": named_amounts(form.players, one.payoffs),
        "giving_way": concessions_object(concessions(matrix, one.profile)),
        "regret": one.regret,
        "residual": one.residual,
    }


def concessions_object(found: Concessions) -> dict[str, Any]:
    """Return probabilities of giving way as plain values."""
    return {
        "each": dict(zip(found.players, found.each, strict=True)),
        "alone": dict(zip(found.players, found.alone, strict=True)),
        "several": found.several,
        NOBODY: found.nobody,
    }
