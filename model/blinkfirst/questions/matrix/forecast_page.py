"""The logit forecast of a matrix, as a page in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rich.console import Console, Group, RenderableType
from rich.text import Text

from blinkfirst.questions.matrix.agents import MatrixRuns
from blinkfirst.questions.matrix.forecast import MatrixForecast
from blinkfirst.questions.matrix.phrases import giving_way_text, matrix_heading, parted_text, precisions_text
from blinkfirst.report.amounts import counted
from blinkfirst.report.layout import percent, plain_table, titled
from blinkfirst.report.mixtures import amount_text

OUTCOMES_SHOWN = 16
STRATEGIES_SHOWN = 30


def print_matrix_forecast(console: Console, found: MatrixForecast, runs: MatrixRuns | None) -> None:
    """Print who chooses what, what comes of it and who gives way; the agents' shares beside it, if any."""
    for part in _parts(found, runs):
        console.print(part)
        console.print()


def _parts(found: MatrixForecast, runs: MatrixRuns | None) -> Iterator[RenderableType]:
    yield matrix_heading(found.matrix)
    yield _choices(found, runs)
    yield _outcomes(found, runs)
    if found.giving_way.players:
        yield titled("Who gives way?", Text(giving_way_text(found.giving_way)))
    pairs = zip(found.form.players, found.logit.payoffs, strict=True)
    payoffs = ", ".join(f"{name} {amount_text(float(payoff))}" for name, payoff in pairs)
    lines = [f"Expected payoffs, utils: {payoffs}.", parted_text(found)]
    lines.append("`blinkfirst solve` has the equilibria, and how the forecast comes near them.")
    yield Text("\n".join(line for line in lines if line))


def _heads(runs: MatrixRuns | None) -> tuple[str, ...]:
    return ("forecast",) if runs is None else ("forecast", f"in {counted(runs.runs, 'run')}", "95 % interval")


def _choices(found: MatrixForecast, runs: MatrixRuns | None) -> RenderableType:
    form = found.form
    table = plain_table("", *_heads(runs))
    rows = [(i, k) for i, own in enumerate(form.strategies) for k in range(len(own))]
    likeliest = sorted(rows, key=lambda row: -float(found.logit.profile[row[0]][row[1]]))[:STRATEGIES_SHOWN]
    for i, k in rows:
        if (i, k) not in likeliest:
            continue
        who = found.matrix.players[i]
        mark = " (gives way)" if form.strategies[i][k] in who.blinks else ""
        cells = [percent(float(found.logit.profile[i][k]))]
        if runs is not None:
            cells += _interval(runs, int(runs.played(i)[k]))
        table.add_row(f"{form.players[i]} {form.strategies[i][k]}{mark}", *cells)
    left = len(rows) - len(likeliest)
    more = f"; {counted(left, 'unlikelier strategy', 'unlikelier strategies')} left out" if left else ""
    said = f"logit equilibrium at the file's precisions ({precisions_text(found.matrix)}){more}"
    return titled("Who chooses what?", Group(table, Text(said, style="dim")))


def _outcomes(found: MatrixForecast, runs: MatrixRuns | None) -> RenderableType:
    form = found.form
    table = plain_table("", *_heads(runs))
    order = np.argsort(-found.outcomes, axis=None, kind="stable")
    for place in order[:OUTCOMES_SHOWN]:
        profile = tuple(int(k) for k in np.unravel_index(int(place), found.outcomes.shape))
        cells = [percent(float(found.outcomes[profile]))]
        if runs is not None:
            cells += _interval(runs, int(runs.counts[profile]))
        table.add_row(", ".join(form.profile_names(profile)), *cells)
    left = found.outcomes.size - min(found.outcomes.size, OUTCOMES_SHOWN)
    body: list[RenderableType] = [table]
    if left:
        rest = percent(float(found.outcomes.ravel()[order[OUTCOMES_SHOWN:]].sum()))
        body.append(Text(f"and {counted(left, 'more outcome')}, together {rest}", style="dim"))
    return titled(f"What comes of it ({', '.join(form.players)})", Group(*body))


def _interval(runs: MatrixRuns, count: int) -> list[str]:
    share = runs.share(count)
    return [percent(share.value), f"{percent(share.low)} to {percent(share.high)}"]
