"""Did what ``solve`` says change? ``make golden`` writes the pages anew."""

from __future__ import annotations

import pytest

from golden.solve_page import FOLDER, PAGES, SLOW_PAGES, page_path, solve_page

SLOWLY = [pytest.param(name, marks=pytest.mark.slow) for name in SLOW_PAGES]


@pytest.mark.parametrize("name", [*PAGES, *SLOWLY])
def test_all_ways_say_what_they_said(name: str) -> None:
    assert page_path(name).read_text(encoding="utf-8") == solve_page(name), "moved; see `make golden`"


def test_no_page_without_a_scenario() -> None:
    assert set(FOLDER.glob("*.txt")) == {page_path(name) for name in (*PAGES, *SLOW_PAGES)}
