"""Ties are told as ties: whoever reads "the likeliest" may rely on it that nothing else is as likely."""

from __future__ import annotations

from pathlib import Path

from blinkfirst.questions.explain.answer import explain
from blinkfirst.questions.run.answer import run
from blinkfirst.scenario.loading import changed, load, load_matrix
from surface.command import blinkfirst

TWINS = """\
blinkfirst: 1
title: Two alike
start: 2024-01-01
horizon: 3
world:
  A-done: {levels: [no, yes], start: no}
  B-done: {levels: [no, yes], start: no}
arguments:
  cost: {claim: C, assumption: a, for: [A, B], while: true, weight: -0.1}
actors:
  A: {position: No, tempo: 1, patience: 0.9, precision: 2, moves: {sit: {}, wait: {}, go: {then: {A-done: yes}, blink: soft}}}
  B: {position: No, tempo: 1, patience: 0.9, precision: 2, moves: {sit: {}, wait: {}, go: {then: {B-done: yes}, blink: soft}}}
"""  # noqa: E501  a scenario
COIN = """\
blinkfirst: 1
kind: matrix
title: A coin each
assumption: Invented
players: {R: {strategies: [a, b]}, C: {strategies: [c, d]}}
table: [[[1, 1], [0, 0]], [[0, 0], [1, 1]]]
"""


def test_a_run_names_all_who_are_equally_likely(tmp_path: Path) -> None:
    (tmp_path / "twins.yaml").write_text(TWINS)
    outlook = run(load(tmp_path / "twins.yaml"))
    assert outlook.summary.startswith("A and B are equally likely to blink first, with a probability of ")
    assert [choice.instead_alike for choice in outlook.decisive] == [("wait",), ("wait",)]
    assert "as likely as sit: wait" in blinkfirst("run", tmp_path / "twins.yaml").out.replace("\n", " ")


def test_explain_names_moves_and_states_that_tie(tmp_path: Path) -> None:
    (tmp_path / "twins.yaml").write_text(TWINS)
    twins = load(tmp_path / "twins.yaml")
    tossed = changed(twins, {"actors.A.precision": 0})
    assert explain(tossed, ["A"]).summary == "A chooses sit, wait and go with equal probability (33 % each)."
    assert explain(twins).choices[0].states_alike == 1
    where = ["--on", "2024-02-01", "--where", "A-done != B-done"]
    page = blinkfirst("explain", tmp_path / "twins.yaml", *where).out
    assert "one of the 2 likeliest states, which are equally likely" in page.replace("\n", " ")


def test_a_matrix_names_all_its_likeliest_outcomes(tmp_path: Path) -> None:
    (tmp_path / "coin.yaml").write_text(COIN)
    summary = run(load_matrix(tmp_path / "coin.yaml")).summary
    assert summary == (
        "The likeliest outcomes at the file's precisions (1 each) are (a, c), (a, d), (b, c) and (b, d), "
        "with 25 % each."
    )


def test_a_sweep_counts_cases_that_tie(tmp_path: Path) -> None:
    (tmp_path / "twins.yaml").write_text(TWINS)
    swept = ["sweep", tmp_path / "twins.yaml", "arguments.cost.weight=-0.1,-0.2,0", "--out", tmp_path / "s"]
    assert blinkfirst(*swept).status == 0
    page = blinkfirst("results", tmp_path / "s").out
    assert "in 3 cases several are equally likely" in page
    assert "in case 0 and 2 more" in page or "in every case" in page
