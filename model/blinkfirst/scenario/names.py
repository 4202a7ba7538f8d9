"""Rules for names that expressions can use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.expressions import FUNCTIONS, GRAMMAR_WORDS, Vocabulary
from blinkfirst.scenario.nodes import Path
from blinkfirst.scenario.schema import ScenarioFile

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*\Z")
NOBODY = "nobody"
# names with a meaning of their own elsewhere than in expressions
_TAKEN = {
    "actors": {NOBODY: "is who blinks first when no actor does"},
    "lenses": {NOBODY: "is who blinks first when no actor does", "none": "is said where there is no lens"},
    "moves": dict.fromkeys(("blink", "blinks"), "asks about any move that is a blink, in a question"),
    "world": {"chance": "is the probability of an outcome under `then`"},
}
_RESERVED = {"true", "false", "me", "mover", "move", *FUNCTIONS, *GRAMMAR_WORDS}


def vocabulary_of(file: ScenarioFile, roles: Sequence[str] = ()) -> Vocabulary:
    """Return all names a composed file declares; the same object for the same names."""
    return _vocabulary(
        variables=tuple((name, tuple(entry.levels or ())) for name, entry in file.world.items()),
        parameters=frozenset(file.parameters),
        actors=frozenset(file.actors),
        moves=frozenset(move for actor in file.actors.values() for move in actor.moves),
        roles=frozenset(roles),
    )


@lru_cache(maxsize=64)
def _vocabulary(
    variables: tuple[tuple[str, tuple[str, ...]], ...],
    parameters: frozenset[str],
    actors: frozenset[str],
    moves: frozenset[str],
    roles: frozenset[str],
) -> Vocabulary:
    return Vocabulary(dict(variables), parameters, actors, moves, roles)


def check_names(diagnostics: Diagnostics, file: ScenarioFile) -> None:
    """Record names that could not be spoken in an expression, and names that mean two things."""
    for section, names in (("world", file.world), ("parameters", file.parameters), ("actors", file.actors)):
        for name in names:
            check_name(diagnostics, (section, name), name)
            _check_taken(diagnostics, (section, name), section, name)
    for actor, entry in file.actors.items():
        for move in entry.moves:
            check_name(diagnostics, ("actors", actor, "moves", move), move)
            _check_taken(diagnostics, ("actors", actor, "moves", move), "moves", move)
    for lens in file.lenses:
        _check_taken(diagnostics, ("lenses", lens), "lenses", lens)
    for variable, world in file.world.items():
        _check_levels(diagnostics, ("world", variable, "levels"), world.levels or [])
    for name in sorted(set(file.world) & set(file.parameters)):
        diagnostics.problem(("parameters", name), f"{name!r} is the name of a variable already", at_key=True)


def _check_levels(diagnostics: Diagnostics, path: Path, levels: Sequence[str]) -> None:
    for index, level in enumerate(levels):
        check_name(diagnostics, (*path, index), level)
        if level in levels[:index]:
            diagnostics.problem((*path, index), f"the level {level!r} appears twice")


def _check_taken(diagnostics: Diagnostics, path: Path, section: str, name: str) -> None:
    if meaning := _TAKEN.get(section, {}).get(name):
        diagnostics.problem(path, f"{name!r} {meaning}; choose another name", at_key=True)


def check_name(diagnostics: Diagnostics, path: Path, name: str) -> None:
    """Record a name that could not be spoken in an expression."""
    if name in _RESERVED:
        message = f"{name!r} has a meaning of its own in expressions; choose another name"
        diagnostics.problem(path, message, at_key=True)
    elif not _NAME.match(name):
        letters = "letters" if name.isascii() else "letters from a to z"
        expected = f"a name of {letters}, digits, '_' and inner '-', not beginning with a digit"
        near = re.sub(r"[\s./]+", "_", name.strip())
        near = near if _NAME.match(near) else ""
        diagnostics.problem(path, f"expected {expected}, got {name!r}", near, at_key=True)
