"""What must always hold: the list at the end of design/model.md."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from blinkfirst.game.game import FloatArray, Game, PayoffColumn
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.solve.standoff.precision import coin_toss, with_precision
from reference import slow_game
from reference.export import exported
from worlds.random_games import games, standoff_of, standoffs, with_game

FINITE = (0.0, 0.3, 1.0, 4.0)


def choice_of(standoff: Standoff) -> FloatArray:
    return backward_induction(standoff).plans[0].stretches[0].choice


@settings(max_examples=150, deadline=None)
@given(standoffs(precisions=(0.0, 0.3, 1.0, 4.0, np.inf)), st.floats(-5, 5), st.integers(0, 3))
def test_a_constant_in_a_flow_changes_no_choice(standoff: Standoff, constant: float, actor: int) -> None:
    game = standoff.opening
    actor %= game.n_actors
    payoffs = game.payoffs
    shifted = replace(
        payoffs,
        columns=(*payoffs.columns, PayoffColumn("constant", "", actor, "while")),
        weights=np.append(payoffs.weights, constant),
        flow_columns=np.append(payoffs.flow_columns, len(payoffs.columns)),
        flow_features=np.vstack([payoffs.flow_features, np.ones(game.n_states)]),
    )
    moved = with_game(standoff, replace(game, payoffs=shifted))
    np.testing.assert_allclose(choice_of(moved), choice_of(standoff), atol=1e-9)


@settings(max_examples=150, deadline=None)
@given(standoffs(), st.floats(0.01, 100), st.integers(0, 3))
def test_weights_times_k_with_precision_over_k_changes_no_choice(
    standoff: Standoff, k: float, actor: int
) -> None:
    game = standoff.opening
    actor %= game.n_actors
    mine = np.array([column.actor == actor for column in game.payoffs.columns], dtype=bool)
    scaled = game.with_weights(np.where(mine, k * game.payoffs.weights, game.payoffs.weights))
    precision = np.where(np.arange(game.n_actors) == actor, game.precision / k, game.precision)
    moved = with_game(standoff, replace(scaled, precision=precision))
    np.testing.assert_allclose(choice_of(moved), choice_of(standoff), atol=1e-8)


@settings(max_examples=150, deadline=None)
@given(standoffs(), st.integers(0, 3))
def test_an_actor_who_cares_for_nothing_plays_uniformly(standoff: Standoff, actor: int) -> None:
    game = standoff.opening
    actor %= game.n_actors
    mine = np.array([column.actor == actor for column in game.payoffs.columns], dtype=bool)
    moved = with_game(standoff, game.with_weights(np.where(mine, 0.0, game.payoffs.weights)))
    menus = np.diff(game.edge_offset)[game.edge_state * game.n_actors + game.edge_actor]
    own = game.edge_actor == actor
    uniform = np.repeat(1.0 / menus[np.newaxis, own], standoff.ticks, axis=0)
    np.testing.assert_allclose(choice_of(moved)[:, own], uniform, rtol=1e-14)


@settings(max_examples=150, deadline=None)
@given(games(max_states=5), st.integers(1, 60))
def test_coin_tosses_blink_first_as_in_the_closed_form(game: Game, ticks: int) -> None:
    """P(i first by T) = p_i b_i / B (1 - (1 - B)^T), with tempo and share b of blinks the same everywhere."""
    degrees = [[n % 3 for n in range(len(moves))] for moves in game.moves]
    menus = np.diff(game.edge_offset).reshape(game.n_states, game.n_actors)
    assume(bool((menus == menus[0]).all()))
    # Blinks by place on the menu, so that their share is the same in every state.
    places = np.concatenate([np.arange(n) for n in menus.ravel()])
    same = np.repeat(game.tempo[:1], game.n_states, axis=0)
    nature = np.zeros_like(game.nature_rate)
    even = replace(
        game,
        tempo=same,
        nature_rate=nature,
        edge_blink=np.array([degrees[a][k] for a, k in zip(game.edge_actor, places, strict=True)]),
    )
    p = same[0] * game.tick_months
    b = np.array([np.mean([d > 0 for d in degrees[a][: menus[0, a]]]) for a in range(game.n_actors)])
    total = float((p * b).sum())
    standoff = coin_toss(standoff_of(even, ticks))
    seen = forecast(standoff, backward_induction(standoff))
    expected = p * b / total * (1.0 - (1.0 - total) ** ticks) if total > 0 else np.zeros(game.n_actors)
    np.testing.assert_allclose(seen.first_blink_by_actor, expected, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(seen.nobody, (1.0 - total) ** ticks, rtol=1e-10, atol=1e-13)


@settings(max_examples=150, deadline=None)
@given(standoffs(max_ticks=5, precisions=(np.inf,)))
def test_high_precision_tends_to_the_exact_maximiser(standoff: Standoff) -> None:
    world = slow_game.World(exported(standoff))
    values, gaps = slow_game.terminal(world), [np.inf]
    for _ in range(standoff.ticks):
        for s in range(world.states):
            for j in range(world.actors):
                q = sorted(slow_game.worths(world, values, s, j).values())
                gaps += [q[-1] - q[-2]] if len(q) > 1 else []
        values = slow_game.one_tick_back(world, values, slow_game.choices(world, values))
    assume(min(gaps) > 1e-3)
    exact = choice_of(standoff)
    distances = []
    for precision in (1e3, 1e4, 1e5):
        game = replace(standoff.opening, precision=np.full(world.actors, precision))
        distances.append(float(np.abs(choice_of(with_game(standoff, game)) - exact).max()))
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < 1e-9


@settings(max_examples=30, deadline=None)
@given(standoffs(precisions=FINITE), st.floats(0, 50))
def test_with_precision_multiplies_everybodys(standoff: Standoff, factor: float) -> None:
    by_hand = with_game(standoff, replace(standoff.opening, precision=standoff.opening.precision * factor))
    assert (choice_of(with_precision(standoff, factor)) == choice_of(by_hand)).all()
