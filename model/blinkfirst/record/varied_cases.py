"""Cases of a record, compiled once and forecast again and again under other numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.game.game import FloatArray
from blinkfirst.record.cases import DatedCase
from blinkfirst.record.items import Item, counted_together
from blinkfirst.record.predictions import Theatre, chances_of, scenario_of_case
from blinkfirst.record.readings import Reader
from blinkfirst.study.threads import workers


class VariedCase:
    """A case with its items, ready to be forecast under each lens at changed numbers."""

    def __init__(self, theatre: Theatre, case: DatedCase, items: Sequence[Item]) -> None:
        scenario = scenario_of_case(theatre, case)
        starts = theatre.mapping.starts(theatre.name, scenario)
        compiled = compile_scenario(scenario, starts=starts)
        self.theatre, self.case, self.items = theatre, case, tuple(items)
        self._withheld = starts[-1]
        self._under = [
            compiled if lens in (None, theatre.lenses[0]) else compiled.at({"lens": lens})
            for lens in theatre.lenses
        ]
        self._reader = self._read(compiled)

    def chances(self, lens: int, changes: Mapping[str, Any]) -> FloatArray:
        """Return the chances of all options of its items under a lens, one item after the other.

        Options that happened together count as one. Raises `ScenarioError` when a value cannot be.
        """
        compiled = self._under[lens].at(changes)
        reader = self._reader if self._reader.fits(compiled.standoff) else self._read(compiled)
        found = chances_of(self.theatre.mapping, self.case, self.items, reader, compiled.standoff)
        return np.concatenate(counted_together(self.items, found))

    def _read(self, compiled: Compiled) -> Reader:
        return Reader(self.theatre.mapping, self.theatre.name, compiled, self._withheld)


class VariedCases:
    """All cases of a record, forecast side by side.

    Attributes
    ----------
    items : in the order of the cases; those of case k are at ``places[k]``.
    """

    def __init__(
        self,
        theatre: Theatre,
        cases: Sequence[DatedCase],
        items: Sequence[Item],
        say: Callable[[str], None] = lambda text: None,
    ) -> None:
        mine = {case.name: [item for item in items if item.case == case.name] for case in cases}
        with workers() as pool:
            waiting = [
                pool.submit(VariedCase, theatre, case, mine[case.name]) for case in cases if mine[case.name]
            ]
            self.cases: list[VariedCase] = []
            for one in waiting:
                self.cases.append(one.result())
                say(f"compiled {len(self.cases)} of {len(waiting)} cases")
        self.items = tuple(item for case in self.cases for item in case.items)

    def chances(
        self, asked: Sequence[tuple[int, int, Mapping[str, Any]]], say: Callable[[str], None]
    ) -> list[FloatArray]:
        """Return chances as `VariedCase.chances`, of each asked (case, lens, changes)."""
        found = []
        with workers() as pool:
            waiting = [pool.submit(self.cases[case].chances, lens, what) for case, lens, what in asked]
            for one in waiting:
                found.append(one.result())
                say(f"{len(found):,} of {len(waiting):,} solutions")
        return found

    def of_cluster(self, cluster: str) -> list[int]:
        """Return the numbers of the cases of a cluster."""
        return [number for number, one in enumerate(self.cases) if one.case.cluster == cluster]
