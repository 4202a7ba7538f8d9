"""Reading ``manifest.json`` strictly: a folder that is not understood is not touched."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NoReturn

from blinkfirst.errors import StoreError, hinted, nearest
from blinkfirst.study.store.manifest import FORMAT, MANIFEST, AskedQuestion, Round, StoreManifest
from blinkfirst.study.store.tables import DOUBLE, STRING, PathColumn


def read_manifest(path: Path) -> StoreManifest:
    """Read ``manifest.json``.

    Raises
    ------
    StoreError
        When it is not there, is no JSON, was written by a newer blinkfirst, or a key is missing, unknown or
        holds something else; the message names file and key.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise StoreError(f"{path.parent}: no folder of a sweep: there is no {MANIFEST} in it") from None
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise StoreError(f"{path}: not valid JSON: {error}") from None
    whole = _Entry(path, "", found)
    _check_format(whole)
    manifest = _manifest(whole)
    _check_order(path, manifest)
    return manifest


@dataclass(frozen=True)
class _Entry:
    """A value in the file and the key it stands at."""

    file: Path
    key: str
    value: Any

    def record(self, kind: type[Any], *others: str) -> dict[str, _Entry]:
        """Return the entries of an object that has exactly the fields of a record, and the others named."""
        there = self.entries()
        names = [*others, *(field.name for field in fields(kind))]
        for name, entry in there.items():
            if name not in names:
                problem = f"{self.file}: {entry.key}: unknown key; expected one of: {', '.join(names)}"
                raise StoreError(hinted(problem, nearest(name, names)))
        for name in names:
            if name not in there:
                raise StoreError(f"{self.file}: {self._below(name)}: missing key")
        return there

    def entries(self) -> dict[str, _Entry]:
        """Return the entries of an object."""
        if not isinstance(self.value, dict):
            self.fail("an object")
        return {name: _Entry(self.file, self._below(name), value) for name, value in self.value.items()}

    def items(self) -> list[_Entry]:
        """Return the entries of a list."""
        if not isinstance(self.value, list):
            self.fail("a list")
        return [_Entry(self.file, self._below(str(k)), value) for k, value in enumerate(self.value)]

    def text(self) -> str:
        """Return a text."""
        if not isinstance(self.value, str):
            self.fail("a text")
        return self.value

    def share(self) -> float:
        """Return a number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.fail("a number")
        return self.value

    def count(self, least: int = 0) -> int:
        """Return a whole number that is not too small."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < least:
            self.fail(f"a whole number of at least {least}")
        return self.value

    def fail(self, expected: str) -> NoReturn:
        """Say that something else stands here."""
        where = f"{self.file}: {self.key}" if self.key else f"{self.file}"
        raise StoreError(f"{where}: expected {expected}, got {self.value!r}")

    def _below(self, name: str) -> str:
        return f"{self.key}.{name}" if self.key else name


def _check_format(whole: _Entry) -> None:
    """Look at the format before all else: what a newer one holds is not known here."""
    entry = whole.entries().get("format")
    if entry is None:
        raise StoreError(
            f"{whole.file.parent}: no folder of a sweep: its {MANIFEST} has no `format`; the CSV tables that "
            "`blinkfirst run --out` writes can be read as they are"
        )
    number = entry.count(least=1)
    if number > FORMAT:
        raise StoreError(
            f"{whole.file}: format: expected at most {FORMAT}, got {number}; the folder was written by a "
            "newer blinkfirst: use that one"
        )


def _manifest(whole: _Entry) -> StoreManifest:
    at = whole.record(StoreManifest, "format")
    return StoreManifest(
        scenario=at["scenario"].text(),
        title=at["title"].text(),
        scenario_sha256=at["scenario_sha256"].text(),
        lens={name: entry.share() for name, entry in at["lens"].entries().items()},
        paths=tuple(_path(entry) for entry in at["paths"].items()),
        rounds=tuple(_round(entry) for entry in at["rounds"].items()),
        outcomes=tuple(entry.text() for entry in at["outcomes"].items()),
        questions=tuple(_question(entry) for entry in at["questions"].items()),
        seed=at["seed"].count(),
        runs=at["runs"].count(),
        versions={name: entry.text() for name, entry in at["versions"].entries().items()},
    )


def _path(entry: _Entry) -> PathColumn:
    at = entry.record(PathColumn)
    if at["kind"].text() not in (DOUBLE, STRING):
        at["kind"].fail(f"{DOUBLE} or {STRING}")
    return PathColumn(at["path"].text(), at["kind"].text())


def _round(entry: _Entry) -> Round:
    at = entry.record(Round)
    at["design"].entries()
    return Round(
        design=at["design"].value,
        first_case=at["first_case"].count(),
        cases=at["cases"].count(least=1),
        part_size=at["part_size"].count(least=1),
        first_part=at["first_part"].count(),
    )


def _question(entry: _Entry) -> AskedQuestion:
    at = entry.record(AskedQuestion)
    return AskedQuestion(at["name"].text(), at["ask"].text(), at["unit"].text())


def _check_order(path: Path, manifest: StoreManifest) -> None:
    """Check that rounds follow one another without a gap, and that the tables can be made."""
    case = part = 0
    for k, round_ in enumerate(manifest.rounds):
        if (round_.first_case, round_.first_part) != (case, part):
            raise StoreError(
                f"{path}: rounds.{k}: expected first_case {case} and first_part {part}, right behind the "
                f"round before, got {round_.first_case} and {round_.first_part}"
            )
        case, part = case + round_.cases, part + len(round_.parts)
    try:
        manifest.schemas()
    except StoreError as error:
        raise StoreError(f"{path}: {error}") from None
