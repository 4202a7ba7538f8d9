"""The commitment game of a scenario as tidy tables, and as one JSON object."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from blinkfirst.game.commitments import CommittedOutcome, Player
from blinkfirst.game.equilibrium import Equilibrium
from blinkfirst.game.forecast import NOBODY, by_name
from blinkfirst.game.game import FloatArray
from blinkfirst.questions.commit.answer import Commitments, TiedHands
from blinkfirst.report.strategic_forms import (
    dominance_object,
    equilibrium_object,
    equilibrium_rows,
    named_amounts,
    search_object,
)
from blinkfirst.solve.strategic_form.dominance import Dominance
from blinkfirst.study.store.tables import FIRST_BLINKERS, Cell, TidyTable


def tables_of(found: Commitments) -> tuple[TidyTable, ...]:
    """Return the profiles, the equilibria, the values of tying one's hands, the dominated postures, and who
    blinks first when nobody commits.
    """
    tables = _profiles(found), _equilibria(found), _tied_hands(found), _dominated(found)
    return *tables, _first_blinkers(found)


def _first_blinkers(found: Commitments) -> TidyTable:
    outcome = found.outcomes.uncommitted
    ends = zip(outcome.first_blinks.tolist(), outcome.values.tolist(), strict=True)
    rows: list[tuple[Cell, ...]] = [
        (actor, *both) for actor, both in zip(found.outcomes.actors, ends, strict=True)
    ]
    rows.append((NOBODY, float(outcome.nobody), None))
    return TidyTable(FIRST_BLINKERS, ("actor", "first_blink", "value"), ("", "probability", "utils"), rows)


def _profiles(found: Commitments) -> TidyTable:
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
    rows = [row[:-1] for row in equilibrium_rows(found.form, found.equilibria)]
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


def object_of(found: Commitments) -> dict[str, Any]:
    """Return everything as ``commit --json`` prints it."""
    search = found.equilibria
    return {
        "scenario": found.scenario.name,
        "title": found.scenario.title,
        "lens": dict(found.scenario.lens),
        "payoff": "sum of what a player's actors get, utils",
        "players": [_player(player) for player in found.outcomes.players],
        "left_out": [{"player": player, "posture": posture} for player, posture in found.idle],
        "profiles": [_profile(found, profile) for profile in product(*map(range, found.outcomes.counts))],
        "nobody_commits": _outcome(found, found.outcomes.uncommitted),
        "equilibria": {
            "found": [_equilibrium(found, equilibrium) for equilibrium in search.equilibria],
            **search_object(found.form, search),
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
        "payoffs": named_amounts(form.players, [own[profile] for own in form.payoffs]),
        **_outcome(found, CommittedOutcome(table.values[profile], table.first_blinks[profile])),
    }


def _tied(found: Commitments, tied: TiedHands) -> dict[str, Any]:
    player, posture = _named(found, tied)
    return {
        "player": player,
        "posture": posture,
        "value": tied.own_gain,
        "gain": named_amounts(found.form.players, tied.gain),
        "actor_gain": named_amounts(found.outcomes.actors, tied.actor_gain),
        "first_blink": _chances(found, tied.first_blinks),
    }


def _dominance(found: Commitments, one: Dominance) -> dict[str, Any]:
    advantages = {"least_advantage": one.least, "most_advantage": one.most}
    return {**dominance_object(found.form, one, "posture"), **advantages}


def _outcome(found: Commitments, outcome: CommittedOutcome) -> dict[str, Any]:
    return {
        "values": named_amounts(found.outcomes.actors, outcome.values),
        "first_blink": _chances(found, outcome.first_blinks),
    }


def _chances(found: Commitments, chances: FloatArray) -> dict[str, float]:
    return by_name(found.outcomes.actors, chances)


def _equilibrium(found: Commitments, one: Equilibrium) -> dict[str, Any]:
    chances = _chances(found, found.expected_first_blinks(one.profile))
    return {**equilibrium_object(found.form, one), "first_blink": chances}
