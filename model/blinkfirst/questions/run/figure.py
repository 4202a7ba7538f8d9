"""The forecast of a scenario as a picture: who has blinked first by when, the hazard, the world, and why."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from blinkfirst.exchange.graph_files import dot_text, graphml_text
from blinkfirst.files.writing import mark_of, output_file
from blinkfirst.game.forecast import NOBODY
from blinkfirst.game.game import BLINK_DEGREES, NO_BLINK, FloatArray
from blinkfirst.game.leader import resting_on_error
from blinkfirst.questions.run.answer import check_panel
from blinkfirst.questions.run.blinkers import Blinkers, blinkers_by_lens
from blinkfirst.questions.run.move_chances import MoveChances, move_chances
from blinkfirst.questions.run.outlook import Outlook, Reason
from blinkfirst.questions.run.reputations import known_of, standing
from blinkfirst.questions.run.state_graph import state_graph
from blinkfirst.questions.run.states_figure import STATES_DRAWN, draw_states, graph_of
from blinkfirst.report.charts import (
    ROW,
    Band,
    Bar,
    bands,
    date_axis,
    dated_lines,
    days_of,
    diverging_bars,
    end_labels,
    key_above,
    on_axis,
    percent_axis,
    share_rows,
    titled,
)
from blinkfirst.report.drawing import (
    FIGURE,
    NOT_SHARP,
    Heading,
    Panel,
    Picture,
    area_of,
    chosen_panel,
    composed,
    heading_of,
    marks_of,
    paler,
    ramp,
)
from blinkfirst.report.labels import Labels
from blinkfirst.report.layout import named
from blinkfirst.report.words import cited
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.backward_induction import backward_induction

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import SubFigure

DRAWN = 0.005  # a chance below this has no band of its own
ARGUMENTS_DRAWN = 5  # of an actor, by size; the rest is one bar
WORLD_COLUMNS = 3
STATES_WRITTEN = 500  # into a graph for other programs
FOUR_IN_FIVE = (0.1, 0.9)
BELIEFS_NOTE = "line: mean belief; shade: four in five of the ways on which nobody has blinked"
CITED = 44  # characters of a reference


def figure_of(outlook: Outlook, panel: str = "") -> Picture:
    """Draw the forecast: the panels that most readers want, or one of them by its name.

    Raises `OptionError` when there is no such panel.
    """
    check_panel(outlook.scenario, panel)
    shown = POOL_DEFAULT if outlook.pool else HIDDEN_DEFAULT if outlook.hidden is not None else DEFAULT
    columns = [[chosen_panel(PANELS, panel)]] if panel else [[PANELS[name] for name in c] for c in shown]
    if outlook.trust.is_unsure:
        columns = [[_UNSURE]]
    return composed(outlook, columns, heading_of(outlook, outlook.scenario.title, _caption(outlook.scenario)))


def figure_of_several(outlooks: Sequence[Outlook]) -> Picture:
    """Draw who blinks first in several scenarios, a bar for each."""
    rows = [Blinkers(named(one.scenario), one.first_blink, one.sharper) for one in outlooks]
    heading = Heading(
        "Who blinks first?",
        "probability of blinking first up to each scenario's horizon, per cent; exact probabilities",
        " ".join(f"{named(one.scenario)}: {one.summary}" for one in outlooks),
        tuple(str(made) for one in outlooks for made in one.provenance),
    )
    return composed(rows, [[BLINKERS]], heading)


def save_graph(path: Path, outlook: Outlook) -> None:
    """Write the states that probability passes through as .dot or .graphml, whichever the name ends in."""
    found = state_graph(outlook.standoff, backward_induction(outlook.standoff), STATES_WRITTEN)
    graph = graph_of(found, outlook.scenario.name)
    mark = mark_of(FIGURE)
    text = dot_text(graph, mark) if path.suffix.lower() == ".dot" else graphml_text(graph, mark)
    with output_file(path) as draft:
        draft.write_text(text, encoding="utf-8")


def _caption(scenario: Scenario) -> str:
    days = days_of(scenario.start, [0.0, scenario.ticks * scenario.tick_months])
    span = "to" if not scenario.stationary else "no horizon, shown to"
    return f"{days[0]} {span} {days[1]}; exact probabilities"


class Curve(NamedTuple):
    """Chances over time, and whose they are.

    Attributes
    ----------
    days : n of them.
    names : k of them, in the order in which they are drawn.
    chances : shape (n, k).
    """

    days: list[date]
    names: tuple[str, ...]
    chances: FloatArray


def first_blinks_by_date(outlook: Outlook) -> Curve:
    """Return P(has blinked first by a date), by tick and actor, the likeliest first; nobody is the last."""
    forecast = outlook.forecast
    chances = forecast.first_blink_course
    days = days_of(outlook.scenario.start, np.arange(len(chances)) * forecast.tick_months)
    order = np.argsort(-chances[-1], kind="stable")
    nobody = np.clip(1.0 - chances.sum(axis=1, keepdims=True), 0.0, 1.0)
    names = (*(forecast.actors[k] for k in order), NOBODY)
    return Curve(days, names, np.hstack([chances[:, order], nobody]))


def _draw_first(part: SubFigure, outlook: Outlook) -> None:
    axes = part.subplots()
    axes.set_title("Who has blinked first by then?")
    course, soft = first_blinks_by_date(outlook), resting_on_error(outlook.first_blink, outlook.sharper)
    marks, labels = marks_of((*outlook.forecast.actors, NOBODY)), Labels(outlook.scenario)
    parts = [
        Band(
            f"{labels.actor(name)} {_percent(chance)}" if chance >= DRAWN or name == NOBODY else "",
            marks[name].colour,
            marks[name].ink,
            name not in soft,
        )
        for name, chance in zip(course.names, course.chances[-1], strict=True)
    ]
    bands(axes, on_axis(course.days), course.chances, parts)
    percent_axis(axes)
    date_axis(axes)
    dated_lines(axes, [(event.on, event.name) for event in outlook.scenario.events])
    axes.set_ylabel("probability")


def _percent(chance: float) -> str:
    return f"{100.0 * chance:.1f} %" if chance < 0.0995 else f"{100.0 * chance:.0f} %"


def _say(axes: Axes, sentence: str) -> None:
    axes.text(0.0, 0.9, sentence, wrap=True, va="top", transform=axes.transAxes)
    axes.set_axis_off()


def _first_notes(outlook: Outlook) -> Iterable[str]:
    chances = outlook.first_blink
    if any(chances[name] >= DRAWN for name in resting_on_error(outlook.first_blink, outlook.sharper)):
        yield NOT_SHARP
    small = [name for name, chance in chances.items() if chance < DRAWN and name != NOBODY]
    if small:
        yield f"below {100.0 * DRAWN:g} %: {', '.join(small)}"


def _draw_hazard(part: SubFigure, outlook: Outlook) -> None:
    axes = part.subplots()
    axes.set_title("Hazard: first blink in a month, if nobody has blinked before")
    hazards, names = outlook.forecast.hazard_by_actor, outlook.forecast.actors
    label = Labels(outlook.scenario).actor
    marks, soft = marks_of(names), resting_on_error(outlook.first_blink, outlook.sharper)
    months: FloatArray = np.minimum(
        np.arange(len(hazards) + 1.0), outlook.scenario.ticks * outlook.scenario.tick_months
    )
    days = on_axis(days_of(outlook.scenario.start, months))
    below = np.zeros(len(hazards))
    order = np.argsort(-hazards.sum(axis=0), kind="stable")
    for k in order:
        style = area_of(marks[names[k]].colour, names[k] not in soft)
        axes.bar(days[:-1], hazards[:, k], 0.92 * np.diff(days), bottom=below, align="edge", **style)
        below += hazards[:, k]
    top = float(below.max(initial=0.0))
    percent_axis(axes, 1.08 * top if top > 0.0 else 1.0)
    axes.set_xlim(days[0], days[-1])
    shown = [k for k in order if hazards[-1, k] > 0.02 * top]
    tops = np.cumsum(hazards[-1, shown])
    labels = [Band(label(names[k]), marks[names[k]].colour, marks[names[k]].ink) for k in shown]
    end_labels(axes, days[-1], tops - hazards[-1, shown] / 2.0, labels)
    date_axis(axes)
    axes.set_ylabel("probability in the month")


def _draw_world(part: SubFigure, outlook: Outlook) -> None:
    varying, labels = _varying(outlook), Labels(outlook.scenario)
    forecast = outlook.forecast
    days = on_axis(days_of(outlook.scenario.start, forecast.level_months))
    panels = part.subplots(_world_rows(outlook), WORLD_COLUMNS, squeeze=False).ravel()
    for axes, number in zip(panels, varying, strict=False):
        variable = outlook.standoff.opening.variables[number]
        shares = forecast.levels[number]
        parts = [
            Band(labels.level(variable.name, level) if share >= 0.02 else "", colour)
            for level, colour, share in zip(
                variable.levels, ramp(len(variable.levels)), shares[-1], strict=True
            )
        ]
        bands(axes, days, shares, parts)
        percent_axis(axes)
        axes.set_yticks([0.0, 0.5, 1.0])
        axes.set_title(labels.variable(variable.name), fontsize=8.5, fontweight="normal")
        date_axis(axes, 4)
    for place, axes in enumerate(panels):
        if place >= len(varying):
            axes.set_axis_off()
        axes.tick_params(
            labelleft=place % WORLD_COLUMNS == 0, labelbottom=place + WORLD_COLUMNS >= len(varying)
        )
    part.suptitle("The world", x=0.01, ha="left", fontsize=10, fontweight="bold")


def _varying(outlook: Outlook) -> list[int]:
    """Return the variables that change enough to be seen, by number."""
    return [
        k for k, shares in enumerate(outlook.forecast.levels) if float(np.ptp(shares, axis=0).max()) >= DRAWN
    ]


def _world_rows(outlook: Outlook) -> int:
    return max(1, math.ceil(len(_varying(outlook)) / WORLD_COLUMNS))


def worth_bars(outlook: Outlook) -> list[Bar]:
    """Return the utils that arguments bring each actor, largest in size first, under their sum."""
    bars, labels = list[Bar](), Labels(outlook.scenario)
    for actor, worths in _worths_by_actor(outlook).items():
        ranked = sorted(worths.items(), key=lambda worth: -abs(worth[1]))
        head = f"{labels.actor(actor)}: {math.fsum(worths.values()) + 0.0:+.2f} utils"
        reasons = [Reason(name, utils) for name, utils in ranked]
        bars += argument_bars(outlook.scenario, actor, head, reasons, ARGUMENTS_DRAWN)
    return bars


def _worths_by_actor(outlook: Outlook) -> Mapping[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for (actor, argument), utils in outlook.forecast.worths.items():
        if utils != 0.0 and not math.isnan(utils):
            found.setdefault(actor, {})[argument] = utils
    return found


def _reference(source: Mapping[str, tuple[int | str, ...]]) -> str:
    said = cited(source)
    return said if len(said) <= CITED else f"{said[:CITED].rsplit(' ', 1)[0].rstrip(';,')} ..."


def _draw_beliefs(part: SubFigure, outlook: Outlook) -> None:
    """Draw what is believed of each typed actor as long as nobody has blinked: the mean, and four in five."""
    found = known_of(outlook)
    axes = titled(part, "Reputations: what is believed if nobody has blinked by then")
    if not found:
        _say(axes, "Everybody knows everybody: no actor has private types.")
        return
    marks, labels = marks_of(outlook.forecast.actors), Labels(outlook.scenario)
    ends = []
    for number, known in enumerate(found):
        days = on_axis(days_of(outlook.scenario.start, known.hidden.forecast.level_months))
        for typed, place in known.typed:
            name, reputation = outlook.forecast.actors[typed.actor], known.hidden.reputations[place]
            mean, (low, high) = reputation.while_all_hold, standing(reputation, FOUR_IN_FIVE).T
            style = ("-", "--", ":")[number % 3]
            axes.fill_between(days, low, high, color=marks[name].colour, alpha=0.15, linewidth=0)
            axes.plot(days, mean, style, color=marks[name].colour)
            read = f", {known.lens}" if known.lens else ""
            said = f"{labels.actor(name)}: {known.types_of(typed)[1]}{read} {_percent(float(mean[-1]))}"
            ends.append((float(mean[-1]), Band(said, marks[name].colour, marks[name].ink)))
    percent_axis(axes)
    axes.set_xlim(days[0], days[-1])
    kept = sorted((end for end in ends if not math.isnan(end[0])), key=lambda end: end[0])
    end_labels(axes, days[-1], np.array([at for at, _ in kept]), [band for _, band in kept])
    date_axis(axes)
    dated_lines(axes, [(event.on, event.name) for event in outlook.scenario.events])
    axes.set_ylabel("belief")


def _draw_payoffs(part: SubFigure, outlook: Outlook) -> None:
    axes = titled(part, "What the arguments bring each actor")
    diverging_bars(axes, worth_bars(outlook), "utils, discounted to the start")


def decisive_bars(outlook: Outlook) -> list[Bar]:
    """Return what each argument adds to an actor's likeliest blink, less what it adds to the move instead."""
    bars, labels = list[Bar](), Labels(outlook.scenario)
    for choice in outlook.decisive:
        moves = (labels.move(choice.actor, name) for name in (choice.move, choice.instead))
        head = f"{labels.actor(choice.actor)}, {choice.day}: {' rather than '.join(moves)}"
        head += f" {choice.difference + 0.0:+.2f}"
        bars += argument_bars(outlook.scenario, choice.actor, head, choice.reasons, ARGUMENTS_DRAWN)
    return bars


def argument_bars(
    scenario: Scenario, actor: str, head: str, reasons: Sequence[Reason], most: int
) -> list[Bar]:
    """Return a headline and a bar for each argument, with its reference; those after the first few are one.

    Parameters
    ----------
    actor : whose they are: the bars have its colour.
    reasons : largest first.
    """
    mark, labels = marks_of(scenario.rules.menus)[actor], Labels(scenario)
    sources = {argument.name: argument.source for argument in scenario.rules.arguments}
    shown = reasons if len(reasons) == most + 1 else reasons[:most]  # no bar for a single other
    bars = [Bar(head, None, ink=mark.ink)]
    bars += [
        Bar(f"{labels.argument(r.argument)} ({_reference(sources[r.argument])})", r.utils, mark.colour)
        for r in shown
    ]
    if rest := reasons[len(shown) :]:
        bars.append(Bar(f"{len(rest)} others", math.fsum(reason.utils for reason in rest), mark.colour))
    return bars


def _draw_decisive(part: SubFigure, outlook: Outlook) -> None:
    axes = titled(part, "What speaks for a first blink (right) and against it (left)")
    bars = decisive_bars(outlook)
    if not bars:
        _say(axes, "Nobody is likely to blink.")
        return
    diverging_bars(axes, bars, "utils, as seen on that day")


def _draw_moves(part: SubFigure, outlook: Outlook) -> None:
    chances = move_chances(outlook.standoff, backward_induction(outlook.standoff))
    draw_moves(part, outlook.scenario, [one for one in chances if len(one.moves) > 1])


def draw_moves(part: SubFigure, scenario: Scenario, found: Sequence[MoveChances]) -> None:
    """Draw what each actor does when it has the initiative, month by month."""
    marks, labels = marks_of(scenario.rules.menus), Labels(scenario)
    panels = part.subplots(max(len(found), 1), 1, squeeze=False)[:, 0]
    for axes, one in zip(panels, found, strict=False):
        axes.set_title(f"{labels.actor(one.actor)}, at an initiative", color=marks[one.actor].ink)
        known = np.isfinite(one.chances).all(axis=1)
        if known.sum() < 2:
            _say(axes, _at_once(one, labels))
            continue
        colours = ramp(len(one.moves), (paler(marks[one.actor].colour, 0.9), marks[one.actor].colour))
        last = one.chances[known][-1]
        parts = [
            Band(f"{_move_name(one, k, labels)} {_percent(float(chance))}" if chance >= 0.02 else "", colour)
            for k, (colour, chance) in enumerate(zip(colours, last, strict=True))
        ]
        bands(axes, on_axis(days_of(scenario.start, one.months[known])), one.chances[known], parts)
        percent_axis(axes)
        axes.set_yticks([0.0, 0.5, 1.0])
        date_axis(axes)
    if not found:
        _say(panels[0], "Nobody has more than one move.")


def _at_once(one: MoveChances, labels: Labels) -> str:
    """Say what an actor does that has an initiative in one month at most."""
    rows = one.chances[np.isfinite(one.chances).all(axis=1)]
    if not rows.size:
        return "It has no initiative."
    said = (f"{_move_name(one, k, labels)} {_percent(float(c))}" for k, c in enumerate(rows[0]) if c >= DRAWN)
    return ", ".join(said)


def _move_name(one: MoveChances, move: int, labels: Labels) -> str:
    degree = "" if one.degrees[move] == BLINK_DEGREES[NO_BLINK] else f" ({one.degrees[move]} blink)"
    return f"{labels.move(one.actor, one.moves[move])}{degree}"


def _movers(outlook: Outlook) -> int:
    return sum(len(moves) > 1 for moves in outlook.standoff.opening.moves)


def _draw_lenses(part: SubFigure, outlook: Outlook) -> None:
    axes = titled(part, "Who blinks first, under each lens")
    pool = [Blinkers("the pool", outlook.first_blink, outlook.sharper)] if outlook.pool else []
    draw_blinkers(axes, [*pool, *blinkers_by_lens(outlook.scenario)])


def draw_blinkers(axes: Axes, rows: Sequence[Blinkers]) -> None:
    """Draw a bar for each row: who blinks first in it, and nobody; hatched what does not survive."""
    names = list(dict.fromkeys(name for row in rows for name in row.first if name != NOBODY))
    marks = marks_of((*names, NOBODY))
    shares = np.array([[row.first.get(name, 0.0) for name in marks] for row in rows])
    soft = [row.soft for row in rows]
    parts = [
        [Band(name, mark.colour, mark.ink, name not in resting) for name, mark in marks.items()]
        for resting in soft
    ]
    share_rows(axes, [row.label for row in rows], shares, parts)
    seen = [name for name, total in zip(marks, shares.max(axis=0), strict=True) if total >= DRAWN]
    key_above(axes, [Band(name, marks[name].colour, marks[name].ink) for name in seen])


def _draw_states(part: SubFigure, outlook: Outlook) -> None:
    axes = part.subplots()
    policy = backward_induction(outlook.standoff)
    graph = state_graph(outlook.standoff, policy, STATES_DRAWN)
    axes.set_title(
        f"The {len(graph.nodes)} states entered most, of {graph.states:,}: {graph.share:.0%} of the time"
    )
    draw_states(axes, graph, marks_of(outlook.forecast.actors))


BLINKERS: Panel[Sequence[Blinkers]] = Panel(
    lambda part, rows: draw_blinkers(part.subplots(), rows),
    lambda rows: 0.9 + 0.3 * len(rows),
    lambda rows: [NOT_SHARP] if any(row.soft for row in rows) else [],
)
_UNSURE: Panel[Outlook] = Panel(
    lambda part, outlook: _say(part.subplots(), outlook.trust.reason or ""), lambda _: 1.2
)
PANELS: dict[str, Panel[Outlook]] = {
    "first": Panel(_draw_first, lambda _: 3.4, _first_notes),
    "hazard": Panel(_draw_hazard, lambda _: 2.4, _first_notes),
    "world": Panel(_draw_world, lambda found: 0.4 + 1.35 * _world_rows(found)),
    "payoffs": Panel(_draw_payoffs, lambda found: 0.8 + ROW * len(worth_bars(found))),
    "beliefs": Panel(_draw_beliefs, lambda _: 2.8, lambda _: [BELIEFS_NOTE]),
    "decisive": Panel(_draw_decisive, lambda found: 0.8 + ROW * max(len(decisive_bars(found)), 4)),
    "moves": Panel(_draw_moves, lambda found: 0.5 + 1.7 * max(_movers(found), 1)),
    "lenses": Panel(_draw_lenses, lambda found: 1.4 + 0.42 * max(len(found.scenario.lenses), 1)),
    "states": Panel(_draw_states, lambda _: 6.4),
}
DEFAULT = (("first", "hazard", "world"), ("payoffs",))
HIDDEN_DEFAULT = (("first", "beliefs", "hazard", "world"), ("payoffs",))
POOL_DEFAULT = (("first", "hazard"), ("lenses", "world"))
