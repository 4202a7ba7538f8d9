"""Works that are cited as tidy tables and as a JSON object."""

from __future__ import annotations

from typing import Any

from blinkfirst.questions.sources.answer import SourceList, Work
from blinkfirst.scenario.citations import format_pinpoints
from blinkfirst.study.store.tables import TidyTable

_KNOWN = ("author", "year", "title", "published", "publisher", "url", "doi", "accessed", "lens")


def tables_of(found: SourceList) -> tuple[TidyTable, ...]:
    """Return the works, a row each, and the citations, a row for everything that cites a work."""
    columns = ("source", *_KNOWN, "citations")
    works = [
        (work.source.name, *(getattr(work.source, key) for key in _KNOWN), len(work.cited))
        for work in found.works
    ]
    citations = [
        (work.source.name, citing.path, format_pinpoints(citing.places))
        for work in found.works
        for citing in work.cited
    ]
    return (
        TidyTable("sources", columns, ("",) * len(columns), works),
        TidyTable("citations", ("source", "cited_by", "place"), ("",) * 3, citations),
    )


def object_of(found: SourceList) -> dict[str, Any]:
    """Return the works as ``sources --json`` prints them."""
    return {
        "scenario": found.scenario.name,
        "sources": {work.source.name: _object(work) for work in found.works},
        "assumptions": list(found.assumptions),
    }


def _object(work: Work) -> dict[str, Any]:
    known = {key: value for key in _KNOWN if (value := getattr(work.source, key)) != ""}
    return {**known, "cited": {citing.path: list(citing.places) for citing in work.cited}}
