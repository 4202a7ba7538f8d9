"""From a scenario to a stand-off: the dated events cut time into stretches, surprises into plans."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any, TypeAlias

import numpy as np

from blinkfirst.compile.layout import OtherSupportError, layout_of
from blinkfirst.compile.numbers import Numbers, numbers_of
from blinkfirst.compile.private_types import beliefs_of, check_memory, revised
from blinkfirst.compile.reuse import LaidOut, LayoutCache, LruCache, dynamics_of
from blinkfirst.compile.revision import Revised, Revision, Vector
from blinkfirst.compile.stretch_game import Ground, game_of, game_under
from blinkfirst.compile.successors import STATES_LIMIT, Coding, coding_of, each_once, reachable
from blinkfirst.errors import Place, Problem, ScenarioError
from blinkfirst.game.game import Game, IntArray
from blinkfirst.game.standoff import Plan, Standoff, Stretch
from blinkfirst.scenario.calendar import tick_of
from blinkfirst.scenario.loading import (
    changed,
    check_one_reading,
    events_put,
    readings_of,
    rules_in,
    tree_of_rules,
)
from blinkfirst.scenario.nodes import Node, deepest
from blinkfirst.scenario.scenario import DatedEvent, Rules, Scenario
from blinkfirst.scenario.settings import put_all
from blinkfirst.short_repr import short_repr

GAMES_KEPT = 3  # a design may go through lenses in turn; each set of features is as large as the game
Grounds: TypeAlias = tuple[tuple[Ground, ...], ...]
Games: TypeAlias = tuple[tuple[tuple[Game, LaidOut], ...], ...]


@dataclass(frozen=True)
class Compiled:
    """A compiled scenario with the ground of each stretch.

    Attributes
    ----------
    standoff : the games, for the solvers.
    sources : returns the scenario, and the grounds behind every stretch of every plan of ``standoff``.
    shared : what `compile_like` may use again.
    starts, states_limit : as given to `compile_scenario`.
    """

    standoff: Standoff
    sources: Callable[[], tuple[Scenario, Grounds]] = field(repr=False)
    shared: LayoutCache = field(repr=False)
    starts: Sequence[Mapping[str, str]] = field(default=(), repr=False)
    states_limit: int = STATES_LIMIT

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that was compiled."""
        return self._sources[0]

    @cached_property
    def grounds(self) -> Grounds:
        """The ground behind every stretch of every plan."""
        return self._sources[1]

    @cached_property
    def course_rules(self) -> tuple[Rules, ...]:
        """Rules in force per stretch of ``standoff.course``; questions are read with their parameters."""
        return tuple(self.grounds[span.plan][span.place].rules for span in self.standoff.played)

    @cached_property
    def _sources(self) -> tuple[Scenario, Grounds]:
        return self.sources()  # of a case only when somebody reads them: solvers do not

    @cached_property
    def histories(self) -> tuple[tuple[int, ...], ...]:
        """Number of the history of dated events behind every stretch of every plan."""
        numbers: dict[tuple[int, ...], int] = {}
        return tuple(
            tuple(numbers.setdefault(tuple(map(id, ground.happened)), len(numbers)) for ground in row)
            for row in self.grounds
        )

    @cached_property
    def vector(self) -> Vector:
        """The numbers of the scenario, ready to be changed."""
        grounds: dict[int, Ground] = {}
        for numbers, row in zip(self.histories, self.grounds, strict=True):
            for number, ground in zip(numbers, row, strict=True):
                grounds.setdefault(number, ground)
        return Vector(self.scenario, tuple(grounds.values()))

    @cached_property
    def numbers(self) -> Numbers:
        """Every number of the scenario."""
        return numbers_of(self.scenario, [ground.rules for row in self.grounds for ground in row])

    def at(self, changes: Mapping[str, Any]) -> Compiled:
        """Return the compiled case in which some values are others; only what they touch is made again.

        The result equals that of reading and compiling the changed scenario to the last bit.

        Raises `ScenarioError` as `compile_scenario`, and when a path or a value is none.

        Parameters
        ----------
        changes : values by path, as ``{"actors.US.precision": 4, "lens": "garrie-2018"}``.
        """
        found = self.edited(changes)
        if found is not None:
            return found
        scenario = changed(self.scenario, changes)
        return _compiled(scenario, self.states_limit, self.shared.copy(), self.starts)

    def edited(self, changes: Mapping[str, Any], keep: bool = True) -> Compiled | None:
        """Return a compiled case as `at` does; ``None`` when it has to be read, be it good or bad.

        ``keep`` holds on to its games, for the next cases that differ from it in prices alone.
        """
        if not changes:
            return self
        try:
            revised = self.vector.revised(changes)
            return None if revised is None else self._case(dict(changes), revised, keep)
        except (ScenarioError, OtherSupportError):
            return None  # reading the scenario reports better what is wrong

    def _case(self, changes: Mapping[str, Any], revised: Revised, keep: bool) -> Compiled:
        shares, revisions = revised
        rows = [[revisions[number] for number in row] for row in self.histories]
        games = self._games(rows, keep)
        plans = tuple(
            Plan(
                plan.first_tick,
                tuple(
                    Stretch(stretch.first_tick, _at_prices(game, one), stretch.carry, stretch.event)
                    for stretch, (game, _), one in zip(plan.stretches, *pair, strict=True)
                ),
            )
            for plan, *pair in zip(self.standoff.plans, games, rows, strict=True)
        )

        def sources() -> tuple[Scenario, Grounds]:
            grounds = tuple(
                tuple(
                    Ground(ground.happened, one.rules, laid_out)
                    for ground, (_, laid_out), one in zip(*lists, strict=True)
                )
                for lists in zip(self.grounds, games, rows, strict=True)
            )
            composed = put_all(self.scenario.composed, changes, Place("--set"))
            rules = grounds[0][0].rules
            return replace(self.scenario, rules=rules, shares=shares, composed=composed), grounds

        beliefs = beliefs_of(self.scenario, rows[0][0].rules) if self.standoff.beliefs else None
        standoff = replace(self.standoff, plans=plans, beliefs=beliefs)
        return Compiled(standoff, sources, self.shared, self.starts, self.states_limit)

    def _games(self, rows: Sequence[Sequence[Revision]], keep: bool) -> Games:
        """Return the games and layouts under other numbers but for prices; the last ones may be kept."""
        key = tuple(one.numbers for row in rows for one in row)
        known = self._kept.get(key)
        if known is None:
            place = tick_place(self.scenario)
            known = tuple(
                tuple(
                    game_under(stretch.game, ground, one.played_rules, one.reach, place)
                    if one.numbers
                    else (stretch.game, ground.laid_out)
                    for stretch, ground, one in zip(plan.stretches, *pair, strict=True)
                )
                for plan, *pair in zip(self.standoff.plans, self.grounds, rows, strict=True)
            )
            if keep:
                self._kept.keep(key, known)
        return known

    @cached_property
    def _kept(self) -> LruCache[Games]:
        return LruCache(GAMES_KEPT)

    __repr__ = short_repr


def compile_scenario(
    scenario: Scenario, states_limit: int = STATES_LIMIT, starts: Sequence[Mapping[str, str]] = ()
) -> Compiled:
    """Compile a scenario.

    Parameters
    ----------
    starts : levels by variable, several starts at once: the games then hold all that can be reached from any
        of them, and the opening game starts from the first. The scenario's own start where none is given.

    Raises
    ------
    ScenarioError
        When chances, rates or sizes are impossible, nobody can ever do anything, or it is a pool: several
        games, of which `compile_readings` makes one each.
    """
    return _compiled(scenario, states_limit, LayoutCache(), starts)


def compile_readings(scenario: Scenario) -> tuple[Compiled, ...]:
    """Compile a scenario under each lens of its pool, in the order of the shares; once without a pool.

    Raises `ScenarioError` as `compile_scenario`.
    """
    first, *others = readings_of(scenario)
    known = compile_scenario(first)
    return known, *(compile_like(known, other) for other in others)


def compile_like(
    known: Compiled,
    scenario: Scenario,
    states_limit: int = STATES_LIMIT,
    starts: Sequence[Mapping[str, str]] = (),
) -> Compiled:
    """Compile a scenario beside a known one; only what differs is made again.

    The result equals that of `compile_scenario` to the last bit; parameters and errors as there.
    """
    return _compiled(scenario, states_limit, known.shared, starts)


def _own_start(scenario: Scenario) -> tuple[Mapping[str, str], ...]:
    return ({variable.name: variable.start for variable in scenario.rules.variables},)


def _compiled(
    scenario: Scenario, states_limit: int, shared: LayoutCache, starts: Sequence[Mapping[str, str]]
) -> Compiled:
    check_one_reading(scenario)
    builder = _StandoffBuilder(scenario, states_limit, shared, starts or _own_start(scenario))
    standoff = Standoff(
        name=scenario.name,
        title=scenario.title,
        start=scenario.start,
        ticks=scenario.ticks,
        tick_months=scenario.tick_months,
        afterwards_months=scenario.afterwards_months,
        stationary=scenario.stationary,
        plans=tuple(builder.plans()),
        beliefs=beliefs_of(scenario, scenario.rules),
    )
    _check_something_can_happen(scenario, standoff)
    check_memory(scenario, standoff)
    grounds = tuple(
        tuple(builder.grounds[id(stretch.game)] for stretch in plan.stretches) for plan in standoff.plans
    )
    return Compiled(standoff, lambda: (scenario, grounds), shared, starts, states_limit)


def histories(scenario: Scenario) -> tuple[tuple[DatedEvent, ...], ...]:
    """Return which dated events have happened in the stretches of all plans, each history once."""
    ticks = {id(event): event_tick(scenario, event) for event in scenario.events}
    found: dict[tuple[int, ...], tuple[DatedEvent, ...]] = {(): ()}
    for begins in sorted({0, *(ticks[id(e)] for e in scenario.events if not e.foreseen)}):
        for until in sorted({begins, *(t for t in ticks.values() if t > begins)}):
            happened = tuple(
                event
                for event in scenario.events
                if ticks[id(event)] <= (until if event.foreseen else begins)
            )
            found.setdefault(tuple(map(id, happened)), happened)
    return tuple(found.values())


def event_tick(scenario: Scenario, event: DatedEvent) -> int:
    """Return the tick at which a dated event strikes: the nearest, but neither the first nor the horizon."""
    tick = tick_of(scenario.start, event.on, scenario.tick_months)
    return min(max(tick, 1), scenario.ticks - 1)


def tick_place(scenario: Scenario) -> Place:
    """Return the place of the tick; that of the whole scenario where it is missing."""
    return deepest(scenario.composed, ("tick",))[0].place


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


def _at_prices(game: Game, revision: Revision) -> Game:
    # of actors; movers that are events stay as they are
    changed: dict[str, Any] = {
        name: np.append(values, getattr(game, name)[len(values) :])
        for name, values in revision.traits.items()
    }
    if revision.weights is not None:
        changed["payoffs"] = replace(game.payoffs, weights=revision.weights)
    if game.seconds and revision.values:
        changed["seconds"] = revised(game.seconds, revision.rules)
    return replace(game, **changed) if changed else game


class _StandoffBuilder:
    """Builds stretch after stretch, following the set of states that can occur."""

    def __init__(
        self,
        scenario: Scenario,
        states_limit: int,
        shared: LayoutCache,
        starts: Sequence[Mapping[str, str]],
    ) -> None:
        self.scenario = scenario
        self.starts = starts
        self.shared = shared
        self.states_limit = states_limit
        self.coding: Coding = coding_of(scenario.rules.variables, scenario.composed.place)
        self.place = scenario.composed.place
        self.grounds: dict[int, Ground] = {}
        self.tree = tree_of_rules(scenario)
        self.trees: dict[int, Node] = {}  # of games after the first
        self.ticks = {id(e): event_tick(scenario, e) for e in scenario.events}
        self.foreseen = tuple(e for e in scenario.events if e.foreseen)
        self.striking: dict[int, tuple[DatedEvent, ...]] = {}
        for tick, events in groupby(sorted(scenario.events, key=self._tick), self._tick):
            self.striking[tick] = tuple(events)

    def plans(self) -> list[Plan]:
        """Return the plans, one more than there are ticks with surprises."""
        surprises = sorted({self.ticks[id(e)] for e in self.scenario.events if not e.foreseen})
        plans = [Plan(0, tuple(self._stretches(self._opening(), 0, ())))]
        for tick in surprises:
            before = self._running(plans[-1], tick)
            happened = self._happened(tick)
            first = self._stretch(tick, before, happened, self.striking[tick])
            plans.append(Plan(tick, tuple(self._stretches(first, tick, happened))))
        return plans

    def _tick(self, event: DatedEvent) -> int:
        return self.ticks[id(event)]

    def _happened(self, tick: int) -> tuple[DatedEvent, ...]:
        """Return the events up to a tick, in the order of the scenario."""
        events = self.scenario.events
        if self._in_time:
            return events[: bisect_right(events, tick, key=self._tick)]
        return tuple(event for event in events if self._tick(event) <= tick)

    @cached_property
    def _in_time(self) -> bool:
        return all(self._tick(one) <= self._tick(other) for one, other in pairwise(self.scenario.events))

    def _running(self, plan: Plan, tick: int) -> Stretch:
        """Return the stretch of a plan that runs just before a tick."""
        return [stretch for stretch in plan.stretches if stretch.first_tick < tick][-1]

    def _opening(self) -> Stretch:
        rules = self.scenario.rules
        levels = [[v.levels.index(start[v.name]) for v in rules.variables] for start in self.starts]
        codes = self.coding.codes(np.array(levels))
        laid_out = self._laid_out(rules, each_once(codes))
        return Stretch(0, self._game((), rules, laid_out, int(codes[0])), None, "")

    def _stretches(self, first: Stretch, tick: int, happened: tuple[DatedEvent, ...]) -> list[Stretch]:
        """Follow a plan: the first stretch, then one for every later tick with foreseen events."""
        stretches = [first]
        foreseen = [e for e in self.foreseen if self.ticks[id(e)] > tick]
        for later in sorted({self.ticks[id(e)] for e in foreseen}):
            striking = tuple(e for e in foreseen if self.ticks[id(e)] == later)
            happened = (*happened, *striking)
            stretches.append(self._stretch(later, stretches[-1], happened, striking))
        return stretches

    def _stretch(
        self, tick: int, before: Stretch, happened: tuple[DatedEvent, ...], striking: tuple[DatedEvent, ...]
    ) -> Stretch:
        """Return the stretch that opens when some events strike the game that ran before."""
        old = self.grounds[id(before.game)].laid_out.layout.codes
        states = self.coding.states(old)
        for event in striking:
            for variable, level in event.jumps.items():
                index = next(i for i, v in enumerate(self.coding.variables) if v.name == variable)
                states[:, index] = self.coding.variables[index].levels.index(level)
        landed = self.coding.codes(states)
        tree, rules = self._rules(before.game, happened, striking)
        names = ", ".join(e.name for e in striking)
        try:
            laid_out = self._laid_out(rules, each_once(landed))
            game = self._game(happened, rules, laid_out, int(landed[before.game.start]))
            self.trees[id(game)] = tree
        except ScenarioError as error:
            raise ScenarioError(
                [replace(p, message=f"{p.message} (after the event {names!r})") for p in error.problems]
            ) from None
        carry = np.searchsorted(laid_out.layout.codes, landed)
        return Stretch(tick, game, carry, names)

    def _rules(
        self, before: Game, happened: tuple[DatedEvent, ...], striking: tuple[DatedEvent, ...]
    ) -> tuple[Node, Rules]:
        """Return the tree and the rules once some events have struck.

        Only those that strike now are put into the tree of the game before, so that a scenario of many events
        takes no more than its share for each.
        """
        ground, tree = self.grounds[id(before)], self.trees.get(id(before), self.tree)
        if happened != (*ground.happened, *striking):
            tree = events_put(self.tree, happened)
        elif any(event.settings for event in striking):
            tree = events_put(tree, striking)
        else:
            return tree, ground.rules
        return tree, rules_in(tree, self.scenario)

    def _laid_out(self, rules: Rules, seeds: IntArray) -> LaidOut:
        """Return the layout of everything reachable from some states, shared where it is known."""
        dynamics = dynamics_of(rules)
        limits = self.place, self.states_limit
        codes = self.shared.reached(dynamics, seeds, lambda: reachable(rules, self.coding, seeds, *limits))
        return self.shared.layout(dynamics, codes, lambda: layout_of(rules, self.coding, codes))

    def _game(self, happened: tuple[DatedEvent, ...], rules: Rules, laid_out: LaidOut, start: int) -> Game:
        game = game_of(rules, laid_out, start, self.scenario.tick_months, tick_place(self.scenario))
        self.grounds[id(game)] = Ground(happened, rules, laid_out)
        return game
