"""Loading: from a name, a file, text, a dict or a composed tree to a checked `Scenario`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any, TypeAlias

from blinkfirst.errors import Place, Problem, ScenarioError
from blinkfirst.scenario.composing import compose, source_of
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.lenses import shares_of
from blinkfirst.scenario.names import check_names, vocabulary_of
from blinkfirst.scenario.nodes import Node
from blinkfirst.scenario.rules import rules_of
from blinkfirst.scenario.scenario import DatedEvent, Rules, Scenario
from blinkfirst.scenario.scenario_builder import ScenarioBuilder
from blinkfirst.scenario.schema import ScenarioFile
from blinkfirst.scenario.settings import SETTINGS, planted, put_all
from blinkfirst.scenario.validating import validated, well_formed_rest

# a lens, shares of several, or the tree of either
Lens: TypeAlias = str | Mapping[str, float] | Node


def load(
    source: str | FilePath | Mapping[str, Any],
    settings: Mapping[str, Any] | None = None,
    lens: Lens | None = None,
) -> Scenario:
    """Load a scenario with everything it stands on.

    Parameters
    ----------
    source : a file, the name of a shipped scenario, YAML text of several lines, or a dict like a file.
    settings : new values by dotted path, as ``{"actors.US.precision": 4}``.
    lens : a lens or shares of lenses, in place of the scenario's own.

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    problems: list[Problem] = []
    origin, name = source_of(source, problems)
    tree = compose(origin, problems)
    try:
        tree = put_all(tree, _changes(settings or {}, lens), SETTINGS)
    except ScenarioError as error:
        problems += error.problems
    try:
        scenario = scenario_of(tree, name)
    except ScenarioError as error:
        places = {(problem.place, problem.path) for problem in problems}
        problems += [p for p in error.problems if (p.place, p.path) not in places]
    if problems:
        raise ScenarioError(sorted(problems, key=lambda p: (p.place.file, p.place.line, p.place.column)))
    return scenario


def changed(
    scenario: Scenario, settings: Mapping[str, Any], lens: Lens | None = None
) -> Scenario:
    """Return the scenario under changed settings, another lens, or both; everything else as it was.

    What events and claims change was tried when the scenario was loaded and is not tried again here;
    compiling finds what a combination breaks.
    """
    tree = put_all(scenario.composed, _changes(settings, lens), SETTINGS)
    return scenario_of(tree, scenario.name, try_changes=False)


def _changes(settings: Mapping[str, Any], lens: Lens | None) -> dict[str, Any]:
    return dict(settings) if lens is None else {**settings, "lens": planted(lens, Place("lens"))}


def rules_after(scenario: Scenario, events: tuple[DatedEvent, ...]) -> Rules:
    """Return the rules in force once the settings of some dated events have taken effect, in their order."""
    diagnostics = Diagnostics(tree_after(scenario, events))
    file = validated(diagnostics)
    if file is None:
        raise ScenarioError(diagnostics.problems)
    rules = rules_of(diagnostics, file, vocabulary_of(file), scenario.shares)
    if diagnostics.problems:
        raise ScenarioError(diagnostics.problems)
    return rules


def tree_after(scenario: Scenario, events: tuple[DatedEvent, ...]) -> Node:
    """Return the composed tree with the settings of some dated events put into it, in their order."""
    tree = scenario.composed
    for event in events:
        tree = put_all(tree, event.settings, event.place)
    return tree


def scenario_of(tree: Node, name: str, try_changes: bool = True) -> Scenario:
    """Check a composed tree and return the scenario it describes.

    ``try_changes`` also tries whatever events and claims change.

    Raises
    ------
    ScenarioError
        With every problem found.
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
    vocabulary = vocabulary_of(file)
    shares = shares_of(diagnostics, file.lens, list(file.lenses))
    rules = rules_of(diagnostics, file, vocabulary, shares)
    scenario = ScenarioBuilder(diagnostics, file, vocabulary, rules).scenario(name, shares)
    _warn_unused(diagnostics, file)
    if try_changes:
        _check_changes(diagnostics, scenario)
    if diagnostics.problems:
        raise ScenarioError(diagnostics.problems)
    return replace(scenario, warnings=tuple(diagnostics.warnings))


def _warn_unused(diagnostics: Diagnostics, file: ScenarioFile) -> None:
    for name in file.parameters:
        if name not in diagnostics.used_parameters:
            diagnostics.warning(("parameters", name), "never used by any expression")


def _check_changes(diagnostics: Diagnostics, scenario: Scenario) -> None:
    """Try what events and claims change, so that a wrong path or value is found on loading, not in the middle
    of a run.
    """
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
    try:
        diagnostics = Diagnostics(put_all(scenario.composed, settings, place))
        file = validated(diagnostics)
        if file is not None:
            shares = shares_of(diagnostics, file.lens, list(file.lenses))
            rules_of(diagnostics, file, vocabulary_of(file), shares)
        return tuple(diagnostics.problems)
    except ScenarioError as error:
        return error.problems
