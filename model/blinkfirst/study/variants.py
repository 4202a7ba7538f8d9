"""Answers to questions under changed settings, each variant solved once however many questions it gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from threading import Lock

from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import Compiled
from blinkfirst.compile.variants import Variant, compiled_variant
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
    pool : threads that the variants are given to, own ones when left out. Only one compiles at a time: they
        share what is the same.
    unchanged : answers questions under the scenario as it is, where somebody works them out already.
    """
    if pool is None:
        with workers() as own:
            return answers(compiled, requests, own, unchanged)
    groups: dict[str, list[int]] = {}
    for number, (variant, _) in enumerate(requests):
        groups.setdefault(variant.key(compiled.scenario), []).append(number)
    as_it_is = Variant({}, None).key(compiled.scenario)
    known = groups.pop(as_it_is, []) if unchanged is not None else []
    compiling = Lock()

    def answered(numbers: list[int]) -> list[float]:
        variant = requests[numbers[0]][0]
        return _answered(compiled, variant, [requests[number][1] for number in numbers], compiling)

    found = [0.0] * len(requests)
    for numbers, group in zip(groups.values(), pool.map(answered, groups.values()), strict=True):
        for number, answer in zip(numbers, group, strict=True):
            found[number] = answer
    if unchanged is not None and known:
        for number, answer in zip(known, unchanged([requests[n][1] for n in known]), strict=True):
            found[number] = answer
    return found


def _answered(
    compiled: Compiled, variant: Variant, asks: Sequence[ParsedQuestion], compiling: Lock
) -> list[float]:
    own = Variant({}, None).key(compiled.scenario)
    with compiling:
        here = compiled if variant.key(compiled.scenario) == own else compiled_variant(compiled, variant)
        watches = [watch_of(ask, here) for ask in asks]
    found = backward_answers(here.standoff, watches)
    return [answer_of(ask, float(answer)) for ask, answer in zip(asks, found, strict=True)]
