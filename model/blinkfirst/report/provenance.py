"""The provenance of an answer: scenario, settings and lens, version and day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from blinkfirst.report.words import joined, shares_text
from blinkfirst.scenario.matrix import Matrix
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.store.manifest import (
    MANIFEST,
    SweepManifest,
    date_made,
    read_manifest,
    today,
    version_of,
)

PROVENANCE = "provenance"  # key of every JSON object
HASH_SHOWN = 12
SETTINGS_SHOWN = 6
_LONGEST_VALUE = 40


@dataclass(frozen=True)
class Provenance:
    """Scenario, settings, version and date of an answer.

    Attributes
    ----------
    scenario : name of the scenario or matrix; empty for an answer made from numbers alone.
    lens : shares by lens, of a pool under its key; empty without lenses.
    settings : values put in place of the file's, by dotted path, as ``--set`` has them.
    sha256 : of the composed scenario, as `tree_sha256`; empty where it is not known.
    version : of blinkfirst.
    made : the day, as YYYY-MM-DD; ``None`` where a folder does not say.
    """

    scenario: str
    lens: Mapping[str, Any]
    settings: Mapping[str, Any]
    sha256: str
    version: str
    made: str | None

    def as_object(self) -> dict[str, Any]:
        """Return it as every JSON object has it under ``provenance``."""
        return {
            "settings": dict(self.settings),
            "lens": dict(self.lens),
            "composed_sha256": self.sha256 or None,
            "blinkfirst": self.version,
            "date": self.made,
        }

    def __str__(self) -> str:
        """Return it in a sentence, for the foot of a page."""
        by = f"blinkfirst {self.version}{'' if self.made is None else f', {_day(self.made)}'}"
        if not self.scenario:
            return f"Made by {by}."
        lens = f", lens {shares_text(self.lens)}" if self.lens else ""
        known_by = f" (hash {self.sha256[:HASH_SHOWN]})" if self.sha256 else ""
        return f"Made from {self.scenario}{lens}, {self._changes()}{known_by} by {by}."

    def _changes(self) -> str:
        if not self.settings:
            return "nothing changed"
        said = [f"{path}={_value(value)}" for path, value in self.settings.items()]
        more = len(said) - SETTINGS_SHOWN
        return f"with {joined([*said[:SETTINGS_SHOWN], *([f'{more:,} more'] if more > 0 else [])])}"


def provenance_of(made_from: Scenario | Matrix | None) -> Provenance:
    """Return the provenance of an answer that is found today."""
    version, day = version_of("blinkfirst"), today()
    if made_from is None:
        return Provenance("", {}, {}, "", version, day)
    lens = made_from.lens if isinstance(made_from, Scenario) else {}
    return Provenance(made_from.name, lens, made_from.settings, made_from.sha256, version, day)


def provenance_in(folder: Path) -> Provenance:
    """Return the provenance of the results in a folder.

    Raises `StoreError` as `read_manifest`.
    """
    manifest = read_manifest(folder / MANIFEST)
    version = manifest.versions.get("blinkfirst", "of unknown version")
    lens = {} if isinstance(manifest, SweepManifest) and manifest.varies_lens else manifest.lens
    facts = lens, manifest.settings, manifest.composed_sha256 or ""
    return Provenance(manifest.scenario, *facts, version, date_made(folder))


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."
