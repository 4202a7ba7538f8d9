"""Best replies and pure equilibria against loops over every cell."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from blinkfirst.errors import TooLargeError
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form import pure_equilibria as pure_file
from blinkfirst.solve.strategic_form.best_replies import best_replies, best_reply_marks
from blinkfirst.solve.strategic_form.pure_equilibria import pure_equilibria
from worlds.strategic_forms import bimatrix, form_of, random_form


def is_best(form: StrategicForm, player: int, cell: tuple[int, ...]) -> bool:
    """Whether no other own strategy is worth more in a cell."""
    others = [(*cell[:player], k, *cell[player + 1 :]) for k in range(form.counts[player])]
    return all(form.payoffs[(player, *cell)] >= form.payoffs[(player, *other)] for other in others)


@pytest.mark.parametrize("counts", [(3,), (2, 3), (2, 2, 2), (3, 2, 4), (2, 2, 2, 2, 2)])
@pytest.mark.parametrize("levels", [0, 3])
def test_marks_and_pure_equilibria(counts: tuple[int, ...], levels: int) -> None:
    for seed in range(4):
        form = random_form(seed, counts, levels)
        marks = best_reply_marks(form)
        expected = []
        for cell in product(*(range(count) for count in counts)):
            best = [is_best(form, player, cell) for player in range(len(counts))]
            assert [bool(own[cell]) for own in marks] == best
            if all(best):
                expected.append(tuple((k,) for k in cell))
        found = pure_equilibria(form)
        assert [equilibrium.supports for equilibrium in found] == expected
        assert all(equilibrium.pure and equilibrium.regret == 0.0 for equilibrium in found)


def test_best_replies_to_a_mixture_keep_ties() -> None:
    form = bimatrix([[2, 0], [0, 2], [1, 1]], [[1, 0], [0, 1], [0, 0]])
    even = np.array([0.5, 0.5])
    assert best_replies(form, [np.array([1.0, 0.0, 0.0]), even]) == ((0, 1, 2), (0,))
    assert best_replies(form, [np.array([0.5, 0.5, 0.0]), np.array([0.6, 0.4])]) == ((0,), (0, 1))


def test_too_many_cells() -> None:
    form = form_of(np.broadcast_to(0.0, (2, 2300, 2300)))
    with pytest.raises(TooLargeError, match="2300 x 2300 strategies make 5,290,000 profiles, at most 5,000"):
        pure_equilibria(form)


def test_too_many_pure_equilibria(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pure_file, "MOST_LISTED", 8)
    with pytest.raises(TooLargeError, match="9 of 9 profiles are equilibria, at most 8"):
        pure_equilibria(form_of(np.zeros((2, 3, 3))))
