"""The solutions of a matrix as tidy tables, and as one JSON object."""

from __future__ import annotations

from typing import Any

from blinkfirst.game.equilibrium import Equilibrium
from blinkfirst.questions.matrix.answer import MatrixAnswer
from blinkfirst.questions.matrix.forecast import concessions
from blinkfirst.questions.matrix.forecast_tables import (
    concessions_object,
    game_object,
    logit_object,
    profiles_of,
)
from blinkfirst.questions.matrix.forecast_tables import object_of as forecast_object
from blinkfirst.report.strategic_forms import (
    dominance_object,
    equilibrium_object,
    equilibrium_rows,
    mixtures_object,
    named_amounts,
    search_object,
)
from blinkfirst.study.store.tables import TidyTable


def tables_of(found: MatrixAnswer) -> tuple[TidyTable, ...]:
    """Return one table: a row for every equilibrium, player and strategy."""
    columns = ("equilibrium", "player", "strategy", "probability", "payoff", "regret", "pure")
    units = ("", "", "", "probability", "utils", "utils", "")
    return (TidyTable("equilibria", columns, units, list(equilibrium_rows(found.form, found.equilibria))),)


def object_of(found: MatrixAnswer) -> dict[str, Any]:
    """Return everything as plain values."""
    matrix, form, path = found.matrix, found.form, found.path
    return {
        **game_object(matrix, form),
        "table": [
            {
                "profile": list(form.profile_names(profile)),
                "payoffs": named_amounts(form.players, [own[profile] for own in form.payoffs]),
            }
            for profile in profiles_of(form)
        ],
        "dominated": [dominance_object(form, one, "strategy") for one in found.dominated],
        "strict_dominance_leaves": {
            name: [form.strategies[k][s] for s in kept]
            for k, (name, kept) in enumerate(zip(form.players, found.elimination.remaining, strict=True))
        },
        "equilibria": {
            "found": [_equilibrium(found, one) for one in found.equilibria.equilibria],
            **search_object(form, found.equilibria),
            "components": [[k + 1 for k in component] for component in found.equilibria.components],
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


def _equilibrium(found: MatrixAnswer, one: Equilibrium) -> dict[str, Any]:
    giving_way = concessions_object(concessions(found.matrix, one.profile))
    return {**equilibrium_object(found.form, one), "index": one.index, "giving_way": giving_way}
