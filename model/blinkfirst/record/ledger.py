"""The ledger of forecasts: what was said before an event, and what came of it, a line of JSON each.

Lines are added and never changed. Each bears the seal of the line before it and its own: the SHA-256 of its
text up to the seal, so that a line that was changed, put in or taken out is noticed. Lines taken from the end
are not; whoever needs that signs the commits of the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from blinkfirst.errors import OptionError, Place, Problem, ScenarioError, StoreError, hinted, nearest
from blinkfirst.files.text import read_text_file, shown
from blinkfirst.files.writing import check_free, replace_file
from blinkfirst.scenario.calendar import DateError, parse_date
from blinkfirst.study.store.folder_lock import FolderLock

LEDGER = "ledger.jsonl"
LEDGER_BYTES = 50_000_000
YES, NO, VOID = OUTCOMES = ("yes", "no", "void")
_HEAD = {"entry": "ledger", "language": 1}
_SEAL = ', "seal": "'


@dataclass(frozen=True)
class LedgerForecast:
    """A probability that was written down.

    Attributes
    ----------
    name : by which it is resolved, ``F1``.
    made : the day it is of.
    written : the day its line was written, which is later for a forecast that is dated back.
    question : of which the answer will be yes or no.
    chance : probability of yes.
    rule : how it will be decided.
    by : the day by which.
    cluster : the episode it belongs to, whose forecasts are not independent.
    scenario, lens, settings, sha256 : of the scenario it was computed from, as of an answer's provenance;
        empty for a probability that was given by hand.
    version : of blinkfirst.
    """

    name: str
    made: date
    written: date
    question: str
    chance: float
    rule: str
    by: date
    cluster: str
    scenario: str = ""
    lens: Mapping[str, float] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    sha256: str = ""
    version: str = ""


@dataclass(frozen=True)
class Resolution:
    """The answer to a forecast's question.

    Attributes
    ----------
    name : of the forecast.
    outcome : one of `OUTCOMES`; void where the question has no answer.
    on : the day it was known.
    written : the day its line was written.
    source : of an answer; empty for none.
    reason : why there is none, or empty.
    """

    name: str
    outcome: str
    on: date
    written: date
    source: str = ""
    reason: str = ""


Entry: TypeAlias = LedgerForecast | Resolution


@dataclass(frozen=True)
class Ledger:
    """All that is written in a ledger, in its order; ``seal`` is that of its last line."""

    forecasts: Mapping[str, LedgerForecast] = field(default_factory=dict)
    resolutions: Mapping[str, Resolution] = field(default_factory=dict)
    seal: str = ""

    def objection(self, entry: Entry) -> tuple[str, str] | None:
        """Return why an entry cannot be added, and the name that was probably meant; ``None`` if it can."""
        if isinstance(entry, LedgerForecast):
            message = _objection_to_forecast(self, entry)
            return (message, "") if message else None
        if entry.name not in self.forecasts:
            known = ", ".join(list(self.forecasts)[:20]) or "none yet"
            message = f"unknown forecast {entry.name!r}; this ledger has: {known}"
            return message, nearest(entry.name, self.forecasts)
        if entry.outcome not in OUTCOMES:
            message = f"expected one of {', '.join(OUTCOMES)}, got {entry.outcome!r}"
            return message, nearest(entry.outcome, OUTCOMES)
        message = _objection_to_resolution(self, entry)
        return (message, "") if message else None

    def with_entry(self, entry: Entry, seal: str) -> Ledger:
        """Return the ledger with one more entry."""
        if isinstance(entry, LedgerForecast):
            return Ledger({**self.forecasts, entry.name: entry}, self.resolutions, seal)
        return Ledger(self.forecasts, {**self.resolutions, entry.name: entry}, seal)


def read_ledger(folder: Path) -> Ledger:
    """Read the ledger in a folder.

    Raises `OptionError` for a folder without one. Raises `ScenarioError` with the first line that was changed
    or cannot be read, with its place.
    """
    return _read(folder)[0]


def add_entries(folder: Path, entries_of: Callable[[Ledger], Sequence[Entry]]) -> tuple[Entry, ...]:
    """Add entries to the ledger in a folder, which is begun if there is none; all of them or none.

    Parameters
    ----------
    entries_of : returns the entries, from the ledger as it is while nobody else can write to it.

    Raises
    ------
    OptionError
        When the folder holds something else, or an entry does not fit the ledger.
    ScenarioError
        As of `read_ledger`.
    StoreError
        When it cannot be written, or somebody else is writing to it.
    """
    if not (folder / LEDGER).is_file():
        check_ledger_folder(folder)
        folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        ledger, text = _read(folder) if (folder / LEDGER).is_file() else _begun()
        entries = tuple(entries_of(ledger))
        for entry in entries:
            if (wrong := ledger.objection(entry)) is not None:
                raise OptionError(hinted(*wrong))
            line, seal = _sealed(_object(entry), ledger.seal)
            ledger, text = ledger.with_entry(entry, seal), f"{text}{line}\n"
        try:
            replace_file(folder / LEDGER, text.encode())
        except OSError as error:
            raise StoreError(f"{folder / LEDGER}: cannot be written: {error.strerror or error}") from error
    return entries


def check_ledger_folder(folder: Path) -> None:
    """Refuse a folder that holds something, but no ledger: `OptionError`."""
    if not (folder / LEDGER).is_file():
        if folder.is_dir() and any(folder.iterdir()):
            raise OptionError(f"{folder}: holds no {LEDGER}, but other files; name a ledger or a new folder")
        check_free(folder)


def _objection_to_forecast(ledger: Ledger, entry: LedgerForecast) -> str:
    if entry.name in ledger.forecasts:
        return f"there is a forecast {entry.name!r} already"
    if not 0.0 <= entry.chance <= 1.0:
        return f"expected a probability from 0 to 1, got {entry.chance}"
    if entry.made > entry.written:
        return f"a forecast of {entry.made} cannot be written on {entry.written}, before that day"
    if entry.made > entry.by:
        message = f"a forecast made on {entry.made} comes too late: it is to be decided by {entry.by}"
        return f"{message}; a replay is dated back by --made DATE"
    return ""


def _objection_to_resolution(ledger: Ledger, entry: Resolution) -> str:
    forecast, before = ledger.forecasts[entry.name], ledger.resolutions.get(entry.name)
    if before is not None:
        return (
            f"{entry.name} is resolved already: {before.outcome}, on {before.on}; no line is ever changed"
        )
    if entry.outcome == VOID and not entry.reason:
        return "a forecast is void for a reason; say which"
    if entry.outcome != VOID and not entry.source:
        return f"{entry.outcome!r} has a source; say which"
    if entry.on < forecast.made:
        return f"known on {entry.on}, before {entry.name} was made on {forecast.made}: that was no forecast"
    if entry.on > entry.written:
        return f"what is known on {entry.on} cannot be written on {entry.written}, before that day"
    return ""


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    try:
        lock = FolderLock(folder, "command")
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written: {error.strerror or error}") from error
    try:
        yield
    finally:
        lock.release()


def _begun() -> tuple[Ledger, str]:
    line, seal = _sealed(_HEAD, "")
    return Ledger(seal=seal), f"{line}\n"


def _sealed(found: Mapping[str, Any], previous: str) -> tuple[str, str]:
    """Return an object as a line with its seal, and the seal."""
    body = json.dumps({**found, "previous": previous}, ensure_ascii=False, allow_nan=False)[:-1]
    seal = hashlib.sha256(body.encode()).hexdigest()
    return f'{body}{_SEAL}{seal}"}}', seal


def _object(entry: Entry) -> dict[str, Any]:
    keys = _FORECAST if isinstance(entry, LedgerForecast) else _RESOLUTION
    found: dict[str, Any] = {"entry": "forecast" if isinstance(entry, LedgerForecast) else "resolution"}
    for key, (name, _) in keys.items():
        value = getattr(entry, name)
        found[key] = value.isoformat() if isinstance(value, date) else value
    return found


def _read(folder: Path) -> tuple[Ledger, str]:
    """Return the ledger in a folder, and its text."""
    path = folder / LEDGER
    if not path.is_file():
        raise OptionError(f"{folder}: is no ledger: there is no {LEDGER} in it; `ledger add` begins one")
    text = read_text_file(path, LEDGER_BYTES)
    head, *lines = [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]
    file = shown(path)
    found, seal = _unsealed(head, "", Place(file, 1, 1))
    if found.get("entry") != _HEAD["entry"] or found.get("language") != _HEAD["language"]:
        raise ScenarioError.at(Place(file, 1, 1), f"expected the first line of a ledger, got {head[:80]!r}")
    ledger = Ledger(seal=seal)
    for number, line in enumerate(lines, start=2):
        ledger = _with_line(ledger, line, Place(file, number, 1))
    return ledger, text


def _with_line(ledger: Ledger, line: str, place: Place) -> Ledger:
    found, seal = _unsealed(line, ledger.seal, place)
    entry = _entry(found, place)
    if (wrong := ledger.objection(entry)) is not None:
        raise ScenarioError.at(place, *wrong)
    return ledger.with_entry(entry, seal)


def _unsealed(line: str, previous: str, place: Place) -> tuple[dict[str, Any], str]:
    """Return what is in a line, and its seal; a `ScenarioError` where it was changed, or is no line."""
    body, mark, _ = line.rpartition(_SEAL)
    seal = hashlib.sha256(body.encode()).hexdigest()
    if not mark or line != f'{body}{_SEAL}{seal}"}}':
        message = (
            "this line was changed after it was written, or no ledger wrote it: its seal does not fit; "
            "go back to the file as it was committed"
        )
        raise ScenarioError.at(place, message)
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise ScenarioError.at(place, "expected a line of JSON") from None
    if found.get("previous") != previous:
        message = "the line before this one is not the one it was written below; lines were put in or out"
        raise ScenarioError.at(place, message)
    return found, seal


def _entry(found: Mapping[str, Any], place: Place) -> Entry:
    kinds: dict[object, tuple[_Keys, Callable[..., Entry]]] = {
        "forecast": (_FORECAST, LedgerForecast), "resolution": (_RESOLUTION, Resolution),
    }  # fmt: skip
    if found.get("entry") not in kinds:
        message = f"expected one of {', '.join(map(str, kinds))}, got {found.get('entry')!r}"
        raise ScenarioError.at(place, message, path="entry")
    keys, make = kinds[found["entry"]]
    values, problems = {}, list[Problem]()
    for key, (name, read) in keys.items():
        try:
            values[name] = read(found.get(key))
        except ValueError as error:
            problems.append(Problem(place, key, str(error)))
    if problems:
        raise ScenarioError(problems)
    return make(**values)


def _day(value: object) -> date:
    try:
        return parse_date(value)
    except DateError as error:
        raise ValueError(str(error)) from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected a text, got {value!r}")
    return value


def _some_text(value: object) -> str:
    if not _text(value):
        raise ValueError("expected a text, got an empty one")
    return str(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"expected a number, got {value!r}")
    return float(value)


def _table(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"expected a table, got {value!r}")
    return value


_Keys: TypeAlias = Mapping[str, tuple[str, Callable[[object], Any]]]
# by key of a line: the attribute, and how its value is read
_FORECAST: _Keys = {
    "id": ("name", _some_text),
    "made": ("made", _day),
    "written": ("written", _day),
    "question": ("question", _some_text),
    "probability": ("chance", _number),
    "rule": ("rule", _some_text),
    "by": ("by", _day),
    "cluster": ("cluster", _some_text),
    "scenario": ("scenario", _text),
    "lens": ("lens", _table),
    "settings": ("settings", _table),
    "composed_sha256": ("sha256", _text),
    "blinkfirst": ("version", _text),
}
_RESOLUTION: _Keys = {
    "id": ("name", _some_text),
    "outcome": ("outcome", _some_text),
    "on": ("on", _day),
    "written": ("written", _day),
    "source": ("source", _text),
    "reason": ("reason", _text),
}
