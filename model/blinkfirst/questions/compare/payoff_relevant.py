"""A composed scenario reduced to what outcomes depend on, so that two of them can be taken apart and mixed.

Everything said for readers goes, and with it citations, arguments that only cite, the ranges in which numbers
are held defensible, and the claims. Numbers that differ by lens become the one number in force, and the
lenses go. What is left loads to a scenario that plays the same game, and an entry of it can stand in another
scenario without all that it was cited from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from blinkfirst.errors import Problem, ScenarioError
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.differences import for_readers
from blinkfirst.scenario.lenses import mixed
from blinkfirst.scenario.nodes import Node, Path, deepest, dotted, plain
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.settings import full_path, planted

_CLOCK = ("blinkfirst", "title", "start", "horizon", "window", "tick", "afterwards", "freeze")
_PAYOFF = ("for", "when", "while", "worth", "weight")
# places of numbers that may differ by lens; `*` stands for any name
_NUMBERS: tuple[Path, ...] = (
    ("parameters", "*", "value"),
    ("arguments", "*", "weight"),
    ("arguments", "*", "terms", "*", "weight"),
)
_BASE = "1"  # a range is [low, base, high]
# a parameter that nothing uses, for events that set nothing else
_IDLE = "set-by-idle-events"


def essentials_of(scenario: Scenario) -> Node:
    """Return what is essential in a scenario, as a composed tree without questions.

    Raises
    ------
    ScenarioError
        When a dated event sets the number of one lens where a mixture is read: what is then in force depends
        on what else has happened.
    """
    return _Reduction(scenario).tree()


class _Reduction:
    """One scenario on its way to what is essential in it."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.root = scenario.composed
        self.diagnostics = Diagnostics(scenario.composed)

    def tree(self) -> Node:
        """Return the whole."""
        table = self._clock()
        table["world"] = self._section("world", lambda _, entry: _only(entry, "levels", "start"))
        parameters = self._section("parameters", self._parameter)
        idle = planted({"value": 0}, self.root.place)
        table["parameters"] = replace(parameters, value={**_table(parameters), _IDLE: idle})
        table["actors"] = self._section("actors", self._actor)
        table["nature"] = self._section("nature", lambda _, entry: _only(entry, "when", "rate", "then"))
        table["arguments"] = self._section("arguments", self._argument)
        if events := [self._event(event) for event in self._listed("events")]:
            table["events"] = replace(_table(self.root)["events"], value=list(events))
        return replace(self.root, value=table)

    def _clock(self) -> dict[str, Node]:
        """Return what is no entry of a section; what was left out stands with what it then means."""
        left_out = {
            "tick": self.scenario.tick_months,
            "afterwards": self.scenario.afterwards_months,
            "freeze": [],
        }
        written = {key: node for key, node in _table(self.root).items() if key in _CLOCK}
        if "freeze" in written:  # a set
            frozen = written["freeze"]
            written["freeze"] = planted(sorted(plain(frozen)), frozen.place)
        return {**{key: planted(value, self.root.place) for key, value in left_out.items()}, **written}

    def _section(self, name: str, reduced: Callable[[Path, Node], Node | None]) -> Node:
        section = _table(self.root).get(name, replace(self.root, value={}))
        entries = {key: reduced((name, key), entry) for key, entry in _table(section).items()}
        return replace(section, value={key: entry for key, entry in entries.items() if entry is not None})

    def _listed(self, name: str) -> Sequence[Node]:
        found = _table(self.root).get(name)
        return found.value if found is not None and isinstance(found.value, list) else ()

    def _parameter(self, path: Path, entry: Node) -> Node:
        return replace(entry, value={"value": self._number((*path, "value"), _table(entry)["value"])})

    def _actor(self, path: Path, entry: Node) -> Node:
        table = dict(_table(_only(entry, "tempo", "patience", "precision", "moves")))
        moves = _table(table["moves"]).items()
        played = {name: _only(move, "when", "then", "blink") for name, move in moves}
        table["moves"] = replace(table["moves"], value=played)
        return replace(entry, value={"position": _unsaid(entry), **table})

    def _argument(self, path: Path, entry: Node) -> Node | None:
        table = dict(_table(_only(entry, *_PAYOFF)))
        if "terms" in _table(entry):
            terms = _table(entry)["terms"]
            paid = {name: self._paid((*path, "terms", name), term) for name, term in _table(terms).items()}
            table = {"terms": replace(terms, value=paid)}
        elif table:
            table = dict(_table(self._paid(path, entry)))
        else:
            return None
        said = {"claim": _unsaid(entry), "assumption": _unsaid(entry)}
        strength = {"strength": planted(1, entry.place), **_table(_only(entry, "strength"))}
        return replace(entry, value={**said, **strength, **table})

    def _paid(self, path: Path, entry: Node) -> Node:
        table = {"worth": planted(1, entry.place), **_table(_only(entry, *_PAYOFF))}
        table["weight"] = self._number((*path, "weight"), table["weight"])
        return replace(entry, value=table)

    def _number(self, path: Path, node: Node) -> Node:
        """Return the number in force where one by lens, or a range, may stand."""
        if not isinstance(node.value, dict | list):
            return node
        shares, lenses = self.scenario.shares, list(self.scenario.lenses)
        return planted(mixed(self.diagnostics, path, plain(node), shares, lenses).base, node.place)

    def _event(self, event: Node) -> Node:
        """Return an event with the settings that matter; one without any keeps its place in the list."""
        written = _table(event)["set"]
        changes: dict[str, Node] = {}
        for key, value in _table(written).items():
            changes |= self._setting(full_path(tuple(key.split("."))), key, value)
        changes = changes or {f"parameters.{_IDLE}": Node(0, event.place, event.key)}
        said = _table(_only(event, "on", "name", "foreseen"))
        return replace(event, value={**said, "set": replace(written, value=dict(changes))})

    def _setting(self, steps: Path, key: str, value: Node) -> dict[str, Node]:
        """Return what a dated event sets, as far as it matters: one path and value, or nothing."""
        place = _number_place(steps)
        if place is not None:
            return self._set_number(place, steps[len(place) :], key, value)
        cites = steps[0] == "arguments" and not _pays(deepest(self.root, steps[:2])[0])
        return {} if cites or for_readers(steps) else {key: value}

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


def _only(entry: Node, *keys: str) -> Node:
    """Return an entry with some of its keys."""
    return replace(entry, value={key: node for key, node in _table(entry).items() if key in keys})


def _unsaid(entry: Node) -> Node:
    """Return a text that says nothing, for where one is required."""
    return Node("-", entry.place, entry.key)


def _pays(argument: Node) -> bool:
    return any(key in _table(argument) for key in (*_PAYOFF, "terms"))


def _number_place(steps: Path) -> Path | None:
    """Return the place of the number that a path sets or reaches into."""
    for pattern in _NUMBERS:
        if len(steps) >= len(pattern) and all(
            wanted in ("*", step) for wanted, step in zip(pattern, steps, strict=False)
        ):
            return steps[: len(pattern)]
    return None
