"""The keys of a scenario file, as pydantic models: what may stand where, and in which shape.

This is form only; whether names exist and expressions make sense is checked by
`blinkfirst.scenario.rules`. The published JSON Schema is made from the same models. A field's description
reads on from "expected ...", because that is where it ends up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from blinkfirst.errors import first_mark
from blinkfirst.scenario.calendar import DateError, parse_date
from blinkfirst.scenario.citations import Pinpoint, PinpointError, parse_pinpoint
from blinkfirst.scenario.keys import Role, key
from blinkfirst.scenario.private_types import FEWEST_NODES, REACH, REACH_LIMIT
from blinkfirst.scenario.scenario import SMALLEST_DIFFERENCE
from blinkfirst.scenario.versions import NEWEST

# Union members carry tags, so that error paths can be cleaned of them.
_DOI = re.compile(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_URL = re.compile(r"(?:https?|ftp)://[^\s<>\"]+")
LABEL_LIMIT = 60  # characters
LABEL = "a label: what pages show in place of the name"
TAGS = frozenset({"<table>", "<list>", "<scalar>", "<number>", "<word>"})


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("expected", "a number")
    if not math.isfinite(value):
        raise PydanticCustomError("expected", "a finite number")
    return float(value)


def _difference(value: object) -> float:
    found = _number(value)
    if found < 0:
        raise PydanticCustomError("expected", "a number >= 0")
    return found


def _whole(value: object) -> int:
    found = _number(value)
    if not found.is_integer():
        raise PydanticCustomError("expected", "a whole number")
    return int(found)


def _expression(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str) and value.strip():
        return value
    raise PydanticCustomError("expected", "an expression or a number")


def _range(value: object) -> list[float]:
    numbers = [_number(item) for item in value] if isinstance(value, list) else []
    if len(numbers) != 3 or not numbers[0] <= numbers[1] <= numbers[2]:
        raise PydanticCustomError("expected", "three numbers in order: [low, base, high]")
    return numbers


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise PydanticCustomError("expected", "text")
    return value


def _label(value: object) -> str:
    text = _text(value)
    if (mark := first_mark(text)) is not None:
        raise PydanticCustomError("expected", f"a label without the direction mark U+{ord(text[mark]):04X}")
    if "\n" in text or len(text) > LABEL_LIMIT:
        raise PydanticCustomError("expected", f"a label of one line and at most {LABEL_LIMIT} characters")
    return " ".join(text.split())


def _version(value: object) -> object:
    if type(value) is not int or not 1 <= value <= NEWEST:  # true and 1.0 are equal to 1
        raise PydanticCustomError("expected", f"a version of the language, 1 to {NEWEST}")
    return value


def _pinpoint(value: object) -> Pinpoint:
    if isinstance(value, str):
        try:
            return parse_pinpoint(value)
        except PinpointError as error:
            raise _meant(error) from None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise PydanticCustomError("expected", "a paragraph number")
    return value


def _doi(value: object) -> str:
    found = _DOI.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError("expected", "a DOI as 10.1017/S0020818300027697")
    return found[1]


def _url(value: object) -> str:
    if not isinstance(value, str) or not _URL.fullmatch(value.strip()):
        raise PydanticCustomError("expected", "an address as https://example.org/page")
    return value.strip()


def _day(value: object) -> str:
    try:
        return parse_date(value).isoformat()
    except DateError as error:
        raise _meant(error) from None


def _meant(error: PinpointError | DateError) -> PydanticCustomError:
    """Return the error of a field, with what was probably meant as its context."""
    message = str(error).removeprefix("expected ").partition(", got ")[0]
    return PydanticCustomError("expected", "{message}", {"message": message, "meant": error.suggestion})


Number = Annotated[float, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
Difference = Annotated[
    float, BeforeValidator(_difference), WithJsonSchema({"type": "number", "minimum": 0})
]
Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": "integer"})]
Text = Annotated[str, BeforeValidator(_text), WithJsonSchema({"type": "string", "minLength": 1})]
Label = Annotated[
    str,
    BeforeValidator(_label),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LABEL_LIMIT}),
]
Expression = Annotated[
    str, BeforeValidator(_expression), WithJsonSchema({"type": ["string", "number", "boolean"]})
]
Range = Annotated[
    list[float],
    BeforeValidator(_range),
    WithJsonSchema({"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3}),
]


def _shape(value: object) -> str:
    if isinstance(value, Mapping):
        return "<table>"
    return "<list>" if isinstance(value, list) else "<scalar>"


def shapes(expected: str) -> Any:
    """Tell union members apart by their YAML shape."""
    return Discriminator(
        _shape, custom_error_type="expected", custom_error_message=expected, custom_error_context=None
    )


NumberOrRange = Annotated[
    Annotated[Number, Tag("<scalar>")] | Annotated[Range, Tag("<list>")],
    shapes("a number or [low, base, high]"),
]
Weight = Annotated[
    Annotated[Number, Tag("<scalar>")]
    | Annotated[Range, Tag("<list>")]
    | Annotated[dict[str, NumberOrRange], Tag("<table>")],
    shapes("a number, [low, base, high], or a table of these by lens"),
]
NumberByLens = Annotated[
    Annotated[Number, Tag("<scalar>")] | Annotated[dict[str, Number], Tag("<table>")],
    shapes("a number or a table of numbers by lens"),
]
TextOrTexts = Annotated[
    Annotated[Text, Tag("<scalar>")] | Annotated[list[Text], Tag("<list>")],
    shapes("a name or a list of names"),
]
Place = Annotated[
    Pinpoint,
    BeforeValidator(_pinpoint),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "minLength": 1}]}),
]
Places = Annotated[
    Annotated[Place, Tag("<scalar>")] | Annotated[list[Place], Tag("<list>")],
    shapes("a paragraph number, a place as `pp. 12-14`, or a list of these"),
]
Citation = dict[str, Places]
Day = Annotated[str, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Address = Annotated[str, BeforeValidator(_url), WithJsonSchema({"type": "string", "format": "uri"})]
Doi = Annotated[str, BeforeValidator(_doi), WithJsonSchema({"type": "string", "pattern": _DOI.pattern})]
Version = Annotated[Literal[1, 2, 3], BeforeValidator(_version)]
OutcomeEntry = dict[str, Expression]
Then = Annotated[
    Annotated[OutcomeEntry, Tag("<table>")] | Annotated[list[OutcomeEntry], Tag("<list>")],
    shapes("a table of effects or a list of outcomes with chances"),
]


class Table(BaseModel):
    """A table with known keys only."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False, defer_build=True)


class VariableEntry(Table):
    """A world variable."""

    levels: Annotated[list[Text], Field(min_length=1)] | None = key(
        Role.STRUCTURE,
        "a list of level names, lowest first",
        None,
        means="what the variable can be; expressions compare levels by their order",
    )
    start: Text | None = key(
        Role.STRUCTURE, "the level at the start", None, means="where the variable is on the first day"
    )
    means: Text | None = key(Role.WORDING, "what the variable stands for", None)
    label: Label | None = key(Role.WORDING, LABEL, None)
    labels: dict[str, Label] = key(
        Role.WORDING, "a table of labels by level", {}, means="what pages show in place of the levels' names"
    )


class ParameterEntry(Table):
    """A number that expressions may name."""

    value: NumberByLens = key(
        Role.NUMBER,
        "a number or a table of numbers by lens",
        stand_in=0,
        means="what expressions read in place of the name",
    )
    low: Number | None = key(Role.RANGE, "the lowest defensible value", None)
    high: Number | None = key(Role.RANGE, "the highest defensible value", None)
    unit: Text | None = key(Role.WORDING, "a unit", None)
    means: Text | None = key(Role.WORDING, "what the parameter stands for", None)
    because: list[Text] = key(
        Role.WORDING, "a list of arguments", [], means="arguments that act through this number"
    )


class PositionEntry(Table):
    """A position that an actor declares while a condition holds."""

    when: Expression | None = key(
        Role.WORDING,
        "a condition over the world",
        None,
        means="while it holds, this is the position; the first that holds counts",
    )
    says: Text = key(Role.WORDING, "the declared position", stand_in="-")


class BlinkEntry(Table):
    """Conditions under which a move gives the position up, softly or hard."""

    soft: Expression | None = key(
        Role.STRUCTURE,
        "a condition over the world",
        None,
        means="where the move gives the position up tacitly",
    )
    hard: Expression | None = key(
        Role.STRUCTURE,
        "a condition over the world",
        None,
        means="where the move gives the position up openly; hard wins where both hold",
    )


Blink = Annotated[
    Annotated[Literal["soft", "hard"], Tag("<scalar>")] | Annotated[BlinkEntry, Tag("<table>")],
    shapes("soft, hard, or a table {soft: condition, hard: condition}"),
]


class MoveEntry(Table):
    """An action open to an actor with one initiative."""

    means: Text | None = key(Role.WORDING, "what the move stands for", None)
    label: Label | None = key(Role.WORDING, LABEL, None)
    when: Expression | None = key(
        Role.STRUCTURE,
        "a condition over the world",
        None,
        means="where the move can be made; left out, everywhere",
    )
    then: Then | None = key(
        Role.STRUCTURE,
        "a table of effects or a list of outcomes with chances",
        None,
        means="what the move does to the world: a level sets, a number shifts",
    )
    blink: Blink | None = key(
        Role.STRUCTURE,
        "soft, hard, or a table {soft: condition, hard: condition}",
        None,
        means="whether the move gives the declared position up",
    )
    idle: bool = key(
        Role.WORDING, "true for a second move that changes nothing, on purpose", False, strict=True
    )
    because: list[Text] = key(
        Role.WORDING, "a list of arguments", [], means="arguments that act through this move"
    )


class TypePayoffEntry(Table):
    """Another weight of one payoff, as a second type has it; one key of the two."""

    times: Weight | None = key(
        Role.NUMBER,
        "a number, [low, base, high], or a table of these by lens",
        None,
        means="multiplies the weight",
    )
    weight: Weight | None = key(
        Role.NUMBER,
        "a number, [low, base, high], or a table of these by lens",
        None,
        means="the weight in place of the argument's own",
    )


class TypeArgumentEntry(TypePayoffEntry):
    """Other weights of an argument, as a second type has them; one key of the three."""

    terms: dict[str, TypePayoffEntry] | None = key(
        Role.SECTION, "a table of payoffs by name", None, means="of an argument that has several"
    )


class TypeEntry(Table):
    """One of the two types that an actor may be; of the first, only the wording."""

    label: Label | None = key(Role.WORDING, LABEL, None)
    means: Text | None = key(Role.WORDING, "what the type stands for", None)
    prior: Weight | None = key(
        Role.NUMBER,
        "a probability above 0 and below 1: a number, [low, base, high], or a table of these by lens",
        None,
        means="how likely everybody else holds the second type at the start",
    )
    lens: Text | None = key(
        Role.STRUCTURE, "a lens", None, means="whose weights the second type has; all else is as it was"
    )
    arguments: dict[str, TypeArgumentEntry] = key(
        Role.SECTION,
        "a table of arguments, each {times: number} or {weight: number}",
        {},
        means="what the second type weighs otherwise",
    )
    precision: Expression | None = key(
        Role.NUMBER,
        "a number >= 0 (choice precision, 1/utils)",
        None,
        means="how sharply the second type chooses; left out, as the first",
    )
    never: TextOrTexts | None = key(
        Role.STRUCTURE,
        "`blinks`, a move or a list of moves",
        None,
        means="what the second type never does",
    )
    because: list[Text] = key(Role.WORDING, "a list of arguments", [], means="arguments that say so")


Types = Annotated[
    Annotated[dict[str, TypeEntry], Tag("<table>")] | Annotated[Literal["none"], Tag("<scalar>")],
    shapes("a table of two types, as {plain: {}, firm: {prior: 0.3, never: blinks}}, or `none`"),
]


class ActorEntry(Table):
    """A state that decides."""

    label: Label | None = key(Role.WORDING, LABEL, None)
    side: Text | None = key(
        Role.WORDING, "the name of a side", None, means="actors of one side are counted together"
    )
    position: Annotated[
        Annotated[Text, Tag("<scalar>")] | Annotated[list[PositionEntry], Tag("<list>")],
        shapes("text, or a list of {when: condition, says: text}"),
    ] = key(
        Role.WORDING,
        "the declared position: text, or a list of {when: condition, says: text}",
        stand_in="-",
        means="what the actor says it will not give up; a blink gives it up",
    )
    tempo: Expression = key(
        Role.NUMBER,
        "initiatives per month: a number >= 0 or an expression",
        stand_in=0,
        means="how often the actor may make a move",
    )
    patience: Expression = key(
        Role.NUMBER,
        "a discount factor per year, in (0, 1]",
        stand_in=1,
        means="what a util a year from now is worth today",
    )
    precision: Expression = key(
        Role.NUMBER,
        "a number >= 0 (choice precision, 1/utils) or `exact`",
        stand_in=1,
        means="how sharply it chooses: 0 tosses a coin, `exact` never errs",
    )
    because: list[Text] = key(
        Role.WORDING, "a list of arguments", [], means="arguments that shape tempo, patience or menu"
    )
    moves: dict[str, MoveEntry] = key(
        Role.SECTION,
        "a table of moves, one of them `{}` (the hold)",
        min_length=1,
        means="what the actor can do with an initiative",
    )
    types: Types | None = key(
        Role.SECTION,
        "a table of two types, the first of them `{}`, or `none`",
        None,
        means="two kinds of this actor, of which only it knows which one it is",
    )


class BeliefsEntry(Table):
    """Choice of the actors whose types are in the game, and the grid of beliefs about them."""

    about: list[Text] | None = key(
        Role.STRUCTURE,
        "a list of actors that have types",
        None,
        means="whose types are in the game; left out, all that are written",
    )
    nodes: Whole | None = key(
        Role.STRUCTURE,
        f"an odd number of at least {FEWEST_NODES}",
        None,
        means="how many beliefs about an actor are looked at; 7, 11, 19 and 35 are each within the next",
    )
    reach: Number = key(
        Role.STRUCTURE,
        f"a number above 0, at most {REACH_LIMIT:g}",
        REACH,
        means="how far from the prior they reach, in log-odds",
    )


class NatureEntry(Table):
    """Something that happens by itself."""

    means: Text | None = key(Role.WORDING, "what the event stands for", None)
    when: Expression | None = key(
        Role.STRUCTURE,
        "a condition over the world",
        None,
        means="where the event can happen; left out, everywhere",
    )
    rate: Expression = key(
        Role.NUMBER,
        "a rate per month: a number >= 0 or an expression",
        stand_in=0,
        means="how often it happens where it can",
    )
    then: Then = key(
        Role.STRUCTURE,
        "a table of effects or a list of outcomes with chances",
        stand_in={},
        means="what the event does to the world",
    )
    blink: dict[str, Blink] = key(
        Role.STRUCTURE,
        "a table of actors, each soft, hard or {soft: condition, hard: condition}",
        {},
        means="who gives its position up by letting the event happen",
    )
    because: list[Text] = key(
        Role.WORDING, "a list of arguments", [], means="arguments that act through this event"
    )


class UndertakingEntry(Table):
    """A thing that an actor has said it will do; `blinkfirst.scenario.undertakings` writes it out."""

    by: Text = key(Role.FILE, "an actor", means="who has undertaken it")
    to: TextOrTexts = key(Role.FILE, "a move or a list of moves", means="any of them keeps it")
    when: Expression = key(Role.FILE, "a condition over the world", means="where it is due")
    within: Expression = key(
        Role.FILE, "months", means="how long the others wait, on average, once it is due"
    )
    degree: Literal["soft", "hard"] = key(
        Role.FILE, "soft or hard", "soft", means="what kind of blink it is not to keep it"
    )
    means: Text | None = key(Role.FILE, "what the undertaking stands for", None)
    because: list[Text] = key(Role.FILE, "a list of arguments", [], means="arguments that act through it")


class PublicationEntry(Table):
    """Something that can be cited."""

    title: Text = key(Role.WORDING, "a title", stand_in="-")
    author: Text = key(Role.WORDING, "an author", stand_in="-")
    year: int = key(Role.WORDING, "a year", stand_in=2000, strict=True)
    published: Text | None = key(Role.WORDING, "a date as YYYY-MM-DD", None)
    publisher: Text | None = key(Role.WORDING, "a publisher, a journal or a body", None)
    url: Address | None = key(Role.WORDING, "an address as https://example.org/page", None)
    doi: Doi | None = key(Role.WORDING, "a DOI as 10.1017/S0020818300027697", None)
    accessed: Day | None = key(
        Role.WORDING, "a date as YYYY-MM-DD", None, means="the day on which the address was last looked at"
    )


class SourceEntry(PublicationEntry):
    """An article."""

    lens: Text | None = key(Role.WORDING, "the lens that reads with this source", None)


class LensEntry(Table):
    """A named reading."""

    title: Text = key(Role.WORDING, "a title", stand_in="-")
    means: Text | None = key(Role.WORDING, "what the reading holds", None)


class TermEntry(Table):
    """One payoff of an argument."""

    for_: TextOrTexts = key(
        Role.STRUCTURE, "an actor or a list of actors", alias="for", means="who feels the payoff"
    )
    when: Expression | None = key(
        Role.STRUCTURE,
        "a condition on a move (one-off payoff)",
        None,
        means="pays once, whenever a move is made that meets it",
    )
    while_: Expression | None = key(
        Role.STRUCTURE,
        "a condition over the world (flow per month)",
        None,
        alias="while",
        means="pays every month, as long as the world meets it",
    )
    worth: Expression = key(
        Role.STRUCTURE, "a number or an expression", "1", means="how many times the weight it pays"
    )
    weight: Weight = key(
        Role.NUMBER,
        "a number, [low, base, high], or a table of these by lens",
        means="utils: once for a `when`, a month for a `while`; good above 0, bad below",
    )


class ArgumentEntry(Table):
    """A cited reason and what it says."""

    label: Label | None = key(Role.WORDING, LABEL, None)
    claim: Text = key(Role.WORDING, "the claim, in your own words", stand_in="-")
    source: Citation | None = key(
        Role.WORDING, "sources with paragraph numbers, as {article: 16}", None, means="where it is argued"
    )
    assumption: Text | None = key(
        Role.WORDING, "what is assumed, and why, where nothing can be cited", None, stand_in="-"
    )
    strength: Number = key(
        Role.NUMBER,
        "a number that multiplies all weights of the argument",
        1.0,
        means="0 knocks the argument out",
    )
    for_: TextOrTexts | None = key(
        Role.STRUCTURE, "an actor or a list of actors", None, alias="for", means="who feels the payoff"
    )
    when: Expression | None = key(
        Role.STRUCTURE,
        "a condition on a move (one-off payoff)",
        None,
        means="pays once, whenever a move is made that meets it",
    )
    while_: Expression | None = key(
        Role.STRUCTURE,
        "a condition over the world (flow per month)",
        None,
        alias="while",
        means="pays every month, as long as the world meets it",
    )
    worth: Expression | None = key(
        Role.STRUCTURE,
        "a number or an expression",
        None,
        means="how many times the weight it pays; by default 1",
    )
    weight: Weight | None = key(
        Role.NUMBER,
        "a number, [low, base, high], or a table of these by lens",
        None,
        means="utils: once for a `when`, a month for a `while`; good above 0, bad below",
    )
    terms: dict[str, TermEntry] | None = key(
        Role.SECTION,
        "a table of payoffs by name",
        None,
        means="several payoffs of one argument, each with keys of its own",
    )
    outweighs: bool = key(
        Role.WORDING,
        "true for an argument that is meant to weigh more than all others of an actor together",
        False,
        strict=True,
    )


class EventEntry(Table):
    """A dated event."""

    on: Text = key(Role.CLOCK, "a date as YYYY-MM-DD", means="the day on which it happens")
    name: Text = key(Role.WORDING, "the event's name")
    foreseen: bool = key(
        Role.STRUCTURE, "true or false: whether everybody plans with it", stand_in=True, strict=True
    )
    set: dict[str, Any] = key(
        Role.STRUCTURE,
        "a table of paths and new values",
        min_length=1,
        means="levels the world jumps to, and numbers that change from then on",
    )
    because: list[Text] = key(
        Role.WORDING, "a list of arguments", [], means="arguments that act through this event"
    )


class QuestionEntry(Table):
    """Something asked of the forecast."""

    name: Text | None = key(Role.WORDING, "a short name", None)
    ask: Text = key(Role.QUESTION, "a question")


class CompareEntry(Table):
    """A changed setting."""

    set: dict[str, Any] = key(Role.QUESTION, "a table of paths and new values", {})
    lens: Any = key(Role.QUESTION, "a lens or a table of shares", None)


class ClaimEntry(Table):
    """Conclusion of an article, as a checkable statement."""

    says: Text = key(Role.WORDING, "the conclusion, in your own words", stand_in="-")
    source: Citation = key(Role.WORDING, "sources with paragraph numbers, as {article: 16}")
    ask: Text = key(Role.QUESTION, "a question", means="what the claim is about")
    expect: Literal["likely", "unlikely", "higher", "lower"] = key(
        Role.QUESTION, "likely or unlikely; with `compare`: higher or lower"
    )
    compare: CompareEntry | None = key(
        Role.QUESTION,
        "a changed setting: {set: {path: value}} or {lens: ...}",
        None,
        means="the change that the claim is about",
    )
    smallest: Difference = key(
        Role.QUESTION,
        "a number >= 0",
        SMALLEST_DIFFERENCE,
        means="the difference that the answer has to make, from one half or from that without the change",
    )


Question = Annotated[
    Annotated[Text, Tag("<scalar>")] | Annotated[QuestionEntry, Tag("<table>")],
    shapes("a question, or a table {name: ..., ask: ...}"),
]
Lens = Annotated[
    Annotated[Text, Tag("<scalar>")] | Annotated[dict[str, NumberByLens], Tag("<table>")],
    shapes("a lens or a table of shares by lens"),
]


class ScenarioFile(Table):
    """A composed scenario: everything a theatre and a scenario say together."""

    blinkfirst: Version = key(Role.FILE, "3, 2 or 1 (version of the language)", stand_in=NEWEST)
    kind: Literal["stand-off"] = key(Role.FILE, "stand-off, or matrix for a game played once", "stand-off")
    title: Text = key(Role.WORDING, "a title", stand_in="-")
    summary: Text | None = key(Role.WORDING, "a few lines", None)
    theatre: Text | None = key(
        Role.FILE, "the name of a theatre", None, means="who and what there is, in a file of its own"
    )
    extends: Text | None = key(
        Role.FILE,
        "the name of a scenario",
        None,
        means="another scenario that this one is like, but for what it says itself",
    )
    record: Text | None = key(
        Role.WORDING,
        "the name of a record",
        None,
        means="dated cases that the theatre is scored on, a folder beside it or a shipped one",
    )
    start: Text = key(Role.CLOCK, "the first day, as YYYY-MM-DD", stand_in="2000-01-01")
    horizon: Annotated[
        Annotated[Number, Tag("<number>")] | Annotated[Literal["none"], Tag("<word>")],
        Discriminator(lambda value: "<word>" if isinstance(value, str) else "<number>"),
    ] = key(Role.CLOCK, "months > 0, or `none`", stand_in=12, means="how long the game lasts")
    window: Number | None = key(
        Role.CLOCK, "months to show when `horizon: none`", None, means="how much of an endless game is shown"
    )
    tick: Expression = key(
        Role.CLOCK,
        "the length of a tick in months, a number or a fraction as 12/52",
        "12/52",
        means="the step of the clock; in one tick one thing happens at most",
    )
    afterwards: Number = key(
        Role.CLOCK,
        "months >= 0",
        12.0,
        ge=0,
        means="how long the last state goes on in everybody's reckoning",
    )
    beliefs: (
        Annotated[
            Annotated[BeliefsEntry, Tag("<table>")] | Annotated[Literal["none"], Tag("<scalar>")],
            shapes("a table with some of the keys about, nodes and reach, or `none`"),
        ]
        | None
    ) = key(
        Role.SECTION,
        "a table with some of the keys about, nodes and reach, or `none`",
        None,
        means="whose types are in the game (`none`: nobody's), and how finely beliefs are told apart",
    )
    lens: Lens | None = key(
        Role.LENS,
        "a lens or a table of shares by lens",
        None,
        means="which reading of the numbers is used; shares mix their weights, a pool mixes their forecasts",
    )
    freeze: list[Text] = key(
        Role.STRUCTURE,
        "a list of variables",
        [],
        means="variables that no move and no event of nature changes",
    )
    world: dict[str, VariableEntry] = key(
        Role.SECTION, "a table of variables", min_length=1, means="what can change, and where it starts"
    )
    parameters: dict[str, ParameterEntry] = key(
        Role.SECTION, "a table of parameters", {}, means="numbers that expressions name"
    )
    actors: dict[str, ActorEntry] = key(Role.SECTION, "a table of actors", min_length=1, means="who decides")
    nature: dict[str, NatureEntry] = key(
        Role.SECTION, "a table of nature's events", {}, means="what happens by itself"
    )
    undertakes: dict[str, UndertakingEntry] = key(
        Role.FILE,
        "a table of undertakings",
        {},
        means="what actors have said that they will do when something happens",
    )
    references: Text | None = key(
        Role.FILE,
        "the name of a BibTeX file beside this one, as references.bib",
        None,
        means="where sources that are cited are looked up",
    )
    sources: dict[str, SourceEntry] = key(Role.WORDING, "a table of sources", {}, means="what arguments cite")
    lenses: dict[str, LensEntry] = key(
        Role.SECTION,
        "a table of lenses",
        {},
        means="rival readings of the same theatre; numbers may differ by lens",
    )
    arguments: dict[str, ArgumentEntry] = key(
        Role.SECTION,
        "a table of arguments",
        {},
        means="why anybody would do anything: payoffs, each with its source",
    )
    events: list[EventEntry] = key(
        Role.SECTION, "a list of dated events", [], means="what happens on a known day"
    )
    questions: list[Question] = key(
        Role.QUESTION, "a list of questions", [], means="what the forecast is asked"
    )
    claims: list[ClaimEntry] = key(
        Role.QUESTION, "a list of claims", [], means="what articles conclude, put to the test"
    )
