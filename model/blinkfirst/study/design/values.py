"""One value of a design as text and back, and the identity of a case, whatever design or order it comes from.

A plain word is typed as in a scenario file. What begins with a bracket, a brace or a quotation mark is read
as YAML, so lists (``freeze``), tables by lens and texts with commas have a spelling. A mixture of lenses is
short: ``garrie-2018:0.25+haggard-2022:0.75``.

Two cases are the same when they set the same paths to the same values. A shorthand path is the path it
stands for (``world.tests`` is ``world.tests.start``). The number 1 is the number 1.0, and -0.0 is 0.0, as
in a scenario; the text ``1``, the number 1 and ``true`` are three things. The order of paths means
nothing, nor does that of keys in a table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.lenses import is_pool
from blinkfirst.scenario.nodes import dotted, plain
from blinkfirst.scenario.scenario import POOL
from blinkfirst.scenario.settings import full_path
from blinkfirst.scenario.written_numbers import range_meant
from blinkfirst.scenario.yaml_trees import read_option, scalar

LENS = "lens"
KEY_BYTES = 16

_OPENING = {"(": ")", "[": "]", "{": "}"}
_QUOTED = {"'": re.compile(r"'(?:[^']|'')*'"), '"': re.compile(r'"(?:[^"\\]|\\.)*"', re.S)}


class TextError(Exception):
    """A text of a design is wrong at some column; becomes a `Problem` where its place is known.

    Attributes
    ----------
    message, suggestion : what was expected, and the nearest valid name.
    offset : characters from the beginning of the text.
    """

    def __init__(self, message: str, suggestion: str = "", offset: int = 0) -> None:
        self.message = message
        self.suggestion = suggestion
        self.offset = offset
        super().__init__(message)


@dataclass(frozen=True)
class Piece:
    """A part of a text, stripped, and where in the text it begins."""

    text: str
    offset: int


def pieces(text: str, offset: int = 0) -> list[Piece]:
    """Split a text at the commas outside brackets and quotation marks.

    Raises `TextError` when a bracket or quotation mark is not closed.

    Examples
    --------
    >>> [piece.text for piece in pieces("1, max(2,3), '4,5'")]
    ['1', 'max(2,3)', "'4,5'"]
    """
    closing: list[tuple[str, int]] = []
    begin, index, before, found = 0, 0, ",", []
    while index < len(text):
        letter = text[index]
        if letter in _QUOTED and before in ",([{:=":  # an apostrophe inside a word opens nothing
            quoted = _QUOTED[letter].match(text, index)
            if quoted is None:
                raise TextError("a quotation mark is not closed", offset=offset + index)
            index = quoted.end() - 1
        elif letter in _OPENING:
            closing.append((_OPENING[letter], index))
        elif closing and letter == closing[-1][0]:
            closing.pop()
        elif letter == "," and not closing:
            found.append(_piece(text, begin, index, offset))
            begin = index + 1
        before = before if letter.isspace() else letter
        index += 1
    if closing:
        raise TextError("a bracket is not closed", offset=offset + closing[-1][1])
    return [*found, _piece(text, begin, len(text), offset)]


def _piece(text: str, begin: int, end: int, offset: int) -> Piece:
    inside = text[begin:end]
    return Piece(inside.strip(), offset + begin + len(inside) - len(inside.lstrip()))


def value_of(path: str, piece: Piece) -> Any:
    """Read one value of a path.

    Raises `TextError` when it cannot be read.

    Returns
    -------
    number, text, true or false, nothing; a list or a table where it was written in brackets.
    """
    text = piece.text
    if not text:
        raise TextError("expected a value, got nothing", offset=piece.offset)
    if text[0] in "[{" or text[0] in _QUOTED:
        try:
            return plain(read_option(text, path))
        except ScenarioError as error:
            raise TextError(error.problems[0].message, offset=piece.offset) from None
    if path == LENS and ":" in text:
        return _mixture(piece)
    if (ends := range_meant(text)) is not None:
        message = f"expected a value, got the range {text!r}"
        raise TextError(message, f"linspace({ends[0]},{ends[1]},11)", piece.offset)
    try:
        return scalar(text)
    except ValueError as error:
        raise TextError(str(error), offset=piece.offset) from None


def _mixture(piece: Piece) -> Any:
    before, _, pool = piece.text.partition(":")
    if before.strip() != POOL or _is_number(pool.partition("+")[0]):
        return _shares(piece, piece.text, "LENS or LENS:SHARE+LENS:SHARE")
    names = [name.strip() for name in pool.split("+")]
    if ":" not in pool and all(names) and len(set(names)) == len(names):
        return {POOL: {name: 1 / len(names) for name in names}}
    return {POOL: _shares(piece, pool, "pool:LENS+LENS or pool:LENS:SHARE+LENS:SHARE")}


def _is_number(text: str) -> bool:
    try:
        return not isinstance(scalar(text.strip()), str)
    except ValueError:
        return False


def _shares(piece: Piece, text: str, expected: str) -> dict[str, float]:
    shares: dict[str, float] = {}
    for part in text.split("+"):
        name, _, share = (word.strip() for word in part.partition(":"))
        try:
            number = scalar(share)
        except ValueError:
            number = None
        if not name or name in shares or isinstance(number, bool) or not isinstance(number, int | float):
            message = f"expected {expected}, got {piece.text!r}"
            raise TextError(message, offset=piece.offset)
        shares[name] = number
    return shares


def spelled(path: str, value: Any) -> str:
    """Return a text that `value_of` reads as a value, in whatever order the keys of a table stand.

    Examples
    --------
    >>> spelled("lens", {"old": 0.25, "new": 0.75}), spelled("freeze", ["heat"]), spelled("world.x", "high")
    ('new:0.75+old:0.25', '["heat"]', 'high')
    >>> spelled("lens", {"pool": {"old": 0.25, "new": 0.75}})
    'pool:new:0.75+old:0.25'
    """
    short = value if isinstance(value, str) else ""
    if path == LENS and isinstance(value, Mapping):
        shares = value[POOL] if is_pool(value) else value
        short = "+".join(f"{name}:{shares[name]!r}" for name in sorted(shares))
        short = f"{POOL}:{short}" if is_pool(value) else short
    if short and _reads_as(path, short, value):
        return short
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _reads_as(path: str, text: str, value: Any) -> bool:
    try:
        (piece,) = pieces(text)
        return bool(value_of(path, piece) == value)
    except (TextError, ValueError):
        return False


def case_key(settings: Mapping[str, Any]) -> bytes:
    """Return the digest of a case's settings: 16 bytes, the same on every machine and for ever.

    Two different cases share one with a probability of about 1e-27 among a million.

    Examples
    --------
    >>> case_key({"world.tests": "icbm", "horizon": 12}) == case_key({"horizon": 12.0, "world.tests": "icbm"})
    True
    >>> case_key({"world.tests": "icbm"}) == case_key({"world.tests.start": "icbm"})
    True
    >>> case_key({"horizon": 12}) == case_key({"horizon": "12"})
    False
    """
    return row_key(tuple(canonical_path(path) for path in settings), tuple(settings.values()))


def row_key(paths: Sequence[str], row: Sequence[Any]) -> bytes:
    """Return the digest of some values under canonical paths; of a whole case, its `case_key`."""
    written = sorted(f"{path}={canonical(value)}" for path, value in zip(paths, row, strict=True))
    return blake2b("\n".join(written).encode(), digest_size=KEY_BYTES).digest()


def canonical_path(path: str) -> str:
    """Return a path with its shorthand spelled out."""
    return dotted(full_path(tuple(path.split("."))))


def canonical(value: Any) -> str:
    """Return the same text for the same value."""
    if type(value) is float:  # nearly all are
        return repr(value + 0.0)
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int | float):
        return _canonical_number(value)
    if isinstance(value, Mapping):
        return f"{{{','.join(sorted(f'{json.dumps(str(k))}:{canonical(v)}' for k, v in value.items()))}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(canonical, value))}]"
    return json.dumps(str(value))


def _canonical_number(value: int | float) -> str:
    """The same text for equal numbers, whether whole or not; also for whole ones that no float can hold."""
    try:
        number = float(value)
    except OverflowError:
        return hex(int(value))
    return repr(number + 0.0) if number == value else repr(int(value))
