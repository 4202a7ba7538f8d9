"""Stochastic games as the tables of sgamesolver, in comma-separated values.

One row per action profile of a state::

    state,a_US,a_DPRK,u_US,u_DPRK,to_state
    delta,,,0.95,0.95,
    talks,press,hold,-1,0,"talks: 0.75, crisis: 0.25"
    talks,offer,hold,1,2,talks
    crisis,strike,fire,-10,-20,

``a_`` columns name the actions, ``u_`` columns hold the payoffs at once, ``to_state`` says where the profile
leads: to one state, to several with their chances, or nowhere, and then the game is over. Instead of
``to_state`` there may be a column ``phi_STATE`` with a chance for every state. The row ``delta`` holds the
players' discount factors. States, players and actions are numbered as they first appear.
Such tables are read by `blinkfirst.exchange.sgame.table_reading`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

from blinkfirst.decimals import plain_decimal
from blinkfirst.exchange.identifiers import distinct
from blinkfirst.exchange.sgame.stochastic_game import StochasticGame
from blinkfirst.files.writing import write_lines

DISCOUNTS = "delta"  # in the place of a state, in the row of discount factors


def write_sgame_table(path: Path, game: StochasticGame) -> None:
    """Write a game for sgamesolver. Numbers read back as they are.

    In names of states, what means something in ``to_state`` becomes a hyphen.

    Raises
    ------
    StoreError
        When it cannot be written.

    Source
    ------
    [Eibelshauser2023] for the format. Departure: none.
    """
    write_lines(path, sgame_lines(game))


def sgame_lines(game: StochasticGame) -> Iterator[str]:
    """The lines of a table, header first."""
    players = _tidy(game.players)
    states = distinct([DISCOUNTS, *(re.sub(r'[,:{}"]', "-", name) for name in _tidy(game.states))])[1:]
    yield _line(["state", *(f"a_{name}" for name in players), *(f"u_{name}" for name in players), "to_state"])
    yield _line([DISCOUNTS, *("" for _ in players), *map(_number, game.discounts.tolist()), ""])
    row = 0
    for state, actions in zip(states, game.actions, strict=True):
        for profile in product(*map(_tidy, actions)):
            entries = slice(game.offset[row], game.offset[row + 1])
            led = zip(game.target[entries].tolist(), game.probability[entries].tolist(), strict=True)
            pays = map(_number, game.payoffs[row].tolist())
            leads = _leads([(states[target], chance) for target, chance in led])
            yield _line([state, *profile, *pays, leads])
            row += 1


def _tidy(names: Sequence[str]) -> list[str]:
    return distinct([" ".join(name.split()) or "(blank)" for name in names])


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()


def _number(number: float) -> str:
    return plain_decimal(number).removesuffix(".0")


def _leads(led: Sequence[tuple[str, float]]) -> str:
    if len(led) == 1 and led[0][1] == 1.0:
        return led[0][0]
    return ", ".join(f"{state}: {_number(chance)}" for state, chance in led)
