"""The list of numbers as an answer: kinds, table, page, JSON."""

from __future__ import annotations

import csv
import json

import pytest

from blinkfirst.errors import OptionError
from blinkfirst.questions.numbers.answer import numbers
from blinkfirst.scenario.loading import changed
from surface.command import blinkfirst
from worlds.two_houses import TWO_HOUSES, edited, scenario_from


def test_only_some_kinds() -> None:
    scenario = scenario_from(TWO_HOUSES)
    assert {n.kind for n in numbers(scenario, "weight").numbers} == {"weight"}
    found = numbers(scenario, ["start-level", "precision"])
    assert [n.path for n in found.numbers if n.kind == "precision"] == [
        "actors.US.precision",
        "actors.CN.precision",
    ]
    assert {n.kind for n in found.numbers} == {"start level", "precision"}
    assert len(numbers(scenario).numbers) > len(found.numbers)


def test_an_unknown_kind_is_told_with_the_nearest() -> None:
    with pytest.raises(OptionError, match=r"unknown kind 'wieght'; expected one of: weight, .*\n.*: weight"):
        numbers(scenario_from(TWO_HOUSES), "wieght")


def test_the_table_has_a_column_for_every_lens() -> None:
    table = numbers(scenario_from(TWO_HOUSES)).table("numbers")
    assert table.columns[-2:] == ("value.old", "value.new")
    rows = {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    loss = rows["arguments.loss.weight"]
    assert (loss["value"], loss["value.old"], loss["value.new"], loss["source"]) == (
        -0.125,
        -0.15,
        -0.1,
        "art para. 1",
    )
    assert rows["arguments.many.terms.a.weight"]["source"] == "assumption"
    assert rows["actors.CN.precision"]["value"] == "exact"
    assert rows["horizon"]["source"] == ""


def test_the_summary_and_the_page() -> None:
    found = numbers(changed(scenario_from(TWO_HOUSES), {}, "old"), "parameter")
    assert found.summary == "2 numbers of two, lens old: parameter 2."
    page, _, _ = str(found).partition("\n\nMade from ")
    assert page.splitlines() == [
        "2 numbers of two, lens old: parameter 2.",
        "",
        "parameter",
        "parameters.fuss=0.5",
        "    touches chances",
        "parameters.hawk-noise=0.2",
        "    0 to 1; old 0.2; new 0.6; touches payoffs; art para. 1",
    ]
    assert len(repr(found)) < 2000


def test_frames() -> None:
    frame = numbers(scenario_from(TWO_HOUSES), "weight").to_arrow()
    assert frame.column("path").to_pylist()[0] == "arguments.loss.weight"


def test_what_an_event_makes_a_number_touch() -> None:
    event = "{on: 2020-02-01, name: Thaw, foreseen: true, set: {nature.vote.rate: hawk-noise / 2}}"
    found = numbers(scenario_from(edited("questions:", f"events: [{event}]\nquestions:")), "parameter")
    assert {n.path: n.touches for n in found.numbers}["parameters.hawk-noise"] == ("payoffs", "chances")


def test_the_command_prints_a_page_an_object_or_csv() -> None:
    name = "textbook/two-sided-standoff"
    page = blinkfirst("numbers", name, "--kind", "precision", "--set", "actors.West.precision=7")
    assert page.status == 0 and "actors.West.precision=7\n" in page.out
    found = json.loads(blinkfirst("numbers", name, "--json").out)
    assert found.keys() == {"scenario", "lens", "numbers", "summary", "provenance"}
    rows = list(csv.DictReader(blinkfirst("numbers", name, "--csv").out.splitlines()))
    assert [row["path"] for row in rows] == [number["path"] for number in found["numbers"]]
    wrong = blinkfirst("numbers", name, "--kind", "presicion")
    assert (wrong.status, wrong.out) == (2, "") and "did you mean: precision" in wrong.err
    assert blinkfirst("numbers", name, "--json", "--csv").status == 2
