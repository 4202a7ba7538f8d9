"""The drawing of the house in the docs is what the code looks like."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "experiments" / "architecture.py"


@pytest.fixture(scope="module")
def architecture() -> ModuleType:
    spec = importlib.util.spec_from_file_location("architecture", SCRIPT)
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def test_the_page_shows_the_house_as_it_is(architecture: ModuleType) -> None:
    page = architecture.PAGE.read_text(encoding="utf-8")
    assert architecture.drawn_on(page) == architecture.drawing(), (
        "rooms or arrows have changed: if they are meant to, run `python experiments/architecture.py --write`"
    )


def test_a_floor_is_one_above_the_highest_it_imports_from(architecture: ModuleType) -> None:
    arrows = {"cli": {"report", "ground"}, "report": {"game", "ground"}, "game": {"ground"}, "ground": set()}
    assert architecture.floors_of(arrows) == {"cli": 3, "report": 2, "game": 1, "ground": 0}


def test_arrows_are_imports_anywhere_and_commands_imported_later(
    architecture: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "run.py").write_text("def f():\n    from blinkfirst.game.game import Game\n")
    (tmp_path / "cli.py").write_text('import blinkfirst.game\nCOMMANDS = "blinkfirst.study.run:f"\n')
    (tmp_path / "game.py").write_text("import numpy\n")
    arrows = architecture.arrows_within(tmp_path, "blinkfirst")
    assert arrows == {"cli": {"game", "study"}, "game": set(), "study": {"game"}}
