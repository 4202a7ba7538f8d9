"""A lock that keeps two commands from writing to one folder; it dies with the process that holds it.

The lock is the system's (``fcntl``) on an open file, not the file itself, so that a killed writer leaves
nothing behind that anybody would have to remove. It is a process's own: its workers do not inherit it.
"""

from __future__ import annotations

import errno
import os
import socket
from contextlib import suppress
from pathlib import Path

from blinkfirst.errors import StoreError

LOCK = ".lock"
_REFUSED = (errno.EACCES, errno.EAGAIN)
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EINVAL)
# never through a link that somebody laid there: what it names would be emptied
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
# the system's locks keep processes apart, not two writers within one
_held_here: set[Path] = set()


class FolderLock:
    """The lock on a folder, held from when it is made until `release`.

    Attributes
    ----------
    notice : empty when the lock is held; else why there is none (no ``fcntl``, as on Windows, or a file
        system without locks, as on some clusters): then nothing but care keeps two writers apart.
    """

    def __init__(self, folder: Path, writer: str = "sweep") -> None:
        """Take the lock, for a writer of a kind, which messages name.

        Raises `StoreError` when another process holds it, or another writer in this one; `OSError` when the
        folder cannot be written to.
        """
        self.path = folder.resolve() / LOCK
        self.notice = ""
        self._process, self._writer = os.getpid(), writer
        if self.path in _held_here:
            raise StoreError(f"{folder}: is being written to already, by this very process")
        self._file = self._locked(folder)
        _held_here.add(self.path)

    def release(self) -> None:
        """Let the lock go; a second time, or in a worker that was forked off, nothing happens."""
        if self._file < 0 or os.getpid() != self._process:
            return
        with suppress(OSError):
            # gone before it is let go, so that nobody can lock a file that is about to vanish
            self.path.unlink()
        os.close(self._file)
        self._file = -1
        _held_here.discard(self.path)

    def _locked(self, folder: Path) -> int:
        while True:
            file = os.open(self.path, _FLAGS, 0o644)
            try:
                self._lock(file, folder)
                if _is_still(self.path, file):
                    os.ftruncate(file, 0)
                    os.write(file, f"process {self._process} on {socket.gethostname()}\n".encode())
                    return file
            except BaseException:
                os.close(file)
                raise
            # its holder took it away between our opening and our locking it
            os.close(file)

    def _lock(self, file: int, folder: Path) -> None:
        try:
            import fcntl
        except ImportError:
            self.notice = f"{folder}: this system has no file locks; let no other {self._writer} write there"
            return
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _REFUSED:
                other = f"another {self._writer} is writing there ({_holder(file)})"
                raise StoreError(f"{folder}: {other}; wait for it, or stop it first") from None
            if error.errno not in _NO_LOCKS:
                raise
            self.notice = f"{folder}: this file system has no locks; let no other {self._writer} write there"


def _is_still(path: Path, file: int) -> bool:
    """Say whether an open file is the one that is now at a path."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(file))
    except FileNotFoundError:
        return False


def _holder(file: int) -> str:
    return os.pread(file, 200, 0).decode(errors="replace").strip() or "its process is not known"
