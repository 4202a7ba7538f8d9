"""The benchmark page is kept section by section: one measured anew leaves the others as they were."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "experiments" / "benchmarks"


def module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", FOLDER / f"{name}.py")
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


page = module("page")
STANDING = "# Benchmarks\n\nOld words.\n\n## One\n\nold 1\n\n## Two\n\nold 2\n\n### below two\n\nold 3\n"


def measured(quick: bool = False) -> object:
    return page.Measured("python x.py 3", quick, "2026-01-31", "abc1234", 61.4, "2 cores")


def test_a_section_measured_anew_leaves_the_others() -> None:
    sections = page.sections_of(STANDING)
    sections["One"] = page.stamped("## One\n\nnew 1\n", "One", measured())
    assert page.page_of(("One", "Two", "Three"), sections) == (
        page.HEAD
        + "\n## One\n\n`python x.py 3`, measured 2026-01-31 at abc1234 in 61 s, on 2 cores.\n\nnew 1\n"
        + "\n## Two\n\nold 2\n\n### below two\n\nold 3\n"
    )


def test_a_page_that_is_written_again_does_not_change() -> None:
    sections = page.sections_of(STANDING)
    written = page.page_of(sections, sections)
    assert page.page_of(sections, page.sections_of(written)) == written


def test_a_quick_look_says_so() -> None:
    text = page.stamped("## One\n\nnew 1\n", "One", measured(quick=True))
    assert "**A quick look at small sizes, not to be quoted.** `python x.py 3`" in text


@pytest.mark.parametrize("printed", ["## Two\n\n1\n", "words\n", "## One\n\n1\n\n## Two\n\n2\n", ""])
def test_a_script_that_prints_something_else_is_refused(printed: str) -> None:
    with pytest.raises(ValueError, match="expected one section 'One'"):
        page.stamped(printed, "One", measured())


def test_every_section_of_the_page_has_a_script_that_is_there() -> None:
    listed = subprocess.run(
        [sys.executable, str(FOLDER / "report.py"), "--list"], capture_output=True, text=True, check=True
    ).stdout
    titles = [line.split("min  ")[1] for line in listed.splitlines()]
    report = module("report")
    assert titles == [section.title for section in report.SECTIONS]
    assert all((FOLDER / section.script).is_file() for section in report.SECTIONS)
    on_page = list(page.sections_of((ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")))
    assert [title for title in titles if title in on_page] == on_page


def test_a_section_refreshed_by_the_script(tmp_path: Path) -> None:
    written = tmp_path / "page.md"
    written.write_text("# Benchmarks\n\n## The kernels\n\nas it was\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, FOLDER / "report.py", "--page", written, "--quick", "--only", "commitments"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    sections = page.sections_of(written.read_text(encoding="utf-8"))
    assert list(sections) == ["The kernels", "A table of commitments"]
    assert sections["The kernels"] == "## The kernels\n\nas it was\n"
    assert "| textbook/two-sided-standoff | 6 | 16 | 3 x 3 | 14 | 9 |" in sections["A table of commitments"]
