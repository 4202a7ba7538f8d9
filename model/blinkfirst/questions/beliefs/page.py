"""Prices of patience as a page and in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from blinkfirst.game.patience_price import PatiencePrice
from blinkfirst.questions.beliefs.answer import Beliefs, TypePrice, by_weight
from blinkfirst.report.condition import strain_warnings
from blinkfirst.report.document import (
    IN_SHORT,
    Block,
    Document,
    Grid,
    GridColumn,
    Section,
    grid,
    prose,
    section,
)
from blinkfirst.report.facts import AS_GOOD
from blinkfirst.report.grammar import sentences
from blinkfirst.report.labels import Labels
from blinkfirst.report.layout import scenario_title
from blinkfirst.report.words import cited, fixed, joined, percent
from blinkfirst.scenario.scenario import Scenario

ARGUMENTS_SHOWN = 5
MOVES_SHOWN = 3
TITLE = "The price of patience: each actor against rivals that are known never to blink"
REPUTATION_TITLE = "The worth of a reputation: what each type gains by being taken for one or the other"
INFORMATION_TITLE = "The worth of knowing: what comes of it if a rival's type comes out"
KEY = (
    "gap: best blink less best other move, mean over the initiatives that hold both; closed by: cost of "
    "waiting that would close it, a lower bound; reasoned: share of these initiatives at which the blink is "
    "the better move"
)


def document_of(found: Beliefs, top: int = ARGUMENTS_SHOWN) -> Document:
    """Return the prices of patience, then what speaks for and against giving way, actor by actor.

    Parameters
    ----------
    top : how many arguments get a line of their own.
    """
    warnings = strain_warnings(found.strain)
    told = (prose(*warnings, style="strong"),) if warnings else ()
    labels = Labels(found.scenario)
    arguments = [
        section(labels.actor(actor.name), *_why(found.scenario, actor.name, price, top))
        for actor, price in zip(found.scenario.rules.actors, found.prices, strict=True)
        if price.initiatives > 0.0
    ]
    return Document(
        scenario_title(found.scenario),
        told,
        (
            patience_section(found.scenario, found.prices, found.seconds),
            *arguments,
            *_worth_sections(found),
            section(IN_SHORT, prose(*sentences_of(found))),
        ),
    )


def _worth_sections(found: Beliefs) -> Iterator[Section]:
    """Yield what private types gain by being believed, and all by knowing."""
    labels, actors = Labels(found.scenario), found.scenario.rules.actors

    def named(actor: int, kind: int) -> tuple[str, str]:
        types = actors[actor].types
        return labels.actor(actors[actor].name), "" if types is None else types.shown[kind]

    if found.worths:
        rows = [
            (
                *named(one.actor, one.kind), fixed(one.hidden, 3, signed=True),
                *(fixed(utils - one.hidden, 3, signed=True) for utils in (one.as_first, one.as_second)),
                fixed(one.signal, 3, signed=True),
            )
            for one in found.worths
        ]  # fmt: skip
        said = (
            "value: utils at the start, as that type feels them; taken for: what it gains if everybody is "
            "certain that it is of that type; signal: what a sign of its true type is worth to it, below 0 "
            "if it is better hidden"
        )
        heads = ("", "type", "value", "taken for the first", "taken for the second", "signal")
        yield section(REPUTATION_TITLE, grid(heads, rows, left=2), prose(said, style="quiet"))
    if found.information:
        rows = [
            (*named(one.actor, one.kind), named(one.rival, 0)[0], fixed(one.gain, 3, signed=True))
            for one in found.information
        ]
        said = (
            "gain: utils at the start, if everybody learns of which type the rival is; nobody can learn it "
            "alone, so that it may be below 0"
        )
        table = grid(("", "type", "of which type is", "gain"), rows, left=3)
        yield section(INFORMATION_TITLE, table, prose(said, style="quiet"))


def patience_section(
    scenario: Scenario, prices: Sequence[PatiencePrice], seconds: Sequence[TypePrice] = ()
) -> Section:
    """Return the table of the prices, for this page and that of the forecast.

    ``seconds`` : of second types; all other prices are then of the first types.
    """
    shown = Labels(scenario).actor
    rows = [
        (shown(actor.name), *_row(price))
        for actor, price in zip(scenario.rules.actors, prices, strict=True)
        if price.initiatives > 0.0
    ]
    names = [actor.name for actor in scenario.rules.actors]
    rows += [(f"{shown(names[price.actor])}, as {kind}", *_row(price)) for kind, price in seconds]
    heads = ("", "gap (utils)", "closed by (a month)", "at the start", "reasoned", "initiatives")
    idle = [
        shown(actor.name)
        for actor, price in zip(scenario.rules.actors, prices, strict=True)
        if not price.initiatives > 0.0
    ]
    said = [KEY]
    if idle:
        said.append(f"{joined(idle)}: never between a blink and another move, as long as no rival blinks.")
    return section(TITLE, *([grid(heads, rows)] if rows else []), prose(*said, style="quiet"))


def _row(price: PatiencePrice) -> tuple[str, ...]:
    start = "" if math.isnan(price.at_start) else fixed(price.at_start, 2, signed=True)
    closing = "" if price.gap >= 0.0 else f"{price.cost:.3f}"
    gap = fixed(price.gap, 2, signed=True)
    return gap, closing, start, percent(price.reasoned), f"{price.initiatives:.2f}"


def _why(scenario: Scenario, actor: str, price: PatiencePrice, top: int) -> Iterator[Block]:
    labels = Labels(scenario)
    blinks, others = (_often(labels, actor, moves) for moves in (price.blinks, price.others))
    yield prose(f"{blinks} rather than {others}: {fixed(price.gap, 3, signed=True)} utils", indent=2)
    reasons = by_weight(price)
    sources = {argument.name: argument.source for argument in scenario.rules.arguments}
    lines = [
        (fixed(utils, 3, signed=True), f"{labels.argument(name)} ({cited(sources[name])})")
        for name, utils in reasons[:top]
    ]
    if len(reasons) > top:
        rest = math.fsum(utils for _, utils in reasons[top:])
        lines.append((fixed(rest, 3, signed=True), f"{len(reasons) - top} smaller"))
    yield Grid((GridColumn("", right=True), GridColumn("", prose=True)), tuple(lines), indent=4)


def _often(labels: Labels, actor: str, moves: Sequence[tuple[str, float]]) -> str:
    """Return moves with the share of initiatives at which each is the best of its kind."""
    if len(moves) == 1:
        return labels.move(actor, moves[0][0])
    shown = [f"{labels.move(actor, move)} {percent(share)}" for move, share in moves[:MOVES_SHOWN]]
    return ", ".join(shown) if len(moves) > MOVES_SHOWN else joined(shown)


def sentences_of(found: Beliefs) -> list[str]:
    """Return a sentence per actor: whether giving way is reasoned whatever it believes, and what decides."""
    return patience_sentences(found.scenario, found.prices)


def patience_sentences(scenario: Scenario, prices: Sequence[PatiencePrice]) -> list[str]:
    """Return a sentence for the price of patience of every actor."""
    pairs = zip(scenario.rules.actors, prices, strict=True)
    return [
        said for actor, price in pairs for said in sentences("beliefs", facts_of(scenario, actor.name, price))
    ]


def facts_of(scenario: Scenario, actor: str, price: PatiencePrice) -> dict[str, Any]:
    """Return the facts of one actor's price of patience."""
    labels = Labels(scenario)
    facts: dict[str, Any] = {
        "actor": labels.actor(actor),
        "idle": not price.initiatives > 0.0,
        "gap": price.gap,
        "as_good": abs(price.gap) < AS_GOOD,
        "reasoned": price.gap > 0.0,
        "endless": math.isinf(price.months),
        "cost": price.cost,
        "reason": None,
    }
    sign = 1.0 if price.gap > 0.0 else -1.0
    name = next((name for name, utils in by_weight(price) if utils * sign > 0.0), None)
    if facts["idle"] or name is None:
        return facts
    source = next(argument.source for argument in scenario.rules.arguments if argument.name == name)
    return {**facts, "reason": {"argument": labels.argument(name), "cited": cited(source), "claim": None}}
