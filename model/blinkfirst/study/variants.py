"""Independent cases in threads, and questions answered under changed settings, each variant solved once.

The kernels let go of Python's lock, so threads are enough. Every case is computed on one thread, in the same
order of operations, so the results are the same bytes however many threads there are. Two and not more: each
case needs memory of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock

from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import Compiled
from blinkfirst.compile.variants import Variant, by_settings, compiled_variants
from blinkfirst.scenario.questions import ParsedQuestion
from blinkfirst.solve.standoff.backward_answers import backward_answers

MOST_WORKERS = 2


@contextmanager
def workers(count: int | None = None) -> Iterator[Executor]:
    """Threads to give cases to; what has not begun is dropped when the block is left, by an error say.

    Parameters
    ----------
    count : of threads; one per core but at most `MOST_WORKERS` by default.
    """
    pool = ThreadPoolExecutor(count or min(MOST_WORKERS, os.cpu_count() or 1))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def answers(
    compiled: Compiled,
    requests: Sequence[tuple[Variant, ParsedQuestion]],
    pool: Executor | None = None,
    unchanged: Callable[[Sequence[ParsedQuestion]], Sequence[float]] | None = None,
) -> list[float]:
    """Answer questions, each under its variant, in the order of the requests.

    Parameters
    ----------
    pool : threads that the variants are given to, own ones by default. Only one compiles at a time: they
        share what is the same.
    unchanged : answers questions under the scenario as it is, where somebody works them out already.
    """
    if pool is None:
        with workers() as own:
            return answers(compiled, requests, own, unchanged)
    as_it_is = Variant({}, None).key(compiled.scenario)
    asked: dict[str, list[int]] = {}
    for number, (variant, _) in enumerate(requests):
        asked.setdefault(variant.key(compiled.scenario), []).append(number)
    known = asked.pop(as_it_is, []) if unchanged is not None else []
    first = {key: requests[numbers[0]][0] for key, numbers in asked.items()}
    compiling = Lock()
    found = [0.0] * len(requests)

    def answer_all(group: Sequence[Variant]) -> None:
        waiting = compiled_variants(compiled, group)
        for variant in group:
            numbers = asked[variant.key(compiled.scenario)]
            with compiling:
                here = next(waiting)
                watches = [watch_of(requests[number][1], here) for number in numbers]
            solved = backward_answers(here.standoff, watches)
            for number, watched in zip(numbers, solved, strict=True):
                found[number] = answer_of(requests[number][1], float(watched))

    for _ in pool.map(answer_all, by_settings(first.values())):
        pass
    if unchanged is not None and known:
        for number, answer in zip(known, unchanged([requests[n][1] for n in known]), strict=True):
            found[number] = answer
    return found
