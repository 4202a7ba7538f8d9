"""Everything the documentation shows is true: its commands run, its examples give what they say.

The rules for pages stand in `docs.pages`. Every page is played in a folder of its own.
"""

from __future__ import annotations

import doctest
import importlib
import io
import pkgutil
from pathlib import Path

import pytest

import blinkfirst
from docs.pages import ROOT, blocks, commands, matches, pages
from docs.playing import played, prepared

OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
MODULES = [
    "docs.pages",
    "blinkfirst",
    *sorted(
        m.name for m in pkgutil.walk_packages(blinkfirst.__path__, "blinkfirst.") if "__main__" not in m.name
    ),
]


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture(scope="session", autouse=True)
def warm_kernels() -> None:
    """Compile the numerical kernels first: the announcement would stand in the first page's output."""
    scenario = blinkfirst.load(ROOT / "tests" / "docs" / "tiny.yaml")
    blinkfirst.run(scenario)
    blinkfirst.simulate(scenario, runs=1)


@pytest.mark.parametrize("page", [p for p in pages() if commands(p)], ids=named)
def test_every_command_does_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    for command, status, printed in played(page, tmp_path):
        place = f"{named(page)}:{command.line}: $ {command.text}"
        assert status == command.status, f"{place}\nexit status {status}, not {command.status}\n{printed}"
        shown = command.output
        assert not shown.strip() or matches(shown, printed), f"{place}\nshown:\n{shown}\nprinted:\n{printed}"


@pytest.mark.parametrize("page", [p for p in pages() if any(">>>" in b.text for b in blocks(p))], ids=named)
def test_every_python_example_of_a_page(page: Path, tmp_path: Path) -> None:
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=OPTIONS)
    names, report = {"__name__": "__main__"}, io.StringIO()
    with prepared(page, tmp_path):
        for block in (b for b in blocks(page) if ">>>" in b.text):
            example = parser.get_doctest(block.text, names, named(page), named(page), block.line)
            runner.run(example, out=report.write, clear_globs=False)
            names = example.globs
    assert runner.failures == 0, report.getvalue()


@pytest.mark.parametrize("name", MODULES)
def test_every_example_of_a_module(name: str) -> None:
    runner, report = doctest.DocTestRunner(optionflags=OPTIONS), io.StringIO()
    for example in doctest.DocTestFinder().find(importlib.import_module(name), name):
        runner.run(example, out=report.write)
    assert runner.failures == 0, report.getvalue()
