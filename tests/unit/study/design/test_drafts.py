"""Designs as written on the command line, and drawn up under a scenario."""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from blinkfirst.errors import StudyError
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.design.design import Design
from blinkfirst.study.design.drafts import (
    DrawnUp,
    Sampling,
    drawn_up,
    parse_design,
    parse_draft,
    sampling_of,
)
from blinkfirst.study.design.factors import Axis, CaseTable, Interval, Paired
from blinkfirst.study.design.sampling import Sample, Side
from worlds.two_houses import edited, scenario_from

FOUR = Sampling("sobol", 4, 0)


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("cases.csv")
    path.write_text("world.heat,parameters.fuss\nlow,1\ntop,2\n")
    return path


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    text = edited("weight: 0.4}", "weight: {old: [0, 0.4, 1], new: 0.4}}")
    return scenario_from(text)


def drawn(scenario: Scenario, *texts: str, fixed: tuple[str, ...] = (), **more: Any) -> DrawnUp:
    return drawn_up(parse_draft(texts, **more), scenario, fixed)


def test_cases_come_first_and_the_sample_last(scenario: Scenario, cases: Path) -> None:
    found = drawn(
        scenario, "parameters.hawk-noise=interval(0,1)", "actors.US.tempo=1,2", "actors.CN.tempo=interval(0,0.5)",
        "zip(afterwards=0,12, horizon=3,6)", sampling=FOUR, cases=cases,
    )  # fmt: skip
    sides = (Side("parameters.hawk-noise", Interval(0, 1)), Side("actors.CN.tempo", Interval(0, 0.5)))
    assert found == DrawnUp(
        Design(
            (
                CaseTable(("world.heat", "parameters.fuss"), (("low", 1), ("top", 2))),
                Axis("actors.US.tempo", (1, 2)),
                Paired(("afterwards", "horizon"), ((0, 3), (12, 6))),
                Sample(sides, "sobol", 4, 0),
            )
        ),
        (),
    )


def test_own_ranges_follow_the_intervals(scenario: Scenario) -> None:
    found = drawn(scenario, "parameters.fuss=interval(0,1)", sampling=FOUR, over=["weights", "parameters"])
    assert found.design.paths == (
        "parameters.fuss", "arguments.loss.weight.new", "arguments.fear.weight.old", "parameters.hawk-noise",
    )  # fmt: skip
    assert [(left.path, left.reason) for left in found.left_out] == [
        ("arguments.loss.weight.old", "no range, low to high, is given"),
        ("arguments.fear.weight.new", "no range, low to high, is given"),
        ("arguments.many.terms.a.weight", "no range, low to high, is given"),
        ("arguments.many.terms.b.weight", "no range, low to high, is given"),
        ("parameters.fuss", "no range, low to high, is given"),
    ]


@pytest.mark.parametrize(
    ("texts", "fixed", "reason"),
    [
        (["parameters.hawk-noise=0,1"], (), "the design gives it values of its own"),
        (["parameters.hawk-noise.value.old=0,1"], (), "the design gives it values of its own"),
        (["parameters.fuss=0,1"], ("parameters.hawk-noise",), "set by hand"),
        (["parameters.fuss=0,1"], ("parameters.hawk-noise.value.new",), "set by hand"),
        (["parameters.fuss=0,1"], ("parameters.hawk-nois", "parameters.hawk-noise.low"), ""),
    ],
)
def test_what_is_said_otherwise_is_not_sampled(
    scenario: Scenario, texts: list[str], fixed: tuple[str, ...], reason: str
) -> None:
    found = drawn(scenario, *texts, fixed=fixed, sampling=FOUR, over=["arguments.loss", "parameters.hawk-noise"])
    told = {left.path: left.reason for left in found.left_out}
    assert told.get("parameters.hawk-noise", "") == reason
    assert ("parameters.hawk-noise" in found.design.factors[-1].paths) == (not reason)


@pytest.mark.parametrize(
    ("lenses", "paths"),
    [
        ("old", ("arguments.fear.weight.old",)),
        ("new", ("arguments.loss.weight.new",)),
        ("old,new", ("arguments.loss.weight.new", "arguments.fear.weight.old")),
        ("new:1+old:0", ("arguments.loss.weight.new",)),
    ],
)
def test_every_lens_that_is_read_with_is_sampled(scenario: Scenario, lenses: str, paths: tuple[str, ...]) -> None:
    assert drawn(scenario, f"lens={lenses}", sampling=FOUR, over=["weights"]).design.paths[1:] == paths


def test_nothing_left_to_sample(scenario: Scenario) -> None:
    with pytest.raises(StudyError) as caught:
        drawn(scenario, sampling=FOUR, over=["arguments.many"])
    assert str(caught.value) == (
        "over arguments.many: nothing is left to sample (arguments.many.terms.a.weight: no range, low to high, is "
        "given; arguments.many.terms.b.weight: no range, low to high, is given)"
    )


@pytest.mark.parametrize(
    ("texts", "more", "told"),
    [
        ([], {}, ["a design needs one path or more that varies"]),
        ([], {"sampling": FOUR}, ["sample: nothing to sample; give a path an interval(LOW,HIGH), or sample over weights or parameters"]),
        (["a=1,2"], {"sampling": FOUR}, ["sample: nothing to sample; give a path an interval(LOW,HIGH), or sample over weights or parameters"]),
        (["a=interval(0,1)", "b=interval(0,1)"], {}, [
            "a: an interval needs a sample: `--sample sobol --n 256`, in a study file sample: {method: sobol, n: 256}",
            "b: an interval needs a sample: `--sample sobol --n 256`, in a study file sample: {method: sobol, n: 256}",
        ]),
        ([], {"over": ["weights"]}, ["over: needs a sample: `--sample sobol --n 256`, in a study file sample: {method: sobol, n: 256}"]),
        (["world.heat.start=low"], {"cases": Path("cases.csv")}, ["world.heat.start: appears twice (as world.heat); one axis per path"]),
        (["a=linspce(0,1,2)", "b=interval(0,1)"], {"over": ["weights"]}, [
            "a: unknown function 'linspce'; expected one of: interval, linspace, log, range, zip",
            "    did you mean: linspace",
            "b: an interval needs a sample: `--sample sobol --n 256`, in a study file sample: {method: sobol, n: 256}",
            "over: needs a sample: `--sample sobol --n 256`, in a study file sample: {method: sobol, n: 256}",
        ]),
        (["a=linspce(0,1,2)"], {"sampling": FOUR}, [
            "a: unknown function 'linspce'; expected one of: interval, linspace, log, range, zip",
            "    did you mean: linspace",
        ]),
        (["a=linspce(0,1,2)", "b=1", "b=2"], {"sampling": FOUR, "cases": Path("no.csv")}, [
            "a: unknown function 'linspce'; expected one of: interval, linspace, log, range, zip",
            "    did you mean: linspace",
            "no.csv: cannot be read: No such file or directory",
            "b: appears twice; one axis per path",
        ]),
    ],
)  # fmt: skip
def test_everything_wrong_is_told_at_once(
    cases: Path, texts: list[str], more: dict[str, Any], told: list[str]
) -> None:
    with pytest.raises(StudyError) as caught:
        parse_draft(texts, **more)
    assert str(caught.value).splitlines() == told


def test_the_two_options_of_a_sample() -> None:
    assert sampling_of(None, None, 7) is None
    assert sampling_of("lhs", 8, 0) == Sampling("lhs", 8, 0)
    for method, size, message in (
        ("lhs", None, "sample needs n N as well, as in `--sample sobol --n 256`"),
        (None, 8, "n needs sample METHOD as well, as in `--sample sobol --n 256`"),
        ("hls", 8, "unknown method 'hls'; expected one of: lhs, random, sobol\n    did you mean: lhs"),
        ("sobol", 0, "sobol: expected a number of points from 1 to 1,073,741,824, got 0"),
    ):
        with pytest.raises(StudyError) as caught:
            sampling_of(method, size, 7)
        assert str(caught.value) == message


def test_parse_design_needs_no_scenario() -> None:
    design = parse_design(["a=1,2", "zip(b=1,2, c=3,4)"])
    assert len(design) == 4 and design.paths == ("a", "b", "c")
    with pytest.raises(StudyError, match="a: an interval needs a sample"):
        parse_design(["a=interval(0,1)"])
