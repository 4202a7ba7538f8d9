"""One word for all that stands in a sweep's folder, to compare two folders by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from blinkfirst.errors import StoreError
from blinkfirst.study.store.manifest import MANIFEST
from blinkfirst.study.store.manifest_reading import read_manifest
from blinkfirst.study.store.parts import part_folder, parts_there
from blinkfirst.study.store.sweep_folder import SCENARIO

_BLOCK = 1 << 20


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 over names and bytes of manifest, scenario and all parts that are there.

    Two sweeps of the same cases have the same one, however often one of them was stopped, and on however many
    machines it ran. Files that are no part of a sweep (a note laid beside it, a lock) do not count.

    Raises
    ------
    StoreError
        When the folder holds no sweep, or a file cannot be read.
    """
    digest = hashlib.sha256()
    try:
        for path in _files(folder):
            digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
    except OSError as error:
        raise StoreError(f"{error.filename or folder}: cannot be read: {error.strerror or error}") from error
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    yield folder / MANIFEST
    yield folder / SCENARIO
    manifest = read_manifest(folder / MANIFEST)
    for number in parts_there(folder, manifest.parts):
        yield from sorted(part_folder(folder, number).iterdir())
