from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from blinkfirst.errors import ScenarioError
from blinkfirst.record.cases import DatedCase, cases_in
from blinkfirst.record.items import Item
from blinkfirst.record.library import shipped_records
from blinkfirst.record.mapping import CaseMapping, first_named, read_mapping
from blinkfirst.scenario.nodes import Node, plain
from worlds.small_record import CASES, MAPPING


def mapping_of(folder: Path, text: str = MAPPING) -> CaseMapping:
    file = folder / "mapping.yaml"
    file.write_text(text, encoding="utf-8")
    return read_mapping(file)


def problems(folder: Path, old: str, new: str) -> list[str]:
    assert MAPPING.count(old) == 1
    with pytest.raises(ScenarioError) as caught:
        mapping_of(folder, MAPPING.replace(old, new))
    return [str(problem).partition("mapping.yaml:")[2] for problem in caught.value.problems]


def settings(mapping: CaseMapping, case: DatedCase) -> dict[str, object]:
    found = mapping.settings(case, "small")
    return {path: plain(value) if isinstance(value, Node) else value for path, value in found.items()}


def test_a_case_becomes_settings_of_its_theatre(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path)
    first, second, third = cases_in(CASES, "cases.csv", mapping.columns)
    assert settings(mapping, first) == {"start": "2000-03-01", "horizon": 2.0, "world.text": "open"}
    # the theatre takes what the rule of that June sets out again
    assert settings(mapping, second) == {"start": "2000-06-15", "horizon": 2.0, "world.text": "open"}
    assert settings(mapping, third)["world.text"] == "none"


def test_rules_hold_between_their_days_and_the_later_wins(tmp_path: Path) -> None:
    text = MAPPING.replace(
        "      - {set: {parameters.nothing: ~}}\n", "      - {when: {docket: [text]}, set: {x: 2}}\n"
    )
    mapping = mapping_of(tmp_path, text)
    found = [settings(mapping, case) for case in cases_in(CASES, "cases.csv", mapping.columns)]
    assert [one.get("parameters.nothing") for one in found] == [None, 1, None]
    assert [one.get("x") for one in found] == [2, 2, None]


def test_items_say_what_happened(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path)
    items = mapping.items(cases_in(CASES, "cases.csv", mapping.columns))
    assert [(item.name, item.options[item.happened]) for item in items] == [
        ("R1 act A", "press"), ("R1 act B", "block"), ("R1 graded", "nothing"), ("R1 product", "none"),
        ("R1 first", "A"),
        ("R2 act A", "press"), ("R2 act B", "sit"), ("R2 graded", "full"), ("R2 product", "some"),
        ("R2 first", "nobody"),
        ("R3 act A", "hold"), ("R3 act B", "sit"), ("R3 first", "nobody"),
    ]  # fmt: skip


def test_an_act_may_be_that_of_the_next_row_if_it_comes_soon(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, MAPPING.replace("  openers:", "  next: {B: 106}\n  openers:"))
    cases = cases_in(CASES, "cases.csv", mapping.columns)
    acts = [item for item in mapping.items(cases) if item.who == "B"]
    # 106 days from R1 to R2, more to R3, and none after it
    assert [(item.case, item.options[item.happened]) for item in acts] == [("R1", "sit")]


def test_who_gave_way_first() -> None:
    names = {"US": ["US"], "China": ["China", "CN"], "Russia": ["RU"], "DPRK": ["DPRK"]}
    assert first_named("US soft (drops a chapter); CN,RU soft (voted)", names) == ("US",)
    assert first_named("CN hard, RU hard; US soft", names) == ("China", "Russia")
    assert first_named("Panel changed the text: US soft loss; Russia says US then blocked it", names) == (
        "US",
    )
    assert first_named("US soft (drills) matching DPRK freeze: mutual", names) == ("US",)
    assert first_named("none (CN,RU outvoted; US soft)", names) == ()


SLIPS = [
    ("when: {docket: text}, outcome: {nothing", "when: {dockt: text}, outcome: {nothing",
     "items.graded.when.dockt: unknown column 'dockt'", "docket"),
    ("is: {text: open, none: none}", "is: {text: open}",
     "levels.text.is: expected a level for every word of the column; missing: none", ""),
    ("openers: {text: [A]}", "openers: {text: [C]}", "items.openers.text.0: unknown actor 'C'", ""),
    ("moves: {block: [block]}, otherwise: sit", "moves: {block: [block]}, otherwise: sat",
     "theatres.small.acts.B.otherwise: unknown act 'sat'; this file has: block, sit", "sit"),
    ("by: vote, is: full", "by: vote, is: fully",
     "theatres.small.endings.0.is: unknown option 'fully'; this file has: nothing, full", "full"),
    ("acts: {A: [press, drop, hold], B", "acts: {A: [press, drop], B",
     "items.acts.A: expected every word of the column; 'hold' of columns.A is missing", ""),
    ("window: 2", "window: 0", "window: expected a number of months > 0, got 0", ""),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message", "meant"), SLIPS)
def test_a_slip_in_a_mapping_is_reported_with_its_place(
    tmp_path: Path, old: str, new: str, message: str, meant: str
) -> None:
    found, *_ = problems(tmp_path, old, new)
    line = MAPPING[: MAPPING.index(old)].count("\n") + 1
    assert found.startswith(f"{line}:") and message in found
    assert found.endswith(f"did you mean: {meant}") == bool(meant)


def test_a_theatre_without_rules_is_named_with_those_that_have(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"unknown theatre 'smal'; .*\n    did you mean: small"):
        mapping_of(tmp_path).theatre("smal")


def test_the_shipped_record_has_the_items_of_the_issue() -> None:
    files = shipped_records()["history"]
    mapping = read_mapping(files.mapping)
    cases = cases_in(files.cases.read_text(encoding="utf-8"), "cases.csv", mapping.columns)
    items: tuple[Item, ...] = mapping.items(cases)
    kinds = [item.kind for item in items]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "act": 134,
        "graded": 12,
        "product": 20,
        "first": 29,
    }
    assert sum(item.who == "DPRK" for item in items) == 18
    assert (cases[0].on, cases[-1].on) == (date(2006, 7, 15), date(2023, 11, 27))
