"""The keys of a matrix file, as pydantic models; form only, as in `blinkfirst.scenario.schema`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, WithJsonSchema

from blinkfirst.scenario.schema import (
    Citation,
    Expression,
    Number,
    PublicationEntry,
    Table,
    Text,
    TextOrTexts,
    Version,
    shapes,
)

# Numbers are kept as they are: a table of many thousand need not be parsed one by one.
Figure = Annotated[
    Annotated[Number, Tag("<number>")] | Annotated[Expression, Tag("<word>")],
    Discriminator(lambda value: "<word>" if isinstance(value, str) else "<number>"),
    WithJsonSchema({"type": ["number", "string"]}),
]
FIGURE = "a number or an expression over parameters"
_NESTED: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "items": {"type": ["array", "number", "string"]},
}


class MatrixPlayerEntry(Table):
    """Somebody who chooses once."""

    means: Text | None = Field(None, description="who the player is")
    strategies: Annotated[
        Annotated[list[Text], Field(min_length=1), Tag("<list>")]
        | Annotated[dict[str, Text], Field(min_length=1), Tag("<table>")],
        shapes("a list of strategies, or a table of strategies and what they stand for"),
    ] = Field(description="a list of strategies, or a table of strategies and what they stand for")
    blinks: TextOrTexts = Field([], description="the strategies that count as giving way")
    precision: Figure = Field(1.0, description="a number >= 0 (choice precision, 1/utils)")


class ConstantEntry(Table):
    """A number that payoffs and precisions may name."""

    value: Number = Field(description="a number")
    low: Number | None = Field(None, description="the lowest defensible value")
    high: Number | None = Field(None, description="the highest defensible value")
    unit: Text | None = Field(None, description="a unit")
    means: Text | None = Field(None, description="what the parameter stands for")


class CellEntry(Table):
    """What comes of one pure profile."""

    profile: list[Text] = Field(description="a list with one strategy of each player, in their order")
    pays: list[Figure] = Field(description="a list with one payoff for each player, in their order")
    says: Text | None = Field(None, description="why, in your own words")
    source: Citation | None = Field(None, description="sources with paragraph numbers, as {rapoport-1966: 3}")
    assumption: Text | None = Field(None, description="what is assumed, and why, where nothing can be cited")


class MatrixFile(Table):
    """A matrix: players, strategies, and what every combination of them pays."""

    blinkfirst: Version = Field(description="1 (version of the language)")
    kind: Literal["matrix"] = Field(description="matrix")
    title: Text = Field(description="a title")
    summary: Text | None = Field(None, description="a few lines")
    sources: dict[str, PublicationEntry] = Field({}, description="a table of sources")
    source: Citation | None = Field(None, description="sources of the whole table, as {rapoport-1966: 3}")
    assumption: Text | None = Field(None, description="what is assumed in the whole table, and why")
    parameters: dict[str, ConstantEntry] = Field({}, description="a table of parameters")
    players: dict[str, MatrixPlayerEntry] = Field(min_length=1, description="a table of players")
    payoffs: list[CellEntry] | None = Field(
        None, description="a list of {profile: [...], pays: [...]}, one for each profile"
    )
    table: Annotated[list[Any], WithJsonSchema(_NESTED)] | None = Field(
        None, description="lists within lists: a level for each player in order, innermost the payoffs"
    )
