"""A war of attrition as a page and in sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from blinkfirst.game.game import FloatArray
from blinkfirst.questions.attrition.answer import ROUND, UNITS, Attrition
from blinkfirst.questions.attrition.from_scenario import ScenarioAttrition
from blinkfirst.questions.attrition.tables import MODELS
from blinkfirst.report.condition import strain_warnings
from blinkfirst.report.document import Document, Grid, Section, grid, prose, section
from blinkfirst.report.layout import scenario_title
from blinkfirst.report.words import fixed, percent, spoken_amount
from blinkfirst.solve.war_of_attrition.contest import Stakes

ROUNDS_SHOWN = 25
UNEVEN = 1e-9
LABELS = {
    "prizes": "prize, utils",
    "costs": "cost, utils per {unit}",
    "obstinate": "never concedes, with probability",
    "private": "multiple of the prize, known to it alone",
    "audience": "audience cost, utils per {unit}",
    "war": "cost of war at most, utils",
    "demands": "demands, share of the pie",
    "discount": "discount rate per {unit}",
}


def document_of(found: Attrition) -> Document:
    """Return who concedes first and when."""
    opening = prose(MODELS[found.model], style="quiet"), _table(found)
    return Document("War of attrition", opening, tuple(_sections(found)))


def _sections(found: Attrition) -> Iterator[Section]:
    if found.origin is not None:
        yield _origin(found.origin)
    if found.by_round is not None:
        yield _rounds(found.by_round)
    yield section("In short", prose(*sentences_of(found)))
    if found.known is not None:
        yield section("Caution", prose(_caution(found, found.known)))


def _origin(origin: ScenarioAttrition) -> Section:
    lines = [
        ("the other gives way at its first chance", origin.other_blinks),
        ("it gives way itself at its first chance", origin.blinks),
        ("neither ever gives way", origin.nobody_blinks),
    ]
    rows = [(name, *(fixed(value, 3) for value in values)) for name, values in lines]
    table = grid(("utils over the horizon", *origin.names), rows)
    said = (
        "Prize: the first line less the second. Cost per month: the second line less the third, spread "
        "evenly over the discounted months of the horizon and what follows it. Each line is solved exactly; "
        "the side that does not give way never does, and all other actors play as the game goes."
    )
    warnings = strain_warnings(origin.strain)
    told = (prose(*warnings, style="strong"),) if warnings else ()
    return section(f"Taken from {scenario_title(origin.scenario)}", table, prose(said, style="quiet"), *told)


def _rounds(rounds: FloatArray) -> Section:
    rows = []
    for number, (belief, chance) in enumerate(rounds, start=1):
        if ROUNDS_SHOWN <= number < len(rounds):
            continue
        if number == len(rounds) > ROUNDS_SHOWN:
            rows.append(("...", "", ""))
        rows.append((str(number), _chance(belief), _chance(chance)))
    table = grid(("round", "believed obstinate", "concedes, if it is normal"), rows)
    return section("Either side, round by round, as long as nobody has conceded", table)


def _table(found: Attrition) -> Grid:
    return grid(("", *found.names), _rows(found))


def _rows(found: Attrition) -> Iterator[tuple[str, ...]]:
    contest, unit = found.contest, found.unit
    for key, cells in found.given.items():
        label = LABELS[key].format(unit=unit)
        yield label, *(cell if isinstance(cell, str) else f"{cell:.4g}" for cell in cells)
    if not np.isnan(contest.rates).any():
        word = "concedes, in a round" if unit == ROUND else f"concedes, rate per {unit}"
        yield word, *map(format_number, contest.rates)
    if contest.at_once.any():
        yield "concedes at once", *map(_chance, contest.at_once)
    yield "concedes first", *map(_chance, contest.first)
    if found.origin is not None:
        yield "blinks first in the scenario itself", *map(_chance, found.origin.first_blinks)
    if not np.isnan(contest.payoffs).any():
        yield f"expects, {found.payoff_unit}", *map(format_number, contest.payoffs)


def _chance(probability: float) -> str:
    return f"{probability:.4f}"


def _caution(found: Attrition, sides: Stakes) -> str:
    loser, keenest = int(found.contest.first.argmax()), int(sides.resolves.argmax())
    first = (
        f"{found.names[loser]} has more at stake, prize over cost, and still concedes first more often. "
        if loser == keenest and np.ptp(sides.resolves) > UNEVEN
        else ""
    )
    return (
        f"{first}In this equilibrium each side's chance of conceding is what keeps the others waiting, "
        "so the side with more at stake loses more often: an artefact of mixing, not a forecast. Types "
        "that never concede (--obstinate), with private resolve (--private) or without, can reverse it. "
        "There are also equilibria in which one side concedes at once because the others never will."
    )


def format_number(number: float) -> str:
    """Format with four decimals; with four digits where these would show none of it or far more."""
    return f"{number:.4f}" if number == 0 or 1e-3 <= abs(number) < 1e6 else f"{number:.4g}"


def sentences_of(found: Attrition) -> Iterator[str]:
    """Say who concedes first, how long it takes, and what else may happen."""
    contest, units = found.contest, UNITS[found.unit]
    name, chance = max(found.first.items(), key=lambda one: one[1])
    if np.ptp(contest.first) < UNEVEN:
        yield f"Each is equally likely to concede first, with {percent(contest.first[0])}."
    else:
        yield f"{name} is likelier to concede first, with {percent(chance)}."
    if contest.together:
        yield f"Several concede in the same round with {percent(contest.together)}."
    until = "until somebody concedes or nobody will any more" if contest.never else "until somebody concedes"
    yield f"On average it takes {spoken_amount(contest.mean_time)} {units} {until}."
    if np.isfinite(contest.horizon):
        after = f"{contest.horizon:.0f}" if found.unit == ROUND else spoken_amount(contest.horizon)
        yield (f"After {after} {units} nobody concedes any more; that happens with {percent(contest.never)}.")
