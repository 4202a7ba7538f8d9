"""Shipped scenarios as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.scenario.loading import load, scenario_heads
from blinkfirst.scenario.matrix_schema import MatrixFile
from blinkfirst.scenario.schema import ScenarioFile
from blinkfirst.scenario.versions import NEWEST
from blinkfirst.study.store.tables import TidyTable

SCHEMA_ID = f"urn:blinkfirst:schema:{NEWEST}"
"""The name of the schema of the newest version of the language, the same wherever its file is."""


def scenarios(states: bool = False) -> TidyTable:
    """Return the shipped scenarios: name, title, date of the start, and lens.

    Parameters
    ----------
    states : also count the states that each can reach, for which all are compiled: a minute instead of a
        moment.
    """
    rows = [(head.name, head.title, str(head.start), head.lens_text) for head in scenario_heads()]
    columns, units = ("name", "title", "date", "lens"), ("",) * 4
    if not states:
        return TidyTable("scenarios", columns, units, rows)
    counts = [compile_scenario(load(name)).standoff.opening.n_states for name, *_ in rows]
    counted = [(*row, count) for row, count in zip(rows, counts, strict=True)]
    return TidyTable("scenarios", (*columns, "states"), (*units, ""), counted)


def unreachable(compiled: Compiled) -> Sequence[str]:
    """Return the paths of moves, nature's events and payoff terms that occur in no reachable state."""
    games = [stretch.game for stretch in compiled.standoff.course]
    found: list[str] = []
    opening = games[0]
    for a, actor in enumerate(opening.actors):
        for m, move in enumerate(opening.moves[a]):
            if not any(((g.edge_actor == a) & (g.edge_move == m)).any() for g in games):
                found.append(f"actors.{actor}.moves.{move}")
    for e, event in enumerate(opening.nature):
        movers = [m for m in range(opening.n_actors, opening.n_movers) if opening.moves[m] == (event,)]
        if not any((g.nature_event == e).any() or (g.tempo[:, movers] > 0).any() for g in games):
            found.append(f"nature.{event}")
    live: set[tuple[str, str]] = set()
    for payoffs in (g.payoffs for g in games):
        for row, column in enumerate(payoffs.flow_columns):
            if payoffs.flow_features[row].any():
                live.add((payoffs.columns[column].argument, payoffs.columns[column].term))
        for row, column in enumerate(payoffs.lump_columns):
            if payoffs.lump_worth[payoffs.lump_offset[row] : payoffs.lump_offset[row + 1]].any():
                live.add((payoffs.columns[column].argument, payoffs.columns[column].term))
    for argument, term in dict.fromkeys((c.argument, c.term) for c in opening.payoffs.columns):
        if (argument, term) not in live:
            found.append(f"arguments.{argument}" + (f".terms.{term}" if term else ""))
    return found


def file_schema() -> dict[str, Any]:
    """Return the schema of one file, theatre, scenario or matrix (JSON Schema draft 2020-12)."""
    schemas = {"stand-off": standoff_schema(), "matrix": matrix_schema()}
    definitions: dict[str, Any] = {}
    for schema in schemas.values():
        definitions |= schema.pop("$defs")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": f"blinkfirst scenario, theatre or matrix, language version {NEWEST}",
        "oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in schemas],
        "$defs": {**definitions, **schemas},
    }


def standoff_schema() -> dict[str, Any]:
    """Return the schema of a scenario or theatre."""
    schema: dict[str, Any] = _nothing_required(ScenarioFile.model_json_schema(by_alias=True))
    schema["title"] = "scenario or theatre"
    schema["required"] = ["blinkfirst"]
    levels = {"type": "array", "items": {"type": "string"}, "description": "level names, lowest first"}
    by_lens = {"type": "object", "additionalProperties": {"type": "number"}, "description": "values by lens"}
    _allow(schema, "world", {"type": "string", "description": "the level at the start"}, levels)
    _allow(schema, "parameters", {"type": "number", "description": "the value"}, by_lens)
    return schema


def matrix_schema() -> dict[str, Any]:
    """Return the schema of a matrix."""
    schema: dict[str, Any] = MatrixFile.model_json_schema(by_alias=True)
    schema["title"] = "matrix"
    _allow(schema, "parameters", {"type": "number", "description": "the value"})
    # `null` stands for a key left out, which no file writes
    for key in ("payoffs", "table"):
        options = schema["properties"][key].pop("anyOf")
        schema["properties"][key] |= next(option for option in options if option.get("type") == "array")
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


def _allow(schema: dict[str, Any], section: str, *shorthands: dict[str, Any]) -> None:
    entry = schema["properties"][section]
    options = entry["additionalProperties"]
    known = options.get("anyOf", [options])
    entry["additionalProperties"] = {"anyOf": [*known, *shorthands]}
