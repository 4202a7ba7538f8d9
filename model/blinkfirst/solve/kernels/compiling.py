"""Compilation of the loops that solve and play: once on a machine, kept on disk, without Python's lock.

numba keeps machine code in files that it believes: a damaged one ends a program or, worse, runs. So the files
are read and written here (`KernelFiles`), and whatever is wrong with them costs a compilation, no more.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from blinkfirst.files.writing import replace_file

COMPILE_SECONDS = 15  # about what compiling takes, once on a machine; for the announcement
SUFFIXES = (".nbc", ".nbi")  # the second is that of numba's own index, which older versions left
_DIGEST = 32  # bytes of a SHA-256

Function = TypeVar("Function", bound=Callable[..., Any])


@cache
def _notice(text: str) -> None:
    """Say something once in a process: one line on the standard error, unless logging is set up otherwise."""
    logging.getLogger("blinkfirst").warning(text)


_CONFIG: Any = numba.config
if _CONFIG.DISABLE_JIT:
    # eight numbers at a time, as the kernels are written, exist in machine code only
    _CONFIG.DISABLE_JIT = 0
    _notice("NUMBA_DISABLE_JIT is set: the numerical kernels are compiled all the same; they need it")


def kernel(function: Function) -> Function:
    """Compile a loop that Python calls; its machine code is kept on disk.

    Errors are numpy's way (``error_model``): a division that might raise cannot be one instruction for
    several numbers.
    """
    try:
        compiled = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
        files = KernelFiles.of(compiled, Path(function.__code__.co_filename).parent)
    except (RuntimeError, OSError):  # no folder to keep a cache in: compile again in every process
        compiled, files = numba.njit(nogil=True, error_model="numpy")(function), None
    _keep(compiled, files)
    return cast(Function, compiled)


def part(function: Function) -> Function:
    """Compile a part of kernels: it becomes part of their machine code and is not kept by itself."""
    return cast(Function, numba.njit(nogil=True, error_model="numpy")(function))


def inner_part(function: Function) -> Function:
    """Compile a part of inner loops, written out wherever it is called.

    It borrows arrays from its kernel and may make none: references to them are not counted in it. Counting
    them at every branch would take longer than what the branches do.
    """
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "forceinline": True, "_nrt": False}
    return cast(Function, numba.njit(**options)(function))


def written_in(function: Function) -> Function:
    """Have a function written out where it is called, before anything is optimised."""
    return cast(Function, numba.njit(inline="always")(function))


def is_cached(compiled: Any) -> bool:
    """Return whether a kernel was compiled before on this machine, by the names of files."""
    return bool(compiled.signatures) or (_files_of(compiled) is not None and _files_of(compiled).there())


def cache_folder(compiled: Any) -> Path | None:
    """Return where a kernel's machine code is kept; nothing where there is no such place."""
    files = _files_of(compiled)
    return None if files is None else files.folder


def _files_of(compiled: Any) -> Any:
    return getattr(compiled._cache, "_cache_file", None)


class KernelFiles:
    """Machine code of one kernel on disk, a file for every set of types of its arguments.

    A file's name says what the code was compiled from, and the file begins with a digest of that and of all
    that follows. So code that is damaged, or that another program or processor left, is none.
    """

    def __init__(self, folder: Path, name: str, source: str) -> None:
        """Take the kernel's folder, the beginning of its files' names and what it is compiled from."""
        self.folder = folder
        self._name = name
        self._source = hashlib.sha256(source.encode()).hexdigest()

    @classmethod
    def of(cls, compiled: Any, sources: Path) -> KernelFiles:
        """Return the files of a kernel, which is compiled again when any file of ``sources`` changes.

        numba by itself looks at the kernel's own file only.
        """
        numbas = compiled._cache._cache_file
        stamp = (numba.__version__, numbas._source_stamp, _digest_of(sources))
        name = numbas._index_name.removesuffix(".nbi")
        return cls(Path(numbas._cache_path), name, repr(stamp))

    def there(self) -> bool:
        """Return whether there is code compiled from this source."""
        return any(self.folder.glob(f"{self._name}.{self._source[:12]}.*.nbc"))

    def load(self, key: Any) -> Any:
        """Return what was saved under numba's key; nothing when there is none, or it is damaged."""
        path = self._path(key)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        if content[:_DIGEST] != self._digest(key, content[_DIGEST:]):
            raise ValueError("the file is damaged")
        return pickle.loads(content[_DIGEST:])

    def save(self, key: Any, data: Any) -> None:
        """Keep what numba wants kept, in place of code compiled from other sources."""
        from numba.core import serialize

        numbas: Any = serialize
        path, dumped = self._path(key), numbas.dumps(data)
        replace_file(path, self._digest(key, dumped) + dumped)
        for old in self.folder.glob(f"{self._name}.*"):
            if old.suffix in SUFFIXES and not old.name.startswith(f"{self._name}.{self._source[:12]}."):
                old.unlink(missing_ok=True)

    def _path(self, key: Any) -> Path:
        kind = hashlib.sha256(_spelled(key).encode()).hexdigest()
        return self.folder / f"{self._name}.{self._source[:12]}.{kind[:12]}.nbc"

    def _digest(self, key: Any, dumped: bytes) -> bytes:
        return hashlib.sha256(f"{self._source} {_spelled(key)}\n".encode() + dumped).digest()


def _spelled(key: Any) -> str:
    """Spell numba's key: types, processor, code. Of named tuples, the order of the fields matters, too."""
    types, *rest = key
    return repr(([(str(kind), getattr(kind, "fields", ())) for kind in types], rest))


def _keep(compiled: Any, files: KernelFiles | None) -> None:
    """Have machine code loaded from files and saved there, whatever may be wrong with these.

    It is loaded without the parts of numba that only compiling needs: numba reads its whole library first,
    scipy's linear algebra included; to run, code needs numba's counting of references and no more. What is
    not on disk is compiled as ever, and the library is read then.
    """
    from numba.core.runtime.nrt import rtsys

    kept = compiled._cache
    if files is None:
        kept.save_overload = lambda signature, code: _notice(_NOWHERE)
        return
    kept._cache_file = files
    from_disk, to_disk = kept._load_overload, kept.save_overload

    def load_overload(signature: Any, target: Any) -> Any:
        rtsys.initialize(target)
        try:
            return from_disk(signature, target)
        except Exception as error:  # whatever the files hold, it is not what was saved
            _notice(
                f"compiled kernels in {files.folder} cannot be used ({_words(error)}); compiling again"
            )
            return None

    def save_overload(signature: Any, code: Any) -> None:
        try:
            to_disk(signature, code)
        except OSError as error:
            _notice(f"compiled kernels cannot be kept in {files.folder}: {_words(error)}; {_EACH_TIME}")

    kept.load_overload, kept.save_overload = load_overload, save_overload


_EACH_TIME = "they are compiled again next time (the variable NUMBA_CACHE_DIR names another folder)"
_NOWHERE = f"there is no folder to keep compiled kernels in; {_EACH_TIME}"


def _words(error: Exception) -> str:
    return os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)


@cache
def _digest_of(sources: Path) -> str:
    files = sorted(sources.glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
