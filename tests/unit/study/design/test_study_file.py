"""Study files: what they say, and what is said about wrong ones."""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

from pathlib import Path

import pytest

from blinkfirst.errors import OptionError, ScenarioError
from blinkfirst.scenario.library import shipped_scenarios
from blinkfirst.scenario.nodes import plain
from blinkfirst.study.design.drafts import Sampling, parse_draft
from blinkfirst.study.design.studies import chosen_studies, loaded_studies
from blinkfirst.study.design.study_file import Study, is_study_file, studies_of
from worlds.two_houses import TWO_HOUSES, written

GOOD = """\
blinkfirst: 1
title: Two studies
studies:
  first:
    title: Does haste pay?
    question: |
      When does it
      pay?
    scenario: two
    lens: {old: 0.25, new: 0.75}
    set: {parameters.fuss: 1, world.heat: low}
    questions:
      - {name: Hot, ask: heat == top by 2020-04-01}
    design: ["actors.US.tempo=linspace(0.5,1,3)", "parameters.hawk-noise=interval(0,1)"]
    sample: {method: sobol, n: 8, seed: 7}
    over: [weights]
    cases: cases.csv
    outcomes: [questions, world]
    runs: 10
    seed: 3
  second:
    question: Which lens?
    scenario: two
    design:
      lens: [old, "new:0.5+old:0.5", {old: 1, new: 0}]
      actors.US.precision: [2, exact]
      actors.US.tempo: linspace(0.5, 1, 3)
      freeze: [[], [heat]]
      actors.CN.moves.carry.blink.soft: ["heat < high", "true"]
      parameters.fuss: 1, 2
      horizon: 6
    sample: {method: lhs, n: 8}
    over: weights
    seed: 0
  third:
    question: One text?
    scenario: two
    design: actors.US.tempo=1,2
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "two.yaml", TWO_HOUSES)
    written(tmp_path, "cases.csv", "actors.CN.tempo\n0.5\n0.25\n")
    return tmp_path


def read(folder: Path, text: str) -> tuple[Study, ...]:
    return studies_of(written(folder, "studies.yaml", text))


def problems_in(folder: Path, text: str) -> list[str]:
    try:
        loaded_studies(read(folder, text))
    except ScenarioError as error:
        return [str(problem) for problem in error.problems]
    return []


def study(body: str) -> str:
    """A file with one study of the two houses."""
    head = "blinkfirst: 1\nstudies:\n  one:\n    question: Q\n    scenario: two\n"
    return head + "".join(f"    {line}\n" for line in body.splitlines())


def test_what_a_file_says(here: Path) -> None:
    first, second, third = read(here, GOOD)
    assert (first.name, first.title, first.question) == ("first", "Does haste pay?", "When does it pay?")
    assert first.scenario == here / "two.yaml"
    assert {path: plain(node) for path, node in first.settings.items()} == {
        "parameters.fuss": 1, "world.heat": "low", "lens": {"old": 0.25, "new": 0.75},
    }  # fmt: skip
    assert str(first.settings["world.heat"].place) == "studies.yaml:11:43"
    assert [plain(ask) for ask in first.asks] == [{"name": "Hot", "ask": "heat == top by 2020-04-01"}]
    on_the_command_line = parse_draft(
        ["actors.US.tempo=linspace(0.5,1,3)", "parameters.hawk-noise=interval(0,1)"],
        Sampling("sobol", 8, 7), ["weights"], Path("cases.csv"),
    )  # fmt: skip
    assert [w.entry for w in first.draft.entries] == [w.entry for w in on_the_command_line.entries]
    assert (first.draft.sampling, first.draft.over) == (on_the_command_line.sampling, on_the_command_line.over)
    assert first.draft.cases == on_the_command_line.cases
    assert (first.outcomes, first.runs, first.seed) == (("questions", "world"), 10, 3)
    assert str(first.place) == "studies.yaml:4:3"

    table_form = parse_draft(
        ["lens=old,new:0.5+old:0.5,old:1+new:0", "actors.US.precision=2,exact", "actors.US.tempo=linspace(0.5,1,3)",
         "freeze=[],[heat]", "actors.CN.moves.carry.blink.soft=heat < high,'true'", "parameters.fuss=1,2", "horizon=6"],
        Sampling("lhs", 8, 0), ["weights"],
    )  # fmt: skip
    assert [w.entry for w in second.draft.entries] == [w.entry for w in table_form.entries]
    assert second.draft.sampling == table_form.sampling
    assert (second.title, second.outcomes, second.runs, second.seed) == ("second", None, 0, 0)
    assert [str(w.place) for w in second.draft.entries][:2] == ["studies.yaml:25:13", "studies.yaml:26:28"]
    assert [w.entry for w in third.draft.entries] == [w.entry for w in parse_draft(["actors.US.tempo=1,2"]).entries]


def test_the_seed_of_a_sample_is_the_studys_unless_it_says_another(here: Path) -> None:
    body = "over: weights\nseed: 5\nsample: {method: lhs, n: 3%s}"
    (own,), (other,) = read(here, study(body % "")), read(here, study(body % ", seed: 0"))
    assert own.draft.sampling == Sampling("lhs", 3, 5)
    assert other.draft.sampling == Sampling("lhs", 3, 0)


def test_a_loaded_study_is_ready_to_run(here: Path) -> None:
    first, second, third = loaded_studies(read(here, GOOD))
    assert first.scenario.shares == {"old": 0.25, "new": 0.75}
    assert [question.name for question in first.scenario.questions] == ["Hot"]
    assert first.scenario.claims == ()
    assert first.scenario.rules.parameters["fuss"].value == 1
    assert first.design.paths == (
        "actors.CN.tempo", "actors.US.tempo", "parameters.hawk-noise", "arguments.loss.weight.new",
    )  # fmt: skip
    assert len(first.design) == 2 * 3 * 8
    assert [left.path for left in first.left_out] == [
        "arguments.loss.weight.old", "arguments.fear.weight", "arguments.many.terms.a.weight", "arguments.many.terms.b.weight",
    ]  # fmt: skip
    assert len(third.scenario.questions) == 4, "the scenario's own where the study asks nothing"
    assert len(second.design) == 3 * 2 * 3 * 2 * 2 * 2 * 8


def test_settings_are_not_sampled(here: Path) -> None:
    body = "set: {parameters.hawk-noise: 0.5}\nover: [weights, parameters]\nsample: {method: random, n: 3}"
    (loaded,) = loaded_studies(read(here, study(body)))
    assert loaded.design.paths == ("arguments.loss.weight.new",)
    assert "set by hand" in [left.reason for left in loaded.left_out]


def test_studies_are_chosen_by_name(here: Path) -> None:
    studies = read(here, GOOD)
    assert chosen_studies(studies, []) == studies
    assert chosen_studies(studies, ["third", "first"]) == (studies[0], studies[2])
    with pytest.raises(OptionError) as caught:
        chosen_studies(studies, ["frist"])
    assert str(caught.value) == "no study named 'frist'; the file has: first, second, third\n    did you mean: first"


def test_what_is_a_study_file(here: Path) -> None:
    assert is_study_file(written(here, "studies.yaml", GOOD))
    assert not is_study_file(here / "two.yaml")
    assert not is_study_file(written(here, "odd.yaml", "- studies\n"))
    assert is_study_file(written(here, "huge.yaml", GOOD + "  seed: 1" + 400 * "0" + "\n"))


@pytest.mark.parametrize("text", ["studies: [\n", "studies: {a: b, a: c\n"])
def test_what_is_no_yaml_is_said_to_be_none(here: Path, text: str) -> None:
    with pytest.raises(ScenarioError, match=r"broken\.yaml:\d+:\d+: "):
        is_study_file(written(here, "broken.yaml", text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["studies.yaml: expected a table, got an empty file"]),
        ("[1]", ["studies.yaml:1:1: expected a table of keys, as `studies: ...`"]),
        ("blinkfirst: 1\n", ["studies.yaml:1:1: studies: missing; expected a table of studies by name"]),
        ("blinkfirst: 1\nstudies: {}\n", ["studies.yaml:2:10: studies: expected a table of studies by name, got an empty table"]),
        ("blinkfirst: 4\nstudies: 3\ntilte: T\n", [
            "studies.yaml:1:13: blinkfirst: expected a version of the language, 1 to 3, got 4 (number)",
            "studies.yaml:2:10: studies: expected a table of studies by name, got 3 (number)",
            "studies.yaml:3:1: tilte: unknown key; expected one of: blinkfirst, studies, title\n    did you mean: title",
        ]),
        ("blinkfirst: 1\nstudies:\n  a: {question: Q, scenario: two, design: [horizon=6]}\n  a: {}\n", ["studies.yaml:4:3: studies.a: duplicate key; it appears already in line 3"]),
        ("blinkfirst: 1\nstudies:\n  a: 3\n  b c: {scenario: 2019-hanio, design: 3}\n", [
            "studies.yaml:3:6: studies.a: expected a table with some of the keys cases, design, lens, outcomes, over, question, questions, runs, sample, scenario, seed, set, title, got 3 (number)",
            "studies.yaml:4:3: studies.b c.question: missing; expected the question, in words",
            "studies.yaml:4:3: studies.b c: expected a name of letters, digits, '-', '_' and '.', got 'b c'",
            "studies.yaml:4:19: studies.b c.scenario: no scenario named '2019-hanio' in ./ nor among the shipped ones: ...\n    did you mean: 2019-hanoi",
            "studies.yaml:4:39: studies.b c.design: expected a list of texts as path=1,2,3, or a table of paths and values, got 3 (number)",
        ]),
        (study("design: [horizon=1]\n0.5: 1\na.b: 2"), [
            "studies.yaml:7:5: studies.one.0.5: unknown key; expected one of: cases, design, lens, outcomes, over, question, questions, runs, sample, scenario, seed, set, title",
            "studies.yaml:8:5: studies.one.a.b: unknown key; expected one of: cases, design, lens, outcomes, over, question, questions, runs, sample, scenario, seed, set, title",
        ]),
        (study("desing: [a=1]"), [
            "studies.yaml:6:5: studies.one.desing: unknown key; expected one of: cases, design, lens, outcomes, over, question, questions, runs, sample, scenario, seed, set, title\n    did you mean: design",
        ]),
        (study("design: ['actors.US.tempo=linspce(0,1,3)', \"zip(a=1,2, b=1)\", 'horizon=6,,12']"), [
            "studies.yaml:6:31: studies.one.design.0: unknown function 'linspce'; expected one of: interval, linspace, log, range, zip\n    did you mean: linspace",
            "studies.yaml:6:49: studies.one.design.1: expected as many values of every path in zip(...), got 2 of a, 1 of b",
            "studies.yaml:6:78: studies.one.design.2: expected a value between two commas, got nothing",
        ]),
        (study("design:\n  horizon: [6, 6.0]\n  a b: 1\n  tick:\n  afterwards: rnge(0,2)\n  lens: ['a:b']"), [
            "studies.yaml:7:16: studies.one.design.horizon: 6.0 appears twice",
            "studies.yaml:8:12: studies.one.design.a b: expected a dotted path as actors.NAME.precision, got 'a b'",
            "studies.yaml:9:12: studies.one.design.tick: expected one value or more, got none",
            "studies.yaml:10:19: studies.one.design.afterwards: unknown function 'rnge'; expected one of: interval, linspace, log, range, zip\n    did you mean: range",
            "studies.yaml:11:13: studies.one.design.lens: expected LENS or LENS:SHARE+LENS:SHARE, got 'a:b'",
        ]),
        (study("design: [horizon=6, horizon=7, tick=1]\nset: {tick: 1, a..b: 2, lens: old}\nlens: new"), [
            "studies.yaml:6:25: studies.one.design: horizon: appears twice; one axis per path",
            "studies.yaml:7:11: studies.one.set.tick: the design gives it values; say it in one place",
            "studies.yaml:7:20: studies.one.set.a..b: expected a dotted path as actors.NAME.precision, got 'a..b'",
            "studies.yaml:7:29: studies.one.set.lens: the study's `lens` says it already",
        ]),
        (study("design: [horizon=6]\nlens: [old]\nruns: -1\nseed: 1.5\noutcomes: [question, worlds]\nquestions: 3"), [
            "studies.yaml:7:11: studies.one.lens: expected a lens or a table of shares by lens, got the list ['old']",
            "studies.yaml:8:11: studies.one.runs: expected a number of runs, 0 for none, got -1 (number)",
            "studies.yaml:9:11: studies.one.seed: expected a seed, a whole number from 0, got 1.5 (number)",
            "studies.yaml:10:16: studies.one.outcomes.0: unknown outcome 'question'; expected some of: first_blinkers, hazards, questions, world, payoffs, condition\n    did you mean: questions",
            "studies.yaml:10:26: studies.one.outcomes.1: unknown outcome 'worlds'; expected some of: first_blinkers, hazards, questions, world, payoffs, condition\n    did you mean: world",
            "studies.yaml:11:16: studies.one.questions: expected a list of questions to the forecast, got 3 (number)",
        ]),
        (study("sample: {method: sobl, n: 8}\nover: weights"), ["studies.yaml:6:5: studies.one.sample: unknown method 'sobl'; expected one of: lhs, random, sobol\n    did you mean: sobol"]),
        (study("sample: {n: many}\nover: weights\ncases: no.csv"), [
            "no.csv: cannot be read: No such file or directory",
            "studies.yaml:6:5: studies.one.sample.method: missing; expected a method: lhs, random or sobol",
            "studies.yaml:6:17: studies.one.sample.n: expected a number of points, got 'many' (text)",
        ]),
        (study("design: ['a=interval(0,1)', 'b=1,,2']\nover: weights"), [
            "studies.yaml:6:15: studies.one.design: a: an interval needs a sample: `--sample sobol --n 256`, in a study file sample: {method: sobol, n: 256}",
            "studies.yaml:6:38: studies.one.design.1: expected a value between two commas, got nothing",
            "studies.yaml:7:5: studies.one.over: needs a sample: `--sample sobol --n 256`, in a study file sample: {method: sobol, n: 256}",
        ]),
        (study("over: weights"), ["studies.yaml:6:5: studies.one.over: needs a sample: `--sample sobol --n 256`, in a study file sample: {method: sobol, n: 256}"]),
        (study("design: [horizon=6]\nsample: {method: lhs, n: 3}"), ["studies.yaml:7:5: studies.one.sample: nothing to sample; give a path an interval(LOW,HIGH), or sample over weights or parameters"]),
        # what only the scenario knows
        (study("design: ['world.heat=low,hot', 'actors.USA.tempo=1']\nset: {parameters.fus: 1}"), [
            "studies.yaml:7:27: parameters.fus: unknown name 'fus' in parameters; it has: fuss, hawk-noise\n    did you mean: fuss",
        ]),
        (study("design: ['world.heat=low,hot', 'actors.USA.tempo=1', 'parameters.hawk-noise=interval(0,3)']\nsample: {method: lhs, n: 3}"), [
            "studies.yaml:6:15: world.heat.start: unknown level 'hot'; heat has: low, mid, high, top",
            "studies.yaml:6:37: actors.USA.tempo: unknown name 'USA' in actors; it has: US, CN\n    did you mean: US",
            "studies.yaml:6:59: parameters.hawk-noise.value: expected a number from 0 to 1, got 3",
        ]),
        (study("design: [afterwards=1]\nlens: odl\nquestions: [US dances, CN blinks]"), [
            "studies.yaml:7:11: lens: unknown lens 'odl'; this theatre has: new, old\n    did you mean: old",
            "studies.yaml:8:17: studies.one.questions.0: unknown deed of US: 'dances'; expected one of: blinks, sit, yield, press",
        ]),
        (study("over: arguments.los\nsample: {method: lhs, n: 3}"), [
            "studies.yaml:3:3: studies.one: arguments.los: no range of this scenario lies at or below it; expected weights, parameters, or a path as arguments.ARGUMENT\n    did you mean: arguments.loss",
        ]),
        (study("design: ['horizon=1,6']"), ["two.yaml:58:22: questions.1.ask: expected a date after 2020-01-01 and up to 2020-02-01 (the horizon), got 2020-03-01; so in the case horizon=1"]),
        (study(""), ["studies.yaml:3:3: studies.one.design: a design needs one path or more that varies"]),
    ],
)  # fmt: skip
def test_what_is_said_about_wrong_files(here: Path, text: str, told: list[str]) -> None:
    shipped = ", ".join(shipped_scenarios())
    assert [problem.replace(shipped, "...") for problem in problems_in(here, text)] == told
