"""Equilibria of games in strategic form that are printed, or that fit on half a page of paper."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from blinkfirst.game.game import FloatArray
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form.certificate import certified
from blinkfirst.solve.strategic_form.dominance import eliminated
from blinkfirst.solve.strategic_form.equilibria import equilibria
from blinkfirst.solve.strategic_form.logit_path import logit_path, quantal_response
from worlds.strategic_forms import bimatrix, form_of, profiles, rounded

Profile = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Known:
    """A game with all its equilibria (of one with ties: the extreme ones), as fractions, and their worth."""

    form: StrategicForm
    expected: tuple[Profile, ...]
    payoffs: tuple[tuple[str, str], ...]
    degenerate: bool = False


def known(
    name: str,
    rows: list[list[float]],
    columns: list[list[float]],
    *expected: tuple[str, str, str],
    degenerate: bool = False,
) -> Known:
    """Equilibria as three texts: shares of the first player, of the second, payoffs of both."""
    listed = [tuple(tuple(text.split()) for text in one) for one in expected]
    return Known(
        bimatrix(rows, columns, name),
        tuple((first, second) for first, second, _ in listed),
        tuple((worth[0], worth[1]) for _, _, worth in listed),
        degenerate,
    )


GAMES = [
    known(
        "chicken",
        [[0, 4], [1, 3]],
        [[0, 1], [4, 3]],
        ("1 0", "0 1", "4 1"),
        ("0 1", "1 0", "1 4"),
        ("1/2 1/2", "1/2 1/2", "2 2"),
    ),
    known(
        "hawk and dove, prize 2, fight costs 4 [MaynardSmith1974]: hawks are prize / cost",
        [[-1, 2], [0, 1]],
        [[-1, 0], [2, 1]],
        ("1 0", "0 1", "2 0"),
        ("0 1", "1 0", "0 2"),
        ("1/2 1/2", "1/2 1/2", "1/2 1/2"),
    ),
    known(
        "stag hunt",
        [[4, 0], [3, 3]],
        [[4, 3], [0, 3]],
        ("1 0", "1 0", "4 4"),
        ("0 1", "0 1", "3 3"),
        ("3/4 1/4", "3/4 1/4", "3 3"),
    ),
    known("matching pennies", [[1, -1], [-1, 1]], [[-1, 1], [1, -1]], ("1/2 1/2", "1/2 1/2", "0 0")),
    known("prisoners", [[-1, -3], [0, -2]], [[-1, 0], [-3, -2]], ("0 1", "0 1", "-2 -2")),
    known(
        "rock, paper, scissors",
        [[0, -1, 1], [1, 0, -1], [-1, 1, 0]],
        [[0, 1, -1], [-1, 0, 1], [1, -1, 0]],
        ("1/3 1/3 1/3", "1/3 1/3 1/3", "0 0"),
    ),
    known(
        # Rows: with the good and the bad card bet bet, bet fold, fold bet, fold fold; columns: call, fold.
        "stripped-down poker: bluff one bad card in three, call two bets in three, worth a third",
        [[0, 1], [0.5, 0], [-1.5, 0], [-1, -1]],
        [[0, -1], [-0.5, 0], [1.5, 0], [1, 1]],
        ("1/3 2/3 0 0", "2/3 1/3", "1/3 -1/3"),
    ),
    known(
        "two equilibria that no path of Lemke and Howson reaches [Shapley1974]",
        [[0, 3, 0], [2, 2, 0], [3, 0, 1]],
        [[0, 2, 3], [3, 2, 0], [0, 0, 1]],
        ("0 0 1", "0 0 1", "1 1"),
        ("1/3 2/3 0", "1/3 2/3 0", "2 2"),
        ("1/6 1/3 1/2", "1/6 1/3 1/2", "1 1"),
    ),
    known(
        "a small ultimatum: a fair offer is safe if the unfair one is refused three times in eight or more",
        [[5, 5], [8, 0]],
        [[5, 5], [2, 0]],
        ("0 1", "1 0", "8 2"),
        ("1 0", "0 1", "5 5"),
        ("1 0", "5/8 3/8", "5 5"),
        degenerate=True,
    ),
    known(
        "a three by two game whose first two equilibria are ends of a segment [VonStengel2007]",
        [[3, 3], [2, 5], [0, 6]],
        [[3, 3], [2, 6], [3, 1]],
        ("1 0 0", "1 0", "3 3"),
        ("1 0 0", "2/3 1/3", "3 3"),
        ("0 1/3 2/3", "1/3 2/3", "4 8/3"),
        degenerate=True,
    ),
    known(
        "the same without the tie [VonStengel2007]",
        [[3, 3], [2, 5], [0, 6]],
        [[3, 2], [2, 6], [3, 1]],
        ("1 0 0", "1 0", "3 3"),
        ("4/5 1/5 0", "2/3 1/3", "3 14/5"),
        ("0 1/3 2/3", "1/3 2/3", "4 8/3"),
    ),
]


@pytest.mark.parametrize("game", GAMES, ids=lambda game: game.form.title.split(":")[0].split(",")[0])
def test_all_equilibria(game: Known) -> None:
    found = equilibria(game.form)
    assert found.complete and found.degenerate is game.degenerate, found.notes
    expected = {
        tuple(tuple(round(float(Fraction(share)), 6) for share in own) for own in profile): worth
        for profile, worth in zip(game.expected, game.payoffs, strict=True)
    }
    assert profiles(found) == set(expected)
    for equilibrium in found.equilibria:
        worth = [float(Fraction(number)) for number in expected[rounded(equilibrium.profile)]]
        assert equilibrium.payoffs.tolist() == pytest.approx(worth, abs=1e-12)


@pytest.mark.parametrize("prize", [1.0, 2.0, 3.5])
@pytest.mark.parametrize("cost", [4.0, 10.0])
def test_share_of_hawks(prize: float, cost: float) -> None:
    """[MaynardSmith1974] The mixed equilibrium plays hawk with probability prize / cost."""
    rows = np.array([[(prize - cost) / 2.0, prize], [0.0, prize / 2.0]])
    mixed = [e for e in equilibria(bimatrix(rows, rows.T)).equilibria if not e.pure]
    assert len(mixed) == 1
    assert float(mixed[0].profile[0][0]) == pytest.approx(prize / cost, abs=1e-12)


@pytest.mark.parametrize(("penalty", "sanctioned"), [(-2.0, 2 / 3), (-5.0, 2 / 5), (-12.5, 1 / 5)])
def test_a_heavier_sanction_does_not_change_what_the_target_does(penalty: float, sanctioned: float) -> None:
    """[Tsebelis1990] No equilibrium is pure; the target's mixture depends on the sender's payoffs only.

    With a1, b1, c1, d1 for (violate, sanction), (violate, not), (comply, not), (comply, sanction) of the
    target and the same letters with 2 for the sender: p = (d2 - c2) / ((a2 - b2) + (d2 - c2)) and
    q = (b1 - c1) / ((b1 - c1) + (d1 - a1)), by hand from the two indifferences.
    """
    target = np.array([[penalty, 3.0], [-0.5, 0.0]])
    sender = np.array([[-1.0, -4.0], [-1.0, 2.0]])
    (found,) = equilibria(bimatrix(target, sender, "sanctions")).equilibria
    (a1, b1), (d1, c1) = target
    (a2, b2), (d2, c2) = sender
    violated = (c2 - d2) / ((a2 - b2) + (c2 - d2))
    assert violated == 0.5 and (b1 - c1) / ((b1 - c1) + (d1 - a1)) == pytest.approx(sanctioned)
    assert float(found.profile[0][0]) == pytest.approx(violated, abs=1e-12)
    assert float(found.profile[1][0]) == pytest.approx(sanctioned, abs=1e-12)


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_meeting_places(count: int) -> None:
    """Meeting in one of n places: an even mixture over every set of them, 2^n - 1 equilibria."""
    found = equilibria(bimatrix(np.eye(count), np.eye(count)), second_opinion=count < 5)
    expected = set()
    for size in range(1, count + 1):
        for places in combinations(range(count), size):
            shares = tuple(round(1.0 / size, 6) if k in places else 0.0 for k in range(count))
            expected.add((shares, shares))
    assert profiles(found) == expected and len(found.equilibria) == 2**count - 1
    assert found.complete and not found.degenerate
    assert all(e.index == (-1) ** (len(e.supports[0]) + 1) for e in found.equilibria)


# [VonStengel1999], with the small payoffs of [Savani2006].
SEVENTY_FIVE = (
    [
        [-81, 36, -126, 126, -36, 90],
        [-180, 72, -333, 297, -153, 270],
        [20, -3, 42, -33, 17, -30],
        [-30, 17, -33, 42, -3, 20],
        [270, -153, 297, -333, 72, -180],
        [90, -36, 126, -126, 36, -81],
    ],
    [
        [72, 36, 17, -3, -36, -153],
        [-180, -81, -30, 20, 90, 270],
        [297, 126, 42, -33, -126, -333],
        [-333, -126, -33, 42, 126, 297],
        [270, 90, 20, -30, -81, -180],
        [-153, -36, -3, 17, 36, 72],
    ],
)


def test_seventy_five_equilibria() -> None:
    """More than the 63 that six by six strategies were once believed to allow."""
    found = equilibria(bimatrix(*SEVENTY_FIVE))
    assert len(found.equilibria) == len(profiles(found)) == 75
    assert found.complete and not found.degenerate, found.notes
    assert sum(e.index for e in found.equilibria) == 1
    assert max(e.regret for e in found.equilibria) < 1e-10


def horse() -> StrategicForm:
    """[Selten1975] Three in a row: the third moves only if one of the first two does not go right.

    All right: 1 each. The first left: (0, 0, 0) if the third goes left, (3, 3, 2) if right. The second left:
    (0, 0, 1) if the third goes left, (4, 4, 0) if right.
    """
    payoffs = np.zeros((3, 2, 2, 2))
    payoffs[:, 0, :, 1] = np.array([3, 3, 2])[:, None]
    payoffs[:, 1, 0, 0] = 0, 0, 1
    payoffs[:, 1, 0, 1] = 4, 4, 0
    payoffs[:, 1, 1, :] = 1
    names = (("left", "right"),) * 3
    return StrategicForm("horse", ("first", "second", "third"), names, payoffs)


def chances(right: float) -> FloatArray:
    return np.array([1.0 - right, right])


def test_components_of_the_horse() -> None:
    """(right, right, third right with at most 1/4) and (left, second right with at least 1/3, right)."""
    form = horse()
    for third in (0.0, 0.1, 0.25):
        assert certified(form, [chances(1), chances(1), chances(third)]) is not None
    assert certified(form, [chances(1), chances(1), chances(0.2501)]) is None
    for second in (1 / 3, 0.5, 1.0):
        assert certified(form, [chances(0), chances(second), chances(1)]) is not None
    assert certified(form, [chances(0), chances(0.3332), chances(1)]) is None
    found = equilibria(form)
    assert found.degenerate and not found.complete
    assert profiles([e for e in found.equilibria if e.pure]) == {
        ((0.0, 1.0), (0.0, 1.0), (1.0, 0.0)),
        ((1.0, 0.0), (0.0, 1.0), (0.0, 1.0)),
    }


def test_the_logit_path_of_the_horse_ends_where_perfection_does() -> None:
    """Only the first component is perfect in the sense of trembling hands; noise leads there."""
    limit = logit_path(horse()).limit
    assert limit is not None
    assert [float(own[1]) for own in limit.profile][:2] == pytest.approx([1.0, 1.0])
    assert float(limit.profile[2][1]) <= 0.25


OCHS = bimatrix([[1.1141, 0], [0, 0.2785]], [[0, 1.1141], [1.1141, 0]], "pennies, one of them worth four")


def test_logit_equilibrium_of_ochs_pennies() -> None:
    """[Ochs1995], [McKelvey1995]: payoffs in 1982 cents times the numbers of the game, at lambda = 1."""
    found = quantal_response(OCHS, 1.0)
    assert [float(own[0]) for own in found.profile] == pytest.approx([0.586784, 0.451807], abs=5e-7)
    path = logit_path(OCHS)
    assert path.limit is not None and path.turns == path.forks == ()
    assert [float(own[0]) for own in path.limit.profile] == pytest.approx([0.5, 0.2785 / 1.3926], abs=1e-12)
    assert profiles(equilibria(OCHS)) == {rounded(path.limit.profile)}


@pytest.mark.parametrize(("precision", "up", "left"), [(1, 0.893576, 0.312780), (100, 0.510984, 0.100044)])
def test_logit_equilibrium_of_pennies_with_a_nine(precision: float, up: float, left: float) -> None:
    """The own payoff changes the own choice, unlike in Nash equilibrium, where it is (1/2, 1/10)."""
    form = bimatrix([[9, 0], [0, 1]], [[0, 1], [1, 0]])
    found = quantal_response(form, precision)
    assert [float(own[0]) for own in found.profile] == pytest.approx([up, left], abs=5e-7)
    (nash,) = equilibria(form).equilibria
    assert [float(own[0]) for own in nash.profile] == pytest.approx([0.5, 0.1], abs=1e-12)


def test_a_guessing_game_is_solved_by_dominance() -> None:
    """Guess 0 to 6, the nearer to two thirds of the mean wins: weakly dominated guesses go until 0 stays."""
    guesses = range(7)
    rows = np.zeros((7, 7))
    for mine in guesses:
        for other in guesses:
            far = [abs(guess - (mine + other) / 3.0) for guess in (mine, other)]
            rows[mine, other] = 1.0 if far[0] < far[1] else 0.5 if far[0] == far[1] else 0.0
    assert eliminated(form_of(np.stack([rows, rows.T])), weak=True).remaining == ((0,), (0,))
    assert profiles(equilibria(form_of(np.stack([rows, rows.T])))) == {((1.0, *[0.0] * 6), (1.0, *[0.0] * 6))}
