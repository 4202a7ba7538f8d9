"""The commitment game as a picture: the table of its profiles, and the value of tying one's hands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from blinkfirst.game.commitments import CommittedOutcome
from blinkfirst.game.forecast import NOBODY, by_name
from blinkfirst.questions.commit.answer import Commitments
from blinkfirst.report.charts import ROW, Band, Bar, diverging_bars, key_above, share_rows, titled
from blinkfirst.report.drawing import Panel, Picture, chosen_panel, composed, heading_of, marks_of
from blinkfirst.report.labels import Labels
from blinkfirst.solve.strategic_form.best_replies import best_reply_marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import SubFigure

PROFILES_DRAWN = 27  # of more, those in which at most one player commits, and equilibria
UNSEEN = 0.005  # a chance below this has no place in the key


def figure_of(found: Commitments, panel: str = "") -> Picture:
    """Draw the table of the commitments above the value of tying one's hands, or one panel by its name.

    Raises `OptionError` when there is no such panel.
    """
    panels = [chosen_panel(PANELS, panel)] if panel else list(PANELS.values())
    caption = (
        "commitments known to all before the first day; exact; payoffs in utils, discounted to the start"
    )
    return composed(found, [panels], heading_of(found, f"{found.scenario.title}: commitments", caption))


def profiles_drawn(found: Commitments) -> list[tuple[int, ...]]:
    """Return the profiles that the table shows, by the postures' numbers."""
    everything = list(product(*map(range, found.form.counts)))
    if len(everything) <= PROFILES_DRAWN:
        return everything
    pure, players = set(pure_equilibria(found)), found.outcomes.players
    few = [
        profile
        for profile in everything
        if profile in pure
        or sum(not player.postures[k].free for player, k in zip(players, profile, strict=True)) <= 1
    ]
    return few[:PROFILES_DRAWN]


def pure_equilibria(found: Commitments) -> list[tuple[int, ...]]:
    """Return the equilibria in which nobody mixes, by the postures' numbers."""
    return [tuple(support[0] for support in one.supports) for one in found.equilibria.equilibria if one.pure]


def chances_in(found: Commitments, profile: tuple[int, ...]) -> dict[str, float]:
    """Return P(blinks first) under a profile, by actor, and ``nobody``."""
    table = found.outcomes
    outcome = CommittedOutcome(table.values[profile], table.first_blinks[profile])
    return {**by_name(table.actors, outcome.first_blinks), NOBODY: outcome.nobody}


def hand_bars(found: Commitments) -> list[Bar]:
    """Return what each player gains by each commitment that it makes alone."""
    bars: list[Bar] = []
    marks = marks_of(found.outcomes.actors)
    for number, player in enumerate(found.outcomes.players):
        mark = marks[player.actors[0]]
        mine = [tied for tied in found.tied_hands if tied.player == number]
        if mine:
            bars.append(Bar(player.name, None, ink=mark.ink))
        bars += [Bar(player.postures[tied.posture].name, tied.own_gain, mark.colour) for tied in mine]
    return bars


def _draw_table(part: SubFigure, found: Commitments) -> None:
    axes = titled(part, "Who blinks first under each profile, and what it brings")
    profiles, pure = profiles_drawn(found), set(pure_equilibria(found))
    marks = marks_of((*found.outcomes.actors, NOBODY))
    chances = [chances_in(found, profile) for profile in profiles]
    shares = np.array([[found_here[name] for name in marks] for found_here in chances])
    label_of = Labels(found.scenario).actor
    bands = [Band(label_of(name), mark.colour, mark.ink) for name, mark in marks.items()]
    labels = [" / ".join(found.form.profile_names(profile)) for profile in profiles]
    share_rows(axes, labels, shares, [bands] * len(profiles))
    for label, profile in zip(axes.get_yticklabels(), profiles, strict=True):
        label.set_fontweight("bold" if profile in pure else "normal")
        label.set_fontsize(8)
    _payoffs(axes, found, profiles)
    key_above(axes, [b for b, share in zip(bands, shares.max(axis=0), strict=True) if share >= UNSEEN])


def _payoffs(axes: Axes, found: Commitments, profiles: Sequence[tuple[int, ...]]) -> None:
    """Write each player's payoff beside the bar, with a star where the posture is a best reply."""
    best = best_reply_marks(found.form)
    for row, profile in enumerate(profiles):
        said = [
            f"{found.form.payoffs[(k, *profile)]:.2f}{'*' if best[(k, *profile)] else ''}"
            for k in range(found.form.n_players)
        ]
        axes.annotate(
            ", ".join(said), (1.0, row), (6, 0), textcoords="offset points", va="center", fontsize=8,
            annotation_clip=False,
        )  # fmt: skip


def _table_notes(found: Commitments) -> list[str]:
    notes = [f"postures in the order {' / '.join(found.form.players)}"]
    notes.append("beside the bars: their payoffs, * a best reply; bold: pure equilibria")
    shown = len(profiles_drawn(found))
    if shown < found.form.n_profiles:
        notes.append(f"{shown} of {found.form.n_profiles:,} profiles")
    return notes


def _draw_hands(part: SubFigure, found: Commitments) -> None:
    axes = titled(part, "What a player gains by tying its hands alone")
    diverging_bars(axes, hand_bars(found), "utils", lambda gain: f"{gain:+.3f}")


PANELS: dict[str, Panel[Commitments]] = {
    "table": Panel(_draw_table, lambda found: 1.0 + 0.27 * len(profiles_drawn(found)), _table_notes),
    "hands": Panel(_draw_hands, lambda found: 0.9 + ROW * max(len(hand_bars(found)), 3)),
}
