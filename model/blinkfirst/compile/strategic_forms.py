"""From a written matrix to a game in strategic form, and back to the text of a matrix file."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from blinkfirst.errors import Place, TooLargeError
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.scenario.matrix import Matrix
from blinkfirst.scenario.matrix_rules import PAYOFFS_LIMIT, PLAYERS_LIMIT, UNSPEAKABLE
from blinkfirst.scenario.settings import planted
from blinkfirst.scenario.yaml_trees import MAGNITUDE_LIMIT, yaml_text


def strategic_form_of(matrix: Matrix) -> StrategicForm:
    """Return the table of a matrix as arrays, players and strategies in the file's order."""
    cells = np.array([cell.pays for cell in matrix.cells])
    return StrategicForm(
        title=matrix.title,
        players=tuple(player.name for player in matrix.players),
        strategies=tuple(player.strategies for player in matrix.players),
        payoffs=cells.T.reshape(len(matrix.players), *matrix.counts),
    )


def text_of_form(form: StrategicForm, assumption: str, summary: str = "") -> str:
    """Return a matrix file of a game, in its compact form; loading it gives the same payoffs bit by bit.

    A name that a file cannot hold is written so that it can, and the player's `means:` keeps the original.

    Raises `TooLargeError` when there are more payoffs than a file may hold, or one is too large for it.

    Parameters
    ----------
    form : any game.
    assumption : in place of a citation of the whole table: the origin of the numbers.
    summary : a few lines; omitted when empty.
    """
    cells = form.payoffs.reshape(form.n_players, -1).T.tolist()
    _check_size(form)
    head: dict[str, Any] = {"blinkfirst": 1, "kind": "matrix", "title": form.title.strip() or "A game"}
    if summary.strip():
        head["summary"] = summary
    head["assumption"] = assumption
    names = _different(_valid_name(player) for player in form.players)
    head["players"] = {
        name: _player(name, player, own)
        for name, player, own in zip(names, form.players, form.strategies, strict=True)
    }
    lines = _lines(form.counts, form.strategies, cells)
    return yaml_text(planted(head, Place("matrix"))) + "\n".join(["table:", *lines, ""])


def _player(name: str, called: str, strategies: Sequence[str]) -> dict[str, Any]:
    means = {} if name == called or not called.strip() else {"means": called}
    return {**means, "strategies": list(_different(map(_filled, strategies)))}


def _check_size(form: StrategicForm) -> None:
    if form.n_players > PLAYERS_LIMIT:
        raise TooLargeError(f"a matrix file holds at most {PLAYERS_LIMIT} players, got {form.n_players}")
    if form.payoffs.size > PAYOFFS_LIMIT:
        message = f"a matrix file holds at most {PAYOFFS_LIMIT:,} payoffs, got {form.payoffs.size:,}"
        raise TooLargeError(f"{message}; take dominated strategies out first")
    if (largest := np.abs(form.payoffs).max()) > MAGNITUDE_LIMIT:
        message = f"a matrix file holds numbers of at most {MAGNITUDE_LIMIT:g} in size, got {largest:g}"
        raise TooLargeError(f"{message}; divide every payoff by the same number first")


def _lines(
    counts: Sequence[int], strategies: Sequence[Sequence[str]], cells: Sequence[Sequence[float]]
) -> Iterator[str]:
    """Yield the nested lists, a line for every choice of all players but the last."""
    if len(counts) == 1:
        yield from (f"- {_listed(map(_number, cell))}" for cell in cells)
        return
    before, width = counts[:-1], counts[-1]
    for row, chosen in enumerate(product(*map(range, before))):
        # a list begins wherever all later choices are at their first
        opened = next((k for k in range(len(before)) if not any(chosen[k + 1 :])), len(before) - 1)
        dashes = "  " * opened + "- " * (len(before) - opened)
        line = _listed(_listed(map(_number, cell)) for cell in cells[row * width : (row + 1) * width])
        names = ", ".join(own[k] for own, k in zip(strategies, chosen, strict=False))
        yield f"{dashes}{line}{f'  # {names}' if names.isprintable() else ''}"


def _listed(parts: Iterable[str]) -> str:
    return f"[{', '.join(parts)}]"


def _number(value: float) -> str:
    """Format a number in the fewest digits that give it back bit by bit; -0.0 keeps its sign."""
    whole = value.is_integer() and not (value == 0.0 and math.copysign(1.0, value) < 0.0)
    return str(int(value)) if whole else repr(value)


def _valid_name(player: str) -> str:
    for mark in UNSPEAKABLE:
        player = player.replace(mark, "-")
    return _filled(player).strip()


def _filled(name: str) -> str:
    return name if name.strip() else "-"


def _different(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names, each repeated one with a number after it."""
    found: list[str] = []
    for name in names:
        number, other = 2, name
        while other in found:
            other, number = f"{name}-{number}", number + 1
        found.append(other)
    return tuple(found)
