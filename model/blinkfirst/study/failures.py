"""Cases that failed, told from the tables of parts."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FIRST_SHOWN = 3


@dataclass(frozen=True)
class FailedCase:
    """A case that could not be answered: its number, what its paths were set to, and why."""

    number: int
    settings: Mapping[str, Any]
    error: str


@dataclass
class Failures:
    """How many cases failed so far, and the first of them.

    Attributes
    ----------
    count : of cases.
    first : those with the lowest numbers, in order.
    """

    count: int = 0
    first: list[FailedCase] = field(default_factory=list)

    def add(self, cases_table: bytes) -> None:
        """Count the failures of one part.

        Parameters
        ----------
        cases_table : the part's table ``cases`` as Parquet.
        """
        found = failed_cases(cases_table)
        self.count += len(found)
        self.first = sorted([*self.first, *found], key=lambda case: case.number)[:FIRST_SHOWN]


def failed_cases(cases_table: bytes) -> list[FailedCase]:
    """Return the failed cases of a part from its table ``cases``, in order."""
    from pyarrow import compute, parquet

    table = parquet.read_table(io.BytesIO(cases_table))
    failed = table.filter(compute.not_equal(table.column("error").cast("string"), ""))
    rows: list[dict[str, Any]] = failed.to_pylist()
    return [FailedCase(row.pop("case_id"), row, row.pop("error")) for row in rows]
