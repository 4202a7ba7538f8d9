"""The answers of all solution concepts, as a page in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.text import Text

from blinkfirst.game.forecast import NOBODY
from blinkfirst.questions.concepts.records import ConceptAnswer, ConceptTable, SolutionConcept
from blinkfirst.questions.concepts.summary import sentences
from blinkfirst.report.layout import percent, plain_table, titled

ANSWERS_SHOWN = 4  # of one concept: equilibria of the commitments
UNKNOWN = "-"
ROUNDING = 1e-12


def print_page(console: Console, found: ConceptTable) -> None:
    """Print the table of all solution concepts, their assumptions, and whether they agree."""
    for part in _parts(found):
        console.print(part)
        console.print()


def summary_of(found: ConceptTable) -> str:
    """Say who is named how often, and what the forecast depends on."""
    return " ".join(sentences(found))


def _parts(found: ConceptTable) -> Iterator[RenderableType]:
    scenario = found.scenario
    lens = f"lens {scenario.lens_text}" if scenario.lens_text else "no lens"
    yield Text.assemble((scenario.title, "bold"), f" ({scenario.name}, {lens})")
    yield _table(found)
    yield titled("What each assumes", Text("\n".join(_assumptions(found))))
    notes = list(_notes(found))
    if notes:
        yield titled("Notes", Text("\n".join(notes)))
    yield titled("Do they agree?", Text("\n".join(sentences(found))))


def _table(found: ConceptTable) -> RenderableType:
    table = plain_table("", *found.actors, NOBODY, "half by", "apart")
    for concept in found.concepts:
        for number, answer in enumerate(concept.answers[:ANSWERS_SHOWN], start=1):
            name = f"{concept.name} {number}" if len(concept.answers) > 1 else concept.name
            apart = found.apart(answer)
            table.add_row(
                name,
                *_cells(found, answer),
                UNKNOWN if answer.months is None else f"{answer.months:.1f}",
                UNKNOWN if apart is None else _hundredths(apart),
            )
    said = (
        "of blinking first by the horizon; * named: the likeliest and all within a point;\n"
        "for concepts without probabilities, every actor that could blink first\n"
        "half by: month by which half of the first blinks have occurred, if one occurs\n"
        "apart: share of the probability that lies elsewhere than in the logit forecast"
    )
    return titled("Who blinks first? (per cent)", Group(table, Text(said, style="dim")))


def _cells(found: ConceptTable, answer: ConceptAnswer) -> Iterator[str]:
    for k, name in enumerate((*found.actors, NOBODY)):
        star = "*" if name in answer.named else ""
        if answer.chances is None:
            yield star
        else:
            yield f"{_hundredths(float(answer.chances[k]))}{star or ' '}"


def _hundredths(chance: float) -> str:
    """A probability in per cent; what is off 0 or 1 by rounding only is 0 or 100."""
    return percent(0.0 if chance < ROUNDING else 1.0 if chance > 1.0 - ROUNDING else chance)[:-2]


def _assumptions(found: ConceptTable) -> Iterator[str]:
    for concept in found.concepts:
        if concept.missing:
            yield f"{concept.name}: not available: {concept.missing}"
        else:
            yield f"{concept.name}: {concept.assumes}"


def _notes(found: ConceptTable) -> Iterator[str]:
    for concept in found.concepts:
        yield from _labels(concept)
        for note in concept.notes:
            yield f"{concept.name}: {note}"


def _labels(concept: SolutionConcept) -> Iterator[str]:
    """Say which equilibrium a row is."""
    for number, answer in enumerate(concept.answers[:ANSWERS_SHOWN], start=1):
        if answer.label:
            yield (
                f"{concept.name} {number if len(concept.answers) > 1 else ''}".rstrip() + f": {answer.label}"
            )
    if len(concept.answers) > ANSWERS_SHOWN:
        left = len(concept.answers) - ANSWERS_SHOWN
        more = f"{left} more equilibri{'um' if left == 1 else 'a'}"
        yield f"{concept.name}: {more} (--json has all)"
