"""Scores as a page and in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from blinkfirst.questions.backtest.answer import ALL, ANYBODY, LOG, Backtest, Group
from blinkfirst.questions.backtest.tables import NAMES, kinds_of
from blinkfirst.record.items import ACT, FIRST, GRADED, KINDS, PRODUCT
from blinkfirst.record.predictions import COIN_TOSS
from blinkfirst.record.scores.cluster_bootstrap import LEVEL, ScoreEstimate
from blinkfirst.record.scores.mixing import UNIFORM_SHARE
from blinkfirst.report.document import Document, Section, grid, prose, section
from blinkfirst.report.words import counted, fixed, percent

WORST = 8


def document_of(found: Backtest) -> Document:
    """Return the page: scores, who is better than whom, reliability, the worst surprises."""
    sections = [_scores(found), _actors(found), _apart(found), _calibration(found), _surprises(found)]
    title = f"Backtest of {found.scenario.title} ({found.scenario.name})"
    return Document(title, (prose(*found.sentences),), tuple(one for one in sections if one is not None))


def sentences_of(found: Backtest) -> Iterator[str]:
    """Return how many cases there are, how good the theatre is, and whether that is sure."""
    kinds = {group.name: len(group.places) for group in found.groups}
    parts = ", ".join(f"{kinds[kind]} {_SPOKEN[kind]}" for kind in KINDS if kind in kinds)
    episodes = counted(found.clusters, "episode")
    cases = counted(len(found.cases), "case")
    yield f"{found.record}: {cases} in {episodes}, {len(found.items)} items ({parts})."
    whole = found.groups[0]
    drawn = found.scored(whole)
    mine = drawn.estimate(found.names.index(found.chief))
    yield (
        f"Mean log score of the {_spoken(found.chief)}: {_with_interval(mine)}, less is better; every "
        f"forecaster is mixed with {percent(UNIFORM_SHARE)} of the uniform one."
    )
    for rival in (COIN_TOSS, _best_rival(found)):
        yield _verdict(found, rival, whole)
    yield (
        f"Intervals hold {LEVEL:.0%} of draws of whole episodes; with so few of them they are too narrow "
        "rather than too wide."
    )


_SPOKEN = {ACT: "acts", GRADED: "graded texts", PRODUCT: "products or none", FIRST: "first blinkers"}


def _spoken(name: str) -> str:
    return {"pool": "pool of the lenses", "mixture": "mixture of the lenses"}.get(name, name)


def _best_rival(found: Backtest) -> str:
    """Return the best of the forecasters that know no theory."""
    means = found.scored(found.groups[0]).means
    start = found.names.index(COIN_TOSS) + 1
    return found.names[start + int(np.argmin(means[start:]))]


def _verdict(found: Backtest, rival: str, group: Group) -> str:
    gap = found.against(rival, group)
    text = f"Against {_spoken(rival)}: {_signed_interval(gap)}, "
    if gap.tells:
        return text + ("so it is better." if gap.mean < 0 else "so it is worse.")
    needed = found.cases_needed(rival)
    return text + f"so these cases cannot tell them apart{_how_many(needed)}."


def _how_many(needed: float) -> str:
    if not math.isfinite(needed):
        return ""
    return f"; about {math.ceil(needed):,} independent ones like these would"


def _with_interval(found: ScoreEstimate) -> str:
    if math.isnan(found.low):
        return f"{fixed(found.mean, 3)} (a single episode: no interval)"
    return f"{fixed(found.mean, 3)} ({fixed(found.low, 3)} to {fixed(found.high, 3)})"


def _signed_interval(found: ScoreEstimate) -> str:
    if math.isnan(found.low):
        return f"{fixed(found.mean, 3, signed=True)} (a single episode: no interval)"
    ends = f"{fixed(found.low, 3, signed=True)} to {fixed(found.high, 3, signed=True)}"
    return f"{fixed(found.mean, 3, signed=True)} ({ends})"


def _scores(found: Backtest) -> Section:
    groups = [group for group in found.groups if group.name in (ALL, *KINDS)]
    columns = [found.scored(group).means for group in groups]
    heads = [NAMES[group.name] for group in groups]
    counts = [str(len(group.places)) for group in groups]
    if FIRST in [group.name for group in groups]:
        columns.append(found.scored_anybody().means)
        heads.append(NAMES[ANYBODY])
        counts.append(str(len(found.anybody[0])))
    if found.certain.places:
        columns.append(found.scored(found.certain).means)
        heads.append("certain")
        counts.append(str(len(found.certain.places)))
    rows = [
        (name, *(fixed(float(means[number]), 2) for means in columns))
        for number, name in enumerate(found.names)
    ]
    said = "anybody: whether somebody gave way at all; certain: without the rows whose coding is uncertain"
    return section(
        "Mean log scores", grid(("", *heads), [("items", *counts), *rows]), prose(said, style="quiet")
    )


def _actors(found: Backtest) -> Section | None:
    groups = [group for group in found.groups if group.name not in (ALL, *KINDS)]
    if not groups:
        return None
    means = [found.scored(group).means for group in groups]
    rows = [
        (name, *(fixed(float(one[number]), 2) for one in means)) for number, name in enumerate(found.names)
    ]
    counts = ("items", *(str(len(group.places)) for group in groups))
    return section("Mean log scores of acts", grid(("", *(group.name for group in groups)), [counts, *rows]))


def _apart(found: Backtest) -> Section:
    groups = {group.name: group for group in found.groups}
    shown = [groups[name] for name in (ALL, ACT, GRADED, PRODUCT, FIRST) if name in groups]
    rows = [
        (name, *(_short(found.against(name, group)) for group in shown))
        for name in found.names
        if name != found.chief
    ]
    said = (
        f"log score of the {_spoken(found.chief)} less that of the other, and half the width of its "
        "interval: below 0 the theatre is better; = marks whom these cases cannot tell apart"
    )
    heads = ("", *(NAMES[group.name] for group in shown))
    return section("Who is better?", grid(heads, rows), prose(said, style="quiet"))


def _short(gap: ScoreEstimate) -> str:
    mark = " " if gap.tells else "="
    half = (gap.high - gap.low) / 2
    width = "" if math.isnan(half) else f" ±{fixed(half, 2)}"
    return f"{fixed(gap.mean, 2, signed=True)}{width} {mark}"


def _calibration(found: Backtest) -> Section | None:
    kinds = kinds_of(found)
    if not kinds:
        return None
    rows = []
    for kind in kinds:
        curve = found.reliability(found.chief, kind)
        parts = (
            curve.brier.score,
            curve.brier.miscalibration,
            curve.brier.discrimination,
            curve.brier.uncertainty,
        )
        outside = f"{int(curve.outside.sum())} of {len(curve.said)}"
        rows.append((NAMES[kind], *(fixed(part, 3) for part in parts), outside, percent(curve.chance)))
    heads = ("", "Brier", "miscalibr.", "discrim.", "uncert.", "outside", "by chance")
    said = (
        f"events: each option of each item, as the {_spoken(found.chief)} has it. Brier score = "
        "miscalibration - discrimination + uncertainty; outside: probabilities said whose share that came "
        f"lies outside the {LEVEL:.0%} band of a reliable forecaster; by chance: how often a reliable "
        "one looks as bad"
    )
    return section("Reliability", grid(heads, rows), prose(said, style="quiet"))


def _surprises(found: Backtest) -> Section:
    number = found.names.index(found.chief)
    losses = found.losses[LOG][:, number]
    worst = np.argsort(-losses, kind="stable")[:WORST]
    rows = []
    for place in map(int, worst):
        item, chances = found.items[place], found.forecasters[number].chances[place]
        likeliest = item.options[int(np.argmax(chances))]
        said = percent(float(chances[item.happened]))
        rows.append((item.name, str(item.on), item.options[item.happened], said, likeliest))
    return section(
        "What surprised it most", grid(("item", "date", "happened", "said", "likeliest"), rows, left=3)
    )
