"""The logit forecast of a matrix as a page and in sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from blinkfirst.game.forecast import NOBODY, likeliest
from blinkfirst.questions.matrix.forecast import Concessions, MatrixForecast, MatrixRuns
from blinkfirst.report.document import Block, Document, Section, grid, prose, quiet, section
from blinkfirst.report.strategic_forms import amount_text
from blinkfirst.report.words import cited, counted, joined, percent
from blinkfirst.scenario.matrix import Matrix

OUTCOMES_SHOWN = 16
STRATEGIES_SHOWN = 30
LEAST_CHANCE = 0.0005
TIES_SHOWN = 4


def document_of(found: MatrixForecast) -> Document:
    """Return who chooses what, what comes of it and who gives way; the agents' shares beside it, if any."""
    return Document(matrix_title(found.matrix), matrix_opening(found.matrix), tuple(_sections(found)))


def sentences_of(found: MatrixForecast) -> Iterator[str]:
    """Say who gives way, or the likeliest outcome, at the precisions of the file."""
    return filter(None, (outcome_text(found), parted_text(found)))


def _sections(found: MatrixForecast) -> Iterator[Section]:
    yield _choices(found, found.runs)
    yield _outcomes(found, found.runs)
    if found.concessions.players:
        yield section("Who gives way?", prose(concessions_text(found.concessions)))
    pairs = zip(found.form.players, found.logit.payoffs, strict=True)
    payoffs = ", ".join(f"{name} {amount_text(float(payoff))}" for name, payoff in pairs)
    lines = [f"Expected payoffs, utils: {payoffs}.", parted_text(found)]
    lines.append("`blinkfirst solve` has the equilibria, and how the forecast comes near them.")
    yield section("In short", prose(*filter(None, lines)))


def _heads(runs: MatrixRuns | None) -> tuple[str, ...]:
    return ("forecast",) if runs is None else ("forecast", f"in {counted(runs.runs, 'run')}", "95 % interval")


def _choices(found: MatrixForecast, runs: MatrixRuns | None) -> Section:
    form = found.form
    rows = [(i, k) for i, own in enumerate(form.strategies) for k in range(len(own))]
    likeliest = sorted(rows, key=lambda row: -float(found.logit.profile[row[0]][row[1]]))[:STRATEGIES_SHOWN]
    told = []
    for i, k in rows:
        if (i, k) not in likeliest:
            continue
        who = found.matrix.players[i]
        mark = " (gives way)" if form.strategies[i][k] in who.blinks else ""
        cells = [percent(float(found.logit.profile[i][k]))]
        if runs is not None:
            cells += _interval(runs, int(runs.played(i)[k]))
        told.append((f"{form.players[i]} {form.strategies[i][k]}{mark}", *cells))
    left = len(rows) - len(likeliest)
    more = f"; {counted(left, 'unlikelier strategy', 'unlikelier strategies')} left out" if left else ""
    said = f"logit equilibrium at the file's precisions ({precisions_text(found.matrix)}){more}"
    return section("Who chooses what?", grid(("", *_heads(runs)), told), prose(said, style="quiet"))


def _outcomes(found: MatrixForecast, runs: MatrixRuns | None) -> Section:
    form = found.form
    rows = []
    order = np.argsort(-found.outcomes, axis=None, kind="stable")
    for place in order[:OUTCOMES_SHOWN]:
        profile = tuple(int(k) for k in np.unravel_index(int(place), found.outcomes.shape))
        cells = [percent(float(found.outcomes[profile]))]
        if runs is not None:
            cells += _interval(runs, int(runs.counts[profile]))
        rows.append((", ".join(form.profile_names(profile)), *cells))
    left = found.outcomes.size - min(found.outcomes.size, OUTCOMES_SHOWN)
    blocks: list[Block] = [grid(("", *_heads(runs)), rows)]
    if left:
        rest = percent(float(found.outcomes.ravel()[order[OUTCOMES_SHOWN:]].sum()))
        blocks.append(prose(f"and {counted(left, 'more outcome')}, together {rest}", style="quiet"))
    return section(f"What comes of it ({', '.join(form.players)})", *blocks)


def _interval(runs: MatrixRuns, count: int) -> list[str]:
    share = runs.share(count)
    return [percent(share.value), f"{percent(share.low)} to {percent(share.high)}"]


def matrix_title(matrix: Matrix) -> str:
    """Return title, name and size."""
    return f"{matrix.title} ({matrix.name}, {matrix.size_text}, played once)"


def matrix_opening(matrix: Matrix) -> tuple[Block, ...]:
    """Return the summary, and what the table stands on."""
    stands_on = _stands_on(matrix)
    return (prose(matrix.summary, quiet(stands_on)) if matrix.summary else prose(stands_on, style="quiet"),)


def _stands_on(matrix: Matrix) -> str:
    citations = [matrix.source, *(cell.source for cell in matrix.cells)]
    sources = "; ".join(dict.fromkeys(cited(citation) for citation in citations if citation))
    assumptions = [matrix.assumption, *(cell.assumption for cell in matrix.cells)]
    assumed = " ".join(dict.fromkeys(text for text in assumptions if text))
    said = [f"payoffs after {sources}"] if sources else []
    return "; ".join([*said, *([f"assumed: {assumed}"] if assumed else [])])


def precisions_text(matrix: Matrix) -> str:
    """Say how precisely the players choose: ``Row 1, GridColumn 2``, or ``1 each``."""
    precisions = [player.precision for player in matrix.players]
    if len(set(precisions)) == 1:
        return f"{precisions[0]:g}{' each' if len(precisions) > 1 else ''}"
    return ", ".join(f"{player.name} {player.precision:g}" for player in matrix.players)


def concessions_text(found: Concessions) -> str:
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


def outcome_text(found: MatrixForecast) -> str:
    """Say who gives way at the precisions of the file; where nobody can, what is the likeliest outcome."""
    at = f"at the file's precisions ({precisions_text(found.matrix)})"
    if found.concessions.players:
        return f"Who gives way {at}: {concessions_text(found.concessions)}."
    places, chance = likeliest(found.outcomes.ravel()), percent(float(found.outcomes.max()))
    names = [
        f"({', '.join(found.form.profile_names([int(k) for k in profile]))})"
        for profile in zip(*np.unravel_index(places, found.outcomes.shape), strict=True)
    ]
    if len(names) == 1:
        return f"The likeliest outcome {at} is {names[0]}, with {chance}."
    if len(names) > TIES_SHOWN:
        return f"{len(names):,} outcomes {at} are equally likely, with {chance} each, and none is likelier."
    return f"The likeliest outcomes {at} are {joined(names)}, with {chance} each."
