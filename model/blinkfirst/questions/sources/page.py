"""Works that are cited as a page and in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from blinkfirst.questions.sources.answer import SourceList, Work
from blinkfirst.report.document import Block, Document, grid, prose, section
from blinkfirst.report.words import counted
from blinkfirst.scenario.citations import format_pinpoints
from blinkfirst.scenario.scenario import Scenario, Source

_WHOLE = "as a whole"


def document_of(found: SourceList) -> Document:
    """Return the works one by one: the reference, and what cites it with the place in it."""
    opening = (prose(*found.sentences),)
    sections = [section(work.source.name, *_blocks(work)) for work in found.works]
    if found.assumptions:
        sections.append(section("assumptions, which cite nothing", prose(*found.assumptions)))
    return Document(f"Sources of {found.scenario.title} ({found.scenario.name})", opening, tuple(sections))


def sentences_of(found: SourceList) -> Iterator[str]:
    """Return how many works are cited how often, and what stands on assumptions."""
    cited = [work for work in found.works if work.cited]
    times = sum(len(work.cited) for work in cited)
    yield f"{counted(len(cited), 'work')}, cited {counted(times, 'time')}."
    if never := [work.source.name for work in found.works if not work.cited]:
        yield f"Never cited: {', '.join(never)}."
    if found.assumptions:
        what = "argument" if isinstance(found.scenario, Scenario) else "entry"
        several = "arguments" if isinstance(found.scenario, Scenario) else "entries"
        stand = "stands" if len(found.assumptions) == 1 else "stand"
        yield f"{counted(len(found.assumptions), what, several)} {stand} on an assumption."


def _blocks(work: Work) -> Iterator[Block]:
    yield prose(reference(work.source))
    if work.cited:
        rows = [(citing.path, format_pinpoints(citing.places) or _WHOLE) for citing in work.cited]
        yield grid(("cited by", "place"), rows, left=2)


def reference(source: Source) -> str:
    """Return a work as a list of references has it."""
    parts = [
        f"{source.author.replace('{', '').replace('}', '')} ({source.published or source.year})",
        source.title,
        source.publisher,
        f"https://doi.org/{source.doi}" if source.doi else "",
        source.url,
    ]
    text = ". ".join(part for part in parts if part)
    return f"{text}, accessed {source.accessed}." if source.accessed else f"{text}."
