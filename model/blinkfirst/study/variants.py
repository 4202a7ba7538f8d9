"""Answers to questions under changed settings, each variant solved once however many questions it gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from threading import Lock

from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import Compiled
from blinkfirst.compile.variants import Variant, by_settings, compiled_variants
from blinkfirst.scenario.questions import ParsedQuestion
from blinkfirst.solve.standoff.backward_answers import backward_answers
from blinkfirst.study.threads import workers


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
