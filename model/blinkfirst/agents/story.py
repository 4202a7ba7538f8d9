"""A run in words, with dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from blinkfirst.agents.event_log import EVENT, MOVE, LogEntry
from blinkfirst.game.game import BLINK_DEGREES, NO_BLINK, Game, IntArray
from blinkfirst.game.standoff import Standoff
from blinkfirst.scenario.calendar import date_of, tick_of
from blinkfirst.scenario.nodes import plain
from blinkfirst.scenario.scenario import DatedEvent, Scenario

_SIBILANTS = ("s", "x", "z", "ch", "sh", "o")


class StoryWorld(Protocol):
    """A compiled scenario, as far as a story needs it."""

    @property
    def scenario(self) -> Scenario:
        """The meanings of things."""

    @property
    def standoff(self) -> Standoff:
        """The meanings of states."""


def story(log: Sequence[LogEntry], compiled: StoryWorld, holds: bool = False) -> list[str]:
    """A whole run in words, a line for everything that happened.

    Parameters
    ----------
    log : of a run from the start to the horizon.
    compiled : the scenario that was played, and its stand-off.
    holds : whether initiatives that were used to hold have a line. A hold that is a blink always has one.

    Returns
    -------
    Lines such as ``2018-09-17  Russia objects (A hold in the committee); moscow: silent -> objects``. A blink
    is marked, what a move means is said the first time, and a last line says who blinked first.
    """
    teller = _Teller(compiled)
    lines = []
    for entry in log:
        teller.step(entry)
        if holds or not teller.is_hold(entry):
            lines.append(teller.line(entry))
    return [*lines, teller.ending()]


def third_person(move: str) -> str:
    """A move as a verb of the third person, in a spelling that questions understand.

    Examples
    --------
    >>> [third_person(m) for m in ("object", "carry", "veto", "press", "step-back", "양보")]
    ['objects', 'carries', 'vetoes', 'presses', 'steps-back', '양보']
    """
    head, hyphen, tail = move.partition("-")
    if not head.isascii():
        return move  # no verb of English
    if head.endswith("y") and head[-2:-1] not in tuple("aeiou"):
        return f"{head[:-1]}ies{hyphen}{tail}"
    return f"{head}{'es' if head.endswith(_SIBILANTS) else 's'}{hyphen}{tail}"


class _Teller:
    """Follows a log from game to game, and remembers what has been explained."""

    def __init__(self, compiled: StoryWorld) -> None:
        self.scenario, self.standoff = compiled.scenario, compiled.standoff
        self.games = [stretch.game for stretch in self.standoff.course]
        rules = self.scenario.rules
        self.holds = {actor.name: actor.hold for actor in rules.actors}
        self.means = {(actor.name, move.name): move.means for actor in rules.actors for move in actor.moves}
        self.means |= {("", event.name): event.means for event in rules.nature}
        self.explained: set[tuple[str, str]] = set()
        self.day = self.standoff.start
        self.blinked_first = ""
        self.before = self.after = self.games[0]
        self.number = 0

    def step(self, entry: LogEntry) -> None:
        self.before = self.games[self.number]
        self.number += entry.kind == EVENT
        self.after = self.games[self.number]
        # a tick begins up to half a tick before a date that falls on it; the story does not go back in time
        self.day = max(self.day, self._date(entry.tick))

    def is_hold(self, entry: LogEntry) -> bool:
        """True when an initiative was used to hold, and that was no blink."""
        is_move = entry.kind == MOVE and entry.blink == NO_BLINK
        return is_move and entry.move_or_event == self.holds[entry.actor]

    def line(self, entry: LogEntry) -> str:
        if entry.kind == EVENT:
            text = self._dated(entry)
        elif self._is_event(entry):
            nobodys = entry._replace(actor="")
            text = entry.move_or_event.replace("-", " ").capitalize() + self._explanation(nobodys)
        elif entry.actor:
            text = f"{entry.actor} {third_person(entry.move_or_event)}{self._explanation(entry)}"
        else:
            text = entry.move_or_event.replace("-", " ").capitalize() + self._explanation(entry)
        return f"{self.day}  {text}{self._changes(entry)}{self._blink(entry)}"

    def ending(self) -> str:
        day = max(self.day, self._date(self.standoff.ticks))
        return f"{day}  The clock stops; {self.blinked_first or 'nobody has blinked'}"

    def _date(self, tick: int) -> date:
        return date_of(self.standoff.start, tick, self.standoff.tick_months)

    def _dated(self, entry: LogEntry) -> str:
        struck = _struck(entry, self.scenario)
        if not struck:
            return entry.move_or_event
        self.day = max(self.day, struck[0].on)
        texts = [f"{event.name} ({'foreseen' if event.foreseen else 'a surprise'})" for event in struck]
        settings = [f"{path} becomes {plain(value)}" for e in struck for path, value in e.settings.items()]
        return "; ".join([" and ".join(texts), *settings])

    def _is_event(self, entry: LogEntry) -> bool:
        """Tell events that are somebody's blink by omission from what actors do."""
        game = self.before
        return entry.edge >= 0 and bool(game.edge_actor[entry.edge] >= game.n_actors)

    def _explanation(self, entry: LogEntry) -> str:
        key = (entry.actor, entry.move_or_event)
        means = _first_sentence(self.means.get(key, ""))
        if not means or key in self.explained:
            return ""
        self.explained.add(key)
        return f" ({means})"

    def _changes(self, entry: LogEntry) -> str:
        old, new = self.before.state_labels(entry.before_state), self.after.state_labels(entry.after_state)
        changes = [f"{name}: {old[name]} -> {level}" for name, level in new.items() if level != old[name]]
        if changes:
            return f"; {', '.join(changes)}"
        return " to no effect" if _might_have_changed(self.before, entry) else ""

    def _blink(self, entry: LogEntry) -> str:
        if entry.blink == NO_BLINK:
            return ""
        first = "" if self.blinked_first else " first"
        self.blinked_first = self.blinked_first or f"{entry.actor} blinked first, on {self.day}"
        who = f"{entry.actor} " if self._is_event(entry) else ""
        return f" -- {who}blinks{first}, {BLINK_DEGREES[entry.blink]}"


def _struck(entry: LogEntry, scenario: Scenario) -> list[DatedEvent]:
    def tick(on: date) -> int:
        return min(max(tick_of(scenario.start, on, scenario.tick_months), 1), scenario.ticks - 1)

    return [event for event in scenario.events if tick(event.on) == entry.tick]


def _might_have_changed(game: Game, entry: LogEntry) -> bool:
    """Say whether another outcome of the same move or event would have changed the world."""
    offset, states, row = game.outcome_offset, game.outcome_state, entry.edge
    if entry.nature_row >= 0:
        offset, states, row = game.nature_outcome_offset, game.nature_outcome_state, entry.nature_row
    return row >= 0 and bool((_members(states, offset, row) != entry.before_state).any())


def _members(values: IntArray, offset: IntArray, row: int) -> IntArray:
    return values[int(offset[row]) : int(offset[row + 1])]


def _first_sentence(text: str) -> str:
    return " ".join(text.split()).split(". ")[0].rstrip(".")
