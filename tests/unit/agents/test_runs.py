"""How runs are dealt out does not matter: not by how many threads, not in which batches, not with whom."""

from __future__ import annotations

import pickle
import tracemalloc
import weakref
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from blinkfirst.agents import engine
from blinkfirst.agents.frequencies import Case, Frequencies
from blinkfirst.agents.runs import simulate, simulate_many
from blinkfirst.agents.runs_mesa import play
from blinkfirst.errors import GameError, StudyError
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import REACH, Watch
from blinkfirst.solve.standoff.backward_induction import backward_induction
from worlds.crisis import Crisis, duel

BATCH = engine.RUNS_PER_BATCH
LAST = 2**64 - 1


def counts(found: Frequencies) -> list[int]:
    """All that is counted, as whole numbers."""
    sums = [round(mean.value * found.runs) for mean in (*found.move_counts, *found.answers)]
    arrays = (found.first_blink, found.first_soft, found.first_hard)
    return [*sums, *np.concatenate([array.ravel() for array in arrays]).tolist()]


def of_the_crisis(crisis: Crisis, runs: int, first_replicate: int = 0, threads: int = 1) -> Frequencies:
    return simulate(
        crisis.standoff, crisis.policy, runs, 7, {"North": "stubborn"}, crisis.watches,
        first_replicate=first_replicate, threads=threads,
    )  # fmt: skip


@pytest.mark.parametrize("threads", [2, 3, 16])
def test_threads_change_no_byte(crisis: Crisis, threads: int) -> None:
    runs = 3 * BATCH + 77
    assert pickle.dumps(of_the_crisis(crisis, runs, threads=threads)) == pickle.dumps(
        of_the_crisis(crisis, runs)
    )


@pytest.mark.parametrize("side_by_side", [1, 7, 333, 8192])
def test_how_many_go_side_by_side_changes_no_byte(
    crisis: Crisis, monkeypatch: pytest.MonkeyPatch, side_by_side: int
) -> None:
    expected = pickle.dumps(of_the_crisis(crisis, 1100))
    monkeypatch.setattr(engine, "RUNS_SIDE_BY_SIDE", side_by_side)
    assert pickle.dumps(of_the_crisis(crisis, 1100)) == expected


@pytest.mark.parametrize("cut", [1, 900, BATCH, BATCH + 1])
def test_runs_are_the_same_whatever_they_are_played_with(crisis: Crisis, cut: int) -> None:
    runs = 2 * BATCH + 5
    together = of_the_crisis(crisis, runs)
    apart = of_the_crisis(crisis, cut), of_the_crisis(crisis, runs - cut, first_replicate=cut)
    assert counts(together) == [a + b for a, b in zip(*map(counts, apart), strict=True)]
    for whole, one, other in zip(together.payoffs, *(part.payoffs for part in apart), strict=True):
        assert whole.value * runs == pytest.approx(one.value * cut + other.value * (runs - cut), rel=1e-12)


@pytest.mark.parametrize("first", [0, 1, 2**32 - 1, LAST])
def test_the_sample_is_the_first_replicate(crisis: Crisis, first: int) -> None:
    found = simulate(crisis.standoff, crisis.policy, 1, 3, first_replicate=first)
    expected = play(crisis.standoff, crisis.policy, 3, first)
    assert (found.first_replicate, found.sample.replicate, found.sample.seed) == (first, first, 3)
    assert found.sample.log == expected.log
    assert found.sample.first_blink == expected.first_blink
    assert found.sample.move_counts.tolist() == expected.move_counts.tolist()
    assert [mean.value for mean in found.payoffs] == expected.payoffs.tolist()


def test_many_cases_are_each_alone(crisis: Crisis) -> None:
    """With common random numbers: what luck there is, is the same in every case."""
    duels = [duel(precision) for precision in (0.0, 1.0, 4.0)]
    pairs = [(standoff, backward_induction(standoff)) for standoff in duels]
    alone = [simulate(crisis.standoff, crisis.policy, 20_000, 9, watches=crisis.watches)]
    alone += [simulate(*pair, 20_000, 9) for pair in pairs]
    cases: list[Case | tuple[Standoff, Policy]] = [Case(crisis.standoff, crisis.policy, crisis.watches)]
    cases += pairs
    for threads in (1, 2):
        found = list(simulate_many(cases, 20_000, 9, threads=threads))
        assert [pickle.dumps(one) for one in found] == [pickle.dumps(one) for one in alone]
    twice = simulate_many([pairs[1], pairs[1]], 500, 9)
    assert pickle.dumps(next(twice)) == pickle.dumps(next(twice))


def test_cases_are_made_when_needed_and_let_go_when_counted() -> None:
    made: list[weakref.ref[Standoff]] = []

    def cases() -> Iterator[tuple[Standoff, Policy]]:
        for precision in np.linspace(0.0, 4.0, 12):
            standoff = duel(float(precision))
            made.append(weakref.ref(standoff))
            yield standoff, backward_induction(standoff)

    for threads in (1, 2):
        made.clear()
        for number, _ in enumerate(simulate_many(cases(), 10, 1, threads=threads)):
            alive = sum(standoff() is not None for standoff in made)
            assert alive <= 3 * threads, f"after case {number}"
            assert len(made) <= number + 1 + 3 * threads


def test_memory_does_not_grow_with_the_runs() -> None:
    standoff = duel(1.0)
    policy = backward_induction(standoff)
    simulate(standoff, policy, 10, 1)

    def peak(runs: int, threads: int) -> int:
        tracemalloc.start()
        try:
            simulate(standoff, policy, runs, 1, threads=threads)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    for threads in (1, 2):
        # some slack for how many batches happen to wait at once; a batch more to keep would be ten times it
        assert peak(80 * BATCH, threads) <= 1.5 * peak(8 * BATCH, threads)


@pytest.mark.parametrize("threads", [1, 2])
def test_progress_counts_up_to_the_end(crisis: Crisis, threads: int) -> None:
    told: list[int] = []
    simulate(crisis.standoff, crisis.policy, 2 * BATCH + 1, 0, threads=threads, progress=told.append)
    assert told == [BATCH, 2 * BATCH, 2 * BATCH + 1]
    told.clear()
    solved = duel(1.0), backward_induction(duel(1.0))
    list(simulate_many([solved] * 3, 50, 0, threads=threads, progress=told.append))
    assert told == [50, 100, 150]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"runs": 0}, "runs: expected at least 1, got 0"),
        ({"threads": 0}, "threads: expected at least 1, got 0"),
        ({"seed": -1}, r"seed: expected a whole number from 0 to 2\*\*64 - 1, got -1"),
        ({"seed": 0.5}, "seed: expected a whole number"),
        ({"first_replicate": 2**64}, r"replicate: expected a whole number from 0 to 2\*\*64 - 1"),
        ({"first_replicate": LAST - 1, "runs": 3}, r"replicates \d+ to \d+: the last there is is 2\*\*64"),
        ({"minds": {"Left": "stubborm", "Up": "stubborn"}}, "unknown actor 'Up'.*\nunknown mind 'stubborm'"),
    ],
)
def test_what_cannot_be_played_is_refused(changes: dict[str, object], message: str) -> None:
    standoff = duel(1.0)
    asked = {"runs": 3, "seed": 0, **changes}
    with pytest.raises(StudyError, match=message):
        simulate(standoff, backward_induction(standoff), **asked)  # type: ignore[arg-type]


def test_numbers_are_checked_before_any_case_is_made() -> None:
    with pytest.raises(StudyError, match="runs: expected at least 1, got 0"):
        simulate_many(iter([]), 0, 0)


def test_policies_and_watches_of_another_standoff_are_refused(crisis: Crisis) -> None:
    with pytest.raises(GameError, match="is it the policy of this stand-off"):
        simulate(replace(crisis.standoff, ticks=crisis.standoff.ticks + 1), crisis.policy, 3, 0)
    nothing = np.zeros(0, dtype=np.int64)
    with pytest.raises(GameError, match="watch 0: expected one class per edge"):
        simulate(crisis.standoff, crisis.policy, 3, 0, watches=[Watch(REACH, 1, (nothing,), (nothing,))])


@pytest.mark.parametrize("threads", [1, 2])
def test_a_case_that_fails_says_so_in_its_turn(crisis: Crisis, threads: int) -> None:
    bad = (replace(crisis.standoff, ticks=1), crisis.policy)
    found = simulate_many([(crisis.standoff, crisis.policy), bad], 10, 0, threads=threads)
    if threads == 1:
        assert next(found).runs == 10
    with pytest.raises(GameError):
        list(found)
