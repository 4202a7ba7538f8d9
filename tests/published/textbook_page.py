"""The tables of docs/textbook.md: ``python tests/published/textbook_page.py`` writes them anew.

The words of the first table stand in ``textbook_table.md`` beside this file, with names of numbers in double
brackets: ``[[scenario: quantity]]``, or a name of `backgrounds`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "model")]

from published.textbook_numbers import Number, backgrounds, numbers  # noqa: E402

PAGE = HERE.parents[1] / "docs" / "textbook.md"
WORDS = HERE / "textbook_table.md"
BEGIN, END = "<!-- numbers: begin -->\n", "<!-- numbers: end -->\n"


def page() -> str:
    """The page with its tables worked out anew."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    found = numbers()
    return f"{before}{BEGIN}\n{_first(found)}\n{_second(found)}\n{END}{rest.split(END)[1]}"


def _first(found: list[Number]) -> str:
    named = {f"{number.scenario}: {number.quantity}": number.ours for number in found} | backgrounds()
    return re.sub(r"\[\[(.*?)\]\]", lambda name: f"{named[name[1]]:.3f}", WORDS.read_text(encoding="utf-8"))


def _second(found: list[Number]) -> str:
    rows = ["### Every number, twice", "", "| scenario | quantity | worked out apart | blinkfirst |"]
    rows.append("|---|---|---|---|")
    rows += [f"| {n.scenario} | {n.quantity} | {n.known:.6f} | {n.ours:.6f} |" for n in found]
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
