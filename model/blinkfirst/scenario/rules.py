"""Meaning: from a composed tree of the right form to typed rules.

Every expression is parsed against the declared names, every reference is looked up, every weight and
parameter gets its number under the chosen lens. Problems are collected, never raised, so that one pass
reports all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from blinkfirst.errors import nearest
from blinkfirst.scenario.citations import citation
from blinkfirst.scenario.constants import constant_value
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.expressions import CONDITION, LEVEL_OF, NUMBER, ExpressionError, Vocabulary, is_level
from blinkfirst.scenario.lenses import base_under, mixed
from blinkfirst.scenario.matrix_schema import ConstantEntry
from blinkfirst.scenario.names import vocabulary_of
from blinkfirst.scenario.nodes import Path, dotted
from blinkfirst.scenario.scenario import (
    Actor,
    Argument,
    Effect,
    Move,
    NatureEvent,
    Omission,
    Outcome,
    Parameter,
    ParsedExpression,
    Position,
    Rules,
    Source,
    Term,
    VariableRules,
)
from blinkfirst.scenario.schema import (
    ActorEntry,
    ArgumentEntry,
    BlinkEntry,
    MoveEntry,
    NatureEntry,
    ParameterEntry,
    PublicationEntry,
    ScenarioFile,
    TermEntry,
)
from blinkfirst.scenario.type_rules import TypesReader, check_types, lenses_of_types

EXACT = "exact"
PRECISION_LIMIT = 1e6
CITATION = "expected a `source: {article: paragraph}`, or an `assumption:` that says what is assumed and why"


def declared_source(name: str, entry: PublicationEntry, lens: str = "") -> Source:
    """Return a source as it is declared."""
    said = {key: getattr(entry, key) or "" for key in ("published", "publisher", "url", "doi", "accessed")}
    return Source(name, entry.title, entry.author, entry.year, lens, **said)


def check_sources(
    diagnostics: Diagnostics, path: Path, cited: Iterable[str] | None, known: Iterable[str]
) -> None:
    """Record sources that are cited and not declared."""
    for name in cited or ():
        if name not in known:
            diagnostics.unknown((*path, name), "source", name, known, at_key=True)


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
    diagnostics.declared(("freeze",), "variable", file.freeze, file.world)
    parameters = {name: _parameter(diagnostics, file, name, shares) for name in file.parameters}
    reader = _RulesReader(diagnostics, file, vocabulary, {n: p.value for n, p in parameters.items()})
    types = TypesReader(diagnostics, file, shares, reader.precision)
    actors = tuple(reader.actor(name, entry) for name, entry in file.actors.items())
    actors = tuple(replace(actor, types=types.types(actor)) for actor in actors)
    check_types(diagnostics, actors)
    nature = tuple(reader.nature(name, entry) for name, entry in file.nature.items())
    acting = _acting_places(file)
    arguments = tuple(
        reader.argument(name, entry, shares, tuple(acting.get(name, ())))
        for name, entry in file.arguments.items()
    )
    return Rules(variables, parameters, actors, nature, arguments, vocabulary)


def _variable(diagnostics: Diagnostics, file: ScenarioFile, name: str) -> VariableRules:
    entry, path = file.world[name], ("world", name)
    if not entry.levels:
        declared = [other for other, e in file.world.items() if e.levels]
        message = f"unknown variable; this theatre has: {', '.join(declared)}"
        diagnostics.problem(path, message, nearest(name, declared), at_key=True)
        return VariableRules(name, ("?",), "?", True, "")
    start = entry.start
    if start is None:
        diagnostics.problem(path, f"missing start level; say one of: {', '.join(entry.levels)}", at_key=True)
    elif start not in entry.levels:
        message = f"unknown level {start!r}; {name} has: {', '.join(entry.levels)}"
        diagnostics.problem((*path, "start"), message, nearest(start, entry.levels))
    start = start if start in entry.levels else entry.levels[0]
    frozen, means, label = name in file.freeze, entry.means or "", entry.label or ""
    return VariableRules(name, tuple(entry.levels), start, frozen, means, label, entry.labels)


def check_range(diagnostics: Diagnostics, path: Path, entry: ParameterEntry | ConstantEntry) -> None:
    """Record a parameter's numbers outside the range in which they are held defensible."""
    low = -math.inf if entry.low is None else entry.low
    high = math.inf if entry.high is None else entry.high
    numbers = entry.value.values() if isinstance(entry.value, Mapping) else (entry.value,)
    if low > high:
        diagnostics.problem((*path, "low"), f"expected low <= high, got {low:g} > {high:g}")
    elif outside := [number for number in numbers if not low <= number <= high]:
        message = f"expected a number from {low:g} to {high:g}, got {outside[0]:g}"
        diagnostics.problem((*path, "value"), message)


def _parameter(
    diagnostics: Diagnostics, file: ScenarioFile, name: str, shares: Mapping[str, float]
) -> Parameter:
    entry, path = file.parameters[name], ("parameters", name)
    value = mixed(diagnostics, (*path, "value"), entry.value, shares, list(file.lenses)).base
    check_range(diagnostics, path, entry)
    diagnostics.declared((*path, "because"), "argument", entry.because, file.arguments)
    return Parameter(name, value, entry.low, entry.high, entry.unit or "", entry.means or "")


def _acting_places(file: ScenarioFile) -> dict[str, list[str]]:
    """Return, for every argument named under a ``because``, the paths where it acts."""
    places: dict[str, list[str]] = {}

    def note(path: Path, because: Sequence[str]) -> None:
        for name in because:
            places.setdefault(name, []).append(dotted(path))

    for parameter in file.parameters:
        note(("parameters", parameter), file.parameters[parameter].because)
    for name, actor in file.actors.items():
        note(("actors", name), actor.because)
        for move, entry in actor.moves.items():
            note(("actors", name, "moves", move), entry.because)
        for one, said in actor.types.items() if isinstance(actor.types, dict) else ():
            note(("actors", name, "types", one), said.because)
    for happening in file.nature:
        note(("nature", happening), file.nature[happening].because)
    for index, event in enumerate(file.events):
        note(("events", index), event.because)
    return places


def _own_payoff(entry: ArgumentEntry) -> bool:
    """Return whether an argument says, or begins to say, a payoff outside `terms:`."""
    return any(getattr(entry, key) is not None for key in ("for_", "when", "while_", "worth", "weight"))


class _RulesReader:
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
        self.lenses_of_types = lenses_of_types(file)

    def actor(self, name: str, entry: ActorEntry) -> Actor:
        path: Path = ("actors", name)
        moves = tuple(self._move((*path, "moves", move), move, e) for move, e in entry.moves.items())
        if not any(m.when is None and not m.outcomes for m in moves):
            self.diagnostics.problem((*path, "moves"), self._no_hold(entry), at_key=True)
        tempo = self.diagnostics.parsed((*path, "tempo"), entry.tempo, self.mine, NUMBER)
        because = self._because(path, entry.because)
        expected = "a discount factor per year, in (0, 1]"
        patience = self._number((*path, "patience"), entry.patience, expected, is_patience)
        expected, precision = "a number >= 0 (choice precision, 1/utils) or `exact`", math.inf
        if entry.precision.strip() != EXACT:
            precision = self._number((*path, "precision"), entry.precision, expected, is_precision)
        positions = self._positions((*path, "position"), entry)
        side, label = entry.side or name, entry.label or ""
        return Actor(name, side, positions, tempo, patience, precision, moves, because, label)

    def precision(self, path: Path, text: str, expected: str) -> float:
        """Return a finite precision."""
        return self._number(path, text, expected, is_precision)

    def _no_hold(self, entry: ActorEntry) -> str:
        """Say that an actor has no hold, with the name of another actor's, or the move that could be it."""
        expected = "expected one move that changes nothing (the hold)"
        conditional = next((name for name, move in entry.moves.items() if not move.then), None)
        if conditional is not None:
            return f"{expected} and can always be made; {conditional!r} has a `when`"
        holds = [
            name
            for actor in self.file.actors.values()
            for name, move in actor.moves.items()
            if move.when is None and not move.then
        ]
        return f"{expected}, written as `{(holds or ['wait'])[0]}: {{}}`"

    def _because(self, path: Path, names: Sequence[str]) -> tuple[str, ...]:
        return self.diagnostics.declared((*path, "because"), "argument", names, self.file.arguments)

    def _positions(self, path: Path, entry: ActorEntry) -> tuple[Position, ...]:
        if isinstance(entry.position, str):
            return (Position(None, entry.position),)
        optional = self.diagnostics.optional
        return tuple(
            Position(optional((*path, i, "when"), item.when, self.world, CONDITION), item.says)
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
        """Parse; a single unknown word is more likely a slip of the number than of a name."""
        word = text.strip()
        if word.isidentifier() and word not in self.world.parameters and word not in self.world.variables:
            near = nearest(word, [*self.world.parameters, EXACT])
            self.diagnostics.problem(path, f"expected {expected}, got {word!r} (text)", near)
            return None
        before = len(self.diagnostics.problems)
        written = self.diagnostics.parsed(path, text, self.world, NUMBER)
        return written if len(self.diagnostics.problems) == before else None

    def _move(self, path: Path, name: str, entry: MoveEntry) -> Move:
        if entry.idle and entry.then:
            message = "expected a move that changes nothing, got one with `then`"
            self.diagnostics.problem((*path, "idle"), message)
        soft, hard = self._blink((*path, "blink"), entry.blink, self.mine)
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
            idle=entry.idle,
            label=entry.label or "",
        )

    def _blink(
        self, path: Path, said: BlinkEntry | str | None, vocabulary: Vocabulary
    ) -> tuple[ParsedExpression | None, ParsedExpression | None]:
        if said is None:
            return None, None
        if isinstance(said, BlinkEntry):
            soft = self.diagnostics.optional((*path, "soft"), said.soft, vocabulary, CONDITION)
            return soft, self.diagnostics.optional((*path, "hard"), said.hard, vocabulary, CONDITION)
        always = self.diagnostics.parsed(path, "true", vocabulary, CONDITION)
        return (always, None) if said == "soft" else (None, always)

    def _omissions(self, path: Path, entry: NatureEntry) -> tuple[Omission, ...]:
        found = []
        for actor, said in entry.blink.items():
            if actor not in self.world.actors:
                self.diagnostics.unknown((*path, actor), "actor", actor, self.world.actors, at_key=True)
            else:
                found.append(Omission(actor, *self._blink((*path, actor), said, self.world)))
        return tuple(found)

    def nature(self, name: str, entry: NatureEntry) -> NatureEvent:
        path: Path = ("nature", name)
        return NatureEvent(
            name=name,
            means=entry.means or "",
            when=self.diagnostics.optional((*path, "when"), entry.when, self.world, CONDITION),
            rate=self.diagnostics.parsed((*path, "rate"), entry.rate, self.world, NUMBER),
            outcomes=self._outcomes((*path, "then"), entry.then, self.world),
            omissions=self._omissions((*path, "blink"), entry),
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
            message = "expected at most one outcome without `chance` (it takes the rest)"
            self.diagnostics.problem(path, message, at_key=True)
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
        terms = tuple(self._term(*listed, shares) for listed in self._term_entries(path, entry))
        if not terms and not acts_in and not _own_payoff(entry):
            message = "acts nowhere; give it a payoff (`for` with `when` or `while`, and `weight`)"
            self.diagnostics.problem(path, f"{message}, or name it under a `because:`", at_key=True)
        source, assumption = citation(entry.source), entry.assumption or ""
        payoffs = tuple(f"payoff of {', '.join(t.actors)}" for t in terms)
        acts_in = payoffs + acts_in
        return Argument(
            name=name,
            claim=entry.claim,
            source=source,
            assumption=assumption,
            strength=entry.strength,
            terms=terms,
            acts_in=acts_in,
            outweighs=entry.outweighs,
            label=entry.label or "",
        )

    def _check_citation(self, path: Path, entry: ArgumentEntry) -> None:
        if not entry.source and not entry.assumption:
            self.diagnostics.problem(path, CITATION, at_key=True)
        check_sources(self.diagnostics, (*path, "source"), entry.source, self.file.sources)

    def _term_entries(self, path: Path, entry: ArgumentEntry) -> list[tuple[Path, str, TermEntry]]:
        own = _own_payoff(entry)
        if entry.terms is not None:
            if own:
                message = "expected either `terms:` or one payoff of its own, got both"
                self.diagnostics.problem(path, message, at_key=True)
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
            got = "neither" if entry.when is None else "both"
            self.diagnostics.problem(path, f"{message}, got {got}", at_key=True)
        kind = "while" if entry.when is None else "when"
        vocabulary = self.mine if kind == "while" else self.played
        condition = entry.while_ if kind == "while" else entry.when
        weight = mixed(self.diagnostics, (*path, "weight"), entry.weight, shares, list(self.file.lenses))
        return Term(
            name=label,
            actors=tuple(dict.fromkeys(self._actors((*path, "for"), entry.for_))),
            kind=kind,
            condition=self.diagnostics.parsed((*path, kind), condition or "true", vocabulary, CONDITION),
            worth=self.diagnostics.parsed((*path, "worth"), entry.worth, vocabulary, NUMBER),
            weight=weight.base,
            low=weight.low,
            high=weight.high,
            by_lens=tuple((lens, base_under(entry.weight, lens)) for lens in self.lenses_of_types),
        )

    def _actors(self, path: Path, said: str | list[str]) -> tuple[str, ...]:
        if not isinstance(said, str):
            return self.diagnostics.declared(path, "actor", said, self.file.actors)
        if said not in self.file.actors:
            self.diagnostics.unknown(path, "actor", said, self.file.actors)
        return (said,) if said in self.file.actors else ()
