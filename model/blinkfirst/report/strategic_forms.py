"""Strategic forms and their equilibria: in words, as parts of a page, and as plain values for JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from textwrap import fill
from typing import Any

import numpy as np

from blinkfirst.game.equilibrium import Equilibria, Equilibrium
from blinkfirst.game.game import FloatArray
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.report.document import Block, Grid, Section, grid, prose, section
from blinkfirst.report.words import fixed, joined, percent
from blinkfirst.solve.strategic_form.best_replies import tie_tolerances
from blinkfirst.solve.strategic_form.dominance import Dominance, rows_of
from blinkfirst.study.store.tables import Cell

LEAST_SHOWN = 0.0005  # utils: smaller amounts are printed as none
ROUNDING = 1e-12
MOST_NOTES = 6  # ties named one by one; the rest is counted
NOTES_SHOWN = 8


def amount_text(value: float) -> str:
    """Spell utils with three decimals, without a minus before a nought."""
    return fixed(value, 3)


def payoff_text(value: float) -> str:
    """Spell a payoff of the table as it was written, to six digits."""
    return f"{value:g}" if value else "0"


def regret_text(regret: float) -> str:
    """Spell a regret; rounding errors are not spelled out: they differ from machine to machine."""
    return f"below {ROUNDING:.0e}" if regret < ROUNDING else f"{regret:.0e}"


def share_text(probability: float) -> str:
    """Spell a probability of an equilibrium, which may be a fraction worth recognising: ``87.5 %``.

    Examples
    --------
    >>> [share_text(p) for p in (0.5, 7 / 8, 2 / 3, 0.0004)]
    ['50 %', '87.5 %', '66.7 %', '0.04 %']
    """
    return f"{100 * probability:.3g} %"


def mixture_text(names: Sequence[str], mixture: FloatArray, spelled: Callable[[float], str] = percent) -> str:
    """Spell a mixed strategy: ``hold``, or ``hold (25 %) or blink (75 %)``."""
    played = [(names[int(k)], float(mixture[k])) for k in np.flatnonzero(mixture)]
    if len(played) == 1:
        return played[0][0]
    return " or ".join(f"{name} ({spelled(p)})" for name, p in played)


def dominance_text(form: StrategicForm, dominance: Dominance) -> str:
    """Spell who should never play what, and what is better."""
    names = form.strategies[dominance.player]
    how = "strictly, by" if dominance.strict else "weakly, by"
    by = repr(names[int(dominance.by.argmax())]) if dominance.pure else mixture_text(names, dominance.by)
    return f"{form.players[dominance.player]}: {names[dominance.strategy]!r}, {how} {by}"


def equilibrium_notes(form: StrategicForm, found: Equilibria) -> list[str]:
    """Return the notes of the search, then which strategies are tied where, and what that means for the list.

    Equilibria are numbered from 1, as a reader counts.
    """
    return [*found.notes, *_tie_notes(form, found)]


def _tie_notes(form: StrategicForm, found: Equilibria) -> Iterator[str]:
    yield from (
        f"{joined(names)} are worth the same to {form.players[player]} whatever the others play"
        for player, names in _twins(form)
    )
    numbered = enumerate(found.equilibria, start=1)
    tied = [_tie_note(form, number, one) for number, one in numbered if one.degenerate]
    yield from tied[:MOST_NOTES]
    if len(tied) > MOST_NOTES:
        yield f"ties at {len(tied) - MOST_NOTES} more equilibria"
    continua = [component for component in found.components if len(component) > 1]
    for component in continua:
        numbers = joined([str(k + 1) for k in component])
        yield (
            f"degenerate: equilibria {numbers} are corners of one connected set with infinitely many "
            "equilibria between them"
        )
    if tied and not continua:
        yield "degenerate: the number of equilibria need not be odd, and small changes of payoffs may move it"
    if found.ties_elsewhere and not tied:
        yield "some payoffs are tied where no equilibrium lies; the list is not affected"


def _twins(form: StrategicForm) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield players with groups of strategies whose payoffs to the player are equal in every cell."""
    for player, tie in enumerate(tie_tolerances(form)):
        rows = rows_of(form, player)
        left = list(range(len(rows)))
        while left:
            group = [k for k in left if float(np.abs(rows[k] - rows[left[0]]).max()) <= tie]
            left = [k for k in left if k not in group]
            if len(group) > 1:
                yield player, tuple(form.strategies[player][k] for k in group)


def _tie_note(form: StrategicForm, number: int, found: Equilibrium) -> str:
    parts = []
    for player, names in enumerate(form.strategies):
        if found.idle[player]:
            played = joined([names[k] for k in found.supports[player]])
            idle = joined([names[k] for k in found.idle[player]])
            parts.append(f"{idle} would serve {form.players[player]} as well as {played}")
    return f"equilibrium {number} is tied: {'; '.join(parts)}"


def bimatrix(form: StrategicForm, width: int, cell: Callable[[int, int], str]) -> Grid:
    """Two players: a row per strategy of the first, a column per strategy of the second, its head folded."""
    heads = [" \\ ".join(form.players), *(fill(name, width) for name in form.strategies[1])]
    rows = (
        (name, *(cell(row, column) for column in range(form.counts[1])))
        for row, name in enumerate(form.strategies[0])
    )
    return grid(heads, rows, prose=[0])


def starred(amount: str, best: bool) -> str:
    """Mark what a best reply gets."""
    return f"{amount}{'*' if best else ''}"


def listed_equilibria(
    title: str,
    form: StrategicForm,
    search: Equilibria,
    most: int,
    lines_of: Callable[[int, Equilibrium], Iterable[str]],
) -> Section:
    """List the first equilibria, each in the lines that ``lines_of`` gives it, and the notes on them."""
    blocks: list[Block] = []
    for number, equilibrium in enumerate(search.equilibria[:most], start=1):
        first, *others = lines_of(number, equilibrium)
        blocks += [prose(first), prose(*others, indent=3)]
    lines = list(_after_the_list(equilibrium_notes(form, search), len(search.equilibria), most))
    return section(title, *blocks, *([prose(*lines)] if lines else []))


def _after_the_list(notes: Sequence[str], found: int, most: int) -> Iterator[str]:
    if found > most:
        yield f"{found - most} more (--json has them all)"
    if not found:
        yield "none found"
    yield from (f"Note: {note}." for note in notes[:NOTES_SHOWN])
    if len(notes) > NOTES_SHOWN:
        yield f"{len(notes) - NOTES_SHOWN} more notes (--json has them all)"


def equilibrium_lines(
    form: StrategicForm, number: int, equilibrium: Equilibrium, spelled: Callable[[float], str] = percent
) -> list[str]:
    """Return each player's mixed strategy, the expected payoffs, and the regret."""
    mixtures = zip(form.players, form.strategies, equilibrium.profile, strict=True)
    chosen = [f"{player} {mixture_text(names, own, spelled)}" for player, names, own in mixtures]
    pairs = zip(form.players, equilibrium.payoffs, strict=True)
    payoffs = ", ".join(f"{name} {amount_text(payoff)}" for name, payoff in pairs)
    return [
        f"{number}. {'; '.join(chosen)}",
        f"payoffs: {payoffs}; regret {regret_text(equilibrium.regret)}",
    ]


def named_amounts(names: Sequence[str], amounts: Iterable[float]) -> dict[str, float]:
    """Return amounts by name."""
    return {name: float(amount) for name, amount in zip(names, amounts, strict=True)}


def mixtures_object(form: StrategicForm, profile: Sequence[FloatArray]) -> dict[str, dict[str, float]]:
    """Return mixed strategies by player and strategy."""
    mixtures = map(named_amounts, form.strategies, profile)
    return dict(zip(form.players, mixtures, strict=True))


def equilibrium_object(form: StrategicForm, one: Equilibrium) -> dict[str, Any]:
    """Return an equilibrium as plain values."""
    return {
        "mixtures": mixtures_object(form, one.profile),
        "payoffs": named_amounts(form.players, one.payoffs),
        "regret": one.regret,
        "pure": one.pure,
        "degenerate": one.degenerate,
    }


def search_object(form: StrategicForm, search: Equilibria) -> dict[str, Any]:
    """Return how equilibria were found, and the notes on them, as plain values."""
    return {
        "method": search.method,
        "complete": search.complete,
        "degenerate": search.degenerate,
        "tolerance": search.tolerance,
        "notes": equilibrium_notes(form, search),
    }


def equilibrium_rows(form: StrategicForm, search: Equilibria) -> Iterator[tuple[Cell, ...]]:
    """Yield, by equilibrium, player and strategy: these, probability, payoff, regret, and if it is pure."""
    for number, one in enumerate(search.equilibria, start=1):
        for i, player in enumerate(form.players):
            for strategy, p in zip(form.strategies[i], one.profile[i], strict=True):
                yield number, player, strategy, float(p), float(one.payoffs[i]), one.regret, one.pure


def dominance_object(form: StrategicForm, one: Dominance, word: str) -> dict[str, Any]:
    """Return a dominated strategy, which ``word`` names, as plain values."""
    names = form.strategies[one.player]
    return {
        "player": form.players[one.player],
        word: names[one.strategy],
        "by": {names[k]: float(one.by[k]) for k in np.flatnonzero(one.by)},
        "strictly": one.strict,
    }
