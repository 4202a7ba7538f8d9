"""``blinkfirst attrition``."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blinkfirst.errors import OptionError
from blinkfirst.game.forecast import NOBODY
from blinkfirst.questions.options import load_all, scenario_options
from blinkfirst.report.output import page, print_json

if TYPE_CHECKING:
    from blinkfirst.game.game import FloatArray
    from blinkfirst.questions.attrition.answer import Found
    from blinkfirst.questions.attrition.from_scenario import ScenarioAttrition


@click.command()
@click.argument("file", metavar="[FILE]", required=False)
@scenario_options
@click.option(
    "--prize", "prizes", metavar="NUMBER,NUMBER,...", help="What a side gets if another concedes first."
)
@click.option(
    "--cost", "costs", metavar="NUMBER,NUMBER,...", help="What waiting costs each side, per unit of time."
)
@click.option("--obstinate", metavar="P,P", help="How likely each side never concedes, whatever happens.")
@click.option(
    "--private",
    multiple=True,
    metavar="PRIOR",
    help="The prize is so many times --prize, known to the side alone: uniform(0.5,2), exponential(1), "
    "lognormal(1,0.5). Once for all sides, or once per side.",
)
@click.option("--rounds", "in_rounds", is_flag=True, help="All decide at the same time, round by round.")
@click.option("--continuous", is_flag=True, help="Time runs on; so it is without --rounds.")
@click.option(
    "--sunk", is_flag=True, help="With --rounds: a round is paid for before the others are seen to concede."
)
@click.option(
    "--tie",
    "tie_share",
    type=float,
    metavar="SHARE",
    help="With --rounds: part of the prize if both concede.",
)
@click.option("--patience", type=float, metavar="DISCOUNT", help="With --tie: discount factor per round.")
@click.option(
    "--audience", metavar="NUMBER,NUMBER", help="What backing down costs more per unit of time stood firm."
)
@click.option("--war", metavar="NUMBER,NUMBER", help="With --audience: the most that war may cost each side.")
@click.option(
    "--demands",
    metavar="SHARE,SHARE",
    help="In place of --prize and --cost: the share of a pie that each obstinate side insists on.",
)
@click.option(
    "--discount", metavar="RATE,RATE", help="With --demands: discount rate of each side per unit of time."
)
@click.option("--sides", is_flag=True, help="With FILE: the scenario's two sides; so it is without --actors.")
@click.option("--actors", metavar="ACTOR,ACTOR", help="With FILE: these two actors.")
@click.option(
    "--figure", type=click.Path(path_type=Path), metavar="FILE", help="Draw it: FILE.png, .svg or .pdf."
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object with everything instead.")
def attrition(
    file: str | None,
    settings: tuple[str, ...],
    lens: str | None,
    prizes: str | None,
    costs: str | None,
    obstinate: str | None,
    private: tuple[str, ...],
    in_rounds: bool,
    continuous: bool,
    sunk: bool,
    tie_share: float | None,
    patience: float | None,
    audience: str | None,
    war: str | None,
    demands: str | None,
    discount: str | None,
    sides: bool,
    actors: str | None,
    figure: Path | None,
    as_json: bool,
) -> None:
    """Tell who gives way first in a war of attrition, from prizes and costs or from a scenario's own values.

    \b
    blinkfirst attrition --prize 4,9 --cost 1,1 --rounds
    blinkfirst attrition --prize 1,1 --cost 1,1 --obstinate .1,.2
    blinkfirst attrition --demands .6,.7 --discount .1,.1 --obstinate .05,.05
    blinkfirst attrition --prize 1,1 --cost 1,1 --private "uniform(0.5,2)"
    blinkfirst attrition textbook/two-sided-standoff
    """  # noqa: D301  click reads the \b
    from blinkfirst.questions.attrition.answer import Asked, found_contest, refuse_clashes

    asked = Asked(
        prizes, costs, obstinate, private, in_rounds, continuous, sunk, tie_share, patience, audience, war,
        demands, discount,
    )  # fmt: skip
    refuse_clashes(asked)
    if sides and actors is not None:
        raise OptionError("--sides, --actors: expected one of them, got both")
    if figure is not None:
        from blinkfirst.report.drawing import check_figure

        check_figure(figure)
    origin = None
    if file is not None:
        if any(text is not None for text in (prizes, costs, audience, demands)):
            raise OptionError(
                "--prize, --cost, --audience, --demands: a scenario's own prizes and costs are taken; leave "
                "them or FILE out"
            )
        origin = _from_scenario(file, settings, lens, actors)
    elif settings or lens or sides or actors:
        raise OptionError("--set, --lens, --sides, --actors: expected a scenario FILE with them")
    found = found_contest(asked, origin.stakes if origin else None)
    names = origin.names if origin else tuple(f"side {k + 1}" for k in range(found.contest.first.size))
    unit = "round" if in_rounds else "month" if origin else "unit of time"
    if figure is not None:
        from blinkfirst.questions.attrition.figure import draw_attrition

        draw_attrition(figure, found.contest, names, unit)
    if as_json:
        told = _object(found, names, unit, origin)
        print_json(told)
        return
    from blinkfirst.questions.attrition.page import print_attrition

    console = page()
    given = [(row.label.format(unit=unit), row.cells) for row in found.given]
    print_attrition(
        console, found.contest, names, given, found.model, unit, found.payoff_unit, found.stakes, origin,
        found.rounds,
    )  # fmt: skip


def _from_scenario(
    file: str, settings: tuple[str, ...], lens: str | None, actors: str | None
) -> ScenarioAttrition:
    from blinkfirst.compile.scenario import compile_scenario
    from blinkfirst.questions.attrition.from_scenario import scenario_attrition
    from blinkfirst.questions.commit.command import actor_names, solving_progress
    from blinkfirst.report.progress import announce_kernels

    (scenario,) = load_all([file], settings, lens)
    announce_kernels()
    compiled = compile_scenario(scenario)
    with solving_progress() as progress:
        return scenario_attrition(compiled, tuple(actor_names(actors)), progress)


def _object(
    found: Found, names: tuple[str, ...], unit: str, origin: ScenarioAttrition | None
) -> dict[str, object]:
    contest, course = found.contest, found.contest.course
    told: dict[str, object] = {
        "model": found.model,
        "unit": unit,
        "sides": list(names),
        "first": _plain(contest.first),
        "together": contest.together,
        "never": contest.never,
        "at_once": _plain(contest.at_once),
        "rates": _plain(contest.rates),
        "payoffs": _plain(contest.payoffs),
        "payoff_unit": found.payoff_unit,
        "mean_time": contest.mean_time,
        "horizon": contest.horizon if math.isfinite(contest.horizon) else None,
        "course": {
            "times": _plain(course.times),
            "first": [_plain(row) for row in course.first.T],
            NOBODY: _plain(course.nobody),
        },
    }
    told |= {row.key: list(row.cells) for row in found.given}
    if found.rounds is not None:
        told["rounds"] = [
            {"believed_obstinate": belief, "normal_concedes": chance}
            for belief, chance in found.rounds.tolist()
        ]
    if origin is not None:
        told["scenario"] = {
            "name": origin.scenario.name,
            "lens": dict(origin.scenario.shares),
            "other_blinks": _plain(origin.other_blinks),
            "blinks": _plain(origin.blinks),
            "nobody_blinks": _plain(origin.nobody_blinks),
            "first_blink": _plain(origin.first_blinks),
            NOBODY: origin.nobody,
        }
    return told


def _plain(numbers: FloatArray) -> list[float] | None:
    """As a list; none at all where the model says nothing."""
    plain = [float(x) for x in numbers]
    return None if any(map(math.isnan, plain)) else plain
