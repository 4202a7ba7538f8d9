"""Shipped scenarios, compiled, solved and asked once for all tests of the engine."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from blinkfirst.compile.questions import watch_of
from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import Watch
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff.backward_induction import backward_induction


class Asked(NamedTuple):
    """A scenario with its solution and its compiled questions."""

    standoff: Standoff
    policy: Policy
    watches: tuple[Watch, ...]


@cache
def asked(name: str) -> Asked:
    compiled = compile_scenario(load(name))
    watches = tuple(watch_of(question.ask, compiled) for question in compiled.scenario.questions)
    return Asked(compiled.standoff, backward_induction(compiled.standoff), watches)
