"""All equilibria of two players, found twice, certified, counted and checked for ties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from blinkfirst.errors import SolverError, install_line, installed
from blinkfirst.game.equilibrium import Equilibria, Equilibrium
from blinkfirst.game.game import FloatArray
from blinkfirst.game.regret import reply_payoffs
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form.best_replies import TIE_TOLERANCE, regret_tolerances
from blinkfirst.solve.strategic_form.certificate import certified, how_many_lack, in_order
from blinkfirst.solve.strategic_form.nashpy_enumeration import nashpy_equilibria
from blinkfirst.solve.strategic_form.pure_equilibria import PURE, pure_equilibria
from blinkfirst.solve.strategic_form.vertex_enumeration import (
    ExtremeEquilibria,
    extreme_equilibria,
    unit_payoffs,
)

OWN = "vertex enumeration"
SECOND = "nashpy's vertex enumeration"
MOST_DIMENSIONS = 12  # of Qhull's polytopes; the time it takes grows very fast with them


def two_player_equilibria(form: StrategicForm, second_opinion: bool = True) -> Equilibria:
    """Find all equilibria of a game of two players; of one with ties, all extreme equilibria.

    Three checks accompany the list, and the notes report what fails: only if nothing does is the record
    ``complete``. Pure equilibria are read off the table. nashpy enumerates the vertices its own way. In a
    game without ties at its equilibria their indices must add up to one, so that their number is odd.

    Raises `TooLargeError` when too many supports would have to be tried.

    Parameters
    ----------
    form : a game of two players.
    second_opinion : False leaves out nashpy, which takes some 10 ms and the import of the package. It is left
        out, and the notes say so, also when it is not installed, and when a player has more than
        ``MOST_DIMENSIONS`` strategies.

    Source
    ------
    [Shapley1974] for the index, [VonStengel2007] for the rest.
    """
    proposed = extreme_equilibria(form)
    found, rejected = _certified(form, proposed)
    equilibria = in_order([equilibrium for equilibrium, _ in found])
    place = {id(equilibrium): k for k, equilibrium in enumerate(equilibria)}
    components = _components([(place[id(equilibrium)], corner) for equilibrium, corner in found])
    degenerate = any(equilibrium.degenerate for equilibrium in equilibria)
    failures = [*rejected, *_pure_check(form, equilibria), *_index_check(equilibria, degenerate)]
    methods = [OWN, PURE]
    unchecked = []
    if second_opinion and max(form.counts) > MOST_DIMENSIONS:
        unchecked.append(
            f"not checked by nashpy, which takes too long with more than {MOST_DIMENSIONS} strategies"
        )
    elif second_opinion and not installed("nashpy"):
        unchecked.append(f"not checked by nashpy, which is not installed; {install_line('nashpy')}")
    elif second_opinion and min(form.counts) > 1:  # with one strategy all that is left is a choice: pure
        failures += _second_check(form, equilibria)
        methods.append(SECOND)
    return Equilibria(
        equilibria=tuple(equilibria),
        method=", ".join(methods),
        complete=not failures,
        degenerate=degenerate,
        components=components,
        tolerance=float(regret_tolerances(form).max()),
        notes=(*failures, *unchecked),
        ties_elsewhere=proposed.ties_elsewhere,
    )


def equilibrium_index(form: StrategicForm, equilibrium: Equilibrium) -> int:
    """Return the index of a regular equilibrium of two players: +1 or -1.

    It is the sign of (-1)^(k+1) det A_S det B_S, where A_S and B_S are the payoffs, made positive, on the two
    supports of size k.

    Parameters
    ----------
    form : a game of two players.
    equilibrium : regular: both supports equally large, no best reply unplayed.

    Source
    ------
    [Shapley1974].
    """
    first, second = equilibrium.supports
    on_supports = [(table + 1.0)[np.ix_(first, second)] for table in unit_payoffs(form)]
    signs = [int(np.linalg.slogdet(table)[0]) for table in on_supports]
    return signs[0] * signs[1] * (1 if len(first) % 2 else -1)


def _certified(
    form: StrategicForm, proposed: ExtremeEquilibria
) -> tuple[list[tuple[Equilibrium, tuple[int, int]]], list[str]]:
    """Equilibria with the numbers of their corners, and a note about profiles that are none."""
    found = []
    wrong = 0
    for k, profile in enumerate(zip(proposed.rows, proposed.columns, strict=True)):
        equilibrium = certified(form, profile)
        if equilibrium is None:
            wrong += 1
            continue
        if proposed.regular[k]:
            equilibrium = replace(equilibrium, index=equilibrium_index(form, equilibrium))
        found.append((equilibrium, (int(proposed.row_corner[k]), int(proposed.column_corner[k]))))
    if not wrong:
        return found, []
    return found, [f"{_many(wrong, 'profile')} of matching corners left out: regret above the tolerance"]


def _components(corners: Sequence[tuple[int, tuple[int, int]]]) -> tuple[tuple[int, ...], ...]:
    """Join extreme equilibria that share a player's mixture: between two such lie nothing but equilibria."""
    groups: list[tuple[set[int], set[tuple[int, int]]]] = []
    for equilibrium, (row, column) in corners:
        members, mixtures = {equilibrium}, {(0, row), (1, column)}
        for group in [group for group in groups if group[1] & mixtures]:
            groups.remove(group)
            members |= group[0]
            mixtures |= group[1]
        groups.append((members, mixtures))
    return tuple(sorted(tuple(sorted(members)) for members, _ in groups))


def _pure_check(form: StrategicForm, equilibria: Sequence[Equilibrium]) -> Iterator[str]:
    listed = {equilibrium.supports for equilibrium in equilibria if equilibrium.pure}
    in_table = {equilibrium.supports for equilibrium in pure_equilibria(form)}
    if listed != in_table:
        yield (
            f"{OWN} lists {_many(len(listed), 'pure equilibrium')} and the table holds {len(in_table)}: "
            "payoffs are nearly tied"
        )


def _index_check(equilibria: Sequence[Equilibrium], degenerate: bool) -> Iterator[str]:
    total = sum(equilibrium.index for equilibrium in equilibria)
    if not degenerate and (total != 1 or len(equilibria) % 2 == 0):
        yield (
            f"{_many(len(equilibria), 'equilibrium')} with indices adding up to {total}, expected an odd "
            "number and 1: some may be missing"
        )


def _second_check(form: StrategicForm, equilibria: Sequence[Equilibrium]) -> Iterator[str]:
    try:
        others = [profile for profile in nashpy_equilibria(form) if _played_are_best(form, profile)]
    except SolverError as error:
        yield f"not checked by nashpy: {error}"
        return
    ours = [equilibrium.profile for equilibrium in equilibria]
    missing, extra = how_many_lack(ours, others), how_many_lack(others, ours)
    if missing:
        yield f"{SECOND} does not list {_many(missing, 'equilibrium')} of these: payoffs are nearly tied"
    if extra:
        yield (
            f"{SECOND} lists {_many(extra, 'profile')} more that pass as equilibria within the tolerance: "
            "payoffs are nearly tied"
        )


def _played_are_best(form: StrategicForm, profile: Sequence[FloatArray]) -> bool:
    """Return whether every strategy played is a best reply; sharper than a small regret if little played.

    nashpy takes nearly tied payoffs for tied, and so proposes profiles that play a slightly worse strategy
    with a tiny probability.
    """
    equilibrium = certified(form, profile)
    if equilibrium is None:
        return False
    replies = reply_payoffs(form.payoffs, equilibrium.profile)
    return all(
        bool((reply.max() - reply[own > TIE_TOLERANCE] <= largest).all())
        for reply, own, largest in zip(replies, equilibrium.profile, regret_tolerances(form), strict=True)
    )


def _many(count: int, noun: str) -> str:
    plural = {"equilibrium": "equilibria", "pure equilibrium": "pure equilibria"}.get(noun, f"{noun}s")
    return f"{count} {noun if count == 1 else plural}"
