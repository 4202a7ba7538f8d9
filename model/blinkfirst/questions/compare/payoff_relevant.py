"""A composed scenario reduced to what outcomes depend on, so that two of them can be taken apart and mixed.

Everything said for readers goes, and with it citations, arguments that only cite, the ranges in which numbers
are held defensible, and the claims. Numbers that differ by lens become the one number in force, and the
lenses go. What is left loads to a scenario that plays the same game, and an entry of it can stand in another
scenario without all that it was cited from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from blinkfirst.errors import Problem, ScenarioError
from blinkfirst.questions.compare.types_in_force import with_types_in_force
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.keys import PLAYED, Key, Role, governing, keys_of
from blinkfirst.scenario.lenses import mixed
from blinkfirst.scenario.loading import check_one_reading
from blinkfirst.scenario.nodes import Node, Path, deepest, dotted, plain
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.schema import ArgumentEntry, EventEntry, ScenarioFile, TermEntry
from blinkfirst.scenario.settings import full_path, planted
from blinkfirst.scenario.yaml_trees import scalar

_BASE = "1"  # a range is [low, base, high]
# a parameter that nothing uses, for events that set nothing else
_IDLE = "set-by-idle-events"


def payoff_relevant(scenario: Scenario) -> Node:
    """Reduce a scenario to what outcomes depend on: a composed tree without questions.

    Raises `ScenarioError` when a dated event sets the number of one lens where a mixture is read: what is
    then in force depends on what else has happened. Raises it for a pool, in which no one number is in force,
    and where a dated event sets weights beside a type that weighs with a lens of its own.
    """
    check_one_reading(scenario)
    tree = _Reduction(scenario).table(keys_of(ScenarioFile), (), with_types_in_force(scenario))
    table = _table(tree)
    if scenario.grid is not None:
        grid = {"nodes": scenario.grid.nodes, "reach": scenario.grid.reach}
        table = {**table, "beliefs": planted(grid, tree.place)}
    idle = planted({"value": 0}, tree.place)
    parameters = replace(table["parameters"], value={**_table(table["parameters"]), _IDLE: idle})
    return replace(tree, value={**table, "parameters": parameters})


class _Reduction:
    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.root = scenario.composed
        self.diagnostics = Diagnostics(scenario.composed)

    def table(self, keys: Mapping[str, Key], path: Path, node: Node) -> Node:
        """Return a table with what matters of its keys: defaults, what is written, then sections."""
        written = _table(node)
        unwritten = {key.name: _unwritten(key) for key in keys.values()}
        values = {name: planted(v, node.place) for name, v in unwritten.items() if v is not None}
        for name, value in written.items():
            if _is_kept(keys[name]):
                values[name] = self._value(keys[name], (*path, name), value)
        for key in keys.values():
            if key.role is not Role.SECTION or not key.holds(PLAYED):
                continue
            if key.name in written:
                values[key.name] = self._section(key, (*path, key.name), written[key.name])
            elif key.field.default == {}:
                values[key.name] = planted({}, node.place)
        return replace(node, value=values)

    def _section(self, key: Key, path: Path, node: Node) -> Node:
        if isinstance(node.value, list):
            return replace(node, value=[self._event((*path, i), e) for i, e in enumerate(node.value)])
        entries = {name: self._entry(key, (*path, name), entry) for name, entry in _table(node).items()}
        return replace(node, value={name: entry for name, entry in entries.items() if entry is not None})

    def _entry(self, section: Key, path: Path, entry: Node) -> Node | None:
        if section.entry is ArgumentEntry:
            return self._argument(path, entry)
        return self.table(keys_of(section.entry), path, entry)

    def _argument(self, path: Path, entry: Node) -> Node | None:
        if not _pays(entry):
            return None
        own = {} if "terms" in _table(entry) else keys_of(TermEntry)
        return self.table({**keys_of(ArgumentEntry), **own}, path, entry)

    def _value(self, key: Key, path: Path, node: Node) -> Node:
        if path == ("freeze",):  # a set
            return planted(sorted(plain(node)), node.place)
        return self._number(path, node) if key.role is Role.NUMBER else node

    def _number(self, path: Path, node: Node) -> Node:
        """Return the number in force where one by lens, or a range, may be written."""
        if not isinstance(node.value, dict | list):
            return node
        shares, lenses = self.scenario.shares, list(self.scenario.lenses)
        return planted(mixed(self.diagnostics, path, plain(node), shares, lenses).base, node.place)

    def _event(self, path: Path, entry: Node) -> Node:
        """Return an event with the settings that matter; one without any keeps its place in the list."""
        event = self.table(keys_of(EventEntry), path, entry)
        written = _table(event)["set"]
        changes: dict[str, Node] = {}
        for key, value in _table(written).items():
            changes |= self._setting(full_path(tuple(key.split("."))), key, value)
        changes = changes or {f"parameters.{_IDLE}": Node(0, event.place, event.key)}
        return replace(event, value={**_table(event), "set": replace(written, value=dict(changes))})

    def _setting(self, steps: Path, key: str, value: Node) -> dict[str, Node]:
        """Return what a dated event sets, as far as it matters: one path and value, or nothing."""
        if steps[0] == "arguments" and not _pays(deepest(self.root, steps[:2])[0]):
            return {}
        found = governing(ScenarioFile, steps)
        if found is None or found[1].role is Role.SECTION:
            return {key: value}
        taken, governs = found
        if governs.role is Role.NUMBER:
            return self._set_number(steps[:taken], steps[taken:], key, value)
        return {key: value} if governs.role in PLAYED else {}

    def _set_number(self, place: Path, below: Path, key: str, value: Node) -> dict[str, Node]:
        """Return a setting of a number, or of a part of one: of one lens's, of one end of a range."""
        written, _ = deepest(self.root, place)
        if below and isinstance(written.value, dict):
            lens, *below_lens = below
            if lens not in self.scenario.shares:
                return {}
            if len(self.scenario.shares) > 1:
                message = (
                    f"sets the number of {lens} alone while {self.scenario.lens_text} is read; for a "
                    f"comparison let the event set {dotted(place)}"
                )
                raise ScenarioError([Problem(value.key, key, message)])
            below = tuple(below_lens)
        if below and str(below[0]) != _BASE:
            return {}
        return {dotted(place): self._number(place, value)}


def _table(node: Node) -> dict[str, Node]:
    assert isinstance(node.value, dict)  # the scenario was checked
    return node.value


def _is_kept(key: Key) -> bool:
    """Return whether a key stays as it is written: outcomes depend on it, or nothing can stand in for it."""
    needed = key.field.is_required() and key.said.stand_in is None and key.role is not Role.SECTION
    return key.role in PLAYED or needed


def _unwritten(key: Key) -> Any:
    """Return the value of a key that is not written, or not kept as it is: its default, or its stand-in."""
    if not _is_kept(key):
        return key.said.stand_in
    default = None if key.field.is_required() else key.field.default
    return scalar(default) if isinstance(default, str) else default


def _pays(argument: Node) -> bool:
    return any(key in _table(argument) for key in (*keys_of(TermEntry), "terms"))
