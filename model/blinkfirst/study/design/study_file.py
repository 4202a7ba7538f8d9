"""Study files: their keys as pydantic models, and named studies, each a question with scenario and design.

Reading reports everything that is wrong with a file by itself: keys, shapes, texts of designs, tables of
cases, names of scenarios and outcomes. `blinkfirst.study.design.studies.loaded_study` finds what depends on
the scenario (paths, levels, ranges). As in `blinkfirst.scenario.schema`, a field's description reads on from
"expected ...".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Annotated, Any

from pydantic import Field, Tag

from blinkfirst.errors import Place, Problem, ScenarioError, StudyError, nearest
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.library import find_studied
from blinkfirst.scenario.nodes import Node, Path, child, deepest, dotted, plain
from blinkfirst.scenario.schema import Lens, Question, Table, Text, TextOrTexts, Version, shapes
from blinkfirst.scenario.validating import validated_as
from blinkfirst.scenario.versions import NEWEST
from blinkfirst.scenario.yaml_trees import read_file
from blinkfirst.study.design.axes import Entry, read_axis, read_entry
from blinkfirst.study.design.case_csv import WrittenCases, read_cases
from blinkfirst.study.design.drafts import NOWHERE, DesignDraft, Sampling, WrittenEntry, draft_problems
from blinkfirst.study.design.factors import Axis, check_path
from blinkfirst.study.design.sampling import METHODS
from blinkfirst.study.design.values import LENS, Piece, TextError, value_of
from blinkfirst.study.store.tables import OUTCOMES

DesignTexts = Annotated[
    Annotated[list[Text], Tag("<list>")]
    | Annotated[dict[str, Any], Tag("<table>")]
    | Annotated[Text, Tag("<scalar>")],
    shapes("a list of texts as path=1,2,3, or a table of paths and values"),
]


class SampleEntry(Table):
    """The sampling of a box."""

    method: Text = Field(description="a method: lhs, random or sobol")
    n: int = Field(strict=True, description="a number of points")
    seed: int | None = Field(None, strict=True, description="a seed, a whole number >= 0")


class StudyEntry(Table):
    """A question, and the cases that answer it."""

    title: Text | None = Field(None, description="a title")
    question: Text = Field(description="the question, in words")
    scenario: Text = Field(description="the name of a scenario")
    lens: Lens | None = Field(None, description="a lens or a table of shares by lens")
    set: dict[str, Any] = Field({}, description="a table of paths and values")
    questions: list[Question] = Field([], description="a list of questions to the forecast")
    design: DesignTexts | None = Field(
        None, description="a list of texts as path=1,2,3, or a table of paths and values"
    )
    sample: SampleEntry | None = Field(None, description="a table {method: sobol, n: 256, seed: 1}")
    over: TextOrTexts | None = Field(None, description="weights, parameters, a path, or a list of these")
    cases: Text | None = Field(None, description="the name of a CSV file beside the study file")
    outcomes: list[Text] | None = Field(None, description="a list of tables of outcomes")
    runs: int = Field(0, strict=True, ge=0, description="a number of runs, 0 for none")
    seed: int = Field(0, strict=True, ge=0, lt=2**64, description="a seed, a whole number from 0")


class StudyFile(Table):
    """A file of named studies."""

    blinkfirst: Version = Field(description="1 (version of the language)")
    title: Text | None = Field(None, description="a title")
    studies: dict[str, StudyEntry] = Field(min_length=1, description="a table of studies by name")


_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\Z")
_STAND_INS: Mapping[str, object] = {"question": "?", "scenario": "?"}
# an unknown key may have been meant for one of the design's, so only these cast no doubt on it
_APART_FROM_THE_DESIGN = frozenset(StudyEntry.model_fields) - {"design", "sample", "over", "cases"}


@dataclass(frozen=True)
class Study:
    """A named study, as written.

    Attributes
    ----------
    name : unique in its file; fit for a folder.
    title, question : what is asked, in a line (the name where none is given) and in words.
    settings : new values by path, ``lens`` among them where the study names one; they know their places.
    asks : questions to the forecast, in place of the scenario's own; none keep those.
    outcomes : tables to keep; ``None`` when the study does not say.
    runs : of agents per case; 0 for none.
    """

    name: str
    title: str
    question: str
    scenario: FilePath
    settings: Mapping[str, Node]
    asks: tuple[Node, ...]
    draft: DesignDraft
    outcomes: tuple[str, ...] | None
    runs: int
    seed: int
    place: Place


def is_study_file(path: FilePath) -> bool:
    """Return whether a file is one of studies rather than a scenario, whatever else is wrong with it.

    Raises `ScenarioError` when it cannot be read or is no YAML: what it was meant to be is unknown.
    """
    return child(read_file(path, []), "studies") is not None


def studies_of(path: FilePath) -> tuple[Study, ...]:
    """Read the studies of a file, in order.

    Raises `ScenarioError` with every problem of all of them, each with file, line and column.
    """
    problems: list[Problem] = []
    root = read_file(path, problems)
    if not isinstance(root.value, dict):
        raise ScenarioError([Problem(root.place, "", "expected a table of keys, as `studies: ...`")])
    diagnostics = Diagnostics(root, problems=problems)
    file = validated_as(StudyFile, diagnostics)
    named = child(root, "studies")
    studies: list[Study] = []
    for name, node in named.value.items() if named is not None and isinstance(named.value, dict) else ():
        entry = _sound_part(node) if file is None else _SoundEntry(file.studies[name], frozenset())
        if entry is not None:
            reader = _StudyReader(diagnostics, name, node, entry, path.parent)
            studies.append(reader.study())
    if diagnostics.problems:
        raise ScenarioError(
            sorted(diagnostics.problems, key=lambda p: (p.place.file, p.place.line, p.place.column))
        )
    return tuple(studies)


@dataclass(frozen=True)
class _SoundEntry:
    """The well-formed part of a study, and the keys that are malformed."""

    entry: StudyEntry
    malformed: frozenset[str]


def _sound_part(node: Node) -> _SoundEntry | None:
    """Return a study without its malformed keys, so that the rest is checked in the same pass."""
    if not isinstance(node.value, dict):
        return None
    diagnostics = Diagnostics(node)
    if validated_as(StudyEntry, diagnostics) is not None:
        return _SoundEntry(StudyEntry.model_validate(plain(node)), frozenset())
    wrong = [f"{problem.path}." for problem in diagnostics.problems]
    keys = (*node.value, *_STAND_INS)  # one that is needed may be missing
    malformed = frozenset(key for key in keys if any(path.startswith(f"{dotted((key,))}.") for path in wrong))
    rest = {key: plain(below) for key, below in node.value.items() if key not in malformed}
    rest |= {key: value for key, value in _STAND_INS.items() if key in malformed}
    return _SoundEntry(StudyEntry.model_validate(rest), malformed)


class _StudyReader:
    """Reads the meaning of one study, recording every problem."""

    def __init__(
        self, diagnostics: Diagnostics, name: str, node: Node, sound: _SoundEntry, folder: FilePath
    ) -> None:
        self.diagnostics = diagnostics
        self.name = name
        self.node = node
        self.entry = sound.entry
        self.malformed = sound.malformed
        self.folder = folder

    def study(self) -> Study:
        """Return the study; one with problems is never run."""
        if not _NAME.match(self.name):
            message = f"expected a name of letters, digits, '-', '_' and '.', got {self.name!r}"
            self._problem((), message, at_key=True)
        draft = self._draft()
        return Study(
            name=self.name,
            title=self.entry.title or self.name,
            question=" ".join(self.entry.question.split()),
            scenario=self._scenario(),
            settings=self._settings(draft),
            asks=self._asks(),
            draft=draft,
            outcomes=self._outcomes(),
            runs=self.entry.runs,
            seed=self.entry.seed,
            place=self.node.key,
        )

    def _scenario(self) -> FilePath:
        if "scenario" in self.malformed:
            return FilePath()
        try:
            return find_studied(self.entry.scenario, self.folder, self._at("scenario").place)
        except ScenarioError as error:
            self.diagnostics.problems += [
                replace(problem, path=self._path("scenario")) for problem in error.problems
            ]
            return FilePath()

    def _asks(self) -> tuple[Node, ...]:
        asks = self._child("questions")
        return tuple(asks.value) if asks is not None and isinstance(asks.value, list) else ()

    def _settings(self, draft: DesignDraft) -> dict[str, Node]:
        below = self._child("set")
        settings = dict(below.value) if below is not None and isinstance(below.value, dict) else {}
        for path in settings:
            try:
                check_path(path)
            except StudyError as error:
                self._problem(("set", path), str(error), at_key=True)
        if self.entry.lens is not None:
            if LENS in settings:
                self._problem(("set", LENS), "the study's `lens` says it already", at_key=True)
            settings[LENS] = self._at("lens")
        for path in (path for path in settings if path in draft.paths):
            where = ("lens",) if path == LENS and self.entry.lens is not None else ("set", path)
            self._problem(where, "the design gives it values; say it in one place", at_key=True)
        return settings

    def _outcomes(self) -> tuple[str, ...] | None:
        if self.entry.outcomes is None:
            return None
        for index, name in enumerate(self.entry.outcomes):
            if name not in OUTCOMES:
                message = f"unknown outcome {name!r}; expected some of: {', '.join(OUTCOMES)}"
                self._problem(("outcomes", index), message, nearest(name, OUTCOMES))
        return tuple(self.entry.outcomes)

    def _draft(self) -> DesignDraft:
        before = len(self.diagnostics.problems)
        draft = DesignDraft(self._entries(), self._sampling(), self._over(), self._cases())
        known = self.malformed <= _APART_FROM_THE_DESIGN
        paths_read = known and len(self.diagnostics.problems) == before
        sampling_read = known and (self.entry.sample is None or draft.sampling is not None)
        for found in draft_problems(draft, paths_read, sampling_read):
            place = self._at(found.about).key if found.place == NOWHERE else found.place
            message = f"{found.path}: {found.message}" if found.path else found.message
            self.diagnostics.problems.append(Problem(place, self._path(found.about), message))
        return draft

    def _entries(self) -> tuple[WrittenEntry, ...]:
        design = self._child("design")
        if design is None:
            return ()
        if isinstance(design.value, dict):
            read = [self._of_values(path, node) for path, node in design.value.items()]
        elif isinstance(design.value, list):
            read = [self._of_text(("design", index), node) for index, node in enumerate(design.value)]
        else:
            read = [self._of_text(("design",), design)]
        return tuple(entry for entry in read if entry is not None)

    def _of_text(self, where: Path, node: Node) -> WrittenEntry | None:
        return self._read(where, node, lambda: read_entry(str(node.value)))

    def _of_values(self, path: str, node: Node) -> WrittenEntry | None:
        """Read an entry of the table form: a text as behind ``PATH=``, or YAML values."""
        if isinstance(node.value, str):
            return self._read(("design", path), node, lambda: read_axis(path, str(node.value)))
        items = node.value if isinstance(node.value, list) else [] if node.value is None else [node]
        return self._read(("design", path), node, lambda: _axis_of(path, items))

    def _read(self, where: Path, node: Node, read: Callable[[], Entry]) -> WrittenEntry | None:
        try:
            return WrittenEntry(read(), node.place)
        except TextError as error:
            column = node.place.column + error.offset if node.columns_count else node.place.column
            place = replace(node.place, column=column)
            problem = Problem(place, self._path(*where), error.message, error.suggestion)
            self.diagnostics.problems.append(problem)
            return None

    def _sampling(self) -> Sampling | None:
        entry = self.entry.sample
        if entry is None:
            return None
        try:
            return Sampling(entry.method, entry.n, self.entry.seed if entry.seed is None else entry.seed)
        except StudyError as error:
            self._problem(("sample",), str(error), at_key=True)
            return None

    def _over(self) -> tuple[str, ...]:
        over = self.entry.over
        return () if over is None else (over,) if isinstance(over, str) else tuple(over)

    def _cases(self) -> WrittenCases | None:
        if self.entry.cases is None:
            return None
        if "/" in self.entry.cases or FilePath(self.entry.cases).name != self.entry.cases:
            message = f"expected the name of a file beside this one, not a path, got {self.entry.cases!r}"
            self._problem(("cases",), message)
            return None
        try:
            return read_cases(self.folder / self.entry.cases)
        except ScenarioError as error:
            self.diagnostics.problems += error.problems
            return None

    def _child(self, key: str) -> Node | None:
        return None if key in self.malformed else child(self.node, key)

    def _at(self, key: str) -> Node:
        return child(self.node, key) or self.node

    def _path(self, *steps: str | int) -> str:
        return dotted(("studies", self.name, *steps))

    def _problem(self, where: Path, message: str, suggestion: str = "", at_key: bool = False) -> None:
        node, _ = deepest(self.node, where)
        place = node.key if at_key else node.place
        self.diagnostics.problems.append(Problem(place, self._path(*where), message, suggestion))


def _axis_of(path: str, items: Sequence[Node]) -> Axis:
    try:
        return Axis(path, tuple(_literal(path, plain(item)) for item in items))
    except StudyError as error:
        raise TextError(str(error).removeprefix(f"{path}: ")) from None


def _literal(path: str, value: object) -> object:
    """Return a YAML value as it is, but for mixtures of lenses in short."""
    return value_of(path, Piece(value, 0)) if path == LENS and isinstance(value, str) else value


def study_file_schema() -> dict[str, Any]:
    """Return the schema of a study file for editors (JSON Schema draft 2020-12).

    Unlike a scenario, a study file is complete in itself, so that what it needs is required.
    """
    schema: dict[str, Any] = StudyFile.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = f"blinkfirst studies, language version {NEWEST}"
    schema["$defs"]["SampleEntry"]["properties"]["method"]["enum"] = list(METHODS)
    outcomes, _ = schema["$defs"]["StudyEntry"]["properties"]["outcomes"]["anyOf"]
    outcomes["items"]["enum"] = list(OUTCOMES)
    return schema
