"""Wars of attrition in words: models, what they follow from, and who concedes first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from blinkfirst.report.layout import percent

if TYPE_CHECKING:
    from blinkfirst.questions.attrition.answer import Attrition

UNEVEN = 1e-9
ROUND = "round"
UNITS = {ROUND: "rounds", "month": "months", "unit of time": "units of time"}  # one, and several

_KNOWN = "Prizes and costs are common knowledge; this is the equilibrium in mixed strategies."
_OBSTINATE = "Prizes and costs are common knowledge; each side may be an obstinate type that never concedes."
_PRIVATE = "Each side knows only its own prize"
MODELS = {
    "known": f"{_KNOWN} Time is continuous.",
    "known, rounds": f"{_KNOWN} Time goes in rounds; a round costs only if all hold.",
    "known, sunk rounds": f"{_KNOWN} Time goes in rounds; a round is paid before the others' moves are seen.",
    "obstinate": f"{_OBSTINATE} Time is continuous.",
    "obstinate, rounds": f"{_OBSTINATE} Time goes in rounds; a round costs only if all hold.",
    "private": f"{_PRIVATE}. Time is continuous.",
    "private, obstinate": f"{_PRIVATE}, and whether it will ever concede. Time is continuous.",
    "audience": (
        "Backing down costs more the longer a side has stood firm; each side knows only its own cost of war. "
        "Once nobody concedes any more, there is war."
    ),
    "bargaining": (
        "Two sides bargain over one pie; each may be an obstinate type that accepts no less than its demand. "
        "Conceding is accepting the other's demand. Time is continuous."
    ),
}
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


def format_number(number: float) -> str:
    """Format with four decimals; with four digits where these would show none of it or far more."""
    return f"{number:.4f}" if number == 0 or 1e-3 <= abs(number) < 1e6 else f"{number:.4g}"


def sentences(found: Attrition) -> Iterator[str]:
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
    yield f"On average it takes {format_number(contest.mean_time)} {units} {until}."
    if np.isfinite(contest.horizon):
        after = f"{contest.horizon:.0f}" if found.unit == ROUND else format_number(contest.horizon)
        yield (
            f"After {after} {units} nobody concedes any more; that happens with {percent(contest.never)}."
        )
