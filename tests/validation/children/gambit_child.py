"""Answers for Gambit, in a process of its own: one JSON line in, one out.

Equilibria are found by the program ``gambit-logit``, whose options and output have outlived many changes of
the Python calls.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Callable

from pygambit import read_nfg
from pygambit.cli.logit import main


def logit(path: str, precision: float) -> list[float]:
    """Lambda and all probabilities of the agent logit equilibrium at a precision."""
    return _last_line(["-q", "-e", "-l", repr(precision), "-d", "14", path])


def limit(path: str) -> list[float]:
    """The same at the end of the branch, where it has come to a Nash equilibrium."""
    return _last_line(["-q", "-e", "-m", "1e-12", "-d", "14", path])


def payoffs(path: str) -> list[float]:
    """Payoffs of a strategic form, player by player, the last player's strategy changing fastest."""
    tables = read_nfg(path).to_arrays(dtype=float)
    return [float(number) for table in tables for number in table.flat]


def _last_line(options: list[str]) -> list[float]:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        main(options, standalone_mode=False)
    first, *numbers = printed.getvalue().strip().splitlines()[-1].split(",")
    return [float("inf") if first == "NE" else float(first), *map(float, numbers)]


ANSWERS: dict[str, Callable[..., list[float]]] = {"logit": logit, "limit": limit, "payoffs": payoffs}

for line in sys.stdin:
    job = json.loads(line)
    answer = ANSWERS[job.pop("ask")](**job)
    print("ANSWER", json.dumps(answer), flush=True)
