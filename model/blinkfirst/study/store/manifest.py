"""``manifest.json``: what a result folder is about, read strictly. No times, no machines.

The day on which a folder was made is in ``made.json`` beside it, so that equal results have equal manifests.

A folder holds a sweep, as Parquet files part by part, or the answer to one question about a scenario, as CSV
files. Both have one manifest; `SweepManifest` and `AnswerManifest` say what each adds to it.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, ValidationError

from blinkfirst.errors import Place, Problem, ScenarioError, StoreError, StudyError, WrongFolderError
from blinkfirst.files.reading import own_bytes
from blinkfirst.files.writing import RESULTS
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.nodes import dotted, without
from blinkfirst.scenario.schema import Number, NumberByLens, Table, Text
from blinkfirst.scenario.validating import validated_as
from blinkfirst.scenario.yaml_trees import read_text
from blinkfirst.study.store.tables import (
    BOOL,
    DOUBLE,
    INT64,
    OUTCOMES,
    STRING,
    PathColumn,
    TableSchema,
    case_table_schemas,
    fits,
    spelled,
)

if TYPE_CHECKING:
    from blinkfirst.scenario.scenario import Scenario

MANIFEST, SCENARIO = RESULTS
MADE = "made.json"  # no part of the results: it says when they were made
_EPOCH_DIGITS = 11  # seconds up to the year 5138
SWEEP = "sweep"
SEAL = "seal"
# raised whenever an older blinkfirst could misread a folder; 1 had sweeps only, which are read as they are
FORMAT = 2
PACKAGES = ("blinkfirst", "numpy", "numba", "scipy", "mesa", "pyarrow", "pydantic", "pyyaml")

Count = Annotated[int, Field(strict=True, ge=0)]
Size = Annotated[int, Field(strict=True, ge=1)]
MOST_CASES = 2**63 - 1  # numbers of cases are int64
_TABLE_NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)
_KINDS = (INT64, DOUBLE, STRING, BOOL)
_COUNT, _SIZE = "a whole number >= 0", "a whole number >= 1"


class Round(Table):
    """The parts of one design.

    Attributes
    ----------
    design : the design as an object that JSON can hold.
    first_case, cases : number of the first case, and how many there are. An enlarging round holds those cases
        of its design that no earlier round has.
    part_size : cases per part; the last part may hold fewer.
    first_part : number of the first part.
    """

    design: dict[str, Any] = Field(description="a design, as a table")
    first_case: Count = Field(description=_COUNT)
    cases: Size = Field(description=_SIZE)
    part_size: Size = Field(description=_SIZE)
    first_part: Count = Field(description=_COUNT)

    @property
    def parts(self) -> range:
        """The numbers of its parts."""
        return range(self.first_part, self.first_part - (-self.cases // self.part_size))

    def cases_of(self, part: int) -> range:
        """Return the numbers of the cases in one of its parts."""
        first = self.first_case + (part - self.first_part) * self.part_size
        return range(first, min(first + self.part_size, self.first_case + self.cases))


class AskedQuestion(Table):
    """A question whose answers are kept: its name, its text, and ``probability`` or ``times``."""

    name: Text = Field(description="a name")
    ask: Text = Field(description="a question to the forecast")
    unit: Text = Field(description="probability or times")


class Manifest(Table):
    """The facts that every folder states.

    Attributes
    ----------
    command : the verb that wrote it.
    scenario, title : name and title.
    scenario_sha256 : of ``scenario.yaml``, the composed scenario.
    lens : shares by lens, of a pool under its key; empty without lenses.
    questions : of the scenario.
    seed, runs : of the agents; 0 runs when none play.
    versions : of Python and the packages that the numbers and bytes depend on.
    settings : values put in place of the scenario file's, by dotted path, as ``--set`` has them.
    composed_sha256 : of the composed scenario as a tree, however it is written; ``None`` in folders from
        before there was one.
    """

    format: Size = Field(default=FORMAT, description=_SIZE)
    command: Text = Field(default=SWEEP, description="the verb that wrote the folder")
    scenario: Text = Field(description="the name of a scenario")
    title: Text = Field(description="a title")
    scenario_sha256: Text = Field(description="a hash, as text")
    lens: dict[str, NumberByLens] = Field(description="a table of shares by lens")
    questions: tuple[AskedQuestion, ...] = Field(description="a list of questions")
    seed: Count = Field(description=_COUNT)
    runs: Count = Field(description=_COUNT)
    versions: dict[str, Text] = Field(description="a table of versions by package")
    settings: dict[str, Any] = Field(default={}, description="a table of values by path")
    composed_sha256: Text | None = Field(default=None, description="a hash, as text")

    def as_json(self) -> str:
        """Return the text of ``manifest.json``, whose seal shows whether anything in it was changed later."""
        found = {**self.model_dump(), "format": FORMAT}
        found[SEAL] = _seal_of(found)
        return json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


class AnswerManifest(Manifest):
    """The facts needed to ask a question again; a verb may add keys of its own.

    Attributes
    ----------
    ticks, tick_months : the clock.
    tables : the form of every table, each a CSV file.
    table_sha256 : of the CSV files, by table; empty in folders from before there was one.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow")

    ticks: Size = Field(description=_SIZE)
    tick_months: Number = Field(description="a number of months")
    tables: tuple[TableSchema, ...] = Field(description="a list of tables")
    table_sha256: dict[str, Text] = Field(default={}, description="a table of hashes by table")

    def schemas(self) -> dict[str, TableSchema]:
        """Return the tables by name."""
        return {table.name: table for table in self.tables}


class SweepManifest(Manifest):
    """The facts needed to do a sweep again, and to go on with it.

    Attributes
    ----------
    paths : the swept paths in the order of the design, with the type of their column.
    rounds : one per design, in the order in which they were added.
    outcomes : which tables are kept beside ``cases``.
    """

    paths: tuple[PathColumn, ...] = Field(description="a list of paths")
    rounds: tuple[Round, ...] = Field(description="a list of rounds")
    outcomes: tuple[Text, ...] = Field(description="a list of tables")

    @property
    def cases(self) -> int:
        """The number of cases in all rounds."""
        return sum(round_.cases for round_ in self.rounds)

    @property
    def varies_lens(self) -> bool:
        """True when cases differ by lens."""
        return any(column.path.split(".")[0] == "lens" for column in self.paths)

    @property
    def parts(self) -> int:
        """The number of parts in all rounds."""
        return sum(len(round_.parts) for round_ in self.rounds)

    def round_of(self, part: int) -> Round:
        """Return the round that a part belongs to."""
        for round_ in self.rounds:
            if part in round_.parts:
                return round_
        raise StoreError(f"there is no part {part}; the parts are 0 to {self.parts - 1}")

    def cases_of(self, part: int) -> range:
        """Return the numbers of the cases in a part."""
        return self.round_of(part).cases_of(part)

    def schemas(self) -> dict[str, TableSchema]:
        """Return the tables of every part by name."""
        return case_table_schemas(self.paths, self.outcomes, self.runs > 0)

    def enlarged(self, design: Mapping[str, Any], cases: int, part_size: int) -> SweepManifest:
        """Return the manifest with one more round behind the others."""
        added = Round(
            design=dict(design),
            first_case=self.cases,
            cases=cases,
            part_size=part_size,
            first_part=self.parts,
        )
        return self.model_copy(update={"rounds": (*self.rounds, added)})


def manifest_of_sweep(
    scenario: Scenario, paths: Sequence[PathColumn], outcomes: Iterable[str], seed: int, runs: int
) -> SweepManifest:
    """Return the manifest of a sweep with no round yet; `SweepManifest.enlarged` adds the first."""
    wanted = set(outcomes)
    return SweepManifest(
        **facts_of(scenario),
        paths=tuple(paths),
        rounds=(),
        outcomes=(*(name for name in OUTCOMES if name in wanted), *sorted(wanted - set(OUTCOMES))),
        seed=seed,
        runs=runs,
    )


def summary_facts(manifest: SweepManifest | AnswerManifest) -> dict[str, Any]:
    """Return the facts of a manifest that a summary of its folder states, for JSON."""
    return {
        "scenario": manifest.scenario,
        "title": manifest.title,
        "scenario_sha256": manifest.scenario_sha256,
        "lens": dict(manifest.lens),
        "settings": dict(manifest.settings),
        "tables": list(manifest.schemas()),
        "seed": manifest.seed,
        "runs": manifest.runs,
        "versions": dict(manifest.versions),
    }


def facts_of(scenario: Scenario) -> dict[str, Any]:
    """Return the facts about a scenario that every manifest states, and the versions in use."""
    from blinkfirst.scenario.questions import COUNT
    from blinkfirst.scenario.yaml_trees import yaml_text

    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "scenario_sha256": hashlib.sha256(yaml_text(scenario.composed).encode()).hexdigest(),
        "composed_sha256": scenario.sha256,
        "lens": dict(scenario.lens),
        "settings": dict(scenario.settings),
        "questions": [
            {"name": q.name, "ask": q.ask.text, "unit": "times" if q.ask.form == COUNT else "probability"}
            for q in scenario.questions
        ],
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages in use."""
    found = {"python": platform.python_version(), "platform": sys.platform}
    return found | {package: version_of(package) for package in PACKAGES}


def version_of(package: str) -> str:
    """Return the version of a package in use."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "from a checkout"


def today() -> str:
    """Return the date as YYYY-MM-DD; that of ``SOURCE_DATE_EPOCH`` where it is set, for output that repeats.

    Source
    ------
    The convention of reproducible builds: seconds since 1970, in UTC.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal() and len(epoch) <= _EPOCH_DIGITS:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    return date.today().isoformat()


def made_json() -> str:
    """Return the text of ``made.json`` of a folder that is made today."""
    return json.dumps({"date": today(), "blinkfirst": version_of("blinkfirst")}) + "\n"


def date_made(folder: Path) -> str | None:
    """Return the date on which a folder was made; ``None`` where its ``made.json`` does not say."""
    try:
        found = json.loads(own_bytes(folder / MADE))
        return date.fromisoformat(found["date"]).isoformat()
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def read_manifest(path: Path) -> SweepManifest | AnswerManifest:
    """Read ``manifest.json``: a folder that is not understood is not touched.

    Raises `StoreError` when it is not there, is no file or no JSON, was written by a newer blinkfirst or in a
    layout that is no longer read, was changed since it was written, or a key is missing, unknown or holds
    something else; with file, line, column and key.
    """
    try:
        text = own_bytes(path).decode()
        return _understood(path, text, json.loads(text))
    except (FileNotFoundError, NotADirectoryError):
        raise WrongFolderError(
            f"{path.parent}: no folder of results: there is no {MANIFEST} in it"
        ) from None
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise StoreError(f"{path}: not valid JSON: {error}") from None
    except RecursionError:
        raise StoreError(f"{path}: no manifest of blinkfirst: its values are nested too deeply") from None


def _understood(path: Path, text: str, found: Any) -> SweepManifest | AnswerManifest:
    kind = _kind(path, found)
    seal = found.pop(SEAL, None)
    try:
        manifest = kind.model_validate(found)
    except ValidationError as error:
        raise StoreError("\n".join(map(str, _problems(kind, text, path, error)))) from None
    if isinstance(manifest, SweepManifest):
        _check_order(path, manifest)
    else:
        _check_tables(path, manifest.tables)
    if seal is not None and seal != _seal_of(found):
        raise StoreError(
            f"{path}: was changed after it was written: its seal is not that of what stands in it; put the "
            "file back as it was"
        )
    return manifest


def _seal_of(found: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a manifest says, however it is spaced."""
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def read_sweep_manifest(folder: Path) -> SweepManifest:
    """Read the manifest of a sweep's folder.

    Raises `StoreError` as `read_manifest`, and when the folder holds something else than a sweep.
    """
    manifest = read_manifest(folder / MANIFEST)
    if isinstance(manifest, AnswerManifest):
        raise WrongFolderError(f"{folder}: no folder of a sweep: it holds an answer of `{manifest.command}`")
    return manifest


def _kind(path: Path, found: Any) -> type[SweepManifest] | type[AnswerManifest]:
    """Return the kind of a manifest; looks at the format first, for the keys of a newer one are not known."""
    if not isinstance(found, dict):
        raise StoreError(f"{path}: expected an object, got {type(found).__name__}")
    number = found.get("format")
    if number is None:
        if isinstance(found.get("versions"), dict) and "blinkfirst" in found:
            writer = found["versions"].get("blinkfirst", "an earlier version")
            raise StoreError(
                f"{path.parent}: was written by blinkfirst {writer}, in a layout that is read no more; "
                f"use that one, read the CSV tables as they are, or run {path.parent / SCENARIO} again"
            )
        raise WrongFolderError(f"{path.parent}: no folder of results: its {MANIFEST} has no `format`")
    if type(number) is not int or number < 1:
        raise StoreError(f"{path}: format: expected a whole number >= 1, got {number!r}")
    if number > FORMAT:
        raise StoreError(
            f"{path}: format: expected at most {FORMAT}, got {number}; the folder was written by a "
            "newer blinkfirst: use that one"
        )
    return SweepManifest if found.get("command", SWEEP) == SWEEP else AnswerManifest


def _problems(kind: type[Manifest], text: str, path: Path, error: ValidationError) -> Sequence[Problem]:
    """Return the problems of a manifest, each with its place.

    Read once more for that as YAML, which JSON is: a sound manifest, perhaps one of a million values, is read
    the fast way.
    """
    try:
        found = Diagnostics(without(read_text(text, str(path), []), (SEAL,)))
        validated_as(kind, found)
    except ScenarioError as refused:
        return refused.problems
    first = error.errors()[0]
    return found.problems or [Problem(Place(str(path)), dotted(first["loc"]), first["msg"])]


def _check_order(path: Path, manifest: SweepManifest) -> None:
    """Check that rounds follow one another without a gap, and that the tables can be made."""
    case = part = 0
    if not manifest.rounds:
        raise StoreError(f"{path}: rounds: expected at least one, got none")
    for k, round_ in enumerate(manifest.rounds):
        if (round_.first_case, round_.first_part) != (case, part):
            raise StoreError(
                f"{path}: rounds.{k}: expected first_case {case} and first_part {part}, right behind the "
                f"round before, got {round_.first_case} and {round_.first_part}"
            )
        if case + round_.cases > MOST_CASES:
            raise StoreError(f"{path}: rounds.{k}.cases: expected at most {MOST_CASES:,} in all, got more")
        case, part = case + round_.cases, part + len(round_.parts)
    try:
        manifest.schemas()
    except StoreError as error:
        raise StoreError(f"{path}: {error}") from None


def _check_tables(path: Path, tables: Sequence[TableSchema]) -> None:
    """Check that tables are files of the folder, and their columns of a kind that there is."""
    seen: set[str] = set()
    for k, table in enumerate(tables):
        if not _TABLE_NAME.fullmatch(table.name) or table.name in seen:
            got = repr(table.name[:80])
            raise StoreError(f"{path}: tables.{k}.name: expected a name like no other, got {got}")
        seen.add(table.name)
        for column in table.columns:
            if column.kind not in _KINDS:
                expected = f"expected one of {', '.join(_KINDS)}, got {column.kind[:80]!r}"
                raise StoreError(f"{path}: tables.{k}: {column.name[:80]}: {expected}")


def check_values_fit(manifest: SweepManifest, values: Mapping[str, Iterable[Any]]) -> None:
    """Check that a design can be added to a folder whose columns are settled.

    Raises `StudyError` when its paths are others, or a text does not fit a column of numbers.

    Parameters
    ----------
    values : all values that the design has for each path, an interval's two ends for an interval.
    """
    paths = [column.path for column in manifest.paths]
    if set(values) != set(paths):
        raise StudyError(
            f"this folder sweeps over {', '.join(paths)}, not over {', '.join(values)}; name another folder"
        )
    for column in manifest.paths:
        found = list(values[column.path])
        if not fits(column, found):
            text = next(spelled(value) for value in found if not fits(column, [value]))
            raise StudyError(
                f"{column.path}: {text!r} does not fit into this folder, which has numbers there; name "
                "another folder for the enlarged design"
            )
