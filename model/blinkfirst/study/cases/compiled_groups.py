"""The cases of one scenario in groups of starts that one layout and one solution serve."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from blinkfirst.compile.reuse import LruCache
from blinkfirst.compile.revision import parameters_in_ask
from blinkfirst.compile.scenario import Compiled, compile_like, compile_scenario
from blinkfirst.compile.successors import coding_of
from blinkfirst.errors import BlinkFirstError
from blinkfirst.scenario.scenario import Rules, Scenario
from blinkfirst.study.cases.case_results import Asking, CaseAnswers, Solution, Watched
from blinkfirst.study.cases.levers import Lever, Touch

GROUPS_KEPT = 4  # groups of starts whose games are kept at hand
STARTS_LIMIT = 4_096  # starts in one layout

Start: TypeAlias = tuple[str, ...]  # a level for every variable; in a group, "" for all that the design has
ANY = ""


class Starts:
    """Starts of the cases of a design.

    From levels that moves or nature change, much the same can be reached whichever one starts from, so these
    starts stand together. Levels that nothing changes (flags) lead to worlds that never meet; each has a
    group of its own.

    Parameters
    ----------
    rules : at the start.
    levels : what the design has for a path of a start level.
    names : the variable that each of these paths sets.
    """

    def __init__(self, rules: Rules, levels: Mapping[str, Sequence[str]], names: Mapping[str, str]) -> None:
        self.variables = rules.variables
        self._paths = {name: path for path, name in names.items()}
        moving = _moving(rules)
        self._choices = [
            tuple(level for level in v.levels if level in levels[self._paths[v.name]])
            if v.name in self._paths and v.name in moving
            else ()
            for v in self.variables
        ]
        self._many = math.prod(len(choice) or 1 for choice in self._choices) > STARTS_LIMIT

    def choices(self, name: str) -> int:
        """Return how many levels of a variable share a game; 0 when each has its own."""
        together = zip(self.variables, self._choices, strict=True)
        return next(len(choice) for variable, choice in together if variable.name == name)

    def start(self, settings: Mapping[str, Any]) -> Start | None:
        """Return where a case starts; ``None`` when a level is none."""
        levels = []
        for variable in self.variables:
            path = self._paths.get(variable.name)
            level = variable.start if path is None else settings[path]
            if level not in variable.levels:
                return None
            levels.append(level)
        return tuple(levels)

    def group(self, start: Start) -> Start:
        """Return the group of a start; the start itself when too many would stand together."""
        if self._many:
            return start
        return tuple(ANY if choice else level for level, choice in zip(start, self._choices, strict=True))

    def members(self, group: Start) -> list[dict[str, str]]:
        """Return all starts of a group, levels by variable."""
        choices = [
            choice if level == ANY else (level,) for level, choice in zip(group, self._choices, strict=True)
        ]
        names = [variable.name for variable in self.variables]
        return [dict(zip(names, levels, strict=True)) for levels in itertools.product(*choices)]


def _moving(rules: Rules) -> frozenset[str]:
    """Return the variables that some move or event of nature changes."""
    outcomes = [outcome for actor in rules.actors for move in actor.moves for outcome in move.outcomes]
    outcomes += [outcome for event in rules.nature for outcome in event.outcomes]
    changed = {effect.variable for outcome in outcomes for effect in outcome.effects}
    return frozenset(changed - {v.name for v in rules.variables if v.frozen})


def opening_state(compiled: Compiled, start: Start, checked: bool) -> int | None:
    """Return the opening state that a start is; ``None`` when it is none, or nobody has a choice in it.

    It may then be that nobody ever has one, which compiling from that start alone would show.

    Parameters
    ----------
    checked : whether compiling has seen to that already.
    """
    ground, game = compiled.grounds[0][0], compiled.standoff.opening
    coding = coding_of(ground.rules.variables, compiled.scenario.composed.place)
    levels = [v.levels.index(level) for v, level in zip(coding.variables, start, strict=True)]
    code = int(coding.codes(np.array([levels]))[0])
    codes = ground.laid_out.layout.codes
    state = min(int(np.searchsorted(codes, code)), codes.size - 1)
    rows = slice(state * game.n_movers, (state + 1) * game.n_movers + 1)
    choice = checked or bool((np.diff(game.edge_offset[rows]) > 1).any())
    return state if choice and codes[state] == code else None


def starts_share(compiled: Compiled) -> bool:
    """Return whether the solution of a game does not depend on which other states it is solved beside.

    What counts as a tie to exact maximisers does, and when the sweeps of an endless game come to rest.
    """
    games = [stretch.game for plan in compiled.standoff.plans for stretch in plan.stretches]
    return not compiled.standoff.stationary and not any(np.isinf(game.precision).any() for game in games)


class Compiler:
    """Compiles one scenario after the other, making again only what differs."""

    def __init__(self) -> None:
        self._known: Compiled | None = None

    def compiled(self, scenario: Scenario, starts: Sequence[Mapping[str, str]] = ()) -> Compiled:
        """Compile a scenario, from its own start or from several.

        Raises `ScenarioError` as `compile_scenario`.
        """
        if self._known is None:
            self._known = compile_scenario(scenario, starts=starts)
        else:
            self._known = compile_like(self._known, scenario, starts=starts)
        return self._known


class _LastSolution(NamedTuple):
    """A solution, and what it is the solution of; ``None`` where the case has to be read."""

    group: Start
    numbers: str
    solution: Solution | None


@dataclass
class _CompiledGroup:
    """The compiled game of a group of starts, with the questions made ready.

    Attributes
    ----------
    alone : whether it is the game of a single start.
    asks_stay : whether no question mentions a parameter that the cases change.
    states : opening states, of starts met so far.
    """

    compiled: Compiled
    watched: Watched
    alone: bool
    asks_stay: bool
    states: dict[Start, int | None] = field(default_factory=dict)

    def state(self, start: Start) -> int | None:
        """Return the opening state that a start is, as `opening_state` does."""
        if start not in self.states:
            self.states[start] = opening_state(self.compiled, start, checked=self.alone)
        return self.states[start]


class CompiledGroups:
    """Answers the cases of a scenario in which only numbers and start levels vary, where these are plain.

    Parameters
    ----------
    scenario : with what is not fast set already.
    levers : all of them fast.
    start_levels : per path of a start level, all that the design has for it.
    asking : what is asked of every case.
    compiler : of the worker.
    """

    def __init__(
        self,
        scenario: Scenario,
        levers: Sequence[Lever],
        start_levels: Mapping[str, Sequence[str]],
        asking: Asking,
        compiler: Compiler,
    ) -> None:
        self.scenario, self.levers, self.asking, self.compiler = scenario, levers, asking, compiler
        names = {lever.path: str(lever.full[1]) for lever in levers if lever.touch is Touch.START}
        self.starts = Starts(scenario.rules, start_levels, names)
        self.numbers = [lever.path for lever in levers if lever.touch is not Touch.START]
        self._groups: LruCache[_CompiledGroup] = LruCache(GROUPS_KEPT)
        self._closed: set[Start] = set()  # groups that share no game
        self._solved: _LastSolution | None = None

    def order(self, settings: Mapping[str, Any]) -> tuple[Start, str]:
        """Return a key by which cases with the same solution stand together."""
        start = self.starts.start(settings)
        return (() if start is None else self.starts.group(start)), self._numbers(settings)

    def answers(self, settings: Mapping[str, Any]) -> CaseAnswers | None:
        """Return a case's answers; ``None`` when it has to be read, be it good or bad."""
        start = self.starts.start(settings)
        if start is None:
            return None
        group = self.starts.group(start)
        for together in dict.fromkeys((group, start)):
            known = self._known_group(together)
            solution = None if known is None else self._solution(known, together, settings)
            if known is not None and solution is not None:
                state = known.state(start)
                if state is not None:
                    return solution.at(state)
        return None

    def _numbers(self, settings: Mapping[str, Any]) -> str:
        return repr([settings[path] for path in self.numbers])

    def _known_group(self, group: Start) -> _CompiledGroup | None:
        known = self._groups.get(group)
        if known is not None or group in self._closed:
            return known
        members = self.starts.members(group)
        try:
            compiled = self.compiler.compiled(self.scenario, members)
            if len(members) == 1 or starts_share(compiled):
                changing = set(compiled.vector.parameters(self.numbers))
                asked = {n for q in self.scenario.questions for n in parameters_in_ask(q.ask)}
                known = _CompiledGroup(
                    compiled, self.asking.watched(compiled), len(members) == 1, changing.isdisjoint(asked)
                )
                return self._groups.keep(group, known)
        except BlinkFirstError:
            pass  # each start by itself reports its own errors, if there are any
        self._closed.add(group)
        return None

    def _solution(self, known: _CompiledGroup, group: Start, settings: Mapping[str, Any]) -> Solution | None:
        numbers = self._numbers(settings)
        if self._solved is None or (self._solved.group, self._solved.numbers) != (group, numbers):
            self._solved = None  # a solution can be large: never two at a time
            self._solved = _LastSolution(group, numbers, self._new_solution(known, settings))
        return self._solved.solution

    def _new_solution(self, known: _CompiledGroup, settings: Mapping[str, Any]) -> Solution | None:
        try:
            compiled = known.compiled.edited({path: settings[path] for path in self.numbers})
            if compiled is None or not (known.alone or starts_share(compiled)):
                return None
            watched = known.watched if known.asks_stay else self.asking.watched(compiled)
            return self.asking.solution(compiled, watched)
        except BlinkFirstError:
            return None  # reading the scenario reports better what is wrong
