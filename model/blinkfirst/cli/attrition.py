"""``blinkfirst attrition``."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from blinkfirst.cli.inputs import load_all, scenario_options
from blinkfirst.errors import GameError, OptionError

if TYPE_CHECKING:
    from blinkfirst.game.game import FloatArray
    from blinkfirst.solve.war_of_attrition.contest import Contest, Stakes
    from blinkfirst.study.attrition import ScenarioAttrition


class _Asked(NamedTuple):
    """What is known to whom, and how time runs."""

    obstinate: str | None
    private: tuple[str, ...]
    in_rounds: bool
    sunk: bool
    tie_share: float | None
    patience: float | None


class _Found(NamedTuple):
    contest: Contest
    model: str
    mixed: bool = False


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
    sides: bool,
    actors: str | None,
    figure: Path | None,
    as_json: bool,
) -> None:
    """Tell who gives way first in a war of attrition, from prizes and costs or from a scenario's own values.

    \b
    blinkfirst attrition --prize 4,9 --cost 1,1 --rounds
    blinkfirst attrition --prize 1,1 --cost 1,1 --obstinate .1,.2
    blinkfirst attrition --prize 1,1 --cost 1,1 --private "uniform(0.5,2)"
    blinkfirst attrition textbook/two-sided-standoff
    """  # noqa: D301  click reads the \b
    asked = _Asked(obstinate, private, in_rounds, sunk, tie_share, patience)
    _refuse_clashes(asked, continuous, sides, actors, audience, war)
    if figure is not None:
        from blinkfirst.report.attrition_figure import check_figure

        check_figure(figure)
    origin = None
    if file is not None:
        if prizes is not None or costs is not None or audience is not None:
            raise OptionError(
                "--prize, --cost, --audience: a scenario's own are taken; leave them or FILE out"
            )
        origin = _from_scenario(file, settings, lens, actors)
    elif settings or lens or sides or actors:
        raise OptionError("--set, --lens, --sides, --actors: expected a scenario FILE with them")
    try:
        stakes = origin.stakes if origin else _stakes(prizes, costs, audience)
        found = _audience(prizes, audience, war) if stakes is None else _solved(stakes, asked)
    except GameError as error:
        raise OptionError(f"attrition: {error}") from error
    names = origin.names if origin else tuple(f"side {k + 1}" for k in range(found.contest.first.size))
    unit = "round" if in_rounds else "month" if origin else "unit of time"
    if figure is not None:
        from blinkfirst.report.attrition_figure import draw_attrition

        draw_attrition(figure, found.contest, names, unit)
    if as_json:
        told = _object(found, stakes, names, unit, origin)
        click.echo(json.dumps(told, allow_nan=False, ensure_ascii=False))
        return
    from rich.console import Console

    from blinkfirst.report.attrition_text import print_attrition

    console = Console(highlight=False, markup=False, emoji=False)
    print_attrition(console, found.contest, names, stakes, found.model, unit, found.mixed, origin)


def _refuse_clashes(
    asked: _Asked, continuous: bool, sides: bool, actors: str | None, audience: str | None, war: str | None
) -> None:
    if asked.in_rounds and continuous:
        raise OptionError("--rounds, --continuous: expected one of them, got both")
    if sides and actors is not None:
        raise OptionError("--sides, --actors: expected one of them, got both")
    of_rounds = asked.sunk or asked.tie_share is not None or asked.patience is not None
    if of_rounds and not asked.in_rounds:
        raise OptionError("--sunk, --tie, --patience: expected --rounds with them")
    if asked.patience is not None and asked.tie_share is None:
        raise OptionError(
            "--patience: expected --tie with it; without a share in ties patience changes nothing"
        )
    hidden = asked.obstinate is not None or bool(asked.private)
    if asked.in_rounds and hidden:
        raise OptionError(
            "--rounds: expected complete information; leave out --obstinate and --private, or --rounds"
        )
    if (audience is None) != (war is None):
        raise OptionError("--audience, --war: expected both or neither")
    if audience is not None and (hidden or asked.in_rounds):
        raise OptionError("--audience: expected no --obstinate, --private or --rounds with it")


def _stakes(prizes: str | None, costs: str | None, audience: str | None) -> Stakes | None:
    from blinkfirst.solve.war_of_attrition.contest import Stakes

    if audience is not None:
        if costs is not None:
            raise OptionError("--audience: it is the cost of waiting; leave --cost out")
        return None
    if prizes is None or costs is None:
        missing = " and ".join(n for n, v in (("--prize", prizes), ("--cost", costs)) if v is None)
        raise OptionError(f"attrition: expected --prize and --cost, or a scenario FILE; {missing} missing")
    read_prizes, read_costs = _numbers("--prize", prizes), _numbers("--cost", costs)
    if read_prizes.size != read_costs.size or read_prizes.size < 2:
        raise OptionError(
            f"--prize, --cost: expected one number of each for two sides or more, got "
            f"{read_prizes.size} and {read_costs.size}"
        )
    return Stakes(read_prizes, read_costs)


def _numbers(option: str, text: str) -> FloatArray:
    import numpy as np

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
    return np.array(numbers)


def _audience(prizes: str | None, audience: str | None, war: str | None) -> _Found:
    from blinkfirst.solve.war_of_attrition.audience_costs import audience_cost_contest

    if prizes is None or audience is None or war is None:
        raise OptionError("--audience: expected --prize with it")
    read = (_numbers("--prize", prizes), _numbers("--audience", audience), _numbers("--war", war))
    model = (
        "Backing down costs more the longer one has stood firm; "
        "what war would cost is known to each side alone."
    )
    return _Found(audience_cost_contest(*read), model)


def _solved(stakes: Stakes, asked: _Asked) -> _Found:
    if asked.private:
        return _private(stakes, asked)
    if asked.obstinate is not None:
        from blinkfirst.solve.war_of_attrition.reputation import reputation

        model = "Prizes and costs are known; either side may be obstinate and never concede. Time runs on."
        return _Found(reputation(stakes, _numbers("--obstinate", asked.obstinate)), model)
    from blinkfirst.solve.war_of_attrition.complete_information import (
        continuous_equilibrium,
        rounds_equilibrium,
    )

    known = "Prizes and costs are known to all; the equilibrium in mixed strategies."
    if not asked.in_rounds:
        return _Found(continuous_equilibrium(stakes), f"{known} Time runs on.", mixed=True)
    share = 0.0 if asked.tie_share is None else asked.tie_share
    patience = 1.0 if asked.patience is None else asked.patience
    paid = "is paid for before the others are seen to concede" if asked.sunk else "costs only if all hold"
    contest = rounds_equilibrium(stakes, asked.sunk, share, patience)
    return _Found(contest, f"{known} Rounds; a round {paid}.", mixed=True)


def _private(stakes: Stakes, asked: _Asked) -> _Found:
    from blinkfirst.solve.war_of_attrition.asymmetric_resolve import asymmetric_contest
    from blinkfirst.solve.war_of_attrition.contest import need_two
    from blinkfirst.solve.war_of_attrition.private_resolve import private_contest
    from blinkfirst.solve.war_of_attrition.resolve_prior import resolve_prior

    if len(asked.private) not in (1, stakes.n_sides):
        raise OptionError(
            f"--private: expected it once, or once for each of {stakes.n_sides} sides, got "
            f"{len(asked.private)} of them"
        )
    try:
        read = [resolve_prior(text) for text in asked.private]
    except GameError as error:
        raise OptionError(f"--private: {error}") from error
    read = read * stakes.n_sides if len(read) == 1 else read
    priors = [prior.scaled(float(x)) for prior, x in zip(read, stakes.resolves, strict=True)]
    model = "Each side knows its own prize only"
    if asked.obstinate is not None:
        need_two(stakes, "private prizes and obstinate types")
        contest = asymmetric_contest((priors[0], priors[1]), _numbers("--obstinate", asked.obstinate))
        return _Found(contest, f"{model}, and whether it will ever concede. Time runs on.")
    if not all(prior.resembles(priors[0]) for prior in priors):
        told = ", ".join(map(str, priors))
        raise OptionError(
            f"--private: the sides differ in prize over cost ({told}), and then there is a continuum of "
            "equilibria; give each a chance never to concede, as --obstinate .01,.01, which leaves one"
        )
    return _Found(private_contest(priors[0], stakes.costs), f"{model}. Time runs on.")


def _from_scenario(
    file: str, settings: tuple[str, ...], lens: str | None, actors: str | None
) -> ScenarioAttrition:
    from blinkfirst.cli.commit import actor_names, solving_progress
    from blinkfirst.cli.kernels import announce_kernels
    from blinkfirst.compile.timeline import compile_scenario
    from blinkfirst.study.attrition import scenario_attrition

    (scenario,) = load_all([file], settings, lens)
    announce_kernels()
    compiled = compile_scenario(scenario)
    with solving_progress() as progress:
        return scenario_attrition(compiled, tuple(actor_names(actors)), progress)


def _object(
    found: _Found, stakes: Stakes | None, names: tuple[str, ...], unit: str, origin: ScenarioAttrition | None
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
        "mean_time": contest.mean_time,
        "horizon": contest.horizon if math.isfinite(contest.horizon) else None,
        "course": {
            "times": _plain(course.times),
            "first": [_plain(row) for row in course.first.T],
            "nobody": _plain(course.nobody),
        },
    }
    if stakes is not None:
        told |= {"prizes": _plain(stakes.prizes), "costs": _plain(stakes.costs)}
    if origin is not None:
        told["scenario"] = {
            "name": origin.scenario.name,
            "lens": origin.scenario.lens_text,
            "other_blinks": _plain(origin.other_blinks),
            "blinks": _plain(origin.blinks),
            "nobody_blinks": _plain(origin.nobody_blinks),
            "first_blinks": _plain(origin.first_blinks),
            "nobody": origin.nobody,
        }
    return told


def _plain(numbers: FloatArray) -> list[float] | None:
    """As a list; none at all where the model says nothing."""
    plain = [float(x) for x in numbers]
    return None if any(map(math.isnan, plain)) else plain
