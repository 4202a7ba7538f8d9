"""Wars of attrition: numbers known in closed form, each by a second road as well."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.random import default_rng
from scipy.integrate import quad

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray
from blinkfirst.solve.war_of_attrition.asymmetric_resolve import asymmetric_contest
from blinkfirst.solve.war_of_attrition.audience_costs import audience_cost_contest
from blinkfirst.solve.war_of_attrition.complete_information import continuous_equilibrium, rounds_equilibrium
from blinkfirst.solve.war_of_attrition.contest import Contest, stakes
from blinkfirst.solve.war_of_attrition.private_resolve import (
    ResolvePrior,
    integrated_stopping_times,
    mean_duration,
    private_contest,
    resolve_prior,
    stopping_times,
)
from blinkfirst.solve.war_of_attrition.reputation import (
    bargaining,
    bargaining_rates,
    reputation,
    reputation_by_rates,
    reputation_by_round,
    reputation_in_rounds,
)

RUNS = 200_000
UNIT, EXPONENTIAL = ResolvePrior("uniform", (0.0, 1.0)), ResolvePrior("exponential", (1.0,))
MIDDLE, WIDE = ResolvePrior("uniform", (0.5, 2.0)), ResolvePrior("uniform", (0.5, 4.0))


def array(*numbers: float) -> FloatArray:
    return np.array(numbers, dtype=np.float64)


def assert_share(seen: float, exact: float) -> None:
    assert abs(seen - exact) <= 4 * math.sqrt(exact * (1 - exact) / RUNS) + 1 / RUNS


def assert_mean(seen: FloatArray, exact: float) -> None:
    assert abs(seen.mean() - exact) <= 4 * seen.std() / math.sqrt(seen.size)


def assert_adds_up(contest: Contest) -> None:
    assert contest.first.sum() + contest.together + contest.never == pytest.approx(1, abs=1e-9)


# --- complete information, in rounds


def test_rounds_of_equals() -> None:
    contest = rounds_equilibrium(stakes([4, 4], [1, 1]))
    assert contest.rates == pytest.approx([0.2, 0.2])
    assert contest.first == pytest.approx([4 / 9, 4 / 9])
    assert (contest.together, contest.mean_time) == pytest.approx((1 / 9, 25 / 9))
    contest = rounds_equilibrium(stakes([10, 10], [1, 1]))
    assert contest.rates == pytest.approx([1 / 11] * 2)
    assert contest.mean_time == pytest.approx(121 / 21)


def test_more_at_stake_loses_more_often() -> None:
    contest = rounds_equilibrium(stakes([4, 9], [1, 1]))
    assert contest.rates == pytest.approx([0.1, 0.2])
    assert [*contest.first, contest.together] == pytest.approx([2 / 7, 9 / 14, 1 / 14])


def test_rounds_played() -> None:
    contest = rounds_equilibrium(stakes([4, 9], [1, 1]))
    random = default_rng(1)
    waits = random.geometric(contest.rates, size=(RUNS, 2))
    assert_share(float((waits[:, 0] < waits[:, 1]).mean()), contest.first[0])
    assert_share(float((waits[:, 0] == waits[:, 1]).mean()), contest.together)
    assert_mean(waits.min(axis=1), contest.mean_time)


@pytest.mark.parametrize("sunk", [False, True])
@pytest.mark.parametrize("patience", [0.5, 0.9, 1.0])
@pytest.mark.parametrize("share", [0.0, 0.5])
def test_no_number_of_rounds_is_better_than_another(sunk: bool, patience: float, share: float) -> None:
    sides = stakes([4, 9], [1, 2])
    contest = rounds_equilibrium(sides, sunk, share, patience)
    for i in range(2):
        prize, cost, q = sides.prizes[i], sides.costs[i], contest.rates[1 - i]
        concede = q * share * prize
        assert contest.payoffs[i] == pytest.approx(concede, abs=1e-12)
        for rounds in (1, 2, 7, 40):
            worth = concede
            for _ in range(rounds):
                worth = q * prize - (cost if sunk else (1 - q) * cost) + (1 - q) * patience * worth
            assert worth == pytest.approx(concede, abs=1e-12)


def test_rounds_that_hardly_cost_anything_are_reckoned_with_all_their_digits() -> None:
    contest = rounds_equilibrium(stakes([2.5e8, 1e9], [1e-9, 1e-9]))
    assert contest.rates == pytest.approx([1e-18, 4e-18], rel=1e-12)
    assert contest.mean_time == pytest.approx(1 / 5e-18, rel=1e-12)
    assert contest.first == pytest.approx([0.2, 0.8], rel=1e-12)
    assert contest.course.times.size < 1000
    assert contest.course.first[-1] == pytest.approx((1 - math.exp(-5)) * contest.first, rel=1e-9)


def test_cost_sunk_and_ties() -> None:
    equals = stakes([4, 4], [1, 1])
    assert rounds_equilibrium(equals, sunk=True).rates == pytest.approx([0.25] * 2)
    assert rounds_equilibrium(equals, tie_share=0.5, patience=1e-12).rates == pytest.approx([1 / 3] * 2)
    assert rounds_equilibrium(equals, tie_share=0.5, patience=0.9).rates == pytest.approx(
        [0.227792] * 2, abs=1e-6
    )


@pytest.mark.parametrize(
    ("sides", "chance", "ends"), [(2, 0.2, 0.36), (3, 0.105573, 0.284458), (5, 0.054258, 0.243407)]
)
def test_one_loser_of_many(sides: int, chance: float, ends: float) -> None:
    contest = rounds_equilibrium(stakes([4] * sides, [1] * sides))
    assert contest.rates == pytest.approx([chance] * sides, abs=1e-6)
    assert 1 / contest.mean_time == pytest.approx(ends, abs=1e-6)
    assert_adds_up(contest)


def test_unlike_many_do_not_mind_whether_they_hold() -> None:
    sides = stakes([4, 5, 6], [1, 1.2, 1])
    hold = 1 - rounds_equilibrium(sides).rates
    for i in range(3):
        others = np.delete(hold, i).prod()
        assert (1 - others) * sides.prizes[i] - others * sides.costs[i] == pytest.approx(0, abs=1e-12)
    rates = continuous_equilibrium(sides).rates
    assert [np.delete(rates, i).sum() for i in range(3)] == pytest.approx(sides.costs / sides.prizes)


def test_one_of_many_may_be_too_weak_to_mix() -> None:
    for solve in (rounds_equilibrium, continuous_equilibrium):
        with pytest.raises(GameError, match="side 1"):
            solve(stakes([1, 10, 10], [1, 1, 1]))


# --- complete information, in continuous time


def test_continuous_time() -> None:
    contest = continuous_equilibrium(stakes([10, 5], [1, 1]))
    assert contest.rates == pytest.approx([0.2, 0.1])
    assert contest.first == pytest.approx([2 / 3, 1 / 3])
    assert contest.mean_time == pytest.approx(10 / 3)
    equals = continuous_equilibrium(stakes([4, 4], [1, 1]))
    assert equals.mean_time == pytest.approx(2)
    assert 2 * equals.mean_time == pytest.approx(4)  # the whole prize is wasted


def test_rounds_become_continuous_time() -> None:
    exact = continuous_equilibrium(stakes([4, 9], [1, 2]))
    gaps = []
    for step in (0.1, 0.01, 0.001):
        rounds = rounds_equilibrium(stakes([4, 9], [step, 2 * step]))
        gaps.append(float(np.abs(rounds.rates / step - exact.rates).max()))
        assert step * rounds.mean_time == pytest.approx(exact.mean_time, rel=2 * step)
    assert gaps[1] < gaps[0] / 8 and gaps[2] < gaps[1] / 8
    by_tenths = [rounds_equilibrium(stakes([4, 4], [d, d])).rates[0] / d for d in (1, 0.1, 0.01, 0.001)]
    assert by_tenths == pytest.approx([0.2, 0.243902, 0.249377, 0.249938], abs=1e-6)


def test_course_of_continuous_time() -> None:
    course = continuous_equilibrium(stakes([4, 9], [1, 2])).course
    rates, total = array(2 / 9, 1 / 4), 2 / 9 + 1 / 4
    exact = (1 - np.exp(-total * course.times))[:, None] * rates / total
    assert np.abs(course.first - exact).max() < 1e-4
    assert course.first.sum(axis=1) + course.nobody == pytest.approx(np.ones(course.times.size))


# --- private resolve, alike sides


def test_uniform_resolve() -> None:
    assert stopping_times(UNIT, array(0.5)) == pytest.approx([-0.5 - math.log(0.5)])
    contest = private_contest(UNIT, array(1, 1))
    assert contest.mean_time == pytest.approx(1 / 6)
    # what the winner gets, 2/3 on average, less what both pay
    assert contest.payoffs.sum() == pytest.approx(2 / 3 - 2 / 6)


def test_exponential_resolve() -> None:
    assert stopping_times(EXPONENTIAL, array(0.5, 3.0)) == pytest.approx([0.125, 4.5])
    assert mean_duration(EXPONENTIAL) == pytest.approx(0.25)


@pytest.mark.parametrize("prior", [UNIT, MIDDLE, EXPONENTIAL, ResolvePrior("exponential", (2.5,))], ids=str)
@pytest.mark.parametrize("prizes", [1, 2])
def test_closed_forms_solve_the_equation(prior: ResolvePrior, prizes: int) -> None:
    resolves = prior.frozen().ppf(array(0.1, 0.5, 0.9, 0.99))
    found = integrated_stopping_times(prior, resolves, prizes)
    assert found == pytest.approx(stopping_times(prior, resolves, prizes), rel=1e-7)


@pytest.mark.parametrize("prior", [MIDDLE, EXPONENTIAL, ResolvePrior("lognormal", (1.0, 0.5))], ids=str)
def test_alike_sides_played(prior: ResolvePrior) -> None:
    types = prior.frozen().rvs(size=(RUNS, 2), random_state=default_rng(2))
    order = np.sort(types.min(axis=1))
    ends = stopping_times(prior, order)
    contest = private_contest(prior, array(1, 1))
    assert_mean(ends, contest.mean_time)
    assert types.max(axis=1).mean() - 2 * ends.mean() == pytest.approx(contest.payoffs.sum(), abs=0.02)


def test_no_type_gains_by_passing_for_another() -> None:
    known, grid = MIDDLE.frozen(), np.linspace(0.5, 1.999, 1500)
    waits = stopping_times(MIDDLE, grid)
    paid = np.concatenate([[0], np.cumsum(0.5 * (known.sf(grid)[1:] + known.sf(grid)[:-1]) * np.diff(waits))])
    for own in (0.8, 1.2, 1.7):
        gains = own * known.cdf(grid) - paid
        assert grid[gains.argmax()] == pytest.approx(own, abs=2e-3)


def test_several_prizes() -> None:
    assert mean_duration(UNIT, prizes=2, contenders=3) == pytest.approx(1 / 6)
    # four contend for two prizes: one leaves at once, three wait, above the lowest of four
    lowest_two = np.sort(default_rng(3).random((RUNS, 4)), axis=1)[:, :2]
    waits = stopping_times(UNIT, lowest_two.ravel(), 2).reshape(-1, 2)
    assert_mean(waits[:, 1] - waits[:, 0], mean_duration(UNIT, prizes=2, contenders=4))


# --- private resolve, unlike sides


def closed_atoms(one: ResolvePrior, two: ResolvePrior, obstinate: FloatArray) -> FloatArray:
    """From the line that the types follow, which is known for uniform resolves."""
    (a, b), (c, d) = one.parameters, two.parameters
    tops = array(a + (b - a) / (1 - obstinate[0]), c + (d - c) / (1 - obstinate[1]))

    def place(x: float, top: float) -> float:
        return math.log(x / (top - x)) / top

    def type_at(y: float, top: float) -> float:
        return top / (1 + math.exp(-top * y))

    apart = place(d, tops[1]) - place(b, tops[0])
    first = type_at(place(c, tops[1]) - apart, tops[0])
    second = type_at(place(a, tops[0]) + apart, tops[1])
    met = array((first - a) / (b - a), (second - c) / (d - c))
    return np.maximum(0.0, (1 - obstinate) * met)


@pytest.mark.parametrize(
    ("second", "obstinate", "horizon", "at_once"),
    [
        (MIDDLE, array(0.1, 0.1), 3.488934, [0, 0]),
        (MIDDLE, array(0.1, 0.02), 4.300374, [0, 0.566320]),
        (WIDE, array(0.1, 0.1), 4.160649, [0.453637, 0]),
    ],
)
def test_unlike_sides(
    second: ResolvePrior, obstinate: FloatArray, horizon: float, at_once: list[float]
) -> None:
    contest = asymmetric_contest((MIDDLE, second), obstinate)
    assert contest.horizon == pytest.approx(horizon, abs=1e-6)
    assert contest.at_once == pytest.approx(at_once, abs=1e-6)
    assert contest.at_once == pytest.approx(closed_atoms(MIDDLE, second, obstinate), abs=1e-6)
    assert_adds_up(contest)
    assert contest.course.first[-1] == pytest.approx(contest.first, abs=1e-4)


def test_alike_sides_with_obstinate_types_by_quadrature() -> None:
    horizon, _ = quad(lambda x: x * 0.6 / (1 - 0.6 * (x - 0.5)), 0.5, 2)
    assert asymmetric_contest((MIDDLE, MIDDLE), array(0.1, 0.1)).horizon == pytest.approx(horizon, abs=1e-7)


# --- reputation


def test_slower_side_concedes_at_once() -> None:
    contest = reputation(stakes([1, 1], [0.5, 1]), array(0.1, 0.1))
    assert contest.rates == pytest.approx([1, 0.5])
    assert contest.horizon == pytest.approx(2.302585, abs=1e-6)
    assert contest.at_once == pytest.approx([0, 1 - 0.1 * 0.1**-0.5])
    assert contest.first == pytest.approx([0.204152, 0.785848], abs=1e-6)
    assert contest.never == pytest.approx(0.01)
    assert_adds_up(contest)


def test_likelier_obstinate_wins() -> None:
    contest = reputation(stakes([1, 1], [1, 1]), array(0.1, 0.2))
    assert contest.at_once == pytest.approx([0.5, 0])
    assert contest.payoffs == pytest.approx([0, 0.5])


def test_reputation_played() -> None:
    contest, random = reputation_by_rates(array(1, 0.5), array(0.1, 0.1), array(1, 1)), default_rng(4)
    waits = random.exponential(1 / contest.rates, size=(RUNS, 2))
    waits[random.random((RUNS, 2)) < contest.at_once] = 0.0
    waits[waits > contest.horizon] = np.inf
    assert_share(float((waits[:, 0] < waits[:, 1]).mean()), contest.first[0])
    assert_share(float((waits[:, 1] < waits[:, 0]).mean()), contest.first[1])
    assert_share(float(np.isinf(waits).all(axis=1).mean()), contest.never)
    assert_mean(np.minimum(waits.min(axis=1), contest.horizon), contest.mean_time)
    assert contest.course.first[-1] == pytest.approx(contest.first, abs=1e-4)


def test_demands() -> None:
    rates = bargaining_rates(array(0.6, 0.7), array(0.1, 0.1))
    assert rates == pytest.approx([0.4 / 3, 0.1])
    contest = reputation_by_rates(rates, array(0.05, 0.05), array(1, 1))
    assert contest.horizon == pytest.approx(22.4680, abs=1e-4)
    assert contest.at_once == pytest.approx([0, 0.527129], abs=1e-6)


def test_reputation_round_by_round() -> None:
    rows = reputation_by_round(4, 1, 0.1)
    assert rows[:4, 1] == pytest.approx([0.222222, 0.228571, 0.237037, 0.248544], abs=1e-6)
    assert len(rows) == math.ceil(math.log(0.1) / math.log(0.8))
    assert (1 - rows[:-1, 0]) * rows[:-1, 1] == pytest.approx(np.full(len(rows) - 1, 0.2))


@pytest.mark.parametrize(
    ("demands", "discount", "obstinate"),
    [([0.6, 0.7], [0.1, 0.1], [0.05, 0.05]), ([0.8, 0.5], [0.3, 0.1], [0.02, 0.2])],
)
def test_no_time_of_accepting_is_better_than_another(
    demands: list[float], discount: list[float], obstinate: list[float]
) -> None:
    contest = bargaining(array(*demands), array(*discount), array(*obstinate))
    assert_adds_up(contest)
    for i in range(2):
        j, rate = 1 - i, discount[i]
        later = 1 - contest.at_once[j]
        for wait in (1e-9, contest.horizon / 3, contest.horizon):
            won, _ = quad(lambda t, j=j, rate=rate: math.exp(-(contest.rates[j] + rate) * t), 0, wait)
            lost = math.exp(-(contest.rates[j] + rate) * wait) * (1 - demands[j])
            worth = contest.at_once[j] * demands[i] + later * (contest.rates[j] * won * demands[i] + lost)
            assert contest.payoffs[i] == pytest.approx(worth, abs=1e-7)


def test_reputation_in_rounds_played() -> None:
    contest, random = reputation_in_rounds(stakes([4, 4], [1, 1]), array(0.1, 0.1)), default_rng(6)
    concede = reputation_by_round(4, 1, 0.1)[:, 1]
    obstinate = random.random((RUNS, 2)) < 0.1
    drawn = random.random((RUNS, 2, concede.size)) < concede
    waits = np.where(obstinate, concede.size + 1, drawn.argmax(axis=2) + 1)  # normal types do in the end
    assert_share(float((waits[:, 0] < waits[:, 1]).mean()), contest.first[0])
    ends = waits.min(axis=1) <= concede.size
    assert_share(float((ends & (waits[:, 0] == waits[:, 1])).mean()), contest.together)
    assert_share(float((~ends).mean()), contest.never)
    assert_mean(np.minimum(waits.min(axis=1), concede.size).astype(float), contest.mean_time)
    assert contest.never == pytest.approx(0.01) and contest.horizon == 11
    assert_adds_up(contest)
    assert contest.course.first[-1] == pytest.approx(contest.first)
    assert contest.course.nobody[[0, 1, -1]] == pytest.approx([1, 0.64, 0.01])


def test_in_rounds_passing_for_obstinate_pays_as_long_as_it_is_done() -> None:
    rounds = reputation_by_round(4, 1, 0.1)
    rival = (1 - rounds[:, 0]) * rounds[:, 1]  # how likely the rival concedes, if nobody has yet
    worth, others = 0.0, 1.0
    for chance in rival:
        assert worth == pytest.approx(0, abs=1e-12)  # conceding is worth nothing, at whichever round
        worth += others * (chance * 4 - (1 - chance) * 1)
        others *= 1 - chance
    assert worth < -1e-3  # but not when all the others who are left are obstinate


# --- audience costs


def test_audience_costs() -> None:
    contest = audience_cost_contest(array(1, 1), array(1, 1), array(2, 2))
    assert (contest.horizon, contest.never) == pytest.approx((1, 0.25))
    contest = audience_cost_contest(array(1, 1), array(1, 0.5), array(2, 2))
    assert contest.horizon == pytest.approx(math.sqrt(5) - 1)
    assert contest.at_once == pytest.approx([0, 0.309017], abs=1e-6)
    assert [*contest.first, contest.never] == pytest.approx([0.183144, 0.625873, 0.190983], abs=1e-6)


def test_audience_costs_played() -> None:
    contest, random = audience_cost_contest(array(1, 2), array(1, 0.5), array(2, 3)), default_rng(5)
    assert_adds_up(contest)
    holds = random.random((RUNS, 2))
    prizes, audience = array(2, 1), array(0.5, 1)  # of the rival
    waits = prizes / audience * ((1 - contest.at_once) / holds - 1)
    waits[waits < 0] = 0.0
    waits[waits > contest.horizon] = np.inf
    assert_share(float((waits[:, 0] < waits[:, 1]).mean()), contest.first[0])
    assert_share(float((waits[:, 1] < waits[:, 0]).mean()), contest.first[1])
    assert_mean(np.minimum(waits.min(axis=1), contest.horizon), contest.mean_time)


# --- bad input


@pytest.mark.parametrize(
    ("prizes", "costs", "said"),
    [([1], [1], "two sides"), ([1, 0], [1, 1], "prize of side 2"), ([1, 1], [math.inf, 1], "cost of side 1")],
)
def test_bad_stakes(prizes: list[float], costs: list[float], said: str) -> None:
    with pytest.raises(GameError, match=said):
        stakes(prizes, costs)


@pytest.mark.parametrize("text", ["uniform", "uniform(2,1)", "uniform(1)", "unform(0,1)", "exponential(nan)"])
def test_bad_priors(text: str) -> None:
    with pytest.raises(GameError, match="expected"):
        resolve_prior(text)


def test_unbounded_unlike_sides_are_refused() -> None:
    with pytest.raises(GameError, match="bounded"):
        asymmetric_contest((EXPONENTIAL, MIDDLE), array(0.1, 0.1))
    with pytest.raises(GameError, match="side 2"):
        asymmetric_contest((MIDDLE, MIDDLE), array(0.1, 1.0))
