"""The fast road errs by no more than it claims: held against ball arithmetic on random stand-offs.

`experiments/reliability/agreement.py` prints the figures of the slow test as a table.
"""

from __future__ import annotations

from statistics import median

import pytest

from worlds.certified_games import KINDS, Agreement, agreement

pytest.importorskip("flint")
FEW, MANY = 40, 2_000
MOST_SLACK = 1_000  # in the median


def check(found: list[Agreement]) -> None:
    assert [one for one in found if not one.holds] == []
    for kind in KINDS:
        assert median(one.slack for one in found if one.kind == kind) <= MOST_SLACK


def test_forecasts_err_within_their_claims() -> None:
    check([agreement(seed) for seed in range(FEW)])


@pytest.mark.slow
def test_two_thousand_forecasts_err_within_their_claims() -> None:
    check([agreement(seed) for seed in range(FEW, FEW + MANY)])
