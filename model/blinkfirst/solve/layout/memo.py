"""A memo of results that were worked out from arrays, kept for as long as these arrays live."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from numpy.typing import NDArray

Thing = TypeVar("Thing")


class Memo(Generic[Thing]):
    """Things known by the arrays they were made from: the very same arrays, not equal ones.

    A sweep makes game upon game that share most of their arrays; what depends on these alone is made once.
    Arrays must not be changed once they are used, and what is made from them must not hold on to them, or it
    would keep itself alive.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Thing, list[Any]]] = {}

    def of(self, arrays: tuple[NDArray[Any], ...], make: Callable[[], Thing], *besides: Hashable) -> Thing:
        """Return what was made from these arrays, and from what else is given; make it if it is not known."""
        key = (*map(id, arrays), *besides)
        known = self._known.get(key)
        if known is None:

            def forget(_: object) -> None:
                self._known.pop(key, None)

            known = self._known[key] = make(), [weakref.ref(array, forget) for array in arrays]
        return known[0]

    def __len__(self) -> int:
        return len(self._known)
