"""Numbers as people write them, and the numbers that were meant."""

from __future__ import annotations

import re

_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-"})  # the minus and the dash that word processors set
_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)"
_PER_CENT = re.compile(rf"({_NUMBER})\s*(?:%|per ?cent)\Z")
_DECIMAL_COMMA = re.compile(r"([-+]?\d+),(\d+)\Z")
_WITH_UNIT = re.compile(rf"({_NUMBER})\s+[A-Za-z][\w ./-]*\Z")
_RANGE = re.compile(rf"({_NUMBER})\s*(?:\.\.\.?|to|\u2026)\s*({_NUMBER})\Z")


def number_meant(text: str) -> str:
    """Return the number that a text was probably meant to be; empty where none is near.

    Examples
    --------
    >>> number_meant("90%"), number_meant("0,4"), number_meant("12 months"), number_meant("many")
    ('0.9', '0.4', '12', '')
    """
    text = text.strip().translate(_MINUS)
    if found := _PER_CENT.match(text):
        return f"{float(found[1]) / 100:.12g}"
    if found := _DECIMAL_COMMA.match(text):
        return f"{found[1]}.{found[2]}"
    if found := _WITH_UNIT.match(text):
        return found[1]
    return text if re.fullmatch(_NUMBER, text) else ""


def range_meant(text: str) -> tuple[str, str] | None:
    """Return the ends of what was probably meant to be a range, as ``0.5..1``; ``None`` for anything else."""
    found = _RANGE.match(text.strip().translate(_MINUS))
    return (found[1], found[2]) if found else None
