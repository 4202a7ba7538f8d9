"""What ``solve`` prints of a scenario, to be read and compared."""

from __future__ import annotations

from pathlib import Path

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.questions.concepts.answer import concepts_of
from blinkfirst.questions.concepts.records import ConceptOptions
from blinkfirst.report.text import as_text
from blinkfirst.scenario.loading import load

FOLDER = Path(__file__).resolve().parent / "solve"
PAGES = ("textbook/two-sided-standoff", "korea-1/2019-hanoi")
SLOW_PAGES = ("korea-1/2018-tacit-double-freeze",)


def page_path(name: str) -> Path:
    """Where a scenario's page lies."""
    return FOLDER / f"{name.replace('/', '-')}.txt"


def solve_page(name: str) -> str:
    """The page of all solution concepts."""
    found = concepts_of(compile_scenario(load(name)), ConceptOptions())
    return as_text(found.document(), 100).rstrip() + "\n"
