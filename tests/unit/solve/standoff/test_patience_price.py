"""The price of patience: on paper, against a slow reference, and split by argument."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from blinkfirst.errors import GameError
from blinkfirst.game.game import HARD, SOFT, Game
from blinkfirst.game.standoff import Plan, Standoff
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.explanation import explain_difference
from blinkfirst.solve.standoff.patience_price import patience_price, steadfast_rivals
from reference.export import exported
from reference.slow_patience import SteadfastWorld, price
from reference.slow_standoff import SlowLeg
from worlds.handmade import Edge, handmade_game
from worlds.random_games import eventful_standoffs, random_game, standoff_of, standoffs


def holding_first(standoff: Standoff) -> Standoff:
    """The same stand-off, the first move of every menu no blink: nobody is left without any."""

    def changed(game: Game) -> Game:
        blinks = game.edge_blink.copy()
        blinks[game.edge_offset[:-1]] = 0
        return replace(game, edge_blink=blinks)

    def of(plan: Plan) -> Plan:
        return replace(plan, stretches=tuple(replace(s, game=changed(s.game)) for s in plan.stretches))

    return replace(standoff, plans=tuple(map(of, standoff.plans)))


def check_against_the_slow_reference(drawn: Standoff) -> None:
    standoff = holding_first(drawn)
    game = standoff.opening
    holds = [moves[0] for moves in game.moves]
    for actor in range(game.n_actors):
        plans = [
            [
                SlowLeg(
                    SteadfastWorld(exported(standoff, s.game), actor),
                    s.first_tick,
                    None if s.carry is None else s.carry.tolist(),
                )
                for s in plan.stretches
            ]
            for plan in standoff.plans
        ]
        initiatives, gap, at_start, months = price(plans, standoff.plan_ends, standoff.ticks, actor)
        found = patience_price(standoff, holds, actor)
        split = found.split.sum() if found.split.size else gap
        numbers = [found.initiatives, found.months, found.gap, found.at_start, split]
        expected = [initiatives, months, gap, at_start, gap]
        np.testing.assert_allclose(numbers, expected, rtol=1e-9, atol=1e-10)
        for moves in (found.blinks, found.others):
            assert sum(share for _, share in moves) == pytest.approx(float(initiatives > 0.0))


@settings(max_examples=25, deadline=None)
@given(standoffs(max_states=3, max_actors=3, max_ticks=3, precisions=(0.0, 0.3, 1.0, 4.0)))
def test_it_is_what_the_slow_reference_says(drawn: Standoff) -> None:
    check_against_the_slow_reference(drawn)


@settings(max_examples=15, deadline=None)
@given(eventful_standoffs(max_states=3, max_actors=2, max_ticks=4))
def test_it_is_what_the_slow_reference_says_across_events_and_surprises(drawn: Standoff) -> None:
    check_against_the_slow_reference(drawn)


PRIZE, SHAME, WEAR = 5.0, 2.0, 0.25


def attrition() -> Game:
    """Two sides hold until one concedes: who concedes pays `SHAME`, the other wins `PRIZE`; waiting wears
    both out, `WEAR` a tick, until it is over (state 1).
    """
    edges = [
        edge
        for a in (0, 1)
        for edge in (
            Edge(0, a, "hold", {0: 1.0}),
            Edge(0, a, "concede", {1: 1.0}, {a: -SHAME, 1 - a: PRIZE}, HARD),
            Edge(1, a, "hold", {1: 1.0}),
        )
    ]
    return handmade_game(edges, [[-WEAR, -WEAR], [0.0, 0.0]], [0.5, 0.5], [np.inf, 1.0], [0.9, 1.0])


def test_a_tiny_war_of_attrition_on_paper() -> None:
    """Against a rival who never concedes, conceding k ticks before the end saves the wear of what is left.

    With an exact maximiser whose shame outweighs all wear, nobody ever concedes, so Q(hold) is the wear of
    the ticks left, afterwards included, and the gap of a tick is that less the shame.
    """
    ticks, afterwards = 4, 3.0
    found = patience_price(standoff_of(attrition(), ticks, afterwards), ("hold", "hold"), 0)
    delta = 0.9
    left = [sum(delta**k for k in range(1, ticks + 3 - tick)) for tick in range(ticks)]
    gaps = [WEAR * months - SHAME for months in left]
    assert found.initiatives == pytest.approx(0.5 * ticks)
    assert found.gap == pytest.approx(np.mean(gaps))
    assert found.at_start == pytest.approx(gaps[0])
    assert found.months == pytest.approx(sum(delta**k for k in range(ticks + 3)))
    assert found.cost == pytest.approx(-np.mean(gaps) / found.months)
    assert found.reasoned == 0.0
    assert found.blinks == (("concede", 1.0),)
    assert found.others == (("hold", 1.0),)
    by_name = dict(zip([c.argument for c in found.columns], found.split, strict=True))
    assert by_name["lump"] == pytest.approx(-SHAME)  # the prize is never won from who never concedes
    assert by_name["flow"] == pytest.approx(np.mean([WEAR * months for months in left]))


def impatient(standoff: Standoff) -> Standoff:
    """The same stand-off of one stretch, its actors of the same discount, .9 a tick."""
    (stretch,) = standoff.plans[0].stretches
    game = replace(stretch.game, patience=np.array([0.9, 0.9]) ** 12.0)
    return replace(standoff, plans=(Plan(0, (replace(stretch, game=game),)),))


def test_an_endless_war_of_attrition_on_paper() -> None:
    """To wear for ever costs more than the shame, so it concedes at its first chance; half of all ticks.

    What standing is worth solves V = -WEAR + .5 Q(concede) + .5 Q(hold), with Q(hold) = .9 V; with one
    concession after another Q(hold) is of V = -WEAR - .5 SHAME + .5 * .9 V.
    """
    found = patience_price(impatient(standoff_of(attrition(), 3, stationary=True)), ("hold", "hold"), 0)
    standing = (-WEAR - 0.5 * SHAME) / (1.0 - 0.5 * 0.9)
    assert found.gap == pytest.approx(-SHAME - 0.9 * standing)
    assert found.split.sum() == pytest.approx(found.gap)
    assert found.reasoned == 1.0
    assert found.months == pytest.approx(1.0 / (1.0 - 0.5 * 0.9))
    assert found.cost < 0.0


def test_a_single_initiative_is_split_as_its_explanation_has_it() -> None:
    game = random_game(np.random.default_rng(5), 4, 2, (1.0,), (0.7,))
    standoff = holding_first(standoff_of(game, 1))
    holds = [moves[0] for moves in game.moves]
    for actor in (0, 1):
        found = patience_price(standoff, holds, actor)
        if not found.initiatives > 0.0:
            continue
        against = steadfast_rivals(standoff, holds, actor)
        policy, alone = backward_induction(against), against.opening
        row = alone.start * alone.n_actors + actor
        edges = range(*alone.edge_offset[row : row + 2].tolist())
        named = {alone.edge_label(e)[1]: e for e in edges}
        best, other = named[found.blinks[0][0]], named[found.others[0][0]]
        _, split = explain_difference(against, policy, 0, best, other)
        np.testing.assert_allclose(found.split, split, rtol=1e-9, atol=1e-12)


def test_rivals_keep_all_but_their_blinks() -> None:
    against = steadfast_rivals(standoff_of(attrition(), 2), ("hold", "hold"), 0).opening
    moves = [(int(s), against.edge_label(e)) for e, s in enumerate(against.edge_state)]
    assert (0, ("actor0", "concede")) in moves
    assert (0, ("actor1", "concede")) not in moves


def test_without_a_choice_there_is_no_gap() -> None:
    edges = [
        Edge(0, 0, "hold", {0: 1.0}),
        Edge(0, 1, "hold", {0: 1.0}),
        Edge(0, 1, "yield", {0: 1.0}, blink=SOFT),
    ]
    game = handmade_game(edges, [[1.0, 1.0]], [0.5, 0.5], [1.0, 1.0], [0.9, 0.9])
    found = patience_price(standoff_of(game, 3, 0.0), ("hold", "hold"), 0)
    assert found.initiatives == 0.0
    assert np.isnan([found.gap, found.cost, found.reasoned, found.at_start, *found.split]).all()
    assert found.months == pytest.approx(1.0 + 0.9 + 0.81)
    assert found.blinks == found.others == ()


def test_an_unknown_actor_is_refused() -> None:
    with pytest.raises(GameError, match="actor 2: expected 0 to 1"):
        patience_price(standoff_of(attrition(), 2), ("hold", "hold"), 2)
