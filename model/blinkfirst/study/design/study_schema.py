"""The keys of a study file, as pydantic models: what may stand where, and in which shape.

As in `blinkfirst.scenario.schema`, a field's description reads on from "expected ...".
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, Tag

from blinkfirst.scenario.schema import Lens, Question, Table, Text, TextOrTexts, Version, shapes
from blinkfirst.study.design.sampling import METHODS
from blinkfirst.study.store.tables import OUTCOMES

DesignTexts = Annotated[
    Annotated[list[Text], Tag("<list>")]
    | Annotated[dict[str, Any], Tag("<table>")]
    | Annotated[Text, Tag("<scalar>")],
    shapes("a list of texts as path=1,2,3, or a table of paths and values"),
]


class SampleEntry(Table):
    """The sampling of a box."""

    method: Text = Field(description="a method: lhs, random or sobol")
    n: int = Field(strict=True, description="a number of points")
    seed: int | None = Field(None, strict=True, description="a seed, a whole number >= 0")


class StudyEntry(Table):
    """A question, and the cases that answer it."""

    title: Text | None = Field(None, description="a title")
    question: Text = Field(description="the question, in words")
    scenario: Text = Field(description="the name of a scenario")
    lens: Lens | None = Field(None, description="a lens or a table of shares by lens")
    set: dict[str, Any] = Field({}, description="a table of paths and values")
    questions: list[Question] = Field([], description="a list of questions to the forecast")
    design: DesignTexts | None = Field(
        None, description="a list of texts as path=1,2,3, or a table of paths and values"
    )
    sample: SampleEntry | None = Field(None, description="a table {method: sobol, n: 256, seed: 1}")
    over: TextOrTexts | None = Field(None, description="weights, parameters, a path, or a list of these")
    cases: Text | None = Field(None, description="the name of a CSV file beside the study file")
    outcomes: list[Text] | None = Field(None, description="a list of tables of outcomes")
    runs: int = Field(0, strict=True, ge=0, description="a number of runs, 0 for none")
    seed: int = Field(0, strict=True, ge=0, lt=2**64, description="a seed, a whole number from 0")


class StudyFile(Table):
    """A file of named studies."""

    blinkfirst: Version = Field(description="1 (version of the language)")
    title: Text | None = Field(None, description="a title")
    studies: dict[str, StudyEntry] = Field(min_length=1, description="a table of studies by name")


def study_file_schema() -> dict[str, Any]:
    """Return the schema of a study file for editors (JSON Schema draft 2020-12).

    Unlike a scenario, a study file is complete in itself, so that what it needs is required.
    """
    schema: dict[str, Any] = StudyFile.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "blinkfirst studies, language version 1"
    schema["$defs"]["SampleEntry"]["properties"]["method"]["enum"] = list(METHODS)
    outcomes, _ = schema["$defs"]["StudyEntry"]["properties"]["outcomes"]["anyOf"]
    outcomes["items"]["enum"] = list(OUTCOMES)
    return schema
