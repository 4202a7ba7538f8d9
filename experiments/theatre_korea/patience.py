"""The price of patience by scenario, lens and actor, in both editions of the theatre."""

from __future__ import annotations

import math
from collections.abc import Iterator

from readings import LENSES, SCENARIOS

from blinkfirst.game.patience_price import PatiencePrice
from blinkfirst.questions.beliefs.answer import Beliefs, beliefs, by_weight
from blinkfirst.report.words import fixed
from blinkfirst.scenario.loading import load

EDITIONS = ("korea-1/", "")
RARE = 0.05  # expected initiatives; whoever has fewer gets no chance to speak of


def patience_rows(scenario: str) -> Iterator[list[str]]:
    """One row per lens: every actor's gap with the cost that closes it, first and second edition, and who has
    a reason to give way in the second.
    """
    for lens in LENSES:
        found = [beliefs(load(edition + scenario, lens=lens)) for edition in EDITIONS]
        yield [scenario, lens, *(", ".join(map(_said, _asked(one))) for one in found), _reasons(found[-1])]


def all_rows() -> list[list[str]]:
    """Rows of all scenarios."""
    return [row for scenario in SCENARIOS for row in patience_rows(scenario)]


def _asked(found: Beliefs) -> list[tuple[str, PatiencePrice]]:
    names = [actor.name for actor in found.scenario.rules.actors]
    return [(n, p) for n, p in zip(names, found.prices, strict=True) if p.initiatives >= RARE]


def _said(named: tuple[str, PatiencePrice]) -> str:
    name, price = named
    gap = fixed(price.gap, 2, signed=True).replace("0.", ".")
    if price.gap > 0.0:
        return f"**{name} {gap}**"
    return f"{name} {gap} ({f'{price.cost:.3f}'.removeprefix('0')})"


def _reasons(found: Beliefs) -> str:
    """Who has a reason, on average or at the start, and the argument that speaks for it most."""
    said = []
    for name, price in _asked(found):
        at_start = not math.isnan(price.at_start) and price.at_start > 0.0
        if price.gap > 0.0 or at_start:
            speaks = next((argument for argument, utils in by_weight(price) if utils > 0.0), "")
            when = "" if price.gap > 0.0 else f", at the start only ({price.at_start:+.2f})"
            said.append(f"{name}{when}: `{speaks}`")
    return "; ".join(said)
