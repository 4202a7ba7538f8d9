"""Two players as QuantEcon has them: enumeration of equally large supports, compiled, without tolerances."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form.two_players import two_player_equilibria
from worlds.strategic_forms import profiles, random_form, rounded

pytest.importorskip("quantecon")


def by_quantecon(form: StrategicForm) -> set[tuple[tuple[float, ...], ...]]:
    theirs: Any = import_module("quantecon.game_theory")
    rows, columns = form.payoffs
    game = theirs.NormalFormGame((theirs.Player(rows.copy()), theirs.Player(columns.T.copy())))
    return {rounded(profile) for profile in theirs.support_enumeration(game)}


@pytest.mark.parametrize("counts", [(2, 2), (3, 3), (4, 4), (3, 5), (6, 6)])
def test_all_equilibria_of_games_without_ties(counts: tuple[int, int]) -> None:
    for seed in range(20):
        form = random_form(1000 + seed, counts)
        found = two_player_equilibria(form, second_opinion=False)
        assert found.complete
        assert profiles(found) == by_quantecon(form)


def test_with_ties_it_lists_some_of_ours() -> None:
    """Equally large supports miss extreme equilibria whose supports differ in size, but nothing pure."""
    fewer = 0
    for seed in range(20):
        form = random_form(2000 + seed, (3, 3), levels=3)
        ours, theirs = profiles(two_player_equilibria(form, second_opinion=False)), by_quantecon(form)
        pure = {profile for profile in ours if all(max(own) == 1.0 for own in profile)}
        assert pure == {profile for profile in theirs if all(max(own) == 1.0 for own in profile)}
        fewer += len(ours - theirs) > 0
    assert fewer > 5
