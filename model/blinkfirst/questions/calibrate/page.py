"""A calibration as a page and in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator

from blinkfirst.questions.calibrate.answer import FORECASTERS, Calibration, FreeFit
from blinkfirst.record.scores.cluster_bootstrap import LEVEL, ScoreEstimate
from blinkfirst.report.document import Document, Section, grid, prose, section
from blinkfirst.report.words import counted, fixed, joined, percent

LITTLE = 0.3  # of the prior's standard deviation: what is learnt less of is hardly told by the record
_INTERVAL = f"{100 * LEVEL:.0f} %"


def document_of(found: Calibration) -> Document:
    """Return the free numbers, the scores, and what becomes of both at other widths of the prior."""
    sections = [_numbers(found), _scores(found), _widths(found)]
    title = f"{found.scenario.name} fitted to: {found.record}"
    return Document(title, (prose(*sentences_of(found)),), tuple(sections))


def sentences_of(found: Calibration) -> Iterator[str]:
    """Return where the record has each number, if the fit forecasts better, and which lens it prefers."""
    if not found.settled:
        yield "The fit did not settle; a narrower prior (--width) or fewer numbers may help."
    silent = [fit for fit in found.fits if fit.learnt < LITTLE]
    for fit in found.fits:
        if fit not in silent:
            yield _sentence(fit)
    if silent:
        yield f"The record says next to nothing of {joined(fit.number.name for fit in silent)}."
    yield _gain(found)
    yield from _lenses(found)


def _sentence(fit: FreeFit) -> str:
    low, high = fit.interval
    told = f"{_spelled(fit.value)} ({_INTERVAL} from {_spelled(low)} to {_spelled(high)})"
    written = f"written {_spelled(fit.number.written[0])}"
    verdict = "the record moves it" if fit.moves else "which the record does not contradict"
    return f"{fit.number.name} is {told}; {written}: {verdict}."


def _gain(found: Calibration) -> str:
    gain, left = found.gain, found.scores.estimate(2)
    written = found.scores.estimate(0)
    head = (
        f"Each item forecast by the fit without its own cluster: mean log score {fixed(left.mean, 3)}, "
        f"as written {fixed(written.mean, 3)}"
    )
    verdict = "better" if gain.high < 0 else "worse"
    if not gain.tells:
        verdict = f"{counted(gain.clusters, 'cluster')} cannot set the two apart"
    return f"{head}: {verdict} ({_ends(gain)})."


def _lenses(found: Calibration) -> Iterator[str]:
    factors = found.bayes_factors()
    if not factors:
        return
    first, second = found.widths[0].evidence
    said = [f"{_factor(factor)} at width {width:g}" for width, factor in factors.items()]
    yield (
        f"Bayes factor of {first} over {second}, by Laplace's approximation: {joined(said)}; as if items of "
        "a cluster were independent, so too sure."
    )


def _numbers(found: Calibration) -> Section:
    rows = [
        (
            *(fit.number.name, _spelled(fit.number.written[0]), _between(fit.prior)),
            *(_spelled(fit.value), _between(fit.interval), percent(max(fit.learnt, 0.0))),
        )
        for fit in found.fits
    ]
    heads = ("", "written", f"prior, {_INTERVAL}", "fitted", _INTERVAL, "learnt")
    notes = (
        f"prior of width {found.width:g}: at width 1 a written range is a {_INTERVAL} interval, and a factor "
        "of two a standard deviation of a precision; learnt: the part of the prior's standard deviation that "
        "the record takes away; intervals are the wider of those by likelihood and by clusters"
    )
    return section("Free numbers", grid(heads, rows, prose=(0,)), prose(notes, style="quiet"))


def _scores(found: Calibration) -> Section:
    estimates = [(name, found.scores.estimate(k)) for k, name in enumerate(FORECASTERS)]
    rows = [(name, fixed(one.mean, 3), _ends(one)) for name, one in estimates]
    rows.append(("gain without its own cluster", fixed(found.gain.mean, 3, signed=True), _ends(found.gain)))
    notes = (
        f"{counted(found.gain.items, 'item')} in {counted(found.gain.clusters, 'cluster')}, the smaller the "
        "better; forecasts are mixed with 2 % uniform"
    )
    return section("Mean log scores", grid(("", "mean", _INTERVAL), rows), prose(notes, style="quiet"))


def _widths(found: Calibration) -> Section:
    factors = found.bayes_factors()
    rows = [
        (fit.number.name, *(_spelled(one.values[k]) for one in found.widths))
        for k, fit in enumerate(found.fits)
    ]
    rows.append(("mean log score, fitted", *(fixed(one.mean, 3) for one in found.widths)))
    rows.append(("without the own cluster", *(fixed(one.left_out, 3) for one in found.widths)))
    if factors:
        first, second = found.widths[0].evidence
        rows.append((f"{first} over {second}", *(_factor(factors[one.width]) for one in found.widths)))
    heads = ("width", *(f"{one.width:g}" for one in found.widths))
    notes = (
        "width: standard deviation of the prior. Worked out on a quadratic model of the logarithms of all "
        f"chances around the fit at width {found.width:g}"
    )
    return section("Other widths of the prior", grid(heads, rows, prose=(0,)), prose(notes, style="quiet"))


def _factor(logarithm: float) -> str:
    """Spell a Bayes factor, the smaller ones as one to something."""
    size = math.exp(min(abs(logarithm), 700.0))
    spelled = f"{size:,.0f}" if size >= 9.5 else f"{size:.2g}"
    return spelled if logarithm >= 0 else f"1/{spelled}"


def _spelled(value: float) -> str:
    return f"{value:.3g}"


def _between(ends: tuple[float, float]) -> str:
    return f"{_spelled(ends[0])} to {_spelled(ends[1])}"


def _ends(found: ScoreEstimate) -> str:
    if not math.isfinite(found.low):
        return "unknown"
    return f"{fixed(found.low, 3)} to {fixed(found.high, 3)}"
