"""Strategic forms of pure stationary strategies, beside values found by going on for long."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from blinkfirst.errors import GameError, OptionError, TooLargeError
from blinkfirst.exchange import stationary_strategies
from blinkfirst.exchange.sgame_table import read_sgame_table, write_sgame_table
from blinkfirst.exchange.stationary_strategies import stationary_form
from blinkfirst.exchange.stochastic_game import StochasticGame, one_shot
from reference.sgame_tables import read, value_of_plan
from worlds.strategic_forms import random_form


def game_of(tmp_path: Path, text: str) -> StochasticGame:
    path = tmp_path / "t.csv"
    path.write_text(text)
    return read_sgame_table(path)


@pytest.mark.parametrize("seed", range(6))
def test_payoffs_are_discounted_sums(tmp_path: Path, seed: int) -> None:
    """Every profile of a random game, valued by adding up its payments period by period."""
    rng = np.random.default_rng(seed)
    counts = rng.integers(1, 3, (3, 2))
    counts[0] = 2
    rows = int(counts.prod(axis=1).sum())
    chances = rng.dirichlet(np.ones(3), rows)
    game = StochasticGame(
        title="random",
        players=("A", "B"),
        states=("s0", "s1", "s2"),
        actions=tuple(tuple(tuple(f"a{m}" for m in range(n)) for n in own) for own in counts.tolist()),
        payoffs=rng.normal(size=(rows, 2)),
        offset=np.arange(0, 3 * rows + 1, 3),
        target=np.tile(np.arange(3), rows),
        probability=chances.reshape(-1),
        discounts=np.array([0.9, 0.5]),
    )
    form = stationary_form(game, "s1")
    write_sgame_table(tmp_path / "game.csv", game)
    written = read(tmp_path / "game.csv")
    for profile in product(*map(range, form.counts)):
        plan = {}
        for player, name in zip(game.players, form.profile_names(profile), strict=True):
            for part in name.split("; "):
                state, found, action = part.partition(": ")
                if found:
                    plan[player, state] = action
                else:  # one state to choose in
                    only = [s for k, s in enumerate(game.states) if counts[k][game.players.index(player)] > 1]
                    plan[player, only[0]] = part
        expected = value_of_plan(written, "s1", plan, rounds=400)
        assert [float(table[profile]) for table in form.payoffs] == pytest.approx(expected, abs=1e-12)


def test_a_strategic_form_comes_back_bit_by_bit() -> None:
    form = random_form(1, (2, 3, 1))
    again = stationary_form(one_shot(form))
    assert (again.players, again.strategies) == (form.players, form.strategies)
    assert again.payoffs.tobytes() == form.payoffs.tobytes()


def test_repeated_for_ever_a_game_is_worth_its_payoffs_over_one_less_delta(tmp_path: Path) -> None:
    text = "state,a_A,a_B,u_A,u_B,to_state\ndelta,,,0.9,0.5,\n"
    form = stationary_form(game_of(tmp_path, text + "s,x,u,1,2,s\ns,x,v,3,4,s\n"))
    assert form.strategies == (("x",), ("u", "v"))
    assert form.payoffs[0] == pytest.approx(np.array([[10.0, 30.0]]))
    assert form.payoffs[1] == pytest.approx(np.array([[4.0, 8.0]]))


def test_strategies_say_what_is_done_where(tmp_path: Path) -> None:
    """States that cannot be reached, or leave nothing to choose, do not count."""
    game = game_of(
        tmp_path,
        "state,a_A,a_B,u_A,u_B,to_state\ndelta,,,1,1,\n"
        "far,x,u,0,0,near\nfar,y,u,0,0,near\n"
        "near,x,u,1,0,end\nnear,y,u,2,0,far\n"
        "end,x,u,0,1,\nend,x,v,0,2,\n"
        "nowhere,x,u,7,7,far\nnowhere,y,u,7,7,far\n",
    )
    game = replace(game, discounts=np.array([0.5, 0.5]))
    form = stationary_form(game, "far")
    assert form.strategies == (
        ("far: x; near: x", "far: x; near: y", "far: y; near: x", "far: y; near: y"),
        ("u", "v"),
    )
    assert form.payoffs[0].tolist() == [[0.5, 0.5], [4 / 3, 4 / 3], [0.5, 0.5], [4 / 3, 4 / 3]]
    assert form.payoffs[1].tolist() == [[0.25, 0.5], [0, 0], [0.25, 0.5], [0, 0]]
    assert stationary_form(game, "end").strategies == (("x",), ("u", "v"))


def test_without_discounting_a_game_that_ends_has_a_finite_worth(tmp_path: Path) -> None:
    """Ends may be written as states that lead to themselves and pay nothing."""
    text = (
        "state,a_A,u_A,to_state\ndelta,,1,\n"
        'walk,go,1,"walk: 0.75, home: 0.25"\nwalk,stop,0,home\nhome,rest,0,home\n'
    )
    form = stationary_form(game_of(tmp_path, text))
    assert form.strategies == (("go", "stop"),)
    assert form.payoffs[0].tolist() == pytest.approx([4.0, 0.0])
    over = text.replace("home,rest,0,home", "home,rest,5,")
    assert stationary_form(game_of(tmp_path, over)).payoffs[0].tolist() == pytest.approx([9.0, 5.0])


def test_payments_for_ever_without_discounting_are_refused(tmp_path: Path) -> None:
    text = "state,a_A,u_A,to_state\ndelta,,1,\nwalk,go,1,home\nwalk,stop,0,home\nhome,rest,{},home\n"
    assert stationary_form(game_of(tmp_path, text.format(0))).payoffs.tolist() == [[1.0, 0.0]]
    elsewhere = "state,a_A,u_A,to_state\ndelta,,1,\noff,x,1,walk\n" + text.partition("1,\n")[2]
    for table in (text.format("0.1"), text.format("-0.1"), elsewhere.format("0.1")):
        with pytest.raises(GameError, match=r"A does not discount .* be paid for ever in state home:"):
            stationary_form(game_of(tmp_path, table), "walk")


def test_what_cannot_be_reached_or_chosen_makes_no_strategies(tmp_path: Path) -> None:
    """A way of chance 0 leads nowhere; who has one action here and another there has one strategy."""
    text = "state,a_A,a_B,u_A,u_B,to_state\ndelta,,,0.5,0.5,\n"
    text += 's,x,u,1,0,"t: 1, far: 0"\ns,y,u,0,0,t\nt,x,v,2,0,\nfar,x,u,0,0,s\nfar,y,u,0,0,s\n'
    form = stationary_form(game_of(tmp_path, text), "s")
    assert form.strategies == (("x", "y"), ("as it must",))
    assert form.payoffs[0].tolist() == [[2.0], [1.0]]


def test_where_a_game_begins(tmp_path: Path) -> None:
    text = "state,a_A,u_A,to_state\ndelta,,0.5,\n" + "".join(
        f"s{k},{action},1,s{(k + 1) % 9}\n" for k in range(9) for action in "xy"
    )
    game = game_of(tmp_path, text)
    with pytest.raises(OptionError, match=r"\(start STATE\), one of 9: s0, s1, .* s7, \.\.\."):
        stationary_form(game)
    with pytest.raises(OptionError, match=r"start: no state 's11'(?s:.*)did you mean: s1"):
        stationary_form(game, "s11")


def test_too_many_strategies_are_counted_and_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "state,a_A,a_B,u_A,u_B,to_state\ndelta,,,0.5,0.5,\n" + "".join(
        f"s{k},{action},u,1,1,s{(k + 1) % 14}\n" for k in range(14) for action in "xy"
    )
    game = game_of(tmp_path, text)
    with pytest.raises(TooLargeError, match=r"16,384 profiles .*\(A 16,384, B 1\), .* 10,000;") as caught:
        stationary_form(game, "s0")
    assert caught.value.exit_status == 2
    monkeypatch.setattr(stationary_strategies, "MOST_PROFILES", 2**14)
    monkeypatch.setattr(stationary_strategies, "MOST_WORK", 2**14 * 14**3 - 1)
    with pytest.raises(TooLargeError, match="would have to be valued in 14 states each"):
        stationary_form(game, "s0")
