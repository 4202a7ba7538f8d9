"""Mapping rules: from a case to a scenario of a theatre, and to what happened in it.

Read from a file whose form is in ``docs/reference/records.md``. A rule looks at the case's own day and
columns and at no other case; only what happened, and no scenario, may come from the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeAlias

from blinkfirst.errors import ScenarioError, nearest
from blinkfirst.game.forecast import NOBODY
from blinkfirst.record.cases import OWN_COLUMNS, Columns, DatedCase
from blinkfirst.record.items import ACT, FIRST, GRADED, PRODUCT, Item
from blinkfirst.record.mapping_schema import LevelEntry, MappingFile, OutcomeEntry, TheatreEntry, When
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.nodes import Node, deepest
from blinkfirst.scenario.nodes import Path as Steps
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.validating import validated_as
from blinkfirst.scenario.yaml_trees import read_file

DOCKET, BLINK = "docket", "blink"
_DEGREE = re.compile(r"\b(?:soft|hard)\b")
_BRACKETS = re.compile(r"\([^()]*\)")
_NAME = re.compile(r"[\w-]+")
Setting: TypeAlias = Node | float | str


@dataclass(frozen=True)
class CaseMapping:
    """The rules of a file.

    Attributes
    ----------
    file : its form, checked.
    root : its tree, in which every value knows its place.
    columns : of the tables of cases it is for.
    """

    file: MappingFile
    root: Node = field(repr=False)
    columns: Columns

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors whose acts are scored."""
        return tuple(self.file.items.acts)

    @property
    def grades(self) -> tuple[str, ...]:
        """Ways in which business can end, from nothing to all."""
        graded = self.file.items.graded
        return tuple(graded.outcome) if graded is not None else ()

    @property
    def blinkers(self) -> tuple[str, ...]:
        """The actors of whom it is scored who gave way first."""
        return tuple(self.file.items.first)

    def theatre(self, name: str) -> TheatreEntry:
        """Return the rules of a theatre; `ScenarioError` when there are none."""
        found = self.file.theatres.get(name)
        if found is None:
            diagnostics = Diagnostics(self.root)
            diagnostics.unknown(("theatres",), "theatre", name, self.file.theatres, at_key=True)
            raise ScenarioError(diagnostics.problems)
        return found

    def opens(self, case: DatedCase, actor: str) -> bool:
        """Return whether an actor is one of those who brought the business of a case up."""
        return actor in self.file.items.openers.get(case[DOCKET], ())

    def responds(self, case: DatedCase, actor: str) -> bool:
        """Return whether an actor is one of those who take a stand on the business of a case."""
        return actor in self.file.items.responders.get(case[DOCKET], ())

    def facts(self, case: DatedCase, actor: str) -> dict[str, str | bool]:
        """Return what rivals may know before a case: its docket unless the actor opened it, and facts."""
        docket = "" if self.opens(case, actor) else case[DOCKET]
        named = self.file.facts.items()
        return {DOCKET: docket} | {name: self._applies(f.from_, f.until, f.when, case) for name, f in named}

    def settings(self, case: DatedCase, theatre: str) -> dict[str, Setting]:
        """Return the values by path that make a theatre the scenario of a case."""
        rules = self.theatre(theatre)
        found: dict[str, Setting] = {"start": case.on.isoformat(), "horizon": self.file.window}
        sections: list[tuple[Steps, MappingFile | TheatreEntry]] = [((), self.file)]
        for above, section in [*sections, (("theatres", theatre), rules)]:
            found |= self._levels((*above, "levels"), section.levels, case)
            for index, rule in enumerate(section.rules):
                if self._applies(rule.from_, rule.until, rule.when, case):
                    found |= self._values((*above, "rules", index, "set"))
        return {path: value for path, value in found.items() if not _is_nothing(value)}

    def starts(self, theatre: str, scenario: Scenario) -> tuple[dict[str, str], dict[str, str]]:
        """Return the levels that a scenario of a theatre starts from: with its business, and without.

        Raises `ScenarioError` when the rules take away what the theatre does not have.
        """
        levels = {variable.name: variable.levels for variable in scenario.rules.variables}
        start = {variable.name: variable.start for variable in scenario.rules.variables}
        without, diagnostics = dict(start), Diagnostics(self.root)
        for path, level in self.theatre(theatre).withheld.items():
            section, _, variable = path.partition(".")
            at: Steps = ("theatres", theatre, "withheld", path)
            if section != "world" or variable not in levels:
                diagnostics.unknown(at, "variable", path, [f"world.{name}" for name in levels], at_key=True)
            elif level not in levels[variable]:
                diagnostics.unknown(at, "level", level, levels[variable])
            else:
                without[variable] = level
        if diagnostics.problems:
            raise ScenarioError(diagnostics.problems)
        return start, without

    def items(self, cases: Sequence[DatedCase]) -> tuple[Item, ...]:
        """Return what happened in each case, of everything that is scored, in the order of the cases."""
        return tuple(item for number in range(len(cases)) for item in self._items_of(cases, number))

    def _levels(
        self, path: Steps, levels: Mapping[str, LevelEntry | None], case: DatedCase
    ) -> dict[str, Setting]:
        found: dict[str, Setting] = {}
        for variable, entry in levels.items():
            at = (*path, variable) if entry is None else (*path, variable, "is", case[entry.column])
            found[f"world.{variable}"] = deepest(self.root, at)[0]
        return found

    def _values(self, path: Steps) -> dict[str, Setting]:
        node = deepest(self.root, path)[0]
        return dict(node.value) if isinstance(node.value, dict) else {}

    def _applies(self, first: str | None, last: str | None, when: When, case: DatedCase) -> bool:
        in_time = (not first or date.fromisoformat(first) <= case.on) and (
            not last or case.on <= date.fromisoformat(last)
        )
        return in_time and self._meets(when, case)

    def _meets(self, when: When, case: DatedCase) -> bool:
        return all(self._holds(column, words, case) for column, words in when.items())

    def _holds(self, column: str, words: str | list[str], case: DatedCase) -> bool:
        wanted = [words] if isinstance(words, str) else words
        return any(word in self.columns.words_in(column, case[column]) for word in wanted)

    def _items_of(self, cases: Sequence[DatedCase], number: int) -> Iterator[Item]:
        case, items = cases[number], self.file.items
        for actor, options in items.acts.items():
            seen = self._seen(cases, number, actor)
            if seen is not None:
                yield _item(case, ACT, actor, tuple(options), seen[actor])
        for kind, entry in ((GRADED, items.graded), (PRODUCT, items.product)):
            if entry is not None and self._meets(entry.when, case):
                yield self._outcome(case, kind, entry)
        if items.first:
            gave_way = (*items.first, NOBODY)
            yield _item(case, FIRST, "", gave_way, *(first_named(case[BLINK], items.first) or (NOBODY,)))

    def _seen(self, cases: Sequence[DatedCase], number: int, actor: str) -> DatedCase | None:
        """The case in whose row an actor's act stands; none where it is not known."""
        days = self.file.items.next.get(actor)
        if days is None:
            return cases[number]
        later = cases[number + 1] if number + 1 < len(cases) else None
        return later if later is not None and (later.on - cases[number].on).days <= days else None

    def _outcome(self, case: DatedCase, kind: str, entry: OutcomeEntry) -> Item:
        for option, words in entry.outcome.items():
            if case[entry.column] in words:
                return _item(case, kind, "", tuple(entry.outcome), option)
        message = f"the mapping has no option of {kind} for {case[entry.column]!r} in such a row"
        raise ScenarioError.at(case.place(entry.column), message, path=entry.column)


def first_named(text: str, names: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the actors that a text has first as giving way, together where it names several in one breath.

    Brackets do not count. Clauses end at ``;`` or ``:``. An actor is said to have given way in the first
    clause in which a name stands before the word soft or hard.

    Examples
    --------
    >>> names = {"US": ["US"], "China": ["China", "CN"], "Russia": ["RU"]}
    >>> first_named("none (CN,RU outvoted)", names)
    ()
    >>> first_named("CN,RU soft (so they voted); US hard", names), first_named("CN hard, RU hard", names)
    (('China', 'Russia'), ('China', 'Russia'))
    """
    called = {name: actor for actor, all_names in names.items() for name in all_names}
    while _BRACKETS.search(text):
        text = _BRACKETS.sub("", text)
    for clause in re.split("[;:]", text):
        *degrees, _ = _DEGREE.split(clause)
        found = [called[word] for said in degrees for word in _NAME.findall(said) if word in called]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _item(
    case: DatedCase, kind: str, who: str, options: tuple[str, ...], happened: str, *together: str
) -> Item:
    others = tuple(map(options.index, together))
    place = options.index(happened)
    return Item(case.name, case.on, case.cluster, kind, who, options, place, together=others)


def _is_nothing(value: Setting) -> bool:
    return isinstance(value, Node) and value.value is None


def read_mapping(path: Path) -> CaseMapping:
    """Read mapping rules.

    Raises `ScenarioError` with everything that is wrong with the file by itself, each with its place.
    """
    diagnostics = Diagnostics(read_file(path))
    file = validated_as(MappingFile, diagnostics)
    if file is None:
        raise ScenarioError(diagnostics.problems)
    _Checks(diagnostics, file).all()
    if diagnostics.problems:
        raise ScenarioError(diagnostics.problems)
    return CaseMapping(file, diagnostics.root, columns_of(file))


def columns_of(file: MappingFile) -> Columns:
    """Return the columns of the tables that a file of rules is for."""
    words: dict[str, tuple[str, ...]] = {}
    several = set[str]()
    for name, entry in file.columns.items():
        if isinstance(entry, str):
            words[name] = ()
        elif isinstance(entry, list):
            words[name] = tuple(entry)
        else:
            words[name] = tuple(entry.several)
            several.add(name)
    return Columns(words, tuple(file.notes), frozenset(several))


class _Checks:
    """Checks names of columns, words and actors; what concerns a theatre is checked against it later."""

    def __init__(self, diagnostics: Diagnostics, file: MappingFile) -> None:
        self.diagnostics, self.file = diagnostics, file
        self.columns = columns_of(file).words

    def all(self) -> None:
        for name in OWN_COLUMNS:
            if name in self.columns:
                message = "every table has this column of its own; take it out"
                self.diagnostics.problem(("columns", name), message, at_key=True)
        self._items()
        self._section((), self.file)
        for name, fact in self.file.facts.items():
            self._when(("facts", name, "when"), fact.when)
        for name, entry in self.file.theatres.items():
            self._section(("theatres", name), entry)
            self._acts(("theatres", name), entry)

    def _items(self) -> None:
        items = self.file.items
        for actor, options in items.acts.items():
            self._known(("items", "acts", actor), "column", actor, self.columns, at_key=True)
            for word in self.columns.get(actor, ()):
                if word not in options:
                    message = f"expected every word of the column; {word!r} of columns.{actor} is missing"
                    self.diagnostics.problem(("items", "acts", actor), message)
        for actor in items.next:
            self._known(("items", "next", actor), "actor", actor, items.acts, at_key=True)
        for key, table in (("openers", items.openers), ("responders", items.responders)):
            for docket, actors in table.items():
                path = ("items", key, docket)
                self._known(path, "word", docket, self.columns.get(DOCKET, ()), at_key=True)
                self.diagnostics.declared(path, "actor", actors, items.acts)
        for column in (DOCKET, BLINK):
            self._known(("columns",), "column", column, self.columns)
        for kind, entry in ((GRADED, items.graded), (PRODUCT, items.product)):
            if entry is not None:
                self._outcome(("items", kind), entry)

    def _outcome(self, path: Steps, entry: OutcomeEntry) -> None:
        self._when((*path, "when"), entry.when)
        if self._known((*path, "column"), "column", entry.column, self.columns):
            for option, words in entry.outcome.items():
                at = (*path, "outcome", option)
                self.diagnostics.declared(at, "word", words, self.columns[entry.column])

    def _section(self, path: Steps, section: MappingFile | TheatreEntry) -> None:
        for variable, entry in section.levels.items():
            if entry is not None:
                self._level((*path, "levels", variable), entry)
        for index, rule in enumerate(section.rules):
            self._when((*path, "rules", index, "when"), rule.when)

    def _level(self, path: Steps, entry: LevelEntry) -> None:
        if not self._known((*path, "column"), "column", entry.column, self.columns):
            return
        words = self.columns[entry.column]
        for word in entry.is_:
            self._known((*path, "is", word), "word", word, words, at_key=True)
        missing = [word for word in words if word not in entry.is_]
        if missing:
            message = f"expected a level for every word of the column; missing: {', '.join(missing)}"
            self.diagnostics.problem((*path, "is"), message)

    def _when(self, path: Steps, when: When) -> None:
        for column, words in when.items():
            if self._known((*path, column), "column", column, self.columns, at_key=True):
                known = self.columns[column]
                for word in [words] if isinstance(words, str) else words:
                    if known:
                        self._known((*path, column), "word", word, known)

    def _acts(self, path: Steps, entry: TheatreEntry) -> None:
        acts = self.file.items.acts
        for actor, reading in entry.acts.items():
            at: Steps = (*path, "acts", actor)
            if not self._known(at, "actor", actor, acts, at_key=True):
                continue
            for act in reading.moves:
                self._known((*at, "moves", act), "act", act, acts[actor], at_key=True)
            stands = reading.otherwise
            for index, act in enumerate([stands] if isinstance(stands, str) else [s.is_ for s in stands]):
                where = (*at, "otherwise") if isinstance(stands, str) else (*at, "otherwise", index, "is")
                self._known(where, "act", act, acts[actor])
        for actor in acts:
            if actor not in entry.acts:
                self.diagnostics.problem(
                    (*path, "acts"), f"missing; expected what the moves of {actor} count as"
                )
        graded = self.file.items.graded
        for index, ending in enumerate(entry.endings):
            self._known(
                (*path, "endings", index, "is"), "option", ending.is_, graded.outcome if graded else ()
            )

    def _known(
        self,
        path: Steps,
        what: str,
        name: str,
        names: Sequence[str] | Mapping[str, object],
        at_key: bool = False,
    ) -> bool:
        if name not in names:
            message = f"unknown {what} {name!r}; this file has: {', '.join(names) or 'none'}"
            self.diagnostics.problem(path, message, nearest(name, names), at_key)
        return name in names
