"""What holds for the equilibria of every game in strategic form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from blinkfirst.game.game import FloatArray
from blinkfirst.game.regret import expected_payoffs, regrets
from blinkfirst.solve.strategic_form.dominance import dominated
from blinkfirst.solve.strategic_form.equilibria import equilibria
from blinkfirst.solve.strategic_form.logit_path import logit_path, quantal_response
from blinkfirst.solve.strategic_form.pure_equilibria import pure_equilibria
from worlds.strategic_forms import form_of, profiles, rounded

# Whole numbers: ties of every kind are common, and exact.
WHOLE = st.integers(0, 4).map(float)
TWO = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda counts: arrays(float, (2, *counts), elements=WHOLE)
)
THREE = arrays(float, (3, 2, 2, 2), elements=WHOLE)
FEW = settings(max_examples=40, deadline=None)


@given(payoffs=TWO)
@FEW
def test_every_game_has_an_equilibrium_and_each_is_certified(payoffs: FloatArray) -> None:
    """[Nash1951] Existence; no regret; the two methods agree whatever is tied."""
    found = equilibria(form_of(payoffs))
    assert found.equilibria and found.complete, found.notes
    for equilibrium in found.equilibria:
        assert float(regrets(payoffs, equilibrium.profile).max()) <= found.tolerance
        np.testing.assert_allclose(expected_payoffs(payoffs, equilibrium.profile), equilibrium.payoffs)
    if not found.degenerate:
        assert sum(e.index for e in found.equilibria) == 1 and len(found.equilibria) % 2 == 1


@given(payoffs=TWO, share=st.floats(0.0, 1.0))
@FEW
def test_equilibria_that_share_a_mixture_have_nothing_but_equilibria_between_them(
    payoffs: FloatArray, share: float
) -> None:
    found = equilibria(form_of(payoffs), second_opinion=False)
    for component in found.components:
        for first in component:
            for second in component:
                one, other = found.equilibria[first].profile, found.equilibria[second].profile
                if rounded([one[0]]) == rounded([other[0]]) or rounded([one[1]]) == rounded([other[1]]):
                    between = [share * a + (1.0 - share) * b for a, b in zip(one, other, strict=True)]
                    between = [own / own.sum() for own in between]
                    assert float(regrets(payoffs, between).max()) <= 1e-9


@given(payoffs=TWO, seed=st.integers(0, 100))
@FEW
def test_names_and_order_do_not_matter(payoffs: FloatArray, seed: int) -> None:
    """Strategies and players in another order: the same equilibria in that order."""
    rng = np.random.default_rng(seed)
    rows, columns = (rng.permutation(count) for count in payoffs.shape[1:])
    shuffled = payoffs[:, rows][:, :, columns]
    swapped = np.stack([shuffled[1].T, shuffled[0].T])
    found = {
        (tuple(np.array(first)[rows]), tuple(np.array(second)[columns]))
        for first, second in profiles(equilibria(form_of(payoffs), second_opinion=False))
    }
    there = {(y, x) for x, y in profiles(equilibria(form_of(swapped), second_opinion=False))}
    assert there == found


@given(
    payoffs=TWO, scales=st.tuples(st.floats(0.01, 100.0), st.floats(0.01, 100.0)), seed=st.integers(0, 100)
)
@FEW
def test_units_and_what_is_out_of_ones_hands_do_not_matter(
    payoffs: FloatArray, scales: tuple[float, float], seed: int
) -> None:
    """Payoffs in other units, plus anything that depends on the other's choice alone."""
    rng = np.random.default_rng(seed)
    moved: FloatArray = payoffs * np.array(scales)[:, None, None]
    _, first, second = payoffs.shape
    others = np.broadcast_arrays(rng.normal(size=(1, second)), rng.normal(size=(first, 1)))
    moved = moved + np.stack(others)
    same = equilibria(form_of(payoffs), second_opinion=False)
    assert profiles(equilibria(form_of(moved), second_opinion=False)) == profiles(same)


@given(payoffs=THREE)
@FEW
def test_three_players_are_certified_and_miss_no_pure_equilibrium(payoffs: FloatArray) -> None:
    form = form_of(payoffs)
    found = equilibria(form)
    assert found.equilibria
    assert {e.supports for e in found.equilibria if e.pure} == {e.supports for e in pure_equilibria(form)}
    assert max(float(regrets(payoffs, e.profile).max()) for e in found.equilibria) <= found.tolerance


@given(payoffs=TWO)
@FEW
def test_what_is_strictly_dominated_is_never_played(payoffs: FloatArray) -> None:
    form = form_of(payoffs)
    strictly = [d for d in dominated(form) if d.strict]
    for equilibrium in equilibria(form, second_opinion=False).equilibria:
        assert all(d.strategy not in equilibrium.supports[d.player] for d in strictly)


@given(payoffs=THREE, precision=st.floats(0.0, 3.0))
@settings(max_examples=15, deadline=None)
def test_better_replies_are_played_more_often(payoffs: FloatArray, precision: float) -> None:
    """Logit: log odds are lambda times the difference of expected payoffs; at 0 everything is even."""
    found = quantal_response(form_of(payoffs), precision)
    for player, own in enumerate(found.profile):
        others = [share for k, share in enumerate(found.profile) if k != player]
        replies = np.einsum("abc,b,c->a", np.moveaxis(payoffs[player], player, 0), *others)
        odds = precision * float(replies[0] - replies[1])
        assert float(np.log(own[0] / own[1])) == pytest.approx(odds, abs=1e-9)


@given(payoffs=TWO)
@settings(max_examples=25, deadline=None)
def test_the_logit_path_arrives(payoffs: FloatArray) -> None:
    """However much is tied, the path ends and its end is certified."""
    path = logit_path(form_of(payoffs))
    assert path.limit is not None, path.notes
    assert path.residual <= 1e-12
