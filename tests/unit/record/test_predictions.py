from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from blinkfirst.errors import ScenarioError
from blinkfirst.game.game import FloatArray
from blinkfirst.record.cases import cases_in
from blinkfirst.record.items import Forecaster, Item
from blinkfirst.record.mapping import read_mapping
from blinkfirst.record.predictions import Theatre, predictions
from blinkfirst.record.rivals.persistence import persistence
from worlds.small_record import CASES, MAPPING, THEATRE, written


def told(
    folder: Path, cases: str = CASES, mapping: str = MAPPING, theatre: str = THEATRE
) -> tuple[tuple[Item, ...], Forecaster]:
    file = written(folder)
    file.write_text(theatre, encoding="utf-8")
    rules = folder / "small" / "mapping.yaml"
    rules.write_text(mapping, encoding="utf-8")
    read = read_mapping(rules)
    table = cases_in(cases, "cases.csv", read.columns)
    items = read.items(table)
    forecaster, coin = predictions(Theatre(file, "small", read, {}, (None,)), table, items)
    # everybody tosses coins in this theatre
    assert all(np.array_equal(a, b) for a, b in zip(forecaster.chances, coin.chances, strict=True))
    return items, forecaster


def by_name(items: tuple[Item, ...], forecaster: Forecaster) -> dict[str, FloatArray]:
    return {item.name: chances for item, chances in zip(items, forecaster.chances, strict=True)}


def test_chances_of_items_worked_out_by_hand(tmp_path: Path) -> None:
    found = by_name(*told(tmp_path))
    # each tick A has the initiative with .4 and B with .4, of two moves each; the vote comes with .2
    # A opened it: without it A presses with .2 in each of two ticks, .2 + .8 x .2
    assert found["R1 act A"] == pytest.approx([0.36, 0.0, 0.64])
    # B blocks while it is open: .2, and .2 again if A did not drop it, B did not block and no vote was held
    assert found["R1 act B"] == pytest.approx([0.28, 0.72])
    # a vote before B has blocked, .2 + .4 x .2
    assert found["R1 graded"] == pytest.approx([0.72, 0.28])
    assert found["R1 product"] == pytest.approx([0.72, 0.28])
    # A drops it, .2, or does so in the second tick if it is still open, be it blocked or not, .6 x .2
    assert found["R1 first"] == pytest.approx([0.32, 0.0, 0.68])
    # nothing is open, and A neither opened nor answers it: its first act in the window
    assert found["R3 act A"] == pytest.approx([0.36, 0.0, 0.64])


def test_an_event_may_be_a_blink_and_an_ending(tmp_path: Path) -> None:
    """The vote is let happen by B, who gives way by it."""
    theatre = THEATRE.replace("rate: 0.2,", "rate: 0.2, blink: {B: soft},").replace(
        "blinkfirst: 1", "blinkfirst: 2"
    )
    found = by_name(*told(tmp_path, theatre=theatre))
    assert found["R1 graded"] == pytest.approx([0.72, 0.28])
    # each ends it with .2 in either tick: A by dropping it, B by the vote
    assert found["R1 first"] == pytest.approx([0.32, 0.32, 0.36])


def test_a_later_row_changes_nothing_that_is_said_of_earlier_ones(tmp_path: Path) -> None:
    (tmp_path / "before").mkdir()
    (tmp_path / "after").mkdir()
    planted = CASES + "R4,2001-03-01,y,text,drop,block,PASSED,B hard,\n"
    items, before = told(tmp_path / "before")
    more, after = told(tmp_path / "after", planted)
    for said, said_then in ((before, after), (persistence(items), persistence(more))):
        for one, other in zip(said.chances, said_then.chances, strict=False):
            assert np.array_equal(one, other)
    assert more[: len(items)] == items


def test_rules_that_do_not_fit_the_theatre_are_reported_with_their_places(tmp_path: Path) -> None:
    wrong = MAPPING.replace("press: [press]", "press: [pres]").replace("by: vote", "by: votes")
    with pytest.raises(ScenarioError) as caught:
        told(tmp_path, mapping=wrong)
    first, second = map(str, caught.value.problems)
    assert "mapping.yaml:32:27: theatres.small.acts.A.moves.press.0: unknown deed of A: 'pres'" in first
    assert "mapping.yaml:35:38: theatres.small.endings.0.by: unknown event 'votes'" in second
    assert second.endswith("did you mean: vote")


def test_business_that_the_theatre_does_not_have_cannot_be_withheld(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"29:16: theatres.small.withheld.world.txt: unknown variable"):
        told(tmp_path, mapping=MAPPING.replace("withheld: {world.text: none}", "withheld: {world.txt: none}"))
