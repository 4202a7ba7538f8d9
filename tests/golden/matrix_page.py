"""What ``solve`` prints of a matrix, to be read and compared."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from blinkfirst.questions.matrix.answer import equilibria
from blinkfirst.questions.matrix.page import print_page
from blinkfirst.scenario.loading import load_matrix

FOLDER = Path(__file__).resolve().parent / "matrix"


def matrix_page_path(name: str) -> Path:
    """Where a matrix's page lies."""
    return FOLDER / f"{name.replace('/', '-')}.txt"


def matrix_page(name: str) -> str:
    """The page with everything found."""
    out = io.StringIO()
    console = Console(file=out, width=100, highlight=False, markup=False, emoji=False)
    print_page(console, equilibria(load_matrix(name)))
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines()) + "\n"
