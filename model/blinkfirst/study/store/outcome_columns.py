"""Outcomes and settings of all cases as arrays, gathered batch by batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.study.store.tables import DOUBLE, PathColumn

_NOTHING = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class OutcomeColumn:
    """One outcome of all cases that have it.

    Attributes
    ----------
    name : an actor, ``nobody`` or a question.
    case_ids : shape (n,), rising.
    values : shape (n,).
    """

    name: str
    case_ids: IntArray
    values: FloatArray


def outcome_columns(batches: Iterable[Any], label: str, value: str) -> tuple[OutcomeColumn, ...]:
    """Return the outcomes of a tidy table, in the order in which they first stand there.

    Parameters
    ----------
    batches : of the table, in the order of the cases.
    label, value : the columns with the names of the outcomes and with their values.
    """
    ids: dict[str, list[IntArray]] = {}
    values: dict[str, list[FloatArray]] = {}
    for batch in batches:
        labels = batch.column(label)
        codes, numbers = labels.indices.to_numpy(), batch.column(value).to_numpy()
        for code, name in enumerate(labels.dictionary.to_pylist()):
            of_this = codes == code
            ids.setdefault(name, []).append(batch.column("case_id").to_numpy()[of_this])
            values.setdefault(name, []).append(numbers[of_this])
    columns = (OutcomeColumn(name, np.concatenate(ids[name]), np.concatenate(values[name])) for name in ids)
    # labels that a part knows and no row of it bears
    return tuple(column for column in columns if column.values.size)


@dataclass(frozen=True)
class CaseSettings:
    """The values of the paths in all cases.

    Attributes
    ----------
    case_ids : shape (n,), rising.
    codes : per path, shape (n,): the number itself (nan where the path is left alone), or the index of a text
        among ``texts`` (-1 where the path is left alone).
    texts : per path with texts, its texts.
    """

    case_ids: IntArray
    codes: dict[str, FloatArray | IntArray]
    texts: dict[str, list[str]]

    def of(self, case_id: int) -> dict[str, float | str | None]:
        """Return the settings of a case."""
        row = int(np.searchsorted(self.case_ids, case_id))
        return {path: self._cell(path, codes[row]) for path, codes in self.codes.items()}

    def codes_of(self, path: str, case_ids: IntArray) -> FloatArray | IntArray:
        """Return numbers by which cases with the same setting of a path can be told from others."""
        return self.codes[path][np.searchsorted(self.case_ids, case_ids)]

    def _cell(self, path: str, code: Any) -> float | str | None:
        if path in self.texts:
            return self.texts[path][code] if code >= 0 else None
        return None if np.isnan(code) else float(code)


class SettingsGatherer:
    """Gathers `CaseSettings` from the batches of ``cases``."""

    def __init__(self, paths: Sequence[PathColumn]) -> None:
        self._ids: list[IntArray] = [_NOTHING]
        self._codes: dict[str, list[Any]] = {column.path: [] for column in paths}
        self._texts: dict[str, dict[str, int]] = {c.path: {} for c in paths if c.kind != DOUBLE}

    def take(self, batch: Any) -> None:
        """Add the cases of a batch."""
        self._ids.append(batch.column("case_id").to_numpy())
        for path, codes in self._codes.items():
            codes.append(self._codes_of(path, batch.column(path)))

    def gathered(self) -> CaseSettings:
        """Return what was added."""
        return CaseSettings(
            np.concatenate(self._ids),
            {path: np.concatenate(codes or [_NOTHING]) for path, codes in self._codes.items()},
            {path: list(texts) for path, texts in self._texts.items()},
        )

    def _codes_of(self, path: str, column: Any) -> Any:
        if path not in self._texts:
            return column.to_numpy(zero_copy_only=False)
        known = self._texts[path]
        # a part numbers its texts for itself
        renumbered = [known.setdefault(text, len(known)) for text in column.dictionary.to_pylist()]
        codes = column.indices.fill_null(len(renumbered)).to_numpy()
        return np.array([*renumbered, -1], dtype=np.int64)[codes]
