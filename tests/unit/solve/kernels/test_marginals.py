from __future__ import annotations

import numpy as np

from blinkfirst.solve.kernels import add_marginals


def test_every_state_is_added_to_its_level_of_every_variable() -> None:
    rng = np.random.default_rng(0)
    levels = np.column_stack([rng.integers(0, 3, 50), rng.integers(0, 5, 50)])
    probabilities, first_bin = rng.dirichlet(np.ones(50)), np.array([0, 3])
    sums = np.zeros(8)
    add_marginals((levels + first_bin).astype(np.uint32), probabilities, sums)
    expected = [np.bincount(column, weights=probabilities) for column in levels.T]
    np.testing.assert_allclose(sums, np.concatenate(expected), rtol=1e-14)
