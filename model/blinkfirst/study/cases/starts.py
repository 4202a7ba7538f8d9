"""The start levels of a design, in groups that one layout and one solution serve."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from blinkfirst.compile.scenario import Compiled
from blinkfirst.compile.successors import coding_of
from blinkfirst.scenario.scenario import Rules

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
    rows = slice(state * game.n_actors, (state + 1) * game.n_actors + 1)
    choice = checked or bool((np.diff(game.edge_offset[rows]) > 1).any())
    return state if choice and codes[state] == code else None


def starts_share(compiled: Compiled) -> bool:
    """Tell whether the solution of a game does not depend on which other states it is solved beside.

    What counts as a tie to exact maximisers does, and when the sweeps of an endless game come to rest.
    """
    games = [stretch.game for plan in compiled.standoff.plans for stretch in plan.stretches]
    return not compiled.standoff.stationary and not any(np.isinf(game.precision).any() for game in games)
