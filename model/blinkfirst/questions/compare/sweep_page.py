"""Two sweeps side by side, as a page and in sentences."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from blinkfirst.questions.compare.facts import DECIMALS, format_difference, format_level, format_value
from blinkfirst.questions.compare.outcomes import Kind
from blinkfirst.questions.compare.page import CHANGES_SHOWN, format_change, idle_line
from blinkfirst.questions.compare.sweep_answer import OutcomePairs, SweepComparison, SweptFolder
from blinkfirst.report.document import (
    IN_SHORT,
    Block,
    Document,
    Section,
    Words,
    grid,
    prose,
    quiet,
    section,
    strong,
)
from blinkfirst.report.grammar import sentences
from blinkfirst.report.words import counted, format_settings, format_values, percent, shares_text
from blinkfirst.study.design.design import Design, design_from
from blinkfirst.study.design.values import canonical_path
from blinkfirst.study.store.manifest import SCENARIO
from blinkfirst.study.store.spreads import SAME, ExtremeCase

PATHS_SHOWN = 12
# a path that goes with less than this of a difference's variance is not worth a word
SHARE_WORTH_SHOWING = 0.01
SHARES_SHOWN = 3
_TITLES: tuple[tuple[Kind, str], ...] = (
    ("first blink", "Who blinks first? The differences in percentage points"),
    ("question", "Questions that both ask; the differences in percentage points"),
    ("value", "What each gets over the horizon, in utils"),
)


def document_of(comparison: SweepComparison, top: int = CHANGES_SHOWN) -> Document:
    """Return what differs between two sweeps, and how the outcomes of the cases they share differ.

    Parameters
    ----------
    top : how many differences of the scenarios to show.
    """
    names = f"{comparison.first.manifest.scenario} and {comparison.second.manifest.scenario}"
    return Document(
        f"Compared: sweeps of {names}", tuple(_heading(comparison)), tuple(_sections(comparison, top))
    )


def _sections(comparison: SweepComparison, top: int) -> Iterator[Section]:
    yield _designs(comparison)
    if comparison.assumptions:
        yield _assumptions(comparison, top)
    if comparison.idle:
        yield section("Without effect", idle_line(comparison.idle))
    for kind, title in _TITLES:
        found = [pairs for pairs in comparison.outcomes if pairs.outcome.kind == kind]
        if found:
            yield _spreads(title, found)
    if comparison.outcomes:
        yield _ends(comparison)
    yield section(IN_SHORT, prose(*sentences_of(comparison)))


def sentences_of(comparison: SweepComparison) -> list[str]:
    """Return in a sentence how many cases the sweeps share, and what differs most in them on average."""
    pairs = comparison.pairs.first.size
    if not pairs or not comparison.outcomes:
        return sentences("compare-sweeps", {"pairs": pairs})
    kinds = [kind for kind, _ in _TITLES[:2]]
    chances = [found for found in comparison.outcomes if found.outcome.kind in kinds]
    most = _largest_first(chances or comparison.outcomes)[0]
    means = [format_level(float(numbers.mean()), most.outcome) for numbers in (most.first, most.second)]
    return sentences("compare-sweeps", {"pairs": pairs, "most": most.outcome.name, "means": means})


def _heading(comparison: SweepComparison) -> Iterator[Block]:
    ends = [("first", _named(comparison.first)), ("second", _named(comparison.second))]
    yield grid(("", ""), ends, prose=[1])
    pairs = comparison.pairs.first.size
    if not pairs:
        yield prose("No case of the one has the settings of a case of the other.")
        return
    left = [sweep.settings.case_ids.size - pairs for sweep in (comparison.first, comparison.second)]
    alone = f"; {left[0]:,} of the first and {left[1]:,} of the second have no counterpart"
    alone = alone if any(left) else ""
    yield prose(f"Compared: {counted(pairs, 'pair')} of cases with the same settings{alone}.")


def _named(sweep: SweptFolder) -> Words:
    manifest, done = sweep.manifest, sweep.settings.case_ids.size
    lens = shares_text(manifest.lens)
    cases = counted(manifest.cases, "case") + ("" if done == manifest.cases else f", {done:,} done")
    said = f" ({sweep.folder}: {manifest.scenario}, {f'lens {lens}' if lens else 'no lens'}; {cases})"
    return strong(manifest.title), said


def _designs(comparison: SweepComparison) -> Section:
    designs = [design_from(s.manifest.rounds[-1].design) for s in (comparison.first, comparison.second)]
    paths = list(comparison.own[0])
    rows = []
    for path in paths[:PATHS_SHOWN]:
        ends = zip(designs, comparison.own, strict=True)
        formatted = next(p for d in designs for p in d.paths if canonical_path(p) == path)
        rows.append((formatted, *(_varied(path, design, own) for design, own in ends)))
    if len(paths) > PATHS_SHOWN:
        rows.append((f"and {len(paths) - PATHS_SHOWN} more paths", "", ""))
    return section("What varies", grid(("path", "first", "second"), rows, left=3))


def _varied(path: str, design: Design, own: Mapping[str, Any]) -> str:
    """Format what a path takes in a sweep; all of it where it does not vary."""
    for varied in design.paths:
        if canonical_path(varied) == path:
            return format_values(design.values_of(varied))
    return f"{format_value(own[canonical_path(path)])} throughout"


def _assumptions(comparison: SweepComparison, top: int) -> Section:
    found = comparison.assumptions
    lines: list[Words] = [(strong(d.path), f": {format_change(d)}") for d in found[:top]]
    if len(found) > top:
        lines.append(f"and {len(found) - top} more")
    scenarios = (str(sweep.folder / SCENARIO) for sweep in (comparison.first, comparison.second))
    hint = f"What each of them does where nothing varies: blinkfirst compare {shlex.join(scenarios)}"
    return section("What else differs", prose(*lines, indent=2), prose(hint, style="quiet"))


def _spreads(title: str, found: Sequence[OutcomePairs]) -> Section:
    spread_heads = ("lowest", "quartile", "median", "quartile", "highest")
    heads = ("", "first", "second", "difference", *spread_heads, "rises in")
    rows = []
    for pairs in _largest_first(found):
        spread, unit = pairs.spread, pairs.outcome.unit
        both = (pairs.first, pairs.second)
        means = [format_level(float(numbers.mean()), pairs.outcome) for numbers in both]
        quartiles = (spread.low_quartile, spread.median, spread.high_quartile)
        ends = (spread.mean, spread.lowest.value, *quartiles, spread.highest.value)
        differences = (format_difference(end, pairs.outcome, DECIMALS[unit]) for end in ends)
        rows.append((pairs.outcome.who, *means, *differences, percent(pairs.rises)))
    return section(title, grid(heads, rows))


def _largest_first(found: Sequence[OutcomePairs]) -> list[OutcomePairs]:
    return sorted(found, key=lambda pairs: -abs(pairs.spread.mean))


def _ends(comparison: SweepComparison) -> Section:
    kinds = [kind for kind, _ in _TITLES[:2]]
    shown = [pairs for pairs in comparison.outcomes if pairs.outcome.kind in kinds]
    blocks = [block for pairs in _largest_first(shown) for block in _end_blocks(pairs)]
    return section("Where the differences are lowest and highest (cases of the first)", *blocks)


def _end_blocks(pairs: OutcomePairs) -> Iterator[Block]:
    spread = pairs.spread
    if spread.highest.value - spread.lowest.value < SAME:
        yield prose(f"{pairs.outcome.name}: {_signed(pairs, spread.lowest)} in every case")
        return
    yield prose(pairs.outcome.name)
    lines: list[Words] = []
    for end in (spread.lowest, spread.highest):
        more = f" and {end.cases - 1:,} more" if end.cases > 1 else ""
        lines.append(f"{_signed(pairs, end)} in case {end.case_id}{more}: {format_settings(end.settings)}")
    telling = [share for share in spread.moves_with if share.share >= SHARE_WORTH_SHOWING]
    if telling:
        shares = ", ".join(f"{share.path} ({percent(share.share)})" for share in telling[:SHARES_SHOWN])
        lines.append(quiet(f"moves with {shares} of its variance"))
    yield prose(*lines, indent=2)


def _signed(pairs: OutcomePairs, end: ExtremeCase) -> str:
    return format_difference(end.value, pairs.outcome, DECIMALS[pairs.outcome.unit])
