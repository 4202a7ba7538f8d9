"""The logit path against closed forms, a slow march in probabilities, and its own equations written out."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from blinkfirst.errors import GameError, SolverError
from blinkfirst.game.equilibrium import Equilibrium
from blinkfirst.game.game import FloatArray
from blinkfirst.game.regret import regrets, reply_payoffs
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form import logit_path as logit_file
from blinkfirst.solve.strategic_form.indifference import nearby_equilibrium
from blinkfirst.solve.strategic_form.logit_equations import LogitEquations
from blinkfirst.solve.strategic_form.logit_path import (
    logit_path,
    quantal_response,
    quantal_responses,
)
from blinkfirst.solve.strategic_form.two_players import two_player_equilibria
from worlds.strategic_forms import bimatrix, form_of, profiles, random_form, rounded

CHICKEN = bimatrix([[0, 4], [1, 3]], [[0, 1], [4, 3]])
FOLDED = form_of(
    [[[0, 1, 1], [3, 1, 7], [8, 3, 0]], [[7, 1, 6], [1, 9, 6], [9, 6, 7]]], "a branch that turns twice"
)


def softmax(precision: float, payoffs: FloatArray) -> FloatArray:
    weights = np.exp(precision * (payoffs - payoffs.max()))
    return np.asarray(weights / weights.sum())


def error(form: StrategicForm, precision: float, profile: list[FloatArray]) -> float:
    """How far a profile is from choosing by logit against itself."""
    replies = reply_payoffs(form.payoffs, profile)
    return max(
        float(np.abs(own - softmax(precision, reply)).max())
        for own, reply in zip(profile, replies, strict=True)
    )


def marched(form: StrategicForm, precision: float, steps: int) -> list[FloatArray]:
    """Slow and plain: raise the precision by little steps, iterate p <- softmax(lambda u(p)) with damping."""
    profile = [np.full(count, 1.0 / count) for count in form.counts]
    for k in range(1, steps + 1):
        at = precision * k / steps
        for _ in range(20_000):
            if error(form, at, profile) < 1e-12:
                break
            replies = reply_payoffs(form.payoffs, profile)
            pairs = zip(profile, replies, strict=True)
            profile = [0.7 * own + 0.3 * softmax(at, reply) for own, reply in pairs]
            profile = [own / own.sum() for own in profile]
        else:
            raise AssertionError("the march does not converge: choose another game")
    return profile


def test_the_end_is_not_looked_for_at_every_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking takes longer than a step; one player far more precise than the other makes very many steps."""
    form = bimatrix([[0, 2], [0, 4]], [[1, 2], [-1, -1]])
    looked = []

    def look(form: StrategicForm, profile: list[FloatArray]) -> Equilibrium | None:
        looked.append(profile)
        return nearby_equilibrium(form, profile)

    monkeypatch.setattr(logit_file, "nearby_equilibrium", look)
    path = logit_path(form, [1.0, 1e6])
    beyond = int((path.precisions * 4e6 > logit_file.NEAR_PRECISION).sum())
    assert path.limit is not None and path.limit.regret < 1e-8
    assert 1 < len(looked) < beyond / 10


@pytest.mark.parametrize("counts", [(2, 2), (3, 4), (2, 2, 2), (2, 3, 2, 2)])
@pytest.mark.parametrize("precision", [0.3, 1.0])
def test_equals_a_slow_march(counts: tuple[int, ...], precision: float) -> None:
    form = random_form(len(counts), counts)
    found = quantal_response(form, precision)
    expected = marched(form, precision, 20)
    for mine, other in zip(found.profile, expected, strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-10)
    assert found.residual < 1e-11


def test_without_a_rival_it_is_the_closed_form() -> None:
    """Payoffs that do not depend on the others: exp(lambda u) over its sum, at any precision."""
    worth = np.array([0.0, 1.0, 3.0])
    table = np.stack([np.repeat(worth[:, None], 2, axis=1), np.zeros((3, 2))])
    for precision in (0.0, 1e-3, 1.0, 40.0, 1e4):
        found = quantal_response(form_of(table), precision)
        np.testing.assert_allclose(found.profile[0], softmax(precision, worth), atol=1e-13)
        assert found.profile[1].tolist() == pytest.approx([0.5, 0.5], abs=1e-15)


def test_symmetric_game_solves_its_one_equation() -> None:
    """Hawk and dove: one number x with log(x / (1 - x)) = lambda (2 - 3 x), by halving."""
    form = bimatrix([[-1, 2], [0, 1]], [[-1, 0], [2, 1]])
    for precision in (0.5, 1.7, 3.0, 10.0):
        low, high = 0.0, 1.0
        for _ in range(100):
            middle = (low + high) / 2.0
            gain = precision * (-middle + 2.0 * (1.0 - middle) - (1.0 - middle))
            low, high = (middle, high) if np.log(middle / (1.0 - middle)) < gain else (low, middle)
        found = quantal_response(form, precision)
        assert [own[0] for own in found.profile] == pytest.approx([low, low], abs=1e-11)


def test_fork_of_symmetric_games_where_theory_has_it() -> None:
    """At a symmetric point x the branches part when lambda x (1 - x) |slope of the gain| = 1.

    In chicken as here x stays 1/2 and the slope is 2: lambda = 2. With payoffs c times as large, 2 / c.
    """
    assert logit_path(CHICKEN).forks == pytest.approx([2.0], abs=1e-8)
    assert logit_path(form_of(3.0 * CHICKEN.payoffs)).forks == pytest.approx([2.0 / 3.0], abs=1e-8)
    other = bimatrix([[-1, 4], [0, 0]], [[-1, 0], [4, 0]])  # gain of the first strategy: 4 - 5 x
    (fork,) = logit_path(other).forks
    x = float(quantal_response(other, fork).profile[0][0])
    assert fork * x * (1.0 - x) * 5.0 == pytest.approx(1.0, abs=1e-6)
    assert any("another branch crosses" in note for note in logit_path(other).notes)


def test_the_branch_goes_straight_on_over_a_fork() -> None:
    path = logit_path(CHICKEN)
    assert all(own == pytest.approx(0.5, abs=1e-12) for own in path.profiles)
    assert path.limit is not None and rounded(path.limit.profile) == ((0.5, 0.5), (0.5, 0.5))


def test_the_smallest_lack_of_symmetry_chooses_a_side() -> None:
    """Whoever loses a little less from yielding yields."""
    path = logit_path(bimatrix([[-1, 4], [0, 0]], [[-1, 0], [4.4, 0]]))
    assert path.forks == () and path.limit is not None
    assert rounded(path.limit.profile) == ((0.0, 1.0), (1.0, 0.0))


@pytest.mark.parametrize(
    "form",
    [CHICKEN, FOLDED, *(random_form(seed, (3, 3)) for seed in range(4)), random_form(9, (2, 2, 3))],
    ids=range(7),
)
def test_every_point_of_the_path_solves_its_equations(form: StrategicForm) -> None:
    path = logit_path(form)
    assert path.precisions[0] == 0.0
    assert all(own[0] == pytest.approx(1.0 / own.shape[1], abs=1e-15) for own in path.profiles)
    for k, precision in enumerate(path.precisions):
        profile = [own[k] for own in path.profiles]
        assert float(regrets(form.payoffs, profile).max()) == path.regrets[k]
        if precision < 1e3:  # beyond, the exponential of lambda u carries its rounding errors
            assert error(form, precision, profile) < 1e-9
    for own in path.profiles:
        assert float(np.abs(np.diff(own, axis=0)).max()) <= logit_file.LARGEST_CHANGE + 1e-9


@pytest.mark.parametrize("seed", range(6))
def test_the_limit_is_one_of_all_equilibria(seed: int) -> None:
    form = random_form(50 + seed, (3, 4))
    limit = logit_path(form).limit
    assert limit is not None and limit.regret <= 1e-8
    assert rounded(limit.profile) in profiles(two_player_equilibria(form, second_opinion=False))


def test_a_branch_that_turns_is_followed_around_both_bends() -> None:
    path = logit_path(FOLDED)
    assert len(path.turns) == 2
    later, earlier = path.turns
    assert earlier < later
    directions = [np.sign(b - a) for a, b in pairwise(path.precisions)]
    assert sum(one != other for one, other in pairwise(directions)) == 2
    middle = (earlier + later) / 2.0
    crossings = [
        k for k, (a, b) in enumerate(pairwise(path.precisions)) if (a - middle) * (b - middle) <= 0.0
    ]
    assert len(crossings) == 3
    # The first passage is the one asked for by precision.
    first = quantal_response(FOLDED, middle)
    assert float(np.abs(first.profile[0] - path.profiles[0][crossings[0]]).max()) < 0.06
    assert float(np.abs(first.profile[0] - path.profiles[0][crossings[2]]).max()) > 0.1
    assert error(FOLDED, middle, list(first.profile)) < 1e-10
    assert any("the branch turns" in note for note in path.notes)


def test_unequal_precisions_are_unequal_scales_of_payoffs() -> None:
    form = random_form(4, (3, 2, 2))
    ratios = [1.0, 3.0, 0.5]
    scaled = form_of(form.payoffs * np.array(ratios)[:, None, None, None])
    found, other = quantal_response(form, 1.3, ratios), quantal_response(scaled, 1.3)
    for mine, theirs in zip(found.profile, other.profile, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-12)
    np.testing.assert_allclose(found.payoffs * ratios, other.payoffs, atol=1e-11)


def test_a_strategy_of_no_consequence_is_played_at_random() -> None:
    path = logit_path(form_of(np.zeros((2, 2, 3))))
    assert path.limit is not None and rounded(path.limit.profile, 3) == ((0.5, 0.5), (0.333, 0.333, 0.333))


def test_far_apart_payoffs_end_at_an_equilibrium() -> None:
    """Payoffs from 1e-3 to 1e4 in one game: lambda must go far before the last choice is made."""
    rng = np.random.default_rng(15)
    for _ in range(3):
        form = form_of(rng.normal(size=(2, 3, 3)) ** 5 * 100.0)
        limit = logit_path(form).limit
        assert limit is not None
        assert rounded(limit.profile) in profiles(two_player_equilibria(form, second_opinion=False))


# A long step in the logarithms of probabilities that hardly change once led from one branch to another here.
SLIPPERY = (
    [
        [0.09887011, 0.09809064, 0.09914767, 0.09936282],
        [0.09949724, 0.09912786, 0.09953261, 0.09944074],
        [0.09916827, 0.09940033, 0.35791107, 0.0],
        [0.09945139, 0.10120837, 0.09988214, 0.05947914],
    ],
    [
        [0.4804933, 0.54414369, 0.57707577, 0.54674939],
        [0.54414308, 0.54363984, 0.54405145, 0.54411217],
        [0.35309819, 0.35709896, 0.54414191, 1.0],
        [0.54414788, 0.0, 0.48092292, 0.54414219],
    ],
)


def test_the_path_does_not_jump_to_another_branch() -> None:
    path = logit_path(bimatrix(*SLIPPERY))
    assert path.forks == () and len(path.turns) == 2  # and not four, or back to a coin toss
    later, earlier = path.turns
    assert earlier < later
    assert path.limit is not None
    assert rounded(path.limit.profile) in profiles(
        two_player_equilibria(bimatrix(*SLIPPERY), second_opinion=False)
    )


def test_derivatives_equal_differences() -> None:
    equations = LogitEquations(random_form(6, (2, 3, 2)).payoffs)
    rng = np.random.default_rng(1)
    point = np.append(rng.normal(size=7) - 1.0, 1.7)
    slopes = equations.derivatives(point)
    for k in range(len(point)):
        ahead, behind = point.copy(), point.copy()
        ahead[k] += 1e-6
        behind[k] -= 1e-6
        difference = (equations.values(ahead) - equations.values(behind)) / 2e-6
        np.testing.assert_allclose(slopes[:, k], difference, atol=1e-8)


@pytest.mark.parametrize("precision", [-1.0, np.inf, np.nan])
def test_a_precision_that_is_none_is_refused(precision: float) -> None:
    with pytest.raises(GameError, match="precision: expected a finite number >= 0"):
        quantal_response(CHICKEN, precision)


@pytest.mark.parametrize("ratios", [[1.0], [1.0, 0.0], [1.0, -2.0], [1.0, np.nan]])
def test_ratios_that_are_none_are_refused(ratios: list[float]) -> None:
    with pytest.raises(GameError, match="ratios: expected 2 positive numbers"):
        logit_path(CHICKEN, ratios)


def test_a_lost_path_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logit_file, "RESIDUAL_TOLERANCE", 0.0)
    with pytest.raises(SolverError, match="logit path lost at lambda x range"):
        logit_path(random_form(1, (2, 2)))


def test_a_precision_on_the_very_fork_is_found() -> None:
    """Hawks and doves over 2 at a cost of 4: equals part at precision 2, and the even split stays."""
    payoffs = np.array([[[-1.0, 2.0], [0.0, 1.0]], [[-1.0, 0.0], [2.0, 1.0]]])
    form = StrategicForm("", ("East", "West"), (("hawk", "dove"),) * 2, payoffs)
    (fork,) = logit_path(form).forks
    assert fork == pytest.approx(2.0, abs=1e-9)
    for precision in (2.0, fork):
        found = quantal_response(form, precision)
        assert found.residual <= 1e-11
        for mixture in found.profile:
            np.testing.assert_allclose(mixture, 0.5, rtol=0, atol=1e-9)


@pytest.mark.parametrize("form", [CHICKEN, FOLDED], ids=["a fork at 2", "a fold"])
def test_several_precisions_in_one_go_are_those_one_by_one(form: StrategicForm) -> None:
    """Also twice the same one, and going on from a fork."""
    precisions = [0.0, 0.0, 0.5, 2.0, 2.0, 2.5, 7.0, 40.0, 1000.0]
    for found, precision in zip(quantal_responses(form, precisions), precisions, strict=True):
        alone = quantal_response(form, precision)
        assert found.precision == precision
        for own, other in zip(found.profile, alone.profile, strict=True):
            np.testing.assert_allclose(own, other, rtol=0, atol=1e-9)


def test_precisions_out_of_order_are_refused() -> None:
    with pytest.raises(GameError, match="expected none smaller than the one before"):
        quantal_responses(CHICKEN, [1.0, 0.5])
    assert quantal_responses(CHICKEN, []) == ()
