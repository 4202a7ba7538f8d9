"""From nearly an equilibrium to an exact one nearby, and to nothing from anywhere else."""

from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.solve.strategic_form.equilibria import equilibria
from blinkfirst.solve.strategic_form.indifference import indifferent, nearby_equilibrium
from worlds.strategic_forms import bimatrix, form_of, random_form, rounded

CHICKEN = bimatrix([[0, 4], [1, 3]], [[0, 1], [4, 3]])


@pytest.mark.parametrize("counts", [(2, 2), (3, 3), (2, 4), (2, 2, 2)])
def test_every_equilibrium_is_found_again_from_beside_it(counts: tuple[int, ...]) -> None:
    rng = np.random.default_rng(1)
    for seed in range(5):
        form = random_form(seed, counts)
        for equilibrium in equilibria(form).equilibria:
            beside = [np.maximum(own + 1e-3 * rng.random(len(own)), 0.0) for own in equilibrium.profile]
            found = nearby_equilibrium(form, [own / own.sum() for own in beside])
            assert found is not None and rounded(found.profile) == rounded(equilibrium.profile)
            assert found.regret < 1e-13


def test_far_from_any_there_is_none() -> None:
    """Newton's method would lead from here to the mixed equilibrium, far away: that is another one."""
    start = [np.array([0.6, 0.4]), np.array([0.6, 0.4])]
    assert nearby_equilibrium(CHICKEN, start) is None
    mixed = indifferent(CHICKEN, [np.arange(2), np.arange(2)], start)
    assert mixed is not None and rounded(mixed) == ((0.5, 0.5), (0.5, 0.5))


def test_supports_without_an_equilibrium() -> None:
    """Nobody can be indifferent here: the steps lead out of the simplex."""
    form = bimatrix([[3, 3], [1, 0]], [[1, 0], [0, 1]])
    assert indifferent(form, [np.arange(2), np.arange(2)], [np.array([0.5, 0.5])] * 2) is None


def test_on_a_continuum_the_nearest_point_will_do() -> None:
    form = form_of(np.zeros((2, 2, 2)))
    found = nearby_equilibrium(form, [np.array([0.3, 0.7]), np.array([0.9, 0.1])])
    assert found is not None and rounded(found.profile) == ((0.3, 0.7), (0.9, 0.1))
