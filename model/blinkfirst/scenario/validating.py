"""Form: a composed scenario, or another file's tree, against its schema; every deviation is a problem in its
place.

After an error of form, what is malformed is taken out or stood in for. Such a recovered tree is never run: it
serves only to find, in the same pass, the errors of meaning in everything that is well formed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from blinkfirst.errors import Problem, nearest
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.expressions import words_of
from blinkfirst.scenario.keys import Role, keys_of, model_at, role_of
from blinkfirst.scenario.nodes import Node, Path, child, deepest, plain, replaced, without
from blinkfirst.scenario.schema import TAGS, ScenarioFile
from blinkfirst.scenario.settings import planted
from blinkfirst.scenario.written_numbers import number_meant, range_meant

Model = TypeVar("Model", bound=BaseModel)

_ROUNDS = 12  # of taking out what is malformed
_COMMAS = "; inside { } a comma ends a value: put a text or an expression that has commas in quotes"


def validated(diagnostics: Diagnostics) -> ScenarioFile | None:
    """Return the tree as schema objects; ``None``, with problems recorded, when its form is wrong."""
    return validated_as(ScenarioFile, diagnostics)


def validated_as(model: type[Model], diagnostics: Diagnostics) -> Model | None:
    """Return a tree as objects of some schema; ``None``, with problems recorded, when its form is wrong."""
    try:
        return model.model_validate(plain(diagnostics.root))
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False):
            _record(model, diagnostics, dict(detail))
        return None


def well_formed_rest(root: Node) -> tuple[ScenarioFile, RecoveredTree] | None:
    """Return what is left of a malformed tree once the malformed parts are out; ``None`` when nothing is."""
    tree = RecoveredTree(root)
    for _ in range(_ROUNDS):
        try:
            return ScenarioFile.model_validate(plain(tree.root)), tree
        except ValidationError as error:
            tree = recovered(tree, [_path(detail["loc"]) for detail in error.errors(include_url=False)])
    return None


def _path(location: tuple[str | int, ...]) -> Path:
    return tuple(step for step in location if step not in TAGS)


def _record(root: type[BaseModel], diagnostics: Diagnostics, detail: Mapping[str, Any]) -> None:
    path = _path(detail["loc"])
    if detail["type"] == "extra_forbidden":
        keys = sorted(keys_of(model_at(root, path[:-1])))
        message = f"unknown key; expected one of: {', '.join(keys)}"
        if torn(path) or _cut_by_a_comma(diagnostics.node(path), str(path[-1])):
            message += _COMMAS
        meant = _torn_number(diagnostics, path) or nearest(str(path[-1]), keys)
        diagnostics.problem(path, message, meant, at_key=True)
        return
    expected = _description(root, path) or _shape(root, path, str(detail["type"])) or str(detail["msg"])
    if detail["type"] == "missing":
        expected = _with_own_source(expected, diagnostics)
        diagnostics.problem(path, f"missing; expected {expected}", at_key=True)
        return
    if detail["type"] == "expected":
        expected = str(detail["msg"]) if not _is_wider(expected, str(detail["msg"])) else expected
    node, taken = deepest(diagnostics.root, path)
    got = _format_value(plain(node)) if taken == len(path) else "nothing"
    if got == "nothing" and torn(path):
        got += _COMMAS
    meant = _said_meant(detail) or _near_word(detail, node.value) or _near_number(expected, node)
    diagnostics.problem(path, f"expected {_with_own_source(expected, diagnostics)}, got {got}", meant)


def _near_number(expected: str, node: Node) -> str:
    """Return the number, or the range of a weight, that was probably written otherwise."""
    value = plain(node)
    if isinstance(value, str) and any(word in expected for word in ("number", "months", "year", "rate")):
        if (ends := range_meant(value)) is not None and "base" in expected:
            low, high = sorted(map(float, ends))
            return f"[{low:g}, {(low + high) / 2:g}, {high:g}]"
        return number_meant(value)
    if expected.startswith("three numbers in order") and isinstance(value, list) and len(value) == 3:
        numbers = [item for item in value if isinstance(item, int | float) and not isinstance(item, bool)]
        return str(sorted(numbers)) if len(numbers) == 3 else ""
    return ""


def _with_own_source(expected: str, diagnostics: Diagnostics) -> str:
    """Return what is expected, an example of a citation with the file's own first source."""
    sources = child(diagnostics.root, "sources")
    own = next(iter(sources.value), "") if sources is not None and isinstance(sources.value, dict) else ""
    return expected.replace("{article:", f"{{{own}:") if own else expected


def _torn_number(diagnostics: Diagnostics, path: Path) -> str:
    """Return the entry that a decimal comma inside { } has cut in two; empty where it has not."""
    table = diagnostics.node(path[:-1]).value
    if not isinstance(table, dict) or not str(path[-1]).isdigit():
        return ""
    keys = list(table)
    before = keys[max(keys.index(str(path[-1])) - 1, 0)]
    whole = table[before].value
    return f"{before}: {whole}.{path[-1]}" if isinstance(whole, int) and not isinstance(whole, bool) else ""


def _cut_by_a_comma(node: Node, key: str) -> bool:
    """Return whether a key has neither colon nor value: in brackets, the second half of a text."""
    behind = replace(node.key, column=node.key.column + len(key))
    return node.value is None and "(" not in key and node.place == behind


def _shape(root: type[BaseModel], path: Path, error: str) -> str:
    """Say what a member of a table or list should be, which has no description of its own."""
    keys = keys_of(model_at(root, path))
    if keys:
        return f"a table with some of the keys {', '.join(sorted(keys))}"
    return {"dict_type": "a table", "list_type": "a list"}.get(error, "")


def _is_wider(description: str, message: str) -> bool:
    """Return whether a field's description says more than the bare type: "a number > 0", "a number"."""
    return description.startswith(message) or message in ("text", "an expression or a number")


def _said_meant(detail: Mapping[str, Any]) -> str:
    """Return what whoever refused a value says was meant."""
    return str((detail.get("ctx") or {}).get("meant", ""))


def _near_word(detail: Mapping[str, Any], value: object) -> str:
    context = detail.get("ctx") or {}
    words = [w.strip(" '") for w in str(context.get("expected", "")).replace(" or ", ",").split(",")]
    return nearest(value, words) if isinstance(value, str) and detail["type"] == "literal_error" else ""


def _format_value(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a table" if value else "an empty table"
    if isinstance(value, list):
        return "a list" if len(value) > 4 else f"the list {value!r}"
    if isinstance(value, bool):
        return f"{str(value).lower()} (true or false)"
    if isinstance(value, str):
        return f"{value[:60]!r} (text)"
    return f"{value!r} (number)"


def _description(root: type[BaseModel], path: Path) -> str:
    if not path:
        return ""
    key = keys_of(model_at(root, path[:-1])).get(str(path[-1]))
    return (key.field.description or "") if key is not None else ""


@dataclass(frozen=True)
class RecoveredTree:
    """A tree with its malformed parts taken out.

    Attributes
    ----------
    root : the tree.
    touched : paths that were stood in for or taken out.
    """

    root: Node
    touched: tuple[Path, ...] = ()

    def concerns(self, problem: Problem) -> bool:
        """Return whether a problem found in the recovered tree is one of the file as well."""
        path = tuple(problem.path.split("."))
        touched = [tuple(map(str, t)) for t in self.touched]
        # what is said of the table a part was taken from is said because it was taken
        if any(path[: len(t)] == t or path == t[:-1] or (torn(t) and path[:-1] == t[:-1]) for t in touched):
            return False
        if any(t[-2:-1] == ("source",) and path == t[:-2] for t in touched):
            return False
        clock_unsure = any(role_of(ScenarioFile, t[:1]) is Role.CLOCK for t in touched)
        if clock_unsure and path[0] in ("events", "questions", "claims"):
            return False
        lost = {t[-1] for t in touched}
        unsure = {t[1] for t in touched if t[0] == "world" and len(t) > 1}
        words = set(words_of(problem.message))
        return not (unsure & words or any(f"{name!r}" in problem.message for name in lost))


def torn(path: Sequence[str | int]) -> bool:
    """Return whether a key looks like the second half of an expression that a comma has cut in two."""
    return any(mark in str(path[-1]) for mark in ") ")


def recovered(tree: RecoveredTree, wrong: Sequence[Path]) -> RecoveredTree:
    """Return the tree without its malformed parts.

    A part with a stand-in is replaced, another is taken out; one that is needed and gone takes what it
    belongs to with it.
    """
    root, touched = tree.root, list(tree.touched)
    for path in sorted(wrong, key=len, reverse=True):
        node, taken = deepest(root, path)
        there = taken == len(path)
        key = keys_of(model_at(ScenarioFile, path[:-1])).get(str(path[-1]))
        stand_in = None if key is None else key.said.stand_in
        if stand_in is not None and not (there and plain(node) == stand_in):
            parent, taken = deepest(root, path[:-1])
            if taken == len(path) - 1 and isinstance(parent.value, dict | list):
                root = replaced(root, path, planted(stand_in, node.place))
            touched.append(path)
        else:
            gone = path if there else path[:-1]
            root = without(root, gone)
            touched.append(gone)
    return RecoveredTree(root, tuple(touched))
