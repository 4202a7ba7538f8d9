"""Private types on the page of a run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from blinkfirst.questions.run.outlook import Outlook
from blinkfirst.questions.run.reputations import Known, conducts, known_of, type_chances
from blinkfirst.report.document import Section, grid, prose, section
from blinkfirst.report.labels import Labels
from blinkfirst.report.words import fixed, joined, percent
from blinkfirst.scenario.calendar import date_after

DATES_SHOWN = 7
GAINED = 0.005  # what a move has to change a belief by to be said to teach something


def reputation_sections(outlook: Outlook) -> Iterator[Section]:
    """Yield what each type does, and what is believed, month by month and move by move."""
    for known in known_of(outlook):
        read = f", read with {known.lens}" if known.lens else ""
        yield _types(known, read)
        yield _beliefs(known, read)
        yield _conduct(known, read)


def _types(known: Known, read: str) -> Section:
    labels, worst = Labels(known.scenario), known.hidden.worst
    shown = {
        (known.hidden.forecast.actors[one.actor], name): label
        for one, _ in known.typed
        for name, label in zip(one.types, known.types_of(one), strict=True)
    }
    rows = [
        (
            labels.actor(one.actor), shown[one.actor, one.type], percent(one.prior),
            percent(one.first, worst),
            percent(one.others, worst), percent(one.nobody, worst), fixed(one.value, 2, signed=True),
        )
        for one in type_chances(known)
    ]  # fmt: skip
    heads = ("", "type", "prior", "it blinks first", "another does", "nobody", "its value")
    said = "if the actor is of that type, which only it knows; its value in utils, as that type feels it"
    notes = [prose(said, style="quiet")]
    if known.hidden.other_roots:
        notes.append(prose(_several(known), style="strong"))
    return section(f"Hidden resolve: what happens by type{read}", grid(heads, rows, left=2), *notes)


def _several(known: Known) -> str:
    """Say what other solutions say where there may be several."""
    names = [Labels(known.scenario).actor(name) for name in known.hidden.forecast.actors]
    chosen = known.hidden.forecast.first_blink_by_actor
    moved = max(float(abs(other - chosen).max()) for other in known.hidden.other_roots)
    lists = [
        joined(f"{name} {percent(float(p))}" for name, p in zip(names, other, strict=True))
        for other in known.hidden.other_roots
    ]
    return (
        f"At {known.hidden.several:.2g} initiatives, in expectation, several equilibria are possible; that "
        "which indifferent choice leads to is taken. If moves are first read as separating the types, first "
        f"blinks are {lists[0]}; if the other way, {lists[1]}: at most {moved:.2g} from what is said above."
    )


def _beliefs(known: Known, read: str) -> Section:
    """Show what is believed of each typed actor as long as nobody has blinked."""
    labels, forecast = Labels(known.scenario), known.hidden.forecast
    last = len(forecast.level_months) - 1
    shown = sorted({round(k * last / (DATES_SHOWN - 1)) for k in range(DATES_SHOWN)})
    typed = list(known.typed)
    names = [f"{labels.actor(forecast.actors[one.actor])} {known.types_of(one)[1]}" for one, _ in typed]
    means = [known.hidden.reputations[place].while_all_hold for _, place in typed]
    rows = [
        (
            str(date_after(known.scenario.start, float(forecast.level_months[k]))),
            *("" if math.isnan(mean[k]) else percent(float(mean[k])) for mean in means),
        )
        for k in shown
    ]
    said = "what the others hold likely, on average over the ways to come there; at the start the prior"
    title = f"Reputations: what is believed if nobody has blinked by then{read}"
    return section(title, grid(("", *names), rows), prose(said, style="quiet"))


def _conduct(known: Known, read: str) -> Section:
    """Show what each move of a typed actor does to its reputation."""
    labels = Labels(known.scenario)
    seconds = {known.hidden.forecast.actors[one.actor]: known.types_of(one)[1] for one, _ in known.typed}
    rows: list[Sequence[str]] = [
        (
            labels.actor(one.actor), labels.move(one.actor, one.move), f"{one.times:.2f}",
            percent(one.before), percent(one.after), _taught(one.after - one.before, seconds[one.actor]),
        )
        for one in conducts(known)
    ]  # fmt: skip
    heads = ("", "move", "times", "before", "after", "")
    said = "belief in the second type before and after the move, on average over the occasions it is made on"
    title = f"Reputations: what each move teaches{read}"
    return section(title, grid(heads, rows, left=2), prose(said, style="quiet"))


def _taught(change: float, second: str) -> str:
    if abs(change) < GAINED:
        return "teaches nothing"
    return f"speaks {'for' if change > 0 else 'against'} {second}"
