"""The page docs/benchmarks.md as sections, so that one can be measured again and the others stay.

A section begins with its heading. The line below says how and when it was measured; it is the section's own,
because sections are not all measured on the same day.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEADING = "## "
HEAD = """# Benchmarks

Written by `python experiments/benchmarks/report.py`; do not edit by hand. Every section is printed by the
script that it names, and says when, at which commit and on what it was measured: sections can be measured
again one by one (`--only NAME`). Where a section compares programs, they take turns in the same run.
"""
PACKAGES = ("numpy", "numba", "scipy")


@dataclass(frozen=True)
class Measured:
    """How a section came about.

    Attributes
    ----------
    command : what prints it again.
    quick : small sizes, only to see that it works.
    on : the day, ``YYYY-MM-DD``.
    commit : as `commit_now` says it.
    seconds : how long it took.
    machine : as `machine_now` says it.
    """

    command: str
    quick: bool
    on: str
    commit: str
    seconds: float
    machine: str

    def line(self) -> str:
        """Below the heading."""
        looked = "**A quick look at small sizes, not to be quoted.** " if self.quick else ""
        return (
            f"{looked}`{self.command}`, measured {self.on} at {self.commit} in {self.seconds:.0f} s, "
            f"on {self.machine}."
        )


def commit_now() -> str:
    """The commit that is checked out, and whether the package differs from it."""
    commit = _git("rev-parse", "--short", "HEAD")
    if not commit:
        return "no known commit"
    changed = _git("status", "--porcelain", "--", "model", "scenarios")
    return f"{commit} with changes" if changed else commit


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def machine_now() -> str:
    """Processor cores, system and the versions that matter."""
    versions = ", ".join(f"{package} {importlib.metadata.version(package)}" for package in PACKAGES)
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}, {versions}"
    )


def today() -> str:
    """The day, UTC."""
    return datetime.now(UTC).date().isoformat()


def sections_of(page: str) -> dict[str, str]:
    """Sections of a page by title, heading included; what stands before the first heading is left out."""
    found: dict[str, list[str]] = {}
    title = None
    for line in page.splitlines():
        if line.startswith(HEADING):
            title = line.removeprefix(HEADING)
            found[title] = []
        if title is not None:
            found[title].append(line)
    return {title: "\n".join(lines).strip() + "\n" for title, lines in found.items()}


def stamped(printed: str, title: str, measured: Measured) -> str:
    """What a script printed, with how it was measured below its heading.

    Raises
    ------
    ValueError
        When the script printed another heading, or more than one section.
    """
    heading, _, body = printed.strip().partition("\n")
    if heading != HEADING + title or list(sections_of(printed)) != [title]:
        raise ValueError(f"expected one section {title!r}, got {list(sections_of(printed))}")
    return f"{heading}\n\n{measured.line()}\n\n{body.strip()}\n"


def page_of(titles: Iterable[str], sections: Mapping[str, str]) -> str:
    """The page, sections in the order of their titles; one that was never measured is left out."""
    return "\n".join([HEAD, *(sections[title] for title in titles if title in sections)])
