"""Writes docs/validation.md: numbers known from elsewhere beside ours, from the cases of tests/validation.

Run: python experiments/validation/report.py [--quick] [--check]

--quick takes the rows of slow cases from the page as it stands; --check writes nothing, only says whether the
page is up to date. A case that disagrees is told, and nothing is written. What needs a package that is not
there is shown as not run.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "model")]

from validation.case import ValidationCase  # noqa: E402
from validation.page import PAGE, Row, page_of, row_not_run, row_of, rows_of, stale  # noqa: E402
from validation.registry import all_cases, comparison, missing  # noqa: E402


def main() -> None:
    """Write the page, or check that it is up to date."""
    standing = rows_of(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    run = [case for case in all_cases() if not missing(case) and not _stands(case, standing)]
    rows = {case: _row_now(case) for case in run}
    wrong = [str(comparison(case)) for case in run if not comparison(case).agrees]
    if wrong:
        sys.exit("\n".join([*wrong, f"{len(wrong)} cases disagree; docs/validation.md is left as it is"]))
    if "--check" in sys.argv:
        _check(rows, standing)
    else:
        idle = {case: row_not_run(case) for case in all_cases() if missing(case)}
        kept = {case: standing[row_not_run(case).name] for case in all_cases() if _stands(case, standing)}
        PAGE.write_text(page_of((kept | idle | rows).__getitem__), encoding="utf-8")


def _stands(case: ValidationCase, standing: dict[str, Row]) -> bool:
    """Whether the row of a case is taken from the page."""
    return "--quick" in sys.argv and case.slow and row_not_run(case).name in standing


def _row_now(case: ValidationCase) -> Row:
    began = time.perf_counter()
    row = row_of(comparison(case))
    print(f"{time.perf_counter() - began:7.1f} s  {case.name}", file=sys.stderr, flush=True)
    return row


def _check(rows: dict[ValidationCase, Row], standing: dict[str, Row]) -> None:
    names = [row_not_run(case).name for case in all_cases()]
    old = [
        row.name
        for case, row in rows.items()
        if row.name in standing and stale(standing[row.name], row, float(comparison(case).allowed.max()))
    ]
    if list(standing) != names or old:
        changed = sorted({*standing} ^ {*names}) + old
        told = f": {'; '.join(changed)}" if changed else ": the order of its rows"
        sys.exit(f"docs/validation.md is out of date{told}; run python experiments/validation/report.py")


if __name__ == "__main__":
    main()
