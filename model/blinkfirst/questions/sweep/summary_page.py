"""The results of a sweep as a page in a terminal and in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from blinkfirst.questions.sweep.answer import SweepAnswer
from blinkfirst.report.layout import percent, plain_table, print_tidy, titled
from blinkfirst.report.words import format_settings, format_values, shares_text
from blinkfirst.study.design.design import design_from
from blinkfirst.study.store.manifest import AnswerManifest, Manifest, SweepManifest
from blinkfirst.study.store.parts import how_to_go_on
from blinkfirst.study.store.reading import tidy_table
from blinkfirst.study.store.spreads import SAME, ExtremeCase, PathShare, Spread
from blinkfirst.study.store.sweep_summary import FailureGroup, SweepSummary
from blinkfirst.study.store.tables import FIRST_BLINKERS, QUESTIONS

FAILURES_SHOWN = 5
PATHS_SHOWN = 12
# a path that goes with less than this of an outcome's variance is not worth a word
SHARE_WORTH_SHOWING = 0.02
SHARES_SHOWN = 3
# below this rank correlation an outcome is not said to rise or fall with a path
CLEAR_TREND = 0.3

_SPREAD = ("", "lowest", "quartile", "median", "quartile", "highest", "mean")


def print_sweep_results(console: Console, summary: SweepSummary, go_on: str) -> None:
    """Print design, progress and failures of a sweep, how to go on with it, and its spreads."""
    for number, part in enumerate(_parts(summary, go_on)):
        if number:
            console.print()
        console.print(part)


def print_page(console: Console, answer: SweepAnswer) -> None:
    """Print the results of a sweep."""
    print_sweep_results(console, answer.spreads, how_to_go_on(answer.folder))


def summary_of(answer: SweepAnswer) -> str:
    """Return in sentences how far a sweep is, and how likely each actor is to blink first over its cases."""
    found = answer.spreads
    done = f"{found.cases_done:,} of {_cases(found.manifest.cases)} are done"
    lines = [f"{done}, {found.cases_failed:,} failed."]
    for spread in found.first_blinkers:
        ends = f"{percent(spread.lowest.value)} to {percent(spread.highest.value)}"
        lines.append(f"{spread.name} blinks first: {ends}, median {percent(spread.median)}.")
    return " ".join(lines)


def print_answer_folder(console: Console, folder: Path, manifest: AnswerManifest) -> None:
    """Print the headline tables of a folder that holds no sweep, and the names of all."""
    names = ", ".join(manifest.schemas())
    facts = [f"{manifest.command} of {manifest.scenario}, lens: {_lens(manifest)}", f"tables: {names}"]
    if manifest.runs:
        facts.append(f"agents: {manifest.runs:,} runs, seed {manifest.seed}")
    facts.append(_writer(manifest))
    console.print(Text(manifest.title, style="bold"))
    console.print(Text("; ".join(facts), style="dim"))
    for name in (FIRST_BLINKERS, QUESTIONS):
        if name in manifest.schemas():
            console.print()
            print_tidy(console, tidy_table(folder, name))


def _parts(summary: SweepSummary, go_on: str) -> Iterable[RenderableType]:
    yield _heading(summary.manifest)
    yield _progress(summary, go_on)
    if summary.failures:
        yield _failures(summary.failures)
    if summary.first_blinkers:
        title = f"Who blinks first? Probabilities over {_cases(summary.first_blinkers[0].cases)}"
        yield titled(title, Group(_spreads(summary.first_blinkers), *_ties(summary.tied_cases)))
        yield titled("Where each is least and most likely to blink first", _ends(summary.first_blinkers))
    if summary.questions:
        yield titled(f"Questions over {_cases(summary.questions[0].cases)}", _spreads(summary.questions))
        yield titled("Where the answers are lowest and highest", _ends(summary.questions))


def _cases(count: int) -> str:
    return f"{count:,} case{'' if count == 1 else 's'}"


def _heading(manifest: SweepManifest) -> RenderableType:
    varies = any(column.path.split(".")[0] == "lens" for column in manifest.paths)
    rounds = ", ".join(f"{round_.cases:,}" for round_ in manifest.rounds)
    facts = [
        f"{manifest.scenario}, lens: {'varies' if varies else _lens(manifest)}",
        f"{_cases(manifest.cases)}{f' in rounds of {rounds}' if len(manifest.rounds) > 1 else ''}",
        f"kept: {', '.join(manifest.schemas())}",
    ]
    if manifest.runs:
        facts.append(f"agents: {manifest.runs:,} runs a case, seed {manifest.seed}")
    facts.append(_writer(manifest))
    title = Text(manifest.title, style="bold")
    return Group(title, Text("; ".join(facts), style="dim"), _paths(manifest))


def _lens(manifest: Manifest) -> str:
    return shares_text(manifest.lens) or "none"


def _writer(manifest: Manifest) -> str:
    return f"blinkfirst {manifest.versions.get('blinkfirst', 'of unknown version')}"


def _paths(manifest: SweepManifest) -> RenderableType:
    design = design_from(manifest.rounds[-1].design)
    table = Table.grid(padding=(0, 2))
    for path in design.paths[:PATHS_SHOWN]:
        table.add_row(f"  {path}", Text(format_values(design.values_of(path))))
    if len(design.paths) > PATHS_SHOWN:
        more = len(design.paths) - PATHS_SHOWN
        table.add_row(f"  and {more} more path{'' if more == 1 else 's'}")
    return table


def _progress(summary: SweepSummary, go_on: str) -> RenderableType:
    failed = f"{summary.cases_failed:,} failed" if summary.failures else "none failed"
    if not summary.cases_left:
        return Text(f"All {_cases(summary.manifest.cases)} are done, {failed}.")
    lines = [
        Text(
            f"{summary.cases_done:,} of {_cases(summary.manifest.cases)} are done ({summary.parts_done:,} of "
            f"{summary.manifest.parts:,} parts), {failed}; {summary.cases_left:,} are left. Go on with"
        ),
        Text(f"  {go_on}"),
    ]
    if summary.cases_done:
        so_far = "What follows is about the cases that are done: the first of the design, not a sample of it."
        lines.append(Text(so_far))
    return Group(*lines)


def _failures(groups: Sequence[FailureGroup]) -> RenderableType:
    lines: list[Text] = []
    for group in groups[:FAILURES_SHOWN]:
        first = f"case {group.first_case}: {format_settings(group.settings)}"
        lines += [Text(f"{_cases(group.cases)}: {group.message}"), Text(f"  first in {first}", style="dim")]
    if len(groups) > FAILURES_SHOWN:
        others = groups[FAILURES_SHOWN:]
        lines.append(Text(f"{_cases(sum(g.cases for g in others))} for {len(others)} other reasons"))
    return titled("Failures", Group(*lines))


def _spreads(spreads: Sequence[Spread]) -> RenderableType:
    rivals = spreads[0].likeliest is not None
    table = plain_table(*_SPREAD, *(["likeliest in"] if rivals else []))
    for spread in spreads:
        low, high = spread.lowest.value, spread.highest.value
        numbers = (low, spread.low_quartile, spread.median, spread.high_quartile, high, spread.mean)
        shown = [_number(number, spread.unit) for number in numbers]
        ahead = [] if spread.likeliest is None else [f"{percent(spread.likeliest)} of cases"]
        table.add_row(Text(spread.name), *shown, *ahead)
    return table


def _ties(cases: int) -> list[Text]:
    """Say that in some cases several are likeliest."""
    if not cases:
        return []
    said = f"in {_cases(cases)} several are equally likely: each of them counts as the likeliest there"
    return [Text(said, style="dim")]


def _number(number: float, unit: str) -> str:
    return percent(number) if unit == "probability" else f"{number:.2f} {unit}"


def _ends(spreads: Sequence[Spread]) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    for spread in spreads:
        table.add_row(Text(spread.name), _end_lines(spread))
    return table


def _end_lines(spread: Spread) -> RenderableType:
    if spread.highest.value - spread.lowest.value < SAME:
        return Text(f"{_number(spread.lowest.value, spread.unit)} in every case")
    telling = [share for share in spread.moves_with if share.share >= SHARE_WORTH_SHOWING]
    paths = [share.path for share in telling]
    lines = [Text(_end(end, spread.unit, paths)) for end in (spread.lowest, spread.highest)]
    for number, share in enumerate(telling[:SHARES_SHOWN]):
        of_what = "" if number else " of its variance"
        lines.append(Text(f"{_goes(share)} ({percent(share.share)}{of_what})", style="dim"))
    return Group(*lines)


def _goes(share: PathShare) -> str:
    if share.trend is None or abs(share.trend) < CLEAR_TREND:
        return f"moves with {share.path}"
    return f"{'rises' if share.trend > 0 else 'falls'} with {share.path}"


def _end(end: ExtremeCase, unit: str, telling: Sequence[str]) -> str:
    ordered = {path: end.settings[path] for path in (*telling, *end.settings)}
    more = f" and {end.cases - 1:,} more" if end.cases > 1 else ""
    return f"{_number(end.value, unit)} in case {end.case_id}{more}: {format_settings(ordered)}"
