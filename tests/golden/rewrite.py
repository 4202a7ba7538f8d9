"""Write the transcripts of the pinned scenarios anew (``make golden``), and nothing else.

Look at the difference before committing it: a transcript that moved is a result that moved.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from blinkfirst.scenario.library import shipped_matrices
from golden.matrix_page import matrix_page, matrix_page_path
from golden.solve_page import PAGES, SLOW_PAGES, page_path, solve_page
from golden.transcript import FOLDER, PINNED, transcript, transcript_path


def rewrite() -> None:
    """Write one file per pinned scenario, and what `solve` says of some; remove those that are gone."""
    wanted = {}
    for name in PINNED:
        path = transcript_path(name)
        wanted[path] = transcript(name)
        changed = not path.exists() or path.read_text(encoding="utf-8") != wanted[path]
        print(f"{name}: {'changed' if changed else 'as it was'}")
    for path in FOLDER.glob("*.txt"):
        if path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    for name in (*PAGES, *SLOW_PAGES):
        page_path(name).write_text(solve_page(name), encoding="utf-8")
    for name in shipped_matrices():
        matrix_page_path(name).write_text(matrix_page(name), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
