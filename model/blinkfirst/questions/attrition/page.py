"""A war of attrition as a page in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich.console import Console, Group, RenderableType
from rich.text import Text

from blinkfirst.game.game import FloatArray
from blinkfirst.questions.attrition.from_scenario import ScenarioAttrition
from blinkfirst.report.layout import percent, plain_table, titled
from blinkfirst.solve.war_of_attrition.contest import Contest, Stakes

UNEVEN = 1e-9
ROUNDS_SHOWN = 25
Row = tuple[str, Sequence[float | str]]  # a label, and a number or a text per side
UNITS = {"round": "rounds", "month": "months", "unit of time": "units of time"}  # one, and several


def print_attrition(
    console: Console,
    contest: Contest,
    names: Sequence[str],
    given: Sequence[Row],
    model: str,
    unit: str,
    payoff_unit: str,
    known: Stakes | None,
    origin: ScenarioAttrition | None,
    rounds: FloatArray | None = None,
) -> None:
    """Print who concedes first and when.

    Parameters
    ----------
    names : of the sides.
    given : what it was reckoned from, side by side.
    model : a sentence that says what is known to whom, and how time runs.
    unit : of time, one of `UNITS`.
    payoff_unit : of what the sides expect.
    known : prizes and costs where all know them and nobody is obstinate, so that sides mix; else nothing.
    origin : the scenario that prizes and costs come from.
    rounds : shape (n, 2), per round the belief that a side is obstinate and how likely its normal type
        concedes; left out where rounds are all alike.
    """
    table = _table(contest, names, given, unit, payoff_unit, origin)
    for part in _parts(contest, names, table, model, unit, known, origin, rounds):
        console.print(part)
        console.print()


def _parts(
    contest: Contest,
    names: Sequence[str],
    table: RenderableType,
    model: str,
    unit: str,
    known: Stakes | None,
    origin: ScenarioAttrition | None,
    rounds: FloatArray | None,
) -> Iterator[RenderableType]:
    yield Group(Text("War of attrition", style="bold"), Text(model))
    if origin is not None:
        yield _origin(origin)
    yield table
    if rounds is not None:
        yield _rounds(rounds)
    yield titled("In short", Text("\n".join(in_short(contest, names, unit))))
    if known is not None:
        yield titled("Caution", Text(_caution(contest, names, known)))


def _origin(origin: ScenarioAttrition) -> RenderableType:
    scenario = origin.scenario
    lens = f"lens {scenario.lens_text}" if scenario.lens_text else "no lens"
    table = plain_table("utils over the horizon", *origin.names)
    rows = [
        ("the other gives way at its first chance", origin.other_blinks),
        ("it gives way itself at its first chance", origin.blinks),
        ("neither ever gives way", origin.nobody_blinks),
    ]
    for name, values in rows:
        table.add_row(name, *(f"{value:.3f}" for value in values))
    said = (
        "Prize: first line less second. Cost per month: second line less third, spread evenly over the "
        "discounted months of the horizon and what follows it. Each line is solved exactly; the side that "
        "does not give way never does, and all other actors play as the game goes."
    )
    return titled(
        f"Taken from {scenario.title} ({scenario.name}, {lens})", Group(table, Text(said, style="dim"))
    )


def _rounds(rounds: FloatArray) -> RenderableType:
    table = plain_table("round", "believed obstinate", "concedes, if it is not")
    for number, (belief, chance) in enumerate(rounds, start=1):
        if ROUNDS_SHOWN <= number < len(rounds):
            continue
        if number == len(rounds) > ROUNDS_SHOWN:
            table.add_row("...", "", "")
        table.add_row(str(number), *map(_chance, (belief, chance)))
    return titled("Either side, round by round, as long as nobody has conceded", table)


def _table(
    contest: Contest,
    names: Sequence[str],
    given: Sequence[Row],
    unit: str,
    payoff_unit: str,
    origin: ScenarioAttrition | None,
) -> RenderableType:
    table = plain_table("", *names)
    for label, cells in given:
        table.add_row(label, *(cell if isinstance(cell, str) else f"{cell:.4g}" for cell in cells))
    if not np.isnan(contest.rates).any():
        word = "concedes, in a round" if unit == "round" else f"concedes, rate per {unit}"
        table.add_row(word, *map(_number, contest.rates))
    if contest.at_once.any():
        table.add_row("concedes at once", *map(_chance, contest.at_once))
    table.add_row("concedes first", *map(_chance, contest.first))
    if origin is not None:
        table.add_row("blinks first in the scenario itself", *map(_chance, origin.first_blinks))
    if not np.isnan(contest.payoffs).any():
        table.add_row(f"expects, {payoff_unit}", *map(_number, contest.payoffs))
    return table


def _number(number: float) -> str:
    """Four decimals; four digits where these would show none of it or far more."""
    return f"{number:.4f}" if number == 0 or 1e-3 <= abs(number) < 1e6 else f"{number:.4g}"


def _chance(probability: float) -> str:
    return f"{probability:.4f}"


def in_short(contest: Contest, names: Sequence[str], unit: str) -> Iterator[str]:
    """Sentences for an analyst: who concedes first, how long it takes, and what else may happen."""
    ranked = sorted(zip(contest.first, names, strict=True), key=lambda one: -one[0])
    if np.ptp(contest.first) < UNEVEN:
        yield f"Each is equally likely to concede first, with {percent(contest.first[0])}."
    else:
        yield f"{ranked[0][1]} is likelier to concede first, with {percent(ranked[0][0])}."
    if contest.together:
        yield f"Several concede in the same round with {percent(contest.together)}."
    until = "until somebody concedes or nobody will any more" if contest.never else "until somebody concedes"
    yield f"It takes {_number(contest.mean_time)} {UNITS[unit]} on average {until}."
    if np.isfinite(contest.horizon):
        after = f"{contest.horizon:.0f}" if unit == "round" else _number(contest.horizon)
        yield (
            f"After {after} {UNITS[unit]} nobody concedes any more; it comes to that with "
            f"{percent(contest.never)}."
        )


def _caution(contest: Contest, names: Sequence[str], sides: Stakes) -> str:
    loser, keenest = int(contest.first.argmax()), int(sides.resolves.argmax())
    first = (
        f"{names[loser]} has more at stake, prize over cost, and still concedes first more often. "
        if loser == keenest and np.ptp(sides.resolves) > UNEVEN
        else ""
    )
    return (
        f"{first}In this equilibrium each side's chance of conceding is what keeps the others waiting, "
        "so the side with more at stake loses more often: an artefact of mixing, not a forecast. Types "
        "that never concede (--obstinate), with private resolve (--private) or without, can turn it round. "
        "There are also equilibria in which one side concedes at once because the others never will."
    )
