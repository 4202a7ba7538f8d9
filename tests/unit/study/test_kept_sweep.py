"""Folders of sweeps: begun, stopped anywhere, gone on with, enlarged; another sweep is refused."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from blinkfirst.errors import OptionError, StoreError, StudyError
from blinkfirst.scenario.loading import changed, load
from blinkfirst.study.kept_sweep import KeptSweep
from blinkfirst.study.run import SweepRun, failed_cases
from blinkfirst.study.store.manifest import read_sweep_manifest
from blinkfirst.study.store.tables import OUTCOMES
from blinkfirst.study.sweep import SweepRequest, planned
from worlds.damage import ONE_FILE, doubled, emptied, link, pipe, swapped
from worlds.damage import emptied as file
from worlds.small_sweeps import AXES, CASES, PART_SIZE, design, go_on, keep, request, scenario, tree


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return keep(tmp_path_factory.mktemp("undisturbed") / "swept")


@pytest.fixture
def begun_folder(tmp_path: Path) -> Path:
    """A folder with two of its five parts."""
    return keep(tmp_path / "swept", most_parts=2)


@pytest.fixture
def opened(begun_folder: Path) -> Iterator[KeptSweep]:
    kept = KeptSweep.open(begun_folder)
    with kept.store:
        yield kept


@pytest.mark.parametrize("most_parts", [1, 2, 4])
def test_a_sweep_that_is_gone_on_with_is_the_undisturbed_one(
    most_parts: int, undisturbed: Path, tmp_path: Path
) -> None:
    folder = keep(tmp_path / "another name", most_parts=most_parts)
    assert len(list((folder / "parts").iterdir())) == most_parts
    while len(list((folder / "parts").iterdir())) < 5:
        go_on(folder, most_parts=1)
    assert tree(folder) == tree(undisturbed)


def test_a_finished_sweep_is_left_as_it_is(undisturbed: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in undisturbed.rglob("*") if path.is_file()}
    go_on(undisturbed)
    assert {path: path.stat().st_mtime_ns for path in undisturbed.rglob("*") if path.is_file()} == before


def test_a_folder_is_taken(begun_folder: Path) -> None:
    with pytest.raises(OptionError, match="holds a sweep already; go on with it"):
        keep(begun_folder)


def test_nothing_to_go_on_with(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no folder of results"):
        go_on(tmp_path)


def test_errors_name_lines_of_the_folders_own_scenario(undisturbed: Path) -> None:
    tables = [(undisturbed / "parts" / f"{part:06d}" / "cases.parquet").read_bytes() for part in range(5)]
    errors = {case.error for table in tables for case in failed_cases(table)}
    assert errors
    lines = (undisturbed / "scenario.yaml").read_text().splitlines()
    for error in errors:
        file, line, _ = error.split(":")[:3]
        assert file == "scenario.yaml" and lines[int(line) - 1].startswith("tick:")


def test_a_larger_design_keeps_what_is_there(undisturbed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "swept"
    shutil.copytree(undisturbed, folder)
    before = tree(folder)
    kept = KeptSweep.open(folder)
    with kept.store:
        more = kept.count_new_cases(request(points=9))
        assert more == 4 * 3
        larger = kept.extend(kept.sweep.extended(design(points=9), more, PART_SIZE))
    assert larger.notices == (f"{folder}: 24 cases are planned there already, the design adds 12",)
    go_on(folder)
    after = tree(folder)
    assert {name: after[name] for name in before if name != "manifest.json"} == {
        name: content for name, content in before.items() if name != "manifest.json"
    }
    manifest = read_sweep_manifest(folder)
    assert (manifest.cases, manifest.parts) == (36, 8)
    assert manifest.rounds[0] == read_sweep_manifest(undisturbed).rounds[0]


def test_stopped_and_enlarged_is_enlarged_and_finished(undisturbed: Path, tmp_path: Path) -> None:
    """Enlarged when finished, enlarged when hardly begun: the same folder in the end."""
    finished, hardly = tmp_path / "finished", tmp_path / "hardly"
    shutil.copytree(undisturbed, finished)
    keep(hardly, most_parts=1)
    for folder in (finished, hardly):
        kept = KeptSweep.open(folder)
        with kept.store:
            more = kept.count_new_cases(request(points=9))
            kept.extend(kept.sweep.extended(design(points=9), more, PART_SIZE))
        go_on(folder, most_parts=1)
        go_on(folder)
    assert tree(finished) == tree(hardly)


@pytest.mark.parametrize("points", [1, 3, 6])
def test_a_design_that_is_there_adds_nothing(points: int, opened: KeptSweep) -> None:
    assert opened.count_new_cases(request(points=points)) == 0


def test_another_scenario_is_refused_and_the_difference_shown(opened: KeptSweep) -> None:
    other = changed(scenario(), {"actors.West.precision": 9, "arguments.prize.strength": 2})
    with pytest.raises(StudyError) as caught:
        opened.count_new_cases(replace(request(), scenario=other))
    assert str(caught.value).splitlines() == [
        f"{opened.store.folder}: holds another sweep; name another folder for this one",
        "the scenario is not the same (there -> here):",
        "  actors.West.precision: 4 -> 9",
        "  arguments.prize.strength: absent -> 2",
    ]


def test_a_quite_different_scenario_is_not_shown_to_the_last_line(opened: KeptSweep) -> None:
    with pytest.raises(StudyError) as caught:
        opened.count_new_cases(replace(request(), scenario=load("textbook/coin-tosses")))
    lines = str(caught.value).splitlines()
    assert len(lines) == 23 and lines[-1].startswith("  and ") and lines[-1].endswith(" more")
    assert max(map(len, lines[1:])) < 200


def test_the_same_scenario_in_other_words_is_no_other(opened: KeptSweep, tmp_path: Path) -> None:
    """Composed again from the folder's file: other places, the same world."""
    again = load(opened.store.folder / "scenario.yaml")
    assert again.name != scenario().name
    assert opened.count_new_cases(replace(request(points=7), scenario=again)) == 4


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ({"outcomes": ("world",)}, f"outcomes: {','.join(OUTCOMES)} there, world here"),
        ({"seed": 3}, "seed: 0 there, 3 here"),
        ({"runs": 5}, "runs: 0 there, 5 here"),
    ],
)  # fmt: skip
def test_another_question_is_refused(asked: dict[str, object], line: str, opened: KeptSweep) -> None:
    with pytest.raises(StudyError) as caught:
        opened.count_new_cases(replace(request(), **asked))  # type: ignore[arg-type]
    assert str(caught.value).splitlines()[1:] == [line]


@pytest.mark.parametrize(
    "axes", [AXES[:2], (*AXES, "horizon=6,12"), (AXES[0], "world.quarrel.start=mild,costly", AXES[2])]
)
def test_other_paths_are_refused(axes: tuple[str, ...], opened: KeptSweep) -> None:
    with pytest.raises(StudyError, match=r"sweeps over actors\.East\.tempo, world\.quarrel, arguments"):
        opened.count_new_cases(SweepRequest(scenario(), design(axes=axes), request().outcomes))


def test_text_does_not_go_into_a_column_of_numbers(tmp_path: Path) -> None:
    def asked(axis: str) -> SweepRequest:
        return SweepRequest(scenario(), design(axes=[axis]), ("questions",))

    kept = KeptSweep.create(tmp_path / "swept", planned(asked("actors.East.precision=1,2"), 2))
    with kept.store, pytest.raises(StudyError, match="'exact' does not fit into this folder"):
        kept.count_new_cases(asked("actors.East.precision=1,2,exact"))


def test_a_damaged_part_is_said_and_computed_again(undisturbed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "swept"
    shutil.copytree(undisturbed, folder)
    torn = folder / "parts" / "000003" / "world.parquet"
    torn.write_bytes(torn.read_bytes()[:-9])
    kept = KeptSweep.open(folder)
    with kept.store:
        assert kept.notices == (
            f"{folder}: part 3 was damaged (world.parquet is cut off or overwritten); it is computed again",
        )
        assert kept.store.done() == {0, 1, 2, 4}
    go_on(folder)
    assert tree(folder) == tree(undisturbed)


@pytest.mark.parametrize("table", ["cases", "payoffs"])
@pytest.mark.parametrize("how", ONE_FILE)
def test_whatever_befalls_a_file_is_said_and_computed_again(
    how: str, table: str, undisturbed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "swept"
    shutil.copytree(undisturbed, folder)
    ONE_FILE[how](folder / "parts" / "000002" / f"{table}.parquet")
    kept = KeptSweep.open(folder)
    kept.store.close()
    (notice,) = kept.notices
    assert notice.startswith(f"{folder}: part 2 was damaged ({table}.parquet")
    assert notice.endswith("); it is computed again")
    assert tree(go_on(folder)) == tree(undisturbed)


@pytest.mark.parametrize("how", [swapped, doubled])
def test_parts_that_changed_places_are_computed_again(
    how: Callable[[Path, Path], None], undisturbed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "swept"
    shutil.copytree(undisturbed, folder)
    for table in ("cases", *OUTCOMES):
        how(*(folder / "parts" / part / f"{table}.parquet" for part in ("000001", "000003")))
    assert tree(go_on(folder)) == tree(undisturbed)


@pytest.mark.parametrize("how", [pipe, file, link])
def test_a_part_that_is_no_folder_is_computed_again(
    how: Callable[[Path], None], undisturbed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "swept"
    shutil.copytree(undisturbed, folder)
    part = folder / "parts" / "000004"
    shutil.rmtree(part)
    part.touch()
    how(part)
    assert tree(go_on(folder)) == tree(undisturbed)
    assert part.is_dir() and not part.is_symlink()


def test_a_part_that_is_damaged_while_the_sweep_runs_is_named(begun_folder: Path) -> None:
    kept = KeptSweep.open(begun_folder)
    emptied(begun_folder / "parts" / "000001" / "cases.parquet")
    with kept.store, pytest.raises(StoreError, match=r"part 1 is damaged: cases\.parquet"):
        SweepRun(kept.sweep, kept)


def test_a_manifest_that_is_removed_while_the_sweep_runs_comes_back(
    undisturbed: Path, begun_folder: Path
) -> None:
    kept = KeptSweep.open(begun_folder)
    (begun_folder / "manifest.json").unlink()
    part = {path.stem: path.read_bytes() for path in (undisturbed / "parts" / "000002").iterdir()}
    with kept.store, pytest.raises(StoreError) as caught:
        kept.store.write_part(2, part)
    assert str(caught.value) == (
        f"{begun_folder}: manifest.json was removed while the sweep was writing; it is there again, go on "
        f"with `blinkfirst sweep --out {begun_folder} --resume`"
    )
    assert tree(go_on(begun_folder)) == tree(undisturbed)


def test_a_folder_that_is_removed_while_the_sweep_runs_does_not_come_back(begun_folder: Path) -> None:
    kept = KeptSweep.open(begun_folder)
    shutil.rmtree(begun_folder)
    with kept.store, pytest.raises(StoreError, match="was removed while the sweep was writing; nothing more"):
        kept.store.write_part(2, {})
    assert not begun_folder.exists()


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("cases", 25, "rounds.0.cases: expected 24, which its design has, got 25"),
        ("design", {"factors": []}, "rounds.0.design: "),
        ("design", {"factors": [{"kind": "axis", "path": "actors.East.tempo", "values": [1]}]},
         "rounds.0.design: this folder sweeps over "),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_refused(key: str, value: object, said: str, begun_folder: Path) -> None:
    path = begun_folder / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["seal"]
    manifest["rounds"][0][key] = value
    path.write_text(json.dumps(manifest))
    with pytest.raises(StudyError, match=f"{re.escape(f'{path}: {said}')}"):
        KeptSweep.open(begun_folder)


def test_looking_at_a_folder_changes_nothing_in_it(begun_folder: Path) -> None:
    torn = begun_folder / "parts" / "000001" / "world.parquet"
    torn.write_bytes(b"")
    before = tree(begun_folder)
    kept = KeptSweep.open(begun_folder, writing=False)
    assert kept.notices == () and len(kept.sweep.legs) == 1
    assert tree(begun_folder) == before


def test_other_versions_are_said(begun_folder: Path) -> None:
    path = begun_folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["versions"] |= {"numpy": "1.0", "numba": "0.1"}
    del manifest["seal"]
    path.write_text(json.dumps(manifest))
    kept = KeptSweep.open(begun_folder)
    with kept.store:
        assert kept.notices == (
            "begun with numpy 1.0, numba 0.1, gone on with others: the last digits of new cases may differ",
        )


def test_two_do_not_write_at_once(opened: KeptSweep) -> None:
    with pytest.raises(StoreError, match="is being written to already"):
        KeptSweep.open(opened.store.folder)


def test_a_refusal_lets_the_folder_go(begun_folder: Path) -> None:
    """An error on opening leaves no lock behind."""
    path = begun_folder / "manifest.json"
    manifest = json.loads(path.read_text())
    good = json.dumps(manifest)
    manifest["rounds"][0]["design"] = {"factors": [{"kind": "nonsense"}]}
    del manifest["seal"]
    path.write_text(json.dumps(manifest))
    for _ in range(2):
        with pytest.raises(StudyError):
            KeptSweep.open(begun_folder)
    path.write_text(good)
    assert len(tree(go_on(begun_folder))) == 3 + 5 * (1 + len(OUTCOMES)) and CASES == 24
