"""Which way of finding all equilibria of two players misses none, and how long does each take?

Run ``python experiments/benchmarks/strategic_form/ways.py [GAMES]`` with ``model`` and ``tests`` on the path,
on an otherwise idle machine; GAMES of each kind and size. Prints a section of `docs/benchmarks.md` in
Markdown: of random games with and without ties, how many extreme equilibria a way misses and how many
profiles it lists that are none (an exact search in fractions knows them all); and medians of time. All ways
take turns at every game. What is imported or compiled at the first call is timed apart, in fresh processes.
Needs the extra `test`.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import nashpy
import numpy as np
import quantecon.game_theory as quantecon

from blinkfirst.game.game import FloatArray
from blinkfirst.solve.strategic_form.equilibria import equilibria
from reference.exact_equilibria import exact_equilibria, exactly_regular
from worlds.strategic_forms import form_of

Profile = tuple[FloatArray, FloatArray]
Key = tuple[float, ...]
KINDS = {"normal": 0, "whole, -50 to 50": 101, "whole, 0 to 9": 10, "whole, 0 to 2": 3}
SIZES = (2, 3, 4, 5)
PLAIN, TIED = "without ties", "with ties"
DIGITS = 6  # to which mixtures are the same
FIRST_CALLS = {
    "nashpy: supports": "list(nashpy.Game(a, b).support_enumeration())",
    "QuantEcon: supports": "quantecon.support_enumeration(quantecon.NormalFormGame(players))",
    "QuantEcon: vertices": "quantecon.vertex_enumeration(quantecon.NormalFormGame(players))",
    "ours": "equilibria(form, second_opinion=False)",
    "ours, checked by nashpy": "equilibria(form)",
}
IMPORTS = {
    "nashpy": "import nashpy",
    "QuantEcon": (
        "import quantecon.game_theory as quantecon; "
        "players = (quantecon.Player(a.copy()), quantecon.Player(b.T.copy()))"
    ),
    "ours": (
        "from blinkfirst.game.strategic_form import StrategicForm; "
        "from blinkfirst.solve.strategic_form.equilibria import equilibria; "
        "form = StrategicForm('', ('1', '2'), (('a', 'b', 'c'),) * 2, np.stack([a, b]))"
    ),
}
FIRST = """
import json, time
import numpy as np
a, b = np.random.default_rng(0).normal(size=(2, 3, 3))
marks = [time.perf_counter()]
{imports}
marks.append(time.perf_counter())
{call}
marks.append(time.perf_counter())
print(json.dumps(np.diff(marks).tolist()))
"""


@dataclass
class Tally:
    """What one way did with games of one sort: equilibria there were, missed ones, wrong profiles."""

    there: int = 0
    missed: int = 0
    wrong: int = 0
    games: int = 0
    games_missed: int = 0


@dataclass
class Found:
    """Everything measured: tallies by way and sort of game, seconds by way and size, game by game."""

    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    seconds: dict[tuple[str, int], list[float]] = field(default_factory=dict)


def ours(rows: FloatArray, columns: FloatArray, second_opinion: bool = False) -> list[Profile]:
    found = equilibria(form_of(np.stack([rows, columns])), second_opinion)
    return [(e.profile[0], e.profile[1]) for e in found.equilibria]


def of_quantecon(rows: FloatArray, columns: FloatArray) -> quantecon.NormalFormGame:
    return quantecon.NormalFormGame((quantecon.Player(rows.copy()), quantecon.Player(columns.T.copy())))


def reached(rows: FloatArray, columns: FloatArray) -> list[Profile]:
    found = nashpy.Game(rows, columns).lemke_howson_enumeration()
    return [(x, y) for x, y in found if (x.shape, y.shape) == ((len(rows),), (len(columns[0]),))]


OURS = "ours"
CHECKED = "ours, checked by nashpy"
WAYS: dict[str, Callable[[FloatArray, FloatArray], list[Profile]]] = {
    OURS: ours,
    CHECKED: lambda a, b: ours(a, b, second_opinion=True),
    "nashpy: supports": lambda a, b: list(nashpy.Game(a, b).support_enumeration()),
    "nashpy: vertices": lambda a, b: list(nashpy.Game(a - a.min() + 1, b - b.min() + 1).vertex_enumeration()),
    "nashpy: Lemke and Howson, every label": reached,
    "QuantEcon: supports": lambda a, b: quantecon.support_enumeration(of_quantecon(a, b)),
    "QuantEcon: vertices": lambda a, b: quantecon.vertex_enumeration(of_quantecon(a, b)),
}


def key(profile: Profile) -> Key:
    return tuple(np.round(np.concatenate(profile).astype(float), DIGITS) + 0.0)


def games(count: int) -> Iterator[tuple[int, FloatArray]]:
    rng = np.random.default_rng(1)
    for levels in KINDS.values():
        for size in SIZES:
            for _ in range(count if size < max(SIZES) else max(count // 4, 1)):
                shape = (2, size, size)
                whole = rng.integers(0, max(levels, 1), size=shape).astype(float)
                yield size, whole if levels else rng.normal(size=shape)


def measured(count: int) -> Found:
    """Every way at every game, after each has seen one of every size."""
    found = Found(
        {(name, sort): Tally() for name in WAYS for sort in (PLAIN, TIED)},
        {(name, size): [] for name in WAYS for size in SIZES},
    )
    for size in SIZES:
        rows, columns = np.random.default_rng(0).normal(size=(2, size, size))
        for way in WAYS.values():
            way(rows, columns)
    for size, (rows, columns) in games(count):
        sort = PLAIN if exactly_regular(rows.tolist(), columns.tolist()) else TIED
        exact = {
            key((np.array(x, dtype=float), np.array(y, dtype=float)))
            for x, y in exact_equilibria(rows.tolist(), columns.tolist())
        }
        for name, way in WAYS.items():
            begin = time.perf_counter()
            profiles = way(rows, columns)
            found.seconds[name, size].append(time.perf_counter() - begin)
            listed = {key(p) for p in profiles if np.isfinite(np.concatenate(p)).all()}
            tally = found.tallies[name, sort]
            tally.there += len(exact)
            tally.missed += len(exact - listed)
            tally.wrong += len(listed - exact)
            tally.games += 1
            tally.games_missed += bool(exact - listed)
    return found


def first_seconds(way: str) -> tuple[float, float]:
    """Median seconds of the import and of the first call, in three fresh processes."""
    imports = IMPORTS[way.split(":")[0].split(",")[0]]
    code = FIRST.format(imports=imports, call=FIRST_CALLS[way])
    marks = [
        json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
        for _ in range(3)
    ]
    return statistics.median(m[0] for m in marks), statistics.median(m[1] for m in marks)


def section(count: int) -> str:
    """The section of the page."""
    return "\n".join([*_head(count), *_missed(found := measured(count)), *_times(found), *_firsts()])


def _head(count: int) -> list[str]:
    return [
        "## All equilibria of two players",
        "",
        f"Random games of 2 x 2 to 5 x 5 strategies, {count} of each kind and size (a quarter of that of",
        f"5 x 5): payoffs {'; '.join(KINDS)}. All ways take turns at every game. A search in",
        "fractions says which extreme equilibria there are and which games have ties. Missed are equilibria",
        "that a way does not list; wrong are profiles that it lists and that are none.",
    ]


def _missed(found: Found) -> list[str]:
    rows = [
        "",
        f"| way | {PLAIN}: equilibria missed | in games | wrong "
        f"| {TIED}: equilibria missed | in games | wrong |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in WAYS:
        tallies = [found.tallies[name, sort] for sort in (PLAIN, TIED)]
        cells = [
            f"{t.missed:,} of {t.there:,} | {t.games_missed:,} of {t.games:,} | {t.wrong:,}" for t in tallies
        ]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return rows


def _times(found: Found) -> list[str]:
    rows = [
        "",
        "Milliseconds for a game, medians, once everything is imported and compiled; in brackets the median",
        f"of the games' ratios to *{OURS}*.",
        "",
        f"| way | {' | '.join(f'{size} x {size}' for size in SIZES)} |",
        f"|---|{'---|' * len(SIZES)}",
    ]
    for name in WAYS:
        cells = []
        for size in SIZES:
            seconds, base = found.seconds[name, size], found.seconds[OURS, size]
            ratio = statistics.median(s / b for s, b in zip(seconds, base, strict=True))
            cells.append(f"{statistics.median(seconds) * 1e3:.2g} ({ratio:.2g})")
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return rows


def _firsts() -> list[str]:
    rows = [
        "",
        "What a process pays once, seconds, medians of three fresh processes (a 3 x 3 game; imports of numpy",
        "apart; what numba keeps on disk is there):",
        "",
        "| way | import | first call |",
        "|---|---|---|",
    ]
    for way in FIRST_CALLS:
        imported, called = first_seconds(way)
        rows.append(f"| {way} | {imported:.2f} | {called:.3f} |")
    return rows


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(section(int(sys.argv[1]) if len(sys.argv) > 1 else 40))
