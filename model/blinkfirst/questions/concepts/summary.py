"""Whether the ways of solving a scenario agree, in sentences worked out from their answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from blinkfirst.game.forecast import NOBODY
from blinkfirst.questions.concepts.records import (
    COIN_TOSS,
    COMMITMENTS,
    LEVELS,
    LOGIT,
    PERFECT,
    Agreement,
    Answer,
    Way,
)
from blinkfirst.questions.run.outlook import SAME_TOLERANCE

NARROW = 0.05  # a lead in probability below this is called narrow
NEAR_COIN_TOSSES = 0.05  # a forecast this near to coin tosses, in total variation, says little more
CERTAIN = 0.9995


def verdict(found: Agreement) -> tuple[str, ...]:
    """Sentences for an analyst: who is named how often, and what the forecast hinges on."""
    return tuple(_sentences(found))


def _sentences(found: Agreement) -> Iterator[str]:
    yield _count(found)
    yield _lead(found.logit, found.actors)
    perfect = _way(found, PERFECT)
    if perfect is not None and perfect.answers and perfect.counted:
        yield _error(found.logit, perfect.answers[0], found.actors)
    yield from _coin_tosses(found)
    yield from _depth(found)
    yield from _commitments(found)
    yield from _farthest(found)


def _way(found: Agreement, key: str) -> Way | None:
    return next((way for way in found.ways if way.key == key), None)


def _count(found: Agreement) -> str:
    """How many ways name whom, by the names they leave in play; equal names stand together."""
    counted = [way for way in found.ways if way.counted and way.answers]
    by_names: dict[tuple[str, ...], list[str]] = {}
    for way in counted:
        by_names.setdefault(_in_order(found, way.named), []).append(way.name)
    if len(counted) == 1:
        return f"Only one way was asked, the {counted[0].name}: it names {_or(counted[0].named)}."
    (most, *rest) = sorted(by_names.items(), key=lambda item: -len(item[1]))
    if not rest:
        return f"All {len(counted)} ways that give an answer name {_or(most[0])}."
    told = [f"{len(most[1])} {_verb(most)} {_or(most[0])}"]
    told += [f"{len(names[1])} {_verb(names)} {_or(names[0])} ({', '.join(names[1])})" for names in rest]
    return f"The ways disagree. Of {len(counted)} that give an answer, {'; '.join(told)}."


def _verb(item: tuple[tuple[str, ...], Sequence[str]]) -> str:
    names, ways = item
    if len(names) > 1:
        return "leaves it between" if len(ways) == 1 else "leave it between"
    return "names" if len(ways) == 1 else "name"


def _in_order(found: Agreement, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in (*found.actors, NOBODY) if name in names)


def _or(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _lead(logit: Answer, actors: Sequence[str]) -> str:
    """How clear the forecast's own answer is."""
    chances = _by_name(logit, actors)
    (first, most), (second, next_most) = sorted(chances, key=lambda item: -item[1])[:2]
    if len(logit.named) > 1:
        return f"In the forecast {_or(logit.named)} are about equally likely ({_percent(most)} each)."
    if most - next_most < NARROW:
        lead = "narrowly"
    elif abs(most - 0.5) < NARROW:
        lead = "with about half"
    else:
        lead = "clearly" if most > 0.5 else "with less than half"
    return f"The forecast says {first} {lead}: {_percent(most)}, before {second} with {_percent(next_most)}."


def _error(logit: Answer, perfect: Answer, actors: Sequence[str]) -> str:
    """What of the forecast is left when nobody errs."""
    if logit.first is None or perfect.first is None:
        return ""
    without = _or(perfect.named)
    most = max(p for _, p in _by_name(perfect, actors))
    somebody = float(logit.first.sum())
    if perfect.nobody >= CERTAIN and somebody > SAME_TOLERANCE:
        nobody = "nobody blinks" if perfect.nobody >= 1.0 - SAME_TOLERANCE else "hardly anybody blinks"
        return (
            f"Without error {nobody}, so practically all of the {_percent(somebody)} in which somebody does "
            "come of errors: own ones, or others' that are reckoned with."
        )
    if set(perfect.named) & set(logit.named):
        still = "still leads" if len(perfect.named) == 1 else "still lead"
        return f"It does not hinge on error: where nobody errs, {without} {still}, with {_percent(most)}."
    return f"It hinges on error: where nobody errs, it is {without}, with {_percent(most)}."


def _coin_tosses(found: Agreement) -> Iterator[str]:
    toss = _way(found, COIN_TOSS)
    if toss is not None and toss.answers:
        apart = found.apart(toss.answers[0])
        if apart is not None and apart < NEAR_COIN_TOSSES:
            yield (
                f"As to who blinks first it is hardly more than coin tosses ({_percent(apart)} apart): who "
                f"may do what, and how often, says nearly all{_another_time(found.logit, toss.answers[0])}."
            )


def _another_time(logit: Answer, toss: Answer) -> str:
    if logit.months is None or toss.months is None or logit.months == toss.months:
        return ""
    return f", but for the time: half by month {logit.months:.1f} instead of {toss.months:.1f}"


def _depth(found: Agreement) -> Iterator[str]:
    """Whether the levels come to where the forecast is, or keep going to and fro."""
    levels = [way for way in found.ways if way.key == LEVELS and way.answers]
    if not levels:
        return
    named = [_or(way.named) for way in levels]
    forecast = _or(found.logit.named)
    if set(named) == {forecast}:
        yield f"Depth of reasoning does not change whom it names (levels 1 to {len(levels)})."
    elif len(set(named)) == 1:
        yield f"Limited depth of reasoning names {named[0]} instead, at every level from 1 to {len(levels)}."
    else:
        told = ", ".join(f"level {k} {name}" for k, name in enumerate(named, start=1))
        yield f"Depth of reasoning matters: {told}."


def _commitments(found: Agreement) -> Iterator[str]:
    """Whether binding oneself beforehand would change the answer."""
    bound = _way(found, COMMITMENTS)
    if bound is None or not bound.answers:
        return
    other = [answer for answer in bound.answers if set(answer.named) != set(found.logit.named)]
    if not other:
        yield "Letting sides bind themselves beforehand would not change whom it names."
    elif len(bound.answers) == 1:
        (only,) = other
        yield f"If sides could bind themselves beforehand ({only.label}), it would be {_or(only.named)}."
    else:
        names = _in_order(found, [name for answer in other for name in answer.named])
        total = len(bound.answers)
        how_many = f"all {total}" if len(other) == total else f"{len(other)} of {total}"
        yield (
            f"If sides could bind themselves beforehand, {how_many} equilibria would say otherwise: "
            f"{_or(names)}."
        )


def _farthest(found: Agreement) -> Iterator[str]:
    """The way that is farthest from the forecast, of those that count and know chances."""
    distances = [
        (apart, way.name)
        for way in found.ways
        if way.counted and way.key != LOGIT
        for answer in way.answers
        if (apart := found.apart(answer)) is not None
    ]
    if distances:
        apart, name = max(distances, key=lambda item: item[0])
        if apart > SAME_TOLERANCE:
            yield f"Farthest from the forecast: {name}, {_percent(apart)} of the probability lies elsewhere."


def _by_name(answer: Answer, actors: Sequence[str]) -> list[tuple[str, float]]:
    assert answer.chances is not None
    return list(zip((*actors, NOBODY), map(float, answer.chances), strict=True))


def _percent(chance: float) -> str:
    """Whole per cents, more where they matter."""
    small = chance != 0 and (chance < 0.0995 or 0.9905 < chance < 1)
    return f"{100 * chance:.1f} %" if small else f"{100 * chance:.0f} %"
