"""What a sweep costs, told beforehand."""

from __future__ import annotations

from typing import Any

import pytest

from blinkfirst.scenario.loading import load
from blinkfirst.study.cases.cost import MOST_CASES, SweepCost, cost_of
from blinkfirst.study.store.tables import OUTCOMES
from worlds.case_sweeps import grid, task_of
from worlds.two_houses import TWO_HOUSES, edited, scenario_from

SMOOTH = TWO_HOUSES.replace("precision: exact", "precision: 3")
FREEZE = ["beijing", "moscow", "tests", "pledge", "drills", "lead", "sanctions", "leak", "shield", "trust"]


def cost(text: str = SMOOTH, outcomes: tuple[str, ...] = OUTCOMES, **axes: Any) -> SweepCost:
    return cost_of(task_of(scenario_from(text), grid(**axes), outcomes))


def test_every_path_in_words() -> None:
    found = cost(
        arguments__fear__weight=(1, 2),
        world__heat=("low",),
        horizon=(3,),
        nature__vote__rate=(0.25,),
        nature__vote__when=("heat > low",),
    )
    assert {path.path: path.words for path in found.paths} == {
        "arguments.fear.weight": "payoffs only: nothing is compiled again",
        "world.heat": "start level only: nothing is solved again",
        "horizon": "read again, the moves are not compiled again (it sets the clock)",
        "nature.vote.rate": "chances and pace: the moves are not compiled again",
        "nature.vote.when": "compiled again (it decides what happens by itself)",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TWO_HOUSES, "start level: solved again, because somebody chooses exactly"),
        (
            edited("horizon: 6", "horizon: none\nwindow: 6", SMOOTH),
            "start level: solved again, because the horizon is endless",
        ),
    ],
)
def test_starts_that_share_no_solution(text: str, words: str) -> None:
    found = cost(text, world__heat=("low", "mid"))
    assert [path.words for path in found.paths] == [words]
    assert found.starts == 1


def test_sizes_of_the_scenario_as_it_stands() -> None:
    found = cost(horizon=(3, 6))
    assert (found.states, found.edges, found.ticks) == (36, 123, 24)


def test_starts_that_stand_next_to_each_other() -> None:
    weights, heat, flag = (1, 2), ("low", "mid", "high"), ("up",)
    assert cost(arguments__fear__weight=weights, world__heat=heat).starts == 3
    assert cost(world__heat=heat, arguments__fear__weight=weights).starts == 1
    docket = ("none", "tighten")
    assert cost(arguments__fear__weight=weights, world__heat=heat, world__docket=docket).starts == 6
    assert cost(arguments__fear__weight=weights, world__flag=flag, world__heat=heat).starts == 3
    assert cost(horizon=(3, 6), world__heat=heat).starts == 1


def test_deeper_changes_cost_more_and_shared_solutions_less() -> None:
    backward = ("first_blinkers",)
    weight = cost(outcomes=backward, arguments__fear__weight=(1, 2)).case_seconds
    reading = cost(outcomes=backward, horizon=(3, 6)).case_seconds
    moves = cost(outcomes=backward, nature__vote__when=("heat > low", "true")).case_seconds
    starts = cost(outcomes=backward, world__heat=("low", "mid", "high", "top")).case_seconds
    assert starts < weight < reading < moves
    longer = cost(edited("horizon: 6", "horizon: 60", SMOOTH), backward, arguments__fear__weight=(1, 2))
    assert longer.case_seconds > weight


def test_parts_of_about_a_second() -> None:
    small = cost(arguments__fear__weight=(1, 2))
    assert 500 <= small.cases_per_part <= MOST_CASES
    assert small.seconds(small.cases_per_part) < 1.5
    task = task_of(load("korea-1/2019-hanoi"), grid(actors__US__precision=(1, 2)))
    large = cost_of(task)
    assert 1 <= large.cases_per_part < 100
    assert 0.3 < large.seconds(large.cases_per_part) < 1.5
    assert large == cost_of(task)  # no clock is asked
    assert large.seconds(0) == 0
    assert large.seconds(1000) == pytest.approx(10 * large.seconds(100), rel=0.05)


def test_a_scenario_that_cannot_be_compiled_as_it_stands() -> None:
    """Where every case has another start, its own may be impossible."""
    text = edited("chance: 0.25 + 0.25 * (docket == none)", "chance: 0.25 + 9 * (heat == mid)", SMOOTH)
    text = edited("heat: 1}, {heat: 2}]", "docket: none}, {}]", text)
    text = edited("rate: fuss, then: {heat: -1}", "rate: fuss, then: {docket: none}", text)
    text = edited("yielded: US, heat: -1", "yielded: US", text)
    found = cost(text, world__heat=("low", "high"))
    assert (found.states, found.starts) == (0, 1)
    assert found.cases_per_part >= 1
