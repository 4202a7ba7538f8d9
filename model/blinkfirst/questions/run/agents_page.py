"""What the agents did, as a page in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from blinkfirst.questions.run.agents import SampleRuns
from blinkfirst.questions.run.outlook import Outlook
from blinkfirst.report.layout import percent


def print_runs(console: Console, outlook: Outlook, sample: SampleRuns) -> None:
    """Print one run as a dated story, then the shares of all runs beside the exact probabilities."""
    console.print(Text(f"One run (seed {sample.seed}, replicate 0)", style="bold"))
    for line in sample.story:
        console.print(Text(f"  {line}"))
    console.print()
    console.print(_shares(outlook, sample))
    odd = {actor: mind for actor, mind in sample.minds.items() if mind != "strategic"}
    if odd:
        minds = ", ".join(f"{actor} is {mind}" for actor, mind in odd.items())
        console.print(
            Text(
                f"{minds}: the shares are not those of the exact forecast, in which all are strategic",
                style="dim",
            )
        )


def _shares(outlook: Outlook, sample: SampleRuns) -> Table:
    table = Table(
        title=f"Who blinked first in {sample.runs:,} runs",
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
    )
    for name in ("", "agents", "95 % interval", "exact"):
        table.add_column(name, justify="left" if not name else "right")
    exact = outlook.forecast.first_blinkers
    for name, share in sample.first_blink.items():
        table.add_row(
            name, percent(share.value), f"{percent(share.low)} to {percent(share.high)}", percent(exact[name])
        )
    answers = {question.name: question for question in outlook.questions}
    for name, share in sample.questions.items():
        if answers[name].counts:
            table.add_row(
                name,
                f"{share.value:.2f}",
                f"{share.low:.2f} to {share.high:.2f}",
                f"{answers[name].answer:.2f}",
            )
        else:
            table.add_row(
                name,
                percent(share.value),
                f"{percent(share.low)} to {percent(share.high)}",
                percent(answers[name].answer),
            )
    return table
