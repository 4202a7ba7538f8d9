"""Having the numerical kernels compiled before workers start, which would all do it at once."""

from __future__ import annotations

from blinkfirst.compile.questions import watch_of
from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.scenario.loading import load
from blinkfirst.solve.kernels import kernels_are_cached
from blinkfirst.solve.standoff.backward_answers import backward_answers
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast

SMALL = "textbook/coin-tosses"


def warm_kernels() -> None:
    """Compile every kernel that sweeps use, by a small stand-off; nothing to do from the second time on."""
    if kernels_are_cached():
        return
    compiled = compile_scenario(load(SMALL))
    watches = [watch_of(question.ask, compiled) for question in compiled.scenario.questions]
    backward_answers(compiled.standoff, watches)
    forecast(compiled.standoff, backward_induction(compiled.standoff), watches)
