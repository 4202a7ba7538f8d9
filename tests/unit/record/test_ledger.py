"""The ledger's file: lines are added, sealed and never changed; what does not fit is refused."""

# ruff: noqa: E501  messages stand in full

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from blinkfirst.errors import OptionError, ScenarioError, StoreError
from blinkfirst.record.ledger import (
    LEDGER,
    NO,
    VOID,
    YES,
    LedgerForecast,
    Resolution,
    add_entries,
    read_ledger,
)
from blinkfirst.study.store.folder_lock import FolderLock

RAIN = LedgerForecast(
    name="F1",
    made=date(2020, 1, 1),
    written=date(2020, 1, 1),
    question="Will it rain? \u2028 \u00dcberall",
    chance=0.1 + 0.2,
    rule="the gauge",
    by=date(2020, 2, 1),
    cluster="weather",
    lens={"old": 1.0},
    settings={"world.heat": "low"},
)
DRY = Resolution("F1", NO, date(2020, 2, 1), date(2020, 2, 2), source="the gauge")


def begun(folder: Path, *entries: LedgerForecast | Resolution) -> Path:
    add_entries(folder, lambda ledger: entries)
    return folder


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    folder = begun(tmp_path / "new" / "kept", RAIN)
    add_entries(folder, lambda ledger: [replace(RAIN, name=f"F{len(ledger.forecasts) + 1}")])
    add_entries(folder, lambda ledger: [DRY])
    found = read_ledger(folder)
    assert list(found.forecasts.values()) == [RAIN, replace(RAIN, name="F2")]
    assert found.resolutions == {"F1": DRY}
    assert [path.name for path in folder.iterdir()] == [LEDGER], "no draft, no lock is left"


def test_lines_are_added_and_those_before_stay(tmp_path: Path) -> None:
    folder = begun(tmp_path / "kept", RAIN)
    before = (folder / LEDGER).read_bytes()
    add_entries(folder, lambda ledger: [DRY])
    after = (folder / LEDGER).read_bytes()
    assert after.startswith(before) and after.endswith(b"\n")
    assert [json.loads(line)["entry"] for line in after.decode().rstrip("\n").split("\n")] == [
        *("ledger", "forecast", "resolution"),
    ]


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (lambda lines: [lines[0], lines[1].replace("0.30000000000000004", "0.9"), *lines[2:]], 2, "changed after"),
        (lambda lines: [lines[0], lines[1] + " ", *lines[2:]], 2, "changed after"),
        (lambda lines: [lines[0], *lines[2:]], 2, "the line before this one"),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], 2, "the line before this one"),
        (lambda lines: lines[1:], 1, "the line before this one"),
        (lambda lines: [*lines, "{}"], 5, "changed after"),
        (lambda lines: ["", *lines], 1, "changed after"),
    ],
)
def test_a_changed_ledger_is_refused_with_the_line(
    tmp_path: Path, change: object, line: int, message: str
) -> None:
    folder = begun(tmp_path / "kept", RAIN, replace(RAIN, name="F2"), DRY)
    lines = (folder / LEDGER).read_text(encoding="utf-8").rstrip("\n").split("\n")
    assert callable(change)
    (folder / LEDGER).write_text("\n".join(change(lines)) + "\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=message) as caught:
        read_ledger(folder)
    assert caught.value.problems[0].place.line == line
    with pytest.raises(ScenarioError):
        add_entries(folder, lambda ledger: [])


def test_line_ends_of_windows_are_no_change(tmp_path: Path) -> None:
    folder = begun(tmp_path / "kept", RAIN)
    text = (folder / LEDGER).read_bytes().replace(b"\n", b"\r\n")
    (folder / LEDGER).write_bytes(text)
    assert list(read_ledger(folder).forecasts) == ["F1"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (RAIN, "there is a forecast 'F1' already"),
        (replace(RAIN, name="F2", made=date(2020, 2, 2), written=date(2020, 2, 2)), "comes too late"),
        (replace(RAIN, name="F2", written=date(2019, 12, 31)), "cannot be written on 2019-12-31"),
        (replace(RAIN, name="F2", chance=1.5), "expected a probability from 0 to 1, got 1.5"),
        (replace(DRY, name="F11"), "unknown forecast 'F11'; this ledger has: F1, F3"),
        (replace(DRY, name="F3"), "F3 is resolved already: yes, on 2020-02-01; no line is ever changed"),
        (replace(DRY, outcome="mabye"), "expected one of yes, no, void, got 'mabye'"),
        (replace(DRY, outcome="voit"), "did you mean: void"),
        (replace(DRY, outcome=VOID), "a forecast is void for a reason; say which"),
        (replace(DRY, source=""), "'no' has a source; say which"),
        (replace(DRY, on=date(2019, 12, 31)), "before F1 was made on 2020-01-01: that was no forecast"),
        (replace(DRY, on=date(2020, 2, 3)), "cannot be written on 2020-02-02, before that day"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(
    tmp_path: Path, entry: LedgerForecast | Resolution, message: str
) -> None:
    third = replace(RAIN, name="F3")
    folder = begun(tmp_path / "kept", RAIN, third, replace(DRY, name="F3", outcome=YES))
    before = (folder / LEDGER).read_bytes()
    with pytest.raises(OptionError) as caught:
        add_entries(folder, lambda ledger: [replace(RAIN, name="F4"), entry])
    assert message in caught.value.for_command
    assert (folder / LEDGER).read_bytes() == before, "all of them or none"


def test_a_forecast_of_its_last_day_is_in_time(tmp_path: Path) -> None:
    begun(tmp_path / "kept", replace(RAIN, made=RAIN.by, written=RAIN.by))


def test_folders_that_are_no_ledgers(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine")
    with pytest.raises(OptionError, match="but other files; name a ledger"):
        begun(tmp_path / "other", RAIN)
    for folder in ("other", "nowhere"):
        with pytest.raises(OptionError, match="is no ledger"):
            read_ledger(tmp_path / folder)
    (tmp_path / "other" / LEDGER).write_text("")
    with pytest.raises(ScenarioError, match="changed after"):
        read_ledger(tmp_path / "other")


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    folder = begun(tmp_path / "kept", RAIN)
    lock = FolderLock(folder)
    with pytest.raises(StoreError, match="is being written to already"):
        add_entries(folder, lambda ledger: [DRY])
    lock.release()
    add_entries(folder, lambda ledger: [DRY])
