"""``blinkfirst ledger add``, ``resolve`` and ``score``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from blinkfirst.errors import OptionError, hinted
from blinkfirst.questions.options import Settings, figure_option, load_all, output_options, scenario_options
from blinkfirst.report.output import Output
from blinkfirst.report.words import percent

if TYPE_CHECKING:
    from blinkfirst.record.ledger import Ledger, LedgerForecast
    from blinkfirst.scenario.scenario import Scenario

SCENARIOS = "scenarios"
_HASH_KEPT = 12


def _read_day(context: click.Context, parameter: click.Parameter, text: str | None) -> date | None:
    """Read a date; raises `OptionError` when it is none."""
    from blinkfirst.scenario.calendar import DateError, parse_date

    if text is None:
        return None
    try:
        return parse_date(text)
    except DateError as error:
        raise OptionError(hinted(f"{parameter.opts[0]}: {error}", error.suggestion)) from None


def _day_option(name: str, help_text: str) -> Callable[[Any], Any]:
    return click.option(name, metavar="DATE", callback=_read_day, help=help_text)


@click.group()
def ledger() -> None:
    """Keep a ledger of forecasts: written down before the event, resolved after it, scored.

    \b
    blinkfirst ledger add forecasts 2019-hanoi --ask "US blinks first" --rule "..."
    blinkfirst ledger resolve forecasts F1 no --source "..."
    blinkfirst ledger score forecasts
    """  # noqa: D301  click reads the \b


@ledger.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("file", required=False, metavar="[FILE]")
@scenario_options
@click.option(
    "--ask",
    "asks",
    multiple=True,
    metavar="TEXT",
    help="A question about the scenario that is answered by yes or no, as 'US blinks first'. May be "
    "repeated.",
)
@click.option("--question", metavar="WORDS", help="Without FILE: the question, in words.")
@click.option(
    "--probability",
    type=click.FloatRange(0.0, 1.0),
    metavar="P",
    help="Without FILE: the probability of yes.",
)
@click.option("--rule", required=True, metavar="WORDS", help="How it will be decided: what counts as a yes.")
@_day_option("--by", "The day by which it is decided; with FILE by default the question's, or the end.")
@_day_option("--made", "The day the forecast is of (default today); an earlier one is kept as dated back.")
@click.option(
    "--cluster",
    metavar="NAME",
    help="The episode it belongs to, whose forecasts are not independent; by default the scenario's name.",
)
def add(
    folder: Path,
    file: str | None,
    settings: Settings,
    lens: str | None,
    asks: tuple[str, ...],
    question: str | None,
    probability: float | None,
    rule: str,
    by: date | None,
    made: date | None,
    cluster: str | None,
) -> None:
    """Write forecasts down: of questions about a scenario, whose probabilities are computed, or by hand.

    FOLDER is begun if it is not there. The composed scenario is kept in it, too.
    """
    from blinkfirst.record.ledger import LedgerForecast, add_entries, check_ledger_folder
    from blinkfirst.report.provenance import provenance_of

    check_ledger_folder(folder)
    known = provenance_of(None)
    today = date.fromisoformat(str(known.made))
    blank = LedgerForecast(
        name="", made=made or today, written=today, question=question or "", chance=probability or 0.0,
        rule=rule.strip(), by=by or date.max, cluster=cluster or "", version=known.version,
    )  # fmt: skip
    _check_sorts(file, settings, lens, asks, question, probability, by)
    scenarios = [] if file is None else load_all([file], settings, lens)
    entries = [replace(blank, cluster=cluster or blank.question)]
    for scenario in scenarios:
        entries = _computed(scenario, asks, replace(blank, cluster=cluster or scenario.name), by)
    for entry in add_entries(folder, lambda ledger: _numbered(ledger, entries)):
        assert isinstance(entry, LedgerForecast)
        click.echo(f"{entry.name}: {entry.question}: {percent(entry.chance)}, decided by {entry.by}")
    for scenario in scenarios:
        _keep(folder, scenario)


def _check_sorts(
    file: str | None,
    settings: Settings,
    lens: str | None,
    asks: Sequence[str],
    question: str | None,
    probability: float | None,
    by: date | None,
) -> None:
    """Refuse options of the other sort of forecast, and missing ones of this."""
    by_hand = {"--question": question, "--probability": probability}
    if file is not None:
        if used := [option for option, value in by_hand.items() if value is not None]:
            raise OptionError(f"{', '.join(used)}: without a FILE only; its probabilities are computed")
        if not asks:
            raise OptionError("--ask: which question about the scenario? As --ask 'US blinks first'")
        return
    if settings or lens is not None or asks:
        raise OptionError("--set, --overlay, --lens, --ask: expected a scenario FILE with them")
    needed = {**by_hand, "--by": by}
    if missing := [option for option, value in needed.items() if value is None]:
        raise OptionError(f"{', '.join(missing)}: missing; or name a scenario FILE, and --ask")


def _computed(
    scenario: Scenario, asks: Sequence[str], blank: LedgerForecast, by: date | None
) -> list[LedgerForecast]:
    from blinkfirst.questions.ledger.asked import asked, computed
    from blinkfirst.report.progress import announce_kernels

    questions = asked(asks, scenario)
    if blank.made > scenario.start:
        note = f"{scenario.name} begins on {scenario.start}, and knows nothing of the days until {blank.made}"
        click.echo(f"note: {note}", err=True)
    announce_kernels(needed=["backward", "forward", "trace"])
    days = [by or question.deadline or scenario.end for question in questions]
    entries = computed(questions, scenario, blank)
    return [replace(entry, by=day) for entry, day in zip(entries, days, strict=True)]


def _keep(folder: Path, scenario: Scenario) -> None:
    """Write the composed scenario beside the ledger, under its name and hash."""
    from blinkfirst.files.writing import replace_file
    from blinkfirst.scenario.yaml_trees import yaml_text

    kept = folder / SCENARIOS / f"{scenario.name.replace('/', '-')}-{scenario.sha256[:_HASH_KEPT]}.yaml"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        replace_file(kept, yaml_text(scenario.composed).encode())


def _numbered(ledger: Ledger, entries: Sequence[LedgerForecast]) -> list[LedgerForecast]:
    first = len(ledger.forecasts) + 1
    return [replace(entry, name=f"F{number}") for number, entry in enumerate(entries, start=first)]


@ledger.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("name", metavar="FORECAST")
@click.argument("outcome", metavar="yes|no|void")
@click.option("--source", default="", metavar="WORDS", help="Of a yes or a no: where it can be looked up.")
@click.option("--reason", default="", metavar="WORDS", help="Of a void: why there is no answer.")
@_day_option("--on", "The day it was known (default today).")
def resolve(folder: Path, name: str, outcome: str, source: str, reason: str, on: date | None) -> None:
    """Write down what came of a forecast: yes or no with its source, or void with a reason. Once."""
    from blinkfirst.record.ledger import Resolution, add_entries, read_ledger
    from blinkfirst.study.store.manifest import today

    read_ledger(folder)  # only `add` begins one
    written = date.fromisoformat(today())
    entry = Resolution(name, outcome, on or written, written, source.strip(), reason.strip())
    add_entries(folder, lambda ledger: [entry])
    click.echo(f"{name}: {outcome}")


@ledger.command()
@click.argument("folder", type=click.Path(path_type=Path))
@figure_option
@output_options("Print the forecasts as CSV instead.")
def score(folder: Path, figure: Path | None, output: Output) -> None:
    """Score the forecasts that are resolved: Brier, logarithmic, reliability; and the share of voids."""
    from blinkfirst.files.text import shown
    from blinkfirst.questions.ledger.answer import LedgerScores
    from blinkfirst.record.ledger import read_ledger
    from blinkfirst.study.store.manifest import today

    found = LedgerScores(shown(folder), read_ledger(folder), date.fromisoformat(today()))
    if figure is not None:
        found.figure().save(figure)
    output.put([found])
