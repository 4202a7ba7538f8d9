"""What an argument can be worth at most, which is what payoffs out of scale are told by."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.compile.slips import discounted_months, present_values, slips_of
from blinkfirst.scenario.loading import load

WORLD = """\
blinkfirst: 1
title: Scale
start: 2025-01-01
horizon: 12
world: {gate: {levels: [shut, open], start: shut}, sky: {levels: [dull, bright], start: dull}}
actors:
  Ann:
    position: Shut
    tempo: 1
    patience: 0.9
    precision: 2
    moves:
      wait: {}
      open: {when: gate == shut, then: {gate: open}, blink: hard}
nature: {sun: {when: sky == dull, rate: 0.1, then: {sky: bright}}}
arguments:
  flow: {claim: C, assumption: A, for: Ann, while: gate == shut, worth: 1 + sky, weight: -0.1}
  lump: {claim: C, assumption: A, for: Ann, when: move == open, worth: 2, weight: 0.3}
  knocked-out: {claim: C, assumption: A, for: Ann, while: gate == open, weight: 5, strength: 0}
  several:
    claim: C
    assumption: A
    terms:
      one: {for: Ann, when: move == open, weight: 0.5}
      other: {for: Ann, when: move == open and sky == bright, weight: -0.2}
      third: {for: Ann, while: gate == open, weight: 0.01}
"""


def compiled(text: str) -> Compiled:
    return compile_scenario(load(text))


def test_flows_count_for_the_discounted_horizon_and_lumps_once() -> None:
    found = compiled(WORLD)
    months = 0.1 / (-math.log(0.9) / 12)
    values = present_values(found, [found.standoff.opening])["Ann"]
    assert values == pytest.approx({"flow": 0.2 * months, "lump": 0.6, "several": 0.5 + 0.01 * months})


def test_months_of_the_patient_and_the_window_of_the_endless() -> None:
    standoff = compiled(WORLD).standoff
    assert discounted_months(standoff, 1.0) == pytest.approx(12)
    assert discounted_months(replace(standoff, stationary=True), 1.0) == pytest.approx(12)
    assert 11 < discounted_months(standoff, 0.9) < 12
    assert discounted_months(standoff, 1e-300) < 0.02


def test_three_arguments_are_too_few_to_tell() -> None:
    heavy = WORLD.replace("weight: -0.1}", "weight: -10}")
    assert slips_of(compiled(heavy)) == ()
    (told,) = slips_of(compiled(heavy.replace(", strength: 0", "")))
    assert told.path == "arguments.flow"
    assert told.severity == "warning"


SAID = """\
undertakes:
  answer: {by: Ann, to: open, when: sky == bright, within: 3}
arguments:
"""


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("when: sky == bright", "when: sky == bright and sky == dull", "never comes due in any reachable"),
        ("when: gate == shut, then: {gate: open}", "when: gate == shut and sky == dull, then: {gate: open}",
         "Ann can never do what it has undertaken"),
        ("within: 3", "within: 30", "lapses after 30 months on average (`within`), and the horizon is 12"),
    ],
)  # fmt: skip
def test_undertakings_that_nobody_can_keep_or_break(written: str, instead: str, said: str) -> None:
    text = WORLD.replace("blinkfirst: 1", "blinkfirst: 2").replace("arguments:\n", SAID)
    assert not [slip for slip in slips_of(compiled(text)) if "undertakes" in slip.path]
    broken = text.replace(written, instead)
    assert broken != text
    (slip,) = [slip for slip in slips_of(compiled(broken)) if "undertakes" in slip.path]
    assert slip.path == "undertakes.answer"
    assert slip.message.startswith(said)
    line = 1 + broken.splitlines().index(next(one for one in broken.splitlines() if "by: Ann" in one))
    assert slip.place.line == line
    assert slip.severity == "warning"
    frozen = broken.replace("horizon: 12\n", "horizon: 12\nfreeze: [answer]\n")
    assert not [slip for slip in slips_of(compiled(frozen)) if "undertakes" in slip.path]
