"""The outlook of a scenario as a page in a terminal and in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.bar import Bar
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from blinkfirst.game.forecast import NOBODY, median_months
from blinkfirst.game.game import BLINK_DEGREES
from blinkfirst.questions.run.facts import sentences_of
from blinkfirst.questions.run.outlook import (
    FOLLOWS,
    FOLLOWS_NOT,
    ClaimAnswer,
    DecisiveChoice,
    LensVerdict,
    Outlook,
    Reason,
)
from blinkfirst.report.condition import warnings_of
from blinkfirst.report.layout import notes, percent, plain_table, print_parts, titled
from blinkfirst.report.words import cited, counted, joined
from blinkfirst.scenario.calendar import date_of
from blinkfirst.scenario.scenario import Argument
from blinkfirst.solve.standoff.certified import CertifiedForecast

COLOURS = {FOLLOWS: "green", FOLLOWS_NOT: "red"}
REASONS_SHOWN = 3
WAYS_SHOWN = 3
WORTH_SHOWING = 0.0005
EIGHTHS = 320  # of a letter, in the longest bar of the hazard
# a reason weaker than this part of the strongest one is not shown
SMALLEST_REASON = 20


def print_page(console: Console, outlook: Outlook) -> None:
    """Print title, first blinkers, hazard, questions, claims and the decisive arguments."""
    print_parts(console, _parts(outlook))


def summary_of(outlook: Outlook) -> str:
    """Return the answer in sentences, in one line."""
    return " ".join(sentences_of(outlook))


def _parts(outlook: Outlook) -> Iterable[RenderableType]:
    yield _heading(outlook)
    if outlook.trust.is_unsure:
        yield titled("Who blinks first?", notes(warnings_of(outlook.trust)))
        if outlook.certified is not None:
            yield _certified(outlook, outlook.certified)
        return
    yield _blinkers(outlook)
    if warnings_of(outlook.trust):
        yield notes(warnings_of(outlook.trust))
    if outlook.certified is not None:
        yield _certified(outlook, outlook.certified)
    yield _hazard(outlook)
    if outlook.questions:
        yield _questions(outlook)
    if outlook.claims:
        yield _claims(outlook.claims)
    if outlook.decisive:
        yield _decisive(outlook)


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
    table = plain_table("", "first", "first soft", "first hard", "at coin toss", "at precision x2")
    forecasts = (
        outlook.forecast.first_blinkers,
        outlook.forecast.first_soft_blinkers,
        outlook.forecast.first_hard_blinkers,
        outlook.coin_toss,
        outlook.sharper,
    )
    exact = forecasts[0]
    ranked = sorted(exact, key=lambda name: (name == NOBODY, -exact[name]))
    for name in ranked:
        table.add_row(name, *(_chance(chances[name], outlook) for chances in forecasts))
    actors = Table.grid(padding=(0, 1))
    for name in ranked:
        if name != NOBODY:
            said = outlook.positions.get(name, "")
            actors.add_row(f"{name}", Text.assemble((said, "italic"), f"\n{_ways(outlook, name)}"))
    return titled(
        "Who blinks first?",
        Group(table, Text(), Text("What each declares, and how it gives that up"), actors),
    )


def _certified(outlook: Outlook, certified: CertifiedForecast) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    brackets = (*certified.first_blink, certified.nobody)
    for name, bracket in zip((*certified.actors, NOBODY), brackets, strict=True):
        table.add_row(name, bracket.decimal, f"+/- {bracket.radius:.1g}")
    error = outlook.certified_error
    lines = [Text(f"in {certified.bits:,} bits", style="dim")]
    if error is not None:
        claim = outlook.trust.condition.worst
        held = "as it claims" if error <= claim else "MORE THAN IT CLAIMS: please report this scenario"
        said = f"the forecast above differs from this by at most {error:.1g}, {held} (up to {claim:.1g})"
        lines.append(Text(said, style="dim" if error <= claim else "red"))
    if certified.ties:
        ties = counted(certified.ties, "menu")
        lines.append(Text(f"in {ties} of exact maximisers moves tie, and share evenly", style="dim"))
    return titled("Certified by ball arithmetic: P(first blink)", Group(table, *lines))


def _chance(chance: float, outlook: Outlook) -> str:
    return "unsure" if math.isnan(chance) else percent(chance, outlook.trust.condition.worst)


def _ways(outlook: Outlook, name: str) -> str:
    """Return an actor's likeliest first blinks with their degree, and when half of them have come."""
    forecast = outlook.forecast
    actor = forecast.actors.index(name)
    totals = forecast.first_blink.sum(axis=0)
    ways = [
        (float(totals[deed, degree]), f"{move} ({BLINK_DEGREES[degree + 1]})")
        for deed, (owner, move) in enumerate(forecast.deeds)
        for degree in (0, 1)
        if owner == actor
    ]
    ranked = sorted(ways, key=lambda way: -way[0])[:WAYS_SHOWN]
    likely = [f"{way} {percent(probability)}" for probability, way in ranked if probability >= WORTH_SHOWING]
    by_tick = forecast.first_blink[:, [owner == actor for owner, _ in forecast.deeds]].sum(axis=(1, 2))
    months = median_months(by_tick, forecast.tick_months)
    if not likely or math.isnan(months):
        return "never blinks"
    return f"{', '.join(likely)}; when it does, half of the time by month {months:.1f}"


def _hazard(outlook: Outlook) -> RenderableType:
    hazards = outlook.forecast.hazard
    top = max(float(hazards.max()), 1e-12)
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right")
    table.add_column(justify="right")
    table.add_column(width=40)
    for month, hazard in enumerate(hazards, start=1):
        eighths = math.floor(EIGHTHS * float(hazard) / top + 1e-6)  # whole ones: last bits draw nothing
        table.add_row(f"month {month}", percent(float(hazard)), Bar(EIGHTHS, 0, eighths, width=EIGHTHS // 8))
    return titled("Hazard: chance of a first blink in the month, if nobody has blinked before", table)


def _questions(outlook: Outlook) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right")
    table.add_column()
    for question in outlook.questions:
        shown = f"{question.answer:.2f} times" if question.counts else percent(question.answer)
        named = question.name if question.name == question.ask else f"{question.name} ({question.ask})"
        table.add_row(shown, named)
    return titled("Questions", table)


def _claims(claims: Iterable[ClaimAnswer]) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    table.add_column("claim", ratio=3)
    table.add_column("expected")
    table.add_column("its author's lens", ratio=2)
    table.add_column("the rival's", ratio=2)
    for answer in claims:
        author = [v for v in answer.verdicts if v.role != "rival"]
        rivals = [v for v in answer.verdicts if v.role == "rival"]
        claim = f"{answer.claim.says} ({cited(answer.claim.source)})"
        table.add_row(claim, answer.claim.expect, _verdicts(author), _verdicts(rivals))
    return titled("Claims: does the conclusion follow from the arguments?", table)


def _verdicts(verdicts: Iterable[LensVerdict]) -> Text:
    text = Text()
    for verdict in verdicts:
        if text:
            text.append("\n")
        text.append(verdict.verdict, style=COLOURS.get(verdict.verdict, ""))
        was = "" if verdict.before is None else f"{verdict.before:.3f} to "
        by = f" by {abs(verdict.margin):.3f}" if verdict.verdict in COLOURS else ""
        text.append(f"{by} ({was}{verdict.answer:.3f})")
    return text


def _decisive(outlook: Outlook) -> RenderableType:
    arguments = {argument.name: argument for argument in outlook.scenario.rules.arguments}
    choices = [_choice(choice, arguments) for choice in outlook.decisive]
    return titled("The decisive arguments, at each actor's likeliest moment to blink", Group(*choices))


def _choice(choice: DecisiveChoice, arguments: Mapping[str, Argument]) -> RenderableType:
    head = Text.assemble(
        (choice.actor, "bold"),
        f", {choice.day}: {choice.move} ({choice.degree} blink, chosen {percent(choice.probability)}) "
        "rather than "
        f"{choice.instead} ({percent(choice.instead_probability)}): {choice.difference:+.2f} utils",
        "".join(f"; {tie}" for tie in _ties(choice)),
    )
    table = Table.grid(padding=(0, 1))
    table.add_column(width=4)
    table.add_column(justify="right")
    table.add_column()
    for reason in shown_reasons(choice.reasons):
        argument = arguments[reason.argument]
        cause = Text.assemble((reason.argument, "italic"), f" ({cited(argument.source)}): {argument.claim}")
        table.add_row("", f"{reason.utils:+.2f}", cause)
    return Group(head, table)


def _ties(choice: DecisiveChoice) -> Iterator[str]:
    """Say what was as likely as that which is taken apart here."""
    if choice.days_alike > 1:
        yield f"the first of {choice.days_alike:,} equally likely days"
    if choice.blinks_alike > 1:
        yield f"one of {choice.blinks_alike:,} equally likely blinks that day"
    if choice.instead_alike:
        yield f"as likely as {choice.instead}: {joined(choice.instead_alike)}"


def shown_reasons(reasons: Sequence[Reason]) -> list[Reason]:
    """Return the reasons worth a line: the strongest for and against, without those too small to matter."""
    largest = max((abs(reason.utils) for reason in reasons), default=0.0)
    shown = [reason for reason in reasons if abs(reason.utils) >= largest / SMALLEST_REASON]
    kept: list[Reason] = []
    for sign in (1, -1):
        kept += [reason for reason in shown if reason.utils * sign > 0][:REASONS_SHOWN]
    return sorted(kept, key=lambda reason: -abs(reason.utils))
