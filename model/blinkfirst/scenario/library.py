"""Where scenarios and theatres live: beside the file that names them, or among the shipped ones.

The shipped folder is ``blinkfirst/scenarios`` inside the installed package, or ``scenarios/`` of the checkout
the package is run from; a scenario edited in a checkout is live.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from blinkfirst.errors import Place, Problem, ScenarioError, nearest
from blinkfirst.scenario.kinds import kind_of
from blinkfirst.scenario.reading import shown

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\Z")
_SUFFIXES = (".yaml", ".yml")
_THEATRES = "theatres"


def shipped_folder() -> Path:
    """Return the folder of the shipped scenarios.

    Raises
    ------
    ScenarioError
        When the installation has lost it.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "scenarios", package.parent.parent / "scenarios"):
        if (folder / _THEATRES).is_dir():
            return folder
    raise ScenarioError(
        [Problem(Place(str(package)), "", "the shipped scenarios are missing; install blinkfirst again")]
    )


def shipped_files() -> dict[str, Path]:
    """Return the shipped files of whatever kind but theatres, sorted by name; those in a subfolder bear its
    name, as ``textbook/...``.
    """
    root = shipped_folder()
    files = [
        p for p in root.rglob("*") if p.suffix in _SUFFIXES and _THEATRES not in p.relative_to(root).parts
    ]
    return {str(p.relative_to(root).with_suffix("").as_posix()): p for p in sorted(files)}


def shipped_scenarios() -> dict[str, Path]:
    """Return the shipped stand-offs, sorted by name."""
    return {name: path for name, path in shipped_files().items() if kind_of(path) == "stand-off"}


def shipped_matrices() -> dict[str, Path]:
    """Return the shipped matrices, sorted by name."""
    return {name: path for name, path in shipped_files().items() if kind_of(path) == "matrix"}


def shipped_theatres() -> dict[str, Path]:
    """Return the shipped theatres, sorted by name."""
    return {p.stem: p for p in sorted((shipped_folder() / _THEATRES).iterdir()) if p.suffix in _SUFFIXES}


def name_of(path: Path) -> str:
    """Return the name of a shipped scenario, or a file's name without its ending."""
    resolved = path.resolve()
    for name, shipped in shipped_files().items():
        if shipped.resolve() == resolved:
            return name
    return path.stem


def find_scenario(name: str) -> Path:
    """Return the file of a scenario or matrix given on the command line: a path, or the name of a shipped
    one.

    Raises
    ------
    ScenarioError
        When there is neither; with the nearest shipped name.
    """
    path = Path(name)
    if path.suffix in _SUFFIXES or os.path.isfile(name):
        return path
    shipped = shipped_files()
    if name in shipped:
        return shipped[name]
    if os.path.isdir(name):
        raise ScenarioError([Problem(Place(name), "", "expected a scenario file, got a folder")])
    message = "no such file, and no shipped scenario of that name; `blinkfirst list` shows them"
    raise ScenarioError([Problem(Place(name), "", message, nearest(name, shipped))])


def find_theatre(name: str, beside: Path, place: Place) -> Path:
    """Return the file of a theatre: beside the scenario, in ``theatres/`` beside it, or shipped."""
    folders = (beside, beside / _THEATRES)
    return _find_named(name, "theatre", folders, shipped_theatres(), place)


def find_extended(name: str, beside: Path, place: Place) -> Path:
    """Return the file of the scenario another one extends: in the same folder, or shipped."""
    return _find_named(name, "extends", (beside,), shipped_scenarios(), place)


def find_studied(name: str, beside: Path, place: Place) -> Path:
    """Return the file of the scenario a study is about: beside the study file, or shipped."""
    return _find_named(name, "scenario", (beside,), shipped_scenarios(), place)


def _find_named(
    name: str, key: str, folders: tuple[Path, ...], shipped: dict[str, Path], place: Place
) -> Path:
    if not all(_NAME.match(part) for part in name.split("/")) or (key == "theatre" and "/" in name):
        message = (
            f"expected a name (letters, digits, '-', '_', '.'), got {name!r}; files are named, not pointed "
            "to by path"
        )
        raise ScenarioError([Problem(place, key, message)])
    for folder in folders:
        for suffix in _SUFFIXES:
            if (folder / f"{name}{suffix}").is_file():
                return folder / f"{name}{suffix}"
    if name in shipped:
        return shipped[name]
    if key != "theatre" and name in shipped_files():
        return shipped_files()[name]  # of another kind, which is for whoever reads it to say
    what = "theatre" if key == "theatre" else "scenario"
    looked = ", ".join(f"{shown(folder)}/" for folder in folders)
    message = f"no {what} named {name!r} in {looked} nor among the shipped ones: {', '.join(shipped)}"
    raise ScenarioError([Problem(place, key, message, nearest(name, shipped))])
