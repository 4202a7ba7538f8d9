from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from blinkfirst.record.base_rates import BaseRate, base_rates, jeffreys_interval
from blinkfirst.record.cases import cases_in
from blinkfirst.record.mapping import read_mapping
from worlds.small_record import MAPPING

# who gave way in March 2000 and in February 2001, and nobody in between
CASES = """\
id,date,cluster,docket,A,B,outcome,blink
R1,2000-03-01,x,text,press,block,FAILED,A soft
R2,2000-06-15,y,text,press,sit,PASSED,none
R3,2001-02-01,y,none,hold,sit,NOTHING,B hard
R4,2001-03-01,z,none,hold,sit,NOTHING,none
"""


def rates(folder: Path, before: date, cases: str = CASES) -> tuple[BaseRate, ...]:
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    mapping = read_mapping(folder / "mapping.yaml")
    return base_rates(mapping, cases_in(cases, "cases.csv", mapping.columns), before).rates


def test_a_case_counts_once_its_months_have_passed(tmp_path: Path) -> None:
    found = rates(tmp_path, date(2001, 3, 15))
    # within six months of R1 somebody gave way, of R2 nobody; a year has passed since R1 only
    assert [(one.months, one.gave_way, one.cases, one.episodes) for one in found] == [
        (6, 1, 2, 2),
        (12, 1, 1, 1),
    ]
    later = rates(tmp_path, date(2001, 7, 1))
    assert [(one.months, one.gave_way, one.cases) for one in later] == [(6, 1, 2), (12, 2, 2)]


def test_nothing_of_the_day_or_later_is_looked_at(tmp_path: Path) -> None:
    day = date(2001, 3, 15)
    planted = (
        CASES + "R5,2001-03-15,z,none,hold,sit,NOTHING,A hard\nR6,2001-05-01,z,none,hold,sit,NOTHING,A hard\n"
    )
    assert rates(tmp_path, day, planted) == rates(tmp_path, day)
    assert rates(tmp_path, date(2000, 3, 1)) == ()


def test_the_interval_takes_an_episode_for_a_case() -> None:
    assert jeffreys_interval(3, 10) == pytest.approx((0.11733, 0.55813), abs=1e-5)
    assert jeffreys_interval(0, 5)[0] == 0.0
    assert jeffreys_interval(5, 5)[1] == 1.0
