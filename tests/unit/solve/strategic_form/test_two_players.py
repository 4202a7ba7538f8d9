"""What is said of the equilibria of two players: certificate, index, ties, components, disagreements."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from blinkfirst.errors import SolverError
from blinkfirst.game.game import FloatArray
from blinkfirst.game.regret import regrets
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form import two_players
from blinkfirst.solve.strategic_form.certificate import certified
from blinkfirst.solve.strategic_form.nashpy_enumeration import nashpy_equilibria
from blinkfirst.solve.strategic_form.two_players import equilibrium_index, two_player_equilibria
from blinkfirst.solve.strategic_form.vertex_enumeration import extreme_equilibria
from worlds.strategic_forms import bimatrix, form_of, profiles, random_form, rounded

CHICKEN = bimatrix([[0, 4], [1, 3]], [[0, 1], [4, 3]])


@pytest.mark.parametrize("levels", [0, 3, 10])
@pytest.mark.parametrize("counts", [(2, 2), (3, 3), (2, 4)])
def test_two_methods_agree_on_random_games(counts: tuple[int, int], levels: int) -> None:
    for seed in range(8):
        found = two_player_equilibria(random_form(100 + seed, counts, levels))
        assert found.complete, found.notes
        assert "nashpy" in found.method
        for equilibrium in found.equilibria:
            gains = regrets(random_form(100 + seed, counts, levels).payoffs, equilibrium.profile)
            assert float(gains.max()) == equilibrium.regret <= found.tolerance


def test_index_of_chicken() -> None:
    """Two pure equilibria of index +1, a mixed one of -1: they add up to 1."""
    found = two_player_equilibria(CHICKEN)
    assert [(e.pure, e.index) for e in found.equilibria] == [(True, 1), (True, 1), (False, -1)]
    assert found.components == ((0,), (1,), (2,))
    assert (found.complete, found.degenerate, found.notes) == (True, False, ())


@pytest.mark.parametrize("seed", range(6))
def test_index_is_the_sign_of_the_slope_of_an_unrelated_map(seed: int) -> None:
    """At an interior equilibrium of 2 x 2, the index is that of the planar field of gains (x', y')."""
    form = random_form(seed, (2, 2))
    mixed = [e for e in two_player_equilibria(form).equilibria if not e.pure]
    for equilibrium in mixed:
        a, b = form.payoffs
        # d(gain of row 1)/dy and d(gain of column 1)/dx; their field turns once around, one way or the other.
        of_rows = a[0, 0] - a[1, 0] - a[0, 1] + a[1, 1]
        of_columns = b[0, 0] - b[0, 1] - b[1, 0] + b[1, 1]
        assert equilibrium_index(form, equilibrium) == (-1 if of_rows * of_columns > 0 else 1)


def test_ties_and_their_continuum() -> None:
    """The second row ties the first column only against a column mixture; von Stengel's degenerate 3 x 2."""
    form = bimatrix([[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]])
    found = two_player_equilibria(form)
    assert (found.complete, found.degenerate) == (True, True)
    third, two = round(1 / 3, 6), round(2 / 3, 6)
    assert profiles(found) == {
        ((1.0, 0.0, 0.0), (1.0, 0.0)),
        ((1.0, 0.0, 0.0), (two, third)),
        ((0.0, third, two), (third, two)),
    }
    assert found.components == ((0, 1), (2,))
    assert [e.idle for e in found.equilibria] == [((), (1,)), ((1,), ()), ((), ())]
    assert [e.index for e in found.equilibria] == [0, 0, 1]
    assert found.notes == ()


def test_strategies_worth_the_same_everywhere() -> None:
    found = two_player_equilibria(bimatrix([[1, 0], [1, 0], [0, 2]], [[2, 1], [0, 1], [0, 1]]))
    assert found.degenerate


def test_ties_away_from_equilibrium_do_no_harm() -> None:
    """Bob's replies tie against a strategy that Ann never plays."""
    found = two_player_equilibria(bimatrix([[2, 2], [0, 0]], [[1, 0], [3, 3]]))
    assert (len(found.equilibria), found.degenerate, found.complete) == (1, False, True)
    assert (found.notes, found.ties_elsewhere) == ((), True)


def test_an_isolated_degenerate_equilibrium() -> None:
    """Both may hold on to nothing: an even number of equilibria, the second without a neighbour."""
    found = two_player_equilibria(bimatrix([[1, 0], [0, 0]], [[1, 0], [0, 0]]))
    assert profiles(found) == {((1.0, 0.0), (1.0, 0.0)), ((0.0, 1.0), (0.0, 1.0))}
    assert found.complete and found.degenerate and found.components == ((0,), (1,))
    assert [e.index for e in found.equilibria] == [1, 0]


def test_all_payoffs_equal() -> None:
    found = two_player_equilibria(form_of(np.zeros((2, 3, 3))))
    assert len(found.equilibria) == 9 and found.complete and found.degenerate
    assert found.components == (tuple(range(9)),)


def test_one_strategy_needs_no_second_opinion() -> None:
    found = two_player_equilibria(bimatrix([[1, 2, 3]], [[0, 7, 5]]))
    assert profiles(found) == {((1.0,), (0.0, 1.0, 0.0))}
    assert found.complete and "nashpy" not in found.method


def test_too_many_strategies_for_a_second_opinion_are_said_to_be_so() -> None:
    found = two_player_equilibria(random_form(1, (2, 13)))
    assert found.complete and "nashpy" not in found.method
    assert found.notes == ("not checked by nashpy, which takes too long with more than 12 strategies",)


def test_without_a_second_opinion() -> None:
    found = two_player_equilibria(CHICKEN, second_opinion=False)
    assert found.complete and "nashpy" not in found.method and len(found.equilibria) == 3


# The checks: each must see what it is there for.


def lacking(monkeypatch: pytest.MonkeyPatch, dropped: int) -> None:
    """Let our own enumeration forget one pair of corners."""

    def forgetful(form: StrategicForm) -> object:
        found = extreme_equilibria(form)
        kept = [k for k in range(len(found.rows)) if k != dropped]
        return replace(
            found,
            rows=found.rows[kept],
            columns=found.columns[kept],
            row_corner=found.row_corner[kept],
            column_corner=found.column_corner[kept],
            regular=found.regular[kept],
        )

    monkeypatch.setattr(two_players, "extreme_equilibria", forgetful)


@pytest.mark.parametrize("dropped", [0, 1, 2])
def test_a_lost_equilibrium_is_noticed(monkeypatch: pytest.MonkeyPatch, dropped: int) -> None:
    lacking(monkeypatch, dropped)
    found = two_player_equilibria(CHICKEN)
    assert not found.complete
    assert any("indices adding up to" in note for note in found.notes)
    assert any("nashpy's vertex enumeration lists 1 profile more" in note for note in found.notes)


def test_a_lost_pure_equilibrium_is_noticed_by_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    pure = [k for k, row in enumerate(extreme_equilibria(CHICKEN).rows) if float(row.max()) == 1.0]
    lacking(monkeypatch, pure[0])
    found = two_player_equilibria(CHICKEN, second_opinion=False)
    assert any("lists 1 pure equilibrium and the table holds 2" in note for note in found.notes)


def test_an_equilibrium_that_nashpy_lacks_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_players, "nashpy_equilibria", lambda form: nashpy_equilibria(form)[1:])
    found = two_player_equilibria(CHICKEN)
    assert len(found.equilibria) == 3 and not found.complete
    assert found.notes[0].startswith("nashpy's vertex enumeration does not list 1 equilibrium of these")


def test_a_failure_of_nashpy_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(form: StrategicForm) -> tuple[tuple[FloatArray, FloatArray], ...]:
        raise SolverError("gave up")

    monkeypatch.setattr(two_players, "nashpy_equilibria", failing)
    found = two_player_equilibria(CHICKEN)
    assert len(found.equilibria) == 3 and not found.complete
    assert found.notes == ("not checked by nashpy: gave up",)


def test_what_is_no_equilibrium_is_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(form: StrategicForm) -> object:
        found = extreme_equilibria(form)
        return replace(found, rows=np.roll(found.rows, 1, axis=0))

    monkeypatch.setattr(two_players, "extreme_equilibria", wrong)
    found = two_player_equilibria(CHICKEN)
    assert not found.complete and any("left out: regret above the tolerance" in note for note in found.notes)
    assert all(e.regret <= found.tolerance for e in found.equilibria)


def test_nearly_tied_payoffs_are_a_visible_disagreement() -> None:
    """A difference of one part in ten million: a tie to nashpy, none to us."""
    rng = np.random.default_rng(3)
    table = rng.integers(0, 5, size=(2, 3, 3)).astype(float)
    table[:, 0] = table[:, 1]
    seen = [
        note
        for _ in range(10)
        for note in two_player_equilibria(form_of(table + 3e-8 * rng.normal(size=table.shape))).notes
        if "nearly tied" in note
    ]
    assert seen


def test_nashpy_alone_finds_what_is_known() -> None:
    found = {rounded(pair) for pair in nashpy_equilibria(CHICKEN)}
    assert found == {((1.0, 0.0), (0.0, 1.0)), ((0.0, 1.0), (1.0, 0.0)), ((0.5, 0.5), (0.5, 0.5))}


def test_certificate_refuses_and_cleans() -> None:
    assert certified(CHICKEN, [np.array([1.0, 0.0]), np.array([1.0, 0.0])]) is None
    clean = certified(CHICKEN, [np.array([1.0, -1e-17]), np.array([1e-15, 1.0])])
    assert clean is not None and clean.pure and rounded(clean.profile, 15) == ((1.0, 0.0), (0.0, 1.0))


def test_what_nashpy_takes_for_tied_and_is_not_is_no_disagreement() -> None:
    """Differences of one part in 100,000: profiles that play a worse strategy a little are seen through."""
    rng = np.random.default_rng(3)
    for _ in range(40):
        table = rng.integers(0, 5, size=(2, 3, 3)).astype(float)
        table[:, 0] = table[:, 1]
        found = two_player_equilibria(form_of(table + 1e-5 * rng.normal(size=table.shape)))
        assert found.complete, found.notes
