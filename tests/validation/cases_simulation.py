"""Many runs of the agents beside the exact answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from blinkfirst import play_many
from blinkfirst.agents.runs import simulate
from validation.case import SIMULATION, ValidationCase, four_standard_errors
from worlds.exported import World, world

TOPIC = "Agents' runs"


def _counted(of: Callable[[], World], runs: int) -> list[float]:
    found = of()
    counted = simulate(found.standoff, found.policy, runs, seed=20180831)
    return [*(counted.first_blinks / runs).tolist(), counted.nobody / runs]


def _played(of: Callable[[], World], runs: int) -> list[float]:
    found = of()
    counted = play_many(found.standoff, found.policy, runs, seed=20180831)
    return [*(counted.first_blinks / runs).tolist(), counted.nobody / runs]


def _case(
    name: str, of: Callable[[], World], runs: int, mesa: bool = False, slow: bool = False
) -> ValidationCase:
    return ValidationCase(
        name=f"{name}: P(blinks first), every actor and nobody, {'Mesa' if mesa else 'engine'}",
        kind=SIMULATION,
        source=f"shares of {runs:,} runs of the {'Mesa model' if mesa else 'compiled engine'}, within 4 s.e.",
        expected=partial(_played if mesa else _counted, of, runs),
        ours=lambda: of().first,
        tolerance=four_standard_errors(runs),
        slow=slow,
    )


CASES = [
    _case("two-sided-standoff", partial(world, "textbook/two-sided-standoff"), 200_000),
    _case("volunteers-dilemma", partial(world, "textbook/volunteers-dilemma"), 200_000),
    _case("coin-tosses", partial(world, "textbook/coin-tosses"), 200_000),
    _case("two-sided-standoff", partial(world, "textbook/two-sided-standoff"), 1_000, mesa=True),
    _case("korea-1/2019-hanoi", partial(world, "korea-1/2019-hanoi"), 50_000),
    _case("korea-1/2022-double-veto", partial(world, "korea-1/2022-double-veto"), 20_000, slow=True),
    _case("korea-1/2018-report-hold", partial(world, "korea-1/2018-report-hold"), 50_000, slow=True),
    _case(
        "korea-1/2018-revision-walkout", partial(world, "korea-1/2018-revision-walkout"), 50_000, slow=True
    ),
]
