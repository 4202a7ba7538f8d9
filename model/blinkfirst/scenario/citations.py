"""Places in a source, as scholars cite them: a paragraph by its number, everything else in words.

A *pinpoint* is a whole number, the paragraph (0 stands for the source as a whole), or a text such as
``pp. 12-14``, ``art. 5 para. 2`` or ``op. para. 8``. Texts are kept in one spelling, so that two ways
to write the same place are the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple, TypeAlias

from blinkfirst.errors import nearest

Pinpoint: TypeAlias = int | str
Citation: TypeAlias = Mapping[str, tuple[Pinpoint, ...]]

EXPECTED = (
    "a paragraph number or a place as `p. 12`, `pp. 12-14`, `art. 5 para. 2`, `sec. IV.B`, `line 40` or "
    "`op. para. 8`"
)


class _Kind(NamedTuple):
    one: str
    several: str
    others: tuple[str, ...] = ()


_PARAGRAPH = _Kind("para.", "paras.", ("par", "paragraph", "paragraphs", "¶", "¶¶"))
_KINDS = (
    _PARAGRAPH,
    _Kind("p.", "pp.", ("page", "pages", "pg")),
    _Kind("art.", "arts.", ("article", "articles")),
    _Kind("sec.", "secs.", ("section", "sections", "sect", "§", "§§")),
    _Kind("ch.", "chs.", ("chapter", "chapters", "chap")),
    _Kind("line", "lines", ("l", "ll")),
    _Kind("op. para.", "op. paras.", ("op", "ops", "operative paragraph", "operative paragraphs")),
    _Kind("pream. para.", "pream. paras.", ("preambular paragraph", "preambular para")),
    _Kind("n.", "nn.", ("note", "notes", "footnote", "footnotes", "fn")),
    _Kind("col.", "cols.", ("column", "columns")),
    _Kind("annex", "annexes"),
    _Kind("tab.", "tabs.", ("table", "tables")),
    _Kind("fig.", "figs.", ("figure", "figures")),
)
_KNOWN = {
    spelling.replace(".", ""): kind for kind in _KINDS for spelling in (kind.one, kind.several, *kind.others)
}
# 12, 12a, 3.1, 41(2), IV, IV.B
_NUMBER = r"(?:[0-9]+[a-z]?|[IVXLCDM]+|[A-Z])(?:\.[0-9A-Za-z]+)*(?:\([0-9a-zA-Z]+\))*"
_PLACE = re.compile(rf"(?P<first>{_NUMBER})(?:-(?P<last>{_NUMBER}))?,?\Z")
_DASH = re.compile(r"\s*[-\u2010-\u2015]\s*")
# a word written onto its number: p.12, §4, OP8
_TIGHT = re.compile(r"(?<![\w.])([A-Za-z]{1,7}\.?|[§¶]+)(?=[0-9])")


class PinpointError(ValueError):
    """A text names no place in a source; ``suggestion`` is what was probably meant, or empty."""

    def __init__(self, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.suggestion = suggestion


def parse_pinpoint(text: str) -> Pinpoint:
    """Return a place in the one spelling; a single paragraph as its number.

    Raises `PinpointError` where the text names none.

    Examples
    --------
    >>> [parse_pinpoint(t) for t in ("page 12", "pp.12–14", "Art. 5, para. 2", "§ IV.B", "OP8", "¶ 16")]
    ['p. 12', 'pp. 12-14', 'art. 5 para. 2', 'sec. IV.B', 'op. para. 8', 16]
    """
    tokens = _TIGHT.sub(r"\1 ", _DASH.sub("-", text.strip())).split()
    parts: list[tuple[_Kind, str, str]] = []
    at = 0
    while at < len(tokens):
        kind, at = _kind_at(tokens, at)
        found = _PLACE.match(tokens[at]) if at < len(tokens) else None
        if found is None:
            raise PinpointError(EXPECTED)
        first, last = found["first"], found["last"] or ""
        if first.isdecimal() and last.isdecimal() and int(first) >= int(last):
            rising = f"{last}-{first}" if first != last else first
            raise PinpointError("a range from low to high", text.replace(tokens[at].rstrip(","), rising))
        parts.append((kind, first, last))
        at += 1
    if not parts:
        raise PinpointError(EXPECTED)
    if len(parts) == 1 and parts[0][0] is _PARAGRAPH and parts[0][1].isdecimal() and not parts[0][2]:
        return int(parts[0][1])
    return " ".join(_spelled(*part) for part in parts)


def _kind_at(tokens: Sequence[str], at: int) -> tuple[_Kind, int]:
    """Return the kind that one or two words name, and where its number is expected."""
    for count in (2, 1):
        words = _bare(" ".join(tokens[at : at + count]))
        if words in _KNOWN:
            return _KNOWN[words], at + count
    if len(tokens) == 1 and tokens[0].isdecimal():
        raise PinpointError("a paragraph number", tokens[0])
    near = nearest(_bare(tokens[at]), _KNOWN)
    raise PinpointError(EXPECTED, " ".join([*tokens[:at], near, *tokens[at + 1 :]]) if near else "")


def _bare(words: str) -> str:
    return words.replace(".", "").lower()


def _spelled(kind: _Kind, first: str, last: str) -> str:
    return f"{kind.several} {first}-{last}" if last else f"{kind.one} {first}"


def citation(source: Mapping[str, Pinpoint | list[Pinpoint]] | None) -> dict[str, tuple[Pinpoint, ...]]:
    """Return the places of a citation by source."""
    return {key: tuple(p) if isinstance(p, list) else (p,) for key, p in (source or {}).items()}


def format_pinpoints(places: Sequence[Pinpoint]) -> str:
    """Spell places in one source; empty for the source as a whole.

    Examples
    --------
    >>> format_pinpoints((16, 18, "pp. 3-4")), format_pinpoints((0,))
    ('para. 16, 18, pp. 3-4', '')
    """
    runs = groupby((place for place in places if place != 0), key=lambda place: isinstance(place, int))
    return ", ".join(
        f"{_PARAGRAPH.one} {', '.join(map(str, run))}" if number else ", ".join(map(str, run))
        for number, run in runs
    )
