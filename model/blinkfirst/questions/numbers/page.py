"""The numbers of a scenario as a page and in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from blinkfirst.compile.numbers import KINDS, Number
from blinkfirst.questions.numbers.answer import NumberList
from blinkfirst.questions.numbers.tables import shown_value, source_of
from blinkfirst.report.document import Block, Document, prose, section


def document_of(found: NumberList) -> Document:
    """Return the numbers kind by kind: path and value, as ``--set`` takes them, and what is known of each."""
    ordered = sorted(found.numbers, key=lambda number: KINDS.index(number.kind))
    by_kind = groupby(ordered, key=lambda number: number.kind)
    sections = [section(kind, *(b for n in numbers for b in _entry(n))) for kind, numbers in by_kind]
    return Document(found.summary, sections=tuple(sections))


def sentences_of(found: NumberList) -> Iterator[str]:
    """Return how many numbers there are, by kind, and the lens in force."""
    counts = {kind: sum(number.kind == kind for number in found.numbers) for kind in KINDS}
    listed = ", ".join(f"{kind} {count}" for kind, count in counts.items() if count)
    count = f"{len(found.numbers)} number{'' if len(found.numbers) == 1 else 's'}"
    yield f"{count} of {found.scenario.name}, lens {found.scenario.lens_text or 'none'}: {listed or 'none'}."


def _entry(number: Number) -> Iterator[Block]:
    yield prose(f"{number.path}={_spelled(shown_value(number))}")
    known = [] if number.low is None else [f"{_spelled(number.low)} to {_spelled(number.high)}"]
    known += [number.unit] if number.unit else []
    known += [f"{lens} {_spelled(said.value)}" for lens, said in number.by_lens.items()]
    known += [f"touches {', '.join(number.touches)}"] if number.touches else []
    known += [source] if (source := source_of(number)) else []
    if known:
        yield prose("; ".join(known), style="quiet", indent=4)


def _spelled(value: float | str | None) -> str:
    return f"{value:g}" if isinstance(value, float) else value or ""
