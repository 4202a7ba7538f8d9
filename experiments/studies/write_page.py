"""Put the tables and the picture of docs/studies.md in their place, from the folders of the named studies.

    blinkfirst sweep experiments/korea-relief.yaml --out DIR/korea-relief        (and council, and freeze)
    python experiments/studies/write_page.py DIR

A table NAME stands between ``<!-- table: NAME -->`` and ``<!-- end: NAME -->``; what is written between the
tables is written by hand. Needs the extras `query` and `figures`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from blinkfirst.study.store.query import connect

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "studies.md"
PICTURE = ROOT / "docs" / "figures" / "hawks_against_coordination.png"
SHORT = {"garrie-2018": "G", "haggard-2022": "H"}
BOTH_FREEZE = "The double freeze"


def main() -> None:
    """Write the page and the picture."""
    folder = Path(sys.argv[1])
    text = PAGE.read_text(encoding="utf-8")
    for name, make in TABLES.items():
        head, _, rest = text.partition(f"<!-- table: {name} -->")
        _, _, tail = rest.partition(f"<!-- end: {name} -->")
        text = f"{head}<!-- table: {name} -->\n{make(folder)}\n<!-- end: {name} -->{tail}"
    PAGE.write_text(text, encoding="utf-8")
    draw(folder)


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """Return what a question in SQL to a folder gives."""
    return connect(folder).execute(sql).fetchall()


def table(head: Sequence[str], lines: Sequence[Sequence[Any]]) -> str:
    """Return a Markdown table; probabilities with two digits."""
    body = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in body)


def _cell(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:.2f}".replace("0.", ".", 1) if 0 <= cell < 1 else f"{cell:.2f}"
    return SHORT.get(str(cell), str(cell))


def pivot(
    folder: Path, question: str, down: Sequence[str], across: str, where: str = "true", spelled: str = "{}"
) -> str:
    """Return the answers to a question: some paths down, one across."""
    columns = ", ".join(f'"{path}"' for path in (*down, across))
    found = rows(
        folder,
        f"select {columns}, answer from questions_by_settings where question = '{question}' and {where} "
        "order by case_id",
    )
    headings = list(dict.fromkeys(row[-2] for row in found))
    lines: dict[tuple[Any, ...], dict[Any, float]] = {}
    for *above, heading, answer in found:
        lines.setdefault(tuple(above), {})[heading] = answer
    names = [spelled.format(_number(h)) for h in headings]
    return table(
        [*(path.split(".")[-2 if path.endswith(("strength", "weight")) else -1] for path in down), *names],
        [[*map(_number, above), *(line[h] for h in headings)] for above, line in lines.items()],
    )


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else SHORT.get(str(value), str(value))


def haste(folder: Path) -> str:
    """How likely the neighbours move before Washington, by haste and its price."""
    found = pivot(
        folder / "korea-relief" / "when-haste-pays",
        "The neighbours move before Washington",
        ["lens", "arguments.haste-penalty.strength"],
        "parameters.haste",
    )
    return found


def gains(folder: Path) -> str:
    """What entering is worth to China and Russia at no haste, at half and at full."""
    found = rows(
        folder / "korea-relief" / "when-haste-pays",
        'select lens, actor, "parameters.haste", sum(utils) from payoffs_by_settings '
        "where actor in ('China', 'Russia') and \"arguments.haste-penalty.strength\" = 1 "
        "and \"parameters.haste\" in (0, 0.5, 1) group by all order by lens, actor, 3",
    )
    lines: dict[tuple[str, str], list[float]] = {}
    for lens, actor, _, utils in found:
        lines.setdefault((lens, actor), []).append(utils)
    return table(
        ["lens", "actor", "haste 0", "haste .5", "haste 1"],
        [[*names, *(f"{u:+.2f}" for u in utils)] for names, utils in lines.items()],
    )


def horizons(folder: Path) -> str:
    """Whether Washington gives way within nine months, by horizon and what counts afterwards."""
    return pivot(
        folder / "korea-relief" / "how-far-ahead",
        "Washington within nine months",
        ["lens", "horizon"],
        "afterwards",
        spelled="{} months afterwards",
    )


def offers(folder: Path) -> str:
    """What becomes of the offers at Hanoi."""
    found = rows(
        folder / "korea-relief" / "what-an-offer-must-hold",
        "select * exclude (case_id) from questions_by_settings order by case_id, question",
    )
    names = [
        d[0]
        for d in connect(folder / "korea-relief" / "what-an-offer-must-hold")
        .execute("select * exclude (case_id) from questions_by_settings limit 0")
        .description
    ]
    questions = list(dict.fromkeys(row[-2] for row in found))
    lines: dict[tuple[Any, ...], list[float]] = {}
    for *settings, _, answer in found:
        lines.setdefault(tuple(settings), []).append(answer)
    return table(
        [*(name.split(".")[-1] for name in names[:-2]), *questions],
        [[*map(_number, settings), *answers] for settings, answers in lines.items()],
    )


def weights(folder: Path) -> str:
    """Where the answers lie over all ranges of weights."""
    found = rows(
        folder / "korea-relief" / "hanoi-whatever-the-weights",
        "select lens, question, min(answer), quantile_cont(answer, 0.1), median(answer), "
        "quantile_cont(answer, 0.9), max(answer) from questions_by_settings group by lens, question "
        "order by question, lens",
    )
    return table(
        ["lens", "question", "lowest", "a tenth below", "half below", "nine tenths below", "highest"],
        found,
    )


def phases(folder: Path) -> str:
    """The phase diagram as a table: both hold the report."""
    return pivot(
        folder / "korea-council" / "hawks-against-coordination",
        "Both hold it",
        ["parameters.hawkishness"],
        "arguments.sino-russian-coordination.strength",
    )


def veto(folder: Path) -> str:
    """How sure a block is, by the price of the vote."""
    return pivot(
        folder / "korea-council" / "price-of-a-veto",
        "Blocked within three months",
        ["lens"],
        "arguments.hold-not-veto.terms.veto.weight",
    )


def hold(folder: Path) -> str:
    """How sure a block is, by the price of the hold."""
    return pivot(
        folder / "korea-council" / "price-of-a-hold",
        "Blocked within three months",
        ["lens"],
        "arguments.hold-not-veto.terms.hold.weight",
    )


def slips(folder: Path) -> str:
    """First blinks as everybody chooses more precisely."""
    found = rows(
        folder / "korea-council" / "arguments-or-slips",
        'select lens, "actors.US.precision", actor, first_blink from first_blinkers_by_settings '
        "order by case_id",
    )
    lines: dict[tuple[str, str], dict[str, float]] = {}
    for lens, precision, actor, chance in found:
        lines.setdefault((lens, str(precision)), {})[actor] = chance
    actors = list(next(iter(lines.values())))
    return table(
        ["lens", "precision", *actors], [[*names, *line.values()] for names, line in lines.items()]
    )


def rivalry(folder: Path) -> str:
    """All answers, by the state of both relations."""
    place = folder / "korea-council" / "rivalry-and-restraint"
    found = rows(
        place,
        'select lens, "world.us_cn", "world.us_ru", question, answer from questions_by_settings '
        "order by case_id",
    )
    questions = list(dict.fromkeys(row[3] for row in found))
    lines: dict[tuple[str, str, str], dict[str, float]] = {}
    for lens, china, russia, question, answer in found:
        lines.setdefault((lens, china, russia), {})[question] = answer
    return table(
        ["lens", "US and China", "US and Russia", *questions],
        [[*names, *(line[q] for q in questions)] for names, line in lines.items()],
    )


def comes_about(folder: Path) -> str:
    """Whether both have stopped by the end of 2018."""
    return pivot(
        folder / "korea-freeze" / "freeze-comes-about",
        "Both have stopped",
        ["lens", "arguments.deniable-concession.strength"],
        "parameters.obstinate",
        spelled="obstinate {}",
    )


def lasts(folder: Path) -> str:
    """Whether the freeze lasts eighteen months."""
    return pivot(
        folder / "korea-freeze" / "freeze-lasts",
        "It lasts eighteen months",
        ["lens", "parameters.thrift", "arguments.pause-unrequited.strength"],
        "parameters.sincerity",
        spelled="sincerity {}",
    )


def shares(folder: Path) -> str:
    """Whether both freeze, by the share of one author."""
    place = folder / "korea-freeze" / "how-much-of-either-author"
    found = rows(
        place,
        'select lens, "actors.US.precision", answer from questions_by_settings '
        f"where question = '{BOTH_FREEZE}' order by case_id",
    )
    lines: dict[float, dict[str, float]] = {}
    for lens, precision, answer in found:
        lines.setdefault(_share(str(lens)), {})[_number(precision)] = answer
    heads = list(next(iter(lines.values())))
    return table(
        ["share of G", *(f"precision of the US {head}" for head in heads)],
        [[f"{share:g}", *line.values()] for share, line in lines.items()],
    )


def _share(lens: str) -> float:
    """The share of the first author in a lens or a mixture."""
    if lens in SHORT:
        return 1.0 if lens == "garrie-2018" else 0.0
    return float(json.loads(lens)["garrie-2018"])


TABLES: dict[str, Callable[[Path], str]] = {
    "haste": haste,
    "gains": gains,
    "horizons": horizons,
    "offers": offers,
    "weights": weights,
    "phases": phases,
    "veto": veto,
    "hold": hold,
    "slips": slips,
    "rivalry": rivalry,
    "comes-about": comes_about,
    "lasts": lasts,
    "shares": shares,
}


def draw(folder: Path) -> None:
    """Draw the phase diagram: one panel a question, hawkishness up, coordination across."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    import numpy as np

    place = folder / "korea-council" / "hawks-against-coordination"
    found = rows(
        place,
        'select question, "parameters.hawkishness", "arguments.sino-russian-coordination.strength", answer '
        "from questions_by_settings order by 1, 2, 3",
    )
    questions = list(dict.fromkeys(row[0] for row in found))
    width = 3.1 * len(questions)
    figure, panels = plt.subplots(1, len(questions), figsize=(width, 3.3), layout="constrained")
    for panel, question in zip(panels, questions, strict=True):
        of = [row for row in found if row[0] == question]
        ups, rights = sorted({r[1] for r in of}), sorted({r[2] for r in of})
        field = np.array([r[3] for r in of]).reshape(len(ups), len(rights))
        lines = panel.contourf(rights, ups, field, levels=np.linspace(0, 1, 11), cmap="cividis")
        panel.contour(rights, ups, field, levels=[0.5], colors="white", linewidths=1.2)
        panel.set_title(question, fontsize=9)
        panel.set_xlabel("strength of coordination", fontsize=8)
    panels[0].set_ylabel("hawkishness of Washington", fontsize=8)
    figure.colorbar(lines, ax=list(panels), label="probability", shrink=0.9)
    figure.savefig(PICTURE, dpi=130)
    plt.close(figure)


if __name__ == "__main__":
    main()
