"""Write ``docs/forecasts``: what ``run`` prints for each file of today, as text, Markdown and picture.

``python experiments/forecasts.py [NAME...]``; all by default, which takes some minutes. A matrix has the
picture of ``solve``. The date in a page is that of ``SOURCE_DATE_EPOCH``, by default the first day of 2026.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import blinkfirst
from blinkfirst.questions.matrix.forecast import matrix_forecast
from blinkfirst.questions.run.outlook import Outlook
from blinkfirst.report.answer import Answer
from blinkfirst.report.output import Output
from blinkfirst.report.text import as_text
from blinkfirst.scenario.library import shipped_matrices, shipped_scenarios
from blinkfirst.scenario.loading import load, load_matrix

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "forecasts"
FIRST_OF_2026 = "1767225600"
COLUMNS = 80
FROZEN = "korea-1/"  # the first edition of the Korea theatre has no pages of its own
# private types there take several times as long; docs/theatre-korea.md, section 9, has what they do
TYPED = ("-hidden", "-readings")
LINES = re.compile(r' (?:d|x|y|transform)="[^"]*"')
# what a picture has more than its reader sees: in its lines hundredths of a point and spaces ...
SPARED_IN_LINES = (
    (re.compile(r"(?<=\d\.\d)\d+"), ""),
    (re.compile(r" *\n([LMz])"), r"\1"),
    (re.compile(r"(?<=[LM]) "), ""),
)
# ... and elsewhere further fonts, indents, names of groups, turns and shifts by nothing
SPARED = (
    (re.compile(r"(?<=font-family: 'DejaVu Sans', )[^;]*(?=sans-serif)"), "Verdana, "),
    (re.compile(r"\n +(?=<)"), "\n"),
    (re.compile(r'(?<=<g) id="[^"]*"'), ""),
    (re.compile(r' transform="rotate\(-0 [^"]*"'), ""),
    (re.compile(r"stroke-dashoffset: 0; "), ""),
)
SENTENCES = 6

INTRODUCTION = """# Forecasts of the shipped files

What `blinkfirst run NAME` prints for each, with its picture; here what it says in brief. Written by
`python experiments/forecasts.py`; a test compares the pages with what the program prints. How to read such
a page: [the tutorial](../tutorial/first-scenario.md#read-the-page). When not to trust one: [when the model
fails](../how-to/when-the-model-fails.md). Scenarios of the Korea theatre with private types have no page
here: [what types do there](../theatre-korea.md#9-reputations).
"""


def answers(name: str) -> tuple[Answer, Answer]:
    """Return the answer of ``run`` and the one that is drawn."""
    if name not in shipped_matrices():
        found = blinkfirst.run(load(name), patience=True)
        return found, found
    matrix = load_matrix(name)
    return matrix_forecast(matrix), blinkfirst.equilibria(matrix)


def unpriced(found: Answer) -> Answer:
    """Return an answer without prices of patience, which documents alone have unasked."""
    if not isinstance(found, Outlook):
        return found
    return replace(found, patience=None, pool=tuple(replace(one, patience=None) for one in found.pool))


def with_picture(page: str, stem: str) -> str:
    """Return a page in Markdown with its picture below the title."""
    title, rest = page.split("\n", 1)
    return f"{title}\n\n![{title.removeprefix('# ')}: the forecast as a picture]({stem}.svg)\n{rest}"


def slim(picture: str) -> str:
    """Return a picture that looks the same and takes half of the space."""
    return spared(LINES.sub(lambda line: spared(line[0], SPARED_IN_LINES), picture), SPARED)


def spared(text: str, patterns: Sequence[tuple[re.Pattern[str], str]]) -> str:
    """Return a text with each pattern replaced."""
    for pattern, instead in patterns:
        text = pattern.sub(instead, text)
    return text


def write_pages(name: str) -> str:
    """Write the pages of a file; return its entry in the list of pages: the title and the answer in brief."""
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    found, drawn = answers(name)
    text, page, picture = (path.with_name(f"{path.name}{ending}") for ending in (".txt", ".md", ".svg"))
    text.write_text(as_text(unpriced(found).document(), COLUMNS), encoding="utf-8")
    page.unlink(missing_ok=True)
    Output("md", page).put([found], **({"ledger": True} if drawn is found else {}))
    page.write_text(with_picture(page.read_text(encoding="utf-8"), path.name), encoding="utf-8")
    drawn.figure().save(picture)
    picture.write_text(slim(picture.read_text(encoding="utf-8")), encoding="utf-8")
    said = " ".join(found.sentences[:SENTENCES])
    title = page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
    return f"\n[{title}]({name}.md) ([text]({name}.txt), [picture]({name}.svg)). {said}\n"


def has_pages(name: str) -> bool:
    """Return whether a file has pages here."""
    return name.startswith("textbook/") or not (name.startswith(FROZEN) or name.endswith(TYPED))


def main() -> None:
    """Write the pages, and the list of them when all are written."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", FIRST_OF_2026)
    names = [name for name in (*shipped_scenarios(), *shipped_matrices()) if has_pages(name)]
    chosen = sys.argv[1:] or names
    entries = [write_pages(name) for name in chosen]
    if chosen == names:
        (FOLDER / "index.md").write_text(INTRODUCTION + "".join(entries), encoding="utf-8")


if __name__ == "__main__":
    main()
