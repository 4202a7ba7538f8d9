"""Parts that the pages of games in strategic form share: the table of two players, the list of equilibria."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from textwrap import fill

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from blinkfirst.game.equilibrium import Equilibria, Equilibrium
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.report.layout import percent, plain_table, titled
from blinkfirst.report.mixtures import amount_text, mixture_text, regret_text
from blinkfirst.report.ties import equilibrium_notes

NOTES_SHOWN = 8


def bimatrix(form: StrategicForm, width: int, cell: Callable[[int, int], str]) -> Table:
    """Two players: a row per strategy of the first, a column per strategy of the second, its head folded."""
    first, second = form.players
    table = plain_table(f"{first} \\ {second}")
    for name in form.strategies[1]:
        table.add_column(fill(name, width), justify="right", no_wrap=True)
    for row, name in enumerate(form.strategies[0]):
        table.add_row(name, *(cell(row, column) for column in range(form.counts[1])))
    return table


def starred(amount: str, best: bool) -> str:
    """Mark what a best reply gets."""
    return f"{amount}{'*' if best else ''}"


def listed_equilibria(
    title: str,
    form: StrategicForm,
    search: Equilibria,
    most: int,
    lines_of: Callable[[int, Equilibrium], Iterable[str]],
) -> RenderableType:
    """List the first equilibria, each in the lines that ``lines_of`` gives it, and the notes on them."""
    lines: list[str] = []
    for number, equilibrium in enumerate(search.equilibria[:most], start=1):
        lines += lines_of(number, equilibrium)
    if len(search.equilibria) > most:
        lines.append(f"{len(search.equilibria) - most} more (--json has them all)")
    if not search.equilibria:
        lines.append("none found")
    notes = equilibrium_notes(form, search)
    lines += [f"Note: {note}." for note in notes[:NOTES_SHOWN]]
    if len(notes) > NOTES_SHOWN:
        lines.append(f"{len(notes) - NOTES_SHOWN} more notes (--json has them all)")
    return titled(title, Text("\n".join(lines)))


def equilibrium_lines(
    form: StrategicForm,
    number: int,
    equilibrium: Equilibrium,
    spelled: Callable[[float], str] = percent,
) -> list[str]:
    """Return each player's mixed strategy, the expected payoffs, and the regret."""
    mixtures = zip(form.players, form.strategies, equilibrium.profile, strict=True)
    chosen = [f"{player} {mixture_text(names, own, spelled)}" for player, names, own in mixtures]
    pairs = zip(form.players, equilibrium.payoffs, strict=True)
    payoffs = ", ".join(f"{name} {amount_text(payoff)}" for name, payoff in pairs)
    return [
        f"{number}. {'; '.join(chosen)}",
        f"   payoffs: {payoffs}; regret {regret_text(equilibrium.regret)}",
    ]
