"""A sweep kept in a folder: begun, gone on with after any stop, enlarged; refused when it is another sweep.

The folder's own ``scenario.yaml`` is what is computed, from the first case on. So a sweep that is gone on
with needs nothing but its folder, and an error message in it names the same line whoever computed the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from blinkfirst.errors import StudyError
from blinkfirst.scenario.differences import ABSENT, Difference, differences
from blinkfirst.scenario.loading import scenario_of
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.settings import expanded
from blinkfirst.scenario.yaml_trees import read_text, yaml_text
from blinkfirst.study.design.design import design_from
from blinkfirst.study.design.rounds import count_new_cases
from blinkfirst.study.store.manifest import SCENARIO, SweepManifest, check_values_fit, versions
from blinkfirst.study.store.parts import part_file
from blinkfirst.study.store.sweep_folder import CaseStore
from blinkfirst.study.sweep import Sweep, SweepRequest

MOST_DIFFERENCES = 20  # shown when a folder holds another scenario


@dataclass(frozen=True)
class KeptSweep:
    """A sweep and the folder it is kept in, open for writing.

    Attributes
    ----------
    notices : for whoever started it.
    """

    store: CaseStore
    sweep: Sweep
    notices: tuple[str, ...] = ()

    def read(self, number: int, names: Sequence[str]) -> dict[str, bytes]:
        """Return tables of a part that is kept."""
        return {name: part_file(self.store.folder, number, name).read_bytes() for name in names}

    @classmethod
    def create(cls, folder: Path, sweep: Sweep) -> KeptSweep:
        """Begin a sweep in a new folder.

        Raises
        ------
        OptionError, StoreError
            When the folder is taken, or cannot be written to.
        """
        text = yaml_text(sweep.scenario.composed)
        own = replace(sweep, scenario=_scenario_in(text, sweep.scenario.name))
        store = CaseStore.create(folder, sweep.manifest, text)
        return cls(store, own, _notices(store.notice))

    @classmethod
    def open(cls, folder: Path, writing: bool = True) -> KeptSweep:
        """Open the sweep in a folder as it is, to finish it.

        Parameters
        ----------
        writing : damaged parts are then removed; without it nothing in the folder is touched.

        Raises
        ------
        OptionError, StoreError
            When there is none, or it cannot be written to.
        """
        store = CaseStore.open(folder, writing)
        try:
            manifest = store.manifest
            scenario = _scenario_in(store.scenario_text(), manifest.scenario)
            designs = tuple(design_from(round_.design) for round_ in manifest.rounds)
            damage = _without_damage(store) if writing else ()
            notices = _notices(store.notice, *damage, _other_versions(manifest))
        except BaseException:
            store.close()
            raise
        return cls(store, Sweep(scenario, designs, manifest), notices)

    def count_new_cases(self, request: SweepRequest) -> int:
        """Return how many cases of a request are not yet planned in the folder.

        Raises
        ------
        StudyError
            When the folder is about something else, with everything that is different.
        """
        complaints = [
            *_other_scenario(self.sweep.scenario, request.scenario),
            *_other_question(self.sweep.manifest, request),
        ]
        if complaints:
            told = f"{self.store.folder}: holds another sweep; name another folder for this one"
            raise StudyError("\n".join([told, *complaints]))
        check_values_fit(self.sweep.manifest, request.design.values_by_path)
        return count_new_cases(request.design, self.sweep.designs)

    def extend(self, sweep: Sweep) -> KeptSweep:
        """Plan one more round in the folder: the last one of a sweep that is otherwise the folder's.

        Raises
        ------
        StoreError
            When the plan cannot be written.
        """
        store, added = self.store, sweep.manifest.rounds[-1]
        planned_there = f"{store.manifest.cases:,} cases are planned there already"
        notice = f"{store.folder}: {planned_there}, the design adds {added.cases:,}"
        store.add_round(added.design, added.cases, added.part_size)
        return KeptSweep(store, sweep, (*self.notices, notice))


def _scenario_in(text: str, name: str) -> Scenario:
    """Read the scenario of a folder; places in it are lines of its file, wherever the folder is."""
    return scenario_of(expanded(read_text(text, SCENARIO)), name, try_changes=False)


def _without_damage(store: CaseStore) -> Iterator[str]:
    for part in store.damaged():
        store.remove_part(part.number)
        yield f"{store.folder}: part {part.number} was damaged ({part.problem}); it is computed again"


def _other_versions(manifest: SweepManifest) -> str:
    here = versions()
    other = [f"{name} {old}" for name, old in manifest.versions.items() if here.get(name) != old]
    if not other:
        return ""
    return f"begun with {', '.join(other)}, gone on with others: the last digits of new cases may differ"


def _notices(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _other_scenario(there: Scenario, asked: Scenario) -> list[str]:
    found = differences(there.composed, asked.composed)
    listed = [f"  {_spoken(difference)}" for difference in found[:MOST_DIFFERENCES]]
    more = len(found) - len(listed)
    return ["the scenario is not the same (there -> here):"] * bool(found) + listed + (
        [f"  and {more:,} more"] if more > 0 else []
    )


def _spoken(difference: Difference) -> str:
    old, new = ("absent" if value is ABSENT else _short(value) for value in (difference.old, difference.new))
    return f"{difference.path}: {old} -> {new}"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _other_question(there: SweepManifest, asked: SweepRequest) -> list[str]:
    outcomes = None if asked.outcomes is None else ",".join(asked.outcomes)
    pairs = (
        ("outcomes", ",".join(there.outcomes), outcomes),
        ("seed", there.seed, asked.seed),
        ("runs", there.runs, asked.runs),
    )
    return [f"--{name}: {old} there, {new} here" for name, old, new in pairs if new not in (None, old)]
