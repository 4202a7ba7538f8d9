"""Did behaviour change? A transcript of each pinned scenario; ``make golden`` writes them anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conftest import Seen
from golden.transcript import FOLDER, PINNED, closing, opening, transcript_path

Shipped = Callable[[str], Seen]


def page(name: str) -> str:
    """What the transcript says."""
    path = transcript_path(name)
    assert path.exists(), f"no transcript of {name}; `make golden` writes it"
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PINNED)
def test_first_blinks_and_questions_are_as_they_were(name: str, shipped: Shipped) -> None:
    assert page(name).split("\nclaims\n")[0] == opening(shipped(name)), "moved; see `make golden`"


@pytest.mark.slow
@pytest.mark.parametrize("name", PINNED)
def test_claims_are_as_they_were(name: str) -> None:
    assert "".join(page(name).split("\nclaims\n")[1:]) == closing(name), "moved; see `make golden`"


def test_no_transcript_without_a_scenario() -> None:
    assert {path.name for path in FOLDER.glob("*.txt")} == {transcript_path(name).name for name in PINNED}
