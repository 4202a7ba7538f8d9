"""Many answers to one question, as a page in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.text import Text

from blinkfirst.game.forecast import NOBODY
from blinkfirst.questions.concepts.records import Agreement, Answer, Way
from blinkfirst.questions.concepts.summary import verdict
from blinkfirst.report.layout import percent, plain_table, titled

ANSWERS_SHOWN = 4  # of one way: equilibria of the commitments
UNKNOWN = "-"
ROUNDING = 1e-12


def print_agreement(console: Console, found: Agreement) -> None:
    """Print the table of all ways, what each assumes, and whether they agree."""
    for part in _parts(found):
        console.print(part)
        console.print()


def _parts(found: Agreement) -> Iterator[RenderableType]:
    scenario = found.scenario
    lens = f"lens {scenario.lens_text}" if scenario.lens_text else "no lens"
    yield Text.assemble((scenario.title, "bold"), f" ({scenario.name}, {lens})")
    yield _table(found)
    yield titled("What each takes for granted", Text("\n".join(_assumptions(found))))
    notes = list(_notes(found))
    if notes:
        yield titled("To be read with", Text("\n".join(notes)))
    yield titled("Do they agree?", Text("\n".join(verdict(found))))


def _table(found: Agreement) -> RenderableType:
    table = plain_table("", *found.actors, NOBODY, "half by", "apart")
    for way in found.ways:
        for number, answer in enumerate(way.answers[:ANSWERS_SHOWN], start=1):
            name = f"{way.name} {number}" if len(way.answers) > 1 else way.name
            apart = found.apart(answer)
            table.add_row(
                name,
                *_cells(found, answer),
                UNKNOWN if answer.months is None else f"{answer.months:.1f}",
                UNKNOWN if apart is None else _hundredths(apart),
            )
    said = (
        "of blinking first by the horizon; * who is named: the likeliest, and all within\n"
        "a point; where a way knows no chances, all whom it leaves in play\n"
        "half by: month by which half of the first blinks have come, if they come at all\n"
        "apart: share of the probability that lies elsewhere than in the logit forecast"
    )
    return titled("Who blinks first? (per cent)", Group(table, Text(said, style="dim")))


def _cells(found: Agreement, answer: Answer) -> Iterator[str]:
    for k, name in enumerate((*found.actors, NOBODY)):
        star = "*" if name in answer.named else ""
        if answer.chances is None:
            yield star
        else:
            yield f"{_hundredths(float(answer.chances[k]))}{star or ' '}"


def _hundredths(chance: float) -> str:
    """A probability in per cent; what is off 0 or 1 by rounding only is 0 or 100."""
    return percent(0.0 if chance < ROUNDING else 1.0 if chance > 1.0 - ROUNDING else chance)[:-2]


def _assumptions(found: Agreement) -> Iterator[str]:
    for way in found.ways:
        if way.missing:
            yield f"{way.name}: not available: {way.missing}"
        else:
            yield f"{way.name}: {way.assumes}"


def _notes(found: Agreement) -> Iterator[str]:
    for way in found.ways:
        yield from _labels(way)
        for note in way.notes:
            yield f"{way.name}: {note}"


def _labels(way: Way) -> Iterator[str]:
    """Which equilibrium a row is."""
    for number, answer in enumerate(way.answers[:ANSWERS_SHOWN], start=1):
        if answer.label:
            yield f"{way.name} {number if len(way.answers) > 1 else ''}".rstrip() + f": {answer.label}"
    if len(way.answers) > ANSWERS_SHOWN:
        left = len(way.answers) - ANSWERS_SHOWN
        more = f"{left} more equilibri{'um' if left == 1 else 'a'}"
        yield f"{way.name}: {more} (--json has all)"
