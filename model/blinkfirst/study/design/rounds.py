"""Rounds: what a larger design adds to those that came before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from blinkfirst.errors import StudyError
from blinkfirst.study.design.design import BLOCK, Design
from blinkfirst.study.design.factors import Factor
from blinkfirst.study.design.identity import KEY_BYTES, canonical_path, row_key

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def new_cases(design: Design, earlier: Sequence[Design] = ()) -> Iterator[dict[str, Any]]:
    """Return an iterator over the cases that no earlier design has, in the order of the design.

    Takes 16 bytes per row of the earlier designs' factors, however many cases they span; nothing when there
    are none.

    Raises
    ------
    StudyError
        At once, when an earlier design varies other paths.
    """
    for other in earlier:
        _check_same_paths(design, other)
    return _unheld(design, [_Held(other) for other in earlier]) if earlier else design.cases()


def count_new_cases(design: Design, earlier: Sequence[Design] = ()) -> int:
    """Return how many cases `new_cases` goes through."""
    return sum(1 for _ in new_cases(design, earlier)) if earlier else len(design)


def _check_same_paths(design: Design, earlier: Design) -> None:
    here, there = ({canonical_path(path): path for path in paths} for paths in (design.paths, earlier.paths))
    if here.keys() == there.keys():
        return
    added = [path for name, path in here.items() if name not in there]
    lost = [path for name, path in there.items() if name not in here]
    parts = [f"varies {', '.join(added)} as well"] * bool(added)
    parts += [f"does not vary {', '.join(lost)}"] * bool(lost)
    raise StudyError(
        f"a design is enlarged over the same paths; this one {' and '.join(parts)}. Choose another folder"
    )


def _unheld(design: Design, known: Sequence[_Held]) -> Iterator[dict[str, Any]]:
    import numpy as np

    paths = design.paths
    canonical = [canonical_path(path) for path in paths]
    for first in range(0, len(design), BLOCK):
        rows = design.rows(first, first + BLOCK)
        old = np.zeros(len(rows), dtype=np.bool_)
        for held in known:
            old |= held.holds(canonical, rows)
        for row, is_old in zip(rows, old.tolist(), strict=True):
            if not is_old:
                yield dict(zip(paths, row, strict=True))


class _Held:
    """The cases of a design, to be asked about: factor by factor, since a design is a product."""

    def __init__(self, design: Design) -> None:
        self._factors = [
            (tuple(canonical_path(path) for path in factor.paths), _sorted_keys(factor))
            for factor in design.factors
        ]

    def holds(self, paths: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> npt.NDArray[np.bool_]:
        """Tell of each case, given by its values under canonical paths, whether it is one of the design's."""
        import numpy as np

        found = np.ones(len(rows), dtype=np.bool_)
        for own, keys in self._factors:
            places = [paths.index(path) for path in own]
            asked = _as_array([row_key(own, [row[place] for place in places]) for row in rows])
            nearest = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
            found &= keys[nearest] == asked
        return found


def _sorted_keys(factor: Factor) -> npt.NDArray[np.bytes_]:
    """Return the digests of a factor's rows, shape (rows,), sorted."""
    import numpy as np

    paths = [canonical_path(path) for path in factor.paths]
    keys = np.empty(len(factor), dtype=f"S{KEY_BYTES}")
    for first in range(0, len(factor), BLOCK):
        rows = factor.rows(first, first + BLOCK)
        keys[first : first + len(rows)] = _as_array([row_key(paths, row) for row in rows])
    keys.sort()
    return keys


def _as_array(keys: Sequence[bytes]) -> npt.NDArray[np.bytes_]:
    import numpy as np

    # equal texts of numpy are equal digests: what it pads with zeros is always padded to the same length
    return np.frombuffer(b"".join(keys), dtype=f"S{KEY_BYTES}")
