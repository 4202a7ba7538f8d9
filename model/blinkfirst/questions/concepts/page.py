"""The answers of all solution concepts as a page and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from blinkfirst.game.forecast import NOBODY, SAME_CHANCE
from blinkfirst.questions.concepts.records import (
    COIN_TOSS,
    COMMITMENTS,
    LEVELS,
    LOGIT,
    PERFECT,
    ConceptAnswer,
    ConceptTable,
    SolutionConcept,
)
from blinkfirst.report.document import Document, Section, grid, prose, section
from blinkfirst.report.layout import scenario_title
from blinkfirst.report.words import joined, percent, spoken_date
from blinkfirst.scenario.calendar import date_after

ANSWERS_SHOWN = 4  # of one concept: equilibria of the commitments
UNKNOWN = "-"
ROUNDING = 1e-12


def document_of(found: ConceptTable) -> Document:
    """Return the table of all solution concepts, their assumptions, and whether they agree."""
    return Document(scenario_title(found.scenario), sections=tuple(_sections(found)))


def said_of(found: ConceptTable) -> dict[str, list[str]]:
    """Return whether they agree."""
    return {"verdict": list(sentences_of(found))}


def _sections(found: ConceptTable) -> Iterator[Section]:
    yield _table(found)
    yield section("What each assumes", prose(*_assumptions(found)))
    notes = list(_notes(found))
    if notes:
        yield section("Notes", prose(*notes))
    yield section("Do they agree?", prose(*sentences_of(found)))


def _table(found: ConceptTable) -> Section:
    rows = []
    for concept in found.concepts:
        for number, answer in enumerate(concept.answers[:ANSWERS_SHOWN], start=1):
            name = f"{concept.name} {number}" if len(concept.answers) > 1 else concept.name
            apart = found.apart(answer)
            months = UNKNOWN if answer.months is None else f"{answer.months:.1f}"
            distance = UNKNOWN if apart is None else _hundredths(apart)
            rows.append((name, *_cells(found, answer), months, distance))
    half = found.logit.months
    said = (
        "of blinking first by the horizon; * named: the likeliest and all within a point;",
        "for concepts without probabilities, every actor that could blink first",
        "half by: month by which half of the first blinks have occurred, if one occurs",
        *([] if half is None else [f"half by in the logit forecast: {_day(found, half)}"]),
        "apart: share of the probability that lies elsewhere than in the logit forecast",
    )
    table = grid(("", *found.actors, NOBODY, "half by", "apart"), rows)
    return section("Who blinks first? (per cent)", table, prose(*said, style="quiet"))


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
    for number, answer in enumerate(concept.answers[:ANSWERS_SHOWN], start=1):
        if answer.label:
            yield (
                f"{concept.name} {number if len(concept.answers) > 1 else ''}".rstrip() + f": {answer.label}"
            )
    if len(concept.answers) > ANSWERS_SHOWN:
        left = len(concept.answers) - ANSWERS_SHOWN
        more = f"{left} more equilibri{'um' if left == 1 else 'a'}"
        yield f"{concept.name}: {more} (--json has all)"


NARROW = 0.05  # a lead in probability below this is called narrow
NEAR_COIN_TOSSES = 0.05  # a forecast this near to coin tosses, in total variation, says little more
CERTAIN = 0.9995


def sentences_of(found: ConceptTable) -> Iterator[str]:
    """Say who is named how often, and what the forecast depends on."""
    yield _count(found)
    yield _lead(found.logit, found.actors)
    perfect = _concept(found, PERFECT)
    if perfect is not None and perfect.answers and perfect.counted:
        yield from _error(found.logit, perfect.answers[0], found.actors)
    yield from _coin_tosses(found)
    yield from _depth(found)
    yield from _commitments(found)
    yield from _farthest(found)


def _concept(found: ConceptTable, key: str) -> SolutionConcept | None:
    return next((concept for concept in found.concepts if concept.key == key), None)


def _count(found: ConceptTable) -> str:
    counted = [concept for concept in found.concepts if concept.counted and concept.answers]
    by_names: dict[tuple[str, ...], list[str]] = {}
    for concept in counted:
        by_names.setdefault(_in_order(found, concept.named), []).append(concept.name)
    if len(counted) == 1:
        return f"Only one concept was asked, the {counted[0].name}: it names {joined(counted[0].named)}."
    (most, *rest) = sorted(by_names.items(), key=lambda item: -len(item[1]))
    if not rest:
        return f"All {len(counted)} concepts that give an answer name {joined(most[0])}."
    told = [f"{len(most[1])} {_verb(most)} {joined(most[0])}"]
    told += [f"{len(names[1])} {_verb(names)} {joined(names[0])} ({', '.join(names[1])})" for names in rest]
    return f"The concepts disagree. Of {len(counted)} that give an answer, {'; '.join(told)}."


def _verb(item: tuple[tuple[str, ...], Sequence[str]]) -> str:
    names, concepts = item
    if len(names) > 1:
        return "leaves it between" if len(concepts) == 1 else "leave it between"
    return "names" if len(concepts) == 1 else "name"


def _in_order(found: ConceptTable, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in (*found.actors, NOBODY) if name in names)


def _lead(logit: ConceptAnswer, actors: Sequence[str]) -> str:
    chances = _by_name(logit, actors)
    (first, most), (second, next_most) = sorted(chances, key=lambda item: -item[1])[:2]
    if len(logit.named) > 1:
        return f"In the forecast {joined(logit.named)} are about equally likely ({percent(most)} each)."
    if most - next_most < NARROW:
        lead = "narrowly"
    elif abs(most - 0.5) < NARROW:
        lead = "with about half"
    else:
        lead = "clearly" if most > 0.5 else "with less than half"
    return f"The forecast names {first} {lead}: {percent(most)}, ahead of {second} with {percent(next_most)}."


def _error(logit: ConceptAnswer, perfect: ConceptAnswer, actors: Sequence[str]) -> Iterator[str]:
    if logit.first is None or perfect.first is None:
        return
    without = joined(perfect.named)
    most = max(p for _, p in _by_name(perfect, actors))
    somebody = float(logit.first.sum())
    if perfect.nobody >= CERTAIN and somebody > SAME_CHANCE:
        nobody = "nobody blinks" if perfect.nobody >= 1.0 - SAME_CHANCE else "hardly anybody blinks"
        yield (
            f"Without error {nobody}, so practically all of the {percent(somebody)} in which somebody does "
            "come from errors: an actor's own, or those that it expects of others."
        )
    elif set(perfect.named) & set(logit.named):
        still = "still leads" if len(perfect.named) == 1 else "still lead"
        leads = f"{without} {still}, with {percent(most)}"
        yield f"The answer does not depend on error: where nobody errs, {leads}."
    else:
        yield f"The answer depends on error: where nobody errs, it is {without}, with {percent(most)}."


def _coin_tosses(found: ConceptTable) -> Iterator[str]:
    toss = _concept(found, COIN_TOSS)
    if toss is not None and toss.answers:
        apart = found.apart(toss.answers[0])
        if apart is not None and apart < NEAR_COIN_TOSSES:
            yield (
                f"Who blinks first is hardly different from coin tosses ({percent(apart)} apart): nearly all "
                f"follows from who may do what, and how often{_another_time(found, toss.answers[0])}."
            )


def _another_time(found: ConceptTable, toss: ConceptAnswer) -> str:
    logit = found.logit
    if logit.months is None or toss.months is None or logit.months == toss.months:
        return ""
    half = [f"{_day(found, months)} (month {months:.1f})" for months in (logit.months, toss.months)]
    return f"; but the time differs: half by {half[0]} instead of {half[1]}"


def _day(found: ConceptTable, months: float) -> str:
    return spoken_date(date_after(found.scenario.start, months))


def _depth(found: ConceptTable) -> Iterator[str]:
    levels = [concept for concept in found.concepts if concept.key == LEVELS and concept.answers]
    if not levels:
        return
    named = [joined(concept.named) for concept in levels]
    forecast = joined(found.logit.named)
    if set(named) == {forecast}:
        yield f"Depth of reasoning does not change who is named (levels 1 to {len(levels)})."
    elif len(set(named)) == 1:
        yield f"Limited depth of reasoning names {named[0]} instead, at every level from 1 to {len(levels)}."
    else:
        told = ", ".join(f"level {k} {name}" for k, name in enumerate(named, start=1))
        yield f"Depth of reasoning matters: {told}."


def _commitments(found: ConceptTable) -> Iterator[str]:
    bound = _concept(found, COMMITMENTS)
    if bound is None or not bound.answers:
        return
    other = [answer for answer in bound.answers if set(answer.named) != set(found.logit.named)]
    if not other:
        yield "Letting sides commit beforehand would not change who is named."
    elif len(bound.answers) == 1:
        (only,) = other
        yield f"If sides could commit beforehand ({only.label}), it would be {joined(only.named)}."
    else:
        names = _in_order(found, [name for answer in other for name in answer.named])
        total = len(bound.answers)
        how_many = f"all {total}" if len(other) == total else f"{len(other)} of {total}"
        yield (f"If sides could commit beforehand, {how_many} equilibria would name others: {joined(names)}.")


def _farthest(found: ConceptTable) -> Iterator[str]:
    """Name the concept farthest from the forecast, of those that count and have probabilities."""
    distances = [
        (apart, concept.name)
        for concept in found.concepts
        if concept.counted and concept.key != LOGIT
        for answer in concept.answers
        if (apart := found.apart(answer)) is not None
    ]
    if distances:
        apart, name = max(distances, key=lambda item: item[0])
        if apart > SAME_CHANCE:
            yield f"Farthest from the forecast: {name}, {percent(apart)} of the probability lies elsewhere."


def _by_name(answer: ConceptAnswer, actors: Sequence[str]) -> list[tuple[str, float]]:
    assert answer.chances is not None
    return list(zip((*actors, NOBODY), map(float, answer.chances), strict=True))
