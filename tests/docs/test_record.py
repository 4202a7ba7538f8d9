"""The page about the record was made of the files of today; with `make slow` also by the program of today."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from docs.pages import ROOT


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("record", ROOT / "experiments" / "record.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_was_made_of_the_files_of_today(script: ModuleType) -> None:
    assert script.in_step(), "run python experiments/record.py (make record)"


@pytest.mark.slow
def test_the_page_is_what_the_program_finds(script: ModuleType) -> None:
    editions = {name: script.backtest(name) for name in (script.FIRST, script.SECOND)}
    found = "\n".join(script.parts_of(editions[script.FIRST], editions[script.SECOND]))
    assert found == script.PAGE.read_text(encoding="utf-8"), "run python experiments/record.py (make record)"
