"""Did what ``solve`` says of a shipped matrix change? ``make golden`` writes the pages anew."""

from __future__ import annotations

import pytest

from conftest import MATRICES
from golden.matrix_page import FOLDER, matrix_page, matrix_page_path


@pytest.mark.parametrize("name", MATRICES)
def test_all_that_was_found_is_as_it_was(name: str) -> None:
    path = matrix_page_path(name)
    assert path.exists(), f"no page of {name}; `make golden` writes it"
    assert path.read_text(encoding="utf-8") == matrix_page(name), "moved; see `make golden`"


def test_no_page_without_a_matrix() -> None:
    assert set(FOLDER.glob("*.txt")) == {matrix_page_path(name) for name in MATRICES}
