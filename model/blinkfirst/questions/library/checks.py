"""A file read and compiled, with nothing solved: a scenario, a theatre, a matrix, or a file of studies."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from blinkfirst.compile.questions import check_questions
from blinkfirst.compile.scenario import Compiled, compile_readings, compile_scenario
from blinkfirst.compile.slips import slips_of
from blinkfirst.compile.successors import STATES_LIMIT
from blinkfirst.compile.variants import check_claims
from blinkfirst.errors import OptionError, Problem, ScenarioError
from blinkfirst.questions.library.answer import unreachable
from blinkfirst.questions.library.listing import sort_of
from blinkfirst.record.library import record_named_in
from blinkfirst.report.words import counted
from blinkfirst.scenario.composing import source_of
from blinkfirst.scenario.library import SUFFIXES, Kind, shipped_theatres
from blinkfirst.scenario.loading import load, load_matrix, load_theatre
from blinkfirst.scenario.nodes import Node
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.yaml_trees import read_file
from blinkfirst.study.design.studies import loaded_studies
from blinkfirst.study.design.study_file import studies_of


@dataclass(frozen=True)
class Checked:
    """A file in which no error was found.

    Attributes
    ----------
    verdict : what the file is, in a line.
    warnings : what was probably not meant.
    unmet : paths of moves, events and payoffs that no reachable state meets.
    """

    verdict: str
    warnings: tuple[Problem, ...] = ()
    unmet: Sequence[str] = ()


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the YAML files below a folder in alphabetical order, but for hidden ones."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix in SUFFIXES and not hidden and path.is_file():
            yield path


def of_the_language(path: Path) -> bool:
    """Return whether a file says that it is one of the language's; also of one that cannot be read."""
    try:
        return "blinkfirst" in _keys(read_file(path, []))
    except ScenarioError:
        return True  # checking it says what is wrong


def checked(source: str | Node, settings: Mapping[str, Node], lens: Node | None) -> Checked:
    """Check a file, the name of a shipped one, or a tree, of whatever kind.

    Raises `ScenarioError` with every problem. Raises `OptionError` for a lens or settings with a kind of file
    that takes none.
    """
    origin = _origin(source)
    tree = tree_of(origin)
    keys = _keys(tree)
    name = source if isinstance(source, str) else source.place.file
    if "studies" in keys and isinstance(origin, Path):
        if settings or lens is not None:
            raise OptionError(f"--set, --lens: {name} holds studies, which say themselves what is set")
        return _studies(origin)
    if kind_in(tree) == "matrix":
        if lens is not None:
            raise OptionError(f"--lens: {name} is a matrix, which has no lenses")
        return _matrix(origin, settings)
    if sort_of(tree) == "theatre":
        return _theatre(load_theatre(origin, settings, lens))
    return _scenario(load(origin, settings, lens))


def tree_of(source: str | Path | Node) -> Node:
    """Read a file, or one that is shipped; a tree is returned as it is."""
    origin = source if isinstance(source, Path) else _origin(source)
    return origin if isinstance(origin, Node) else read_file(origin, [])


def kind_in(tree: Node) -> Kind:
    """Return what kind of game a tree describes."""
    said = _keys(tree).get("kind")
    return "matrix" if said is not None and said.value == "matrix" else "stand-off"


def _origin(source: str | Node) -> Path | Node:
    theatres = {} if isinstance(source, Node) or Path(source).exists() else shipped_theatres()
    return theatres[source] if isinstance(source, str) and source in theatres else source_of(source)[0]


def _keys(tree: Node) -> dict[str, Node]:
    return tree.value if isinstance(tree.value, dict) else {}


def _scenario(scenario: Scenario) -> Checked:
    record_named_in(scenario.composed)
    readings = compile_readings(scenario)
    compiled = max(readings, key=lambda one: one.standoff.opening.n_states)
    check_claims(compiled)
    for one in readings:
        check_questions(one)
    standoff = compiled.standoff
    verdict = (
        f"ok, {standoff.opening.n_states:,} reachable states, {standoff.ticks} ticks, lens "
        f"{scenario.lens_text or 'none'}"
    )
    slips = dict.fromkeys(slip for one in readings for slip in slips_of(one))
    return Checked(verdict, (*scenario.warnings, *slips), _unreachable(readings))


def _unreachable(readings: Sequence[Compiled]) -> tuple[str, ...]:
    """Return what is never met in any reading."""
    first, *others = (unreachable(one) for one in readings)
    return tuple(path for path in first if all(path in other for other in others))


def _theatre(readings: Sequence[Scenario]) -> Checked:
    """Check a theatre as each of its lenses reads it; compiled where all its states could be counted."""
    record_named_in(readings[0].composed)
    warnings: dict[Problem, None] = {}
    for scenario in readings:
        warnings |= dict.fromkeys(scenario.warnings)
        if math.prod(len(variable.levels) for variable in scenario.rules.variables) <= STATES_LIMIT:
            warnings |= dict.fromkeys(slips_of(compile_scenario(scenario)))
    rules = readings[0].rules
    held = (
        counted(len(rules.actors), "actor"),
        counted(len(rules.variables), "variable"),
        counted(len(rules.arguments), "argument"),
    )
    lenses = ", ".join(readings[0].lenses) or "none"
    return Checked(f"ok, a theatre of {held[0]}, {held[1]} and {held[2]}, lenses: {lenses}", tuple(warnings))


def _matrix(origin: Path | Node, settings: Mapping[str, Node]) -> Checked:
    matrix = load_matrix(origin, settings)
    players, profiles = counted(len(matrix.players), "player"), counted(len(matrix.cells), "profile")
    return Checked(f"ok, a matrix of {players}, {matrix.size_text}, {profiles}", matrix.warnings)


def _studies(path: Path) -> Checked:
    studies = loaded_studies(studies_of(path))
    warnings = dict.fromkeys(warning for study in studies for warning in study.scenario.warnings)
    cases = counted(sum(len(study.design) for study in studies), "case")
    return Checked(f"ok, {counted(len(studies), 'study', 'studies')} of {cases}", tuple(warnings))

