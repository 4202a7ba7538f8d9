"""Meanings of the keys of the language, as its schema has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from blinkfirst.errors import OptionError, hinted, nearest
from blinkfirst.scenario.keys import Key, Role, keys_of
from blinkfirst.scenario.matrix_schema import MatrixFile
from blinkfirst.scenario.nodes import Node, Path, dotted
from blinkfirst.scenario.schema import ScenarioFile

REQUIRED = "required"
NAME, NUMBER = "NAME", "N"
"""Stand in a path for the name of an entry of a table, and for the number of an entry of a list."""


@dataclass(frozen=True)
class ExplainedKey:
    """A key: its path, what is expected there and what it is for, its role, and its default as written.

    ``means`` is empty where what is expected says it. ``default`` is empty where the key may be left out
    without one, and `REQUIRED` where it may not.
    """

    path: Path
    expected: str
    means: str
    role: Role
    default: str

    @property
    def default_text(self) -> str:
        """The default in words; empty where there is none."""
        return self.default if self.default in ("", REQUIRED) else f"by default {self.default}"


def explained_keys(sought: Sequence[str], kind: str = "stand-off") -> list[ExplainedKey]:
    """Return the keys of a kind of file, all or those at and below some paths, in the order of the schema.

    Raises `OptionError` for a path that is none.

    Parameters
    ----------
    sought : dotted paths, with the names of entries or without: ``actors.tempo``, ``actors.US.tempo``.
    """
    known = list(_explained(MatrixFile if kind == "matrix" else ScenarioFile, ()))
    found: list[ExplainedKey] = []
    for text in sought:
        steps = tuple(text.split("."))
        below = [key for key in known if _short(key.path)[: len(steps)] == steps]
        below = below or [key for key in known if _matches(steps, key.path)]
        if not below:
            names = [dotted(_short(key.path)) for key in known]
            raise OptionError(hinted(f"--explain: no key of the language at {text!r}", nearest(text, names)))
        found += [key for key in below if key not in found]
    return found if sought else known


def keys_in(tree: Node, kind: str = "stand-off") -> list[ExplainedKey]:
    """Return the keys that a file has, each once."""
    present = set(_paths(tree, ()))
    return [key for key in explained_keys((), kind) if any(_matches(path, key.path) for path in present)]


def _explained(model: Any, above: Path) -> Iterator[ExplainedKey]:
    for name, key in keys_of(model).items():
        path = (*above, name)
        yield ExplainedKey(path, key.field.description or "", key.said.means, key.role, _default(key))
        entries = (NAME,) if key.by_name else (NUMBER,) if key.listed else ()
        yield from _explained(key.entry, (*path, *entries))


def _default(key: Key) -> str:
    default: Any = key.field.default
    if key.field.is_required():
        return REQUIRED
    if default in (None, [], {}, ""):
        return ""
    return f"{default:g}" if isinstance(default, float) else str(default).replace("False", "false")


def _short(path: Path) -> Path:
    """Return a path without the names and numbers of entries."""
    return tuple(step for step in path if step not in (NAME, NUMBER))


def _matches(path: Path, pattern: Path) -> bool:
    return len(path) == len(pattern) and all(
        step == wanted or wanted in (NAME, NUMBER) for step, wanted in zip(path, pattern, strict=True)
    )


def _paths(node: Node, path: Path) -> Iterator[Path]:
    """Yield the paths of a tree, with `NUMBER` for every number of a list."""
    if isinstance(node.value, dict):
        for name, below in node.value.items():
            yield (*path, name)
            yield from _paths(below, (*path, name))
    elif isinstance(node.value, list):
        for below in node.value:
            yield from _paths(below, (*path, NUMBER))
