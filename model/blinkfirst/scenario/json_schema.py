"""The JSON Schema of files, for editors, made from the models that check them.

A stand-off's file on its own may leave out what its theatre says and may use the shorthands of ``world`` and
``parameters``, so nothing but the version is required there; whether the whole is complete is checked when it
is composed. A matrix stands alone: it must be complete, and says of which kind it is.
"""

from __future__ import annotations

from typing import Any

from blinkfirst.scenario.matrix_schema import MatrixFile
from blinkfirst.scenario.schema import ScenarioFile


def file_schema() -> dict[str, Any]:
    """Return the schema of one file, theatre, scenario or matrix (JSON Schema draft 2020-12)."""
    schemas = {"stand-off": standoff_schema(), "matrix": matrix_schema()}
    definitions: dict[str, Any] = {}
    for schema in schemas.values():
        definitions |= schema.pop("$defs")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "blinkfirst scenario, theatre or matrix, language version 1",
        "oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in schemas],
        "$defs": {**definitions, **schemas},
    }


def standoff_schema() -> dict[str, Any]:
    """Return the schema of a scenario or theatre."""
    schema: dict[str, Any] = _nothing_required(ScenarioFile.model_json_schema(by_alias=True))
    schema["title"] = "scenario or theatre"
    schema["required"] = ["blinkfirst"]
    _allow(schema, "world", {"type": "string", "description": "the level at the start"})
    _allow(
        schema,
        "world",
        {"type": "array", "items": {"type": "string"}, "description": "level names, lowest first"},
    )
    _allow(schema, "parameters", {"type": "number", "description": "the value"})
    _allow(
        schema,
        "parameters",
        {"type": "object", "additionalProperties": {"type": "number"}, "description": "values by lens"},
    )
    return schema


def matrix_schema() -> dict[str, Any]:
    """Return the schema of a matrix."""
    schema: dict[str, Any] = MatrixFile.model_json_schema(by_alias=True)
    schema["title"] = "matrix"
    _allow(schema, "parameters", {"type": "number", "description": "the value"})
    # `null` stands for a key left out, which no file writes
    for key, written in (("payoffs", "array"), ("table", "array")):
        options = schema["properties"][key].pop("anyOf")
        schema["properties"][key] |= next(option for option in options if option.get("type") == written)
    schema["oneOf"] = [{"required": ["payoffs"]}, {"required": ["table"]}]
    return schema


def _nothing_required(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _nothing_required(value)
            for key, value in node.items()
            if not (key == "required" and isinstance(value, list))
        }
    return [_nothing_required(item) for item in node] if isinstance(node, list) else node


def _allow(schema: dict[str, Any], section: str, shorthand: dict[str, Any]) -> None:
    entry = schema["properties"][section]
    options = entry["additionalProperties"]
    known = options.get("anyOf", [options])
    entry["additionalProperties"] = {"anyOf": [*known, shorthand]}
