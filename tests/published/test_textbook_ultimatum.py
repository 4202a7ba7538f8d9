"""The ultimatum against the same game backward by hand, and what [Fearon1994] expects of it."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest

from published.textbook_play import play
from reference.textbook.coin_tosses import first_by
from reference.textbook.ultimatum import ASKED, LAPSES, TICKS, Ultimatum, ends

NAME = "ultimatum"


def settings_of(game: Ultimatum) -> dict[str, Any]:
    weights = {"broken-word": game.broken, "price-of-striking": game.striking, "pain": game.pain,
               "prize": game.prize}  # fmt: skip
    return {f"arguments.{name}.weight": -weight for name, weight in weights.items()}


@pytest.mark.parametrize("precision", [0, 1, 10, 40, inf])
@pytest.mark.parametrize(
    "game", [Ultimatum(), Ultimatum(broken=0.0), Ultimatum(broken=0.3, prize=0.14), Ultimatum(pain=0.02)]
)
def test_it_ends_as_by_hand(game: Ultimatum, precision: float) -> None:
    found, known = play(NAME, settings_of(game), precision=precision), ends(game, precision)
    assert found.first["Target"] == pytest.approx(known.yielded, rel=1e-11, abs=1e-14)
    assert found.first["Sender"] == pytest.approx(known.lapsed, rel=1e-11, abs=1e-14)
    assert found.answer("threat == kept by 2024-07-01") == pytest.approx(known.struck, rel=1e-11, abs=1e-14)


def test_coin_tosses_have_the_closed_form_of_a_race() -> None:
    found = play(NAME, precision=0).first
    expected = first_by((ASKED, ASKED, LAPSES), (0.5, 0.5, 1.0), TICKS)
    assert found["Target"] == pytest.approx(expected[1], rel=1e-12)
    assert found["Sender"] == pytest.approx(expected[2], rel=1e-12)


def test_a_threat_that_may_lapse_for_nothing_is_empty() -> None:
    """When nobody errs it is neither carried out nor yielded to: it lapses, unless time runs out before."""
    found = play(NAME, settings_of(Ultimatum(broken=0.0)), precision=inf)
    assert found.first["Target"] == 0.0
    assert found.answer("threat == kept by 2024-07-01") == 0.0
    assert found.first["Sender"] == pytest.approx(1 - (1 - LAPSES) ** TICKS, rel=1e-12)


def test_the_dearer_a_broken_word_the_likelier_the_blow_and_target_yields_to_that() -> None:
    played = [play(NAME, settings_of(Ultimatum(broken=face))) for face in (0, 0.05, 0.1, 0.2)]
    struck = [found.answer("threat == kept by 2024-07-01") for found in played]
    assert struck == sorted(struck)
    assert played[1].first["Target"] > played[0].first["Target"] + 0.1
