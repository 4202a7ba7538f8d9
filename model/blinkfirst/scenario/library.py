"""Files of scenarios, matrices and theatres, beside the file that names them or shipped; and their two kinds.

The shipped folder is ``blinkfirst/scenarios`` inside the installed package, or ``scenarios/`` of the checkout
the package is run from; a scenario edited in a checkout is live.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args

from blinkfirst.errors import Place, Problem, ScenarioError, nearest, printable
from blinkfirst.files.text import nearest_file, real, shown
from blinkfirst.scenario.nodes import Node
from blinkfirst.scenario.yaml_trees import read_file

Kind = Literal["stand-off", "matrix"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_INSTEAD = {
    "stand-off": "expected a matrix, got a stand-off played over time: a matrix begins with `kind: matrix`",
    "matrix": "expected a stand-off played over time, got a matrix played once: `blinkfirst solve` finds its "
    "equilibria, `blinkfirst run` its forecast, `check`, `show` and `export` take it, too",
}

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\Z")
SUFFIXES = (".yaml", ".yml")
EDITOR_LINE = "# yaml-language-server: $schema="
"""How a file begins that editors complete and check; the schema's file follows, as seen from its folder."""
SCHEMA_FILE = "blinkfirst.schema.json"
"""The JSON Schema of the language, which is shipped beside the scenarios."""
_THEATRES = "theatres"


def shipped_folder() -> Path:
    """Return the folder of the shipped scenarios; an error when the installation has lost it."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "scenarios", package.parent.parent / "scenarios"):
        if (folder / _THEATRES).is_dir():
            return folder
    message = "the shipped scenarios are missing; install blinkfirst again"
    raise ScenarioError([Problem(Place(str(package)), "", message)])


def shipped_files() -> dict[str, Path]:
    """Return the shipped files but theatres, sorted by name; of those in a subfolder as ``textbook/...``."""
    root = shipped_folder()
    files = sorted(p for p in root.rglob("*") if p.suffix in SUFFIXES)
    names = {p.relative_to(root).with_suffix("").as_posix(): p for p in files}
    return {name: path for name, path in names.items() if _THEATRES not in name.split("/")}


def shipped_scenarios() -> dict[str, Path]:
    """Return the shipped stand-offs, sorted by name."""
    return {name: path for name, path in shipped_files().items() if kind_of(path) == "stand-off"}


def shipped_matrices() -> dict[str, Path]:
    """Return the shipped matrices, sorted by name."""
    return {name: path for name, path in shipped_files().items() if kind_of(path) == "matrix"}


def shipped_theatres() -> dict[str, Path]:
    """Return the shipped theatres, sorted by name."""
    found = {p.stem: p for p in (shipped_folder() / _THEATRES).iterdir() if p.suffix in SUFFIXES}
    return dict(sorted(found.items()))


def is_shipped(path: Path) -> bool:
    """Return whether a file is one of the shipped ones."""
    return real(path).is_relative_to(shipped_folder().resolve())


def name_of(path: Path) -> str:
    """Return the name of a shipped scenario, or a file's name without its ending."""
    root, resolved = shipped_folder().resolve(), real(path)
    below = resolved.relative_to(root) if resolved.is_relative_to(root) else None
    if below is None or _THEATRES in below.parts:
        return printable(path.stem)
    return below.with_suffix("").as_posix()


def find_scenario(name: str) -> Path:
    """Return the file at a path, or of a shipped scenario or matrix; an error names the nearest."""
    path = Path(name)
    if os.path.exists(name) and not os.path.isfile(name) and not os.path.isdir(name):
        message = "expected a scenario file, got a pipe or device; a scenario is read more than once"
        raise ScenarioError([Problem(Place(name), "", message)])
    if path.suffix in SUFFIXES or os.path.isfile(name):
        return path
    shipped = shipped_files()
    if name in shipped:
        return shipped[name]
    if os.path.isdir(name):
        raise ScenarioError([Problem(Place(name), "", "expected a scenario file, got a folder")])
    message = "no such file, and no shipped scenario of that name; `blinkfirst list` shows them"
    raise ScenarioError([Problem(Place(name), "", message, nearest_file(path) or nearest(name, shipped))])


def find_theatre(name: str, beside: Path, place: Place) -> Path:
    """Return the file of a theatre: beside the scenario, in ``theatres/`` beside it, or shipped."""
    if "/" in name:
        raise _no_name(name, "theatre", place)
    return _find_named(name, "theatre", (beside, beside / _THEATRES), place)


def find_extended(name: str, beside: Path, place: Place) -> Path:
    """Return the file of the scenario another one extends: in the same folder, or shipped."""
    return _find_named(name, "extends", (beside,), place)


def find_studied(name: str, beside: Path, place: Place) -> Path:
    """Return the file of the scenario a study is about: beside the study file, or shipped."""
    return _find_named(name, "scenario", (beside,), place)


def _find_named(name: str, key: str, folders: tuple[Path, ...], place: Place) -> Path:
    """Return the file of that name in one of the folders, else the shipped one.

    The shipped folder is looked into and not listed, which a long chain of files would do for each of them. A
    scenario may turn out to be of another kind, which is for whoever reads it to say.
    """
    if not all(_NAME.match(part) for part in name.split("/")):
        raise _no_name(name, key, place)
    for folder in (*folders, *_shipped_places(name, key)):
        for suffix in SUFFIXES:
            if os.path.isfile(folder / f"{name}{suffix}"):  # which a name too long is not
                return folder / f"{name}{suffix}"
    what, names = ("theatre", shipped_theatres()) if key == "theatre" else ("scenario", shipped_scenarios())
    looked = ", ".join(f"{shown(folder)}/" for folder in folders)
    message = f"no {what} named {name!r} in {looked} nor among the shipped ones: {', '.join(names)}"
    beside = [path.stem for folder in folders for path in folder.glob("*") if path.suffix in SUFFIXES]
    bare = Path(name).stem if Path(name).suffix in SUFFIXES else name
    raise ScenarioError([Problem(place, key, message, nearest(bare, [*beside, *names]))])


def _shipped_places(name: str, key: str) -> Iterator[Path]:
    """Yield the shipped folder where a name of that kind may be, once what lies beside has been looked at."""
    if key == "theatre":
        yield shipped_folder() / _THEATRES
    elif _THEATRES not in name.split("/"):
        yield shipped_folder()


def _no_name(name: str, key: str, place: Place) -> ScenarioError:
    message = f"expected a name (letters, digits, '-', '_', '.'), got {name!r}"
    return ScenarioError([Problem(place, key, f"{message}; files are named, not pointed to by path")])


def kind_of(path: Path) -> Kind:
    """Return what kind of game a file describes: a matrix where it says so, else a stand-off.

    A file that cannot be read, or names another kind, counts as a stand-off: whoever loads it says what is
    wrong with it.
    """
    try:
        root = read_file(path, [])
    except ScenarioError:
        return "stand-off"
    said = root.value.get("kind") if isinstance(root.value, dict) else None
    return "matrix" if said is not None and said.value == "matrix" else "stand-off"


def check_kind(root: Node, expected: Kind) -> None:
    """Refuse a file of the other kind or an unknown one, with the nearest kind or what takes such a file."""
    assert isinstance(root.value, dict)  # whoever reads a file checks that it is a table
    said = root.value.get("kind")
    found = "stand-off" if said is None else said.value
    place = root.place if said is None else said.place
    if found not in KINDS:
        got = "a list or a table" if isinstance(found, dict | list) else repr(found)
        message = f"expected {' or '.join(KINDS)}, got {got}"
        raise ScenarioError([Problem(place, "kind", message, nearest(str(found), KINDS))])
    if found != expected:
        raise ScenarioError([Problem(place, "kind", _INSTEAD[str(found)])])
