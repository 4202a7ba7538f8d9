"""Tables of sgamesolver: what is read, what is refused and where, and that nothing is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.errors import ScenarioError
from blinkfirst.exchange.sgame_table import read_sgame_table, write_sgame_table
from blinkfirst.exchange.stochastic_game import StochasticGame, one_shot
from reference.sgame_tables import read
from worlds.strategic_forms import bimatrix

TALKS = """\
state,a_US,a_DPRK,u_US,u_DPRK,to_state
delta,,,0.95,0.9,
talks,press,hold,-1,0,"talks: 0.75, crisis: 0.25"
talks,offer,hold,1,2,talks
crisis,strike,fire,-10,-20,
crisis,strike,wait,-5,-25,"{ ""talks"": 1 }"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def test_a_table(path: Path) -> None:
    path.write_text(TALKS)
    game = read_sgame_table(path)
    assert (game.title, game.players, game.states) == ("table", ("US", "DPRK"), ("talks", "crisis"))
    assert game.actions == ((("press", "offer"), ("hold",)), (("strike",), ("fire", "wait")))
    assert game.payoffs.tolist() == [[-1, 0], [1, 2], [-10, -20], [-5, -25]]
    assert game.discounts.tolist() == [0.95, 0.9]
    assert game.offset.tolist() == [0, 2, 3, 3, 4]
    assert game.target.tolist() == [0, 1, 0, 0]
    assert game.probability.tolist() == [0.75, 0.25, 1.0, 1.0]


def test_rows_and_columns_in_any_order_and_chances_in_columns(path: Path) -> None:
    """What comes of a profile does not depend on where its row stands; actions are numbered as they come."""
    path.write_text(
        "phi_crisis,u_US,a_DPRK,state,phi_talks,a_US,u_DPRK\n"
        "0,-10,fire,crisis,0,strike,-20\n"
        "0,1,hold,talks,1,offer,2\n"
        "0,-5,wait,crisis,1,strike,-25\n"
        "0.25,-1,hold,talks,.75,press,0\n"
        ",0.95,,delta,,,0.9\n"
    )
    game = read_sgame_table(path)
    assert (game.players, game.states) == (("DPRK", "US"), ("crisis", "talks"))
    assert game.actions == ((("fire", "wait"), ("strike",)), (("hold",), ("offer", "press")))
    assert game.payoffs.tolist() == [[-20, -10], [-25, -5], [2, 1], [0, -1]]
    assert game.discounts.tolist() == [0.9, 0.95]
    assert (game.offset.tolist(), game.target.tolist()) == ([0, 0, 1, 2, 4], [1, 1, 0, 1])
    assert game.probability.tolist() == [1.0, 1.0, 0.25, 0.75]


def test_profiles_lie_in_the_order_of_the_actions(path: Path) -> None:
    lines = [f"s,{a},{b},{10 * k + m},0," for m, b in enumerate("xyz") for k, a in enumerate("pq")]
    path.write_text("\n".join(["state,a_A,a_B,u_A,u_B,to_state", "delta,,,0,0,", *lines]))
    assert read_sgame_table(path).payoffs[:, 0].tolist() == [0, 1, 2, 10, 11, 12]


def changed(old: str, new: str) -> str:
    assert TALKS.count(old) == 1
    return TALKS.replace(old, new)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", "1:1", "expected a table, got an empty file"),
        ("state;a_A;u_A;to_state\n", "1:1", "expected columns separated by commas, got one column"),
        ("state\ta_A\tu_A\n", "1:1", "expected columns separated by commas, got one column with tabs"),
        ("," + TALKS.replace("\n", "\n0,"), "1:1", "a column without a name; where it counts the rows"),
        (changed("state,a_US", "a_US"), "1:1", "expected a column state, got none"),
        (changed(",to_state", ",to_stat"), "1:31", "unknown column 'to_stat'; expected state, a_PLAYER and"),
        (changed(",to_state", ",to_stat"), "1:31", "expected a column to_state, or a column phi_STATE"),
        (changed(",to_state", ",u_ROK"), "1:31", "player 'ROK' has no column a_ROK"),
        (changed("u_DPRK", "u_DPR"), "1:12", "player 'DPRK' has no column u_DPRK\n    did you mean: DPR"),
        (changed("a_DPRK", "a_US"), "1:12", "the column 'a_US' appears twice"),
        (changed("a_DPRK", "phi_talks"), "1:34", "expected to_state or phi_ columns, got both"),
        ("state,to_state\n", "1:1", "expected a column a_PLAYER for every player, got none"),
        (changed("delta,,,0.95,0.9,\n", ""), "1:1", "no row delta; expected one with every"),
        ("state,a_A,u_A,to_state\ndelta,,0.5,\n", "1:1", "no states; expected a row for every action"),
        (TALKS + "delta,,,0.95,0.9,\n", "7:1", "a second row delta; expected one"),
        (changed("0.95", "1.05"), "2:9", "expected a discount factor from 0 to 1, got 1.05"),
        (changed("0.95", ""), "2:9", "expected a discount factor, a finite number, got an empty cell"),
        (changed("-20,", "minus 20,"), "5:24", "expected a payoff, a finite number, got 'minus 20'"),
        (changed("-20,", "1e999,"), "5:24", "expected a payoff, a finite number, got '1e999'"),
        (changed("-20,", ","), "5:24", "expected a payoff, a finite number, got an empty cell"),
        (changed("-10,-20", "-10"), "5:24", "expected 6 cells as in the first line, got 5"),
        (changed("crisis,strike,fire", ",strike,fire"), "5:1", "expected the name of a state, or delta"),
        (changed("crisis,strike,fire", "crisis,,fire"), "5:8", "expected an action of US, got an empty cell"),
        (changed(",talks\n", ",talk\n"), "4:22", "leads to the state 'talk', which has no rows\n    did you"),
        (changed("crisis: 0.25", "talks: 0.25"), "3:23", "leads to the state 'talks' twice; add the chances"),
        (changed("crisis: 0.25", "crisis"), "3:23", "expected STATE: CHANCE, STATE: CHANCE, got 'crisis'"),
        (changed("crisis: 0.25", "crisis: .2"), "3:23", "expected chances that add up to 1, or an empty"),
        (changed("crisis: 0.25", "crisis: x"), "3:23", "expected the chance of crisis, a finite number, got"),
        (changed("0.75, crisis: 0.25", "1.5, crisis: -0.5"), "3:23", "expected chances of at least 0"),
        (
            changed("talks,offer", "talks,press"),
            "4:7",
            "state talks: (press, hold) is in line 3 already",
        ),
        (
            changed("strike,wait", "retreat,wait"),
            "5:1",
            "state crisis: expected 4 rows, one for every profile of 2 x 2 actions, got 2; there is none for "
            "(strike, wait), (retreat, fire)\n",
        ),
        (
            "state,a_A,u_A,phi_s,phi_t\ndelta,,0,,\ns,x,1,1,0\n",
            "1:21",
            "a column for the state 't', which has no rows",
        ),
        ("state,a_A,u_A,phi_s\ndelta,,0,\ns,x,1,1\nt,x,1,1\n", "1:15", "no column phi_t for the state t"),
        (
            "state,a_A,u_A,phi_s\ndelta,,0,\ns,x,1,0.5\n",
            "3:7",
            "expected chances that add up to 1, or 0 everywhere where the game ends, got 0.5",
        ),
        ("state,a_A,u_A,phi_s\ndelta,,0,\ns,x,1,\n", "3:7", "expected a chance, a finite number, got an"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_column(path: Path, text: str, place: str, said: str) -> None:
    path.write_text(text)
    with pytest.raises(ScenarioError) as caught:
        read_sgame_table(path)
    assert caught.value.exit_status == 2
    assert f"{path}:{place}: {said}" in str(caught.value)


@pytest.mark.parametrize("led", ["talks: 0.75, crisis", "talks: 0.75, crises: 0.25", "talks: 1, talks: 1"])
def test_what_is_wrong_with_a_part_is_not_told_of_the_sum_as_well(path: Path, led: str) -> None:
    path.write_text(changed("talks: 0.75, crisis: 0.25", led))
    with pytest.raises(ScenarioError) as caught:
        read_sgame_table(path)
    assert len(caught.value.problems) == 1


def test_all_that_is_wrong_with_the_rows_is_told_at_once(path: Path) -> None:
    path.write_text(changed("-20,", "x,").replace("0.75", "0.5").replace("-25", "nan").replace("0.95", "2"))
    with pytest.raises(ScenarioError) as caught:
        read_sgame_table(path)
    places = [(problem.place.line, problem.place.column) for problem in caught.value.problems]
    assert places == [(2, 9), (3, 23), (5, 24), (6, 23)]


def test_many_missing_profiles_are_counted(path: Path) -> None:
    lines = [f"s,{k},{k},0,0," for k in range(9)]
    path.write_text("\n".join(["state,a_A,a_B,u_A,u_B,to_state", "delta,,,0,0,", *lines]))
    with pytest.raises(ScenarioError, match=r"9 x 9 actions, got 9; .* \(0, 1\), \(0, 2\), \(0, 3\) and 69"):
        read_sgame_table(path)


def test_profiles_that_nobody_could_go_through_are_only_counted(path: Path) -> None:
    names = "ABCDEFGHIJKLMNOPQRST"
    head = ["state", *(f"a_{name}" for name in names), *(f"u_{name}" for name in names), "to_state"]
    rows = [["s", *[f"x{k}"] * 20, *["1"] * 20, ""] for k in range(50)]
    lines = [head, ["delta", *[""] * 20, *["0.9"] * 20, ""], *rows]
    path.write_text("".join(",".join(line) + "\n" for line in lines))
    with pytest.raises(ScenarioError) as caught:
        read_sgame_table(path)
    assert f"expected {50**20:,} rows" in str(caught.value) and "got 50;" in str(caught.value)


def test_no_more_players_than_a_strategic_form_has(path: Path) -> None:
    players = [f"p{k}" for k in range(61)]
    head = ["state", *(f"a_{name}" for name in players), *(f"u_{name}" for name in players), "to_state"]
    path.write_text(",".join(head) + "\n")
    with pytest.raises(ScenarioError, match=r"table\.csv:1:1: expected at most 60 players, got 61"):
        read_sgame_table(path)


def test_a_strategic_form_is_over_after_one_round(path: Path) -> None:
    form = bimatrix([[1, 2, 3], [4, 5, 6]], [[10, 20, 30], [40, 50, 60]])
    write_sgame_table(path, one_shot(form))
    table = read(path)
    assert table.discounts == [0.0, 0.0]
    ((name, rows),) = table.states.items()
    assert name == "game"
    assert [row[0] for row in rows] == [(a, b) for a in ("a1", "a2") for b in ("b1", "b2", "b3")]
    assert [row[1] for row in rows] == [[k, 10 * k] for k in (1, 2, 3, 4, 5, 6)]
    assert all(not led for *_, led in rows)


def test_names_that_would_be_read_otherwise_are_spelled_so_that_they_are_not(path: Path) -> None:
    """Commas, colons and brackets part what a row leads to; a state called delta would be no state."""
    game = StochasticGame(
        title="",
        players=(" A", 'B "x"'),
        states=("delta", "a: b, {c}", "a- b- -c-"),
        actions=((("x", "x "), ("1,2",)), (("y",), ("z",)), (("y",), ("z",))),
        payoffs=np.arange(8.0).reshape(4, 2),
        offset=np.array([0, 1, 3, 3, 4]),
        target=np.array([1, 1, 2, 0]),
        probability=np.array([1.0, 0.5, 0.5, 1.0]),
        discounts=np.array([0.5, 1.0]),
    )
    write_sgame_table(path, game)
    again = read_sgame_table(path)
    assert again.players == ("A", 'B "x"')
    assert again.states == ("delta (2)", "a- b- -c-", "a- b- -c- (2)")
    assert again.actions[0] == (("x", "x (2)"), ("1,2",))
    assert again.target.tolist() == [1, 1, 2, 0]


@st.composite
def stochastic_games(draw: st.DrawFn) -> StochasticGame:
    """Small games with numbers that need all their digits."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    players, states = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    counts = rng.integers(1, 4, (states, players))
    rows = int(counts.prod(axis=1).sum())
    led = [np.flatnonzero(rng.random(states) < 0.5) for _ in range(rows)]
    return StochasticGame(
        title="table",
        players=tuple(f"P{k}" for k in range(players)),
        states=tuple(f"s{k}" for k in range(states)),
        actions=tuple(tuple(tuple(f"a{m}" for m in range(n)) for n in own) for own in counts.tolist()),
        payoffs=rng.normal(size=(rows, players)) * 10.0 ** rng.integers(-20, 20, (rows, players)),
        offset=np.concatenate(([0], np.cumsum([len(targets) for targets in led]))),
        target=np.concatenate(led),
        probability=np.concatenate([rng.dirichlet(np.ones(len(t))) if len(t) else [] for t in led]),
        discounts=rng.random(players),
    )


@settings(max_examples=100)
@given(stochastic_games())
def test_what_is_written_reads_back_bit_by_bit(
    tmp_path_factory: pytest.TempPathFactory, game: StochasticGame
) -> None:
    path = tmp_path_factory.getbasetemp() / "table.csv"
    write_sgame_table(path, game)
    again = read_sgame_table(path)
    names = (game.title, game.players, game.states, game.actions)
    assert (again.title, again.players, again.states, again.actions) == names
    for field in ("payoffs", "offset", "target", "probability", "discounts"):
        assert getattr(again, field).tobytes() == getattr(game, field).tobytes(), field
    table = read(path)
    rows = [row for own in table.states.values() for row in own]
    assert [row[1] for row in rows] == game.payoffs.tolist()
    assert [chance for *_, led in rows for chance in led.values()] == game.probability.tolist()
