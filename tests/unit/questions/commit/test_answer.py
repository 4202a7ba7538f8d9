"""The commitment game of a scenario, by other roads: menus changed in the file, closed forms, simulation."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import pytest

from blinkfirst.agents.runs import simulate
from blinkfirst.compile.commitments import parse_posture, players_of, sides_of
from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.errors import TooLargeError
from blinkfirst.game.commitments import (
    BLINKS_FIRST,
    FREE,
    NEVER_BLINKS,
    STANDARD_POSTURES,
    CommittedOutcome,
    Player,
    Posture,
)
from blinkfirst.game.regret import regrets
from blinkfirst.questions.commit.answer import MOST_PROFILES, Commitments, commitments_of, refuse_too_many
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff.backward_answers import (
    ANY_DEGREE,
    backward_answers_and_values,
    first_blink_watches,
)
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.commitments import committed_outcome
from reference.textbook.attrition import EAST, TICKS, WEST, Side, contest

STANDOFF, HANOI, CHAIN = "textbook/two-sided-standoff", "korea-1/2019-hanoi", "textbook/chain-store"


@lru_cache(maxsize=8)
def compiled(name: str, **settings: float) -> Compiled:
    return compile_scenario(load(name, {path.replace("__", "."): v for path, v in settings.items()}))


@lru_cache(maxsize=8)
def found_in(name: str) -> Commitments:
    here = compiled(name)
    return commitments_of(here, players_of(here.scenario))


def cell(found: Commitments, *postures: str) -> CommittedOutcome:
    """A profile by the names of its postures."""
    where = tuple(
        [p.name for p in player.postures].index(name)
        for player, name in zip(found.outcomes.players, postures, strict=True)
    )
    return CommittedOutcome(found.outcomes.values[where], found.outcomes.first_blinks[where])


def condition(written: Any) -> str:
    return "true" if written is None else written.text


def never_in_the_file(name: str, members: tuple[str, ...]) -> dict[str, str]:
    """Settings that take every blinking move off the menus by its own `when`."""
    settings = {}
    for actor in load(name).rules.actors:
        for move in actor.moves:
            blinks = [one.text for one in (move.soft, move.hard) if one is not None]
            if actor.name in members and blinks:
                firm = " or ".join(f"({text})" for text in blinks)
                settings[f"actors.{actor.name}.moves.{move.name}.when"] = (
                    f"({condition(move.when)}) and not ({firm})"
                )
    return settings


@pytest.mark.parametrize(
    ("name", "committed"),
    [
        (STANDOFF, (True, False)),
        (STANDOFF, (False, True)),
        (HANOI, (True, False)),
        (HANOI, (False, True)),
        pytest.param(HANOI, (True, True), marks=pytest.mark.slow),
    ],
)
def test_never_blinking_is_the_scenario_with_the_blinking_moves_off_the_menus(
    name: str, committed: tuple[bool, bool]
) -> None:
    found = found_in(name)
    settings: dict[str, str] = {}
    for bound, members in zip(committed, sides_of(load(name)).values(), strict=True):
        settings |= never_in_the_file(name, members) if bound else {}
    other = committed_outcome(compile_scenario(load(name, settings)).standoff)
    here = cell(found, *(NEVER_BLINKS if bound else FREE for bound in committed))
    np.testing.assert_allclose(here.values, other.values, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(here.first_blinks, other.first_blinks, rtol=1e-10, atol=1e-12)


def test_blinking_at_the_first_chance_is_the_scenario_with_all_other_moves_off_the_menus() -> None:
    """Every move beside a blink costs its mover a million utils, so its chance is no number above zero."""
    found = found_in(HANOI)
    western = ("US", "ROK")
    standoff = compiled(HANOI).standoff
    game = standoff.opening
    menus: dict[tuple[int, int], list[int]] = {}
    for edge in range(game.n_edges):
        menus.setdefault((int(game.edge_state[edge]), int(game.edge_actor[edge])), []).append(edge)
    forced = [
        edge
        for (_, actor), edges in menus.items()
        if game.actors[actor] in western and (game.edge_blink[edges] > 0).any()
        for edge in edges
        if game.edge_blink[edge] == 0
    ]
    price = replace(game.payoffs.columns[0], argument="price", kind="when")
    columns, weights = list(game.payoffs.columns), list(game.payoffs.weights)
    lump_columns, offset = list(game.payoffs.lump_columns), list(game.payoffs.lump_offset)
    edges, worths = [game.payoffs.lump_edge], [game.payoffs.lump_worth]
    for actor, name in enumerate(game.actors):
        mine = np.array([edge for edge in forced if game.edge_actor[edge] == actor], dtype=np.int64)
        if name in western:
            lump_columns.append(len(columns))
            columns.append(replace(price, actor=actor))
            weights.append(-1e6)
            edges.append(mine)
            worths.append(np.ones(mine.size))
            offset.append(offset[-1] + mine.size)
    payoffs = replace(
        game.payoffs,
        columns=tuple(columns),
        weights=np.array(weights),
        lump_columns=np.array(lump_columns),
        lump_offset=np.array(offset),
        lump_edge=np.concatenate(edges),
        lump_worth=np.concatenate(worths),
    )
    plan = standoff.plans[0]
    stretch = replace(plan.stretches[0], game=replace(game, payoffs=payoffs))
    dear = replace(standoff, plans=(replace(plan, stretches=(stretch,)),))
    other, here = committed_outcome(dear), cell(found, BLINKS_FIRST, FREE)
    np.testing.assert_allclose(here.values, other.values, rtol=1e-10)
    np.testing.assert_allclose(here.first_blinks, other.first_blinks, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize(
    "name", [STANDOFF, HANOI, pytest.param("korea-1/2018-revision-walkout", marks=pytest.mark.slow)]
)
def test_when_nobody_commits_it_is_the_forecast_to_the_last_bit(name: str) -> None:
    here = compiled(name)
    players = [replace(p, postures=p.postures[-1:]) for p in players_of(here.scenario)]
    found = commitments_of(here, players)
    answers, values = backward_answers_and_values(
        here.standoff, first_blink_watches(here.standoff, [ANY_DEGREE])
    )
    for outcome in (found.outcomes.uncommitted, cell(found, *(FREE for _ in players))):
        assert outcome.values.tobytes() == values.tobytes()
        assert outcome.first_blinks.tobytes() == answers.tobytes()
    assert found.solved == 1 and found.tied_hands == ()


def test_the_order_of_the_players_is_that_of_the_table() -> None:
    here, found = compiled(HANOI), found_in(HANOI)
    turned = commitments_of(here, players_of(here.scenario)[::-1])
    assert turned.form.players == found.form.players[::-1]
    assert np.array_equal(turned.outcomes.values, found.outcomes.values.swapaxes(0, 1))
    assert np.array_equal(turned.form.payoffs, found.form.payoffs[::-1].swapaxes(1, 2))
    assert {t.own_gain for t in turned.tied_hands} == {t.own_gain for t in found.tied_hands}


def attrition(east: Side, west: Side) -> tuple[list[float], list[float]]:
    told = contest([east, west])
    return list(told.worth), [sum(chances) for chances in told.concedes]


@pytest.mark.parametrize("name", ["East", "West"])
def test_the_stand_off_in_which_one_cannot_give_way(name: str) -> None:
    """Its own recursion by hand, where giving way before one's public costs the firm side all there is."""
    found = found_in(STANDOFF)
    firm = {"East": EAST, "West": WEST}
    firm[name] = replace(firm[name], audience=1e6)
    worth, first = attrition(firm["East"], firm["West"])
    here = cell(found, *(NEVER_BLINKS if side == name else FREE for side in ("East", "West")))
    np.testing.assert_allclose(here.values, worth, rtol=1e-12)
    np.testing.assert_allclose(here.first_blinks, first, rtol=1e-12, atol=1e-14)


def test_the_stand_off_in_closed_form() -> None:
    """Both firm: nothing but waiting. One firm, one soft: over at the first initiative of the soft one."""
    found = found_in(STANDOFF)
    delta, calm = 0.95 ** (0.5 / 12), 0.95  # per tick: discount, and the chance that the quarrel stays mild
    # flow in tick t is -0.025 (2 - calm^t); afterwards twelve more ticks in the state of the end
    waiting = -0.025 * sum(delta**t * (2 - calm**t) for t in range(TICKS))
    waiting += -0.025 * sum(delta**t for t in range(TICKS, TICKS + 12)) * (2 - calm**TICKS)
    firm = cell(found, NEVER_BLINKS, NEVER_BLINKS)
    np.testing.assert_allclose(firm.values, waiting, rtol=1e-12)
    assert firm.first_blinks.tolist() == [0.0, 0.0] and firm.nobody == 1.0
    soft = cell(found, NEVER_BLINKS, BLINKS_FIRST)
    np.testing.assert_allclose(soft.first_blinks, [0.0, 1 - 0.75**TICKS], rtol=1e-12, atol=1e-15)
    ends = sum((0.75 * delta) ** t * 0.25 for t in range(TICKS))  # E[delta^(tick of the first initiative)]
    # in a tick of which the soft one makes nothing, the quarrel stays mild with 0.70 / 0.75
    wait = -0.025 * sum(delta**t * (2 * 0.75**t - 0.70**t) for t in range(TICKS))
    wait += -0.025 * sum(delta**t for t in range(TICKS, TICKS + 12)) * (2 * 0.75**TICKS - 0.70**TICKS)
    np.testing.assert_allclose(soft.values, [1.0 * ends + wait, -0.5 * ends + wait], rtol=1e-12)


def test_the_chain_that_must_fight_is_never_tried() -> None:
    """Selten's deterrence: four towns at 5 instead of four at 2, and every rival gets 1 instead of 2."""
    found = found_in(CHAIN)
    assert found.form.players == ("Chain", "Rivals")
    np.testing.assert_allclose(cell(found, FREE, FREE).values, [8.0, 8.0], atol=1e-12)
    np.testing.assert_allclose(cell(found, NEVER_BLINKS, FREE).values, [20.0, 4.0], atol=1e-12)
    np.testing.assert_allclose(cell(found, NEVER_BLINKS, NEVER_BLINKS).values, [0.0, 0.0], atol=1e-12)
    worth = {(t.player, t.posture): t.gain.tolist() for t in found.tied_hands}
    np.testing.assert_allclose(worth[0, 0], [12.0, -4.0], atol=1e-12)
    assert found.equilibria.degenerate


@pytest.mark.parametrize("stubborn", ["western", "northern"])
def test_the_stubborn_among_coin_tossers_is_the_side_that_never_blinks(stubborn: str) -> None:
    """Who tosses coins does not care what others know, so the minds that nobody knows of play the same."""
    actors = ("US", "China", "Russia", "DPRK", "ROK")
    # the engine counts what comes up to the horizon, so nothing shall come after it
    here = compiled(HANOI, afterwards=0.0, **{f"actors__{actor}__precision": 0.0 for actor in actors})
    found = commitments_of(here, players_of(here.scenario))
    sides = sides_of(here.scenario)
    exact = cell(found, *(NEVER_BLINKS if side == stubborn else FREE for side in sides))
    runs = 20_000
    minds = dict.fromkeys(sides[stubborn], "stubborn")
    seen = simulate(here.standoff, backward_induction(here.standoff), runs, 4, minds, ())
    shares = [estimate.value for estimate in seen.first_blink_by_actor]
    errors = [math.sqrt(max(p * (1 - p), 1 / runs) / runs) for p in exact.first_blinks]
    assert max(exact.first_blinks) > 0.05
    for share, p, error in zip(shares, exact.first_blinks, errors, strict=True):
        assert abs(share - p) <= 4 * error
    for payoff, value in zip(seen.payoffs, exact.values, strict=True):
        assert abs(payoff.value - value) <= 4 * (payoff.high - payoff.low) / 3.92  # of a 95 % interval


def test_equilibria_gains_and_payoffs_are_those_of_the_table() -> None:
    found = found_in(HANOI)
    table, form = found.outcomes, found.form
    assert table.players[0].actors == ("US", "ROK")
    for profile in product(range(3), range(3)):
        us, china, russia, dprk, rok = table.values[profile]
        assert form.payoffs[(0, *profile)] == pytest.approx(us + rok, abs=1e-12)
        assert form.payoffs[(1, *profile)] == pytest.approx(china + russia + dprk, abs=1e-12)
    for one in found.equilibria.equilibria:
        assert regrets(form.payoffs, one.profile).max() <= found.equilibria.tolerance
    assert [(t.player, t.posture) for t in found.tied_hands] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    for tied in found.tied_hands:
        where = tuple(tied.posture if k == tied.player else 2 for k in range(2))
        np.testing.assert_allclose(tied.gain, form.payoffs[:, where[0], where[1]] - form.payoffs[:, 2, 2])
        np.testing.assert_array_equal(tied.first_blinks, table.first_blinks[where])
    mixed = [np.array([0.2, 0.3, 0.5]), np.array([0.0, 0.4, 0.6])]
    by_hand = sum(
        mixed[0][a] * mixed[1][b] * table.first_blinks[a, b] for a, b in product(range(3), range(3))
    )
    np.testing.assert_allclose(found.expected_first_blinks(mixed), by_hand)


def test_the_value_of_tying_hands_needs_no_free_posture_in_the_table() -> None:
    here, whole = compiled(STANDOFF), found_in(STANDOFF)
    players = [replace(p, postures=p.postures[:2]) for p in players_of(here.scenario)]
    found = commitments_of(here, players)
    assert found.form.counts == (2, 2) and found.solved == 9
    for one, other in zip(found.tied_hands, whole.tied_hands, strict=True):
        assert one.gain.tobytes() == other.gain.tobytes()


def test_postures_that_take_nothing_away_are_left_out_and_equal_menus_are_solved_once() -> None:
    here = compiled("textbook/setter-and-veto")
    found = commitments_of(here, players_of(here.scenario))
    assert found.form.counts == (3, 1, 1) and found.solved == 3
    assert found.idle == tuple(
        (player, posture) for player in ("Nearer", "Farther") for posture in (NEVER_BLINKS, BLINKS_FIRST)
    )
    here = compiled(STANDOFF)
    silent = players_of(here.scenario, postures=[parse_posture("mute: not yield")])
    doubled = commitments_of(here, silent)
    assert doubled.form.counts == (4, 4) and doubled.solved == 9  # `mute` leaves the menus of `never blinks`
    assert np.array_equal(doubled.outcomes.values[3], doubled.outcomes.values[0])


def test_actors_that_are_not_players_play_on_and_several_players_search() -> None:
    here = compiled(HANOI)
    found = commitments_of(here, players_of(here.scenario, ["US", "China"]))
    assert found.outcomes.values.shape == (3, 3, 5)
    us = next(t for t in found.tied_hands if t.player == 0 and t.posture == 0)
    with_rok = next(t for t in found_in(HANOI).tied_hands if t.player == 0 and t.posture == 0)
    assert us.first_blinks[0] == 0.0 and us.first_blinks[4] > 0.0 == with_rok.first_blinks[4]


def test_too_many_profiles_are_refused_with_their_number() -> None:
    postures = (*STANDARD_POSTURES, *(Posture(f"own{k}", "never") for k in range(7)))
    players = [Player(f"p{k}", (f"p{k}",), postures) for k in range(3)]
    refuse_too_many(players)
    assert MOST_PROFILES == 1_000
    players[0] = replace(players[0], postures=(*postures, Posture("one more", "never")))
    with pytest.raises(TooLargeError, match=r"11 x 10 x 10 = 1,100 profiles .* p0, p1, p2; at most 1,000"):
        refuse_too_many(players)
