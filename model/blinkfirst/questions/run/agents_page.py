"""Runs of agents, as a page in a terminal and in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from blinkfirst.agents.frequencies import Estimate
from blinkfirst.game.leader import likeliest_blinkers
from blinkfirst.questions.run.agents import SampleRuns
from blinkfirst.questions.run.outlook import Outlook
from blinkfirst.report.layout import percent, plain_table, titled
from blinkfirst.scenario.questions import COUNT


def print_page(console: Console, sample: SampleRuns, outlook: Outlook | None = None) -> None:
    """Print one run as a dated story, then the shares of all runs, beside the exact ones of an outlook."""
    console.print(Text(f"One run (seed {sample.seed}, replicate 0)", style="bold"))
    for line in sample.story:
        console.print(Text(f"  {line}"))
    console.print()
    exact: dict[str, float] = {}
    if outlook is not None:
        exact = outlook.first_blink | {question.name: question.answer for question in outlook.questions}
    console.print(titled(f"Who blinked first in {sample.runs:,} runs", _shares(sample, exact)))
    odd = {actor: mind for actor, mind in sample.minds.items() if mind != "strategic"}
    if odd:
        minds = ", ".join(f"{actor} is {mind}" for actor, mind in odd.items())
        console.print(
            Text(
                f"{minds}: the shares are not those of the exact forecast, in which all are strategic",
                style="dim",
            )
        )


def summary_of(sample: SampleRuns) -> str:
    """Return in sentences who blinked first in how many of the runs."""
    shares = {name: estimate.value for name, estimate in sample.first_blink.items()}
    first, among = likeliest_blinkers(shares), f"of {sample.runs:,} runs (seed {sample.seed})"
    if not first:
        return f"Nobody blinked in any {among}."
    leaders, share = " and ".join(first), percent(shares[first[0]])
    most = f"{leaders} blinked first most often, in {share}{' each' if len(first) > 1 else ''} {among}."
    return f"{most} In {percent(shares['nobody'])} nobody blinked."


def _shares(sample: SampleRuns, exact: Mapping[str, float]) -> Table:
    table = plain_table("", "agents", "95 % interval", *(["exact"] if exact else []))
    counting = {question.name for question in sample.scenario.questions if question.ask.form == COUNT}
    for name, share in sample.first_blink.items():
        _add_share(table, name, share, exact, counts=False)
    for name, share in sample.questions.items():
        _add_share(table, name, share, exact, counts=name in counting)
    return table


def _add_share(table: Table, name: str, share: Estimate, exact: Mapping[str, float], counts: bool) -> None:
    value, low, high, *beside = (
        f"{number:.2f}" if counts else percent(number)
        for number in (*share, *([exact[name]] if exact else []))
    )
    table.add_row(name, value, f"{low} to {high}", *beside)
