"""``manifest.json``: what a sweep's folder is about, and which parts it will have. No times, no machines."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from blinkfirst.errors import StoreError, StudyError
from blinkfirst.study.store.tables import (
    OUTCOMES,
    PathColumn,
    TableSchema,
    case_table_schemas,
    fits,
    spelled,
)

if TYPE_CHECKING:
    from blinkfirst.scenario.scenario import Scenario

MANIFEST = "manifest.json"
# raised whenever an older blinkfirst could misread a folder
FORMAT = 1


@dataclass(frozen=True)
class Round:
    """The parts of one design.

    Attributes
    ----------
    design : the design as an object that JSON can hold.
    first_case, cases : number of the first case, and how many there are. An enlarging round holds those cases
        of its design that no earlier round has.
    part_size : cases per part; the last part may hold fewer.
    first_part : number of the first part.
    """

    design: Mapping[str, Any]
    first_case: int
    cases: int
    part_size: int
    first_part: int

    @property
    def parts(self) -> range:
        """The numbers of its parts."""
        return range(self.first_part, self.first_part + math.ceil(self.cases / self.part_size))

    def cases_of(self, part: int) -> range:
        """Return the numbers of the cases in one of its parts."""
        first = self.first_case + (part - self.first_part) * self.part_size
        return range(first, min(first + self.part_size, self.first_case + self.cases))


@dataclass(frozen=True)
class AskedQuestion:
    """A question whose answers are kept: its name, its text, and ``probability`` or ``times``."""

    name: str
    ask: str
    unit: str


@dataclass(frozen=True)
class StoreManifest:
    """What is needed to do a sweep again, and to go on with it.

    Attributes
    ----------
    scenario, title : name and title.
    scenario_sha256 : of ``scenario.yaml``, the composed scenario.
    lens : shares by lens; empty without lenses.
    paths : the swept paths in the order of the design, with the type of their column.
    rounds : one per design, in the order in which they were added.
    outcomes : which tables are kept beside ``cases``.
    questions : of the scenario.
    seed, runs : of the agents; 0 runs when none play.
    versions : of Python and the packages that the numbers and bytes depend on.
    """

    scenario: str
    title: str
    scenario_sha256: str
    lens: Mapping[str, float]
    paths: tuple[PathColumn, ...]
    rounds: tuple[Round, ...]
    outcomes: tuple[str, ...]
    questions: tuple[AskedQuestion, ...]
    seed: int
    runs: int
    versions: Mapping[str, str]

    @property
    def cases(self) -> int:
        """How many cases there are in all rounds."""
        return sum(round_.cases for round_ in self.rounds)

    @property
    def parts(self) -> int:
        """How many parts there are in all rounds."""
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

    def enlarged(self, design: Mapping[str, Any], cases: int, part_size: int) -> StoreManifest:
        """Return the manifest with one more round behind the others."""
        return replace(self, rounds=(*self.rounds, Round(design, self.cases, cases, part_size, self.parts)))

    def as_json(self) -> str:
        """Return the text of ``manifest.json``."""
        found = {
            "format": FORMAT,
            **vars(self),
            "lens": dict(self.lens),
            "paths": [vars(path) for path in self.paths],
            "rounds": [vars(round_) for round_ in self.rounds],
            "questions": [vars(question) for question in self.questions],
            "versions": dict(self.versions),
        }
        return json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def manifest_of_sweep(
    scenario: Scenario, paths: Sequence[PathColumn], outcomes: Iterable[str], seed: int, runs: int
) -> StoreManifest:
    """Return the manifest of a sweep with no round yet; `StoreManifest.enlarged` adds the first."""
    from blinkfirst.scenario.questions import COUNT
    from blinkfirst.scenario.writing import yaml_text
    from blinkfirst.study.store.versions import versions

    wanted = set(outcomes)
    return StoreManifest(
        scenario=scenario.name,
        title=scenario.title,
        scenario_sha256=hashlib.sha256(yaml_text(scenario.composed).encode()).hexdigest(),
        lens=dict(scenario.shares),
        paths=tuple(paths),
        rounds=(),
        outcomes=(*(name for name in OUTCOMES if name in wanted), *sorted(wanted - set(OUTCOMES))),
        questions=tuple(
            AskedQuestion(q.name, q.ask.text, "times" if q.ask.form == COUNT else "probability")
            for q in scenario.questions
        ),
        seed=seed,
        runs=runs,
        versions=versions(),
    )


def check_values_fit(manifest: StoreManifest, values: Mapping[str, Iterable[Any]]) -> None:
    """Check that a design can be added to a folder whose columns are settled.

    Parameters
    ----------
    values : all values that the design has for each path, an interval's two ends for an interval.

    Raises
    ------
    StudyError
        When its paths are others, or text would have to stand in a column of numbers.
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
