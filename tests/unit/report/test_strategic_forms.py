"""Ties of equilibria in words: named, with the continuum they make, and where they do no harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from blinkfirst.report.strategic_forms import MOST_NOTES, equilibrium_notes
from blinkfirst.solve.strategic_form.two_players import two_player_equilibria
from worlds.strategic_forms import bimatrix

Rows = Sequence[Sequence[float]]


def notes(rows: Rows, columns: Rows) -> list[str]:
    form = bimatrix(rows, columns)
    return equilibrium_notes(form, two_player_equilibria(form))


def test_ties_are_said_by_name_and_their_continuum_too() -> None:
    """The second row ties the first column only against a column mixture; von Stengel's degenerate 3 x 2."""
    assert notes([[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]]) == [
        "equilibrium 1 is tied: b2 would serve Bob as well as b1",
        "equilibrium 2 is tied: a2 would serve Ann as well as a1",
        "degenerate: equilibria 1 and 2 are corners of one connected set with infinitely many equilibria "
        "between them",
    ]


def test_strategies_worth_the_same_everywhere_are_named() -> None:
    said = notes([[1, 0], [1, 0], [0, 2]], [[2, 1], [0, 1], [0, 1]])
    assert "a1 and a2 are worth the same to Ann whatever the others play" in said


def test_ties_away_from_equilibrium_do_no_harm() -> None:
    """Bob's replies tie against a strategy that Ann never plays."""
    assert notes([[2, 2], [0, 0]], [[1, 0], [3, 3]]) == [
        "some payoffs are tied where no equilibrium lies; the list is not affected"
    ]


def test_an_isolated_degenerate_equilibrium_is_said_to_be_so() -> None:
    said = notes([[1, 0], [0, 0]], [[1, 0], [0, 0]])
    assert said[-1].startswith("degenerate: the number of equilibria need not be odd")


def test_notes_of_the_search_come_first_and_many_ties_are_counted() -> None:
    form = bimatrix([[1, 1], [1, 1]], [[1, 1], [1, 1]])
    found = two_player_equilibria(form)
    many = replace(found, equilibria=found.equilibria * 2, components=(), notes=("one check failed",))
    said = equilibrium_notes(form, many)
    assert said[0] == "one check failed"
    assert f"ties at {len(many.equilibria) - MOST_NOTES} more equilibria" in said
