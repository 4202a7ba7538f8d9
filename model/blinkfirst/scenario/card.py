"""A scenario on a card: what it is about, in some lines of text or of HTML."""

from __future__ import annotations

from html import escape
from textwrap import shorten
from typing import TYPE_CHECKING

from blinkfirst.scenario.calendar import date_of

if TYPE_CHECKING:
    from blinkfirst.scenario.scenario import Scenario

LINE = 200  # characters of a line of a card at most


def card(scenario: Scenario) -> str:
    """Return some lines: name and title, clock and lens, actors, and how much there is of everything else."""
    head = shorten(f"<Scenario {scenario.name}: {scenario.title}", LINE)
    return "\n  ".join([head, *(f"{name}: {said}" for name, said in facts(scenario).items())]) + ">"


def html_card(scenario: Scenario) -> str:
    """Return the card for a notebook."""
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(said)}</td></tr>" for name, said in facts(scenario).items()
    )
    head = f"<b>{escape(scenario.title)}</b> <code>{escape(scenario.name)}</code>"
    summary = f"<p>{escape(shorten(scenario.summary, 4 * LINE))}</p>" if scenario.summary else ""
    return f"<div><p>{head}</p>{summary}<table>{rows}</table></div>"


def facts(scenario: Scenario) -> dict[str, str]:
    """Return what a card says, by its heading."""
    rules = scenario.rules
    end = date_of(scenario.start, scenario.ticks, scenario.tick_months)
    span = "no horizon, shown until" if scenario.stationary else "until"
    counts = {
        "argument": len(rules.arguments),
        "dated event": len(scenario.events),
        "question": len(scenario.questions),
        "claim": len(scenario.claims),
    }
    found = {
        "time": f"{scenario.start} {span} {end}, {scenario.ticks} ticks of {scenario.tick_months:.4g} months",
        "lens": scenario.lens_text or "none",
        "actors": ", ".join(actor.name for actor in rules.actors),
        "world": ", ".join(v.name if v.frozen else f"{v.name} ({v.start})" for v in rules.variables),
        "holds": ", ".join(f"{n} {noun}{'' if n == 1 else 's'}" for noun, n in counts.items()),
    }
    return {name: shorten(said, LINE) for name, said in found.items()}
