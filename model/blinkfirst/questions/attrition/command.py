"""``blinkfirst attrition``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blinkfirst.errors import OptionError
from blinkfirst.questions.options import (
    Settings,
    figure_option,
    load_all,
    output_options,
    scenario_options,
    split_names,
)
from blinkfirst.report.output import Output

if TYPE_CHECKING:
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
@click.option("--continuous", is_flag=True, help="Time is continuous, as without --rounds.")
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
@click.option("--sides", is_flag=True, help="With FILE: the scenario's two sides, as without --actors.")
@click.option("--actors", metavar="ACTOR,ACTOR", help="With FILE: these two actors.")
@figure_option
@output_options("Print what is found for each side as CSV instead.")
def attrition(
    file: str | None,
    settings: Settings,
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
    output: Output,
) -> None:
    """Find who concedes first in a war of attrition, from prizes and costs or from a scenario's own values.

    \b
    blinkfirst attrition --prize 4,9 --cost 1,1 --rounds
    blinkfirst attrition --prize 1,1 --cost 1,1 --obstinate .1,.2
    blinkfirst attrition --demands .6,.7 --discount .1,.1 --obstinate .05,.05
    blinkfirst attrition --prize 1,1 --cost 1,1 --private "uniform(0.5,2)"
    blinkfirst attrition textbook/two-sided-standoff
    """  # noqa: D301  click reads the \b
    from blinkfirst.questions.attrition.answer import Terms, attrition_of, check_terms

    if in_rounds and continuous:
        raise OptionError("--rounds, --continuous: expected one of them, got both")
    terms = Terms(
        prize=_numbers("--prize", prizes),
        cost=_numbers("--cost", costs),
        obstinate=_numbers("--obstinate", obstinate),
        private=private,
        rounds=in_rounds,
        sunk=sunk,
        tie=tie_share,
        patience=patience,
        audience=_numbers("--audience", audience),
        war=_numbers("--war", war),
        demands=_numbers("--demands", demands),
        discount=_numbers("--discount", discount),
    )
    check_terms(terms, file is not None)
    if sides and actors is not None:
        raise OptionError("--sides, --actors: expected one of them, got both")
    if file is None and (settings or lens or sides or actors):
        raise OptionError("--set, --overlay, --lens, --sides, --actors: expected a scenario FILE with them")
    names = split_names("--actors", actors, "ACTOR")
    origin = None if file is None else _from_scenario(file, settings, lens, names)
    found = attrition_of(terms, origin)
    if figure is not None:
        found.figure().save(figure)
    output.put([found])


def _numbers(option: str, text: str | None) -> tuple[float, ...] | None:
    """Read ``4,9``; nothing when the option is missing."""
    if text is None:
        return None
    numbers = []
    for part in text.split(","):
        try:
            numbers.append(float(part))
        except ValueError:
            raise OptionError(
                f"{option}: expected NUMBER,NUMBER,..., got {part.strip()!r} in {text!r}"
            ) from None
        if not math.isfinite(numbers[-1]):
            raise OptionError(f"{option}: expected finite numbers, got {part.strip()!r} in {text!r}")
    return tuple(numbers)


def _from_scenario(
    file: str, settings: Settings, lens: str | None, actors: Sequence[str]
) -> ScenarioAttrition:
    from blinkfirst.compile.scenario import compile_scenario
    from blinkfirst.questions.attrition.from_scenario import scenario_attrition
    from blinkfirst.report.progress import announce_kernels, progress_bar
    from blinkfirst.scenario.loading import check_no_types

    (scenario,) = load_all([file], settings, lens)
    check_no_types(scenario)
    announce_kernels(needed=["backward", "trace"])
    compiled = compile_scenario(scenario)
    with progress_bar("solving profiles") as progress:
        return scenario_attrition(compiled, actors, progress)
