"""From written matrices to arrays and back, bit by bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.compile.strategic_forms import strategic_form_of, text_of_form
from blinkfirst.errors import ScenarioError, TooLargeError, first_control
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.scenario.composing import table_of
from blinkfirst.scenario.loading import load_matrix, matrix_of
from blinkfirst.scenario.yaml_trees import read_text

LETTERS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6)
NAMES = LETTERS.filter(lambda name: first_control(name) is None)
NUMBERS = st.floats(-1e9, 1e9, allow_nan=False) | st.sampled_from([-0.0, 5e-324, 0.1, 1e-5, -1e9, 1.0])


@st.composite
def forms(draw: st.DrawFn) -> StrategicForm:
    counts = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    players = tuple(draw(st.lists(NAMES, min_size=len(counts), max_size=len(counts), unique=True)))
    own = tuple(tuple(draw(st.lists(NAMES, min_size=n, max_size=n, unique=True))) for n in counts)
    size = len(counts) * int(np.prod(counts))
    payoffs = np.array(draw(st.lists(NUMBERS, min_size=size, max_size=size)))
    return StrategicForm(draw(NAMES), players, own, payoffs.reshape(len(counts), *counts))


@given(forms())
def test_what_is_written_loads_to_the_same_bits(form: StrategicForm) -> None:
    text = text_of_form(form, "drawn")
    again = strategic_form_of(matrix_of(read_text(text, "m.yaml"), "m"))
    assert again.counts == form.counts
    assert again.payoffs.tobytes() == form.payoffs.tobytes()
    kept = [(a, b) for a, b in zip(form.players, again.players, strict=True) if a != b]
    assert all(set(a) & set(".=") or a != a.strip() for a, _ in kept)


def test_names_that_a_terminal_would_obey_are_not_read_back() -> None:
    form = StrategicForm("t", ("\x1b[2J",), (("a", "b"),), np.array([[1.0, 2.0]]))
    with pytest.raises(ScenarioError, match=r"U\+001B has no place in a text file"):
        read_text(text_of_form(form, "drawn"), "m.yaml")


def test_axes_are_the_players_in_order() -> None:
    form = strategic_form_of(load_matrix("textbook/tsebelis-sanctions"))
    assert form.players == ("Target", "Sender")
    assert form.payoffs.tolist() == [[[-2, 3], [-0.5, 0]], [[-1, -4], [-1, 2]]]


def test_names_that_a_path_could_not_hold_are_rewritten_and_told(tmp_path: Path) -> None:
    names = ("P.1", "P-1", " ", "P=1")
    own = (("a", " "), ("1", "NO"), ("x",), ("x",))
    form = StrategicForm("", names, own, np.arange(16.0).reshape(4, 2, 2, 1, 1))
    path = tmp_path / "m.yaml"
    path.write_text(text_of_form(form, "made up", "Some lines"), encoding="utf-8")
    assert table_of(path, None)
    matrix = load_matrix(path)
    assert [player.name for player in matrix.players] == ["P-1", "P-1-2", "-", "P-1-3"]
    assert [player.means for player in matrix.players] == ["P.1", "P-1", "", "P=1"]
    assert [player.strategies for player in matrix.players] == [("a", "-"), ("1", "NO"), ("x",), ("x",)]
    assert matrix.assumption == "made up" and matrix.summary == "Some lines"


def test_what_no_file_could_hold_is_refused_with_its_size() -> None:
    large = StrategicForm("", ("A",), (("x",),), np.array([[2e9]]))
    with pytest.raises(TooLargeError, match=r"at most 1e\+09 in size, got 2e\+09"):
        text_of_form(large, "a")
    many = StrategicForm(
        "", ("A", "B"), (tuple(map(str, range(130))),) * 2, np.zeros((2, 130, 130))
    )
    with pytest.raises(TooLargeError, match="at most 30,000 payoffs, got 33,800"):
        text_of_form(many, "a")


def test_more_players_than_a_file_may_have_are_refused() -> None:
    def crowd(count: int) -> StrategicForm:
        names = tuple(f"P{k}" for k in range(count))
        return StrategicForm(" ", names, (("x",),) * count, np.zeros((count, *(1,) * count)))

    assert "title: A game\n" in text_of_form(crowd(30), "a")
    with pytest.raises(TooLargeError, match="at most 30 players, got 31"):
        text_of_form(crowd(31), "a")


def test_the_largest_table_that_is_written_can_be_read(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    form = StrategicForm("", ("A", "B"), (tuple(map(str, range(150))), tuple(map(str, range(100)))),
                         rng.standard_normal((2, 150, 100)))  # fmt: skip
    path = tmp_path / "m.yaml"
    path.write_text(text_of_form(form, "drawn"), encoding="utf-8")
    assert strategic_form_of(load_matrix(path)).payoffs.tobytes() == form.payoffs.tobytes()
