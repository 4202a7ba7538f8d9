"""The text of a game in Gambit's strategic format."""

from __future__ import annotations

from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form.gambit import nfg_text
from worlds.strategic_forms import form_of


def test_text_of_a_game() -> None:
    """The first player's strategy changes fastest, the payoffs of a cell stand together, digits are kept."""
    form = form_of([[[1, 2], [3, 4], [5, 6]], [[10, 20], [30, 40], [-0.0, 1e-7]]], "T")
    assert nfg_text(form, "why") == (
        'NFG 1 R "T" { "Ann" "Bob" }\n'
        '{ { "a1" "a2" "a3" } { "b1" "b2" } }\n'
        '"why"\n\n'
        "1 10  3 30  5 -0\n"
        "2 20  4 40  6 0.0000001\n"
    )


def test_three_players() -> None:
    """Bob's strategy changes faster than Cyd's."""
    text = nfg_text(form_of([[[[1, 2], [3, 4]]], [[[0, 0], [0, 0]]], [[[5, 6], [7, 8]]]]))
    assert text.splitlines()[-4:] == ["1 0 5", "3 0 7", "2 0 6", "4 0 8"]


def test_quotes_and_backslashes_are_marked() -> None:
    form = StrategicForm('a "red" line', ("A\\B",), (("x",),), form_of([[1.0]]).payoffs)
    assert nfg_text(form).startswith('NFG 1 R "a \\"red\\" line" { "A\\\\B" }\n{ { "x" } }\n')
