"""A theatre and its rivals scored on the cases of a record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from blinkfirst.errors import OptionError, Place, hinted, nearest
from blinkfirst.game.forecast import NOBODY
from blinkfirst.game.game import FloatArray
from blinkfirst.record.cases import DatedCase, read_cases
from blinkfirst.record.items import (
    ACT,
    FIRST,
    GRADED,
    KINDS,
    Forecaster,
    Item,
    counted_together,
    happened,
    uniform,
)
from blinkfirst.record.library import RecordFiles, find_record, record_named_in, record_with
from blinkfirst.record.mapping import CaseMapping, read_mapping
from blinkfirst.record.predictions import POOL, Theatre, predictions
from blinkfirst.record.rivals.persistence import persistence
from blinkfirst.record.rivals.tables import tables
from blinkfirst.record.scores.brier import brier_scores
from blinkfirst.record.scores.cluster_bootstrap import Bootstrap, ScoreEstimate, bootstrap, cases_needed
from blinkfirst.record.scores.logarithmic import logarithmic_scores
from blinkfirst.record.scores.mixing import mixed_with_uniform
from blinkfirst.record.scores.ranked_probability import ranked_probability_scores
from blinkfirst.record.scores.reliability import Reliability, events_of, reliability
from blinkfirst.report.answer import Answer
from blinkfirst.scenario.library import shipped_theatres
from blinkfirst.scenario.loading import load_theatre
from blinkfirst.scenario.scenario import Scenario

ALL, ANYBODY = "all", "anybody"
LOG, BRIER, RPS = "log", "brier", "rps"


@dataclass(frozen=True)
class Group:
    """Items that are scored together: their places among all of them."""

    name: str
    places: tuple[int, ...]


@dataclass(frozen=True, repr=False)
class Backtest(Answer, headline="scores"):
    """Scores of forecasters on the items of a record.

    Attributes
    ----------
    scenario : the theatre under its first lens, as it stands without a case.
    record : title of the mapping.
    cases, items : of the record; an item that says whether anybody gave way is not among them.
    forecasters : the theatre's first, then rivals; what happened together counts as one.
    chief : the forecaster that the theatre is judged by: the pool of its lenses, or its only one.
    """

    scenario: Scenario
    record: str
    cases: tuple[DatedCase, ...]
    items: tuple[Item, ...]
    forecasters: tuple[Forecaster, ...]
    chief: str

    @property
    def clusters(self) -> int:
        """Number of episodes."""
        return len({case.cluster for case in self.cases})

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the forecasters."""
        return tuple(forecaster.name for forecaster in self.forecasters)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Groups of items: all, each kind, each actor's acts; whether anybody gave way has its own items."""
        found = [Group(ALL, tuple(range(len(self.items))))]
        for kind in KINDS:
            found.append(Group(kind, self._of_kind(kind)))
            if kind == ACT:
                actors = dict.fromkeys(item.who for item in self.items if item.kind == ACT)
                found += [
                    Group(who, self._places([item.who == who for item in self.items])) for who in actors
                ]
        return tuple(group for group in found if group.places)

    @cached_property
    def losses(self) -> Mapping[str, FloatArray]:
        """Scores of every item by every forecaster, shape (items, forecasters), by rule."""
        rules = {LOG: logarithmic_scores, BRIER: brier_scores, RPS: ranked_probability_scores}
        return {name: _losses(rule, self.items, self.forecasters) for name, rule in rules.items()}

    @cached_property
    def _drawn(self) -> dict[tuple[str, str], Bootstrap]:
        """Draws by group and rule, which every comparison of two forecasters looks at again."""
        return {}

    @cached_property
    def anybody(self) -> tuple[tuple[Item, ...], tuple[Forecaster, ...]]:
        """Items that say whether anybody gave way, made of those that say who was first."""
        places = self._of_kind(FIRST)
        items = tuple(_whether(self.items[place]) for place in places)
        told = tuple(
            replace(one, chances=tuple(_whether_chances(self.items[k], one.chances[k]) for k in places))
            for one in self.forecasters
        )
        return items, told

    def scored(self, group: Group, rule: str = LOG) -> Bootstrap:
        """Return the mean scores of all forecasters on a group of items, with draws of clusters."""
        known = self._drawn.get((group.name, rule))
        if known is None:
            places = list(group.places)
            items = [self.items[k] for k in places]
            known = self._drawn[group.name, rule] = self._bootstrap(self.losses[rule][places], items)
        return known

    def scored_anybody(self, rule: str = LOG) -> Bootstrap:
        """Do as `scored`, on whether anybody gave way."""
        items, told = self.anybody
        function = {LOG: logarithmic_scores, BRIER: brier_scores}[rule]
        return self._bootstrap(_losses(function, items, told), items)

    def rules_of(self, group: Group) -> tuple[str, ...]:
        """Return the rules that a group is scored by; the ranked probability score is for ordered options."""
        return (LOG, BRIER, RPS) if group.name == GRADED else (LOG, BRIER)

    def against(self, rival: str, group: Group) -> ScoreEstimate:
        """Return the log score of the chief forecaster less that of a rival; below 0 the chief is better."""
        return self.scored(group).difference(self.names.index(self.chief), self.names.index(rival))

    def cases_needed(self, rival: str) -> float:
        """Return how many independent cases like these would set the chief apart from a rival."""
        losses = self.losses[LOG]
        gap = losses[:, self.names.index(self.chief)] - losses[:, self.names.index(rival)]
        by_case = {
            case.name: [k for k, item in enumerate(self.items) if item.case == case.name]
            for case in self.cases
        }
        sums = [gap[places].sum() for places in by_case.values() if places]
        return cases_needed(np.array(sums)) if len(sums) > 1 else float("nan")

    def reliability(self, forecaster: str, kind: str) -> Reliability:
        """Return how often what a forecaster called likely happened, over all options of a kind of items.

        `ANYBODY` is a kind, too: that somebody gave way.
        """
        number = self.names.index(forecaster)
        if kind == ANYBODY:
            items, told = self.anybody
            said = np.array([chances[1] for chances in told[number].chances])
            return reliability(said, happened(items) == 1)
        places = self._of_kind(kind)
        chances = [self.forecasters[number].chances[k] for k in places]
        return reliability(*events_of(chances, happened([self.items[k] for k in places])))

    @cached_property
    def certain(self) -> Group:
        """The items of cases whose coding is not marked uncertain."""
        unsure = {case.name for case in self.cases if case.cells["uncertain"].text} if self._notes else set()
        return Group("certain rows", self._places([item.case not in unsure for item in self.items]))

    @property
    def _notes(self) -> bool:
        return bool(self.cases) and "uncertain" in self.cases[0].cells

    def _of_kind(self, kind: str) -> tuple[int, ...]:
        return self._places([item.kind == kind for item in self.items])

    def _places(self, wanted: Sequence[bool]) -> tuple[int, ...]:
        return tuple(place for place, is_wanted in enumerate(wanted) if is_wanted)

    def _bootstrap(self, losses: FloatArray, items: Sequence[Item]) -> Bootstrap:
        weights = np.array([item.weight for item in items])
        return bootstrap(losses, [item.cluster for item in items], weights)


def _losses(
    rule: Callable[..., FloatArray], items: Sequence[Item], forecasters: Sequence[Forecaster]
) -> FloatArray:
    came = happened(items)
    return np.column_stack([rule(mixed_with_uniform(one.chances), came) for one in forecasters])


def _whether(item: Item) -> Item:
    return replace(item, options=(NOBODY, "somebody"), happened=int(item.options[item.happened] != NOBODY))


def _whether_chances(item: Item, chances: FloatArray) -> FloatArray:
    nobody = chances[item.options.index(NOBODY)]
    return np.array([nobody, 1.0 - nobody])


def backtest(
    theatre: str | Path | None = None,
    cases: Path | None = None,
    record: str | None = None,
    settings: Mapping[str, Any] | None = None,
    lens: Any = None,
    say: Callable[[str], None] = lambda text: None,
) -> Backtest:
    """Score a theatre on the dated cases of a record, beside rivals that know no theory.

    Parameters
    ----------
    theatre : a file, or the name of a shipped theatre; by default the first shipped one that has a record.
    cases : a table in the columns of the record; by default its own.
    record : name of the record; by default that which the theatre names, or a shipped one with rules for it.
    settings : new values by path in every case, over those of the mapping.
    lens : a lens or shares of lenses; by default each lens of the theatre, with their pool and mixture.
    say : called with what is being done, for a progress display.

    Raises
    ------
    ScenarioError
        When a file is wrong, with every problem in it.
    OptionError
        When there is no such theatre, or no record of it.
    """
    file = theatre_file(theatre)
    loaded = load_theatre(file, settings, lens)
    if loaded[0].pooled:
        raise OptionError(
            "--lens: expected a lens or shares to mix, got a pool; leave --lens away, and each lens is "
            "scored, their pool in equal shares and their mixture"
        )
    files, mapping = record_of(loaded[0], file, record)
    table = read_cases(cases or files.cases, mapping.columns)
    lenses = tuple(one.shares for one in loaded) if loaded[0].shares else (None,)
    named = tuple(next(iter(shares)) if shares and len(shares) == 1 else shares for shares in lenses)
    items = mapping.items(table)
    told = predictions(Theatre(file, file.stem, mapping, settings or {}, named), table, items, say)
    say("rivals and scores")
    return Backtest(
        loaded[0],
        mapping.file.title,
        table,
        items,
        tuple(
            replace(one, chances=counted_together(items, one.chances))
            for one in (*told, *_rivals(mapping, table, items))
        ),
        POOL if len(named) > 1 else told[0].name,
    )


def _rivals(mapping: CaseMapping, cases: Sequence[DatedCase], items: Sequence[Item]) -> Iterator[Forecaster]:
    by_name = {case.name: case for case in cases}
    facts = [mapping.facts(by_name[item.case], item.who) for item in items]
    yield uniform(items)
    yield persistence(items)
    yield from tables(items, facts)


def theatre_file(theatre: str | Path | None) -> Path:
    """Return the file of a theatre, of the first shipped one that has a record by default.

    Raises `OptionError` when there is none.
    """
    shipped = shipped_theatres()
    if theatre is None:
        found = next((path for name, path in shipped.items() if record_with(name) is not None), None)
        if found is None:
            raise OptionError("no shipped theatre has a record; name one with --theatre")
        return found
    path = Path(theatre)
    if str(theatre) in shipped:
        return shipped[str(theatre)]
    if not path.is_file():
        message = (
            f"--theatre {theatre}: no such file, and no shipped theatre of that name: {', '.join(shipped)}"
        )
        raise OptionError(hinted(message, nearest(str(theatre), shipped)))
    return path


def record_of(theatre: Scenario, file: Path, name: str | None) -> tuple[RecordFiles, CaseMapping]:
    """Return the record of that name, of the theatre's own, or the first shipped one with rules for it.

    Raises `OptionError` when there is none. Raises `ScenarioError` when its mapping is wrong.
    """
    if name is not None:
        files: RecordFiles | None = find_record(name, file.parent, Place("--record"))
    else:
        files = record_named_in(theatre.composed)
    if files is not None:
        return files, read_mapping(files.mapping)
    found = record_with(file.stem)
    if found is None:
        message = f"{file.name}: no record has rules for the theatre {file.stem!r}; say --record NAME"
        raise OptionError(message)
    return found
