"""The commitment game of a scenario as tidy tables, and as one JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from blinkfirst.game.commitments import CommittedOutcome, Player
from blinkfirst.game.equilibrium import Equilibrium
from blinkfirst.game.forecast import NOBODY, by_name
from blinkfirst.game.game import FloatArray
from blinkfirst.questions.commit.answer import Commitments, TiedHands
from blinkfirst.report.strategic_forms import equilibrium_notes
from blinkfirst.solve.strategic_form.dominance import Dominance
from blinkfirst.study.store.tables import Cell, TidyTable


def tables_of(found: Commitments) -> tuple[TidyTable, ...]:
    """Return the profiles, the equilibria, the values of tying one's hands, and the dominated postures."""
    return _profiles(found), _equilibria(found), _tied_hands(found), _dominated(found)


def _profiles(found: Commitments) -> TidyTable:
    """Return a row for every profile and actor, and one for nobody: value, and P(blinks first)."""
    table = found.outcomes
    rows: list[tuple[Cell, ...]] = []
    for number, profile in enumerate(product(*map(range, table.counts)), start=1):
        names = found.form.profile_names(profile)
        outcome = CommittedOutcome(table.values[profile], table.first_blinks[profile])
        for k, actor in enumerate(table.actors):
            value, chance = float(outcome.values[k]), float(outcome.first_blinks[k])
            rows.append((number, *names, actor, value, chance))
        rows.append((number, *names, NOBODY, None, outcome.nobody))
    players = found.form.players
    return TidyTable(
        "profiles",
        ("profile", *players, "actor", "value", "first_blink"),
        ("", *("" for _ in players), "", "utils", "probability"),
        rows,
    )


def _equilibria(found: Commitments) -> TidyTable:
    rows = [
        (number, player, posture, float(one.profile[i][k]), float(one.payoffs[i]), one.regret)
        for number, one in enumerate(found.equilibria.equilibria, start=1)
        for i, player in enumerate(found.form.players)
        for k, posture in enumerate(found.form.strategies[i])
    ]
    columns = ("equilibrium", "player", "posture", "probability", "payoff", "regret")
    return TidyTable("equilibria", columns, ("", "", "", "probability", "utils", "utils"), rows)


def _tied_hands(found: Commitments) -> TidyTable:
    rows = [
        (*_named(found, tied), other, float(tied.gain[k]))
        for tied in found.tied_hands
        for k, other in enumerate(found.form.players)
    ]
    columns = ("player", "posture", "who_gains", "gain")
    return TidyTable("tied_hands", columns, ("", "", "", "utils"), rows)


def _dominated(found: Commitments) -> TidyTable:
    form = found.form
    rows = [
        (
            form.players[d.player],
            form.strategies[d.player][d.strategy],
            d.strict,
            form.strategies[d.player][k],
            float(d.by[k]),
            d.least,
        )
        for d in found.dominated
        for k in np.flatnonzero(d.by)
    ]
    columns = ("player", "posture", "strictly", "dominated_by", "probability", "least_advantage")
    return TidyTable("dominated", columns, ("", "", "", "", "probability", "utils"), rows)


def _named(found: Commitments, tied: TiedHands) -> tuple[str, str]:
    return found.form.players[tied.player], found.form.strategies[tied.player][tied.posture]


def commitments_object(found: Commitments) -> dict[str, Any]:
    """Return everything as ``commit --json`` prints it."""
    search = found.equilibria
    return {
        "scenario": found.scenario.name,
        "title": found.scenario.title,
        "lens": dict(found.scenario.shares),
        "payoff": "sum of what a player's actors get, utils",
        "players": [_player(player) for player in found.outcomes.players],
        "left_out": [{"player": player, "posture": posture} for player, posture in found.idle],
        "profiles": [_profile(found, profile) for profile in product(*map(range, found.outcomes.counts))],
        "nobody_commits": _outcome(found, found.outcomes.uncommitted),
        "equilibria": {
            "found": [_equilibrium(found, equilibrium) for equilibrium in search.equilibria],
            "method": search.method,
            "complete": search.complete,
            "degenerate": search.degenerate,
            "tolerance": search.tolerance,
            "notes": equilibrium_notes(found.form, search),
        },
        "tied_hands": [_tied(found, tied) for tied in found.tied_hands],
        "dominated": [_dominance(found, dominance) for dominance in found.dominated],
        "solved": found.solved,
    }


def _player(player: Player) -> dict[str, Any]:
    return {
        "name": player.name,
        "actors": list(player.actors),
        "postures": [
            {
                "name": posture.name,
                "blinking": posture.blinking,
                "limits": [
                    {"actor": one.actor, "word": one.word, "moves": list(one.moves)} for one in posture.limits
                ],
            }
            for posture in player.postures
        ],
    }


def _profile(found: Commitments, profile: tuple[int, ...]) -> dict[str, Any]:
    form, table = found.form, found.outcomes
    return {
        "postures": dict(zip(form.players, form.profile_names(profile), strict=True)),
        "payoffs": {name: float(form.payoffs[(i, *profile)]) for i, name in enumerate(form.players)},
        **_outcome(found, CommittedOutcome(table.values[profile], table.first_blinks[profile])),
    }


def _tied(found: Commitments, tied: TiedHands) -> dict[str, Any]:
    player, posture = _named(found, tied)
    return {
        "player": player,
        "posture": posture,
        "value": tied.own_gain,
        "gain": _named_amounts(found.form.players, tied.gain),
        "actor_gain": _named_amounts(found.outcomes.actors, tied.actor_gain),
        "first_blink": _chances(found, tied.first_blinks),
    }


def _dominance(found: Commitments, one: Dominance) -> dict[str, Any]:
    names = found.form.strategies[one.player]
    return {
        "player": found.form.players[one.player],
        "posture": names[one.strategy],
        "by": {names[k]: float(one.by[k]) for k in np.flatnonzero(one.by)},
        "strictly": one.strict,
        "least_advantage": one.least,
        "most_advantage": one.most,
    }


def _outcome(found: Commitments, outcome: CommittedOutcome) -> dict[str, Any]:
    return {
        "values": _named_amounts(found.outcomes.actors, outcome.values),
        "first_blink": _chances(found, outcome.first_blinks),
    }


def _chances(found: Commitments, chances: FloatArray) -> dict[str, float]:
    return by_name(found.outcomes.actors, chances)


def _named_amounts(names: Sequence[str], amounts: FloatArray) -> dict[str, float]:
    return {name: float(amount) for name, amount in zip(names, amounts, strict=True)}


def _equilibrium(found: Commitments, equilibrium: Equilibrium) -> dict[str, Any]:
    form = found.form
    return {
        "mixtures": {
            player: _named_amounts(names, mixture)
            for player, names, mixture in zip(form.players, form.strategies, equilibrium.profile, strict=True)
        },
        "payoffs": _named_amounts(form.players, equilibrium.payoffs),
        "regret": equilibrium.regret,
        "pure": equilibrium.pure,
        "degenerate": equilibrium.degenerate,
        "first_blink": _chances(found, found.expected_first_blinks(equilibrium.profile)),
    }
