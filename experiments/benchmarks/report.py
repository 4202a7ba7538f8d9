"""Writes docs/benchmarks.md: how long the main things take, and how much memory, on this machine.

    python experiments/benchmarks/report.py [--only NAME ...] [--quick] [--old CHECKOUT] [--page FILE]
    python experiments/benchmarks/report.py --list

All sections, or those named; the others stay on the page as they were measured. On an otherwise idle
machine; ``--list`` says how long each takes, about. ``--quick`` measures small sizes, to see that everything
works, and the page says so. ``--old`` names a checkout of an older commit with its own ``.venv``; without it
the section that sets two commits side by side stays as it was. Every section is written as soon as it is
measured. One whose script fails stays as it was, the failure is reported, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from page import ROOT, Measured, commit_now, machine_now, page_of, sections_of, stamped, today  # noqa: E402

PAGE = ROOT / "docs" / "benchmarks.md"
OLD = "OLD"  # stands for the checkout of an older commit, whose path is nobody's business


@dataclass(frozen=True)
class Section:
    """A section and what prints it.

    Attributes
    ----------
    name : for ``--only``.
    title : its heading.
    script : beside this one.
    minutes : about how long it takes, in full.
    full, quick : arguments of the script.
    """

    name: str
    title: str
    script: str
    minutes: float
    full: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()

    @property
    def needs_old(self) -> bool:
        """Whether it sets an older commit beside this one."""
        return OLD in self.full


SECTIONS = (
    Section("kernel", "The kernels", "kernel/measure.py", 2, ("15",), ("1",)),
    Section("simulation", "Simulation", "simulation/runs_per_second.py", 3, ("9",), ("1",)),
    Section("driver", "Driving a sweep", "driver/overhead.py", 2, ("7",), ("1",)),
    Section(
        "sweeps",
        "Sweeps over all weights",
        "sweeps/cases_per_second.py",
        10,
        ("korea-1/2018-race-to-invest", "100", "1000", "textbook/two-sided-standoff", "10000", "100000"),
        ("korea-1/2019-hanoi", "4", "16", "textbook/two-sided-standoff", "500", "2000"),
    ),
    Section("equilibria", "All equilibria of two players", "strategic_form/ways.py", 5, ("40",), ("2",)),
    Section(
        "commitments",
        "A table of commitments",
        "strategic_form/commitment_seconds.py",
        2,
        ("5",),
        ("1", "textbook/two-sided-standoff"),
    ),
    Section(
        "hidden",
        "Private types",
        "hidden_resolve/seconds.py",
        15,
        ("korea-1/2018-gas-pipeline",),
        ("textbook/two-sided-standoff", "--quick"),
    ),
    Section("graph_model", "Graph Model stability", "graph_model/stability_seconds.py", 1, ("5",), ("1",)),
    Section(
        "commands",
        "Whole commands",
        "commands/whole_commands.py",
        4,
        ("5",),
        ("1", "list", "check korea-1/2019-hanoi"),
    ),
    Section(
        "before",
        "Beside an older commit",
        "commands/beside_an_older_commit.py",
        12,
        (
            OLD,
            "3",
            "list",
            "check korea-1/2018-report-hold",
            "run korea-1/2019-hanoi",
            "run korea-1/2018-race-to-invest",
            "explain korea-1/2018-report-hold --actor Russia",
            "commit korea-1/2019-hanoi",
            "stability korea-1/2019-hanoi",
            "solve textbook/chicken",
        ),
        (OLD, "1", "list", "check korea-1/2019-hanoi"),
    ),
    Section(
        "scenarios",
        "Shipped scenarios",
        "commands/shipped_scenarios.py",
        8,
        ("3",),
        ("1", "textbook/two-sided-standoff"),
    ),
    Section(
        "record", "A theatre scored on its record", "commands/backtest_seconds.py", 4, ("2",), ("1", "--help")
    ),
    Section("theatre", "A synthetic theatre", "theatre_size.py", 1, ("7",), ("1",)),
)


def main() -> int:
    """Measure what is asked for and write the page."""
    asked = _arguments()
    if asked.list:
        for section in SECTIONS:
            print(f"{section.name:12} about {section.minutes:2.0f} min  {section.title}")
        return 0
    page = Path(asked.page)
    sections = sections_of(page.read_text(encoding="utf-8")) if page.exists() else {}
    _tell_unknown(sections)
    failed = False
    for section in [s for s in SECTIONS if not asked.only or s.name in asked.only]:
        if section.needs_old and asked.old is None:
            print(f"{section.name}: left as it was; it needs --old CHECKOUT", file=sys.stderr)
            continue
        measured = _measured(section, asked.quick, asked.old)
        if measured is None:
            failed = True
            continue
        sections[section.title] = measured
        page.write_text(page_of((s.title for s in SECTIONS), sections), encoding="utf-8")
    return int(failed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Write docs/benchmarks.md.")
    names = [section.name for section in SECTIONS]
    parser.add_argument("--only", action="append", choices=names, help="only this section; repeatable")
    parser.add_argument("--quick", action="store_true", help="small sizes; the page says so")
    parser.add_argument("--old", help="a checkout of an older commit, with its own .venv")
    parser.add_argument("--page", default=PAGE, help="the page to write (default: docs/benchmarks.md)")
    parser.add_argument("--list", action="store_true", help="list the sections, measure nothing")
    return parser.parse_args()


def _tell_unknown(sections: dict[str, str]) -> None:
    known = {section.title for section in SECTIONS}
    for title in sections:
        if title not in known:
            print(f"leaving out {title!r}: no script prints it", file=sys.stderr)


def _measured(section: Section, quick: bool, old: str | None) -> str | None:
    """The section, measured now; nothing when its script fails."""
    arguments = section.quick if quick else section.full
    search = os.pathsep.join(str(ROOT / folder) for folder in ("model", "tests"))
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, str(HERE / section.script), *(old if word == OLD else word for word in arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": search},
    )
    seconds = time.perf_counter() - begin
    if done.returncode:
        print(f"{section.name}: {section.script} failed; the section stays as it was", file=sys.stderr)
        return None
    words = [f'"{word}"' if " " in word else word for word in arguments]
    command = " ".join(["python", f"experiments/benchmarks/{section.script}", *words])
    measured = Measured(command, quick, today(), commit_now(), seconds, machine_now())
    print(f"{seconds:7.1f} s  {section.name}", file=sys.stderr, flush=True)
    return stamped(done.stdout, section.title, measured)


if __name__ == "__main__":
    sys.exit(main())
