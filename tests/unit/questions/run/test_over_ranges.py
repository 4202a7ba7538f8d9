"""Stability over the authors' own ranges of weights: reproducible, and equal to forecasts under each draw."""

from __future__ import annotations

import pytest

from blinkfirst.game.leader import leader_of
from blinkfirst.questions.run.answer import run
from blinkfirst.questions.run.tables import object_of
from blinkfirst.scenario.loading import changed, load
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.design.ranges import WEIGHTS, own_ranges
from blinkfirst.study.design.sampling import Sample
from worlds.typed_houses import TYPED_HOUSES

LENSES = """\
blinkfirst: 1
title: Two readings
start: 2024-01-01
horizon: 3
lens: old
lenses: {old: {title: Old}, new: {title: New}}
sources:
  book: {title: T, author: A, year: 2000, lens: old}
world:
  done: {levels: [no, yes], start: no}
arguments:
  cost:
    claim: C
    source: {book: 1}
    for: A
    when: mover == me and move == go
    weight: {old: [-3, -0.2, 1], new: [-4, -3, -2]}
  gain: {claim: C, assumption: a, for: A, while: done == yes, weight: 0.3}
actors:
  A: {position: No, tempo: 1, patience: 0.9, precision: 3, moves: {sit: {}, go: {when: done == no, then: {done: yes}, blink: soft}}}
claims:
  - {says: It happens, source: {book: 2}, ask: A blinks, expect: likely}
  - {says: Worth matters, source: {book: 2}, ask: A blinks, expect: higher, compare: {set: {arguments.gain.weight: 1}}}
  - {says: It hardly matters, source: {book: 2}, ask: A blinks, expect: higher, smallest: 0.4, compare: {set: {arguments.gain.weight: 0.31}}}
"""  # noqa: E501  a scenario


@pytest.fixture
def two_readings() -> Scenario:
    return load(LENSES)


def test_draws_are_forecasts_under_drawn_weights(two_readings: Scenario) -> None:
    ranges = run(two_readings, ranges=8, seed=3).ranges
    assert ranges is not None and ranges.paths == ("arguments.cost.weight.old",)
    sample = Sample(own_ranges(two_readings, [WEIGHTS], ["old"]).sides, "sobol", 8, 3)
    outlooks = [run(changed(two_readings, {ranges.paths[0]: w})) for (w,) in sample.rows(0, 8)]
    leader = run(two_readings).leader
    chances = [outlook.first_blink[name] for outlook in outlooks for name in leader.names]
    assert (ranges.lowest, ranges.highest) == pytest.approx((min(chances), max(chances)))
    assert ranges.same_leader == sum(leader_of(o.first_blink).names == leader.names for o in outlooks)
    follows = [sum(o.claims[k].verdicts[0].follows for o in outlooks) for k in range(3)]
    assert list(ranges.claims) == follows and 0 < follows[1] < 8


def test_the_same_seed_draws_the_same(two_readings: Scenario) -> None:
    one, again, other = (run(two_readings, ranges=8, seed=seed).ranges for seed in (1, 1, 2))
    assert one == again != other


def test_without_ranges_there_is_nothing_to_draw(two_readings: Scenario) -> None:
    fixed = changed(two_readings, {"arguments.cost.weight.old": -1, "arguments.cost.weight.new": -1})
    ranges = run(fixed, ranges=8).ranges
    assert ranges is not None and ranges.paths == () and ranges.same_leader == 8
    assert run(fixed, ranges=8).summary.endswith("No weight has a range from which to draw another.")


def test_the_object_has_the_draws_and_the_claims(two_readings: Scenario) -> None:
    found = object_of(run(two_readings, ranges=4))
    assert found["ranges"]["draws"] == 4 and len(found["ranges"]["claims_following"]) == 3
    assert "ranges" not in object_of(run(two_readings))


def test_a_claim_below_its_smallest_difference_makes_none(two_readings: Scenario) -> None:
    verdicts = [claim.verdicts[0].verdict for claim in run(two_readings).claims]
    assert verdicts[2] == "makes no difference"
    assert verdicts[0] == "follows"


def test_other_lenses_are_read_without_claims_too(two_readings: Scenario) -> None:
    outlook = run(two_readings)
    (reading,) = outlook.readings
    rival = run(changed(two_readings, {}, lens="new"))
    assert reading.lens == "new" and reading.first_blink == pytest.approx(rival.first_blink)
    mixed = run(changed(two_readings, {}, lens={"old": 0.5, "new": 0.5}))
    assert [reading.lens for reading in mixed.readings] == ["old", "new"]


def test_numbers_of_private_types_are_drawn_too() -> None:
    typed = load(TYPED_HOUSES, lens="old")
    found = run(typed, ranges=2, seed=1)
    assert found.ranges is not None
    hawk = "actors.US.types.hawk"
    assert {f"{hawk}.prior.old", f"{hawk}.arguments.fear.times"} <= set(found.ranges.paths)
    assert "those of private types among them" in found.summary
    sides = own_ranges(typed, [WEIGHTS, "actors.US.types"], ["old", "new"]).sides
    draws = Sample(sides, "sobol", 2, 1).rows(0, 2)
    paths = [side.path for side in sides]
    assert found.ranges.paths == tuple(paths)
    outlooks = [run(changed(typed, dict(zip(paths, row, strict=True)))) for row in draws]
    chances = [outlook.first_blink[name] for outlook in outlooks for name in found.leader.names]
    ends = found.ranges.lowest, found.ranges.highest
    assert ends == pytest.approx((min(chances), max(chances)), abs=1e-9)


def test_types_that_are_switched_off_are_not_drawn() -> None:
    ranges = run(load(TYPED_HOUSES, {"beliefs": "none"}, "old"), ranges=1).ranges
    assert ranges is not None and not any(path.startswith("actors.") for path in ranges.paths)
