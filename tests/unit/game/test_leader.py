"""Who leads, and whether it survives sharper choice: one definition for words, tables and figures."""

from __future__ import annotations

import pytest

from blinkfirst.game.leader import Leader, is_news, leader_of, likeliest_blinkers, survives


def chances(*actors: float) -> dict[str, float]:
    """Chances of A, B, ... and the rest to one, which is nobody's."""
    return {**dict(zip("ABCD", actors, strict=False)), "nobody": 1 - sum(actors)}


def test_the_leader_is_the_likeliest_of_the_actors_and_nobody() -> None:
    assert leader_of(chances(0.3, 0.2)) == Leader(("nobody",), 0.5)
    assert leader_of(chances(0.5, 0.2)) == Leader(("A",), 0.5)
    assert leader_of(chances(0.4, 0.4)).names == ("A", "B")
    assert leader_of(chances(0, 0)).is_nobody


def test_an_actor_leads_that_is_as_likely_as_that_nobody_blinks() -> None:
    assert leader_of(chances(0.5, 0)).names == ("A",)
    assert leader_of(chances(0.5 - 1e-6, 0)).is_nobody


def test_nobody_is_no_blinker() -> None:
    assert likeliest_blinkers(chances(0.1, 0.2)) == ["B"]
    assert likeliest_blinkers(chances(0, 0)) == []


@pytest.mark.parametrize(
    ("now", "sharper", "expected"),
    [
        (chances(0.6), chances(0.6), True),
        (chances(0.8), chances(0.5), True),  # leads no less, and has more than half of its 0.8
        (chances(0.8, 0.1), chances(0.4, 0.35), True),  # exactly half
        (chances(0.8, 0.1), chances(0.4 - 1e-6, 0.35), False),  # leads, but with less than half
        (chances(0.6, 0.1), chances(0.4, 0.1), False),  # keeps two thirds, but nobody leads now
        (chances(0.2), chances(0.0), True),  # that nobody blinks becomes surer
        (chances(0.2), chances(0.6), False),
        (chances(0.4, 0.4), chances(0.4, 0.4), True),
        (chances(0.4, 0.4), chances(0.41, 0.39), False),  # of two that tie, one is left
    ],
)
def test_a_leader_survives_with_at_least_half_of_its_probability(
    now: dict[str, float], sharper: dict[str, float], expected: bool
) -> None:
    assert survives(now, sharper) is expected


def test_a_leader_no_likelier_than_at_a_coin_toss_is_no_news() -> None:
    assert is_news(chances(0.6), chances(0.5))
    assert not is_news(chances(0.6), chances(0.7))
    assert not is_news(chances(0.6), chances(0.595)), "less than a hundredth is no difference"
    assert is_news(chances(0.1), chances(0.7)), "it leads that nobody blinks"
