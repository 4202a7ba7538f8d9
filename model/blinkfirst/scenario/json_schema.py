"""The JSON Schema of scenario files, for editors, made from the models that check them.

A file on its own may leave out what its theatre says and may use the shorthands of ``world`` and
``parameters``, so nothing but the version is required here; whether the whole is complete is checked when it
is composed.
"""

from __future__ import annotations

from typing import Any

from blinkfirst.scenario.schema import ScenarioFile


def file_schema() -> dict[str, Any]:
    """Return the schema of one file, theatre or scenario (JSON Schema draft 2020-12)."""
    schema: dict[str, Any] = _nothing_required(ScenarioFile.model_json_schema(by_alias=True))
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "blinkfirst scenario or theatre, language version 1"
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
