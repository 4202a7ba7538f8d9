"""What several pages about matrices say in the same words."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from blinkfirst.game.forecast import NOBODY
from blinkfirst.questions.matrix.concessions import GivingWay
from blinkfirst.questions.matrix.forecast import MatrixForecast
from blinkfirst.report.citations import cited
from blinkfirst.report.layout import percent
from blinkfirst.scenario.matrix.matrix import Matrix

LEAST_CHANCE = 0.0005


def matrix_heading(matrix: Matrix) -> RenderableType:
    """Return title, size, summary and what the table stands on."""
    lines = [Text.assemble((matrix.title, "bold"), f" ({matrix.name}, {matrix.size_text}, played once)")]
    if matrix.summary:
        lines.append(Text(matrix.summary))
    lines.append(Text(_stands_on(matrix), style="dim"))
    return Group(*lines)


def _stands_on(matrix: Matrix) -> str:
    """Say what the payoffs cite, cell by cell or as a whole, and what they assume."""
    citations = [matrix.source, *(cell.source for cell in matrix.cells)]
    sources = "; ".join(dict.fromkeys(cited(citation) for citation in citations if citation))
    assumptions = [matrix.assumption, *(cell.assumption for cell in matrix.cells)]
    assumed = " ".join(dict.fromkeys(text for text in assumptions if text))
    said = [f"payoffs after {sources}"] if sources else []
    return "; ".join([*said, *([f"assumed: {assumed}"] if assumed else [])])


def precisions_text(matrix: Matrix) -> str:
    """Say how precisely the players choose: ``Row 1, Column 2``, or ``1 each``."""
    precisions = [player.precision for player in matrix.players]
    if len(set(precisions)) == 1:
        return f"{precisions[0]:g}{' each' if len(precisions) > 1 else ''}"
    return ", ".join(f"{player.name} {player.precision:g}" for player in matrix.players)


def giving_way_text(found: GivingWay) -> str:
    """Say who gives way with which probability; what has none is not spoken of."""
    only = len(found.players) == 1
    said = [
        (f"{name}{'' if only else ' alone'}", chance)
        for name, chance in zip(found.players, found.alone, strict=True)
    ]
    if not only:
        said.append(("both" if len(found.players) == 2 else "several", found.several))
    said.append((NOBODY, found.nobody))
    return ", ".join(f"{name} {percent(chance)}" for name, chance in said if chance >= LEAST_CHANCE)


def parted_text(found: MatrixForecast) -> str:
    """Say that the forecast is one of several logit equilibria, where its branch has met others."""
    if found.parted is None:
        return ""
    return (
        f"Careful: from {found.parted:.3g} times these precisions on there are other logit equilibria; this "
        "is the one on the path from the coin toss."
    )
