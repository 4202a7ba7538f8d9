"""Stand-offs as stochastic games: their tables, solved by another way, give blinkfirst's values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.errors import OptionError, TooLargeError
from blinkfirst.exchange.sgame_table import read_sgame_table, write_sgame_table
from blinkfirst.exchange.stochastic_standoff import stochastic_standoff
from blinkfirst.game.standoff import Standoff, cut_off
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff.backward_induction import backward_induction
from reference.sgame_tables import Table, logit_values, read
from worlds.random_games import eventful_standoff, random_game, standoff_of, standoffs

FINITE = (0.0, 0.3, 1.0, 4.0, 25.0)


def values_of(standoff: Standoff) -> list[float]:
    """What the stand-off is worth to everybody at its start."""
    values = backward_induction(standoff).plans[0].stretches[0].values
    return [float(value) for value in values[standoff.opening.start]]


def values_by_table(
    standoff: Standoff, path: Path, scaled: bool = False, precisions: list[float] | None = None
) -> list[float]:
    """The same by way of a table and a slow solver."""
    found = stochastic_standoff(standoff, scaled)
    write_sgame_table(path, found.game)
    table = read(path)
    values = logit_values(table, precisions or standoff.opening.precision.tolist())
    names = tidy_names(table, found.game.states)
    mean = np.zeros(len(table.players))
    for opening in found.openings:
        mean += opening.chance * np.array(values[names[opening.state]])
    assert abs(sum(opening.chance for opening in found.openings) - 1.0) < 1e-12
    return [float(value) for value in mean]


def tidy_names(table: Table, states: tuple[str, ...]) -> dict[str, str]:
    """Names in the file of the states of a game, which stand there in the same order."""
    return dict(zip(states, table.states, strict=True))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables") / "table.csv"


@settings(max_examples=60)
@given(standoffs(max_states=4, max_actors=3, max_ticks=4, precisions=FINITE))
def test_values_in_logit_equilibrium(path: Path, standoff: Standoff) -> None:
    assert values_by_table(standoff, path) == pytest.approx(values_of(standoff), abs=1e-9)


@settings(max_examples=60)
@given(standoffs(max_states=4, max_actors=3, max_ticks=4, precisions=FINITE[1:]))
def test_scaled_values_are_those_at_lambda_one_times_the_precision(path: Path, standoff: Standoff) -> None:
    precision = standoff.opening.precision
    scaled = np.array(values_by_table(standoff, path, scaled=True, precisions=[1.0] * precision.size))
    assert (scaled / precision).tolist() == pytest.approx(values_of(standoff), abs=1e-9)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(2, 5))
def test_events_that_are_foreseen_are_in_the_table(path: Path, seed: int, ticks: int) -> None:
    """Two events, sometimes in the same tick, that change everything but patience."""
    rng = np.random.default_rng(seed)
    first = random_game(rng, 3, 2, FINITE, (0.9, 0.7))
    later = [replace(random_game(rng, 3, 2, FINITE, (0.9,)), patience=first.patience) for _ in range(2)]
    games = [first, *(replace(game, precision=first.precision) for game in later)]
    ats = sorted(int(at) for at in rng.integers(1, ticks, 2))
    standoff = eventful_standoff(rng, ticks, games, ats, [False, False])
    assert values_by_table(standoff, path) == pytest.approx(values_of(standoff), abs=1e-9)


def test_endless_games_need_no_ticks(path: Path) -> None:
    for seed in range(8):
        game = random_game(np.random.default_rng(seed), 3, 2, FINITE[:4], (0.3, 0.1), tick_months=1.0)
        standoff = standoff_of(game, 5, stationary=True)
        found = stochastic_standoff(standoff)
        assert all(name.startswith("always / ") for name in found.game.states)
        assert values_by_table(standoff, path) == pytest.approx(values_of(standoff), abs=1e-8)


def test_a_shipped_scenario(path: Path) -> None:
    standoff = cut_off(compile_scenario(load("korea-1/2018-gas-pipeline", {}, None)).standoff, 2)
    assert values_by_table(standoff, path) == pytest.approx(values_of(standoff), abs=1e-9)
    again, game = read_sgame_table(path), stochastic_standoff(standoff).game
    assert (again.states, again.actions) == (game.states, game.actions)
    assert again.payoffs.tobytes() == game.payoffs.tobytes()
    assert again.probability.tobytes() == game.probability.tobytes()


def test_one_chooses_and_all_others_wait() -> None:
    game = random_game(np.random.default_rng(3), 3, 3, FINITE)
    found = stochastic_standoff(standoff_of(game, 3)).game
    assert max(sum(count > 1 for count in counts) for counts in found.counts) == 1
    waiting = {names for actions in found.actions for names in actions if len(names) == 1}
    assert waiting == {("wait",)}


@pytest.mark.parametrize("scaled", [False, True])
def test_patience_that_changes_is_refused(scaled: bool) -> None:
    rng = np.random.default_rng(0)
    games = [random_game(rng, 2, 2, (1.0,), (patience,)) for patience in (0.9, 0.8)]
    standoff = eventful_standoff(rng, 4, games, [2], [False])
    with pytest.raises(OptionError, match=r"patience of .* changes at tick 2 \(event\).*ticks 2"):
        stochastic_standoff(standoff, scaled)
    stochastic_standoff(cut_off(standoff, 2), scaled)


def test_precision_that_changes_is_refused_only_when_it_is_the_scale() -> None:
    rng = np.random.default_rng(0)
    games = [random_game(rng, 2, 2, (precision,), (0.9,)) for precision in (1.0, 2.0)]
    standoff = eventful_standoff(rng, 4, games, [2], [False])
    stochastic_standoff(standoff)
    with pytest.raises(OptionError, match=r"precision of .* changes at tick 2"):
        stochastic_standoff(standoff, scaled=True)
    exact = standoff_of(random_game(rng, 2, 2, (np.inf,)), 2)
    with pytest.raises(OptionError, match="exact maximiser"):
        stochastic_standoff(exact, scaled=True)


@given(standoffs(max_states=4, max_actors=3, max_ticks=5))
@settings(max_examples=40)
def test_rows_are_counted_before_they_are_made(standoff: Standoff) -> None:
    rows = len(stochastic_standoff(standoff).game.payoffs)
    stochastic_standoff(standoff, most=rows)
    with pytest.raises(TooLargeError, match=rf"would have {rows:,} rows .* at most {rows - 1:,};") as caught:
        stochastic_standoff(standoff, most=rows - 1)
    if "a horizon of " in str(caught.value):
        ticks = int(str(caught.value).split("a horizon of ")[1].split()[0])
        made = str(caught.value).split(f"{ticks} ticks makes ")[1].split(";")[0]
        fits = len(stochastic_standoff(cut_off(standoff, ticks)).game.payoffs)
        assert fits == int(made.replace(",", ""))
        with pytest.raises(TooLargeError, match=f"a horizon of {ticks} ticks makes {made}; "):
            stochastic_standoff(standoff, most=fits)


def test_an_actor_called_chance_is_told_from_chance() -> None:
    game = replace(random_game(np.random.default_rng(3), 3, 2, FINITE), actors=("chance", "over"))
    states = stochastic_standoff(standoff_of(game, 2)).game.states
    assert len(set(states)) == len(states)
    choosers = {state.split(" / ")[-1] for state in states}
    assert choosers >= {"chance", "chance (2)", "over (2)"}
