"""Meaning: from a composed tree of the right form to typed rules.

Every expression is parsed against the declared names, every reference is looked up, every weight and
parameter gets its number under the chosen lens. Problems are collected, never raised, so that one pass
reports all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from blinkfirst.errors import nearest
from blinkfirst.scenario.constants import constant_value
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.expressions import CONDITION, LEVEL_OF, NUMBER, ExpressionError, Vocabulary, is_level
from blinkfirst.scenario.lenses import mixed
from blinkfirst.scenario.names import vocabulary_of
from blinkfirst.scenario.nodes import Path, dotted
from blinkfirst.scenario.scenario import (
    Actor,
    Argument,
    Effect,
    Move,
    NatureEvent,
    Outcome,
    Parameter,
    ParsedExpression,
    Position,
    Rules,
    Term,
    VariableRules,
)
from blinkfirst.scenario.schema import (
    ActorEntry,
    ArgumentEntry,
    BlinkEntry,
    MoveEntry,
    NatureEntry,
    ScenarioFile,
    TermEntry,
)

EXACT = "exact"
PRECISION_LIMIT = 1e6


def is_precision(value: float) -> bool:
    """Return whether a number can be a choice precision; `EXACT` stands for what lies beyond."""
    return 0 <= value <= PRECISION_LIMIT


def is_patience(value: float) -> bool:
    """Return whether a number can be a discount factor per year."""
    return 0 < value <= 1


def rules_of(
    diagnostics: Diagnostics, file: ScenarioFile, vocabulary: Vocabulary, shares: Mapping[str, float]
) -> Rules:
    """Return the typed rules of a composed file under a lens or mixture, recording every problem."""
    variables = tuple(_variable(diagnostics, file, name) for name in file.world)
    _check_frozen(diagnostics, file)
    parameters = {name: _parameter(diagnostics, file, name, shares) for name in file.parameters}
    reader = _RulesReader(diagnostics, file, vocabulary, {n: p.value for n, p in parameters.items()})
    actors = tuple(reader.actor(name, entry) for name, entry in file.actors.items())
    nature = tuple(reader.nature(name, entry) for name, entry in file.nature.items())
    acting = _acting_places(file)
    arguments = tuple(
        reader.argument(name, entry, shares, tuple(acting.get(name, ())))
        for name, entry in file.arguments.items()
    )
    return Rules(variables, parameters, actors, nature, arguments, vocabulary)


def _variable(diagnostics: Diagnostics, file: ScenarioFile, name: str) -> VariableRules:
    entry = file.world[name]
    path: Path = ("world", name)
    if not entry.levels:
        declared = [other for other, e in file.world.items() if e.levels]
        message = f"unknown variable; this theatre has: {', '.join(declared)}"
        diagnostics.problem(path, message, nearest(name, declared), at_key=True)
        return VariableRules(name, ("?",), "?", True, "")
    start = entry.start
    if start is None:
        diagnostics.problem(path, f"missing start level; say one of: {', '.join(entry.levels)}", at_key=True)
        start = entry.levels[0]
    elif start not in entry.levels:
        message = f"unknown level {start!r}; {name} has: {', '.join(entry.levels)}"
        diagnostics.problem((*path, "start"), message, nearest(start, entry.levels))
        start = entry.levels[0]
    return VariableRules(name, tuple(entry.levels), start, name in file.freeze, entry.means or "")


def _check_frozen(diagnostics: Diagnostics, file: ScenarioFile) -> None:
    for index, name in enumerate(file.freeze):
        if name not in file.world:
            diagnostics.unknown(("freeze", index), "variable", name, file.world)


def check_range(
    diagnostics: Diagnostics,
    path: Path,
    numbers: Iterable[float],
    lowest: float | None,
    highest: float | None,
) -> None:
    """Record a parameter's numbers outside the range in which they are held defensible."""
    low = -math.inf if lowest is None else lowest
    high = math.inf if highest is None else highest
    if low > high:
        diagnostics.problem((*path, "low"), f"expected low <= high, got {low:g} > {high:g}")
    elif outside := [number for number in numbers if not low <= number <= high]:
        diagnostics.problem(
            (*path, "value"), f"expected a number from {low:g} to {high:g}, got {outside[0]:g}"
        )


def _parameter(
    diagnostics: Diagnostics, file: ScenarioFile, name: str, shares: Mapping[str, float]
) -> Parameter:
    entry = file.parameters[name]
    path: Path = ("parameters", name)
    value = mixed(diagnostics, (*path, "value"), entry.value, shares, list(file.lenses)).base
    every = entry.value.values() if isinstance(entry.value, Mapping) else (entry.value,)
    check_range(diagnostics, path, every, entry.low, entry.high)
    diagnostics.declared((*path, "because"), "argument", entry.because, file.arguments)
    return Parameter(name, value, entry.low, entry.high, entry.unit or "", entry.means or "")


def _acting_places(file: ScenarioFile) -> dict[str, list[str]]:
    """Return, for every argument named under a ``because``, the paths where it acts."""
    places: dict[str, list[str]] = {}

    def note(path: Path, because: Sequence[str]) -> None:
        for name in because:
            places.setdefault(name, []).append(dotted(path))

    for parameter, entry in file.parameters.items():
        note(("parameters", parameter), entry.because)
    for actor, actor_entry in file.actors.items():
        note(("actors", actor), actor_entry.because)
        for move, move_entry in actor_entry.moves.items():
            note(("actors", actor, "moves", move), move_entry.because)
    for nature, nature_entry in file.nature.items():
        note(("nature", nature), nature_entry.because)
    for index, event in enumerate(file.events):
        note(("events", index), event.because)
    return places


def _own_payoff(entry: ArgumentEntry) -> bool:
    """Return whether an argument says, or begins to say, a payoff outside `terms:`."""
    return any(getattr(entry, key) is not None for key in ("for_", "when", "while_", "worth", "weight"))


class _RulesReader:
    """Reads actors, nature and arguments against one vocabulary."""

    def __init__(
        self,
        diagnostics: Diagnostics,
        file: ScenarioFile,
        vocabulary: Vocabulary,
        parameters: Mapping[str, float],
    ) -> None:
        self.diagnostics = diagnostics
        self.file = file
        self.world = vocabulary
        self.mine = vocabulary_of(file, ("me",))
        self.played = vocabulary_of(file, ("me", "mover", "move"))
        self.parameters = parameters

    def actor(self, name: str, entry: ActorEntry) -> Actor:
        path: Path = ("actors", name)
        moves = tuple(self._move((*path, "moves", move), move, e) for move, e in entry.moves.items())
        if not any(m.when is None and not m.outcomes for m in moves):
            message = "expected one move that changes nothing (the hold), written as `sit: {}`"
            self.diagnostics.problem((*path, "moves"), message, at_key=True)
        tempo = self.diagnostics.parsed((*path, "tempo"), entry.tempo, self.mine, NUMBER)
        because = self._because(path, entry.because)
        patience = self._number(
            (*path, "patience"), entry.patience, "a discount factor per year, in (0, 1]", is_patience
        )
        expected = "a number >= 0 (choice precision, 1/utils) or `exact`"
        exact = entry.precision.strip() == EXACT
        precision = (
            math.inf
            if exact
            else self._number((*path, "precision"), entry.precision, expected, is_precision)
        )
        positions = self._positions((*path, "position"), entry)
        return Actor(name, entry.side or name, positions, tempo, patience, precision, moves, because)

    def _because(self, path: Path, names: Sequence[str]) -> tuple[str, ...]:
        return self.diagnostics.declared((*path, "because"), "argument", names, self.file.arguments)

    def _positions(self, path: Path, entry: ActorEntry) -> tuple[Position, ...]:
        if isinstance(entry.position, str):
            return (Position(None, entry.position),)
        return tuple(
            Position(
                self.diagnostics.optional((*path, i, "when"), item.when, self.world, CONDITION), item.says
            )
            for i, item in enumerate(entry.position)
        )

    def _number(self, path: Path, text: str, expected: str, fits: Callable[[float], bool]) -> float:
        written = self._bare_number(path, text, expected)
        if written is None:
            return 1.0
        try:
            value = constant_value(written.expression, self.parameters)
        except ValueError as error:
            self.diagnostics.problem(path, f"expected {expected}; {error}")
            return 1.0
        if not fits(value):
            self.diagnostics.problem(path, f"expected {expected}, got {value:g}")
            return 1.0
        return value

    def _bare_number(self, path: Path, text: str, expected: str) -> ParsedExpression | None:
        """Parse; a single unknown word is more likely a slip of the number than of a name, so say what was
        expected.
        """
        word = text.strip()
        if word.isidentifier() and word not in self.world.parameters and word not in self.world.variables:
            self.diagnostics.problem(
                path,
                f"expected {expected}, got {word!r} (text)",
                nearest(word, [*self.world.parameters, EXACT]),
            )
            return None
        before = len(self.diagnostics.problems)
        written = self.diagnostics.parsed(path, text, self.world, NUMBER)
        return written if len(self.diagnostics.problems) == before else None

    def _move(self, path: Path, name: str, entry: MoveEntry) -> Move:
        soft, hard = self._blink((*path, "blink"), entry)
        return Move(
            name=name,
            means=entry.means or "",
            when=self.diagnostics.optional((*path, "when"), entry.when, self.mine, CONDITION),
            outcomes=self._outcomes((*path, "then"), entry.then, self.mine),
            soft=soft,
            hard=hard,
            because=self._because(path, entry.because),
            path=dotted(path),
            place=self.diagnostics.node(path).key,
        )

    def _blink(self, path: Path, entry: MoveEntry) -> tuple[ParsedExpression | None, ParsedExpression | None]:
        if entry.blink is None:
            return None, None
        if isinstance(entry.blink, BlinkEntry):
            soft = self.diagnostics.optional((*path, "soft"), entry.blink.soft, self.mine, CONDITION)
            return soft, self.diagnostics.optional((*path, "hard"), entry.blink.hard, self.mine, CONDITION)
        always = self.diagnostics.parsed(path, "true", self.mine, CONDITION)
        return (always, None) if entry.blink == "soft" else (None, always)

    def nature(self, name: str, entry: NatureEntry) -> NatureEvent:
        path: Path = ("nature", name)
        return NatureEvent(
            name=name,
            means=entry.means or "",
            when=self.diagnostics.optional((*path, "when"), entry.when, self.world, CONDITION),
            rate=self.diagnostics.parsed((*path, "rate"), entry.rate, self.world, NUMBER),
            outcomes=self._outcomes((*path, "then"), entry.then, self.world),
            because=self._because(path, entry.because),
            path=dotted(path),
            place=self.diagnostics.node(path).key,
        )

    def _outcomes(
        self, path: Path, then: dict[str, str] | list[dict[str, str]] | None, vocabulary: Vocabulary
    ) -> tuple[Outcome, ...]:
        if then is None or then in ({}, []):
            return ()
        if isinstance(then, dict):
            if "chance" in then:
                message = "a chance needs a list of outcomes: `- {chance: ..., ...}` and `- {}` for the rest"
                self.diagnostics.problem((*path, "chance"), message, at_key=True)
            return (self._outcome(path, then, vocabulary, lone=True),)
        outcomes = tuple(
            self._outcome((*path, i), outcome, vocabulary, lone=False) for i, outcome in enumerate(then)
        )
        if sum(outcome.chance is None for outcome in outcomes) > 1:
            self.diagnostics.problem(
                path, "expected at most one outcome without `chance` (it takes the rest)", at_key=True
            )
        return outcomes

    def _outcome(self, path: Path, outcome: dict[str, str], vocabulary: Vocabulary, lone: bool) -> Outcome:
        chance = None
        if "chance" in outcome and not lone:
            chance = self.diagnostics.parsed((*path, "chance"), outcome["chance"], vocabulary, NUMBER)
        effects = tuple(
            effect
            for variable, text in outcome.items()
            if variable != "chance"
            if (effect := self._effect((*path, variable), variable, text, vocabulary)) is not None
        )
        return Outcome(chance, effects)

    def _effect(self, path: Path, variable: str, text: str, vocabulary: Vocabulary) -> Effect | None:
        if variable not in self.world.variables:
            self.diagnostics.unknown(path, "variable", variable, self.world.variables, at_key=True)
            return None
        try:
            sets_level = is_level(text, self.world, variable)
        except ExpressionError as error:
            self.diagnostics.expression_problem(path, error)
            return None
        written = self.diagnostics.parsed(path, text, vocabulary, LEVEL_OF + variable)
        return Effect(variable, sets_level, written)

    def argument(
        self, name: str, entry: ArgumentEntry, shares: Mapping[str, float], acts_in: tuple[str, ...]
    ) -> Argument:
        path: Path = ("arguments", name)
        self._check_citation(path, entry)
        terms = tuple(
            self._term(p, label, term, shares) for p, label, term in self._term_entries(path, entry)
        )
        if not terms and not acts_in and not _own_payoff(entry):
            message = (
                "acts nowhere; give it a payoff (`for` with `when` or `while`, and `weight`), or name it "
                "under a `because:`"
            )
            self.diagnostics.problem(path, message, at_key=True)
        source = {key: (p,) if isinstance(p, int) else tuple(p) for key, p in (entry.source or {}).items()}
        payoffs = tuple(f"payoff of {', '.join(t.actors)}" for t in terms)
        return Argument(
            name, entry.claim, source, entry.assumption or "", entry.strength, terms, payoffs + acts_in
        )

    def _check_citation(self, path: Path, entry: ArgumentEntry) -> None:
        if not entry.source and not entry.assumption:
            message = (
                "expected a `source: {article: paragraph}`, or an `assumption:` that says what is assumed "
                "and why"
            )
            self.diagnostics.problem(path, message, at_key=True)
        for source in entry.source or {}:
            if source not in self.file.sources:
                self.diagnostics.unknown(
                    (*path, "source", source), "source", source, self.file.sources, at_key=True
                )

    def _term_entries(self, path: Path, entry: ArgumentEntry) -> list[tuple[Path, str, TermEntry]]:
        own = _own_payoff(entry)
        if entry.terms is not None:
            if own:
                self.diagnostics.problem(
                    path, "expected either `terms:` or one payoff of its own, got both", at_key=True
                )
            return [((*path, "terms", label), label, term) for label, term in entry.terms.items()]
        if not own:
            return []
        if entry.for_ is None or entry.weight is None:
            pairs = (("`for`", entry.for_), ("`weight`", entry.weight))
            lacking = " and ".join(key for key, value in pairs if value is None)
            self.diagnostics.problem(path, f"a payoff needs {lacking} as well", at_key=True)
            return []
        fields = {"for": entry.for_, "when": entry.when, "while": entry.while_, "weight": entry.weight}
        if entry.worth is not None:
            fields["worth"] = entry.worth
        return [(path, "", TermEntry.model_validate(fields))]

    def _term(self, path: Path, label: str, entry: TermEntry, shares: Mapping[str, float]) -> Term:
        if (entry.when is None) == (entry.while_ is None):
            message = "expected one of `when` (one-off, when a move is played) or `while` (flow per month)"
            self.diagnostics.problem(
                path, f"{message}, got {'neither' if entry.when is None else 'both'}", at_key=True
            )
        kind = "while" if entry.when is None else "when"
        vocabulary = self.mine if kind == "while" else self.played
        condition = entry.while_ if kind == "while" else entry.when
        weight = mixed(self.diagnostics, (*path, "weight"), entry.weight, shares, list(self.file.lenses))
        names = [entry.for_] if isinstance(entry.for_, str) else entry.for_
        where = (*path, "for")
        for index, name in enumerate(names):
            if name not in self.file.actors:
                at = where if isinstance(entry.for_, str) else (*where, index)
                self.diagnostics.unknown(at, "actor", name, self.file.actors)
        return Term(
            name=label,
            actors=tuple(dict.fromkeys(n for n in names if n in self.file.actors)),
            kind=kind,
            condition=self.diagnostics.parsed((*path, kind), condition or "true", vocabulary, CONDITION),
            worth=self.diagnostics.parsed((*path, "worth"), entry.worth, vocabulary, NUMBER),
            weight=weight.base,
            low=weight.low,
            high=weight.high,
        )
