"""Writing a matrix file from numbers, such as those of a game read from another program's file."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any

from blinkfirst.errors import Place, TooLargeError
from blinkfirst.scenario.matrix.rules import PAYOFFS_LIMIT, PLAYERS_LIMIT, UNSPEAKABLE
from blinkfirst.scenario.reading import MAGNITUDE_LIMIT
from blinkfirst.scenario.settings import planted
from blinkfirst.scenario.writing import yaml_text

_HERE = Place("matrix")


def matrix_text(
    title: str,
    players: Sequence[str],
    strategies: Sequence[Sequence[str]],
    payoffs: Iterable[Sequence[float]],
    assumption: str,
    summary: str = "",
) -> str:
    """Return a matrix file, in its compact form, that loads to exactly these numbers.

    A name that a file cannot hold is written so that it can, and the player's `means:` keeps the original.

    Parameters
    ----------
    title, players, strategies : names; strategies per player.
    payoffs : for every pure profile, the last player's strategy changing fastest, a payoff for each player,
        utils.
    assumption : what stands for a citation of the whole table: where the numbers come from.
    summary : a few lines; left out when empty.

    Raises
    ------
    TooLargeError
        When there are more payoffs than a file may hold, or one is too large for it.
    """
    cells = [tuple(map(float, cell)) for cell in payoffs]
    _check_size(players, strategies, cells)
    head: dict[str, Any] = {"blinkfirst": 1, "kind": "matrix", "title": title.strip() or "A game"}
    if summary.strip():
        head["summary"] = summary
    head["assumption"] = assumption
    names = _different(_valid_name(player) for player in players)
    head["players"] = {
        name: _player(name, player, own)
        for name, player, own in zip(names, players, strategies, strict=True)
    }
    counts = [len(own) for own in strategies]
    return yaml_text(planted(head, _HERE)) + "\n".join(["table:", *_lines(counts, strategies, cells), ""])


def _player(name: str, called: str, strategies: Sequence[str]) -> dict[str, Any]:
    means = {} if name == called or not called.strip() else {"means": called}
    return {**means, "strategies": list(_different(map(_filled, strategies)))}


def _check_size(
    players: Sequence[str], strategies: Sequence[Sequence[str]], cells: Sequence[Sequence[float]]
) -> None:
    if len(players) > PLAYERS_LIMIT:
        raise TooLargeError(f"a matrix file holds at most {PLAYERS_LIMIT} players, got {len(players)}")
    if len(cells) * len(players) > PAYOFFS_LIMIT:
        raise TooLargeError(
            f"a matrix file holds at most {PAYOFFS_LIMIT:,} payoffs, got {len(cells) * len(players):,}; take "
            "dominated strategies out first"
        )
    expected = math.prod(len(own) for own in strategies)
    if len(cells) != expected:
        raise ValueError(f"expected {expected} cells, got {len(cells)}")
    largest = max((abs(number) for cell in cells for number in cell), default=0.0)
    if not largest <= MAGNITUDE_LIMIT:
        raise TooLargeError(
            f"a matrix file holds numbers of at most {MAGNITUDE_LIMIT:g} in size, got {largest:g}; divide "
            "every payoff by the same number first"
        )


def _lines(
    counts: Sequence[int], strategies: Sequence[Sequence[str]], cells: Sequence[Sequence[float]]
) -> Iterator[str]:
    """Yield the nested lists, a line for every choice of all players but the last."""
    if len(counts) == 1:
        yield from (f"- {_listed(map(_number, cell))}" for cell in cells)
        return
    before, width = counts[:-1], counts[-1]
    for row, chosen in enumerate(product(*map(range, before))):
        # a list begins anew wherever all later choices are at their first
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
    """Return the names, each one that stood already with a number after it."""
    found: list[str] = []
    for name in names:
        number, other = 2, name
        while other in found:
            other, number = f"{name}-{number}", number + 1
        found.append(other)
    return tuple(found)
