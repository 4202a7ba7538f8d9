"""The keys of a matrix file, as pydantic models; form only, as in `blinkfirst.scenario.schema`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, WithJsonSchema

from blinkfirst.scenario.keys import Role, key
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
_NESTED: dict[str, Any] = {"type": "array", "minItems": 1, "items": {"type": ["array", "number", "string"]}}


class MatrixPlayerEntry(Table):
    """Somebody who chooses once."""

    means: Text | None = key(Role.WORDING, "who the player is", None)
    strategies: Annotated[
        Annotated[list[Text], Field(min_length=1), Tag("<list>")]
        | Annotated[dict[str, Text], Field(min_length=1), Tag("<table>")],
        shapes("a list of strategies, or a table of strategies and what they stand for"),
    ] = key(Role.STRUCTURE, "a list of strategies, or a table of strategies and what they stand for")
    blinks: TextOrTexts = key(Role.STRUCTURE, "the strategies that count as giving way", [])
    precision: Figure = key(Role.NUMBER, "a number >= 0 (choice precision, 1/utils)", 1.0)


class ConstantEntry(Table):
    """A number that payoffs and precisions may name."""

    value: Number = key(Role.NUMBER, "a number")
    low: Number | None = key(Role.RANGE, "the lowest defensible value", None)
    high: Number | None = key(Role.RANGE, "the highest defensible value", None)
    unit: Text | None = key(Role.WORDING, "a unit", None)
    means: Text | None = key(Role.WORDING, "what the parameter stands for", None)


class CellEntry(Table):
    """Payoffs of one pure profile."""

    profile: list[Text] = key(Role.STRUCTURE, "a list with one strategy of each player, in their order")
    pays: list[Figure] = key(Role.NUMBER, "a list with one payoff for each player, in their order")
    says: Text | None = key(Role.WORDING, "why, in your own words", None)
    source: Citation | None = key(Role.WORDING, "sources with paragraph numbers, as {article: 16}", None)
    assumption: Text | None = key(Role.WORDING, "what is assumed, and why, where nothing can be cited", None)


class MatrixFile(Table):
    """A matrix: players, strategies, and what every combination of them pays."""

    blinkfirst: Version = key(Role.FILE, "1 (version of the language)")
    kind: Literal["matrix"] = key(Role.FILE, "matrix")
    title: Text = key(Role.WORDING, "a title")
    summary: Text | None = key(Role.WORDING, "a few lines", None)
    references: Text | None = key(
        Role.FILE,
        "the name of a BibTeX file beside this one, as references.bib",
        None,
        means="where sources that are cited are looked up",
    )
    sources: dict[str, PublicationEntry] = key(Role.WORDING, "a table of sources", {})
    source: Citation | None = key(Role.WORDING, "sources of the whole table, as {article: 16}", None)
    assumption: Text | None = key(Role.WORDING, "what is assumed in the whole table, and why", None)
    parameters: dict[str, ConstantEntry] = key(Role.SECTION, "a table of parameters", {})
    players: dict[str, MatrixPlayerEntry] = key(Role.SECTION, "a table of players", min_length=1)
    payoffs: list[CellEntry] | None = key(
        Role.SECTION, "a list of {profile: [...], pays: [...]}, one for each profile", None
    )
    table: Annotated[list[Any], WithJsonSchema(_NESTED)] | None = key(
        Role.NUMBER, "lists within lists: a level for each player in order, innermost the payoffs", None
    )
