"""Every number that is known from elsewhere, beside ours; and the page that shows them."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from docs.pages import ROOT
from validation.case import (
    APPROACHED,
    KINDS,
    SIMULATION,
    Comparison,
    ValidationCase,
    compared,
    four_standard_errors,
)
from validation.other_software import Child, OtherSoftwareError
from validation.page import NOT_RUN, PAGE, page_of, row_not_run, row_of, rows_of, stale
from validation.registry import all_cases, comparison, missing

CASES = all_cases()


def marked(case: ValidationCase) -> Any:
    return pytest.param(case, id=case.name, marks=[pytest.mark.slow] if case.slow else [])


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_ours_is_the_number_known_from_elsewhere(case: ValidationCase) -> None:
    if missing(case):
        pytest.skip(f"needs {missing(case)}")
    found = comparison(case)
    assert found.agrees, str(found)
    row = rows_of(PAGE.read_text(encoding="utf-8")).get(row_of(found).name)
    assert row is not None and not stale(row, row_of(found), float(found.allowed.max())), (
        f"docs/validation.md is out of date: {row} there, {row_of(found)} now; "
        "run python experiments/validation/report.py"
    )


def test_the_page_has_a_row_for_every_case_and_no_other() -> None:
    rows = rows_of(PAGE.read_text(encoding="utf-8"))
    assert list(rows) == [row_not_run(case).name for case in CASES]
    assert [row.where for row in rows.values()] == [row_not_run(case).where for case in CASES]


def test_the_page_has_many_rows_and_all_were_run() -> None:
    rows = rows_of(PAGE.read_text(encoding="utf-8"))
    assert len(rows) >= 25
    assert [row.name for row in rows.values() if NOT_RUN in row.elsewhere] == []


def test_cases_are_well_made() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)
    assert {case.kind for case in CASES} == set(KINDS)
    assert all(callable(case.tolerance) == (case.kind == SIMULATION) for case in CASES)
    allowed = [(case.kind, case.tolerance) for case in CASES if not callable(case.tolerance)]
    assert all(size <= (1e-2 if kind == APPROACHED else 1e-6) for kind, size in allowed)


def invented(ours: Any, tolerance: Any = 1e-6) -> ValidationCase:
    return ValidationCase("made up", KINDS[0], "nobody", lambda: [1.0, 2.0], lambda: ours, tolerance)


@pytest.mark.parametrize("ours", [[1.0, 2.1], [float("nan"), 2.0], [1.0, float("inf")], [2.0, 1.0]])
def test_a_wrong_number_is_seen(ours: list[float]) -> None:
    found = compared(invented(ours))
    assert not found.agrees and "made up" in str(found) and "differ" in str(found)
    assert compared(invented([1.0, 2.0 + 1e-7])).agrees


def test_too_few_numbers_are_seen() -> None:
    with pytest.raises(AssertionError, match="made up: 2 numbers there, 1 here"):
        compared(invented([1.0]))
    with pytest.raises(AssertionError, match="made up: no numbers"):
        compared(replace(invented([]), expected=list))


def test_sampling_is_allowed_four_standard_errors() -> None:
    half, never = four_standard_errors(10_000)(np.array([0.5, 0.0]))
    assert half == pytest.approx(4 * 0.005, abs=1e-3)
    assert never == pytest.approx(16 / 10_000)


def fresh(ours: float) -> Comparison:
    return compared(replace(invented(ours), expected=lambda: 1.0))


def test_a_page_out_of_date_is_seen() -> None:
    row = row_of(fresh(1.0))
    assert not stale(row, row_of(fresh(1.0 + 1e-8)), 1e-6)
    assert stale(row, row_of(fresh(1.1)), 1e-6)
    assert stale(row, row._replace(where="somebody"), 1e-6)
    assert stale(row._replace(elsewhere=f"{NOT_RUN}: needs it"), row, 1e-6)
    assert stale(row, row._replace(ours="1, 1, 1"), 1e-6)


def test_what_was_not_run_is_never_told_as_passed() -> None:
    text = page_of(row_not_run)
    rows = rows_of(text)
    assert len(rows) == len(CASES)
    assert all(row.ours == row.difference == NOT_RUN for row in rows.values())
    assert f"{len(CASES)} of them not run" in text


def test_every_package_of_a_case_is_an_extra_for_the_tests() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = {case.package for case in CASES if case.package}
    assert {"pygambit", "stormpy"} <= packages
    assert [package for package in packages if f'"{package}>=' not in text] == []


def test_a_child_that_dies_fails_only_its_question() -> None:
    if importlib.util.find_spec("stormpy") is None:
        pytest.skip("needs stormpy")
    child = Child("storm_child.py")
    try:
        with pytest.raises(OtherSoftwareError, match=r"storm_child.py: no answer to"):
            child.ask(ask="chain", path="nowhere.drn", properties=[])
        with pytest.raises(OtherSoftwareError):
            child.ask(ask="nothing of the kind")
    finally:
        child.stop()
