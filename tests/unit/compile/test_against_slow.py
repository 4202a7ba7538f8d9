"""Two roads from a text to the arrays: vectorised, and one state after the other."""

# ruff: noqa: E501  scenario texts
from __future__ import annotations

import pytest

from blinkfirst.scenario.loading import changed, load
from unit.compile.against_slow import assert_same_standoff
from worlds.two_houses import EVENTS, TWO_HOUSES, edited, scenario_from

VARIANTS = {
    "as it stands": TWO_HOUSES,
    "one lens": edited("lens: {old: 0.5, new: 0.5}", "lens: new"),
    "events": edited("questions:", EVENTS),
    "frozen": edited("tick: 0.25", "tick: 0.25\nfreeze: [heat]"),
    "frozen, with a jump": edited("tick: 0.25", "tick: 0.25\nfreeze: [heat]", edited("questions:", EVENTS)),
    "clipped at both ends": edited(
        "heat: -1}, blink", "heat: -7}, blink", edited("{heat: 2}]", "{heat: 99}]")
    ),
    "chances of nought and one": edited(
        "chance: 0.25 + 0.25 * (docket == none)", 'chance: "clip(heat - 1, 0, 1)"'
    ),
    "three outcomes with the rest in the middle": edited(
        "then: [{chance: 0.25 + 0.25 * (docket == none), heat: 1}, {heat: 2}]",
        "then: [{chance: 0.25, heat: 1}, {}, {chance: heat / 10, heat: -1, docket: tighten}]",
    ),
    "no rest": edited(
        "then: [{chance: 0.25 + 0.25 * (docket == none), heat: 1}, {heat: 2}]",
        "then: [{chance: 0.25, heat: 1}, {chance: 0.75, heat: heat if docket == none else low}]",
    ),
    "me in moves and tempo": edited(
        "    tempo: 1\n", "    tempo: 1 if me == US and heat > low else 0\n",
        edited("then: {yielded: CN}", "then: {yielded: CN if me == CN else US}"),
    ),
    "set by another variable's state": edited(
        "docket: near-embargo if heat > mid else none",
        'docket: "tighten if yielded == US else near-embargo if heat in (mid, top) else docket"',
    ),
    "shift by numbers of states": edited("heat: -1}, blink", 'heat: "min(docket - 1, 1) * (yielded != US)"}, blink'),
    "soft and hard at once": edited("{soft: heat < high, hard: heat >= high}", "{soft: true, hard: heat == top}"),
    "worth with everything": edited(
        "worth: heat / 3", 'worth: "max(heat, docket) ** 2 / (1 + abs(fuss - heat)) if mover != me else -hawk-noise"'
    ),
    "strength": edited("  fear: {claim: C,", "  fear: {claim: C, strength: -2.5,"),
    "no nature": edited(
        "nature:\n  cool: {when: heat > low, rate: fuss, then: {heat: -1}}\n"
        "  vote: {when: docket == tighten, rate: 0.3, then: {docket: near-embargo if heat > mid else none}}\n",
        "",
    ),
    "endless": edited("horizon: 6", "horizon: none\nwindow: 6"),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_written_scenarios(name: str) -> None:
    assert assert_same_standoff(scenario_from(VARIANTS[name])) >= 6


SAID = """\
undertakes:
  answer: {by: CN, to: [carry], when: docket == tighten, within: 3, degree: hard}
questions:"""


def test_omissions_and_undertakings() -> None:
    """Events that are blinks of one and of two, beside others, and what an undertaking is written out as."""
    cool = "  cool: {when: heat > low, rate: fuss, then: {heat: -1}}\n"
    shared = cool.replace("-1}}", "-1}, blink: {US: soft, CN: {hard: heat == top}}}")
    nature = edited(cool, shared, edited("blinkfirst: 1", "blinkfirst: 2"))
    for text in (nature, edited("questions:", SAID, nature)):
        assert assert_same_standoff(scenario_from(text)) >= 6


SHIPPED = {
    "korea-1/2018-report-hold": ["moscow", "tests", "pledge", "drills", "talks", "lead", "shield", "sanctions"],
    "korea-1/2018-revision-walkout": ["beijing", "moscow", "tests", "pledge", "drills", "lead", "sanctions", "leak"],
    "korea-1/2022-double-veto": ["beijing", "pledge", "drills", "talks", "lead", "leak", "trust", "shield"],
}


@pytest.mark.parametrize(
    ("name", "lens"),
    [
        ("korea-1/2018-report-hold", "garrie-2018"),
        ("korea-1/2018-revision-walkout", "haggard-2022"),
        ("korea-1/2022-double-veto", "garrie-2018"),
        ("korea-1/2022-double-veto", "haggard-2022"),
    ],
)
def test_shipped_scenarios_with_most_of_the_world_frozen(name: str, lens: str) -> None:
    scenario = load(name)
    frozen = [v.name for v in scenario.rules.variables if v.frozen]
    small = changed(scenario, {"freeze": sorted({*frozen, *SHIPPED[name]})}, lens)
    assert 30 <= assert_same_standoff(small) < 3000
