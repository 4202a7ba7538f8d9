"""Which way of finding all equilibria of two players misses none, and how long does each take?

Run: PYTHONPATH=model:tests python experiments/benchmarks/strategic_form/ways.py [GAMES]

Prints two tables in Markdown: of random games with and without ties, in how many a way misses an extreme
equilibrium or lists one that is none (an exact search in fractions knows them all); and medians of time.
QuantEcon compiles when first called; that call is timed apart. Needs the extra `test`.
"""

from __future__ import annotations

import platform
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
from blinkfirst.solve.strategic_form.nashpy_enumeration import nashpy_equilibria
from blinkfirst.solve.strategic_form.vertex_enumeration import extreme_equilibria
from exact_equilibria import exact_equilibria, exactly_regular
from forms import form_of

Profile = tuple[FloatArray, FloatArray]
KINDS = {"normal": 0, "whole, -50 to 50": 101, "whole, 0 to 9": 10, "whole, 0 to 2": 3}
SIZES = (2, 3, 4, 5)


@dataclass
class Tally:
    """What one way did: games seen, with something missing, with something wrong, seconds of each."""

    games: int = 0
    missing: int = 0
    wrong: int = 0
    seconds: list[float] = field(default_factory=list)


def own(rows: FloatArray, columns: FloatArray) -> list[Profile]:
    found = extreme_equilibria(form_of(np.stack([rows, columns])))
    return list(zip(found.rows, found.columns, strict=True))


def checked(rows: FloatArray, columns: FloatArray) -> list[Profile]:
    found = equilibria(form_of(np.stack([rows, columns])))
    return [(e.profile[0], e.profile[1]) for e in found.equilibria]


def of_quantecon(rows: FloatArray, columns: FloatArray) -> quantecon.NormalFormGame:
    return quantecon.NormalFormGame((quantecon.Player(rows.copy()), quantecon.Player(columns.T.copy())))


def reached(rows: FloatArray, columns: FloatArray) -> list[Profile]:
    found = nashpy.Game(rows, columns).lemke_howson_enumeration()
    return [(x, y) for x, y in found if (x.shape, y.shape) == ((len(rows),), (len(columns[0]),))]


WAYS: dict[str, Callable[[FloatArray, FloatArray], list[Profile]]] = {
    "ours: vertices": own,
    "ours, checked by nashpy": checked,
    "nashpy: vertices, once per player": lambda a, b: list(nashpy_equilibria(form_of(np.stack([a, b])))),
    "nashpy: vertices": lambda a, b: list(nashpy.Game(a - a.min() + 1, b - b.min() + 1).vertex_enumeration()),
    "nashpy: supports": lambda a, b: list(nashpy.Game(a, b).support_enumeration()),
    "nashpy: Lemke and Howson, every label": reached,
    "QuantEcon: supports": lambda a, b: quantecon.support_enumeration(of_quantecon(a, b)),
    "QuantEcon: vertices": lambda a, b: quantecon.vertex_enumeration(of_quantecon(a, b)),
}


def key(profile: Profile) -> tuple[float, ...]:
    return tuple(np.round(np.concatenate(profile).astype(float), 6) + 0.0)


def games(count: int) -> Iterator[tuple[int, FloatArray]]:
    rng = np.random.default_rng(1)
    for levels in KINDS.values():
        for size in SIZES:
            for _ in range(count if size < 5 else count // 4):
                shape = (2, size, size)
                whole = rng.integers(0, max(levels, 1), size=shape).astype(float)
                yield size, whole if levels else rng.normal(size=shape)


def main() -> None:
    warnings.simplefilter("ignore")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    for name in ("QuantEcon: supports", "QuantEcon: vertices"):
        begin = time.perf_counter()
        WAYS[name](*np.random.default_rng(0).normal(size=(2, 3, 3)))
        print(f"first call of {name}: {time.perf_counter() - begin:.1f} s")
    tallies = {(name, regular): Tally() for name in WAYS for regular in (True, False)}
    times: dict[tuple[str, int], list[float]] = {(name, size): [] for name in WAYS for size in SIZES}
    for size, (rows, columns) in games(count):
        regular = exactly_regular(rows.tolist(), columns.tolist())
        exact = {
            key((np.array(x, dtype=float), np.array(y, dtype=float)))
            for x, y in exact_equilibria(rows.tolist(), columns.tolist())
        }
        for name, way in WAYS.items():
            begin = time.perf_counter()
            found = way(rows, columns)
            times[name, size].append(time.perf_counter() - begin)
            listed = {key(p) for p in found if np.isfinite(np.concatenate(p)).all()}
            tally = tallies[name, regular]
            tally.games += 1
            tally.missing += bool(exact - listed)
            tally.wrong += bool(listed - exact)
    print(f"\n{platform.processor() or platform.machine()}, Python {platform.python_version()}\n")
    print("| way | without ties: missing | wrong | with ties: missing | wrong |\n|---|---|---|---|---|")
    for name in WAYS:
        one, other = tallies[name, True], tallies[name, False]
        plain, tied = (f"{t.missing} of {t.games} | {t.wrong}" for t in (one, other))
        print(f"| {name} | {plain} | {tied} |")
    print(f"\n| way | {' | '.join(f'{size} x {size}' for size in SIZES)} |\n|---|{'---|' * len(SIZES)}")
    for name in WAYS:
        medians = [f"{statistics.median(times[name, size]) * 1e3:.2g} ms" for size in SIZES]
        print(f"| {name} | {' | '.join(medians)} |")
    for module in ("numpy", "nashpy", "quantecon.game_theory"):
        spent = []
        for _ in range(3):
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
            spent.append(time.perf_counter() - begin)
        print(f"import {module}: {statistics.median(spent):.1f} s")


if __name__ == "__main__":
    main()
