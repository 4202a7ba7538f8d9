"""The keys of a file of mapping rules, as pydantic models.

As in `blinkfirst.scenario.schema`, a field's description reads on from "expected ...".
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, Tag

from blinkfirst.scenario.schema import Day, Expression, Number, Table, Text, TextOrTexts, Version, shapes


class SeveralEntry(Table):
    """A column whose cells hold any number of words."""

    several: list[Text] = Field(min_length=1, description="a list of words")


ColumnWords = Annotated[
    Annotated[Literal["text"], Tag("<scalar>")]
    | Annotated[list[Text], Tag("<list>")]
    | Annotated[SeveralEntry, Tag("<table>")],
    shapes("text, a list of words, or a table {several: [words]}"),
]
When = dict[str, TextOrTexts]
Settings = dict[str, Any]
WHEN = "a table of words by column"
SETTINGS = "a table of values by path, as --set takes them"


class OutcomeEntry(Table):
    """An item that is read off a column, in rows that meet a condition."""

    when: When = Field({}, description=WHEN)
    column: Text = Field("outcome", description="the name of a column")
    outcome: dict[str, list[Text]] = Field(min_length=2, description="a table of lists of words by option")


class ItemsEntry(Table):
    """Everything that is scored."""

    acts: dict[str, Annotated[list[Text], Field(min_length=2)]] = Field(
        description="a table by actor of what it may do, two words or more"
    )
    next: dict[str, Annotated[int, Field(strict=True, gt=0)]] = Field(
        {}, description="a table of days by actor"
    )
    openers: dict[str, list[Text]] = Field({}, description="a table of lists of actors by word of `docket`")
    responders: dict[str, list[Text]] = Field(
        {}, description="a table of lists of actors by word of `docket`"
    )
    graded: OutcomeEntry | None = Field(None, description="a table {when: ..., outcome: ...}")
    product: OutcomeEntry | None = Field(None, description="a table {when: ..., outcome: ...}")
    first: dict[str, list[Text]] = Field(
        {}, description="a table by actor of the names it has in the column `blink`"
    )


class LevelEntry(Table):
    """A variable, and the column that says its level."""

    column: Text = Field(description="the name of a column")
    is_: dict[str, Text] = Field(alias="is", description="a table of levels by word of the column")


class RuleEntry(Table):
    """Values that are set, and for which cases."""

    from_: Day | None = Field(None, alias="from", description="the first day, as YYYY-MM-DD")
    until: Day | None = Field(None, description="the last day, as YYYY-MM-DD")
    when: When = Field({}, description=WHEN)
    set: Settings = Field(min_length=1, description=SETTINGS)


class FactEntry(Table):
    """Days and words of the cases in which a fact is so."""

    from_: Day | None = Field(None, alias="from", description="the first day, as YYYY-MM-DD")
    until: Day | None = Field(None, description="the last day, as YYYY-MM-DD")
    when: When = Field({}, description=WHEN)


class StandEntry(Table):
    """The act that it counts as not to have acted, in worlds that begin in some way."""

    when: Expression | None = Field(None, description="a condition over the world at the start")
    is_: Text = Field(alias="is", description="one of the actor's acts")


class ActorRules(Table):
    """The acts that an actor's moves count as."""

    moves: dict[str, list[Text]] = Field({}, description="a table of lists of moves by act")
    otherwise: Annotated[
        Annotated[Text, Tag("<scalar>")] | Annotated[list[StandEntry], Tag("<list>")],
        shapes("an act, or a list of {when: condition, is: act}"),
    ] = Field(description="an act, or a list of {when: condition, is: act}")


class EndingEntry(Table):
    """A step of the world with which the business ends."""

    by: Text | None = Field(None, description="a move as `ACTOR MOVE`, or an event of nature")
    when: Expression | None = Field(None, description="a condition over the world before the step")
    then: Expression | None = Field(None, description="a condition over the world after the step")
    raises: Text | None = Field(None, description="a variable that is higher after the step")
    is_: Text = Field(alias="is", description="one of the options of `graded`")


LEVELS = "a table {column: ..., is: ...} by variable, or ~ for none"


class TheatreEntry(Table):
    """Rules for one theatre."""

    levels: dict[str, LevelEntry | None] = Field({}, description=LEVELS)
    rules: list[RuleEntry] = Field([], description="a list of rules")
    withheld: dict[str, Text] = Field({}, description="a table of levels by `world.VARIABLE`")
    open: Expression = Field(description="a condition over the world that holds while the business is open")
    acts: dict[str, ActorRules] = Field(description="a table {moves: ..., otherwise: ...} by actor")
    endings: list[EndingEntry] = Field([], description="a list of endings")


class MappingFile(Table):
    """A file of mapping rules."""

    blinkfirst: Version = Field(description="1 (version of the language)")
    title: Text = Field("The record", description="a title")
    columns: dict[str, ColumnWords] = Field(description="a table of words by column")
    notes: list[Text] = Field([], description="a list of columns for readers")
    items: ItemsEntry = Field(description="a table of what is scored")
    facts: dict[str, FactEntry] = Field({}, description="a table {from: ..., when: ...} by fact")
    window: Number = Field(6.0, gt=0, description="a number of months > 0")
    levels: dict[str, LevelEntry | None] = Field({}, description=LEVELS)
    rules: list[RuleEntry] = Field([], description="a list of rules")
    theatres: dict[str, TheatreEntry] = Field(min_length=1, description="a table of rules by theatre")
