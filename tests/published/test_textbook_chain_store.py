"""The chain store: four towns that nothing links are four times one town."""

from __future__ import annotations

from math import inf

import pytest

from published.textbook_play import play
from reference.textbook.chain_store import town

NAME = "chain-store"


def test_every_rival_enters_and_is_tolerated() -> None:
    found = play(NAME)
    assert found.answer("count Rivals enter") == 4
    assert found.answer("count Chain fights") == 0
    assert found.first["Chain"] == 1
    assert (found.value("Chain"), found.value("Rivals")) == (8, 8)


@pytest.mark.parametrize("precision", [0.0, 0.3, 1.0, 2.0, 7.0, inf])
def test_four_times_one_town(precision: float) -> None:
    found, one = play(NAME, precision=precision), town(precision)
    assert found.answer("count Rivals enter") == pytest.approx(4 * one.enters, abs=1e-12)
    assert found.answer("count Chain fights") == pytest.approx(
        4 * one.enters * (1 - one.tolerates), abs=1e-12
    )
    assert found.value("Chain") == pytest.approx(4 * one.chain, abs=1e-12)
    assert found.value("Rivals") == pytest.approx(4 * one.rival, abs=1e-12)
    # the first blink: a rival stays out, or it enters and is tolerated; otherwise the next town
    out, tolerated, fought = 1 - one.enters, one.enters * one.tolerates, one.enters * (1 - one.tolerates)
    towns = sum(fought**k for k in range(4))
    assert found.first["Rivals"] == pytest.approx(out * towns, abs=1e-12)
    assert found.first["Chain"] == pytest.approx(tolerated * towns, abs=1e-12)


def test_the_first_town_is_played_like_the_last() -> None:
    """No reputation: at any precision the first rival is as likely to enter as the fourth."""
    found = play(NAME, precision=1)
    first = found.answer("Rivals enter by 2024-02-01")
    last = found.answer("Rivals enter when town == fourth")
    assert first == pytest.approx(last, abs=1e-12) and 0 < first < 1
