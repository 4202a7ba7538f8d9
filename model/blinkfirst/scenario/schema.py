"""The keys of a scenario file, as pydantic models: what may stand where, and in which shape.

This is form only; whether names exist and expressions make sense is checked by
`blinkfirst.scenario.rules`. The published JSON Schema is made from the same models. A field's description
reads on from "expected ...", because that is where it ends up.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

# Union members carry tags, so that error paths can be cleaned of them.
TAGS = frozenset({"<table>", "<list>", "<scalar>", "<number>", "<word>"})


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("expected", "a number")
    if not math.isfinite(value):
        raise PydanticCustomError("expected", "a finite number")
    return float(value)


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


def _version(value: object) -> object:
    if type(value) is not int:  # true and 1.0 are equal to 1
        raise PydanticCustomError("expected", "1")
    return value


def _paragraph(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise PydanticCustomError("expected", "a paragraph number")
    return value


Number = Annotated[float, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
Text = Annotated[str, BeforeValidator(_text), WithJsonSchema({"type": "string", "minLength": 1})]
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
Paragraph = Annotated[int, BeforeValidator(_paragraph), WithJsonSchema({"type": "integer", "minimum": 0})]
Paragraphs = Annotated[
    Annotated[Paragraph, Tag("<scalar>")] | Annotated[list[Paragraph], Tag("<list>")],
    shapes("a paragraph number or a list of them"),
]
Citation = dict[str, Paragraphs]
Version = Annotated[Literal[1], BeforeValidator(_version)]
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

    levels: Annotated[list[Text], Field(min_length=1)] | None = Field(
        None, description="a list of level names, lowest first"
    )
    start: Text | None = Field(None, description="the level at the start")
    means: Text | None = Field(None, description="what the variable stands for")


class ParameterEntry(Table):
    """A number that expressions may name."""

    value: NumberByLens = Field(description="a number or a table of numbers by lens")
    low: Number | None = Field(None, description="the lowest defensible value")
    high: Number | None = Field(None, description="the highest defensible value")
    unit: Text | None = Field(None, description="a unit")
    means: Text | None = Field(None, description="what the parameter stands for")
    because: list[Text] = Field([], description="a list of arguments")


class PositionEntry(Table):
    """What an actor declares while a condition holds."""

    when: Expression | None = Field(None, description="a condition over the world")
    says: Text = Field(description="the declared position")


class BlinkEntry(Table):
    """When a move gives the position up, and to which degree."""

    soft: Expression | None = Field(None, description="a condition over the world")
    hard: Expression | None = Field(None, description="a condition over the world")


class MoveEntry(Table):
    """What an actor may do with one initiative."""

    means: Text | None = Field(None, description="what the move stands for")
    when: Expression | None = Field(None, description="a condition over the world")
    then: Then | None = Field(None, description="a table of effects or a list of outcomes with chances")
    blink: (
        Annotated[
            Annotated[Literal["soft", "hard"], Tag("<scalar>")] | Annotated[BlinkEntry, Tag("<table>")],
            shapes("soft, hard, or a table {soft: condition, hard: condition}"),
        ]
        | None
    ) = Field(None, description="soft, hard, or a table {soft: condition, hard: condition}")
    because: list[Text] = Field([], description="a list of arguments")


class ActorEntry(Table):
    """A state that decides."""

    side: Text | None = Field(None, description="the name of a side")
    position: Annotated[
        Annotated[Text, Tag("<scalar>")] | Annotated[list[PositionEntry], Tag("<list>")],
        shapes("text, or a list of {when: condition, says: text}"),
    ] = Field(description="the declared position: text, or a list of {when: condition, says: text}")
    tempo: Expression = Field(description="initiatives per month: a number >= 0 or an expression")
    patience: Expression = Field(description="a discount factor per year, in (0, 1]")
    precision: Expression = Field(description="a number >= 0 (choice precision, 1/utils) or `exact`")
    because: list[Text] = Field([], description="a list of arguments")
    moves: dict[str, MoveEntry] = Field(
        min_length=1, description="a table of moves, one of them `{}` (the hold)"
    )


class NatureEntry(Table):
    """Something that happens by itself."""

    means: Text | None = Field(None, description="what the event stands for")
    when: Expression | None = Field(None, description="a condition over the world")
    rate: Expression = Field(description="a rate per month: a number >= 0 or an expression")
    then: Then = Field(description="a table of effects or a list of outcomes with chances")
    because: list[Text] = Field([], description="a list of arguments")


class PublicationEntry(Table):
    """Something that can be cited."""

    title: Text = Field(description="a title")
    author: Text = Field(description="an author")
    year: int = Field(strict=True, description="a year")
    published: Text | None = Field(None, description="a date as YYYY-MM-DD")


class SourceEntry(PublicationEntry):
    """An article."""

    lens: Text | None = Field(None, description="the lens that reads with this source")


class LensEntry(Table):
    """A named reading."""

    title: Text = Field(description="a title")
    means: Text | None = Field(None, description="what the reading holds")


class TermEntry(Table):
    """One payoff of an argument."""

    for_: TextOrTexts = Field(alias="for", description="an actor or a list of actors")
    when: Expression | None = Field(None, description="a condition on a move (one-off payoff)")
    while_: Expression | None = Field(
        None, alias="while", description="a condition over the world (flow per month)"
    )
    worth: Expression = Field("1", description="a number or an expression")
    weight: Weight = Field(description="a number, [low, base, high], or a table of these by lens")


class ArgumentEntry(Table):
    """A cited reason and what it says."""

    claim: Text = Field(description="the claim, in your own words")
    source: Citation | None = Field(None, description="sources with paragraph numbers, as {veto-2018: 16}")
    assumption: Text | None = Field(None, description="what is assumed, and why, where nothing can be cited")
    strength: Number = Field(1.0, description="a number that multiplies all weights of the argument")
    for_: TextOrTexts | None = Field(None, alias="for", description="an actor or a list of actors")
    when: Expression | None = Field(None, description="a condition on a move (one-off payoff)")
    while_: Expression | None = Field(
        None, alias="while", description="a condition over the world (flow per month)"
    )
    worth: Expression | None = Field(None, description="a number or an expression")
    weight: Weight | None = Field(
        None, description="a number, [low, base, high], or a table of these by lens"
    )
    terms: dict[str, TermEntry] | None = Field(None, description="a table of payoffs by name")


class EventEntry(Table):
    """A dated event."""

    on: Text = Field(description="a date as YYYY-MM-DD")
    name: Text = Field(description="the event's name")
    foreseen: bool = Field(strict=True, description="true or false: whether everybody plans with it")
    set: dict[str, Any] = Field(min_length=1, description="a table of paths and new values")
    because: list[Text] = Field([], description="a list of arguments")


class QuestionEntry(Table):
    """Something asked of the forecast."""

    name: Text | None = Field(None, description="a short name")
    ask: Text = Field(description="a question")


class CompareEntry(Table):
    """A changed setting."""

    set: dict[str, Any] = Field({}, description="a table of paths and new values")
    lens: Any = Field(None, description="a lens or a table of shares")


class ClaimEntry(Table):
    """What an article concludes, as a checkable statement."""

    says: Text = Field(description="the conclusion, in your own words")
    source: Citation = Field(description="sources with paragraph numbers, as {veto-2018: 16}")
    ask: Text = Field(description="a question")
    expect: Literal["likely", "unlikely", "higher", "lower"] = Field(
        description="likely or unlikely; with `compare`: higher or lower"
    )
    compare: CompareEntry | None = Field(
        None, description="a changed setting: {set: {path: value}} or {lens: ...}"
    )


Question = Annotated[
    Annotated[Text, Tag("<scalar>")] | Annotated[QuestionEntry, Tag("<table>")],
    shapes("a question, or a table {name: ..., ask: ...}"),
]
Lens = Annotated[
    Annotated[Text, Tag("<scalar>")] | Annotated[dict[str, Number], Tag("<table>")],
    shapes("a lens or a table of shares by lens"),
]


class ScenarioFile(Table):
    """A composed scenario: everything a theatre and a scenario say together."""

    blinkfirst: Version = Field(description="1 (version of the language)")
    kind: Literal["stand-off"] = Field("stand-off", description="stand-off, or matrix for a game played once")
    title: Text = Field(description="a title")
    summary: Text | None = Field(None, description="a few lines")
    theatre: Text | None = Field(None, description="the name of a theatre")
    extends: Text | None = Field(None, description="the name of a scenario")
    start: Text = Field(description="the first day, as YYYY-MM-DD")
    horizon: Annotated[
        Annotated[Number, Tag("<number>")] | Annotated[Literal["none"], Tag("<word>")],
        Discriminator(lambda value: "<word>" if isinstance(value, str) else "<number>"),
    ] = Field(description="months > 0, or `none`")
    window: Number | None = Field(None, description="months to show when `horizon: none`")
    tick: Expression = Field(
        "12/52", description="the length of a tick in months, a number or a fraction as 12/52"
    )
    afterwards: Number = Field(12.0, ge=0, description="months >= 0")
    lens: Lens | None = Field(None, description="a lens or a table of shares by lens")
    freeze: list[Text] = Field([], description="a list of variables")
    world: dict[str, VariableEntry] = Field(min_length=1, description="a table of variables")
    parameters: dict[str, ParameterEntry] = Field({}, description="a table of parameters")
    actors: dict[str, ActorEntry] = Field(min_length=1, description="a table of actors")
    nature: dict[str, NatureEntry] = Field({}, description="a table of nature's events")
    sources: dict[str, SourceEntry] = Field({}, description="a table of sources")
    lenses: dict[str, LensEntry] = Field({}, description="a table of lenses")
    arguments: dict[str, ArgumentEntry] = Field({}, description="a table of arguments")
    events: list[EventEntry] = Field([], description="a list of dated events")
    questions: list[Question] = Field([], description="a list of questions")
    claims: list[ClaimEntry] = Field([], description="a list of claims")
