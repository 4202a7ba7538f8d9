"""What ``solve`` prints of a scenario, to be read and compared."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.questions.concepts.answer import concepts_of
from blinkfirst.questions.concepts.page import print_page
from blinkfirst.questions.concepts.records import ConceptOptions
from blinkfirst.scenario.loading import load

FOLDER = Path(__file__).resolve().parent / "solve"
PAGES = ("textbook/two-sided-standoff", "2019-hanoi")
SLOW_PAGES = ("2018-tacit-double-freeze",)


def page_path(name: str) -> Path:
    """Where a scenario's page lies."""
    return FOLDER / f"{name.replace('/', '-')}.txt"


def solve_page(name: str) -> str:
    """The page of all solution concepts."""
    found = concepts_of(compile_scenario(load(name)), ConceptOptions())
    out = io.StringIO()
    print_page(Console(file=out, width=100, highlight=False, markup=False, emoji=False), found)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines()) + "\n"
