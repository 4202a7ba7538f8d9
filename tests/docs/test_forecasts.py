"""The pages under docs/forecasts are what `run` prints: daily of small files, of all with `make slow`."""

from __future__ import annotations

import importlib.util
import re

import pytest

from blinkfirst.scenario.library import shipped_files
from docs.pages import ROOT
from surface.command import blinkfirst

FOLDER = ROOT / "docs" / "forecasts"
FROZEN, TYPED = "korea-1/", ("-hidden", "-readings")  # no pages: the first edition, and types in the theatre
PAGED = [
    name
    for name in shipped_files()
    if name.startswith("textbook/") or not (name.startswith(FROZEN) or name.endswith(TYPED))
]
DAILY = [name for name in PAGED if name.startswith("textbook/")]
MOST_BYTES = 3_000_000
WRITTEN_BY = "python experiments/forecasts.py"


@pytest.fixture(autouse=True)
def fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The width and the date that the pages have."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


def check_pages(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert text == blinkfirst("run", name).out, WRITTEN_BY
    page = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    title, picture, rest = page.split("\n\n", 2)
    assert f"{title}\n\n{rest}" == blinkfirst("run", name, "--format", "md").out, WRITTEN_BY
    drawn = re.search(r"\(([^()]*)\)$", picture)
    assert drawn is not None
    svg = ((FOLDER / name).parent / drawn[1]).read_text(encoding="utf-8")
    assert svg.rstrip().endswith("</svg>") and "<title" in svg


@pytest.mark.parametrize("name", DAILY)
def test_the_pages_are_what_the_program_prints(name: str) -> None:
    check_pages(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in PAGED if name not in DAILY])
def test_the_pages_of_theatres_are_what_the_program_prints(name: str) -> None:
    check_pages(name)


def test_every_shipped_file_has_its_pages_and_no_other() -> None:
    names = {path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.*")}
    assert names == {"index", *PAGED}
    listed = (FOLDER / "index.md").read_text(encoding="utf-8")
    for name in PAGED:
        assert all(f"({name}{ending})" in listed for ending in (".md", ".txt", ".svg"))
    assert sum(path.stat().st_size for path in FOLDER.rglob("*.*")) < MOST_BYTES


def test_a_slim_picture_says_the_same() -> None:
    spec = importlib.util.spec_from_file_location("forecasts", ROOT / "experiments" / "forecasts.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    picture = (
        '<svg>\n <g id="a">\n  <path d="M 1.2345 2.0 \nL 3.999 4 \nz\n"/>\n'
        "  <text style=\"font-family: 'DejaVu Sans', 'Lucid', sans-serif; fill: #262626\" "
        'transform="translate(65.123 244.789)">+0.71 utils, L 3.456</text>\n </g>\n</svg>\n'
    )
    assert script.slim(picture) == (
        '<svg>\n<g>\n<path d="M1.2 2.0L3.9 4z\n"/>\n'
        "<text style=\"font-family: 'DejaVu Sans', Verdana, sans-serif; fill: #262626\" "
        'transform="translate(65.1 244.7)">+0.71 utils, L 3.456</text>\n</g>\n</svg>\n'
    )
