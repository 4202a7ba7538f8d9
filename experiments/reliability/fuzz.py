"""Feeds readers with inputs that are nearly right: each must be accepted, or refused in words.

    python experiments/reliability/fuzz.py --inputs 10000 --seed 1 [--first N] [--jobs 2] [--kind KIND ...]
    python experiments/reliability/fuzz.py --replay failures/FOLDER ...

An input passes when it is accepted, and what is small is solved with finite answers; or when it is refused by
an error of this project with a place, in a message of bounded length without control characters. It fails on
any other exception or warning, on more than 2 seconds of processor time or 500 MB of memory, and when the
process dies. An input is known by its seed and number; ``--first`` goes on where another run ended.

Each failure is made smaller and kept in a folder with its seed; ``--replay`` tries it again. Prints a table
in Markdown; exit status 1 when something failed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import signal
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

from inputs import GRAMMARS, invented

BLOCK = 500  # inputs that a worker is given at a time
PATIENCE = 120.0  # seconds without a sign of life, after which a worker is ended
SHRINKING = 20.0  # seconds of making a failure smaller
KEPT_OF_A_KIND = 3  # failures with the same words that are kept


class Block(NamedTuple):
    """Inputs of a seed, from one number up to, not including, another."""

    seed: int
    first: int
    end: int


class Failure(NamedTuple):
    """An input that failed."""

    kind: str
    seed: int
    index: int
    raw: bytes
    words: str
    trace: str


@dataclass
class Figures:
    """What was found so far."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    longest: int = 0
    failures: list[Failure] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Add the figures of other inputs."""
        self.outcomes += other.outcomes
        self.seconds += other.seconds
        for kind, seconds in other.slowest.items():
            self.slowest[kind] = max(seconds, self.slowest.get(kind, 0.0))
        self.longest = max(self.longest, other.longest)
        self.failures += other.failures

    def table(self) -> str:
        """Return the figures in Markdown."""
        names = ("solved", "accepted", "refused", "failed")
        lines = [
            "| kind | inputs | accepted and solved | accepted | refused in words | failed | slowest, s |"
        ]
        lines.append("|---|--:|--:|--:|--:|--:|--:|")
        for kind in GRAMMARS:
            own = [self.outcomes[kind, name] for name in names]
            if sum(own):
                cells = [
                    f"{sum(own):,}",
                    *(f"{count:,}" for count in own),
                    f"{self.slowest.get(kind, 0.0):.2f}",
                ]
                lines.append(f"| {kind} | {' | '.join(cells)} |")
        counts = [sum(n for (_, name), n in self.outcomes.items() if name == wanted) for wanted in names]
        cells = [
            f"{sum(counts):,}",
            *(f"{count:,}" for count in counts),
            f"{max(self.slowest.values(), default=0.0):.2f}",
        ]
        lines.append(f"| all | {' | '.join(cells)} |")
        spent = f"{sum(self.seconds.values()):,.0f} s of processor time"
        return "\n".join([*lines, "", f"{spent}; longest message {self.longest:,} characters."])


# --- in a worker


def work(orders: Connection, at: Any, kinds: tuple[str, ...]) -> None:
    """Judge blocks until there is no other, saying at which input it is."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    from judging import Judge, warm_up

    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(Path(folder))
        warm_up(judge)
        while (order := orders.recv()) is not None:
            orders.send(
                shrunk(judge, order) if isinstance(order, Failure) else judged(judge, order, at, kinds)
            )


def judged(judge: Any, block: Block, at: Any, kinds: tuple[str, ...]) -> Figures:
    """Judge a block."""
    found = Figures()
    for index in range(block.first, block.end):
        at.value = index
        kind, raw = invented(block.seed, index, kinds)
        begin = time.process_time()
        verdict = judge.verdict(kind, raw)
        seconds = time.process_time() - begin
        found.outcomes[kind, verdict.outcome] += 1
        found.seconds[kind] += seconds
        found.slowest[kind] = max(seconds, found.slowest.get(kind, 0.0))
        found.longest = max(found.longest, verdict.length)
        if verdict.outcome == "failed":
            found.failures.append(Failure(kind, block.seed, index, raw, verdict.words, verdict.trace))
    return found


def shrunk(judge: Any, failure: Failure) -> Failure:
    """Take away whatever can be taken away, lines first and bytes last, so that the same still fails."""
    end = time.monotonic() + SHRINKING
    raw = failure.raw
    for separator in (b"\n", b""):
        size = max(len(_parts(raw, separator)) // 2, 1)
        while size and time.monotonic() < end:
            begin = 0
            while begin < len(_parts(raw, separator)) and time.monotonic() < end:
                parts = _parts(raw, separator)
                less = separator.join(parts[:begin] + parts[begin + size :])
                if judge.verdict(failure.kind, less).words == failure.words:
                    raw = less
                else:
                    begin += size
            size //= 2
    return failure._replace(raw=raw)


def _parts(raw: bytes, separator: bytes) -> list[bytes]:
    return raw.split(separator) if separator else [raw[k : k + 1] for k in range(len(raw))]


# --- the process that gives them work


class Worker:
    """A process that judges, and is made anew when it has died over an input."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        context = multiprocessing.get_context("spawn")
        self.kinds = kinds
        self.at = context.Value("q", -1)
        self.mine, theirs = context.Pipe()
        self.block: Block | None = None
        self.process = context.Process(target=work, args=(theirs, self.at, kinds), daemon=True)
        self.process.start()
        theirs.close()

    def give(self, block: Block) -> None:
        """Have it judge a block."""
        self.block, self.at.value = block, -1
        self.mine.send(block)

    def leave(self) -> None:
        """Wait until it has ended."""
        self.mine.send(None)
        self.process.join()

    def post_mortem(self) -> tuple[Failure | None, list[Block]]:
        """Return the input over which it died, and what is left of its block; none if it died over none."""
        self.process.join()
        assert self.block is not None
        seed, first, end = self.block
        index = self.at.value
        if index < 0:
            return None, [self.block]
        kind, raw = invented(seed, index, self.kinds)
        code = self.process.exitcode or 0
        words = f"the process ended with {signal.Signals(-code).name if code < 0 else code}"
        left = [Block(seed, *span) for span in ((first, index), (index + 1, end)) if span[0] < span[1]]
        return Failure(kind, seed, index, raw, words, ""), left


def fuzz(blocks: deque[Block], jobs: int, kinds: tuple[str, ...], tell: Any) -> Figures:
    """Judge blocks in some processes; call ``tell`` with the figures now and then."""
    found = Figures()
    workers: list[Worker] = []
    seen: dict[int, tuple[int, float]] = {}
    while blocks or workers:
        while blocks and len(workers) < jobs:
            workers.append(Worker(kinds))
            workers[-1].give(blocks.popleft())
        ready = wait([worker.mine for worker in workers], timeout=1.0)
        for worker in list(workers):
            if worker.mine in ready:
                try:
                    found.add(worker.mine.recv())
                except (EOFError, ConnectionResetError):
                    workers.remove(worker)
                    _add_death(found, worker, blocks)
                    continue
                if blocks:
                    worker.give(blocks.popleft())
                else:
                    workers.remove(worker)
                    worker.leave()
            elif _stuck(worker, seen):
                worker.process.kill()
        tell(found)
    return found


def _add_death(found: Figures, worker: Worker, blocks: deque[Block]) -> None:
    failure, left = worker.post_mortem()
    if failure is None:
        raise SystemExit("a worker died before its first input")
    blocks.extendleft(reversed(left))
    found.outcomes[failure.kind, "failed"] += 1
    found.failures.append(failure)


def _stuck(worker: Worker, seen: dict[int, tuple[int, float]]) -> bool:
    now, pid, index = time.monotonic(), worker.process.pid or 0, worker.at.value
    last, since = seen.get(pid, (-2, now))
    if index != last or index < 0:  # it may have to compile kernels first
        seen[pid] = (index, now)
        return False
    return now - since > PATIENCE


def keep(failures: list[Failure], folder: Path) -> Iterator[str]:
    """Write the first failures of every kind, made smaller, each in a folder of its own; say where."""
    by_words: dict[str, list[Failure]] = {}
    for failure in failures:
        by_words.setdefault(failure.words, []).append(failure)
    if not failures:
        return
    worker = Worker(tuple(GRAMMARS))
    for words, alike in by_words.items():
        yield f"{len(alike):,} x {words}"
        for failure in alike[:KEPT_OF_A_KIND]:
            smaller = failure
            if failure.trace:  # what kills the process is kept as it is
                worker.mine.send(failure)
                try:
                    smaller = worker.mine.recv()
                except EOFError:  # making it smaller took more than the worker may have
                    worker = Worker(tuple(GRAMMARS))
            place = (
                folder
                / f"{failure.kind}-{re.sub(r'[^A-Za-z0-9]+', '-', words)[:60]}-{failure.seed}-{failure.index}"
            )
            place.mkdir(parents=True, exist_ok=True)
            (place / "input").write_bytes(smaller.raw)
            (place / "as-drawn").write_bytes(failure.raw)
            facts = {"kind": failure.kind, "seed": failure.seed, "number": failure.index, "words": words}
            (place / "failure.json").write_text(json.dumps(facts, indent=2) + "\n", "utf-8")
            (place / "trace.txt").write_text(failure.trace, "utf-8")
            yield f"    {place}"
    worker.leave()


def replay(folders: list[Path]) -> int:
    """Judge kept failures again; return 1 when one still fails."""
    from judging import Judge, warm_up

    status = 0
    with tempfile.TemporaryDirectory() as own:
        judge = Judge(Path(own))
        warm_up(judge)
        for folder in folders:
            facts = json.loads((folder / "failure.json").read_text("utf-8"))
            verdicts = [
                judge.verdict(facts["kind"], (folder / name).read_bytes()) for name in ("input", "as-drawn")
            ]
            failed = [verdict for verdict in verdicts if verdict.outcome == "failed"]
            status |= bool(failed)
            print(f"{folder}: {failed[0].words if failed else verdicts[0].outcome}")
            if failed:
                print(failed[0].trace)
    return status


def _progress(total: int) -> Any:
    begin, last, known = time.monotonic(), [time.monotonic()], [0]

    def tell(found: Figures) -> None:
        for failure in found.failures[known[0] :]:
            print(f"{failure.kind} {failure.seed}/{failure.index}: {failure.words}", file=sys.stderr)
        known[0] = len(found.failures)
        if time.monotonic() - last[0] > 10:
            last[0] = time.monotonic()
            done = sum(found.outcomes.values())
            rate = done / (last[0] - begin)
            print(
                f"{done:,} of {total:,} inputs, {len(found.failures):,} failed, {rate:,.0f} a second",
                file=sys.stderr,
            )

    return tell


def main() -> int:
    """Feed the readers, or try failures again."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=10_000, metavar="N", help="how many (10,000)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of all of them (1)")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="the number of the first (0)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes (1)")
    parser.add_argument(
        "--kind", action="append", choices=list(GRAMMARS), help="only inputs of this kind; may be repeated"
    )
    parser.add_argument(
        "--failures",
        type=Path,
        default=Path("failures"),
        metavar="DIR",
        help="where they are kept (failures)",
    )
    parser.add_argument("--replay", type=Path, nargs="+", metavar="DIR", help="try kept failures again")
    asked = parser.parse_args()
    if asked.replay:
        return replay(asked.replay)
    kinds = tuple(asked.kind or GRAMMARS)
    end = asked.first + asked.inputs
    blocks = deque(Block(asked.seed, k, min(k + BLOCK, end)) for k in range(asked.first, end, BLOCK))
    found = fuzz(blocks, asked.jobs, kinds, _progress(asked.inputs))
    print(found.table())
    for line in keep(found.failures, asked.failures):
        print(line)
    return int(bool(found.failures))


if __name__ == "__main__":
    raise SystemExit(main())
