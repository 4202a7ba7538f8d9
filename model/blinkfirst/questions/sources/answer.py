"""Works that a scenario or matrix cites, and everything that cites them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from blinkfirst.report.answer import Answer
from blinkfirst.scenario.citations import Citation, Pinpoint
from blinkfirst.scenario.matrix import Matrix
from blinkfirst.scenario.scenario import Scenario, Source


@dataclass(frozen=True)
class Citing:
    """Something that cites a work: its path in the scenario, and the places in the work."""

    path: str
    places: tuple[Pinpoint, ...]


@dataclass(frozen=True)
class Work:
    """A source as it is declared, and what cites it, in the order of the file; empty where nothing does."""

    source: Source
    cited: tuple[Citing, ...]


@dataclass(frozen=True, repr=False)
class SourceList(Answer, headline="sources"):
    """Works in the order of the file; paths of what stands on an assumption alone."""

    scenario: Scenario | Matrix
    works: tuple[Work, ...]
    assumptions: tuple[str, ...]


def sources(scenario: Scenario | Matrix) -> SourceList:
    """List the works that a scenario or matrix declares, each with what cites it."""
    citations = list(_citations(scenario))
    works = tuple(
        Work(source, tuple(Citing(path, cited[name]) for path, cited in citations if name in cited))
        for name, source in scenario.sources.items()
    )
    return SourceList(scenario, works, tuple(path for path, cited in citations if not cited))


def _citations(scenario: Scenario | Matrix) -> Iterator[tuple[str, Citation]]:
    """Yield what has to cite something, or to say an assumption, by its path; and what it cites."""
    if isinstance(scenario, Scenario):
        yield from ((f"arguments.{argument.name}", argument.source) for argument in scenario.rules.arguments)
        yield from ((f"claims.{number}", claim.source) for number, claim in enumerate(scenario.claims))
        return
    if scenario.source or scenario.assumption:
        yield "source", scenario.source
    for number, cell in enumerate(scenario.cells):
        if cell.source or cell.assumption:
            yield f"payoffs.{number}", cell.source
