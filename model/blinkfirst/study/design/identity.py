"""The identity of a case: its settings, whatever number, design or order they come from.

Settings are the same when they set the same paths to the same values. A shorthand path is the path it stands
for (``world.tests`` is ``world.tests.start``). The number 1 is the number 1.0, and -0.0 is 0.0, because a
scenario makes no difference between them; the text ``1``, the number 1 and ``true`` are three things. The
order of paths, and of keys in a table such as a mixture of lenses, means nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from blinkfirst.scenario.nodes import dotted
from blinkfirst.scenario.settings import full_path

KEY_BYTES = 16


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
