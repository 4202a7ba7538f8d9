"""A strategic form is checked once, when it is made, and cannot change after."""

from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.errors import GameError
from blinkfirst.game.strategic_form import StrategicForm

ROWS = ("hold", "blink")
COLUMNS = ("hold", "wait", "blink")


def form(
    players: tuple[str, ...] = ("US", "China"),
    strategies: tuple[tuple[str, ...], ...] = (ROWS, COLUMNS),
    payoffs: object = None,
) -> StrategicForm:
    table = np.arange(12.0).reshape(2, 2, 3) if payoffs is None else np.asarray(payoffs)
    return StrategicForm("a stand-off", players, strategies, table)


def test_counts_and_names() -> None:
    made = form()
    assert (made.n_players, made.counts, made.n_profiles) == (2, (2, 3), 6)
    assert made.profile_names((1, 2)) == ("blink", "blink")


def test_payoffs_are_copied_and_locked() -> None:
    table = np.zeros((2, 2, 3), dtype=np.int64)
    made = form(payoffs=table)
    table[:] = 7
    assert made.payoffs.dtype == np.float64 and not made.payoffs.any()
    with pytest.raises(ValueError, match="read-only"):
        made.payoffs[0, 0, 0] = 1.0


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"players": ()}, "expected at least one player"),
        ({"players": ("US", "US")}, "players: expected different names, got 'US' twice"),
        ({"players": ("US", "")}, "expected names that are not empty"),
        ({"strategies": (ROWS,)}, "each of the 2 players, got 1 lists"),
        ({"strategies": (ROWS, ())}, "expected at least one strategy for China"),
        ({"strategies": (("hold", "hold"), COLUMNS)}, "strategies of US: .* got 'hold' twice"),
        ({"payoffs": np.zeros((2, 3, 2))}, r"expected payoffs of shape \(2, 2, 3\).*got \(2, 3, 2\)"),
        ({"payoffs": np.zeros((2, 2))}, "expected payoffs of shape"),
    ],
)
def test_what_is_no_game_is_refused(changed: dict[str, object], message: str) -> None:
    with pytest.raises(GameError, match=message) as caught:
        form(**changed)  # type: ignore[arg-type]
    assert "a stand-off" in str(caught.value)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_payoff_that_is_no_number_is_named(bad: float) -> None:
    table = np.zeros((2, 2, 3))
    table[1, 0, 2] = bad
    with pytest.raises(GameError, match=rf"payoff of China at \(hold, blink\).*got {bad}"):
        form(payoffs=table)
