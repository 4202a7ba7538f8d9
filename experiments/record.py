"""Writes docs/record.md: the editions of the Korea theatre scored on the record, with reliability pictures.

Run: python experiments/record.py [--check]     (some minutes; --check only says whether the page was made of
the files of today). The date in a picture is that of ``SOURCE_DATE_EPOCH``, by default the first day of 2026.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import numpy as np

from blinkfirst.questions.backtest.answer import ALL, ANYBODY, LOG, Backtest, backtest
from blinkfirst.questions.backtest.tables import NAMES, kinds_of
from blinkfirst.record.items import ACT, KINDS
from blinkfirst.record.predictions import COIN_TOSS, MIXTURE, POOL
from blinkfirst.record.scores.cluster_bootstrap import ScoreEstimate, bootstrap
from blinkfirst.report.words import fixed, percent

ROOT = Path(__file__).resolve().parents[1]
PAGE, PICTURES = ROOT / "docs" / "record.md", ROOT / "docs" / "figures"
FIRST, SECOND = "korea-1", "korea"
FILES = (
    *(ROOT / "experiments" / "history" / name for name in ("cases.csv", "mapping.yaml")),
    *(ROOT / "scenarios" / "theatres" / f"{name}.yaml" for name in (FIRST, SECOND)),
)
FIRST_OF_2026 = "1767225600"
HEADER = """# The record: what the Korea theatre would have said, and what happened

Written by `python experiments/record.py` (`make record`); do not edit by hand. [How such a page is
read](how-to/score-a-theatre.md), and [the rules](reference/records.md) by which a dated decision becomes a
scenario. [The register of changes](theatre-korea-changes.md) says of each change of the second edition if
scores had been seen when it was made. Its authors knew these 29 decisions all the same: no number here is a
test on unseen cases.
"""
ABOUT_THE_MAPPING = """## How far the mapping decides

Scored by hand before there was a program, the first edition's two readings pooled half and half came to: acts
.94 (coin toss 1.18), of them Pyongyang's 1.59, graded texts 1.03 (coin toss 1.81), product .40, first
blinkers 1.13, all items .92. The rules here were written again and not bent to meet these. Graded texts,
product and Pyongyang's acts come out alike; two rules make the rest differ:

- *Acts without a deadline.* Who opened the business is scored by its first act in six months without it, and
  Seoul always by its first act in six months. Holding on so long is rarer than holding on at one initiative.
- *Who gave way first.* The column `blink` may name several; those of its first clause are taken to have been
  first, together. Whom it names later counts for nothing.

Two of the rules were settled after the first edition's scores had been seen: that acts of Beijing, Moscow
and Washington in rows without a docket count only while no business is open (acts 1.01 before, .98 after),
and that those named in one clause are counted together (first blinkers 1.56 before, 1.42 after). Both hold
for both editions alike.
"""


def main() -> None:
    """Write page and pictures, or check that the page was made of the files of today."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", FIRST_OF_2026)
    if "--check" in sys.argv:
        if not in_step():
            sys.exit("docs/record.md is out of date; run python experiments/record.py")
        return
    editions = {name: backtest(name) for name in (SECOND, FIRST)}
    for name, found in editions.items():
        found.figure("reliability").save(PICTURES / f"record_{name.replace('-', '_')}.png")
    PAGE.write_text("\n".join(parts_of(editions[FIRST], editions[SECOND])), encoding="utf-8")


def in_step() -> bool:
    """Return whether the page names the files of today."""
    return PAGE.exists() and made_of() in PAGE.read_text(encoding="utf-8")


def made_of() -> str:
    """Return a line that names the files a page is made of: a hash of their bytes."""
    raw = b"".join(path.read_bytes() for path in FILES)
    return f"<!-- made of files with the hash {hashlib.sha256(raw).hexdigest()[:16]} -->"


def parts_of(first: Backtest, second: Backtest) -> Iterator[str]:
    """Yield the parts of the page."""
    yield HEADER
    yield f"{' '.join(second.sentences)}\n"
    yield f"## Mean log scores\n\n{_scores(first, second)}\n{_apart(first, second)}"
    yield f"## Acts by actor\n\n{_actors(first, second)}"
    for title, found in (("second", second), ("first", first)):
        picture = f"figures/record_{found.scenario.name.replace('-', '_')}.png"
        alt = f"How often came what the {title} edition called likely: acts, first blinkers, anybody"
        yield f"## Reliability of the {title} edition\n\n![{alt}]({picture})\n\n{_reliability(found)}"
    yield f"## What surprised the second edition most\n\n{_surprises(second)}"
    yield ABOUT_THE_MAPPING
    yield f"{made_of()}\n"


def _scores(first: Backtest, second: Backtest) -> str:
    names = [name for name in (ALL, *KINDS) if name in {group.name for group in second.groups}]
    rows = [[label, *_means(found, name, names)] for label, found, name in _rows(first, second)]
    return _table(["", *(NAMES[name] for name in names), NAMES[ANYBODY]], rows)


def _actors(first: Backtest, second: Backtest) -> str:
    names = [group.name for group in second.groups if group.name not in (ALL, *KINDS)]
    rows = [[label, *_means(found, name, names)[:-1]] for label, found, name in _rows(first, second)]
    return _table(["", *names], rows)


def _rows(first: Backtest, second: Backtest) -> list[tuple[str, Backtest, str]]:
    """Return what each row is called, whose it is, and of which forecaster: both editions, then rivals."""
    lenses = second.names[: second.names.index(POOL)]
    told = (POOL, MIXTURE, *lenses, COIN_TOSS)
    rivals = second.names[second.names.index(COIN_TOSS) + 1 :]
    return [
        *((f"second edition, {name}", second, name) for name in told),
        *((f"first edition, {name}", first, name) for name in told),
        *((name, second, name) for name in rivals),
    ]


def _means(found: Backtest, name: str, groups: Sequence[str]) -> list[str]:
    place = found.names.index(name)
    by_name = {group.name: group for group in found.groups}
    means = [found.scored(by_name[group]).means[place] for group in groups]
    return [fixed(float(mean), 2) for mean in (*means, found.scored_anybody().means[place])]


def _apart(first: Backtest, second: Backtest) -> str:
    """Say for every kind of items how much the second edition gains, with its interval."""
    rows = []
    for group in second.groups:
        if group.name in (ALL, *KINDS):
            gap = _gap(first, second, group.places)
            verdict = "cannot tell them apart" if not gap.tells else "better" if gap.mean < 0 else "worse"
            rows.append(
                [NAMES[group.name], *(fixed(x, 3, True) for x in (gap.mean, gap.low, gap.high)), verdict]
            )
    head = "\nThe second edition's pool less the first's, on the same draws of episodes (90 %):\n\n"
    return head + _table(["", "difference", "from", "to", ""], rows)


def _gap(first: Backtest, second: Backtest, places: Sequence[int]) -> ScoreEstimate:
    mine, theirs = (found.losses[LOG][list(places), found.names.index(POOL)] for found in (second, first))
    clusters = [second.items[place].cluster for place in places]
    return bootstrap(np.column_stack([mine, theirs]), clusters).difference(0, 1)


def _reliability(found: Backtest) -> str:
    rows = []
    for kind in kinds_of(found):
        curve = found.reliability(found.chief, kind)
        outside = f"{int(curve.outside.sum())} of {len(curve.said)}"
        rows.append([NAMES[kind], *(fixed(part, 3) for part in curve.brier), outside, percent(curve.chance)])
    heads = ["", "Brier", "miscalibration", "discrimination", "uncertainty", "outside the band", "by chance"]
    return _table(heads, rows)


def _surprises(found: Backtest, most: int = 10) -> str:
    place = found.names.index(found.chief)
    rows = []
    for k in np.argsort(-found.losses[LOG][:, place], kind="stable")[:most]:
        item, chances = found.items[k], found.forecasters[place].chances[k]
        likeliest = item.options[int(np.argmax(chances))]
        kind = f"{item.who}, {item.kind}" if item.kind == ACT else item.kind
        said = percent(float(chances[item.happened]))
        rows.append([item.case, str(item.on), kind, item.options[item.happened], said, likeliest])
    return _table(["case", "date", "item", "happened", "said", "likeliest"], rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    main()
