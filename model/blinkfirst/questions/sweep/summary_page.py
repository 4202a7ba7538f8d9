"""The results of a sweep as a page and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from blinkfirst.questions.sweep import facts
from blinkfirst.questions.sweep.answer import SweepAnswer
from blinkfirst.questions.sweep.request import CLEAR_TREND
from blinkfirst.report.document import (
    IN_SHORT,
    Block,
    Document,
    Grid,
    Lines,
    Section,
    Words,
    grid,
    prose,
    quiet,
    section,
)
from blinkfirst.report.layout import tidy_grid
from blinkfirst.report.provenance import provenance_in
from blinkfirst.report.words import counted, format_settings, format_values, joined, percent, shares_text
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

_SPREAD = ("", "lowest", "quartile", "median", "quartile", "highest", "mean")


def document_of(answer: SweepAnswer) -> Document:
    """Return the results of a sweep."""
    return results_document(answer.spreads, how_to_go_on(answer.folder))


def results_document(summary: SweepSummary, go_on: str) -> Document:
    """Return design, progress and failures of a sweep, how to go on with it, and its spreads."""
    opening = (*_heading(summary.manifest), *_progress(summary, go_on))
    short = section(IN_SHORT, prose(*facts.sentences_of(summary)))
    return Document(summary.manifest.title, opening, (*_sections(summary), short))


def sentences_of(answer: SweepAnswer) -> list[str]:
    """Return in sentences how far a sweep is, and how likely each actor is to blink first over its cases."""
    return facts.sentences_of(answer.spreads)


def folder_document(folder: Path, manifest: AnswerManifest) -> Document:
    """Return the headline tables of a folder that holds no sweep, and the names of all."""
    names = ", ".join(manifest.schemas())
    facts = [f"{manifest.command} of {manifest.scenario}, lens: {_lens(manifest)}", f"tables: {names}"]
    if manifest.runs:
        facts.append(f"agents: {manifest.runs:,} runs, seed {manifest.seed}")
    facts.append(_writer(manifest))
    shown = [name for name in (FIRST_BLINKERS, QUESTIONS) if name in manifest.schemas()]
    tables = tuple(tidy_grid(tidy_table(folder, name)) for name in shown)
    made_from = (str(provenance_in(folder)),)
    return Document(manifest.title, (prose("; ".join(facts), style="quiet"), *tables), foot=made_from)


def _sections(summary: SweepSummary) -> Iterator[Section]:
    if summary.failures:
        yield _failures(summary.failures)
    if summary.first_blinkers:
        blinking = [spread for spread in summary.first_blinkers if spread.highest.value > 0.0]
        never = [spread.name for spread in summary.first_blinkers if spread not in blinking]
        title = f"Who blinks first? Probabilities over {_cases(summary.first_blinkers[0].cases)}"
        yield section(title, _spreads(blinking), *_ties(summary.tied_cases), *_never(never))
        yield section("Where each is least and most likely to blink first", _ends(blinking))
    if summary.questions:
        yield section(f"Questions over {_cases(summary.questions[0].cases)}", _spreads(summary.questions))
        yield section("Where the answers are lowest and highest", _ends(summary.questions))


def _never(names: Sequence[str]) -> list[Block]:
    said = f"in no case {joined(names, 'or')} blinks first"
    return [prose(said, style="quiet")] if names else []


def _cases(count: int) -> str:
    return f"{count:,} case{'' if count == 1 else 's'}"


def _heading(manifest: SweepManifest) -> Iterator[Block]:
    rounds = ", ".join(f"{round_.cases:,}" for round_ in manifest.rounds)
    facts = [
        f"{manifest.scenario}, lens: {'varies' if manifest.varies_lens else _lens(manifest)}",
        f"{_cases(manifest.cases)}{f' in rounds of {rounds}' if len(manifest.rounds) > 1 else ''}",
        f"kept: {', '.join(manifest.schemas())}",
    ]
    if manifest.runs:
        facts.append(f"agents: {manifest.runs:,} runs a case, seed {manifest.seed}")
    facts.append(_writer(manifest))
    yield prose("; ".join(facts), style="quiet")
    yield _paths(manifest)


def _lens(manifest: Manifest) -> str:
    return shares_text(manifest.lens) or "none"


def _writer(manifest: Manifest) -> str:
    return f"blinkfirst {manifest.versions.get('blinkfirst', 'of unknown version')}"


def _paths(manifest: SweepManifest) -> Grid:
    design = design_from(manifest.rounds[-1].design)
    rows = [(path, format_values(design.values_of(path))) for path in design.paths[:PATHS_SHOWN]]
    if len(design.paths) > PATHS_SHOWN:
        more = len(design.paths) - PATHS_SHOWN
        rows.append((f"and {more} more path{'' if more == 1 else 's'}", ""))
    return grid(("", ""), rows, prose=[1])


def _progress(summary: SweepSummary, go_on: str) -> Iterator[Block]:
    failed = f"{summary.cases_failed:,} failed" if summary.failures else "none failed"
    if not summary.cases_left:
        yield prose(f"All {_cases(summary.manifest.cases)} are done, {failed}.")
        return
    yield prose(
        f"{summary.cases_done:,} of {_cases(summary.manifest.cases)} are done ({summary.parts_done:,} of "
        f"{summary.manifest.parts:,} parts), {failed}; {summary.cases_left:,} are left. Go on with"
    )
    yield prose(go_on, indent=2)
    if summary.cases_done:
        yield prose(
            "What follows is about the cases that are done: the first of the design, not a sample of it."
        )


def _failures(groups: Sequence[FailureGroup]) -> Section:
    blocks: list[Block] = []
    for group in groups[:FAILURES_SHOWN]:
        first = f"case {group.first_case}: {format_settings(group.settings)}"
        blocks.append(prose(f"{_cases(group.cases)}: {group.message}"))
        blocks.append(prose(f"first in {first}", style="quiet", indent=2))
    if len(groups) > FAILURES_SHOWN:
        others = groups[FAILURES_SHOWN:]
        reasons = counted(len(others), "other reason")
        blocks.append(prose(f"{_cases(sum(g.cases for g in others))} for {reasons}"))
    return section("Failures", *blocks)


def _spreads(spreads: Sequence[Spread]) -> Grid:
    rivals = spreads[0].likeliest is not None
    return grid((*_SPREAD, *(["likeliest in"] if rivals else [])), map(_spread, spreads))


def _spread(spread: Spread) -> list[str]:
    low, high = spread.lowest.value, spread.highest.value
    numbers = (low, spread.low_quartile, spread.median, spread.high_quartile, high, spread.mean)
    shown = [_number(number, spread.unit) for number in numbers]
    ahead = [] if spread.likeliest is None else [f"{percent(spread.likeliest)} of cases"]
    return [spread.name, *shown, *ahead]


def _ties(cases: int) -> list[Lines]:
    """Say that in some cases several are likeliest."""
    if not cases:
        return []
    said = f"in {_cases(cases)} several are equally likely: each of them counts as the likeliest there"
    return [prose(said, style="quiet")]


def _number(number: float, unit: str) -> str:
    return percent(number) if unit == "probability" else f"{number:.2f} {unit}"


def _ends(spreads: Sequence[Spread]) -> Grid:
    return grid(("", ""), [(spread.name, _end_lines(spread)) for spread in spreads], prose=[1])


def _end_lines(spread: Spread) -> Words:
    if spread.highest.value - spread.lowest.value < SAME:
        return f"{_number(spread.lowest.value, spread.unit)} in every case"
    telling = [share for share in spread.moves_with if share.share >= SHARE_WORTH_SHOWING]
    paths = [share.path for share in telling]
    said = "\n".join(_end(end, spread.unit, paths) for end in (spread.lowest, spread.highest))
    shares = [
        quiet(f"\n{_goes(share)} ({percent(share.share)}{'' if number else ' of its variance'})")
        for number, share in enumerate(telling[:SHARES_SHOWN])
    ]
    return said, *shares


def _goes(share: PathShare) -> str:
    if share.trend is None or abs(share.trend) < CLEAR_TREND:
        return f"moves with {share.path}"
    return f"{'rises' if share.trend > 0 else 'falls'} with {share.path}"


def _end(end: ExtremeCase, unit: str, telling: Sequence[str]) -> str:
    ordered = {path: end.settings[path] for path in (*telling, *end.settings)}
    more = f" and {end.cases - 1:,} more" if end.cases > 1 else ""
    return f"{_number(end.value, unit)} in case {end.case_id}{more}: {format_settings(ordered)}"
