"""Every key in brackets, as in a docstring's Source section, has an entry in docs/references.bib."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.pages import ROOT, pages

BIBLIOGRAPHY = ROOT / "docs" / "references.bib"
KEY = re.compile(r"\[([A-Z][A-Za-z]+\d{4}[a-z]?)\]")
ENTRY = re.compile(r"^@\w+\{([^,\s]+),$", re.M)
PLACES = [*sorted((ROOT / "model" / "blinkfirst").rglob("*.py")), *pages()]


def keys(text: str) -> set[str]:
    return set(KEY.findall(text))


def entries() -> list[str]:
    return ENTRY.findall(BIBLIOGRAPHY.read_text(encoding="utf-8"))


@pytest.mark.parametrize("place", PLACES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_key_has_an_entry(place: Path) -> None:
    missing = keys(place.read_text(encoding="utf-8")) - set(entries())
    assert not missing, f"{place.relative_to(ROOT)}: no entry in references.bib: {', '.join(sorted(missing))}"


def test_no_entry_stands_twice() -> None:
    found = entries()
    assert len(found) == len(set(found))


def test_the_code_cites_something() -> None:
    """The pattern still finds keys; or else the other test would pass for ever."""
    cited = set().union(*(keys(place.read_text(encoding="utf-8")) for place in PLACES))
    assert cited >= {"McKelvey1998", "Abreu2000"}
