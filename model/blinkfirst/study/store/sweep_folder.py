"""The folder of a sweep, open for writing or only for reading.

Whoever drives a sweep writes the folder alone; workers hand it the bytes of their tables. A part is written
beside its place and renamed into it, so that one that is there is complete, and stays as it is.
"""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from blinkfirst.errors import OptionError, StoreError
from blinkfirst.files.reading import own_bytes
from blinkfirst.files.writing import (
    WRITING,
    check_free,
    check_writable,
    draft_of,
    new_folder,
    replace_file,
    sync_folder,
    write_file,
)
from blinkfirst.study.store.folder_lock import LOCK, FolderLock
from blinkfirst.study.store.manifest import (
    MADE,
    MANIFEST,
    SCENARIO,
    AnswerManifest,
    Round,
    SweepManifest,
    made_json,
    read_manifest,
    read_sweep_manifest,
)
from blinkfirst.study.store.parts import (
    PARTS,
    DamagedPart,
    damaged_parts,
    how_to_go_on,
    part_bytes,
    part_folder,
    parts_there,
)

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def holds_sweep(folder: Path) -> bool:
    """Say whether a folder holds a sweep, finished or not."""
    return (folder / MANIFEST).is_file()


def _holds_answer(folder: Path) -> bool:
    try:
        return isinstance(read_manifest(folder / MANIFEST), AnswerManifest)
    except StoreError:
        return False


def check_place(folder: Path) -> None:
    """Refuse a place where no new sweep can be kept, before anything is computed.

    What a sweep leaves that was killed before its manifest was written is no hindrance.

    Raises `OptionError` with what to do next.
    """
    if holds_sweep(folder) and not _holds_answer(folder):
        raise OptionError(
            f"{folder}: holds a sweep already; go on with it (--resume), or name another folder for a new one"
        )
    if not _is_hardly_begun(folder):
        check_free(folder)
    check_writable(folder / MANIFEST)


class CaseStore:
    """The folder of a sweep.

    Attributes
    ----------
    folder, manifest : where it is, and what it is about.
    notice : to be printed before writing, such as that there is no lock; mostly empty.
    """

    def __init__(self, folder: Path, manifest: SweepManifest, lock: FolderLock | None) -> None:
        """Use `create` or `open` instead."""
        self.folder = folder
        self.manifest = manifest
        self.notice = lock.notice if lock is not None else ""
        self._lock = lock

    @classmethod
    def create(cls, folder: Path, manifest: SweepManifest, scenario_text: str) -> Self:
        """Begin a new folder and return it open for writing.

        Raises `OptionError` when the folder is taken or cannot be written to. Raises `StoreError` when the
        disk is full, or another process is beginning the same folder.

        Parameters
        ----------
        scenario_text : the composed scenario as YAML, whose hash the manifest bears.
        """
        check_place(folder)
        if hashlib.sha256(scenario_text.encode()).hexdigest() != manifest.scenario_sha256:
            raise StoreError(f"{folder}: the manifest's scenario_sha256 is not that of the scenario")
        made = not folder.exists()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = FolderLock(folder)
        except OSError as error:
            raise OptionError(f"{folder}: cannot be written: {_reason(error)}") from error
        try:
            # another process may have begun it in between
            check_place(folder)
            _begin(folder, manifest, scenario_text)
        except BaseException as error:
            lock.release()
            if isinstance(error, OSError):
                if made:
                    with suppress(OSError):
                        folder.rmdir()
                problem = f"{folder}: cannot be written: {_reason(error)}; nothing was kept"
                raise StoreError(problem) from error
            raise
        return cls(folder, manifest, lock)

    @classmethod
    def open(cls, folder: Path, writing: bool = False) -> Self:
        """Open the folder of a sweep.

        Raises `OptionError` when it is to be written to and cannot be. Raises `StoreError` when it holds no
        sweep, one of a newer blinkfirst, or another process writes to it.

        Parameters
        ----------
        writing : take the lock and clear away what killed writers have left. Without it any number may read
            while one writes.
        """
        manifest = read_sweep_manifest(folder)
        if not writing:
            _scenario_text(folder, manifest)
            return cls(folder, manifest, None)
        check_writable(folder / MANIFEST)
        try:
            lock = FolderLock(folder)
        except OSError as error:
            raise OptionError(f"{folder}: cannot be written: {_reason(error)}") from error
        try:
            # read again, under the lock
            manifest = read_sweep_manifest(folder)
            _scenario_text(folder, manifest)
            (folder / PARTS).mkdir(exist_ok=True)
            _remove_drafts(folder)
            _remove_drafts(folder / PARTS)
        except BaseException as error:
            lock.release()
            if isinstance(error, OSError):
                raise OptionError(f"{folder}: cannot be written: {_reason(error)}") from error
            raise
        return cls(folder, manifest, lock)

    def scenario_text(self) -> str:
        """Return the composed scenario as YAML.

        Raises `StoreError` when it cannot be read, or is not the one of the sweep any more.
        """
        return _scenario_text(self.folder, self.manifest)

    def done(self) -> set[int]:
        """Return the numbers of the parts that are there."""
        return set(parts_there(self.folder, self.manifest.parts))

    def read_part(self, number: int, name: str) -> bytes:
        """Return a table of a part as Parquet; raises `StoreError` when it is damaged."""
        return part_bytes(self.folder, self.manifest, number, name)

    def damaged(self) -> tuple[DamagedPart, ...]:
        """Return the parts that are there and cannot be read: after a power cut, or when somebody has been at
        them. `remove_part` makes room to compute one again; say so first.
        """
        return tuple(damaged_parts(self.folder, self.manifest, sorted(self.done())))

    def write_part(self, number: int, tables: Mapping[str, bytes]) -> None:
        """Write the tables of a part: all of it appears at once, and the disk has it when this returns.

        Raises `StoreError` when it is there already, tables are missing, it cannot be written, or the folder
        or its manifest was taken away; the parts written before stay as they are.
        """
        self._check_writing()
        self._check_folder()
        self.manifest.round_of(number)
        expected = list(self.manifest.schemas())
        if set(tables) != set(expected):
            listed = f"{', '.join(expected)}, got {', '.join(tables)}"
            raise StoreError(f"{self.folder}: part {number}: expected the tables {listed}")
        place = part_folder(self.folder, number)
        if place.exists():
            raise StoreError(f"{place}: is there already; a part is written once")
        try:
            with new_folder(place) as draft:
                for table in expected:
                    write_file(draft / f"{table}.parquet", tables[table])
        except OSError as error:
            raise self._trouble(f"part {number}", error) from error

    def remove_part(self, number: int) -> None:
        """Take a part away, at once and whole, so that it can be computed again.

        Raises `StoreError` when it cannot be.
        """
        self._check_writing()
        place = part_folder(self.folder, number)
        draft = draft_of(place)
        try:
            place.rename(draft)
            sync_folder(place.parent)
            _remove(draft)
        except OSError as error:
            raise StoreError(f"{place}: cannot be removed: {_reason(error)}") from error

    def add_round(self, design: Mapping[str, Any], cases: int, part_size: int) -> Round:
        """Plan more parts behind those that are planned; the manifest is replaced at once.

        Raises `StoreError` when it cannot be written; the old manifest then stays.

        Parameters
        ----------
        design : the enlarged design as an object that JSON can hold.
        cases : how many of its cases no earlier round has.
        part_size : cases per part.
        """
        self._check_writing()
        enlarged = self.manifest.enlarged(design, cases, part_size)
        try:
            replace_file(self.folder / MANIFEST, enlarged.as_json().encode())
        except OSError as error:
            raise self._trouble(MANIFEST, error) from error
        self.manifest = enlarged
        return enlarged.rounds[-1]

    def close(self) -> None:
        """Let the lock go; what was written stays."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check_writing(self) -> None:
        if self._lock is None:
            raise StoreError(f"{self.folder}: is open for reading only")

    def _check_folder(self) -> None:
        """Put the manifest back if it is gone, so that nothing of what was computed is lost, and stop."""
        if (self.folder / MANIFEST).exists():
            return
        if not (self.folder / PARTS).is_dir():
            raise StoreError(f"{self.folder}: was removed while the sweep was writing; nothing more is kept")
        try:
            replace_file(self.folder / MANIFEST, self.manifest.as_json().encode())
        except OSError as error:
            raise self._trouble(MANIFEST, error) from error
        raise StoreError(
            f"{self.folder}: {MANIFEST} was removed while the sweep was writing; it is there again, go on "
            f"with `{how_to_go_on(self.folder)}`"
        )

    def _trouble(self, what: str, error: OSError) -> StoreError:
        there = len(self.done())
        first = "make room, then go on" if error.errno in _FULL else "once that is mended, go on"
        return StoreError(
            f"{self.folder}: {what} cannot be written: {_reason(error)}; the {there:,} of "
            f"{self.manifest.parts:,} parts written so far stay valid; {first} with "
            f"`{how_to_go_on(self.folder)}`"
        )


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


def _is_hardly_begun(folder: Path) -> bool:
    """Say whether a folder holds only what a sweep leaves that was killed before its manifest was written."""
    if not folder.is_dir():
        return False
    names = {path.name for path in folder.iterdir() if not path.name.startswith(WRITING)}
    # a folder with no lock in it is none of ours
    if LOCK not in names or not names <= {LOCK, SCENARIO, MADE, PARTS}:
        return False
    return not (folder / PARTS).is_dir() or not any((folder / PARTS).iterdir())


def _remove_drafts(folder: Path) -> None:
    """Remove what killed writers have left; called under the lock, so nobody is writing."""
    for path in folder.glob(f"{WRITING}*"):
        _remove(path)


def _remove(path: Path) -> None:
    """Remove a folder with what is in it, a file, or a link but not what it leads to."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _begin(folder: Path, manifest: SweepManifest, scenario_text: str) -> None:
    """Write what makes an empty folder a sweep's; the manifest last, for with it the folder is one."""
    try:
        _remove_drafts(folder)
        (folder / PARTS).mkdir(exist_ok=True)
        replace_file(folder / SCENARIO, scenario_text.encode())
        replace_file(folder / MADE, made_json().encode())
        replace_file(folder / MANIFEST, manifest.as_json().encode())
        sync_folder(folder.absolute().parent)
    except OSError:
        for path in (folder / MANIFEST, folder / MADE, folder / SCENARIO):
            path.unlink(missing_ok=True)
        (folder / PARTS).rmdir()
        raise


def _scenario_text(folder: Path, manifest: SweepManifest) -> str:
    path = folder / SCENARIO
    try:
        raw = own_bytes(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {_reason(error)}") from error
    if hashlib.sha256(raw).hexdigest() != manifest.scenario_sha256:
        raise StoreError(
            f"{path}: is not the scenario of this sweep any more: its hash is not the one in {MANIFEST}; "
            "put the file back as it was"
        )
    return raw.decode()
