"""Loading: from a name, a file, text, a dict or a composed tree to a checked `Scenario` or `Matrix`."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any, TypeAlias, TypeVar

from blinkfirst.errors import Place, Problem, ScenarioError
from blinkfirst.scenario.calendar import parse_date
from blinkfirst.scenario.composing import compose, source_of, table_of
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.lenses import LensChoice, is_pool, shares_of
from blinkfirst.scenario.library import check_kind, shipped_scenarios
from blinkfirst.scenario.matrix import Matrix
from blinkfirst.scenario.matrix_rules import MatrixRules
from blinkfirst.scenario.matrix_schema import MatrixFile
from blinkfirst.scenario.names import check_labels, check_names, vocabulary_of
from blinkfirst.scenario.nodes import Node, child, plain, replaced
from blinkfirst.scenario.references import references_of, with_references
from blinkfirst.scenario.rules import rules_of
from blinkfirst.scenario.scenario import DatedEvent, Head, Rules, Scenario
from blinkfirst.scenario.scenario_builder import ScenarioBuilder
from blinkfirst.scenario.schema import ScenarioFile
from blinkfirst.scenario.settings import SETTINGS, expanded, planted, put_all
from blinkfirst.scenario.slips import warn_of_slips
from blinkfirst.scenario.type_rules import check_types_differ
from blinkfirst.scenario.validating import validated, validated_as, well_formed_rest

Read = TypeVar("Read", Scenario, Matrix)
# a lens, shares of several, a pool, or the tree of one of these
Lens: TypeAlias = LensChoice | Node

_YEAR = {"title": "A year", "start": "2000-01-01", "horizon": 12}  # for a theatre, which says none of these
# sections that say nothing about how the world goes by itself
_NO_RULES = frozenset({"events", "questions", "claims"})
_STANDS_ALONE = {
    "theatre": "a matrix stands on no theatre; write everything into the one file",
    "extends": "a matrix extends no other file; write everything into the one file",
    "lens": "a matrix has no lenses; a number that is disputed can be a parameter, and changed with `--set`",
}


def load(
    source: str | FilePath | Mapping[str, Any] | Node,
    settings: Mapping[str, Any] | None = None,
    lens: Lens | None = None,
) -> Scenario:
    """Load a scenario with everything it stands on.

    Parameters
    ----------
    source : a file, the name of a shipped scenario, YAML text of several lines, a dict or a tree.
    settings : new values by dotted path, as ``{"actors.US.precision": 4}``.
    lens : a lens, shares of lenses or a pool of them, in place of the scenario's own.

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    problems: list[Problem] = []
    origin, name = source_of(source, problems)

    composed = compose(origin, problems)
    tree = put_all(composed, _changes(settings or {}, lens), SETTINGS, problems=problems)
    found = _read(tree, lambda tree: scenario_of(tree, name), problems)
    return replace(found, settings=_bare(settings or {}))


def load_theatre(
    source: str | FilePath | Mapping[str, Any] | Node,
    settings: Mapping[str, Any] | None = None,
    lens: Lens | None = None,
) -> tuple[Scenario, ...]:
    """Load a theatre by itself, as a scenario of a year that begins as the theatre has it.

    A variable without a start begins at its lowest level.

    Parameters
    ----------
    source, settings, lens : as in `load`; without a lens the theatre is read with each of its own in turn.

    Raises
    ------
    ScenarioError
        With every problem found under any lens.
    """
    problems: list[Problem] = []
    origin, name = source_of(source, problems)
    tree = _with_stand_ins(compose(origin, problems))
    declared = child(tree, "lenses")
    names = list(declared.value) if declared is not None and isinstance(declared.value, dict) else []
    found: list[Scenario] = []
    for chosen in [lens] if lens is not None or not names else names:
        changes = _changes(settings or {}, chosen)
        try:
            found.append(scenario_of(put_all(tree, changes, SETTINGS), name))
        except ScenarioError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise ScenarioError(_in_order(problems))
    return tuple(found)


def _with_stand_ins(theatre: Node) -> Node:
    assert isinstance(theatre.value, dict)  # compose checked
    table = {key: planted(value, theatre.place) for key, value in _YEAR.items()} | theatre.value
    if (world := table.get("world")) is not None:
        table["world"] = _with_starts(world)
    return replace(theatre, value=table)


def _with_starts(world: Node) -> Node:
    for name, variable in world.value.items() if isinstance(world.value, dict) else ():
        levels = child(variable, "levels")
        lowest = None if levels is None else child(levels, 0)
        if lowest is not None and child(variable, "start") is None:
            world = replaced(world, (name, "start"), lowest)
    return world


def load_matrix(
    source: str | FilePath | Mapping[str, Any] | Node, settings: Mapping[str, Any] | None = None
) -> Matrix:
    """Load a matrix.

    Parameters
    ----------
    source : as in `load`; the name is that of a shipped matrix.
    settings : new values by dotted path, as ``{"parameters.crash": -20}``.

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    problems: list[Problem] = []
    origin, name = source_of(source, problems)
    root = table_of(origin, problems)
    check_kind(root, "matrix")

    folder = origin.parent if isinstance(origin, FilePath) else FilePath()
    cited = references_of(root, folder)
    tree = with_references(_standing_alone(expanded(root), problems), [] if cited is None else [cited])
    tree = put_all(tree, settings or {}, SETTINGS, MatrixFile, problems)
    found = _read(tree, lambda tree: matrix_of(tree, name), problems)
    return replace(found, settings=_bare(settings or {}))


def _read(tree: Node, read: Callable[[Node], Read], problems: list[Problem]) -> Read:
    """Check a tree; raise all problems, those found before among them."""
    try:
        found = read(tree)
    except ScenarioError as error:
        places = {(problem.place, problem.path) for problem in problems}
        problems += [p for p in error.problems if (p.place, p.path) not in places]
    if problems:
        raise ScenarioError(_in_order(problems))
    return found


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda p: (p.place.file, p.place.line, p.place.column))


def changed(scenario: Scenario, settings: Mapping[str, Any], lens: Lens | None = None) -> Scenario:
    """Return the scenario under changed settings, another lens, or both; everything else as it was.

    What events and claims change was tried when the scenario was loaded and is not tried again here;
    compiling finds what a combination breaks.
    """
    tree = put_all(scenario.composed, _changes(settings, lens), SETTINGS)
    found = scenario_of(tree, scenario.name, try_changes=False)
    return replace(found, settings={**scenario.settings, **_bare(settings)})


def readings_of(scenario: Scenario) -> tuple[Scenario, ...]:
    """Return the scenario under each lens of its pool, in the order of the shares; itself without a pool."""
    if not scenario.pooled:
        return (scenario,)
    return tuple(changed(scenario, {}, lens) for lens in scenario.shares)


def check_one_reading(scenario: Scenario) -> None:
    """Refuse a pool, which is several games.

    Raises `ScenarioError` that says what to choose instead.
    """
    if not scenario.pooled:
        return
    node = child(scenario.composed, "lens")
    lenses = list(scenario.shares)
    mixture = ",".join(f"{name}={share:g}" for name, share in scenario.shares.items())
    message = (
        f"a pool is {len(lenses)} games, one for each reading; this is answered for one of them: "
        f"choose --lens {' or --lens '.join(lenses)}, or mix the weights with --lens {mixture}"
    )
    raise ScenarioError([Problem(scenario.composed.place if node is None else node.place, "lens", message)])


def check_no_types(scenario: Scenario) -> None:
    """Refuse private types: what is asked is answered where everybody knows everybody.

    Raises `ScenarioError` that says how they are switched off.
    """
    typed = [actor for actor in scenario.rules.actors if actor.types is not None]
    if not typed:
        return
    whose = ", ".join(f"{a.name} ({' or '.join(a.types.names)})" for a in typed if a.types is not None)
    message = (
        f"there are private types of {whose}, and this is answered only where everybody knows everybody: "
        "switch types off with --set beliefs=none, or `beliefs: none` in an overlay"
    )
    place = Diagnostics(scenario.composed).node(("actors", typed[0].name, "types")).key
    raise ScenarioError([Problem(place, f"actors.{typed[0].name}.types", message)])


def _bare(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings as plain values; the lens is not among them, for a scenario knows which is in force."""
    return {path: plain(planted(value, SETTINGS)) for path, value in settings.items() if path != "lens"}


def _changes(settings: Mapping[str, Any], lens: Lens | None) -> dict[str, Any]:
    return dict(settings) if lens is None else {**settings, "lens": planted(lens, Place("lens"))}


def rules_after(scenario: Scenario, events: tuple[DatedEvent, ...]) -> Rules:
    """Return the rules in force once the settings of some dated events have taken effect, in their order."""
    return rules_in(events_put(tree_of_rules(scenario), events), scenario)


def tree_of_rules(scenario: Scenario) -> Node:
    """Return the composed tree without what has no part in the rules: events, questions and claims.

    Each event has rules of its own, so that events would be gone through once for each of them.
    """
    return _spared(scenario.composed, _NO_RULES)


def _spared(tree: Node, keys: Collection[str]) -> Node:
    assert isinstance(tree.value, dict)  # compose checked
    return replace(tree, value={key: node for key, node in tree.value.items() if key not in keys})


def rules_in(tree: Node, scenario: Scenario) -> Rules:
    """Return the rules of a tree that dated events of a scenario have changed, under its shares of lenses."""
    diagnostics = Diagnostics(tree)
    rules = _rules(diagnostics, scenario.shares)
    if rules is None or diagnostics.problems:
        raise ScenarioError(diagnostics.problems)
    return rules


def _rules(diagnostics: Diagnostics, shares: Mapping[str, float] | None) -> Rules | None:
    """Return the rules of a tree under shares, by default its own; ``None`` where its form is wrong."""
    file = validated(diagnostics)
    if file is None:
        return None
    shares = shares_of(diagnostics, file.lens, list(file.lenses)) if shares is None else shares
    return rules_of(diagnostics, file, vocabulary_of(file), shares)


def tree_after(scenario: Scenario, events: tuple[DatedEvent, ...]) -> Node:
    """Return the composed tree with the settings of some dated events put into it, in their order."""
    return events_put(scenario.composed, events)


def events_put(tree: Node, events: tuple[DatedEvent, ...]) -> Node:
    """Return a tree with the settings of some dated events put into it, in their order."""
    for event in events:
        tree = put_all(tree, event.settings, event.place)
    return tree


def scenario_of(tree: Node, name: str, try_changes: bool = True) -> Scenario:
    """Check a composed tree and return the scenario it describes; a `ScenarioError` holds every problem.

    ``try_changes`` also tries whatever events and claims change.
    """
    diagnostics = Diagnostics(tree)
    file = validated(diagnostics)
    if file is None:
        raise ScenarioError([*diagnostics.problems, *_problems_of_the_rest(tree, name)])
    return _checked(diagnostics, file, name, try_changes)


def _problems_of_the_rest(tree: Node, name: str) -> list[Problem]:
    """Return the errors of meaning in what is well formed of a malformed tree."""
    rest = well_formed_rest(tree)
    if rest is None:
        return []
    file, recovered = rest
    try:
        _checked(Diagnostics(recovered.root), file, name, try_changes=False)
    except ScenarioError as error:
        return [problem for problem in error.problems if recovered.concerns(problem)]
    return []


def _checked(diagnostics: Diagnostics, file: ScenarioFile, name: str, try_changes: bool) -> Scenario:
    check_names(diagnostics, file)
    check_labels(diagnostics, file)
    vocabulary = vocabulary_of(file)
    shares = shares_of(diagnostics, file.lens, list(file.lenses))
    rules = rules_of(diagnostics, file, vocabulary, shares)
    check_types_differ(diagnostics, rules)
    scenario = ScenarioBuilder(diagnostics, file, vocabulary, rules).scenario(name, shares)
    if try_changes:
        if not diagnostics.problems:
            warn_of_slips(diagnostics, file, rules)
        _check_changes(diagnostics, scenario)
    if diagnostics.problems:
        raise ScenarioError(diagnostics.problems)
    return replace(scenario, warnings=tuple(diagnostics.warnings))


def _check_changes(diagnostics: Diagnostics, scenario: Scenario) -> None:
    """Try what events and claims change, so that a wrong path or value is found before any run."""
    found: list[Problem] = []
    for event in scenario.events:
        if event.settings:
            found += _problems_of(scenario, event.settings, event.place)
    for index, claim in enumerate(scenario.claims):
        changes = dict(claim.settings)
        if claim.compare_lens is not None:
            changes["lens"] = diagnostics.node(("claims", index, "compare", "lens"))
        if changes:
            found += _problems_of(scenario, changes, claim.place)
    diagnostics.problems.extend(problem for problem in found if problem not in diagnostics.problems)


def _problems_of(scenario: Scenario, settings: Mapping[str, Any], place: Place) -> tuple[Problem, ...]:
    sections = {path.partition(".")[0] for path in settings}
    tree = _spared(scenario.composed, _NO_RULES - sections)
    try:
        diagnostics = Diagnostics(put_all(tree, settings, place))
    except ScenarioError as error:
        return error.problems
    _rules(diagnostics, None)
    return tuple(diagnostics.problems)


def matrix_of(tree: Node, name: str) -> Matrix:
    """Check a tree and return the matrix it describes; a `ScenarioError` holds every problem."""
    diagnostics = Diagnostics(tree)
    file = validated_as(MatrixFile, diagnostics)
    if file is None:
        raise ScenarioError(diagnostics.problems)
    matrix = MatrixRules(diagnostics, file).matrix(name)
    if diagnostics.problems:
        raise ScenarioError(diagnostics.problems)
    assert len(matrix.cells) == math.prod(matrix.counts)  # else a cell was reported missing or double
    return replace(matrix, warnings=tuple(diagnostics.warnings))


def _standing_alone(root: Node, problems: list[Problem]) -> Node:
    """Return the tree without what only stand-offs have; each such key is a problem."""
    assert isinstance(root.value, dict)  # table_of checked
    for key, message in _STANDS_ALONE.items():
        if key in root.value:
            problems.append(Problem(root.value[key].key, key, message))
    kept = {key: node for key, node in root.value.items() if key not in _STANDS_ALONE}
    return replace(root, value=kept)


def scenario_heads() -> list[Head]:
    """Return the heads of the shipped stand-offs by name; a bad one raises all problems of its file."""
    return [head_of(compose(path), name) for name, path in shipped_scenarios().items()]


def head_of(tree: Node, name: str) -> Head:
    """Return the head of a composed stand-off; a bad one raises all problems of its file."""
    title, start, lens, lenses = (_written(tree, key) for key in ("title", "start", "lens", "lenses"))
    found = Diagnostics(tree)
    try:
        shares = shares_of(found, lens, list(lenses or {}))
        if isinstance(title, str) and title.strip() and not found.problems:
            return Head(name, title, parse_date(start), shares, pooled=is_pool(lens))
    except (TypeError, ValueError):
        pass
    return scenario_of(tree, name, try_changes=False)  # it says what is wrong


def _written(tree: Node, key: str) -> Any:
    node = child(tree, key)
    return None if node is None else plain(node)
