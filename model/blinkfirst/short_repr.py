"""A `repr` that fits on a screen, for records of arrays and of long lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from itertools import chain
from typing import Any

_ROOM = 1200  # characters, shared by the fields of a record
_LEAST = 40
_SMALL = 6  # arrays of up to so many numbers are shown in full


def short_repr(record: Any) -> str:
    """Return a record under 2,000 characters: shapes in place of arrays, counts in place of long lists.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Harbour:
    ...     name: str
    ...     depths: range
    ...     __repr__ = short_repr
    >>> Harbour("Da Nang", range(100))
    Harbour(name='Da Nang', depths=<range>)
    """
    shown = [field.name for field in fields(record) if field.repr]
    room = max(_LEAST, _ROOM // max(len(shown), 1))
    told = ", ".join(f"{name}={_short(getattr(record, name), room)}" for name in shown)
    return f"{type(record).__name__}({told})"


def _short(value: Any, room: int) -> str:
    if isinstance(value, str):
        return repr(value if len(value) <= room else f"{value[: room - 3]}...")
    if isinstance(value, Mapping | tuple | list | set | frozenset):
        return _whole(value, room) or f"<{len(value):,} {_kind(value)}>"
    if getattr(value, "size", room) <= _SMALL:
        return _whole(value.tolist(), room) or f"<array {value.shape}>"
    if _is_plain(value):
        return repr(value)
    shape = getattr(value, "shape", None)
    return f"<array {shape}>" if shape else f"<{type(value).__name__}>"


def _whole(values: Any, room: int) -> str:
    if len(values) > room or not all(map(_is_plain, _parts(values))):
        return ""
    text = repr(values)
    return text if len(text) <= room else ""


def _parts(values: Any) -> Iterable[object]:
    return chain.from_iterable(values.items()) if isinstance(values, Mapping) else values


def _kind(values: Any) -> str:
    first = next(iter(values.values() if isinstance(values, Mapping) else values))
    return type(first).__name__


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | date)
