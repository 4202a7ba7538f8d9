"""The solutions of a matrix as tidy tables, and as one JSON object."""

from __future__ import annotations

from typing import Any

import numpy as np

from blinkfirst.game.equilibrium import Equilibrium
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.questions.matrix.answer import MatrixAnswer
from blinkfirst.questions.matrix.forecast import concessions
from blinkfirst.questions.matrix.forecast_tables import (
    by_player,
    concessions_object,
    forecast_object,
    game_object,
    logit_object,
    mixtures_object,
    profiles_of,
)
from blinkfirst.report.strategic_forms import equilibrium_notes
from blinkfirst.solve.strategic_form.dominance import Dominance
from blinkfirst.study.store.tables import Cell, TidyTable


def tables_of(found: MatrixAnswer) -> tuple[TidyTable, ...]:
    """Return one table: a row for every equilibrium, player and strategy."""
    rows: list[tuple[Cell, ...]] = [
        (number, player, strategy, float(one.profile[i][k]), float(one.payoffs[i]), one.regret, one.pure)
        for number, one in enumerate(found.equilibria.equilibria, start=1)
        for i, player in enumerate(found.form.players)
        for k, strategy in enumerate(found.form.strategies[i])
    ]
    columns = ("equilibrium", "player", "strategy", "probability", "payoff", "regret", "pure")
    units = ("", "", "", "probability", "utils", "utils", "")
    return (TidyTable("equilibria", columns, units, rows),)


def answer_object(found: MatrixAnswer) -> dict[str, Any]:
    """Return everything as plain values."""
    matrix, form, path = found.matrix, found.form, found.path
    return {
        **game_object(matrix, form),
        "table": [
            {"profile": list(form.profile_names(profile)), "payoffs": _pays(form, profile)}
            for profile in profiles_of(form)
        ],
        "dominated": [_dominance(form, one) for one in found.dominated],
        "strict_dominance_leaves": {
            name: [form.strategies[k][s] for s in kept]
            for k, (name, kept) in enumerate(zip(form.players, found.elimination.remaining, strict=True))
        },
        "equilibria": {
            "found": [_equilibrium(found, one) for one in found.equilibria.equilibria],
            "method": found.equilibria.method,
            "complete": found.equilibria.complete,
            "degenerate": found.equilibria.degenerate,
            "components": [[k + 1 for k in component] for component in found.equilibria.components],
            "tolerance": found.equilibria.tolerance,
            "notes": equilibrium_notes(form, found.equilibria),
        },
        "forecast": forecast_object(found.forecast),
        "logit_path": {
            "steps": [{"multiple": one.precision, **logit_object(matrix, form, one)} for one in found.steps],
            "forks": list(path.forks),
            "turns": list(path.turns),
            "residual": path.residual,
            "limit": None if found.limit is None else found.limit + 1,
            "limit_profile": None if path.limit is None else mixtures_object(form, path.limit.profile),
        },
        "levels": [mixtures_object(form, profile) for profile in found.levels],
        "cognitive_hierarchy": mixtures_object(form, found.hierarchy.played),
    }


def _pays(form: StrategicForm, profile: tuple[int, ...]) -> dict[str, float]:
    return {name: float(form.payoffs[(i, *profile)]) for i, name in enumerate(form.players)}


def _equilibrium(found: MatrixAnswer, one: Equilibrium) -> dict[str, Any]:
    form = found.form
    return {
        "mixtures": mixtures_object(form, one.profile),
        "payoffs": by_player(form, one.payoffs),
        "regret": one.regret,
        "pure": one.pure,
        "degenerate": one.degenerate,
        "index": one.index,
        "giving_way": concessions_object(concessions(found.matrix, one.profile)),
    }


def _dominance(form: StrategicForm, one: Dominance) -> dict[str, Any]:
    names = form.strategies[one.player]
    return {
        "player": form.players[one.player],
        "strategy": names[one.strategy],
        "by": {names[int(k)]: float(one.by[k]) for k in np.flatnonzero(one.by)},
        "strictly": one.strict,
    }
