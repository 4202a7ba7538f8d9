"""What a run says to a question, at the edges of the rules."""

from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.agents.event_log import EVENT, MOVE, NATURE, LogEntry, answer
from blinkfirst.game.watch import COUNT, ON, REACH, Watch

# Two stretches with states 0 to 2 and edges 0 to 2 each; the second begins at tick 5.
LOG = (
    LogEntry(1, MOVE, "A", "go", 0, 1, edge=0),
    LogEntry(3, NATURE, "", "rain", 1, 2),
    LogEntry(5, EVENT, "", "Election", 2, 0),
    LogEntry(5, MOVE, "B", "go", 0, 1, edge=1),
    LogEntry(7, MOVE, "A", "go", 1, 1, edge=0),
)


def watch(kind: str, deadline: int, edges: object = None, states: object = None) -> Watch:
    nothing = [[0, 0, 0], [0, 0, 0]]
    return Watch(
        kind,
        deadline,
        tuple(np.array(row) for row in (edges or nothing)),  # type: ignore[attr-defined]
        tuple(np.array(row) for row in (states or nothing)),  # type: ignore[attr-defined]
    )


@pytest.mark.parametrize(("deadline", "expected"), [(1, 0), (2, 1), (9, 1)])
def test_moves_count_before_the_deadline(deadline: int, expected: int) -> None:
    assert answer(watch(REACH, deadline, edges=[[1, 0, 0], [0, 0, 0]]), 0, LOG) == expected


@pytest.mark.parametrize(("deadline", "expected"), [(3, 0), (4, 1), (9, 1)])
def test_states_count_up_to_the_deadline(deadline: int, expected: int) -> None:
    assert answer(watch(REACH, deadline, states=[[0, 0, 1], [0, 0, 0]]), 0, LOG) == expected


@pytest.mark.parametrize(("deadline", "expected"), [(4, 0), (5, 1)])
def test_a_dated_event_counts_on_its_tick(deadline: int, expected: int) -> None:
    assert answer(watch(REACH, deadline, states=[[0, 0, 0], [1, 0, 0]]), 0, LOG) == expected


def test_the_start_counts() -> None:
    assert answer(watch(REACH, 0, states=[[1, 0, 0], [0, 0, 0]]), 0, ()) == 1.0


def test_the_rival_settles_it() -> None:
    assert answer(watch(REACH, 9, edges=[[2, 0, 0], [0, 1, 0]]), 0, LOG) == 0.0
    assert answer(watch(REACH, 9, edges=[[1, 0, 0], [0, 2, 0]]), 0, LOG) == 1.0


@pytest.mark.parametrize(
    ("deadline", "state"), [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (5, 3), (6, 4), (9, 4)]
)
def test_on_a_day_the_world_is_as_it_is_after_that_days_event(deadline: int, state: int) -> None:
    """States 3 and 4 stand for 0 and 1 of the second game."""
    for candidate in range(6):
        flat = [int(s == candidate) for s in range(6)]
        assert answer(watch(ON, deadline, states=[flat[:3], flat[3:]]), 0, LOG) == (candidate == state)


@pytest.mark.parametrize(("deadline", "expected"), [(1, 0), (2, 1), (7, 1), (8, 2)])
def test_counts_are_of_wanted_moves_before_the_deadline(deadline: int, expected: int) -> None:
    assert answer(watch(COUNT, deadline, edges=[[1, 0, 0], [1, 2, 0]]), 0, LOG) == expected
