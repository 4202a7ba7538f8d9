"""The folder of an answer: written whole, read back cell by cell, asked in SQL, summed up."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.errors import OptionError, StoreError
from blinkfirst.questions.run.answer import outlook_of
from blinkfirst.questions.sweep.answer import sweep
from blinkfirst.scenario.loading import load
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.store.answer_folder import write_answer_folder
from blinkfirst.study.store.manifest import AnswerManifest, read_manifest, read_sweep_manifest
from blinkfirst.study.store.reading import fingerprint, read_table, table_sizes, tidy_table, write_csv
from blinkfirst.study.store.sweep_folder import CaseStore, check_place
from blinkfirst.study.store.tables import OUTCOMES, TidyTable
from worlds.damage import ONE_FILE, flipped
from worlds.two_houses import TWO_HOUSES, written

MADE = TidyTable(
    "made",
    ("name", "number", "share", "holds"),
    ("", "", "probability", ""),
    (('a "b",\nc', 1, 0.1, True), ("", 2, None, False), ("1", 3, 1e-300, True)),
)


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    return load(str(written(tmp_path, "two.yaml", TWO_HOUSES)))


@pytest.fixture
def folder(scenario: Scenario, tmp_path: Path) -> Path:
    place = tmp_path / "deep" / "kept"
    write_answer_folder(place, "run", scenario, [MADE], {"method": "none"}, {"story.txt": "once"})
    return place


def test_what_is_written_is_read(folder: Path) -> None:
    manifest = read_manifest(folder / "manifest.json")
    assert isinstance(manifest, AnswerManifest)
    assert (manifest.command, manifest.scenario, manifest.model_extra) == ("run", "two", {"method": "none"})
    assert tidy_table(folder, "made").columns == MADE.columns
    assert tidy_table(folder, "made").units == MADE.units
    assert tuple(tidy_table(folder, "made").rows) == MADE.rows
    assert [(size.schema.name, size.rows) for size in table_sizes(folder)] == [("made", 3)]
    assert read_table(folder, "made").read_all().num_rows == 3
    assert (folder / "story.txt").read_text() == "once"
    assert [path.name for path in folder.parent.iterdir()] == ["kept"], "no draft is left behind"
    with pytest.raises(OptionError, match="amde: no table of this folder; it has: made"):
        tidy_table(folder, "amde")


def test_as_csv_it_is_the_file(folder: Path, tmp_path: Path) -> None:
    with (tmp_path / "again.csv").open("wb") as stream:
        write_csv(folder, "made", stream)
    assert (tmp_path / "again.csv").read_bytes() == (folder / "made.csv").read_bytes()


def test_sql(folder: Path) -> None:
    pytest.importorskip("duckdb")
    from blinkfirst.study.store.query import answer_to

    found = answer_to(folder, "select number, share from made where holds order by number")
    assert list(found.rows()) == [(1, 0.1), (3, 1e-300)]
    with pytest.raises(OptionError) as caught:
        answer_to(folder, "select nothing from made")
    assert str(caught.value).endswith("tables and their columns:\n    made: name, number, share, holds")


@pytest.mark.parametrize(
    "text", ["", "name,number\n", "name,number,share,holds\na,b,c,d\n", "name,number,share,holds\na,1,0.5\n"]
)
def test_a_table_that_somebody_has_been_at_is_refused(text: str, folder: Path) -> None:
    (folder / "made.csv").write_text(text)
    with pytest.raises(StoreError, match=r"made\.csv: cannot be read as the table that manifest"):
        tidy_table(folder, "made")


@pytest.mark.parametrize("how", [damage for damage in ONE_FILE.values() if damage is not flipped])
def test_whatever_befalls_a_table_is_said(how: Callable[[Path], None], folder: Path) -> None:
    how(folder / "made.csv")
    for action in (
        lambda: tidy_table(folder, "made"),
        lambda: table_sizes(folder),
        lambda: write_csv(folder, "made", io.BytesIO()),
    ):
        with pytest.raises(StoreError, match=r"made\.csv: cannot be read as the table that manifest"):
            action()


def test_a_digit_that_was_changed_is_noticed(folder: Path) -> None:
    text = (folder / "made.csv").read_text()
    (folder / "made.csv").write_text(text.replace("0.1", "0.7"))
    with pytest.raises(StoreError, match=r"made\.csv: .*: it was changed after it was written"):
        tidy_table(folder, "made")
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["seal"], manifest["table_sha256"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert tidy_table(folder, "made").rows[0][2] == 0.7, "folders from before there were hashes"


def test_a_missing_table_is_refused(folder: Path) -> None:
    (folder / "made.csv").unlink()
    with pytest.raises(StoreError, match=r"made\.csv: cannot be read"):
        tidy_table(folder, "made")


def test_it_is_no_sweep(folder: Path) -> None:
    for opened in (read_sweep_manifest, CaseStore.open):
        with pytest.raises(StoreError, match="no folder of a sweep: it holds an answer of `run`"):
            opened(folder)
    with pytest.raises(OptionError, match="holds results already; name another folder"):
        check_place(folder)


def test_the_fingerprint_is_of_the_results(folder: Path, scenario: Scenario, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write_answer_folder(other, "run", scenario, [MADE], {"method": "none"}, {"story.txt": "twice"})
    assert fingerprint(folder) == fingerprint(other)
    (other / "made.csv").write_text((other / "made.csv").read_text() + "d,4,0.5,True\n")
    assert fingerprint(folder) != fingerprint(other)


def test_a_run_has_the_tables_of_a_sweep_of_one_case(scenario: Scenario) -> None:
    run = {table.name: table for table in outlook_of(compile_scenario(scenario)).tables()}
    swept = sweep(scenario, ["actors.US.precision=2"], outcomes=OUTCOMES)
    for name in OUTCOMES:
        ours, theirs = run[name], swept.table(name)
        assert ours.columns == theirs.columns[2:], "behind the number of the case and its setting"
        assert ours.units == theirs.units[2:] and len(ours.rows) == len(theirs.rows)
        for mine, other in zip(ours.rows, theirs.rows, strict=True):
            for cell, same in zip(mine, other[2:], strict=True):
                if isinstance(cell, float):
                    assert isinstance(same, float) and math.isclose(cell, same, abs_tol=1e-12)
                else:
                    assert cell == same
