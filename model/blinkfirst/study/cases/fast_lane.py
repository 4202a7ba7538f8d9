"""Cases that need no reading of the scenario: the games of one compiled scenario at other numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from blinkfirst.compile.repricing import repriced, revised
from blinkfirst.compile.reuse import LruCache
from blinkfirst.compile.scenario import Compiled
from blinkfirst.compile.successors import coding_of
from blinkfirst.study.cases.lens_reading import LensReading
from blinkfirst.study.cases.levers import Lever, mentioned_by_ask
from blinkfirst.study.cases.reading import Reading
from blinkfirst.study.cases.starts import Start

REVISIONS_KEPT = 3  # a design may go through lenses in turn; each set of features is as large as the game


class FastLane:
    """A compiled scenario, and what is needed to set its numbers.

    Parameters
    ----------
    compiled : from one start, or from several at once.
    levers : all of them fast.
    """

    def __init__(self, compiled: Compiled, levers: Sequence[Lever]) -> None:
        self._compiled = compiled
        self._lens = LensReading(compiled.scenario, levers)
        known: dict[tuple[int, ...], Reading] = {}
        for row in compiled.grounds:
            for ground in row:
                key = tuple(map(id, ground.happened))
                known[key] = known.get(key) or Reading(ground, compiled.scenario, levers)
        self._readings = list(known.values())
        rows = [[list(known).index(tuple(map(id, g.happened))) for g in row] for row in compiled.grounds]
        self._rows: list[list[int]] = rows
        changing = {name for reading in self._readings for name in reading.parameters}
        self.asks_stay = not any(
            changing & mentioned_by_ask(question.ask) for question in compiled.scenario.questions
        )
        self._revised: LruCache[Compiled] = LruCache(REVISIONS_KEPT)
        self._states: dict[Start, int | None] = {}

    def compiled(self, settings: Mapping[str, Any]) -> Compiled | None:
        """Return the compiled case, but for its start; ``None`` when a value is not plain.

        Raises
        ------
        ScenarioError
            When the numbers make an impossible game; what is wrong is told better by reading the scenario.
        """
        shares = self._lens.read(settings)
        if shares is None:
            return None
        reads = []
        for reading in self._readings:
            read = reading.read(settings, shares)
            if read is None:
                return None
            reads.append(read)
        numbers = tuple(read.numbers for read in reads)
        prices = [[reads[index].prices for index in row] for row in self._rows]
        return repriced(self._at_numbers(numbers), prices)

    def _at_numbers(self, numbers: tuple[tuple[float, ...], ...]) -> Compiled:
        if not any(numbers):
            return self._compiled
        known = self._revised.get(numbers)
        if known is not None:
            return known
        pairs = zip(self._readings, numbers, strict=True)
        revisions = [reading.revision(values) for reading, values in pairs]
        rows = [[revisions[index] for index in row] for row in self._rows]
        return self._revised.keep(numbers, revised(self._compiled, rows))

    def opening_state(self, start: Start, checked: bool) -> int | None:
        """Return the opening state that a start is; ``None`` when it is none, or nobody has a choice in it.

        It may then be that nobody ever has one, which compiling from that start alone would tell.

        Parameters
        ----------
        checked : whether compiling has seen to that already.
        """
        if start not in self._states:
            ground, game = self._compiled.grounds[0][0], self._compiled.standoff.opening
            coding = coding_of(ground.rules.variables, self._compiled.scenario.composed.place)
            levels = [v.levels.index(level) for v, level in zip(coding.variables, start, strict=True)]
            code = int(coding.codes(np.array([levels]))[0])
            codes = ground.laid_out.layout.codes
            state = min(int(np.searchsorted(codes, code)), codes.size - 1)
            rows = slice(state * game.n_actors, (state + 1) * game.n_actors + 1)
            choice = checked or bool((np.diff(game.edge_offset[rows]) > 1).any())
            self._states[start] = state if choice and codes[state] == code else None
        return self._states[start]


def starts_share(compiled: Compiled) -> bool:
    """Tell whether the solution of a game does not depend on which other states it is solved beside.

    What counts as a tie to exact maximisers does, and when the sweeps of an endless game come to rest.
    """
    games = [stretch.game for plan in compiled.standoff.plans for stretch in plan.stretches]
    return not compiled.standoff.stationary and not any(np.isinf(game.precision).any() for game in games)
