"""Dominance against a search over a grid of mixtures, and what elimination keeps and loses."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from blinkfirst.game.game import FloatArray
from blinkfirst.solve.strategic_form.dominance import dominated, eliminated, restricted, rows_of
from blinkfirst.solve.strategic_form.two_players import two_player_equilibria
from worlds.strategic_forms import bimatrix, form_of, profiles, random_form

PRISONERS = bimatrix([[-1, -3], [0, -2]], [[-1, 0], [-3, -2]])


def on_grid(rows: FloatArray, strategy: int, steps: int) -> bool:
    """Whether some mixture of the other strategies, in steps, is better than a strategy everywhere."""
    others = [k for k in range(len(rows)) if k != strategy]
    for shares in product(range(steps + 1), repeat=len(others)):
        if sum(shares) == steps:
            mixture = np.array(shares) / steps
            if (mixture @ rows[others] > rows[strategy]).all():
                return True
    return False


def test_prisoners() -> None:
    found = dominated(PRISONERS)
    assert [(d.player, d.strategy, d.by.tolist(), d.strict, d.pure) for d in found] == [
        (0, 0, [0.0, 1.0], True, True),
        (1, 0, [0.0, 1.0], True, True),
    ]
    assert [(d.least, d.most) for d in found] == [(1.0, 1.0), (1.0, 1.0)]


@pytest.mark.parametrize("counts", [(3, 3), (4, 3), (3, 2, 2)])
def test_strict_dominance_equals_a_search_over_mixtures(counts: tuple[int, ...]) -> None:
    """A grid finds what is dominated clearly; what it misses must be dominated by a hair."""
    for seed in range(12):
        form = random_form(seed, counts)
        found = {(d.player, d.strategy): d for d in dominated(form) if d.strict}
        for player, count in enumerate(counts):
            rows = rows_of(form, player)
            for strategy in range(count):
                record = found.get((player, strategy))
                if on_grid(rows, strategy, 20):
                    assert record is not None
                elif record is not None:
                    assert 0.0 < record.least < 0.35
                if record is not None:
                    assert record.by[strategy] == 0.0 and record.by.sum() == pytest.approx(1.0, abs=1e-15)
                    assert float((record.by @ rows - rows[strategy]).min()) == record.least > 0.0


def test_a_mixture_dominates_where_no_pure_strategy_does() -> None:
    strictly = bimatrix([[4, 0], [0, 4], [1, 1]], np.zeros((3, 2)))
    assert dominated(strictly, mixed=False) == ()
    (found,) = dominated(strictly)
    assert (found.strategy, found.strict, found.pure) == (2, True, False)
    assert found.by.tolist() == pytest.approx([0.5, 0.5, 0.0]) and found.least == pytest.approx(1.0)
    weakly = bimatrix([[4, 0, 1], [0, 4, 1], [2, 2, 0]], np.zeros((3, 3)))
    (found,) = dominated(weakly)
    assert (found.strategy, found.strict, found.least) == (2, False, 0.0)
    assert found.most == pytest.approx(1.0)
    assert dominated(bimatrix([[4, 0], [0, 4], [2, 2]], np.zeros((3, 2)))) == ()  # worth the same, not less


def test_strict_before_weak_and_pure_before_mixed() -> None:
    """a3 is weakly dominated by a1 and strictly by a mixture; a4 by a1 and by mixtures, both strictly."""
    rows = [[3, 3, 0], [0, 3, 3], [1, 1, 0], [-1, -1, -1]]
    found = {d.strategy: d for d in dominated(bimatrix(rows, np.zeros((4, 3))))}
    assert (found[2].strict, found[2].pure) == (True, False)
    assert (found[3].strict, found[3].pure, found[3].by.tolist()) == (True, True, [1.0, 0.0, 0.0, 0.0])


def test_twins_do_not_dominate_each_other_even_with_rounding() -> None:
    rng = np.random.default_rng(2)
    rows = rng.normal(size=(3, 4))
    rows[1] = rows[0] * (1.0 + 1e-15)
    rows[2] = rows[0] - 1e-12
    assert dominated(bimatrix(rows, np.zeros((3, 4)))) == ()


def test_a_hair_better_somewhere_is_not_dominated() -> None:
    assert dominated(bimatrix([[3, 3, 3], [2, 2, 3 + 1e-6]], np.zeros((2, 3)))) == ()
    (found,) = dominated(bimatrix([[3, 3, 3], [2, 2, 3 + 1e-15]], np.zeros((2, 3))))
    assert (found.strategy, found.strict) == (1, False)


def test_elimination_in_rounds_with_names_of_the_whole_game() -> None:
    """By hand: b2 beats b1 and b3 in every row; against b2 alone, a2 beats a1 and a3."""
    form = bimatrix([[1, 2, 0], [0, 3, 5], [0, 1, 9]], [[1, 2, 0], [0, 3, 2], [4, 5, 4]])
    found = eliminated(form)
    assert [[(d.player, d.strategy) for d in taken] for taken in found.rounds] == [
        [(1, 0), (1, 2)],
        [(0, 0), (0, 2)],
    ]
    assert found.remaining == ((1,), (1,))
    assert found.form.strategies == (("a2",), ("b2",))
    assert found.form.payoffs.ravel().tolist() == [3.0, 3.0]


def test_dominators_are_named_in_the_whole_game() -> None:
    """a1 goes first, b2 is then worse against all that is left, and at last a3 dominates a2."""
    form = bimatrix([[0, 0], [1, 3], [2, 1]], [[0, 1], [1, 0], [1, 0]])
    found = eliminated(form)
    taken = [(d.player, d.strategy, d.by.tolist()) for (d,) in found.rounds]
    assert taken == [(0, 0, [0.0, 1.0, 0.0]), (1, 1, [1.0, 0.0]), (0, 1, [0.0, 0.0, 1.0])]


@pytest.mark.parametrize("seed", range(8))
def test_strict_elimination_loses_no_equilibrium(seed: int) -> None:
    form = random_form(seed, (4, 4))
    found = eliminated(form)
    before = profiles(two_player_equilibria(form, second_opinion=False))
    after = set()
    for equilibrium in two_player_equilibria(found.form, second_opinion=False).equilibria:
        whole = [np.zeros(count) for count in form.counts]
        for own, kept, shares in zip(whole, found.remaining, equilibrium.profile, strict=True):
            own[list(kept)] = shares
        after.add(tuple(tuple(round(float(p), 6) for p in own) for own in whole))
    assert before == after


def test_weak_elimination_may_lose_equilibria_and_says_what_it_took() -> None:
    """Holding out is weakly dominated for both, and an equilibrium all the same."""
    form = bimatrix([[1, 0], [0, 0]], [[1, 0], [0, 0]])
    assert eliminated(form).rounds == ()
    found = eliminated(form, weak=True)
    assert found.remaining == ((0,), (0,)) and not found.rounds[0][0].strict
    assert len(two_player_equilibria(form, second_opinion=False).equilibria) == 2


def test_something_is_always_left() -> None:
    for seed in range(20):
        form = random_form(seed, (3, 3, 2), levels=2)
        assert all(eliminated(form, weak=True).remaining)


def test_restricted_keeps_the_order_asked_for() -> None:
    form = form_of(np.arange(12.0).reshape(2, 2, 3))
    assert restricted(form, [(1,), (2, 0)]).payoffs.tolist() == [[[5.0, 3.0]], [[11.0, 9.0]]]
