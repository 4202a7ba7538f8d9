"""The outlook of a scenario as a page in a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rich.bar import Bar
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from blinkfirst.game.forecast import Forecast
from blinkfirst.report.citing import cited
from blinkfirst.results.outlook import (
    ClaimAnswer,
    LensVerdict,
    Outlook,
    TellingChoice,
    first_blinkers,
    hazard_per_month,
    median_months,
)
from blinkfirst.scenario.calendar import date_of
from blinkfirst.scenario.scenario import Actor, Scenario

REASONS_SHOWN = 3


def print_outlook(console: Console, outlook: Outlook) -> None:
    """Print title, first blinkers, hazard, questions, claims and the most telling arguments."""
    for part in _parts(outlook):
        console.print(part)
        console.print()


def _parts(outlook: Outlook) -> Iterable[RenderableType]:
    yield _heading(outlook)
    yield _blinkers(outlook)
    yield _hazard(outlook)
    if outlook.questions:
        yield _questions(outlook)
    if outlook.claims:
        yield _claims(outlook.claims)
    if outlook.telling:
        yield _telling(outlook)


def percent(probability: float) -> str:
    """Spell a probability for reading: whole per cents, more where it matters."""
    if probability != 0 and (probability < 0.0995 or 0.9905 < probability < 1):
        return f"{100 * probability:.1f} %"
    return f"{100 * probability:.0f} %"


def _heading(outlook: Outlook) -> RenderableType:
    scenario, game = outlook.scenario, outlook.standoff.opening
    end = date_of(scenario.start, scenario.ticks, scenario.tick_months)
    span = "no horizon, shown" if scenario.stationary else "until"
    facts = (
        f"{scenario.start} {span} {end}, {game.n_states:,} reachable states, lens: "
        f"{scenario.lens_text or 'none'}"
    )
    lines = [Text(scenario.title, style="bold"), Text(facts, style="dim")]
    if scenario.summary:
        lines.append(Text(scenario.summary))
    lines.extend(
        Text(f"  {event.on}  {event.name} ({'foreseen' if event.foreseen else 'surprise'})")
        for event in scenario.events
    )
    return Group(*lines)


def _blinkers(outlook: Outlook) -> RenderableType:
    table = Table(
        title="Who blinks first?", title_justify="left", title_style="bold", box=None, pad_edge=False
    )
    for name in ("actor", "probability", "by which move", "when"):
        table.add_column(name)
    for name in ("soft first", "hard first", "coin toss", "precision x2"):
        table.add_column(name, justify="right")
    exact, soft, hard, tossed, sharper = (
        first_blinkers(outlook.forecast),
        first_blinkers(outlook.forecast, outlook.forecast.first_soft),
        first_blinkers(outlook.forecast, outlook.forecast.first_hard),
        first_blinkers(outlook.coin_toss),
        first_blinkers(outlook.sharper),
    )
    for name in sorted(exact, key=lambda n: (n == "nobody", -exact[n])):
        moves, when = _moves_and_time(outlook, name)
        table.add_row(
            name,
            f"{percent(exact[name]):>7}",
            moves,
            when,
            percent(soft[name]),
            percent(hard[name]),
            percent(tossed[name]),
            percent(sharper[name]),
        )
    return table


def _moves_and_time(outlook: Outlook, name: str) -> tuple[str, str]:
    """Return an actor's two likeliest first blinks with their degree, and by when half of its first blinks
    have come.
    """
    forecast = outlook.forecast
    if name == "nobody":
        return "", ""
    actor = forecast.actors.index(name)
    totals = forecast.first_blink.sum(axis=0)
    ways = [
        (
            totals[deed, degree],
            f"{move} ({'hard' if degree else 'soft'}) {percent(float(totals[deed, degree]))}",
        )
        for deed, (owner, move) in enumerate(forecast.deeds)
        for degree in (0, 1)
        if owner == actor
    ]
    likely = [text for p, text in sorted(ways, key=lambda way: -way[0])[:2] if p > 0.0005]
    by_tick = forecast.first_blink[:, [owner == actor for owner, _ in forecast.deeds]].sum(axis=(1, 2))
    months = median_months(by_tick, forecast.tick_months)
    return ", ".join(likely), "" if math.isnan(months) else f"half by month {months:.1f}"


def _hazard(outlook: Outlook) -> RenderableType:
    hazards = hazard_per_month(outlook.forecast)
    top = max(float(hazards.max()), 1e-12)
    table = Table(
        title="Hazard: chance of a first blink in the month, if nobody has blinked before",
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        show_header=False,
    )
    table.add_column(justify="right")
    table.add_column(justify="right")
    table.add_column(width=40)
    for month, hazard in enumerate(hazards, start=1):
        table.add_row(f"month {month}", percent(float(hazard)), Bar(top, 0, float(hazard), width=40))
    return table


def _questions(outlook: Outlook) -> RenderableType:
    table = Table(
        title="Questions",
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        show_header=False,
    )
    table.add_column(justify="right")
    table.add_column()
    for question in outlook.questions:
        shown = f"{question.answer:.2f} times" if question.counts else percent(question.answer)
        table.add_row(
            shown, question.name if question.name == question.ask else f"{question.name} ({question.ask})"
        )
    return table


def _claims(claims: Iterable[ClaimAnswer]) -> RenderableType:
    table = Table(
        title="Claims: does the conclusion follow from the arguments?",
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
    )
    table.add_column("claim", ratio=3)
    table.add_column("expected")
    table.add_column("under its author's lens", ratio=2)
    table.add_column("under the rival's", ratio=2)
    for answer in claims:
        author = [v for v in answer.verdicts if v.role != "rival"]
        rivals = [v for v in answer.verdicts if v.role == "rival"]
        table.add_row(
            f"{answer.claim.says} ({cited(answer.claim.source)})",
            answer.claim.expect,
            _verdicts(author),
            _verdicts(rivals),
        )
    return table


def _verdicts(verdicts: Iterable[LensVerdict]) -> Text:
    text = Text()
    for verdict in verdicts:
        text.append(
            "follows" if verdict.follows else "does not follow", style="green" if verdict.follows else "red"
        )
        was = "" if verdict.before is None else f"{verdict.before:.3f} -> "
        text.append(f" ({was}{verdict.answer:.3f}, by {verdict.margin:+.3f}) ")
    return text


def _telling(outlook: Outlook) -> RenderableType:
    lines: list[RenderableType] = [
        Text("The most telling arguments, at each actor's likeliest moment to blink", style="bold")
    ]
    actors = {actor.name: actor for actor in outlook.scenario.rules.actors}
    for choice in outlook.telling:
        lines.append(_choice(choice, outlook.scenario, actors[choice.actor]))
    return Group(*lines)


def _choice(choice: TellingChoice, scenario: Scenario, actor: Actor) -> RenderableType:
    text = Text()
    text.append(f"{choice.actor}", style="bold")
    text.append(
        f", {choice.day}: {choice.move} ({choice.degree} blink, chosen {percent(choice.probability)}) "
        f"against {choice.instead} "
        f"({percent(choice.instead_probability)}): {choice.difference:+.2f} utils"
    )
    arguments = {argument.name: argument for argument in scenario.rules.arguments}
    for heading, sign in (("for", 1), ("against", -1)):
        for reason in [r for r in choice.reasons if r.utils * sign > 0][:REASONS_SHOWN]:
            argument = arguments[reason.argument]
            text.append(
                f"\n    {heading:7} {reason.utils:+.2f}  {reason.argument} ({cited(argument.source)}): "
                f"{argument.claim}"
            )
    return text


def blink_summary(forecast: Forecast) -> str:
    """Return one line: who most likely blinks first."""
    chances = first_blinkers(forecast)
    ranked = sorted(chances, key=lambda name: -chances[name])
    return ", ".join(f"{name} {percent(chances[name])}" for name in ranked)
