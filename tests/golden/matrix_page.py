"""What ``solve`` prints of a matrix, to be read and compared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from blinkfirst.questions.matrix.answer import equilibria
from blinkfirst.report.text import as_text
from blinkfirst.scenario.loading import load_matrix

FOLDER = Path(__file__).resolve().parent / "matrix"


def matrix_page_path(name: str) -> Path:
    """Where a matrix's page lies."""
    return FOLDER / f"{name.replace('/', '-')}.txt"


def matrix_page(name: str) -> str:
    """The page with everything found."""
    page = replace(equilibria(load_matrix(name)).document(), foot=())  # which says version and day
    return as_text(page, 100).rstrip() + "\n"
