"""From a scenario to a stand-off: the dated events cut time into stretches, surprises into plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from blinkfirst.compile.reachability import STATES_LIMIT, reachable
from blinkfirst.compile.stretch_game import game_of
from blinkfirst.compile.successors import Coding, coding_of
from blinkfirst.errors import Problem, ScenarioError
from blinkfirst.game.game import IntArray
from blinkfirst.game.standoff import Plan, Standoff, Stretch
from blinkfirst.scenario.calendar import tick_of
from blinkfirst.scenario.loading import rules_after
from blinkfirst.scenario.nodes import deepest
from blinkfirst.scenario.scenario import DatedEvent, Rules, Scenario


@dataclass(frozen=True)
class Compiled:
    """A compiled scenario with the rules behind each stretch that is really played.

    Attributes
    ----------
    scenario : what was compiled.
    standoff : the games, for the solvers.
    all_rules : the rules behind every stretch of every plan, in order.
    course_rules : per stretch of ``standoff.course``, the rules in force (conditions of questions are read
        with their parameters).
    """

    scenario: Scenario
    standoff: Standoff
    all_rules: tuple[Rules, ...]
    course_rules: tuple[Rules, ...]


def compile_scenario(scenario: Scenario, states_limit: int = STATES_LIMIT) -> Compiled:
    """Compile a scenario.

    Raises
    ------
    ScenarioError
        When chances, rates or sizes are impossible, or nobody can ever do anything.
    """
    builder = _Builder(scenario, states_limit)
    plans = builder.plans()
    standoff = Standoff(
        name=scenario.name,
        title=scenario.title,
        start=scenario.start,
        ticks=scenario.ticks,
        tick_months=scenario.tick_months,
        afterwards_months=scenario.afterwards_months,
        stationary=scenario.stationary,
        plans=tuple(plans),
    )
    _check_something_can_happen(scenario, standoff)
    all_rules = tuple(builder.rules[id(s.game)] for plan in plans for s in plan.stretches)
    return Compiled(scenario, standoff, all_rules, tuple(builder.rules[id(s.game)] for s in standoff.course))


def rules_by_stretch(scenario: Scenario) -> tuple[Rules, ...]:
    """Return the rules behind every stretch of every plan, in the order of `Compiled.all_rules`, compiling
    nothing.
    """
    return tuple(
        rules_after(scenario, happened) if happened else scenario.rules for happened in _histories(scenario)
    )


def _histories(scenario: Scenario) -> list[tuple[DatedEvent, ...]]:
    """Return, for every stretch of every plan, the events that have happened by then (or are expected to
    have).
    """
    ticks = {id(event): event_tick(scenario, event) for event in scenario.events}
    surprises = sorted({ticks[id(e)] for e in scenario.events if not e.foreseen})
    histories: list[tuple[DatedEvent, ...]] = []
    for tick in [0, *surprises]:
        happened = tuple(e for e in scenario.events if ticks[id(e)] <= tick)
        histories.append(happened)
        ahead = [e for e in scenario.events if e.foreseen and ticks[id(e)] > tick]
        for later in sorted({ticks[id(e)] for e in ahead}):
            happened = (*happened, *(e for e in ahead if ticks[id(e)] == later))
            histories.append(happened)
    return histories


def event_tick(scenario: Scenario, event: DatedEvent) -> int:
    """Return the tick at which a dated event strikes: the nearest, but neither the first nor the horizon."""
    tick = tick_of(scenario.start, event.on, scenario.tick_months)
    return min(max(tick, 1), scenario.ticks - 1)


def _check_something_can_happen(scenario: Scenario, standoff: Standoff) -> None:
    for stretch in standoff.course:
        counts = np.diff(stretch.game.edge_offset)
        if (counts > 1).any():
            return
    message = (
        "zero reachable moves: in no state that can occur has anybody a choice; look at the `when` of the "
        "moves and the start levels"
    )
    raise ScenarioError([Problem(scenario.composed.place, "actors", message)])


class _Builder:
    """Builds stretch after stretch, following the set of states that can occur."""

    def __init__(self, scenario: Scenario, states_limit: int) -> None:
        self.scenario = scenario
        self.states_limit = states_limit
        self.coding: Coding = coding_of(scenario.rules.variables)
        self.place = scenario.composed.place
        self.rules: dict[int, Rules] = {}
        self.codes: dict[int, IntArray] = {}
        self.ticks = {id(e): event_tick(scenario, e) for e in scenario.events}

    def plans(self) -> list[Plan]:
        """Return the plans, one more than there are ticks with surprises."""
        surprises = sorted({self.ticks[id(e)] for e in self.scenario.events if not e.foreseen})
        plans = [Plan(0, tuple(self._stretches(self._opening(), 0, ())))]
        for tick in surprises:
            before = self._running(plans[-1], tick)
            happened = tuple(e for e in self.scenario.events if self._happened(e, tick))
            striking = tuple(e for e in happened if self.ticks[id(e)] == tick)
            first = self._stretch(tick, before, happened, striking)
            plans.append(Plan(tick, tuple(self._stretches(first, tick, happened))))
        return plans

    def _happened(self, event: DatedEvent, tick: int) -> bool:
        return self.ticks[id(event)] <= tick

    def _running(self, plan: Plan, tick: int) -> Stretch:
        """Return the stretch of a plan that runs just before a tick."""
        return [stretch for stretch in plan.stretches if stretch.first_tick < tick][-1]

    def _opening(self) -> Stretch:
        rules = self.scenario.rules
        start = int(self.coding.codes(np.array([[v.levels.index(v.start) for v in rules.variables]]))[0])
        codes = reachable(rules, self.coding, np.array([start]), self.place, self.states_limit)
        return self._laid_out(rules, codes, start, 0, None, "")

    def _stretches(self, first: Stretch, tick: int, happened: tuple[DatedEvent, ...]) -> list[Stretch]:
        """Follow a plan: the first stretch, then one for every later tick with foreseen events."""
        stretches = [first]
        foreseen = [e for e in self.scenario.events if e.foreseen and self.ticks[id(e)] > tick]
        for later in sorted({self.ticks[id(e)] for e in foreseen}):
            striking = tuple(e for e in foreseen if self.ticks[id(e)] == later)
            happened = (*happened, *striking)
            stretches.append(self._stretch(later, stretches[-1], happened, striking))
        return stretches

    def _stretch(
        self, tick: int, before: Stretch, happened: tuple[DatedEvent, ...], striking: tuple[DatedEvent, ...]
    ) -> Stretch:
        """Return the stretch that opens when some events strike the game that ran before."""
        old = self.codes[id(before.game)]
        states = self.coding.states(old)
        for event in striking:
            for variable, level in event.jumps.items():
                index = next(i for i, v in enumerate(self.coding.variables) if v.name == variable)
                states[:, index] = self.coding.variables[index].levels.index(level)
        landed = self.coding.codes(states)
        rules = rules_after(self.scenario, happened)
        codes = reachable(rules, self.coding, landed, self.place, self.states_limit)
        carry = np.searchsorted(codes, landed)
        start = int(landed[before.game.start])
        return self._laid_out(rules, codes, start, tick, carry, ", ".join(e.name for e in striking))

    def _laid_out(
        self, rules: Rules, codes: IntArray, start: int, tick: int, carry: IntArray | None, event: str
    ) -> Stretch:
        written, _ = deepest(self.scenario.composed, ("tick",))  # the whole where the tick is left out
        game = game_of(rules, self.coding, codes, start, self.scenario.tick_months, written.place)
        self.rules[id(game)] = rules
        self.codes[id(game)] = codes
        return Stretch(tick, game, carry, event)


def unmet(compiled: Compiled) -> Sequence[str]:
    """Return what no reachable state ever meets: paths of moves, nature's events and payoff terms."""
    games = [stretch.game for stretch in compiled.standoff.course]
    found: list[str] = []
    opening = games[0]
    for a, actor in enumerate(opening.actors):
        for m, move in enumerate(opening.moves[a]):
            if not any(((g.edge_actor == a) & (g.edge_move == m)).any() for g in games):
                found.append(f"actors.{actor}.moves.{move}")
    for e, event in enumerate(opening.nature):
        if not any((g.nature_event == e).any() for g in games):
            found.append(f"nature.{event}")
    live: set[tuple[str, str]] = set()
    for payoffs in (g.payoffs for g in games):
        for row, column in enumerate(payoffs.flow_columns):
            if payoffs.flow_features[row].any():
                live.add((payoffs.columns[column].argument, payoffs.columns[column].term))
        for row, column in enumerate(payoffs.lump_columns):
            if payoffs.lump_worth[payoffs.lump_offset[row] : payoffs.lump_offset[row + 1]].any():
                live.add((payoffs.columns[column].argument, payoffs.columns[column].term))
    for argument, term in dict.fromkeys((c.argument, c.term) for c in opening.payoffs.columns):
        if (argument, term) not in live:
            found.append(f"arguments.{argument}" + (f".terms.{term}" if term else ""))
    return found
