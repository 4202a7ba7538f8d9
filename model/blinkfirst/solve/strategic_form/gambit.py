"""Equilibria by Gambit: in a process of its own, with a time limit, through files that both sides can read.

Gambit's solvers are written in C++. On some games one of them (`gnm`) ended its process by a fault in memory,
on others it did not end; from a process of its own neither can take ours along. The game goes over as a file
of the format `.nfg` and the equilibria come back as lines of text, both unchanged for decades, while the
Python calls move between versions. Nothing here imports pygambit. The one writer of
that format is here, too.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from blinkfirst.decimals import plain_decimal
from blinkfirst.errors import OptionError, SolverError, hinted, nearest
from blinkfirst.files.writing import heeding_termination
from blinkfirst.game.equilibrium import Equilibria, Equilibrium
from blinkfirst.game.game import FloatArray
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form.best_replies import regret_tolerances
from blinkfirst.solve.strategic_form.certificate import certified, in_order, same_profile
from blinkfirst.solve.strategic_form.indifference import nearby_equilibrium

INSTALL = 'pip install "blinkfirst[gambit]"'
TIME_LIMIT = 60.0  # seconds
_DIGITS = "15"


@dataclass(frozen=True)
class GambitMethod:
    """One of Gambit's programs.

    Attributes
    ----------
    options : what it is called with, beside the file.
    lists_all : whether it lists all equilibria of a game without ties.
    players : how many players it takes; 0 for any number.
    """

    options: tuple[str, ...]
    lists_all: bool = False
    players: int = 0


GAMBIT_METHODS = {
    "enummixed": GambitMethod((), lists_all=True, players=2),
    "enumpoly": GambitMethod(("-d", _DIGITS), lists_all=True),
    "enumpure": GambitMethod(()),
    "gnm": GambitMethod(("-d", _DIGITS)),
    "ipa": GambitMethod(("-d", _DIGITS)),
    "lcp": GambitMethod((), players=2),
    "logit": GambitMethod(("-d", _DIGITS, "-e")),
    "simpdiv": GambitMethod(()),
}


def gambit_equilibria(form: StrategicForm, method: str = "", time_limit: float = TIME_LIMIT) -> Equilibria:
    """Ask Gambit for equilibria and certify what it answers.

    Raises `OptionError` when pygambit is not installed (with the command that installs it), or the method
    does not exist or does not take so many players. Raises `SolverError` when Gambit crashes, complains, or
    does not end in time.

    Parameters
    ----------
    method : a name from ``GAMBIT_METHODS``. If none is given: ``enummixed`` for two players and ``enumpoly``
        for more, which list all equilibria. ``gnm`` is only ever used when it is named.
    time_limit : seconds until the process is ended.

    Returns
    -------
    Equilibria, each once; ``complete`` when the method lists all, everything it listed was certified, and
    there are no ties.

    Source
    ------
    [Savani2025].
    """
    name = method or ("enummixed" if form.n_players == 2 else "enumpoly")
    how = _method(name, form.n_players)
    proposed = gambit_profiles(form, name, how.options, time_limit)
    equilibria, rejected = _certified(form, proposed)
    degenerate = any(equilibrium.degenerate for equilibrium in equilibria)
    notes = []
    if rejected:
        notes.append(
            f"{rejected} of {len(proposed)} profiles from Gambit's {name} left out: the regret is above the "
            "tolerance and no equilibrium is near"
        )
    even = how.lists_all and not degenerate and len(equilibria) % 2 == 0
    if even:
        notes.append(
            f"Gambit's {name} lists {len(equilibria)} equilibria, expected an odd number: some may be missing"
        )
    if degenerate and form.n_players > 2:
        notes.append("with ties among more than two players, equilibria of a continuum may be missing")
    return Equilibria(
        equilibria=tuple(equilibria),
        method=f"Gambit's {name}",
        complete=how.lists_all and not (rejected or even or (degenerate and form.n_players > 2)),
        degenerate=degenerate,
        components=(),
        tolerance=float(regret_tolerances(form).max()),
        notes=tuple(notes),
    )


def gambit_profiles(
    form: StrategicForm, program: str, options: Sequence[str], time_limit: float
) -> list[tuple[FloatArray, ...]]:
    """Run one of Gambit's programs on a game and return the profiles it prints, not certified.

    Raises `OptionError` when pygambit is not installed. Raises `SolverError` when the program crashes,
    complains, answers something else, or does not end in time.

    Parameters
    ----------
    program : its name, such as ``enumpoly``.
    options : what it is called with.
    time_limit : seconds.
    """
    text = run_gambit(nfg_text(_numbered(form)), program, options, time_limit)
    lines = [line.split(",")[1:] for line in text.splitlines() if line.startswith("NE,")]
    try:
        vectors = [np.array([float(Fraction(number)) for number in line]) for line in lines]
        if any(len(vector) != sum(form.counts) for vector in vectors):
            raise ValueError
    except (ValueError, ZeroDivisionError):
        raise SolverError(
            f"Gambit's {program} answered something else than {sum(form.counts)} probabilities: {lines[0]}"
        ) from None
    ends = np.cumsum(form.counts)[:-1]
    return [tuple(np.split(vector, ends)) for vector in vectors]


def run_gambit(game: str, program: str, options: Sequence[str], time_limit: float) -> str:
    """Run one of Gambit's programs on the text of a game file and return what it prints.

    Raises `OptionError` when pygambit is not installed. Raises `SolverError` when the program crashes,
    complains, or does not end in time.
    """
    if find_spec("pygambit") is None:
        raise OptionError(f"Gambit is not installed; install it with: {INSTALL}")
    with heeding_termination(), tempfile.TemporaryDirectory(prefix="blinkfirst-gambit-") as folder:
        path = Path(folder) / "game.nfg"
        path.write_text(game, encoding="utf-8")
        command = [sys.executable, "-m", f"pygambit.cli.{program}", "-q", *options, str(path)]
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=time_limit, check=False
            )
        except subprocess.TimeoutExpired:
            raise SolverError(
                f"Gambit's {program} did not end within {time_limit:g} s and was stopped; allow more time, "
                "give the players fewer strategies, or take another method"
            ) from None
    if done.returncode != 0:
        raise SolverError(f"Gambit's {program} {_failure(done.returncode, done.stderr)}")
    return done.stdout


def _numbered(form: StrategicForm) -> StrategicForm:
    """The same game with numbers for names: what comes back are probabilities, in the order of the game."""
    return replace(
        form,
        title="game",
        players=_numbers(form.n_players),
        strategies=tuple(_numbers(count) for count in form.counts),
    )


def _numbers(count: int) -> tuple[str, ...]:
    return tuple(map(str, range(1, count + 1)))


def _method(name: str, players: int) -> GambitMethod:
    if name not in GAMBIT_METHODS:
        raise OptionError(
            hinted(
                f"no method {name!r} of Gambit; expected one of: {', '.join(GAMBIT_METHODS)}",
                nearest(name, GAMBIT_METHODS),
            )
        )
    method = GAMBIT_METHODS[name]
    if method.players not in (0, players):
        raise OptionError(
            f"Gambit's {name} takes {method.players} players, this game has {players}; take enumpoly"
        )
    return method


def _certified(
    form: StrategicForm, proposed: Sequence[Sequence[FloatArray]]
) -> tuple[list[Equilibrium], int]:
    """Equilibria, each once and in order, and how many profiles were none."""
    found: list[Equilibrium] = []
    rejected = 0
    for profile in proposed:
        equilibrium = certified(form, profile) or nearby_equilibrium(form, profile)
        if equilibrium is None:
            rejected += 1
        elif not any(same_profile(equilibrium.profile, other.profile) for other in found):
            found.append(equilibrium)
    return in_order(found), rejected


def _failure(status: int, complaint: str) -> str:
    if status < 0:
        return f"crashed ({signal.Signals(-status).name}); take another method"
    if "No module named" in complaint:
        return f"is not in the installed pygambit, expected version 17 or later: {INSTALL}"
    last = complaint.strip().splitlines()[-1] if complaint.strip() else "nothing said"
    return f"failed with status {status}: {last}"


def nfg_text(form: StrategicForm, comment: str = "") -> str:
    """Write a game as text of Gambit's strategic format, payoff by payoff.

    Payoffs are plain decimals that read back as the very same numbers. Those of a cell stand together; the
    first player's strategy changes fastest from cell to cell, and a line holds one round of it.

    Names are written as they are, with a backslash before quotes and backslashes, as Gambit writes them.
    pygambit 17.0.0b2 reads a backslash in a name as several and refuses names with line breaks or idle white
    space; `blinkfirst.exchange.nfg.write_nfg` tidies white space before.

    Source
    ------
    [Savani2025] for the format. Departure: none.
    """
    cells = form.payoffs.transpose(range(form.n_players, -1, -1))
    rounds = cells.reshape(-1, form.counts[0], form.n_players).tolist()
    return "\n".join(
        [
            f"NFG 1 R {escaped(form.title)} {_braced(form.players)}",
            "{ " + " ".join(_braced(names) for names in form.strategies) + " }",
            escaped(comment),
            "",
            *("  ".join(map(_cell, cells)) for cells in rounds),
            "",
        ]
    )


def escaped(text: str) -> str:
    r"""Text in double quotes, with a backslash before quotes and backslashes inside.

    Examples
    --------
    >>> print(escaped('the "red" line'))
    "the \"red\" line"
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _cell(payoffs: list[float]) -> str:
    return " ".join(plain_decimal(number).removesuffix(".0") for number in payoffs)


def _braced(names: tuple[str, ...]) -> str:
    return "{ " + " ".join(map(escaped, names)) + " }"
