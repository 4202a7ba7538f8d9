"""The numbers of docs/textbook.md: known and ours agree, and the page shows them."""

from __future__ import annotations

import pytest

from published.textbook_numbers import numbers
from published.textbook_page import PAGE, page


def test_known_and_ours_agree() -> None:
    for number in numbers():
        assert number.ours == pytest.approx(number.known, abs=1e-9), f"{number.scenario}: {number.quantity}"


def test_the_page_is_up_to_date() -> None:
    """``python tests/published/textbook_page.py`` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page()
