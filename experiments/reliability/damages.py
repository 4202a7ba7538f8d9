"""Damages a folder of results in every way that comes to mind, and asks every reader.

    python experiments/reliability/damages.py [--damages 500] [--seed 1]

A file of the folder is chosen and a bit flipped, bytes cut off, added, zeroed or exchanged with another file's,
the file emptied, removed, or replaced by a folder or a pipe. Each reader must then answer as it did before,
or refuse with an error of this project; going on with the sweep must bring back the very bytes, or be refused in
words. Prints a table in Markdown; exit status 1 when something was wrong.
"""

# ruff: noqa: E501  heads of tables
from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2] / folder) for folder in ("model", "tests")]

from blinkfirst.errors import BlinkFirstError  # noqa: E402
from blinkfirst.study.store.query import answer_to  # noqa: E402
from blinkfirst.study.store.reading import tidy_table  # noqa: E402
from worlds.small_sweeps import go_on, keep, tree  # noqa: E402

DAMAGED = "damaged"
TABLES = ("cases", "first_blinkers", "hazards", "questions", "world", "payoffs")


def flip(file: Path, chance: random.Random) -> None:
    raw = bytearray(file.read_bytes())
    if raw:
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    file.write_bytes(raw)


def cut(file: Path, chance: random.Random) -> None:
    raw = file.read_bytes()
    file.write_bytes(raw[: chance.randrange(len(raw) + 1)])


def zero(file: Path, chance: random.Random) -> None:
    raw = bytearray(file.read_bytes())
    begin = chance.randrange(len(raw) + 1)
    end = min(begin + chance.choice([1, 16, 512, 4096]), len(raw))
    raw[begin:end] = bytes(end - begin)
    file.write_bytes(raw)


def add(file: Path, chance: random.Random) -> None:
    file.write_bytes(file.read_bytes() + chance.randbytes(chance.choice([1, 16, 4096])))


def exchange(file: Path, chance: random.Random) -> None:
    folder = next(above for above in file.parents if above.name == DAMAGED)
    others = [other for other in sorted(folder.rglob("*.*")) if other.is_file() and other != file]
    shutil.copyfile(chance.choice(others), file)


def empty(file: Path, _: random.Random) -> None:
    file.write_bytes(b"")


def remove(file: Path, _: random.Random) -> None:
    file.unlink()


def folder_instead(file: Path, _: random.Random) -> None:
    file.unlink()
    file.mkdir()


def pipe_instead(file: Path, _: random.Random) -> None:
    file.unlink()
    os.mkfifo(file)


DEEDS: dict[str, Callable[[Path, random.Random], None]] = {
    "a bit flipped": flip,
    "the end cut off": cut,
    "bytes zeroed": zero,
    "bytes added": add,
    "another file's bytes": exchange,
    "emptied": empty,
    "removed": remove,
    "a folder instead": folder_instead,
    "a pipe instead": pipe_instead,
}


def by_sql(folder: Path, name: str) -> Any:
    """Return all rows of a table, by SQL."""
    return sorted(map(repr, answer_to(folder, f"select * from {name}").rows()))


def by_table(folder: Path, name: str) -> Any:
    """Return all rows of a table."""
    return list(map(repr, tidy_table(folder, name).rows))


def asked_of(folder: Path) -> dict[str, Any]:
    """Return what each reader answers; an error of this project as it is."""
    found: dict[str, Any] = {}
    for way in (by_table, by_sql):
        for name in TABLES:
            try:
                found[f"{way.__name__} {name}"] = way(folder, name)
            except BlinkFirstError as error:
                found[f"{way.__name__} {name}"] = error
    return found


def main() -> int:
    """Damage as often as asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--damages", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    counts: Counter[tuple[str, str]] = Counter()
    left: Counter[str] = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as base:
        sound = keep(Path(base) / "sound")
        wanted, answers = tree(sound), asked_of(sound)
        for number in range(asked.damages):
            folder = Path(base) / DAMAGED
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(sound, folder)
            file = folder / chance.choice(sorted(name for name in wanted if wanted[name]))
            deed = chance.choice(sorted(DEEDS))
            DEEDS[deed](file, chance)
            what = f"{number}: {deed}: {file.relative_to(folder)}"
            counts[deed, "damages"] += 1
            try:
                found = asked_of(folder)
                refused = any(isinstance(answer, BlinkFirstError) for answer in found.values())
                counts[deed, "noticed" if refused else "without effect"] += 1
                for name, answer in found.items():
                    if not isinstance(answer, BlinkFirstError) and answer != answers[name]:
                        wrong.append(f"{what}: {name} answers otherwise")
                after = _afterwards(folder, wanted)
                counts[deed, after] += 1
                left[file.name] += after == "left"
            except Exception:
                wrong.append(f"{what}\n{traceback.format_exc(limit=-4)}")
    print("| damage | damages | refused by a reader | every answer as before | going on: the same bytes | refused | left as it was |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    columns = ("damages", "noticed", "without effect", "healed", "refused", "left")
    for deed in DEEDS:
        print(f"| {deed} | {' | '.join(str(counts[deed, column]) for column in columns)} |")
    print(f"| all | {' | '.join(str(sum(counts[deed, column] for deed in DEEDS)) for column in columns)} |")
    listed = ", ".join(f"{name} {count:,}" for name, count in left.most_common() if count)
    print(f"\nleft as they were: {listed or 'none'}; {len(wrong):,} wrong", *wrong, sep="\n")
    return int(bool(wrong))


def _afterwards(folder: Path, wanted: dict[str, bytes]) -> str:
    try:
        go_on(folder)
    except BlinkFirstError:
        return "refused"
    return "healed" if tree(folder) == wanted else "left"


if __name__ == "__main__":
    raise SystemExit(main())
