"""Chances of the items of a case, read off the exact forecast of a scenario of a theatre."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from blinkfirst.compile.evaluation import BoolArray
from blinkfirst.compile.questions import states_where, watch_of
from blinkfirst.compile.scenario import Compiled
from blinkfirst.errors import ScenarioError, nearest
from blinkfirst.game.forecast import SAME_CHANCE
from blinkfirst.game.game import NO_BLINK, CodeArray, FloatArray, Game, IntArray
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.record.mapping import CaseMapping
from blinkfirst.record.mapping_schema import EndingEntry
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.expressions import CONDITION, ExpressionError
from blinkfirst.scenario.nodes import Path as Steps
from blinkfirst.scenario.questions import parse_question
from blinkfirst.scenario.scenario import Rules
from blinkfirst.solve.layout.game_tables import lay_out
from blinkfirst.solve.layout.watch_classes import END_SILENTLY
from blinkfirst.solve.standoff.forward_pass import Chain, Leg, Route, played_legs, start_of, walk
from blinkfirst.sums import even_sums


class Wanted(NamedTuple):
    """A first act that is asked about.

    Attributes
    ----------
    actor : whose.
    while_same : only acts count that are done while business is as it was at the start.
    """

    actor: str
    while_same: bool = False


class Reader:
    """The rules of a theatre, in the terms of a compiled scenario of it.

    Raises `ScenarioError` when a rule has names that the theatre has not, with all such rules.

    Parameters
    ----------
    withheld : levels by variable that the scenario starts from without its business; the scenario has to be
        compiled with that start.
    """

    def __init__(
        self, mapping: CaseMapping, theatre: str, compiled: Compiled, withheld: Mapping[str, str]
    ) -> None:
        self.mapping, self.compiled = mapping, compiled
        self.entry = mapping.theatre(theatre)
        self.options = mapping.file.items.acts
        self._at: Steps = ("theatres", theatre)
        self._diagnostics = Diagnostics(mapping.root)
        self._rules = compiled.course_rules
        # of the world alone, so that one reader serves every lens
        self._world = replace(self._rules[0].vocabulary, parameters=frozenset(), known={})
        self._games = [stretch.game for stretch in compiled.standoff.course]
        self._open = self._where((*self._at, "open"), self.entry.open)
        start = self._games[0].start
        # business as it was at the start: open, or none at all
        self._same = [is_open == self._open[0][start] for is_open in self._open]
        self._withheld = _state_with(self._games[0], withheld)
        self._acts = {actor: self._codes_of(actor) for actor in self.entry.acts}
        self._steps = [
            _steps_of(game, is_open) for game, is_open in zip(self._games, self._open, strict=True)
        ]
        self._endings = self._codes_of_endings()
        self._stands = {actor: self._stand_of(actor) for actor in self.entry.acts}
        self._routes: dict[tuple[tuple[Wanted, ...], tuple[str, ...]], Route] = {}
        if self._diagnostics.problems:
            raise ScenarioError(self._diagnostics.problems)

    def fits(self, standoff: Standoff) -> bool:
        """Return whether a stand-off has the same states, moves and outcomes, at whatever numbers."""
        games = [stretch.game for stretch in standoff.course]
        return len(games) == len(self._games) and all(map(_alike, games, self._games))

    def firsts(
        self,
        standoff: Standoff,
        policy: Policy,
        wanted: tuple[Wanted, ...],
        blinkers: tuple[str, ...] = (),
        withheld: bool = False,
    ) -> list[FloatArray]:
        """Return how likely each act is an actor's first, per wanted one, shape (number of its acts,).

        With ``blinkers`` a last one follows: how likely each of them gives way first while business is open,
        and that nobody does, shape (number of them + 1,). Where no business is, it is the whole window.

        Parameters
        ----------
        standoff, policy : that `fits`, perhaps at other weights or precisions, and its solution.
        withheld : start without the business.
        """
        legs = played_legs(standoff, policy)
        route, sizes = self._route(legs, wanted, blinkers)
        record = walk(legs, start_of(legs[0].game, self._withheld if withheld else None), route)
        found = np.split(record.stops.sum(axis=(0, 1)) + record.arrivals, np.cumsum(sizes)[:-1])
        for one, mine in zip(wanted, found, strict=False):
            mine[self._stands[one.actor]] += 1.0 - mine.sum()
        return [*found[:-1], np.append(found[-1], 1.0 - found[-1].sum())] if blinkers else found

    def endings(self, standoff: Standoff, policy: Policy) -> FloatArray:
        """Return how likely the business ends in each way, shape (number of grades,)."""
        chances = np.zeros(len(self.mapping.grades))
        legs = played_legs(standoff, policy)
        mass = start_of(legs[0].game)
        for leg, steps, codes in zip(legs, self._steps, self._endings, strict=True):
            if leg.carry is not None:
                mass = even_sums(leg.carry, mass, leg.game.n_states)
            idle = lay_out(leg.game).idle
            rate = _chances_of(leg.game, steps)
            going, ending = _Flow(steps, codes == 0, rate), _Flow(steps, codes > 0, rate)
            grades = codes[codes > 0]
            for choice in leg.choice:
                if mass.sum() < SAME_CHANCE:
                    break  # next to nothing is still open
                chances += np.bincount(grades, ending.of(mass, choice), chances.size + 1)[1:]
                mass = mass * idle + np.bincount(going.after, going.of(mass, choice), mass.size)
        chances[0] += 1.0 - chances.sum()
        return chances

    def is_open(self) -> bool:
        """Return whether there is business at the start."""
        return bool(self._open[0][self._games[0].start])

    # ---------------------------------------------------------------------------------------- rules to codes

    def _route(
        self, legs: Sequence[Leg], wanted: tuple[Wanted, ...], blinkers: tuple[str, ...]
    ) -> tuple[Route, list[int]]:
        """Return a walk's plan, one for all stand-offs that fit, and the number of slots of each chain."""
        sizes = [len(self.options[one.actor]) for one in wanted] + [len(blinkers)] * bool(blinkers)
        if (wanted, blinkers) not in self._routes:
            edges = [self._acts[one.actor] for one in wanted]
            edges.append([_blinks(game, blinkers) for game in self._games])
            silent = [*(one.while_same for one in wanted), self.is_open()]
            offsets = np.cumsum([0, *sizes])[:-1].tolist()
            chains = [self._chain(*one) for one in zip(edges, offsets, silent, strict=False)]
            self._routes[wanted, blinkers] = Route(legs, chains, slots=sum(sizes))
        return self._routes[wanted, blinkers], sizes

    def _chain(self, edges: Sequence[CodeArray], offset: int, while_same: bool) -> Chain:
        codes = tuple(np.where(code > 0, code + offset, 0).astype(np.int16) for code in edges)
        silent = END_SILENTLY if while_same else 0
        closed = tuple((~same * silent).astype(np.int16) for same in self._same)
        return Chain(self.compiled.standoff.ticks, codes, closed)

    def _where(self, path: Steps, text: str | None) -> list[BoolArray]:
        """Return where a condition holds, per stretch; everywhere where there is none."""
        if text is None:
            return [np.ones(game.n_states, dtype=np.bool_) for game in self._games]
        written = self._diagnostics.parsed(path, text, self._world, CONDITION)
        return [states_where(written, game.states, rules) for game, rules in self._stretches()]

    def _stretches(self) -> Iterator[tuple[Game, Rules]]:
        return zip(self._games, self._rules, strict=True)

    def _codes_of(self, actor: str) -> list[CodeArray]:
        """Return the act that each edge counts as, per stretch: 0 for none, else its place from 1."""
        codes = [np.zeros(game.n_edges, dtype=np.int16) for game in self._games]
        for act, deeds in self.entry.acts[actor].moves.items():
            for index, deed in enumerate(deeds):
                path = (*self._at, "acts", actor, "moves", act, index)
                for code, edges in zip(codes, self._edges(path, f"{actor} {deed}"), strict=True):
                    code[edges] = self.options[actor].index(act) + 1
        return codes

    def _edges(self, path: Steps, deed: str) -> list[BoolArray]:
        try:
            watch = watch_of(parse_question(deed, self._world, self._rules[0].menus), self.compiled)
            return [classes == 1 for classes in watch.edge_class]
        except ExpressionError as error:
            self._diagnostics.problem(path, error.message, error.suggestion)
        return [np.zeros(game.n_edges, dtype=np.bool_) for game in self._games]

    def _stand_of(self, actor: str) -> int:
        """Place of what it counts as that an actor has not acted."""
        stands, options = self.entry.acts[actor].otherwise, self.options[actor]
        if isinstance(stands, str):
            return options.index(stands)
        for index, stand in enumerate(stands):
            path = (*self._at, "acts", actor, "otherwise", index, "when")
            if self._where(path, stand.when)[0][self._games[0].start]:
                return options.index(stand.is_)
        return options.index(stands[-1].is_)

    def _codes_of_endings(self) -> list[IntArray]:
        """Return the way of ending that each step is, per stretch: 0 for none, else its place from 1."""
        codes = [np.zeros(steps.after.size, dtype=np.int64) for steps in self._steps]
        for index, ending in enumerate(self.entry.endings):
            grade = self.mapping.grades.index(ending.is_) + 1
            fitting = self._fitting((*self._at, "endings", index), ending)
            for code, fits in zip(codes, fitting, strict=True):
                code[fits & (code == 0)] = grade
        for code, steps, is_open in zip(codes, self._steps, self._open, strict=True):
            code[(code == 0) & ~is_open[steps.after]] = 1
        return codes

    def _fitting(self, path: Steps, ending: EndingEntry) -> list[BoolArray]:
        before = self._where((*path, "when"), ending.when)
        after = self._where((*path, "then"), ending.then)
        by = self._by((*path, "by"), ending.by)
        found = []
        for number, steps in enumerate(self._steps):
            fits = before[number][steps.before] & after[number][steps.after] & by[number]
            if ending.raises is not None:
                level = self._level((*path, "raises"), ending.raises, self._games[number])
                fits &= level[steps.after] > level[steps.before]
            found.append(fits)
        return found

    def _level(self, path: Steps, variable: str, game: Game) -> IntArray:
        names = [one.name for one in game.variables]
        if variable in names:
            return game.states[:, names.index(variable)]
        self._diagnostics.unknown(path, "variable", variable, names)
        return np.zeros(game.n_states, dtype=np.int64)

    def _by(self, path: Steps, by: str | None) -> list[BoolArray]:
        """Return which steps are made by a move or an event, per stretch; all where none is said."""
        if by is None:
            return [np.ones(steps.after.size, dtype=np.bool_) for steps in self._steps]
        if " " in by:
            edges = self._edges(path, by)
            return [
                np.append(mine[steps.edge], np.zeros(steps.event.size, dtype=np.bool_))
                for mine, steps in zip(edges, self._steps, strict=True)
            ]
        events = self._games[0].nature
        if by not in events:
            message = f"unknown event {by!r}; expected a move as `ACTOR MOVE`, or one of: {', '.join(events)}"
            self._diagnostics.problem(path, message, nearest(by, events))
        return [_by_event(game, steps, by) for game, steps in zip(self._games, self._steps, strict=True)]


def _by_event(game: Game, steps: _OpenSteps, name: str) -> BoolArray:
    """Return which steps an event makes; one that is a blink has edges, as a mover behind the actors."""
    movers = [mover for mover in range(game.n_actors, game.n_movers) if game.moves[mover] == (name,)]
    number = game.nature.index(name) if name in game.nature else -1
    return np.append(np.isin(game.edge_actor[steps.edge], movers), steps.event == number)


def _state_with(game: Game, levels: Mapping[str, str]) -> int:
    row = np.array([one.levels.index(levels[one.name]) for one in game.variables])
    return int(np.flatnonzero((game.states == row).all(axis=1))[0])


class _OpenSteps(NamedTuple):
    """Everything that can change an open state: outcomes of moves, then those of nature's events.

    Attributes
    ----------
    before, after : shape (N,), states.
    outcome : which outcome each of them is, of moves and then of nature.
    edge : the move of each of the first steps.
    row, event : row of nature and event of each of the others.
    """

    before: IntArray
    after: IntArray
    outcome: IntArray
    edge: IntArray
    row: IntArray
    event: IntArray


class _Flow:
    """Some of the steps, laid out once so that a tick only fetches, multiplies and adds."""

    def __init__(self, steps: _OpenSteps, wanted: BoolArray, rate: FloatArray) -> None:
        self._before, self.after, self._rate = steps.before[wanted], steps.after[wanted], rate[wanted]
        self._edge = steps.edge[wanted[: steps.edge.size]]

    def of(self, mass: FloatArray, choice: FloatArray) -> FloatArray:
        """Return the probability that takes each step in a tick, from those of states and of choices."""
        flow = np.take(mass, self._before)
        flow *= self._rate
        flow[: self._edge.size] *= np.take(choice, self._edge)
        return flow


def _steps_of(game: Game, is_open: BoolArray) -> _OpenSteps:
    edge = np.repeat(np.arange(game.n_edges), np.diff(game.outcome_offset))
    row = np.repeat(np.arange(game.nature_rate.size), np.diff(game.nature_outcome_offset))
    event_state = np.repeat(np.arange(game.n_states), np.diff(game.nature_offset))
    moved, happened = (
        np.flatnonzero(is_open[game.edge_state[edge]]),
        np.flatnonzero(is_open[event_state[row]]),
    )
    edge, row = edge[moved], row[happened]
    return _OpenSteps(
        np.append(game.edge_state[edge], event_state[row]),
        np.append(game.outcome_state[moved], game.nature_outcome_state[happened]),
        np.append(moved, happened),
        edge,
        row,
        game.nature_event[row],
    )


def _chances_of(game: Game, steps: _OpenSteps) -> FloatArray:
    """Return how likely each step is in a tick, those of moves if they are chosen."""
    moved, happened = np.split(steps.outcome, [steps.edge.size])
    led = game.nature_rate[steps.row] * game.tick_months * game.nature_outcome_probability[happened]
    return np.append(lay_out(game).edge_turn[steps.edge] * game.outcome_probability[moved], led)


def _alike(one: Game, other: Game) -> bool:
    names = ("states", "edge_state", "edge_move", "outcome_state", "nature_event", "nature_outcome_state")
    return one.start == other.start and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in names
    )


def _blinks(game: Game, actors: Sequence[str]) -> CodeArray:
    place = np.array([actors.index(name) + 1 if name in actors else 0 for name in game.actors])
    return np.where(game.edge_blink != NO_BLINK, place[game.mover_actor[game.edge_actor]], 0).astype(np.int16)
