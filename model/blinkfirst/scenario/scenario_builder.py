"""Round the rules: the clock, the dated events, the questions and the claims of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from blinkfirst.errors import nearest
from blinkfirst.scenario.calendar import DateError, add_months, date_of, parse_date
from blinkfirst.scenario.citations import citation
from blinkfirst.scenario.constants import constant_value
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.expressions import NUMBER, ExpressionError, Vocabulary
from blinkfirst.scenario.keys import numbered_sections, settable_roots
from blinkfirst.scenario.lenses import is_pool
from blinkfirst.scenario.nodes import Path, dotted
from blinkfirst.scenario.questions import COUNT, NOBODY_BLINKS, ParsedQuestion, misdated, parse_question
from blinkfirst.scenario.rules import check_sources, declared_source
from blinkfirst.scenario.scenario import Claim, DatedEvent, Question, Rules, Scenario, Source
from blinkfirst.scenario.schema import QuestionEntry, ScenarioFile
from blinkfirst.scenario.settings import full_path
from blinkfirst.scenario.type_rules import grid_of

TICKS_LIMIT = 20_000


def _is_prior_or_more(steps: Path) -> bool:
    """Return whether a path leads to a prior, or to whole types."""
    return steps[0] == "actors" and steps[2:3] == ("types",) and (len(steps) < 5 or steps[4] == "prior")


class ScenarioBuilder:
    """Puts the clock, the events, the questions and the claims round the rules."""

    def __init__(
        self, diagnostics: Diagnostics, file: ScenarioFile, vocabulary: Vocabulary, rules: Rules
    ) -> None:
        self.diagnostics = diagnostics
        self.file = file
        self.vocabulary = vocabulary
        self.rules = rules
        before = len(diagnostics.problems)
        self.start = self._date(("start",), file.start)
        self.tick_months = self._tick()
        self.stationary = file.horizon == "none"
        self.ticks = self._ticks()
        # dates are compared with a clock that stands; one with a problem of its own would only breed more
        self.clock_stands = len(diagnostics.problems) == before

    def scenario(self, name: str, shares: Mapping[str, float]) -> Scenario:
        """Return the whole record."""
        file = self.file
        return Scenario(
            name=name,
            title=file.title,
            summary=" ".join((file.summary or "").split()),
            start=self.start,
            ticks=self.ticks,
            tick_months=self.tick_months,
            afterwards_months=file.afterwards,
            stationary=self.stationary,
            shares=shares,
            pooled=is_pool(file.lens),
            lenses={key: entry.title for key, entry in file.lenses.items()},
            sources={key: self._source(key) for key in file.sources},
            rules=self.rules,
            events=self._events(),
            questions=tuple(self._question(i) for i in range(len(file.questions))),
            claims=tuple(self._claim(i) for i in range(len(file.claims))),
            warnings=(),
            composed=self.diagnostics.root,
            grid=grid_of(self.diagnostics, file),
        )

    def _date(self, path: Path, text: str) -> date:
        try:
            return parse_date(text)
        except DateError as error:
            self.diagnostics.problem(path, str(error), error.suggestion)
            return date(2000, 1, 1)

    def _tick(self) -> float:
        before = len(self.diagnostics.problems)
        written = self.diagnostics.parsed(("tick",), self.file.tick, self.vocabulary, NUMBER)
        if len(self.diagnostics.problems) > before:
            return 1.0
        try:
            value = constant_value(written.expression, {n: p.value for n, p in self.rules.parameters.items()})
        except ValueError as error:
            self.diagnostics.problem(("tick",), str(error))
            return 1.0
        if not 1e-4 <= value <= 12:
            self.diagnostics.problem(("tick",), f"expected a tick from 0.0001 to 12 months, got {value:g}")
            return 1.0
        return value

    def _ticks(self) -> int:
        key = "window" if self.stationary else "horizon"
        months = self.file.window if self.stationary else self.file.horizon
        if self.stationary and months is None:
            message = "missing; an endless game needs `window:`, the months to show"
            self.diagnostics.problem(("window",), message, at_key=True)
            return 1
        assert isinstance(months, float)
        ticks = round(months / self.tick_months)
        if not 1 <= ticks <= TICKS_LIMIT:
            expected = f"from 1 to {TICKS_LIMIT:,} ticks of {self.tick_months:.4g} months"
            self.diagnostics.problem((key,), f"expected {expected}, got {months:g} months")
            return 1
        try:
            add_months(self.start, int(months) + 1)
        except ValueError:
            message = f"runs past the end of the calendar: {months:g} months from {self.start}"
            self.diagnostics.problem((key,), message)
            return 1
        return ticks

    def _source(self, name: str) -> Source:
        entry = self.file.sources[name]
        if entry.lens is not None and entry.lens not in self.file.lenses:
            self.diagnostics.unknown(("sources", name, "lens"), "lens", entry.lens, self.file.lenses)
        return declared_source(name, entry, entry.lens or "")

    @property
    def _end(self) -> date:
        return date_of(self.start, self.ticks, self.tick_months)

    def _events(self) -> tuple[DatedEvent, ...]:
        events = tuple(self._event(index) for index in range(len(self.file.events)))
        for index, (earlier, later) in enumerate(pairwise(events)):
            if later.on < earlier.on:
                message = f"expected dates in order, got {later.on} after {earlier.on}"
                self.diagnostics.problem(("events", index + 1, "on"), message)
        return events

    def _event(self, index: int) -> DatedEvent:
        entry, path = self.file.events[index], ("events", index)
        before = len(self.diagnostics.problems)
        on = self._date((*path, "on"), entry.on)
        if not self.clock_stands or len(self.diagnostics.problems) > before:
            pass
        elif self.ticks < 2:
            message = "expected a horizon of two ticks or more where there are dated events"
            self.diagnostics.problem((*path, "on"), message)
        elif not self.start < on < self._end:
            message = f"expected a date after {self.start} and before {self._end}, got {on}"
            self.diagnostics.problem((*path, "on"), message)
        self.diagnostics.declared((*path, "because"), "argument", entry.because, self.file.arguments)
        jumps: dict[str, str] = {}
        settings: dict[str, Any] = {}
        changeable = numbered_sections(ScenarioFile)
        for key, value in entry.set.items():
            where: Path = (*path, "set", key)
            steps = full_path(tuple(key.split(".")))
            if steps[0] == "world" and steps[-1] == "start":
                self._jump(where, str(steps[1]), value, jumps)
            elif _is_prior_or_more(steps):
                can = "an event sets a second type's precision, lens, arguments and moves it makes never"
                message = f"{key!r} cannot change in the middle of a run: beliefs begin with the prior; {can}"
                self.diagnostics.problem(where, message, at_key=True)
            elif steps[0] in settable_roots(ScenarioFile) and steps[0] not in changeable:
                can = "an event sets world levels and numbers of actors, nature, parameters and arguments"
                message = f"{key!r} cannot change in the middle of a run; {can}"
                self.diagnostics.problem(where, message, at_key=True)
            else:
                settings[key] = self.diagnostics.node(where)
        place = self.diagnostics.place(path)
        return DatedEvent(on, entry.name, entry.foreseen, jumps, settings, tuple(entry.because), place)

    def _jump(self, path: Path, variable: str, level: object, jumps: dict[str, str]) -> None:
        levels = self.vocabulary.variables.get(variable)
        if levels is None:
            self.diagnostics.unknown(path, "variable", variable, self.vocabulary.variables, at_key=True)
        elif level not in levels:
            message = f"unknown level {level!r}; {variable} has: {', '.join(levels)}"
            self.diagnostics.problem(path, message, nearest(str(level), levels))
        else:
            jumps[variable] = str(level)

    def _question(self, index: int) -> Question:
        entry = self.file.questions[index]
        path: Path = ("questions", index, "ask") if isinstance(entry, QuestionEntry) else ("questions", index)
        text = entry.ask if isinstance(entry, QuestionEntry) else entry
        name = entry.name if isinstance(entry, QuestionEntry) and entry.name else " ".join(text.split())
        return Question(name, self._ask(path, text), self.diagnostics.place(path))

    def _ask(self, path: Path, text: str) -> ParsedQuestion:
        try:
            ask = parse_question(text, self.vocabulary, self.rules.menus)
        except ExpressionError as error:
            self.diagnostics.expression_problem(path, error)
            return ParsedQuestion(text, NOBODY_BLINKS, None, None, None, None)
        if self.clock_stands and (wrong := misdated(ask, self.start, self._end)):
            self.diagnostics.problem(path, wrong)
        return replace(ask, place=self.diagnostics.place(path), path=dotted(path))

    def _claim(self, index: int) -> Claim:
        entry, path = self.file.claims[index], ("claims", index)
        check_sources(self.diagnostics, (*path, "source"), entry.source, self.file.sources)
        lenses = {self.file.sources[s].lens for s in entry.source if s in self.file.sources} - {None}
        if len(lenses) > 1:
            message = f"expected sources read by one lens, got {', '.join(sorted(map(str, lenses)))}"
            self.diagnostics.problem((*path, "source"), f"{message}; make it two claims")
        ask = self._ask((*path, "ask"), entry.ask)
        self._check_expectation(path, index, ask)
        changed = entry.compare.set if entry.compare else {}
        return Claim(
            says=" ".join(entry.says.split()),
            source=citation(entry.source),
            lens=str(min(map(str, lenses))) if lenses else "",
            ask=ask,
            expect=entry.expect,
            settings={key: self.diagnostics.node((*path, "compare", "set", key)) for key in changed},
            compare_lens=entry.compare.lens if entry.compare else None,
            place=self.diagnostics.place(path),
            smallest=entry.smallest,
        )

    def _check_expectation(self, path: Path, index: int, ask: ParsedQuestion) -> None:
        entry = self.file.claims[index]
        comparing = entry.compare is not None and bool(entry.compare.set or entry.compare.lens)
        allowed = ("higher", "lower") if comparing else ("likely", "unlikely")
        if entry.compare is not None and not comparing:
            message = "expected a change: {set: {path: value}} or {lens: ...}"
            self.diagnostics.problem((*path, "compare"), message)
        elif entry.compare is not None and is_pool(entry.compare.lens):
            message = "a claim is about one reading; expected a lens or shares of several, got a pool"
            self.diagnostics.problem((*path, "compare", "lens"), message)
        elif entry.expect not in allowed:
            kind = "with `compare`" if comparing else "without `compare`"
            message = f"expected {' or '.join(allowed)} {kind}, got {entry.expect!r}"
            self.diagnostics.problem((*path, "expect"), message)
        elif ask.form == COUNT and not comparing:
            message = "a count is no probability; it needs `compare` with higher or lower"
            self.diagnostics.problem((*path, "ask"), message)
