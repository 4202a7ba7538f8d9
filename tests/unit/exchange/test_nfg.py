"""Gambit's strategic format: what is read, what is refused and where, and what Gambit makes of ours."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.errors import Problem, ScenarioError
from blinkfirst.exchange import nfg
from blinkfirst.exchange.nfg import Token, read_nfg, tokens, write_nfg
from blinkfirst.game.game import FloatArray
from blinkfirst.game.strategic_form import StrategicForm
from worlds.strategic_forms import form_of, random_form

needs_gambit = pytest.mark.skipif(find_spec("pygambit") is None, reason="pygambit is not installed")

HEAD = 'NFG 1 R "Chicken" { "Ann" "Bob" }\n'
NAMED = HEAD + '{ { "stay" "swerve" } { "dare" "yield" "wait" } }\n'
OUTCOMES = '"" { { "crash" -10, -10 } { "" 1/4 .5 } }\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "game.nfg"


def same(one: StrategicForm, other: StrategicForm) -> bool:
    """Whether two games are called the same and pay the same, bit by bit."""
    names = one.title == other.title and one.players == other.players and one.strategies == other.strategies
    return names and one.payoffs.tobytes() == other.payoffs.tobytes()


def test_payoff_by_payoff_with_names(path: Path) -> None:
    """Cell after cell, Ann's strategy changing fastest: in a file of letters each payoff says where it is."""
    path.write_text(NAMED + '"two cars"\n11 -11 21 -21 12 -12 22 -22 13 -13 23 -23')
    form, comment = read_nfg(path)
    assert (form.title, form.players, comment) == ("Chicken", ("Ann", "Bob"), "two cars")
    assert form.strategies == (("stay", "swerve"), ("dare", "yield", "wait"))
    assert form.payoffs[0].tolist() == [[11, 12, 13], [21, 22, 23]]
    assert form.payoffs[1].tolist() == [[-11, -12, -13], [-21, -22, -23]]


def test_every_way_of_writing_a_number(path: Path) -> None:
    path.write_text(HEAD + "{ 2 2 }\n1/3 -1/3 .5 -2. 1e-3 1.5E+2 007 -0")
    payoffs = read_nfg(path).form.payoffs
    assert payoffs[0].T.reshape(-1).tolist() == [1 / 3, 0.5, 0.001, 7.0]
    assert payoffs[1].T.reshape(-1).tolist() == [-1 / 3, -2.0, 150.0, 0.0]


def test_rational_numbers_become_the_nearest_doubles(path: Path) -> None:
    path.write_text(HEAD + f"{{ 1 1 }} {10**330}/{10**330 * 3} 1/1{'0' * 30}")
    assert read_nfg(path).form.payoffs.reshape(-1).tolist() == [1 / 3, 1e-30]


def test_outcomes(path: Path) -> None:
    """Numbered as they stand, from 1; 0 pays nothing; commas between payoffs or not."""
    path.write_text(NAMED + OUTCOMES + "1 2 0 0 2 1")
    payoffs = read_nfg(path).form.payoffs
    assert payoffs[0].tolist() == [[-10, 0, 0.25], [0.25, 0, -10]]
    assert payoffs[1].tolist() == [[-10, 0, 0.5], [0.5, 0, -10]]


def test_white_space_means_nothing_and_names_may_be_missing(path: Path) -> None:
    path.write_bytes('\ufeffNFG\t1\r\nD "a\n b"{"" " Bob  B."}{{"x" ""}{"\\"u\\""}}1 2 3 4'.encode())
    form = read_nfg(path).form
    assert (form.title, form.players) == ("a b", ("1", "Bob B."))
    assert form.strategies == (("x", "2"), ('"u"',))


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", "1:1", "expected NFG, with which Gambit's strategic forms begin, got the end of the file"),
        ("{ 2 }", "1:1", "expected NFG, with which Gambit's strategic forms begin, got '{'"),
        ("NFG 2 R", "1:5", "expected version 1, the only one of the format, got 2"),
        ("NFG 1 Q", "1:7", "expected R (rational numbers) or D (decimals), got Q"),
        ('NFG 1 R\n { "A" }', "2:2", "expected the title of the game in quotes, got '{'"),
        ('NFG 1 R "T', "1:9", "a quoted text begins here and does not end; expected a closing quote"),
        ('NFG 1 R "T" { }', "1:13", "the players: expected at least one, got none"),
        ('NFG 1 R "T" { "A" 2 }', "1:19", "expected a name in quotes, or } behind the players, got 2"),
        ('NFG 1 R "T" { "A"', "1:18", "expected } behind the players, got the end of the file"),
        (HEAD + "{ 2 }\n1 2", "2:1", "expected strategies of 2 players, Ann, Bob, got 1"),
        (HEAD + "{ 2 2 2 }\n1 2", "2:1", "expected strategies of 2 players, Ann, Bob, got 3"),
        (HEAD + "{ 2 0 }", "2:5", "expected a number of strategies, at least 1, got 0"),
        (HEAD + "{ 2 2.5 }", "2:5", "expected a number of strategies, at least 1, got 2.5"),
        (HEAD + "{ 2 999999 }", "2:5", "expected at most 100,000 strategies of a player, got 999999"),
        (HEAD + '{ { "x" } 2 }', "2:11", "expected } behind the strategies, got 2"),
        (
            HEAD + "{ 2 2 }\n1 2 3\n4 5 6\n",
            "5:1",
            "expected 8 payoffs (2 payoffs in each of 2 x 2 cells), got 6",
        ),
        (
            HEAD + "{ 2 2 }\n1 2 3 4\n5 6 7 8 9\n10",
            "4:9",
            "expected 8 payoffs (2 payoffs in each of 2 x 2 cells), got 2 more from here on",
        ),
        (
            HEAD + "{ 100000 99999 }\n1",
            "3:2",
            "expected 19,999,800,000 payoffs (2 payoffs in each of 100000 x 99999 cells), got 1",
        ),
        (HEAD + "{ 2 2 }\n1, 2", "3:2", "expected payoffs separated by white space alone, got ','"),
        (HEAD + "{ 2 2 }\n1 two", "3:3", "expected a payoff such as 2, -0.5 or 1/3, got two"),
        (HEAD + "{ 2 2 }\n1 1.5/2", "3:3", "expected a payoff such as 2, -0.5 or 1/3, got 1.5/2"),
        (HEAD + '{ 2 2 }\n1 "two"', "3:3", 'expected a payoff such as 2, -0.5 or 1/3, got the text "two"'),
        (HEAD + "{ 2 2 }\n1 nan", "3:3", "expected a payoff such as 2, -0.5 or 1/3, got nan"),
        (HEAD + "{ 2 2 }\n1 1e999", "3:3", "expected a finite payoff, got 1e999"),
        (HEAD + "{ 2 2 }\n1 1/0", "3:3", "expected a finite payoff, got 1/0"),
        (HEAD + f"{{ 2 2 }}\n1 1{'0' * 399}/1", "3:3", f"expected a finite payoff, got 1{'0' * 39}..."),
        (NAMED + OUTCOMES + "1 2 3", "4:5", "expected the number of an outcome, 0 to 2, got 3"),
        (NAMED + OUTCOMES + "1 2 -1", "4:5", "expected the number of an outcome, 0 to 2, got -1"),
        (NAMED + OUTCOMES + "1 2 0", "4:6", "expected 6 outcomes (one for each of 2 x 3 cells), got 3"),
        (
            NAMED + OUTCOMES + "0 0 0 0 0 0 1",
            "4:13",
            "expected 6 outcomes (one for each of 2 x 3 cells), got 1 more from here on",
        ),
        (NAMED + '{ { "" 1, 2, 3 } }', "3:3", "expected 2 payoffs, one for each player, got 3"),
        (NAMED + '{ { "" 1, 2 "x" } }', "3:13", 'expected a payoff, or } behind the outcome, got the text'),
        (NAMED + '{ { "" 1 } }', "3:3", "expected 2 payoffs, one for each player, got 1"),
        (NAMED + '{ { "" 1,, 2 } }', "3:10", "expected a payoff, or } behind the comma, got ','"),
        (NAMED + "{ { 1 2 } }", "3:5", "expected the name of an outcome in quotes, got 1"),
        (NAMED + '{ { "" 1 2 } 1', "3:14", "expected {, the name of an outcome and its payoffs, or } behind"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_column(path: Path, text: str, place: str, said: str) -> None:
    path.write_text(text)
    with pytest.raises(ScenarioError) as caught:
        read_nfg(path)
    assert caught.value.exit_status == 2
    assert str(caught.value).startswith(f"{path}:{place}: {said}")


def test_a_game_tree_is_told_from_a_strategic_form(path: Path) -> None:
    path.write_text('EFG 2 R "T" { "A" }')
    with pytest.raises(ScenarioError, match=r"1:1: .* got a game tree \(.efg\).*pygambit.read_efg"):
        read_nfg(path)


def test_files_that_are_no_text(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ScenarioError, match=r"game.nfg: cannot be read: No such file"):
        read_nfg(path)
    path.write_bytes(b"NFG 1\n  \xff")
    with pytest.raises(ScenarioError, match=r"game.nfg:2:3: expected UTF-8 text, got other bytes"):
        read_nfg(path)
    monkeypatch.setattr(nfg, "TABLE_BYTES", 8)
    with pytest.raises(ScenarioError, match="expected at most 8 bytes, got 9"):
        read_nfg(path)


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=4)
PAYOFFS = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def games(draw: st.DrawFn, payoffs: st.SearchStrategy[float] = PAYOFFS) -> StrategicForm:
    """Small games of one to three players with odd names and numbers."""
    players = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    strategies = [draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)) for _ in players]
    counts = [len(own) for own in strategies]
    cells = int(np.prod(counts)) * len(players)
    numbers = draw(st.lists(payoffs, min_size=cells, max_size=cells))
    table = np.array(numbers).reshape(len(players), *counts)
    return StrategicForm(draw(NAMES), tuple(players), tuple(map(tuple, strategies)), table)


@settings(max_examples=150)
@given(games())
def test_what_is_written_reads_back_bit_by_bit(
    tmp_path_factory: pytest.TempPathFactory, form: StrategicForm
) -> None:
    path = tmp_path_factory.getbasetemp() / "round_trip.nfg"
    write_nfg(path, form, 'as "told"')
    again, comment = read_nfg(path)
    assert comment == 'as "told"'
    assert same(again, form)
    first = path.read_bytes()
    write_nfg(path, again, comment)
    assert path.read_bytes() == first


def test_white_space_in_names_is_tidied_as_gambit_wants_it(path: Path) -> None:
    form = StrategicForm("a\nb", ("A  B", "A B"), ((" x",), ("\t",)), form_of([[[1]], [[2]]]).payoffs)
    write_nfg(path, form)
    again = read_nfg(path).form
    assert (again.title, again.players, again.strategies) == (
        "a b",
        ("A B", "A B (2)"),
        (("x",), ("(blank)",)),
    )


def by_gambit(path: Path) -> tuple[str, FloatArray]:
    """Title and payoffs as pygambit reads them."""
    import pygambit

    game = pygambit.read_nfg(str(path))
    return game.title, np.array([np.array(table, dtype=np.float64) for table in game.to_arrays(dtype=float)])


@needs_gambit
@pytest.mark.parametrize("counts", [(3,), (2, 3), (4, 1), (2, 3, 2), (2, 1, 3, 2), (2, 2, 2, 2, 2)])
def test_gambit_reads_ours_and_we_read_gambits(path: Path, counts: tuple[int, ...]) -> None:
    import pygambit

    form = random_form(sum(counts), counts)
    write_nfg(path, form, "a comment")
    _, payoffs = by_gambit(path)
    assert payoffs.tobytes() == form.payoffs.tobytes()
    path.write_text(pygambit.read_nfg(str(path)).to_nfg(), encoding="utf-8")
    again, comment = read_nfg(path)
    assert same(again, form)
    assert comment == "a comment"


@needs_gambit
@settings(max_examples=60)
@given(games(st.floats(-1e9, 1e9, allow_subnormal=False)))
def test_gambit_reads_odd_names_and_numbers(
    tmp_path_factory: pytest.TempPathFactory, form: StrategicForm
) -> None:
    """All names but those with a backslash, which pygambit 17.0.0b2 misreads."""
    import pygambit

    names = [form.title, *form.players, *(name for own in form.strategies for name in own)]
    if any("\\" in name for name in names):
        return
    path = tmp_path_factory.getbasetemp() / "for_gambit.nfg"
    write_nfg(path, form)
    title, payoffs = by_gambit(path)
    assert title == form.title
    assert (payoffs == form.payoffs).all()
    path.write_text(pygambit.read_nfg(str(path)).to_nfg(), encoding="utf-8")
    again = read_nfg(path).form
    assert (again.payoffs == form.payoffs).all()
    assert (again.players, again.strategies) == (form.players, form.strategies)


def test_names_that_appear_twice_are_numbered_and_told(path: Path) -> None:
    path.write_text('NFG 1 R "" {"A" "B"  "A "} { {"x" "x_1" "x"} {""\n"1"} {"u"} }' + "0 0 0 " * 6)
    notices: list[Problem] = []
    form = read_nfg(path, notices).form
    assert form.players == ("A_1", "B", "A_2")
    assert form.strategies == (("x_2", "x_1", "x_3"), ("1_1", "1_2"), ("u",))
    assert [str(notice).removeprefix(f"{path}:") for notice in notices] == [
        "1:13: warning: the players: 2 are called 'A'; they become A_1, A_2",
        "1:31: warning: the strategies of A_1: 2 are called 'x'; they become x_2, x_3",
        "1:47: warning: the strategies of B: 2 are called '1'; they become 1_1, 1_2",
    ]
    many = " ".join(['"x"'] * 2_000)
    path.write_text(f'NFG 1 R "" {{"A"}} {{ {{ {many} }} }}' + "0 " * 2_000)
    assert len(set(read_nfg(path, notices).form.strategies[0])) == 2_000
    assert str(notices[-1]).endswith("they become x_1, x_2, x_3, x_4, x_5 and 1,995 more")


@needs_gambit
@pytest.mark.parametrize(
    "names", [("x", "x"), ("x", "x", "x_1"), ("x_1", "x", "x"), ("x", "y", "x", "y"), ("x_2", "x", "x", "x")]
)
def test_names_that_appear_twice_are_called_as_gambit_calls_them(path: Path, names: tuple[str, ...]) -> None:
    import pygambit

    listed = " ".join(f'"{name}"' for name in names)
    path.write_text(f'NFG 1 R "" {{ "A" }} {{ {{ {listed} }} }}' + "0 " * len(names))
    written = pygambit.read_nfg(str(path)).to_nfg()
    assert " ".join(f'"{name}"' for name in read_nfg(path).form.strategies[0]) in written


@needs_gambit
def test_lists_may_end_with_a_comma_as_for_gambit(path: Path) -> None:
    """Where Gambit reads commas, and nowhere else."""
    path.write_text(NAMED + OUTCOMES.replace("-10 }", "-10, }").replace(".5 }", ".5,}") + "1 2 0 0 2 1")
    form = read_nfg(path).form
    assert by_gambit(path)[1].tobytes() == form.payoffs.tobytes()
    assert form.payoffs[1].tolist() == [[-10, 0, 0.5], [0.5, 0, -10]]


@needs_gambit
def test_gambit_writes_outcomes_and_we_read_them(path: Path) -> None:
    """Gambit writes by outcomes what it has read so."""
    import pygambit

    path.write_text(NAMED + OUTCOMES + "1 2 0 0 2 1")
    form = read_nfg(path).form
    _, payoffs = by_gambit(path)
    assert payoffs.tobytes() == form.payoffs.tobytes()
    path.write_text(pygambit.read_nfg(str(path)).to_nfg())
    assert '"crash"' in path.read_text()
    assert same(read_nfg(path).form, form)


@needs_gambit
def test_a_tree_becomes_a_strategic_form_as_the_error_says(path: Path) -> None:
    import pygambit

    tree = path.with_suffix(".efg")
    ends = "".join(f't "" {k} "" {{ {k} {-k}/3 }}\n' for k in (1, 2, 3, 4))
    first, *last = ends.splitlines(keepends=True)
    decisions = ['p "" 1 1 "" { "in" "out" } 0\n', 'p "" 2 1 "" { "l" "r" } 0\n']
    second = 'p "" 2 2 "" { "l" "r" } 0\n'
    tree.write_text(
        'EFG 2 R "T" { "A" "B" }\n""\n' + "".join([*decisions, first, last[0], second, *last[1:]])
    )
    path.write_text(pygambit.read_efg(str(tree)).to_nfg())
    form = read_nfg(path).form
    assert form.counts == (2, 4)
    assert sorted(set(form.payoffs[1].reshape(-1).tolist())) == [-4 / 3, -1.0, -2 / 3, -1 / 3]


def test_strategies_of_players_that_are_not_there_are_not_named(path: Path) -> None:
    """Else a small file would fill the memory with names: 80 GB here."""
    path.write_text(HEAD + "{ 2 2 " + "100000 " * 10_000 + "}")
    with pytest.raises(ScenarioError, match=r"game\.nfg:2:1: expected strategies of 2 players, .* got 10002"):
        read_nfg(path)


def test_no_more_players_than_an_array_has_axes(path: Path) -> None:
    def one_cell(players: int) -> str:
        names = " ".join(f'"{k}"' for k in range(players))
        return f'NFG 1 R "" {{ {names} }} {{ {"1 " * players} }} {"7 " * players}'

    path.write_text(one_cell(60))
    assert read_nfg(path).form.payoffs.reshape(-1).tolist() == [7.0] * 60
    path.write_text(one_cell(61))
    with pytest.raises(ScenarioError, match=r"game\.nfg:1:12: expected at most 60 players, got 61"):
        read_nfg(path)


def test_places_count_every_line_break() -> None:
    """Also those within a quoted text, and several in a row; blanks in quotes are part of the name."""
    found = [tuple(token) for token in tokens('a" b\n\n  c "x\n\n\n  {,\n', "t.nfg")]
    assert found == [
        ("word", "a", 1, 1),
        ("text", " b\n\n  c ", 1, 2),
        ("word", "x", 3, 6),
        ("{", "{", 6, 3),
        (",", ",", 6, 4),
        ("the end of the file", "", 7, 1),
    ]


def test_long_pieces_are_shown_by_their_beginning() -> None:
    short, long = "x" * 40, "x" * 41
    assert [str(Token("word", says, 1, 1)) for says in (short, long)] == [short, f"{short}..."]
    shown = [f'the text "{short}"', f'the text "{short}..."']
    assert [str(Token("text", says, 1, 1)) for says in (short, long)] == shown
