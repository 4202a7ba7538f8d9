"""The forecasts of a ledger and their scores as a page and in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby

from blinkfirst.questions.ledger.answer import LedgerScores, RuleScore
from blinkfirst.record.ledger import YES, LedgerForecast
from blinkfirst.record.scores.cluster_bootstrap import LEVEL, ScoreEstimate
from blinkfirst.record.scores.mixing import UNIFORM_SHARE
from blinkfirst.record.scores.reliability import Reliability
from blinkfirst.report.document import Block, Document, Section, grid, prose, section
from blinkfirst.report.words import counted, fixed, percent

FEW = 10  # resolved forecasts, below which nothing is said of calibration
_INTERVAL = f"{100 * LEVEL:.0f} %"


def document_of(found: LedgerScores) -> Document:
    """Return the counts, the scores, the reliability, and the forecasts one by one."""
    sections = [*_scores(found), *_reliability(found)]
    if found.ledger.forecasts:
        rows = [_row(found, entry) for entry in found.ledger.forecasts.values()]
        heads = ("", "made", "by", "question", "said", "outcome", "Brier")
        sections.append(section("Forecasts", grid(heads, rows, left=3, prose=(3,))))
    if found.open:
        sections.append(section("Open", *_open(found)))
    return Document(f"Ledger {found.name}", (prose(*sentences_of(found)),), tuple(sections))


def sentences_of(found: LedgerScores) -> Iterator[str]:
    """Return how many forecasts there are, and whether they were better than a coin."""
    yield _counts(found)
    if (share := found.void_share) is not None:
        yield f"{percent(share)} of those that are closed are void, and in no score."
    if found.dated_back:
        dated = f"{len(found.dated_back)} of {counted(len(found.ledger.forecasts), 'forecast')}"
        yield f"{dated} dated back: written down after the day that it is of, as in a replay."
    for score in found.scores:
        yield _sentence(score)
    if found.reliability is not None:
        yield _calibration(found.reliability)


def _counts(found: LedgerScores) -> str:
    parts = {"resolved": found.resolved, "void": found.void, "open": found.open, "overdue": found.overdue}
    said = [f"{len(entries)} {name}" for name, entries in parts.items() if entries or name == "resolved"]
    return f"{counted(len(found.ledger.forecasts), 'forecast')}: {', '.join(said)}."


def _sentence(score: RuleScore) -> str:
    verdict = "so few cannot be set apart"
    if score.difference.tells:
        verdict = "worse beyond chance" if score.difference.high < 0 else "better beyond chance"
    mean = f"Mean {score.rule} score {_spelled(score.mean)}, in {counted(score.mean.clusters, 'cluster')}"
    return f"{mean}; saying 50 % each time scores {fixed(score.coin, 3)}: {verdict}."


def _calibration(found: Reliability) -> str:
    if found.counts.sum() < FEW:
        return f"Of calibration nothing can be said: fewer than {FEW} forecasts are resolved."
    share = f"{percent(found.chance)} of calibrated forecasters would be as far off by chance"
    if found.chance < 1.0 - found.level:
        return f"They are not calibrated: only {share}."
    return f"No miscalibration shows: {share}."


def _spelled(found: ScoreEstimate) -> str:
    if not math.isfinite(found.low):
        return f"{fixed(found.mean, 3)} (one cluster, so no interval)"
    return f"{fixed(found.mean, 3)} ({_INTERVAL} from {fixed(found.low, 3)} to {fixed(found.high, 3)})"


def _scores(found: LedgerScores) -> Iterator[Section]:
    if not found.scores:
        return
    rows = [
        (score.rule, fixed(score.mean.mean, 3), _ends(score.mean), fixed(score.coin, 3),
         fixed(score.difference.mean, 3, signed=True), _ends(score.difference))
        for score in found.scores
    ]  # fmt: skip
    heads = ("mean score", "forecasts", _INTERVAL, "always 50 %", "difference", _INTERVAL)
    mixed = f"{100 * UNIFORM_SHARE:g} % of a half"
    notes = f"The smaller the better. Logarithmic scores are of probabilities mixed with {mixed}."
    yield section("Scores", grid(heads, rows), prose(notes, style="quiet"))


def _ends(found: ScoreEstimate) -> str:
    if not math.isfinite(found.low):
        return "unknown"
    return f"{fixed(found.low, 3)} to {fixed(found.high, 3)}"


def _reliability(found: LedgerScores) -> Iterator[Section]:
    curve = found.reliability
    if curve is None:
        return
    rows = []
    for came, places in groupby(range(len(curve.said)), key=lambda k: float(curve.recalibrated[k])):
        block = list(places)
        first, last = block[0], block[-1]
        said = percent(curve.said[first])
        said += "" if first == last else f" to {percent(curve.said[last])}"
        band = f"{percent(curve.low[block].min())} to {percent(curve.high[block].max())}"
        rows.append((said, f"{int(curve.counts[block].sum()):,}", percent(came), band))
    parts = curve.brier
    split = (
        f"Brier score {fixed(parts.score, 3)} = miscalibration {fixed(parts.miscalibration, 3)} - "
        f"discrimination {fixed(parts.discrimination, 3)} + uncertainty {fixed(parts.uncertainty, 3)}."
    )
    heads = ("said", "forecasts", "came", f"{_INTERVAL} of a calibrated forecaster")
    yield section("Reliability", grid(heads, rows), prose(split, style="quiet"))


def _row(found: LedgerScores, entry: LedgerForecast) -> tuple[str, ...]:
    outcome = found.outcome(entry)
    brier = fixed((entry.chance - (outcome == YES)) ** 2, 3) if entry in found.resolved else ""
    return (
        *(entry.name, entry.made.isoformat(), entry.by.isoformat()),
        *(entry.question, percent(entry.chance), outcome or "open", brier),
    )


def _open(found: LedgerScores) -> Iterator[Block]:
    for entry in found.open:
        late = ", overdue" if entry in found.overdue else ""
        yield prose(f"{entry.name}, by {entry.by}{late}: {entry.rule}")
