"""The notebook of the documentation, made of one source: a Python file in cells, as editors know them.

``python tests/docs/notebook.py``, from the root of the repository, writes the notebook beside its source. A
cell begins with a line ``# %%``, one of text with ``# %% [markdown]``. The notebook holds no output.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "notebook.py"
NOTEBOOK = SOURCE.with_suffix(".ipynb")


def cells(source: Path = SOURCE) -> list[tuple[str, str]]:
    """Kind (``code`` or ``markdown``) and text of every cell."""
    _, *parts = re.split(r"^# %%(.*)\n", source.read_text(encoding="utf-8"), flags=re.M)
    found = []
    for kind, text in zip(parts[::2], parts[1::2], strict=True):
        if "markdown" in kind:
            found.append(("markdown", re.sub(r"^# ?", "", text.strip("\n"), flags=re.M)))
        else:
            found.append(("code", text.strip("\n")))
    return found


def notebook() -> str:
    """The notebook as the text of its file, in version 4.5 of the format."""
    return json.dumps(
        {
            "cells": [_cell(number, kind, text) for number, (kind, text) in enumerate(cells(), start=1)],
            "metadata": {
                "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                "language_info": {"name": "python"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        },
        indent=1,
        ensure_ascii=False,
    ) + "\n"


def _cell(number: int, kind: str, text: str) -> dict[str, Any]:
    lines = text.splitlines(keepends=True)
    cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": lines}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def shown(code: str, names: dict[str, Any]) -> Any:
    """Run a cell among the names of those before it; return the value of its last line, if it has one."""
    tree = ast.parse(code)
    last = tree.body[-1]
    if not isinstance(last, ast.Expr):
        return exec(compile(tree, str(SOURCE), "exec"), names)
    exec(compile(ast.Module(tree.body[:-1], []), str(SOURCE), "exec"), names)
    return eval(compile(ast.Expression(last.value), str(SOURCE), "eval"), names)


if __name__ == "__main__":
    NOTEBOOK.write_text(notebook(), encoding="utf-8")
