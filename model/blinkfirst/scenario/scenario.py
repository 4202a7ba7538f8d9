"""A scenario, checked and typed: everything the compiler needs, nothing about YAML.

`Rules` is what holds between two dated events; a `Scenario` adds the clock, the events, the questions and the
claims, and can produce itself under changed settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from html import escape
from textwrap import shorten
from typing import Any

from blinkfirst.errors import Place, Problem
from blinkfirst.scenario.calendar import date_of
from blinkfirst.scenario.citations import Citation
from blinkfirst.scenario.expressions import Expression, Vocabulary, used_names
from blinkfirst.scenario.nodes import Node, tree_sha256
from blinkfirst.scenario.private_types import BeliefGrid, PrivateTypes
from blinkfirst.scenario.questions import ParsedQuestion
from blinkfirst.short_repr import short_repr

SMALLEST_DIFFERENCE = 0.01  # of a claim's answer, where its file says no other
POOL = "pool"  # the key of a pool's shares
_LINE = 200  # characters of a line of a card at most


@dataclass(frozen=True)
class ParsedExpression:
    """An expression with what is needed to speak about it: its text, path and place, which do not count in
    comparisons.
    """

    expression: Expression
    text: str = field(compare=False)
    path: str = field(compare=False)
    place: Place = field(compare=False)

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The parameters it mentions."""
        return frozenset(used_names(self.expression)[1])


class HoldsExpressions:
    """Base of the records that hold expressions."""

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The parameters that expressions anywhere in it mention."""
        kept = [getattr(self, part.name) for part in fields(self) if part.compare]  # type: ignore[arg-type]
        return _mentioned(tuple(kept))


def _mentioned(parts: tuple[object, ...]) -> frozenset[str]:
    found = (_mentioned(p) if isinstance(p, tuple) else getattr(p, "parameters", frozenset()) for p in parts)
    return frozenset().union(*found)


@dataclass(frozen=True)
class Effect(HoldsExpressions):
    """A change of one variable: to a level, or by a number of levels."""

    variable: str
    sets_level: bool
    change: ParsedExpression


@dataclass(frozen=True)
class Outcome(HoldsExpressions):
    """One way a move or an event can turn out; ``chance`` is ``None`` for the one that takes the rest."""

    chance: ParsedExpression | None
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Move(HoldsExpressions):
    """An action open to an actor with one initiative; without outcomes it changes nothing.

    ``idle`` says that it changes nothing on purpose, beside the hold.
    """

    name: str
    means: str
    when: ParsedExpression | None
    outcomes: tuple[Outcome, ...]
    soft: ParsedExpression | None
    hard: ParsedExpression | None
    because: tuple[str, ...]
    path: str = field(compare=False)
    place: Place = field(compare=False)
    idle: bool = field(default=False, compare=False)
    label: str = field(default="", compare=False)


@dataclass(frozen=True)
class Position:
    """A position that an actor declares while a condition holds."""

    when: ParsedExpression | None
    says: str


@dataclass(frozen=True)
class Actor:
    """A state that decides."""

    name: str
    side: str
    positions: tuple[Position, ...]
    tempo: ParsedExpression
    patience: float
    precision: float
    moves: tuple[Move, ...]
    because: tuple[str, ...]
    label: str = field(default="", compare=False)
    types: PrivateTypes | None = None

    @property
    def hold(self) -> str:
        """The move that changes nothing."""
        return next(m.name for m in self.moves if m.when is None and not m.outcomes)

    @property
    def second_precision(self) -> float:
        """The precision of its second type, by default its own."""
        own = None if self.types is None else self.types.precision
        return self.precision if own is None else own


@dataclass(frozen=True)
class Omission(HoldsExpressions):
    """An actor that gives its position up by letting an event happen; where it does, softly or openly."""

    actor: str
    soft: ParsedExpression | None
    hard: ParsedExpression | None


@dataclass(frozen=True)
class NatureEvent(HoldsExpressions):
    """Something that happens by itself, at a rate per month; a blink of whoever gives way by letting it."""

    name: str
    means: str
    when: ParsedExpression | None
    rate: ParsedExpression
    outcomes: tuple[Outcome, ...]
    omissions: tuple[Omission, ...]
    because: tuple[str, ...]
    path: str = field(compare=False)
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Term(HoldsExpressions):
    """One payoff of an argument, under the chosen lens.

    Attributes
    ----------
    name : empty when the argument has just one term.
    actors : who feels it.
    kind : ``"while"`` (flow, per month) or ``"when"`` (lump).
    condition, worth : expressions.
    weight, low, high : utils (per month for flows), strength not included.
    by_lens : weights under the lenses that second types weigh with.
    """

    name: str
    actors: tuple[str, ...]
    kind: str
    condition: ParsedExpression
    worth: ParsedExpression
    weight: float
    low: float
    high: float
    by_lens: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Argument:
    """A cited reason and what it says.

    ``outweighs`` says that it is meant to weigh more than all others of an actor together.
    """

    name: str
    claim: str
    source: Citation
    assumption: str
    strength: float
    terms: tuple[Term, ...]
    acts_in: tuple[str, ...]
    outweighs: bool = field(default=False, compare=False)
    label: str = field(default="", compare=False)


@dataclass(frozen=True)
class Source:
    """Something that can be cited.

    Attributes
    ----------
    author : names as they are printed, with commas and ``and`` between several.
    lens : empty where none reads with it, and in a matrix.
    published, accessed : days as YYYY-MM-DD; empty where the file does not say them, as are ``publisher``,
        ``url`` and ``doi``.
    """

    name: str
    title: str
    author: str
    year: int
    lens: str = ""
    published: str = ""
    publisher: str = ""
    url: str = ""
    doi: str = ""
    accessed: str = ""


@dataclass(frozen=True)
class Parameter:
    """A number that expressions may name, under the chosen lens."""

    name: str
    value: float
    low: float | None
    high: float | None
    unit: str
    means: str


@dataclass(frozen=True)
class VariableRules:
    """A world variable: its levels, where it starts, and whether it is frozen.

    ``labels`` are those of levels, by name; what has none is not in it.
    """

    name: str
    levels: tuple[str, ...]
    start: str
    frozen: bool
    means: str
    label: str = field(default="", compare=False)
    labels: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Rules:
    """The rules in force between two dated events."""

    variables: tuple[VariableRules, ...]
    parameters: Mapping[str, Parameter]
    actors: tuple[Actor, ...]
    nature: tuple[NatureEvent, ...]
    arguments: tuple[Argument, ...]
    vocabulary: Vocabulary

    __repr__ = short_repr

    @property
    def menus(self) -> dict[str, tuple[str, ...]]:
        """Move names by actor."""
        return {actor.name: tuple(move.name for move in actor.moves) for actor in self.actors}


@dataclass(frozen=True)
class DatedEvent:
    """Something that happens on a day: ``jumps`` set world levels, ``settings`` change numbers by path."""

    on: date
    name: str
    foreseen: bool
    jumps: Mapping[str, str]
    settings: Mapping[str, Any]
    because: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class Question:
    """Something asked of the forecast."""

    name: str
    ask: ParsedQuestion
    place: Place


@dataclass(frozen=True)
class Claim:
    """Conclusion of an article, as a checkable statement.

    Attributes
    ----------
    says : in our own words.
    source : places by source.
    lens : the lens of that source; empty when it has none.
    ask, expect : what is asked and ``likely``, ``unlikely``, ``higher`` or ``lower``.
    settings, compare_lens : what changes in a comparison; both empty in a plain claim.
    smallest : the difference that the answer has to make to count as one.
    """

    says: str
    source: Citation
    lens: str
    ask: ParsedQuestion
    expect: str
    settings: Mapping[str, Any]
    compare_lens: str | Mapping[str, float] | None
    place: Place
    smallest: float = SMALLEST_DIFFERENCE

    @property
    def compares(self) -> bool:
        """True when the claim is about a change."""
        return bool(self.settings) or self.compare_lens is not None


def lens_words(lens: Mapping[str, Any]) -> str:
    """Return a lens in a word, or the shares of a mixture or a pool; given as `Head.lens` has it."""
    shares = lens.get(POOL, lens)
    if isinstance(shares, Mapping) and shares is not lens:
        return f"pool of {joined_shares(shares)}"
    return next(iter(lens)) if len(lens) == 1 else joined_shares(lens)


def joined_shares(shares: Mapping[str, float]) -> str:
    """Return shares one after the other, as ``50% garrie-2018 + 50% haggard-2022``."""
    return " + ".join(f"{share:.0%} {name}" for name, share in shares.items())


@dataclass(frozen=True)
class Head:
    """Heading of a scenario, as a list shows it.

    Attributes
    ----------
    name : file name without its ending, or the name it was asked for by.
    start : the first day.
    shares : the lens, mixture or pool, as shares that sum to 1; empty when the theatre has no lenses.
    pooled : whether the shares are those of a pool: of forecasts, not of weights.
    """

    name: str
    title: str
    start: date
    shares: Mapping[str, float]
    pooled: bool = field(default=False, kw_only=True)

    @property
    def lens_text(self) -> str:
        """The lens in a word, or the shares of a mixture or a pool."""
        return lens_words(self.lens)

    @property
    def lens(self) -> Mapping[str, Any]:
        """The lens as a file says it, in shares: a pool's under their key."""
        return {POOL: dict(self.shares)} if self.pooled else dict(self.shares)


@dataclass(frozen=True, repr=False)
class Scenario(Head):
    """A checked scenario under one lens or mixture.

    Attributes
    ----------
    ticks, tick_months, afterwards_months : the clock; ``ticks`` counts up to the horizon (or the window
        shown).
    stationary : whether the horizon is endless.
    lenses, sources : as declared.
    warnings : what is odd but can be run.
    composed : the tree everything was read from, lens and settings included.
    settings : the values among them that were put in place of the file's, by dotted path.
    grid : of beliefs; ``None`` where nobody's types are in the game.
    """

    summary: str
    ticks: int
    tick_months: float
    afterwards_months: float
    stationary: bool
    lenses: Mapping[str, str]
    sources: Mapping[str, Source]
    rules: Rules
    events: tuple[DatedEvent, ...]
    questions: tuple[Question, ...]
    claims: tuple[Claim, ...]
    warnings: tuple[Problem, ...]
    composed: Node = field(repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict, compare=False)
    grid: BeliefGrid | None = None

    @property
    def end(self) -> date:
        """The day on which the horizon, or the window of an endless game, ends."""
        return date_of(self.start, self.ticks, self.tick_months)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the composed tree, as `tree_sha256`: equal for equal inputs."""
        return tree_sha256(self.composed)

    def __repr__(self) -> str:
        head = shorten(f"<Scenario {self.name}: {self.title}", _LINE)
        return "\n  ".join([head, *(f"{name}: {said}" for name, said in self._card().items())]) + ">"

    def _repr_html_(self) -> str:
        rows = (f"<tr><th>{escape(k)}</th><td>{escape(said)}</td></tr>" for k, said in self._card().items())
        head = f"<b>{escape(self.title)}</b> <code>{escape(self.name)}</code>"
        summary = f"<p>{escape(shorten(self.summary, 4 * _LINE))}</p>" if self.summary else ""
        return f"<div><p>{head}</p>{summary}<table>{''.join(rows)}</table></div>"

    def _types(self) -> Iterator[str]:
        for actor in self.rules.actors:
            if (types := actor.types) is not None:
                yield f"{actor.name} {types.names[0]} or, with {types.prior:.3g}, {types.second}"

    def _card(self) -> dict[str, str]:
        span = "no horizon, shown until" if self.stationary else "until"
        counts = {
            "argument": len(self.rules.arguments),
            "dated event": len(self.events),
            "question": len(self.questions),
            "claim": len(self.claims),
        }
        found = {
            "time": f"{self.start} {span} {self.end}, {self.ticks} ticks of {self.tick_months:.4g} months",
            "lens": self.lens_text or "none",
            "actors": ", ".join(actor.name for actor in self.rules.actors),
            **({"types": typed} if (typed := "; ".join(self._types())) else {}),
            "world": ", ".join(v.name if v.frozen else f"{v.name} ({v.start})" for v in self.rules.variables),
            "holds": ", ".join(f"{n} {noun}{'' if n == 1 else 's'}" for noun, n in counts.items()),
        }
        return {name: shorten(said, _LINE) for name, said in found.items()}
