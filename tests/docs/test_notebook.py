"""The notebook is the one that its source makes, and runs from top to bottom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from docs.notebook import NOTEBOOK, cells, notebook, shown


def test_the_notebook_is_made_of_its_source() -> None:
    assert NOTEBOOK.read_text(encoding="utf-8") == notebook(), "run: python tests/docs/notebook.py"


def test_the_notebook_runs_from_top_to_bottom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for kind, text in cells():
        if kind == "code":
            found = shown(text, names)
            assert found is not None, f"a cell that shows nothing:\n{text}"
            page = getattr(found, "_repr_html_", None)
            assert page is None or page().startswith("<")
    assert names["played"].first_blink["nobody"].low < names["found"].first_blink["nobody"]
