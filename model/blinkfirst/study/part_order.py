"""Parts in the order of their cases, however they arrive, without holding many of them."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Self

Tables = Mapping[str, bytes]


def in_order(
    arrivals: Iterable[tuple[int, Tables]],
    there: Iterable[int],
    fetched: Callable[[int], Tables],
    put_by: Callable[[int, Tables], None] = lambda number, tables: None,
) -> Iterator[Tables]:
    """Yield the tables of parts 0, 1, 2, ..., each as soon as all before it have been.

    Parameters
    ----------
    arrivals : parts in any order.
    there : parts that are there already.
    fetched : returns the tables of a part that is there, or was put by.
    put_by : keeps a part whose turn has not come.
    """
    waiting, turn = set(there), 0

    def due() -> Iterator[Tables]:
        nonlocal turn
        while turn in waiting:
            waiting.remove(turn)
            turn += 1
            yield fetched(turn - 1)

    yield from due()
    for number, tables in arrivals:
        if number == turn:
            turn += 1
            yield tables
        else:
            put_by(number, tables)
            waiting.add(number)
        yield from due()


class PutBy(AbstractContextManager["PutBy"]):
    """Parts that wait for their turn in files that vanish with the block."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def put(self, number: int, tables: Tables) -> None:
        """Keep a part."""
        self._file(number).write_bytes(pickle.dumps(dict(tables)))

    def fetched(self, number: int) -> Tables:
        """Return a part and forget it."""
        tables: Tables = pickle.loads(self._file(number).read_bytes())
        self._file(number).unlink()
        return tables

    def _file(self, number: int) -> Path:
        if self._folder is None:  # most sweeps need none: their parts come in order, or are kept
            self._folder = tempfile.TemporaryDirectory(prefix="blinkfirst-sweep-", ignore_cleanup_errors=True)
        return Path(self._folder.name) / str(number)
