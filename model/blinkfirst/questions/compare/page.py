"""Two scenarios side by side, as a page and in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from blinkfirst.game.forecast import NOBODY
from blinkfirst.questions.compare.answer import ChangeEffect, Comparison
from blinkfirst.questions.compare.facts import (
    DECIMALS,
    facts_of,
    format_difference,
    format_level,
    format_value,
    heads_of,
    scale_of,
)
from blinkfirst.questions.compare.outcomes import ComparedOutcome, Kind
from blinkfirst.questions.compare.swaps import Change, Swap
from blinkfirst.report.condition import strain_warnings
from blinkfirst.report.document import (
    IN_SHORT,
    Block,
    Document,
    Lines,
    Section,
    Words,
    grid,
    prose,
    section,
    strong,
)
from blinkfirst.report.grammar import sentences
from blinkfirst.report.layout import scenario_title
from blinkfirst.report.words import spoken_date
from blinkfirst.scenario.calendar import date_after
from blinkfirst.scenario.differences import Difference
from blinkfirst.scenario.scenario import Scenario

CHANGES_SHOWN = 12
IDLE_SHOWN = 8
# the largest number of a column shows about so many digits
DIGITS = 3
MOST_DECIMALS = 6
_PROBABILITY, _TIMES = "probability", "times"


def document_of(comparison: Comparison, top: int = CHANGES_SHOWN) -> Document:
    """Return what differs between two scenarios, and what explains the difference in one outcome.

    Parameters
    ----------
    top : how many changes get a line of their own.
    """
    warnings = strain_warnings(comparison.strain)
    opening = (*_heading(comparison), *([prose(*warnings, style="strong")] if warnings else []))
    names = f"{comparison.first.name} and {comparison.second.name}"
    return Document(f"Compared: {names}", opening, tuple(_sections(comparison, top)))


def _sections(comparison: Comparison, top: int) -> Iterator[Section]:
    if comparison.swaps:
        yield _first_blinks(comparison)
        yield from _outcomes(comparison, "question", "Questions that both ask", "points")
        yield from _outcomes(comparison, "value", "What each gets over the horizon, in utils", "difference")
        yield _explanation(comparison, top)
        yield from _problems(comparison.swaps)
    if comparison.idle:
        yield section("Without effect", idle_line(comparison.idle))
    yield section(IN_SHORT, prose(*sentences_of(comparison)))


def sentences_of(comparison: Comparison) -> list[str]:
    """Return in sentences the outcome explained, who leads, and the change that does most."""
    return sentences("compare", facts_of(comparison))


def _heading(comparison: Comparison) -> Iterator[Block]:
    scenarios = (comparison.first, comparison.second)
    named = zip(heads_of(comparison), map(scenario_title, scenarios), strict=True)
    yield grid(("", ""), named, prose=[1])
    values, changes = sum(len(s.change.differences) for s in comparison.swaps), len(comparison.swaps)
    if changes == 0:
        yield prose("Nothing differs that an outcome could depend on.")
        return
    counted = f"{values} values differ" if values != 1 else "1 value differs"
    made = "" if changes == values else f", in {changes} change{'' if changes == 1 else 's'}"
    yield prose(f"{counted} that outcomes can depend on{made}.")


def _first_blinks(comparison: Comparison) -> Section:
    numbers = {o.who: n for n, o in enumerate(comparison.outcomes) if o.kind == "first blink"}
    ends = (comparison.first_outcomes, comparison.second_outcomes)
    blinking = [who for who, n in numbers.items() if who == NOBODY or any(end[n] for end in ends)]

    def rank(actor: str) -> tuple[bool, float]:
        return actor == NOBODY, -abs(comparison.difference(numbers[actor]) or 0.0)

    rows = [(actor, *_three(comparison, numbers[actor])) for actor in sorted(blinking, key=rank)]
    table = grid(("", *heads_of(comparison), "points"), rows)
    return section("Who blinks first? Differences in percentage points", table, _month(comparison))


def _three(comparison: Comparison, number: int) -> tuple[str, str, str]:
    outcome, difference = comparison.outcomes[number], comparison.difference(number)
    one, other = comparison.first_outcomes[number], comparison.second_outcomes[number]
    unit = " times" if outcome.unit == _TIMES else ""
    difference_text = format_difference(difference, outcome, DECIMALS[outcome.unit])
    return format_level(one, outcome) + unit, format_level(other, outcome) + unit, difference_text + unit


def _month(comparison: Comparison) -> Lines:
    number = next(n for n, outcome in enumerate(comparison.outcomes) if outcome.kind == "month")
    one, other, difference = _three(comparison, number)
    ends = zip((comparison.first_outcomes, comparison.second_outcomes), _starts(comparison), strict=True)
    days = [_day(start, numbers[number]) for numbers, start in ends]
    said = f"comes in month {one}{days[0]} and {other}{days[1]} on average ({difference})"
    return prose(f"A first blink, when one comes, {said}.")


def _starts(comparison: Comparison) -> tuple[date, date]:
    return comparison.first.start, comparison.second.start


def _day(start: date, months: float | None) -> str:
    return "" if months is None else f" ({spoken_date(date_after(start, months))})"


def _outcomes(comparison: Comparison, kind: Kind, title: str, unit: str) -> Iterator[Section]:
    numbers = [n for n, outcome in enumerate(comparison.outcomes) if outcome.kind == kind]
    if not numbers:
        return
    ordered = sorted(numbers, key=lambda n: -abs(comparison.difference(n) or 0.0))
    rows = [(*_three(comparison, number), _format_name(comparison, number)) for number in ordered]
    yield section(title, grid((*heads_of(comparison), unit, ""), rows, left=0, prose=[3]))


def _format_name(comparison: Comparison, number: int) -> str:
    question = comparison.asked(number)
    if question is None:
        return comparison.outcomes[number].who
    if not question.alike:
        return f"{question.name} (the first asks: {question.first}; the second: {question.second})"
    return question.name if question.name == question.first else f"{question.name} ({question.first})"


def _explanation(comparison: Comparison, top: int) -> Section:
    explained = comparison.explained
    ranked = comparison.ranked(explained)
    first = comparison.first
    rows: list[tuple[ChangeEffect, Words]] = [
        (comparison.effect(swap, explained), _change(swap.change, first)) for swap in ranked[:top]
    ]
    if rest := ranked[top:]:
        rows.append((comparison.added_up(explained, rest), f"{len(rest)} more, with smaller effects"))
    whole = comparison.difference(explained)
    if len(ranked) > 1:
        every = "both" if len(ranked) == 2 else f"all {len(ranked)}"
        rows.append((comparison.added_up(explained, ranked), f"{every} added up"))
        rows.append((comparison.left_over(explained), "left over: changes acting together"))
    rows.append((ChangeEffect(whole, whole), "the whole difference"))
    outcome = comparison.outcomes[explained]
    decimals = decimals_for(outcome, max(effect.size for effect, _ in rows))
    shown = [
        (*(format_difference(end, outcome, decimals) for end in _ends(effect)), words)
        for effect, words in rows
    ]
    table = grid(("made first", "made last", "mean", "change"), shown, left=0, prose=[3])
    return section(_title(comparison, explained, decimals), table, *_legend(len(ranked)))


def _ends(effect: ChangeEffect) -> tuple[float | None, ...]:
    return effect.made_first, effect.made_last, effect.mean


def _title(comparison: Comparison, explained: int, decimals: int) -> str:
    outcome = comparison.outcomes[explained]
    ends = (comparison.first_outcomes[explained], comparison.second_outcomes[explained])
    sign = " %" if outcome.unit == _PROBABILITY else ""
    formatted = ["-" if end is None else f"{end * scale_of(outcome):.{decimals}f}{sign}" for end in ends]
    unit = "percentage points" if outcome.unit == _PROBABILITY else outcome.unit
    return f"What explains it? {outcome.name}: {' to '.join(formatted)}. Effects in {unit}"


def _legend(changes: int) -> Iterator[Lines]:
    if changes > 1:
        yield prose(
            "made first: this change alone, in the first scenario; made last: when all the others are made "
            "already. The two differ where changes act together.",
            style="quiet",
        )


def _change(change: Change, scenario: Scenario) -> Words:
    named = ""
    if len(change.entries) == 1 and change.entries[0].startswith("events."):
        named = f" ({scenario.events[int(change.entries[0].split('.')[1])].name})"
    if len(change.differences) == 1:
        (difference,) = change.differences
        return strong(difference.path), f"{named}: {format_change(difference)}"
    inside = change.entries[0] + "." if len(change.entries) == 1 else ""
    parts = [f"{_short(d.path.removeprefix(inside))} {format_change(d)}" for d in change.differences]
    return strong(change.name), f"{named}: {'; '.join(parts)}"


def _short(path: str) -> str:
    """Name a term of an argument without what all of them share."""
    return path.removeprefix("terms.").removesuffix(".weight") if path.startswith("terms.") else path


def format_change(difference: Difference) -> str:
    """Format what a value was and is; of lists what goes and what comes."""
    old, new = difference.old, difference.new
    if isinstance(old, list) and isinstance(new, list):
        gone, come = [x for x in old if x not in new], [x for x in new if x not in old]
        if gone or come:  # else the order alone
            signs = [*(("-", item) for item in gone), *(("+", item) for item in come)]
            return ", ".join(f"{sign}{_format_item(item)}" for sign, item in signs)
    return f"{format_value(old)} -> {format_value(new)}"


def _format_item(item: Any) -> str:
    """Format an entry of a list; a dated event by its date and name."""
    if isinstance(item, dict) and {"on", "name"} <= item.keys():
        return f"{item['on']} {item['name']}"
    return format_value(item)


def _problems(swaps: Sequence[Swap]) -> Iterator[Section]:
    lines = [
        (strong(swap.change.name), f", in the {word} scenario: {met.problem}")
        for swap in swaps
        for word, met in (("first", swap.first), ("second", swap.second))
        if met.problem
    ]
    if lines:
        yield section("Changes that cannot be made without others", prose(*lines))


def idle_line(idle: Sequence[Difference]) -> Lines:
    """Name the first few differences that no outcome depends on."""
    paths = [difference.path for difference in idle]
    more = f" and {len(paths) - IDLE_SHOWN} more" if len(paths) > IDLE_SHOWN else ""
    return prose(f"Also different, but no outcome depends on it: {', '.join(paths[:IDLE_SHOWN])}{more}")


def decimals_for(outcome: ComparedOutcome, largest: float) -> int:
    """Return how many decimals show the first digits of the largest of some differences."""
    scaled = abs(largest) * scale_of(outcome)
    if scaled == 0:
        return 1
    return min(max(DIGITS - 1 - math.floor(math.log10(scaled)), 1), MOST_DECIMALS)
