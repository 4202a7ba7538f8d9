"""The game as PRISM-games would read it: its form, and its answer worked out by hand from the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from blinkfirst.errors import OptionError, TooLargeError
from blinkfirst.exchange.prism_game import prism_game_lines, write_prism_game
from blinkfirst.game.game import HARD, Game
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.layout.game_tables import discount_per_tick
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from reference.prism_games import Model, logit_answer
from validation.case import installed_version
from validation.other_software import STORM
from worlds.handmade import Drift, Edge, handmade_game
from worlds.random_games import eventful_standoffs, random_game, standoff_of


def read(standoff: Standoff) -> Model:
    return Model("\n".join(prism_game_lines(standoff)) + "\n")


def precisions(standoff: Standoff) -> dict[str, Callable[[int], float]]:
    """Precision of every actor by tick, for payoffs that count at the start."""
    stretches = standoff.plans[0].stretches
    by_tick, weight = [], np.ones(standoff.opening.n_actors)
    for stretch, end in zip(stretches, standoff.plans[0].ends(standoff.ticks), strict=True):
        for _ in range(stretch.first_tick, end):
            by_tick.append(stretch.game.precision / weight)
            weight = weight * discount_per_tick(stretch.game)
    return {
        name: lambda tick, actor=actor: float(by_tick[tick][actor])  # type: ignore[misc]
        for actor, name in enumerate(standoff.opening.actors)
    }


@settings(max_examples=25, deadline=None)
@given(eventful_standoffs(max_states=3, max_actors=2, max_ticks=4))
def test_the_text_has_the_forecasts_answer(standoff: Standoff) -> None:
    standoff = replace(standoff, plans=standoff.plans[:1])
    found, policy = logit_answer(read(standoff), precisions(standoff)), backward_induction(standoff)
    exact = forecast(standoff, policy)
    assert list(found.worth.values()) == pytest.approx(exact.values.tolist(), abs=1e-9)
    assert list(found.first.values()) == pytest.approx(exact.first_blink_by_actor.tolist(), abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(eventful_standoffs(max_states=3, max_actors=3, max_ticks=4))
def test_every_state_is_somebodys(standoff: Standoff) -> None:
    """The form of a turn-based game: all that can be done in a state belongs to one player."""
    model = read(standoff)
    for place in reachable(model):
        commands = model.enabled(place)
        owner = model.owner(commands)
        assert len({command.action for command in commands}) == len(commands)
        assert len(commands) == 1 or owner != "nature"
        assert (model.at(place)["turn"] == 0) == (owner == "nature")


@pytest.mark.parametrize("seed", [3, 8])
def test_storm_reads_the_same_game(seed: int, tmp_path: Path) -> None:
    """A parser not written here finds players, owners and as many states."""
    if not installed_version("stormpy"):
        pytest.skip("needs stormpy")
    rng = np.random.default_rng(seed)
    standoff = standoff_of(random_game(rng, 4, 2), 3)
    path = tmp_path / "game.prism"
    write_prism_game(path, standoff)
    names = standoff.opening.actors
    found = STORM.ask(ask="game", path=str(path), properties=[f'<<{names[0]}>> Pmax=? [F "over"]'])
    assert found == [len(reachable(read(standoff)))]


def reachable(model: Model) -> set[tuple[int, ...]]:
    start = tuple(model.start[name] for name in model.names)
    waiting, seen = [start], {start}
    while waiting:
        place = waiting.pop()
        for command in model.enabled(place):
            reached = {target for _, target in model.after(place, command)} - seen
            seen |= reached
            waiting += reached
    return seen


def gusty() -> Game:
    edges = [
        Edge(0, 0, "hold", {0: 1.0}),
        Edge(0, 0, "give-in", {1: 0.5, 0: 0.5}, {0: -1.0}, HARD),
        Edge(1, 0, "hold", {1: 1.0}),
    ]
    return handmade_game(
        edges, [[0.5], [0.0]], [0.5], [1.0], [0.9], nature=[Drift(0, 0.25, {1: 1.0})], tick_months=1.0
    )


def test_what_stands_in_the_file() -> None:
    standoff = standoff_of(gusty(), 2, afterwards_months=0.0)
    lines = [line for line in prism_game_lines(standoff) if line]
    assert lines[2:9] == [
        "smg", "player actor0", "  [actor0_hold], [actor0_give_in]", "endplayer",
        "player nature", "  world", "endplayer",
    ]  # fmt: skip
    assert "  state : [0..1] init 0; // 0 s0, 1 s1" in lines
    assert (
        "  [] stretch=0 & tick<2 & turn=0 & state=0 -> "
        "0.5:(turn'=1) + 0.25:(state'=1)&(tick'=tick+1) + 0.25:(tick'=tick+1);"
    ) in lines
    assert (
        "  [actor0_give_in] stretch=0 & tick<2 & turn=1 & state=0 -> "
        "0.5:(state'=1)&(turn'=0)&(tick'=tick+1)&(first'=first=0?1:first) + "
        "0.5:(turn'=0)&(tick'=tick+1)&(first'=first=0?1:first);"
    ) in lines
    delta = float(discount_per_tick(standoff.opening)[0])
    assert f"  stretch=0 & tick<2 & turn=0 & state=0 : pow({delta!r},tick)*(0.5);" in lines
    assert f"  [actor0_give_in] stretch=0 & tick<2 & turn=1 & state=0 : pow({delta!r},tick)*(-1.0);" in lines


def test_nobody_discounts_no_factor() -> None:
    patient = replace(gusty(), patience=np.ones(1))
    text = "\n".join(prism_game_lines(standoff_of(patient, 2)))
    assert "pow" not in text and "turn=0 & state=0 : 0.5;" in text


def test_names_that_are_words_of_the_language() -> None:
    game = replace(gusty(), actors=("init",), moves=(("hold", "2nd move"),))
    model = read(standoff_of(game, 2))
    assert model.players == {"init_2": ["init_2_hold", "init_2_2nd_move"], "nature": ["world"]}


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    standoff = standoff_of(gusty(), 2)
    assert write_prism_game(tmp_path / "a.prism", standoff) == 5
    with pytest.raises(TooLargeError, match="the game has 5 commands, one per state"):
        write_prism_game(tmp_path / "b.prism", standoff, most=4)
    with pytest.raises(OptionError, match="an endless game has no last tick"):
        write_prism_game(tmp_path / "b.prism", replace(standoff, stationary=True))
    assert [path.name for path in tmp_path.iterdir()] == ["a.prism"]
