"""Extreme equilibria against an exact and obvious search in fractions."""

from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.errors import TooLargeError
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form.vertex_enumeration import corners, extreme_equilibria, unit_payoffs
from reference.exact_equilibria import exact_equilibria, exactly_regular
from worlds.strategic_forms import bimatrix, form_of, random_form, rounded

SHAPES = [(1, 1), (1, 3), (4, 1), (2, 2), (2, 3), (3, 2), (3, 3), (4, 2), (2, 5), (3, 4)]


def check(form: StrategicForm) -> None:
    rows, columns = (table.tolist() for table in form.payoffs)
    found = extreme_equilibria(form)
    listed = [rounded(pair) for pair in zip(found.rows, found.columns, strict=True)]
    exact = exact_equilibria(rows, columns)
    exactly = {tuple(tuple(round(float(p), 6) for p in own) for own in pair) for pair in exact}
    assert len(listed) == len(set(listed))
    assert set(listed) == exactly
    assert found.ties_elsewhere is not exactly_regular(rows, columns)


@pytest.mark.parametrize("counts", SHAPES)
@pytest.mark.parametrize("levels", [0, 2, 3, 10])
def test_equals_the_search_in_fractions(counts: tuple[int, int], levels: int) -> None:
    """Continuous payoffs, and whole numbers so few that most games are full of ties."""
    for seed in range(6):
        check(random_form(seed, counts, levels))


@pytest.mark.slow
@pytest.mark.parametrize("levels", [0, 2, 3, 10])
@pytest.mark.parametrize("counts", [(4, 4), (4, 5), (5, 5)])
def test_equals_the_search_in_fractions_for_more_strategies(counts: tuple[int, int], levels: int) -> None:
    for seed in range(25):
        check(random_form(seed, counts, levels))


def test_rounding_in_computed_payoffs_is_a_tie() -> None:
    """Two strategies worth the same but for rounding: the same list as without the rounding."""
    rng = np.random.default_rng(7)
    for _ in range(20):
        exact = rng.integers(0, 5, size=(2, 3, 3)).astype(float)
        exact[:, 0] = exact[:, 1]
        noisy = exact + 1e-13 * rng.normal(size=exact.shape)
        clean, dirty = extreme_equilibria(form_of(exact)), extreme_equilibria(form_of(noisy))
        assert {rounded(p) for p in zip(clean.rows, clean.columns, strict=True)} == {
            rounded(p) for p in zip(dirty.rows, dirty.columns, strict=True)
        }


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_units_and_zero_of_utils_do_not_matter(scale: float, offset: float) -> None:
    form = random_form(3, (3, 4))
    moved = form_of(np.stack([form.payoffs[0] * scale + offset * scale, form.payoffs[1]]))
    for mine, other in zip(extreme_equilibria(form).rows, extreme_equilibria(moved).rows, strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-8)


def test_corners_of_rock_paper_scissors() -> None:
    """By hand: three pure, the middle, and on each side the point where two replies are tied and best."""
    reply = np.array([[0.5, 1.0, 0.0], [0.0, 0.5, 1.0], [1.0, 0.0, 0.5]])
    found = corners(reply)
    middle = [k for k, mixture in enumerate(found.mixtures) if (mixture > 0.3).all()]
    assert len(middle) == 1 and found.labels[middle[0]].tolist() == [False] * 3 + [True] * 3
    assert all(int(labels.sum()) == 3 for labels in found.labels)
    pure = [mixture for mixture in found.mixtures if float(mixture.max()) == 1.0]
    assert len(pure) == 3
    sides = sorted(rounded([mixture])[0] for mixture in found.mixtures if int((mixture == 0.0).sum()) == 1)
    third, two_thirds = round(1 / 3, 6), round(2 / 3, 6)
    assert sides == [(0.0, third, two_thirds), (third, two_thirds, 0.0), (two_thirds, 0.0, third)]


def test_unit_payoffs_join_what_differs_by_rounding() -> None:
    form = bimatrix([[1.0, 1.0 + 1e-12], [3.0, 2.0]], [[5.0, 5.0], [5.0, 5.0 + 1e-15]])
    rows, columns = unit_payoffs(form)
    assert rows.tolist() == pytest.approx(np.array([[0.0, 0.0], [1.0, 0.5]]), abs=1e-4)
    assert rows[0, 0] == rows[0, 1]
    assert (columns == columns[0, 0]).all()


def test_too_many_strategies_say_how_many_and_what_to_do() -> None:
    with pytest.raises(TooLargeError, match=r"11 x 11 strategies: 705,431 systems.*fewer") as caught:
        extreme_equilibria(random_form(0, (11, 11)))
    assert caught.value.exit_status == 2
