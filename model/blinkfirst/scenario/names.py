"""Rules for names: which ones expressions can use, and which two only look different or only look alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias
from unicodedata import name as character_name
from unicodedata import normalize

from blinkfirst.errors import first_mark, mark_words, nearest
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.expressions import FUNCTIONS, GRAMMAR_WORDS, Vocabulary, is_name
from blinkfirst.scenario.keys import tables_by_name
from blinkfirst.scenario.nodes import Path, dotted
from blinkfirst.scenario.schema import ScenarioFile

# letters that look like others: of Cyrillic, Greek and Armenian like Latin ones, of Persian and Urdu like
# Arabic ones, of Katakana like Han ones (after Unicode Technical Standard 39)
_ALIKE = (
    ("АВЕЅІЈКМНОРСТУХҮԌԚԜѴӀаесіјорѕухһԁԛԝѵӏк", "ABESIJKMHOPCTYXYGQWVlaecijopsyxhdqwvlk"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧικνορυχϳ", "ABEZHIKMNOPTYXikvopuxj"),
    ("օոսհ", "onuh"),
    ("یىکہە۰۱۲۳۷۸۹", "ييكهه٠١٢٣٧٨٩"),
    ("ロニエカハタトー", "口二工力八夕卜一"),
)
_LOOKS = {ord(one): other for pair in _ALIKE for one, other in zip(*pair, strict=True)}
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
        for name in entry.types if isinstance(entry.types, dict) else ():
            check_name(diagnostics, ("actors", actor, "types", name), name)
    for lens in file.lenses:
        _check_taken(diagnostics, ("lenses", lens), "lenses", lens)
    for variable, world in file.world.items():
        _check_levels(diagnostics, ("world", variable, "levels"), world.levels or [])
    for name in sorted(set(file.world) & set(file.parameters)):
        diagnostics.problem(("parameters", name), f"{name!r} is the name of a variable already", at_key=True)
    _check_looks(diagnostics, _spoken(file))
    for section in set(tables_by_name(ScenarioFile)) - {"world", "parameters", "actors"}:
        paths: list[tuple[Path, str]] = [((section, name), name) for name in getattr(file, section)]
        for path, name in paths:
            _check_marks(diagnostics, path, name)
        _check_looks(diagnostics, paths)


def check_labels(diagnostics: Diagnostics, file: ScenarioFile) -> None:
    """Record labels of levels that there are not, and labels that stand for two things."""
    for variable, entry in file.world.items():
        levels = entry.levels or ()
        for level in (level for level in entry.labels if level not in levels):
            message = f"unknown level {level!r}; {variable} has: {', '.join(levels)}"
            path = ("world", variable, "labels", level)
            diagnostics.problem(path, message, nearest(level, levels), at_key=True)
    for table in _labelled_tables(file):
        _check_apart(diagnostics, table)


_Labelled: TypeAlias = tuple[str, str | None, Path]


def _labelled_tables(file: ScenarioFile) -> Iterator[list[_Labelled]]:
    """Yield the names that are shown beside each other, each with its label and where that is written."""
    yield [(name, entry.label, ("world", name, "label")) for name, entry in file.world.items()]
    yield [(name, entry.label, ("actors", name, "label")) for name, entry in file.actors.items()]
    yield [(name, entry.label, ("arguments", name, "label")) for name, entry in file.arguments.items()]
    for name, world in file.world.items():
        path: Path = ("world", name, "labels")
        yield [(level, world.labels.get(level), (*path, level)) for level in world.levels or ()]
    for name, actor in file.actors.items():
        at: Path = ("actors", name, "moves")
        yield [(move, entry.label, (*at, move, "label")) for move, entry in actor.moves.items()]
        types = actor.types if isinstance(actor.types, dict) else {}
        at = ("actors", name, "types")
        yield [(one, entry.label, (*at, one, "label")) for one, entry in types.items()]


def _check_apart(diagnostics: Diagnostics, table: Sequence[_Labelled]) -> None:
    """Record the labels by which two entries of a table could not be told apart."""
    seen = {_looks(name): name for name, _, _ in table}
    for name, label, path in table:
        if label and (other := seen.setdefault(_looks(label), name)) != name:
            diagnostics.problem(path, f"the label {label!r} is what {other!r} is shown as already")


def _spoken(file: ScenarioFile) -> Iterator[tuple[Path, str]]:
    """Yield the names of expressions, each with its path."""
    for section, names in (("world", file.world), ("parameters", file.parameters), ("actors", file.actors)):
        yield from (((section, name), name) for name in names)
    for actor, entry in file.actors.items():
        yield from ((("actors", actor, "moves", move), move) for move in entry.moves)
        types = entry.types if isinstance(entry.types, dict) else {}
        yield from ((("actors", actor, "types", name), name) for name in types)
    for variable, world in file.world.items():
        yield from ((("world", variable, "levels", i), level) for i, level in enumerate(world.levels or ()))


def _check_looks(diagnostics: Diagnostics, names: Iterable[tuple[Path, str]]) -> None:
    """Record names that differ from another one's though a reader sees the same."""
    seen: dict[str, tuple[Path, str]] = {}
    for path, name in names:
        there, other = seen.setdefault(_looks(name), (path, name))
        if other != name:
            which = _odd_character(name) or _odd_character(other)
            message = f"{name!r} looks like {other!r} ({dotted(there)}), but is written with other letters"
            diagnostics.problem(path, f"{message} ({which}); choose another name", at_key=True)


def _looks(name: str) -> str:
    """Return how a name looks: two names that look the same are one to a reader."""
    return name if name.isascii() else normalize("NFKC", normalize("NFKC", name).translate(_LOOKS))


def _odd_character(name: str) -> str:
    """Return the character of a name that looks like another one, by its number and its Unicode name."""
    odd = next((c for c in name if _looks(c) != c), "")
    return f"U+{ord(odd):04X} {character_name(odd, '')}".rstrip() if odd else ""


def _check_marks(diagnostics: Diagnostics, path: Path, name: str) -> bool:
    """Record a direction mark in a name; return whether there is none."""
    if (mark := first_mark(name)) is not None:
        diagnostics.problem(path, mark_words(name[mark], "a name"), at_key=True)
    return mark is None


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
    elif _check_marks(diagnostics, path, name) and not is_name(name):
        expected = "a name of letters, digits, '_' and inner '-', not beginning with a digit"
        near = re.sub(r"[\s./]+", "_", re.sub(r"[\u2010-\u2015\u2212]", "-", name.strip()))
        near = near if is_name(near) else ""
        diagnostics.problem(path, f"expected {expected}, got {name!r}", near, at_key=True)
