"""Taking moves off the menus, in every random game: against the slow reference that skips them."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.game.game import Game
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.commitments import MaskArray, committed_outcome, games_of, restricted_standoff
from blinkfirst.solve.standoff.forecast import forecast
from reference import slow_game
from reference.export import exported
from worlds.random_games import eventful_standoffs, standoffs

CLOSE: Any = {"rtol": 1e-9, "atol": 1e-9}


class Bound(slow_game.World):
    """A world in which some edges are never looked at; nothing is renumbered."""

    def __init__(self, standoff: Standoff, kept: MaskArray) -> None:
        super().__init__(exported(standoff))
        self.kept = kept.tolist()

    def menu(self, state: int, actor: int) -> list[int]:
        return [edge for edge in super().menu(state, actor) if self.kept[edge]]


def random_mask(rng: np.random.Generator, game: Game) -> MaskArray:
    """Any edges, but at least one of every menu."""
    kept = rng.random(game.n_edges) < rng.random()
    for first, end in zip(game.edge_offset[:-1], game.edge_offset[1:], strict=True):
        kept[rng.integers(first, end)] = True
    return np.asarray(kept, dtype=np.bool_)


@settings(max_examples=150, deadline=None)
@given(standoffs(), st.integers(0, 2**32 - 1))
def test_values_and_first_blinks_are_those_of_the_slow_reference(standoff: Standoff, seed: int) -> None:
    kept = random_mask(np.random.default_rng(seed), standoff.opening)
    found = committed_outcome(restricted_standoff(standoff, [kept]))
    world = Bound(standoff, kept)
    values, played = slow_game.back(world, slow_game.terminal(world), standoff.ticks)
    np.testing.assert_allclose(found.values, values[world.start], **CLOSE)
    start = [float(s == world.start) for s in range(world.states)]
    first = np.zeros(world.actors)
    for tick in slow_game.first_blinks(world, start, played):
        for (actor, _, _), chance in tick.items():
            first[actor] += chance
    np.testing.assert_allclose(found.first_blinks, first, **CLOSE)


@settings(max_examples=100, deadline=None)
@given(eventful_standoffs(), st.integers(0, 2**32 - 1))
def test_dated_events_and_surprises_come_through(standoff: Standoff, seed: int) -> None:
    """Backward answers against the forecast, which pushes forward what the choices of the solution are."""
    rng = np.random.default_rng(seed)
    masks = [random_mask(rng, game) for game in games_of(standoff)]
    restricted = restricted_standoff(standoff, masks)
    for game, other, mask in zip(games_of(standoff), games_of(restricted), masks, strict=True):
        assert other.n_edges == mask.sum() and (mask.all() == (other is game))
        assert [other.edge_label(k) for k in range(other.n_edges)] == [
            game.edge_label(int(k)) for k in np.flatnonzero(mask)
        ]
    found, seen = committed_outcome(restricted), forecast(restricted, backward_induction(restricted))
    np.testing.assert_allclose(found.values, seen.values, **CLOSE)
    np.testing.assert_allclose(found.first_blinks, seen.first_blink_by_actor, **CLOSE)
    assert abs(found.nobody - seen.nobody) < 1e-9


@settings(max_examples=50, deadline=None)
@given(eventful_standoffs())
def test_who_gives_nothing_up_plays_the_very_same_game(standoff: Standoff) -> None:
    everything = [np.ones(game.n_edges, dtype=np.bool_) for game in games_of(standoff)]
    restricted = restricted_standoff(standoff, everything)
    assert all(one is other for one, other in zip(games_of(restricted), games_of(standoff), strict=True))
