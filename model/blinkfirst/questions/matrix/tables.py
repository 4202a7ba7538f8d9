"""What was found about a matrix as tidy tables, and as one JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from blinkfirst.game.dominance import Dominance
from blinkfirst.game.equilibrium import Equilibrium
from blinkfirst.game.forecast import NOBODY
from blinkfirst.game.game import FloatArray
from blinkfirst.game.logit_path import LogitEquilibrium
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.questions.matrix.answer import MatrixAnswer
from blinkfirst.questions.matrix.concessions import GivingWay, giving_way
from blinkfirst.questions.matrix.forecast import MatrixForecast
from blinkfirst.scenario.matrix.matrix import Matrix
from blinkfirst.study.store.tables import Cell, TidyTable


def equilibria_table(found: MatrixAnswer) -> TidyTable:
    """Return a row for every equilibrium, player and strategy."""
    rows: list[tuple[Cell, ...]] = [
        (number, player, strategy, float(one.profile[i][k]), float(one.payoffs[i]), one.regret, one.pure)
        for number, one in enumerate(found.equilibria.equilibria, start=1)
        for i, player in enumerate(found.form.players)
        for k, strategy in enumerate(found.form.strategies[i])
    ]
    return TidyTable(
        "equilibria",
        ("equilibrium", "player", "strategy", "probability", "payoff", "regret", "pure"),
        ("", "", "", "probability", "utils", "utils", ""),
        rows,
    )


def forecast_object(found: MatrixForecast) -> dict[str, Any]:
    """Return the logit forecast as plain values."""
    return {
        **_game(found.matrix, found.form),
        "precisions": {player.name: player.precision for player in found.matrix.players},
        **_logit(found.matrix, found.form, found.logit),
        "outcomes": [
            {
                "profile": list(found.form.profile_names(profile)),
                "probability": float(found.outcomes[profile]),
            }
            for profile in _profiles(found.form)
        ],
    }


def answer_object(found: MatrixAnswer) -> dict[str, Any]:
    """Return everything as plain values."""
    matrix, form, path = found.matrix, found.form, found.path
    return {
        **_game(matrix, form),
        "table": [
            {
                "profile": list(form.profile_names(profile)),
                "payoffs": _pays(form, profile),
            }
            for profile in _profiles(form)
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
            "notes": list(found.equilibria.notes),
        },
        "forecast": forecast_object(found.forecast),
        "logit_path": {
            "steps": [{"multiple": one.precision, **_logit(matrix, form, one)} for one in found.steps],
            "forks": list(path.forks),
            "turns": list(path.turns),
            "residual": path.residual,
            "limit": None if found.limit is None else found.limit + 1,
            "limit_profile": None if path.limit is None else _mixtures(form, path.limit.profile),
        },
        "levels": [_mixtures(form, profile) for profile in found.levels],
        "cognitive_hierarchy": _mixtures(form, found.hierarchy.played),
    }


def _game(matrix: Matrix, form: StrategicForm) -> dict[str, Any]:
    return {
        "name": matrix.name,
        "kind": "matrix",
        "title": matrix.title,
        "players": {name: list(own) for name, own in zip(form.players, form.strategies, strict=True)},
        "parameters": {name: parameter.value for name, parameter in matrix.parameters.items()},
    }


def _profiles(form: StrategicForm) -> list[tuple[int, ...]]:
    return list(product(*map(range, form.counts)))


def _pays(form: StrategicForm, profile: tuple[int, ...]) -> dict[str, float]:
    return {name: float(form.payoffs[(i, *profile)]) for i, name in enumerate(form.players)}


def _mixtures(form: StrategicForm, profile: Sequence[FloatArray]) -> dict[str, dict[str, float]]:
    return {
        name: {strategy: float(p) for strategy, p in zip(own, mixture, strict=True)}
        for name, own, mixture in zip(form.players, form.strategies, profile, strict=True)
    }


def _by_player(form: StrategicForm, amounts: FloatArray) -> dict[str, float]:
    return {name: float(amount) for name, amount in zip(form.players, amounts, strict=True)}


def _logit(matrix: Matrix, form: StrategicForm, one: LogitEquilibrium) -> dict[str, Any]:
    return {
        "mixtures": _mixtures(form, one.profile),
        "payoffs": _by_player(form, one.payoffs),
        "giving_way": _giving_way(giving_way(matrix, one.profile)),
        "regret": one.regret,
        "residual": one.residual,
    }


def _giving_way(found: GivingWay) -> dict[str, Any]:
    return {
        "each": dict(zip(found.players, found.each, strict=True)),
        "alone": dict(zip(found.players, found.alone, strict=True)),
        "several": found.several,
        NOBODY: found.nobody,
    }


def _equilibrium(found: MatrixAnswer, one: Equilibrium) -> dict[str, Any]:
    form = found.form
    return {
        "mixtures": _mixtures(form, one.profile),
        "payoffs": _by_player(form, one.payoffs),
        "regret": one.regret,
        "pure": one.pure,
        "degenerate": one.degenerate,
        "index": one.index,
        "giving_way": _giving_way(giving_way(found.matrix, one.profile)),
    }


def _dominance(form: StrategicForm, one: Dominance) -> dict[str, Any]:
    names = form.strategies[one.player]
    return {
        "player": form.players[one.player],
        "strategy": names[one.strategy],
        "by": {names[int(k)]: float(one.by[k]) for k in np.flatnonzero(one.by)},
        "strictly": one.strict,
    }
