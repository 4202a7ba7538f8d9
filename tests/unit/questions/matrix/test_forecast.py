"""The logit forecast of a matrix: at each player's own precision, coin tossers included; as agents play."""

from __future__ import annotations

from dataclasses import replace
from math import exp

import numpy as np
import pytest

from blinkfirst.game.game import FloatArray
from blinkfirst.game.regret import reply_payoffs
from blinkfirst.questions.matrix.answer import MULTIPLES, equilibria
from blinkfirst.questions.matrix.forecast import (
    MatrixForecast,
    concessions,
    matrix_forecast,
    matrix_runs,
    play_once,
)
from blinkfirst.questions.matrix.tables import object_of, tables_of
from blinkfirst.scenario.loading import load_matrix
from blinkfirst.solve.strategic_form.level_k import cognitive_hierarchy


def forecast(name: str, **precisions: float) -> MatrixForecast:
    settings = {f"players.{player}.precision": value for player, value in precisions.items()}
    return matrix_forecast(load_matrix(f"textbook/{name}", settings))


def logit_reply(payoffs: FloatArray, precision: float) -> list[float]:
    weights = [exp(precision * float(u)) for u in payoffs]
    return [weight / sum(weights) for weight in weights]


@pytest.mark.parametrize(("row", "column"), [(1.0, 1.0), (2.0, 0.5), (0.0, 3.0), (0.3, 0.0), (0.0, 0.0)])
def test_everybody_replies_to_the_others_at_its_own_precision(row: float, column: float) -> None:
    found = forecast("ochs-pennies", Row=row, Column=column)
    replies = reply_payoffs(found.form.payoffs, found.logit.profile)
    for player, (mixture, precision) in enumerate(zip(found.logit.profile, (row, column), strict=True)):
        np.testing.assert_allclose(mixture, logit_reply(replies[player], precision), rtol=0, atol=1e-10)
        assert float(mixture @ replies[player]) == pytest.approx(float(found.logit.payoffs[player]))
    behind = [reply.max() - mix @ reply for mix, reply in zip(found.logit.profile, replies, strict=True)]
    assert found.logit.regret == pytest.approx(max(behind), abs=1e-12)


def test_the_branch_is_parted_where_it_first_meets_others_or_turns_on_the_way() -> None:
    found = forecast("chicken")

    def parted(forks: tuple[float, ...], turns: tuple[float, ...]) -> float | None:
        return replace(found, path=replace(found.path, forks=forks, turns=turns)).parted

    assert parted((0.9,), (0.4, 2.0)) == 0.4
    assert parted((0.3, 0.9), (0.4,)) == 0.3
    assert parted((), (1.0,)) == 1.0
    assert parted((1.5,), (2.0,)) is None


def test_a_coin_tosser_leaves_the_path_without_an_equilibrium() -> None:
    found = equilibria(load_matrix("textbook/chicken", {"players.Row.precision": 0}))
    assert found.coin_tossers == ("Row",)
    assert found.path.limit is None and found.limit is None
    np.testing.assert_allclose(found.path.profiles[0], 0.5)
    # to swerve is best: straight risks a crash as often as not
    assert found.path.profiles[1][-1] == pytest.approx([1.0, 0.0], abs=1e-6)


def test_steps_are_the_forecast_at_other_precisions() -> None:
    found = equilibria(load_matrix("textbook/stag-hunt"))
    for multiple, step in zip(MULTIPLES, found.steps, strict=True):
        other = forecast("stag-hunt", First=multiple, Second=multiple).logit
        for one, two in zip(step.profile, other.profile, strict=True):
            np.testing.assert_allclose(one, two, rtol=0, atol=1e-10)


def test_outcomes_add_up_and_so_does_giving_way() -> None:
    found = forecast("tsebelis-sanctions")
    assert found.outcomes.sum() == pytest.approx(1.0, abs=1e-14)
    np.testing.assert_allclose(found.outcomes.sum(axis=1), found.logit.profile[0], rtol=0, atol=1e-15)
    yielding = found.concessions
    assert yielding.nobody + yielding.several + sum(yielding.alone) == pytest.approx(1.0, abs=1e-14)
    # violate while sanctioned: nobody gives way
    assert yielding.nobody == pytest.approx(float(found.outcomes[0, 0]), abs=1e-15)
    assert yielding.alone[1] == pytest.approx(float(found.outcomes[0, 1]), abs=1e-15)


def test_who_cannot_give_way_is_not_spoken_of() -> None:
    found = forecast("stag-hunt")
    assert found.concessions.players == () and found.concessions.nobody == 1.0


def test_agents_draw_what_the_forecast_says_each_on_its_own() -> None:
    found = forecast("chicken")
    runs = matrix_runs(found, 20_000, seed=5)
    assert runs.counts.sum() == 20_000
    for profile in np.ndindex(*runs.counts.shape):
        share = runs.share(int(runs.counts[profile]))
        exact = float(found.outcomes[profile])
        assert abs(share.value - exact) <= 4.0 * np.sqrt(exact * (1 - exact) / 20_000)
    few = matrix_runs(found, 200, seed=5)
    np.testing.assert_array_equal(few.counts, play_once(found.logit.profile, 200, seed=5))
    assert few.played(0).tolist() == [sum(row) for row in few.counts.tolist()]
    assert few.played(1).tolist() == [sum(column) for column in few.counts.T.tolist()]
    # a longer simulation goes on from the shorter one; another seed is another one
    more = play_once(found.logit.profile, 300, seed=5) - play_once(found.logit.profile, 200, seed=5)
    assert more.min() >= 0 and more.sum() == 100
    assert (play_once(found.logit.profile, 200, seed=5) != play_once(found.logit.profile, 200, seed=6)).any()


def test_tables_and_object() -> None:
    found = equilibria(load_matrix("textbook/chicken"))
    rows = tables_of(found)[0].rows
    assert len(rows) == 3 * 4
    assert rows[0] == (1, "Row", "swerve", 1.0, -1.0, 0.0, True)
    told = object_of(found)
    assert told["equilibria"]["found"][2]["giving_way"]["nobody"] == pytest.approx(0.01)
    assert told["logit_path"]["limit"] == 3 and told["equilibria"]["complete"] is True
    assert [step["multiple"] for step in told["logit_path"]["steps"]] == list(MULTIPLES)
    assert told["forecast"]["mixtures"]["Row"]["swerve"] == pytest.approx(0.775841, abs=1e-6)
    assert sum(one["probability"] for one in told["forecast"]["outcomes"]) == pytest.approx(1.0)


def test_giving_way_of_a_certain_profile() -> None:
    matrix = load_matrix("textbook/chicken")
    yielding = concessions(matrix, [np.array([1.0, 0.0]), np.array([0.0, 1.0])])
    assert (yielding.each, yielding.alone) == ((1.0, 0.0), (1.0, 0.0))
    assert (yielding.several, yielding.nobody) == (0.0, 0.0)
    # 1 - 0.8 - 0.2 is a little less than nothing to a computer
    assert concessions(matrix, [np.array([0.2, 0.8]), np.array([0.0, 1.0])]).several == 0.0


def test_that_both_give_way_keeps_its_digits_however_unlikely() -> None:
    matrix = load_matrix("textbook/chicken")
    found = concessions(matrix, [np.array([1e-12, 1.0 - 1e-12]), np.array([3e-9, 1.0 - 3e-9])])
    assert found.several == pytest.approx(3e-21, rel=1e-12)


def test_what_cannot_happen_has_no_probability_at_all() -> None:
    """Where one player alone can give way, two never do; 1 less the others would leave a rounding."""
    matrix = load_matrix("textbook/chicken", {"players.Column.blinks": []})
    for chance in np.linspace(0.01, 0.99, 99):
        found = concessions(matrix, [np.array([chance, 1.0 - chance]), np.array([0.5, 0.5])])
        assert found.several == 0.0


def test_only_who_can_give_way_is_named() -> None:
    matrix = load_matrix("textbook/chicken", {"players.Row.blinks": []})
    yielding = concessions(matrix, [np.array([1.0, 0.0]), np.array([0.3, 0.7])])
    assert (yielding.players, yielding.each, yielding.alone) == (("Column",), (0.3,), (0.3,))
    assert (yielding.nobody, yielding.several) == (0.7, 0.0)


def test_what_is_asked_of_a_matrix_is_what_is_found() -> None:
    matrix = load_matrix("textbook/hawk-dove", {"parameters.prize": 6})
    found = equilibria(matrix, levels=1, tau=0.5)
    assert [(one.player, one.strategy, one.strict) for one in found.dominated] == [(0, 1, True), (1, 1, True)]
    assert found.elimination.remaining == ((0,), (0,))
    assert len(found.levels) == 2
    expected = cognitive_hierarchy(found.form, 0.5).played
    for one, other in zip(found.hierarchy.played, expected, strict=True):
        np.testing.assert_array_equal(one, other)
