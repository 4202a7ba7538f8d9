"""The setter model: what the drafter tables is the best text that nobody vetoes."""

from __future__ import annotations

from typing import Any

import pytest

from published.textbook_play import Played, play
from reference.textbook.setter import highest_acceptable, policy

NAME = "setter-and-veto"


def setter(ideals: tuple[float, float], reversion: float, price: float = 0.0) -> Played:
    settings: dict[str, Any] = {"parameters.reversion": reversion, "arguments.price-of-a-veto.weight": -price}
    settings |= {"parameters.nearer-wants": ideals[0], "parameters.farther-wants": ideals[1]}
    return play(NAME, settings)


def in_force(found: Played) -> float:
    """The drafter, at 1, loses its distance to the policy."""
    return 1 + found.value("Drafter")


@pytest.mark.parametrize(
    ("ideals", "reversion", "price", "known"),
    [
        ((0.5, 0.5), 0.3, 0.0, 0.7),
        ((0.5, 0.5), 0.6, 0.0, 0.6),
        ((0.5, 0.5), 0.3, 0.05, 0.75),
        ((0.5, 0.5), 0.6, 0.15, 0.75),
        ((0.5, 0.4), 0.3, 0.0, 0.5),
    ],
)  # fmt: skip
def test_the_known_numbers(ideals: tuple[float, float], reversion: float, price: float, known: float) -> None:
    assert in_force(setter(ideals, reversion, price)) == pytest.approx(known, abs=1e-9)
    assert policy(ideals, reversion, price) == pytest.approx(known, abs=1e-9)
    assert highest_acceptable(ideals, reversion, price) == pytest.approx(known, abs=1e-9)


@pytest.mark.parametrize("price", [0.0, 0.1, 0.23])
@pytest.mark.parametrize("reversion", [0.3, 0.42, 0.55, 0.8, 1.0])
@pytest.mark.parametrize("ideals", [(0.35, 0.9), (0.8, 0.62), (1.0, 1.0), (0.3, 0.3)])
def test_any_other(ideals: tuple[float, float], reversion: float, price: float) -> None:
    assert in_force(setter(ideals, reversion, price)) == pytest.approx(
        policy(ideals, reversion, price), abs=1e-9
    )


def test_the_order_of_voices_does_not_matter() -> None:
    for price in (0.0, 0.1):
        one, other = setter((0.5, 0.4), 0.3, price), setter((0.4, 0.5), 0.3, price)
        assert in_force(one) == in_force(other)


def test_nothing_is_vetoed_when_a_text_can_do_better() -> None:
    assert setter((0.5, 0.4), 0.3).answer("Nearer or Farther vetoes") == 0


def test_without_the_benefit_of_the_doubt_the_drafter_stays_a_step_away() -> None:
    """A veto player exactly as well off tosses a coin; the text a step lower is safe."""
    found = play(
        NAME,
        {
            "arguments.benefit-of-the-doubt.strength": 0,
            "parameters.farther-wants": 0.5,
        },
    )
    assert in_force(found) == pytest.approx(0.65, abs=1e-9)


def test_vetoes_happen_when_people_err() -> None:
    """Below infinite precision a text is vetoed now and then, and the drafter asks for less on average."""
    found = play(NAME, precision=20)
    assert found.answer("Nearer or Farther vetoes") > 0.1
    assert in_force(found) < 0.5
