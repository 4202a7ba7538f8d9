"""A run in words, with dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol

from blinkfirst.agents.event_log import EVENT, MOVE, LogEntry
from blinkfirst.game.game import BLINK_DEGREES, NO_BLINK, FloatArray, Game, IntArray
from blinkfirst.game.hidden_resolve import TypedActor
from blinkfirst.game.standoff import Standoff
from blinkfirst.scenario.calendar import date_of, tick_of
from blinkfirst.scenario.nodes import plain
from blinkfirst.scenario.scenario import DatedEvent, Scenario

_MUCH = 0.1  # change of a belief that makes a hold worth a line
_SIBILANTS = ("s", "x", "z", "ch", "sh", "o")


class StoryWorld(Protocol):
    """A compiled scenario, as far as a story needs it."""

    @property
    def scenario(self) -> Scenario:
        """The meanings of things."""

    @property
    def standoff(self) -> Standoff:
        """The meanings of states."""


class Believed(NamedTuple):
    """Types and beliefs of a run.

    Attributes
    ----------
    types : of every typed actor, 0 for the first and 1 for the second.
    beliefs : shape (entries of the log, Q), afterwards, the probability of the second type.
    """

    types: Sequence[int]
    beliefs: FloatArray


def story(
    log: Sequence[LogEntry], compiled: StoryWorld, holds: bool = False, believed: Believed | None = None
) -> list[str]:
    """A whole run in words, a line for everything that happened.

    Parameters
    ----------
    log : of a run from the start to the horizon.
    compiled : the scenario that was played, and its stand-off.
    holds : whether initiatives that were used to hold have a line. A hold that is a blink always has one.
    believed : of a run with private types: the first line says which were drawn, and whoever moves is
        followed by what the others believe of it from then on, where that has changed. A hold that has
        changed it much has a line, too.

    Returns
    -------
    Lines such as ``2018-09-17  Russia objects (A hold in the committee); moscow: silent -> objects``. A blink
    is marked, what a move means is said the first time, and a last line says who blinked first.
    """
    teller = _Teller(compiled)
    reader = _Reader(compiled, believed)
    lines = reader.opening()
    for number, entry in enumerate(log):
        teller.step(entry)
        reader.see(number, entry)
        if holds or not teller.is_hold(entry) or reader.is_moved():
            lines.append(teller.line(entry) + reader.change())
    return [*lines, teller.ending() + reader.ending()]


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


class _Reader:
    """Says what is believed of typed actors, each time it has changed to a reader's eye."""

    def __init__(self, compiled: StoryWorld, believed: Believed | None) -> None:
        beliefs = compiled.standoff.beliefs
        self.typed = () if beliefs is None or believed is None else beliefs.typed
        self.believed, self.start = believed, compiled.standoff.start
        self.actors = [compiled.standoff.opening.actors[one.actor] for one in self.typed]
        self.names = [_type_names(compiled.scenario, one) for one in self.typed]
        self.number = -1
        self.mover = ""
        self.said = [one.prior for one in self.typed]

    def opening(self) -> list[str]:
        """Return the line that says which types were drawn."""
        if self.believed is None or not self.typed:
            return []
        drawn = [names[kind] for names, kind in zip(self.names, self.believed.types, strict=True)]
        are = [f"{actor} is of the type {name}" for actor, name in zip(self.actors, drawn, strict=True)]
        return [f"{self.start}  drawn, unknown to the others: {', '.join(are)}"]

    def see(self, number: int, entry: LogEntry) -> None:
        """Go on to an entry of the log."""
        self.number, self.mover = number, entry.actor

    def is_moved(self) -> bool:
        """Say whether a belief about who moves has changed so much that even a hold is worth a line."""
        return any(abs(self._held(q) - self.said[q]) >= _MUCH for q in self._moving())

    def change(self) -> str:
        """Return what is believed of who moves, for the end of its line; nothing where that is as before."""
        words = ""
        for q in self._moving():
            if _chance(self._held(q)) != _chance(self.said[q]):
                words += f"; the others now {self._hold(q)}"
                self.said[q] = self._held(q)
        return words

    def ending(self) -> str:
        """Return what is believed at last."""
        ends = " and ".join(self._hold(q) for q in range(len(self.typed)))
        return f"; in the end the others {ends}" if ends else ""

    def _moving(self) -> list[int]:
        return [q for q, actor in enumerate(self.actors) if actor == self.mover]

    def _held(self, q: int) -> float:
        if self.believed is None or self.number < 0:
            return self.typed[q].prior
        return float(self.believed.beliefs[self.number, q])

    def _hold(self, q: int) -> str:
        belief = self._held(q)
        certain = belief in (0.0, 1.0)
        held = "know" if certain else f"hold it {_chance(belief)} likely"
        return f"{held} that {self.actors[q]} is of the type {self.names[q][int(belief) if certain else 1]}"


def _type_names(scenario: Scenario, typed: TypedActor) -> tuple[str, str]:
    types = scenario.rules.actors[typed.actor].types
    return typed.types if types is None else types.shown


def _chance(belief: float) -> str:
    if 0.0 < belief < 0.005:
        return "less than 1 %"
    if 0.995 <= belief < 1.0:
        return "more than 99 %"
    return f"{100 * belief:.0f} %"


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
