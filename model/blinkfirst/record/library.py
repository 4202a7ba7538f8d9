"""Records: folders of cases and mapping rules, beside the theatre that names them or shipped.

The shipped ones are ``blinkfirst/records`` inside the installed package, or ``experiments/`` of the checkout
the package is run from.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from blinkfirst.errors import Place, ScenarioError, nearest
from blinkfirst.files.text import shown
from blinkfirst.record.mapping import CaseMapping, read_mapping
from blinkfirst.scenario.library import shipped_folder
from blinkfirst.scenario.nodes import Node, child

CASES, MAPPING = "cases.csv", "mapping.yaml"


class RecordFiles(NamedTuple):
    """The files of a record."""

    name: str
    cases: Path
    mapping: Path


def shipped_records() -> dict[str, RecordFiles]:
    """Return the shipped records, sorted by name."""
    return {folder.name: _files(folder) for folder in _shipped_folders()}


def find_record(name: str, beside: Path, place: Place) -> RecordFiles:
    """Return the record of a name: a folder beside the theatre, or shipped; an error names the nearest."""
    if _is_record(beside / name):
        return _files(beside / name)
    shipped = shipped_records()
    if name in shipped:
        return shipped[name]
    message = (
        f"no record named {name!r}: no folder with {CASES} and {MAPPING} in {shown(beside)}/, and none among "
        f"the shipped ones: {', '.join(shipped) or 'none'}"
    )
    around = [folder.name for folder in beside.glob("*") if _is_record(folder)]
    raise ScenarioError.at(place, message, nearest(name, [*around, *shipped]), "record")


def record_named_in(tree: Node) -> RecordFiles | None:
    """Return the record that a composed theatre or scenario names; ``None`` where it names none.

    Raises `ScenarioError` when there is no record of that name.
    """
    said = child(tree, "record")
    if said is None:
        return None
    return find_record(str(said.value), Path(said.place.file).parent, said.place)


def record_with(theatre: str) -> tuple[RecordFiles, CaseMapping] | None:
    """Return the first shipped record whose mapping has rules for a theatre, and the mapping."""
    for files in shipped_records().values():
        mapping = read_mapping(files.mapping)
        if theatre in mapping.file.theatres:
            return files, mapping
    return None


def _shipped_folders() -> Iterator[Path]:
    around = shipped_folder().parent  # the package, or the checkout
    for room in (around / "records", around / "experiments"):
        if room.is_dir():
            yield from sorted(folder for folder in room.iterdir() if _is_record(folder))


def _is_record(folder: Path) -> bool:
    return (folder / CASES).is_file() and (folder / MAPPING).is_file()


def _files(folder: Path) -> RecordFiles:
    return RecordFiles(folder.name, folder / CASES, folder / MAPPING)
