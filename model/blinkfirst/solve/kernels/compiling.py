"""Compilation of the loops that solve and play: once on a machine, kept on disk, without Python's lock."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

COMPILE_SECONDS = 9  # about what compiling takes, once on a machine; for the announcement

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile a loop that Python calls; its machine code is kept on disk.

    Errors are numpy's way (``error_model``): a division that might raise cannot be one instruction for
    several numbers.
    """
    try:
        compiled = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # no folder to keep a cache in: compile again in every process
        compiled = numba.njit(nogil=True, error_model="numpy")(function)
    _stamp(compiled, Path(function.__code__.co_filename).parent)
    _load_lightly(compiled)
    return cast(Function, compiled)


def part(function: Function) -> Function:
    """Compile a part of kernels: it becomes part of their machine code and is not kept by itself."""
    return cast(Function, numba.njit(nogil=True, error_model="numpy")(function))


def written_in(function: Function) -> Function:
    """Have a function written out where it is called, before anything is optimised."""
    return cast(Function, numba.njit(inline="always")(function))


def is_cached(compiled: Any) -> bool:
    """Return whether a kernel was compiled before on this machine.

    Asks numba's own cache index, a private part of numba; where that has changed the answer is a cautious
    "no".
    """
    if compiled.signatures:
        return True
    try:
        return len(compiled._cache._cache_file._load_index()) > 0
    except (AttributeError, OSError):
        return False


def _stamp(compiled: Any, folder: Path) -> None:
    """Have a kernel compiled again when any file of its folder changes; numba looks at the kernel's own file
    only. Where numba's private parts have changed it stays at that.
    """
    try:
        index = compiled._cache._cache_file
        index._source_stamp = (index._source_stamp, _sources(folder))
        index._load_index = partial(_index_or_nothing, index._load_index)
    except (AttributeError, OSError):
        pass


def _index_or_nothing(load_index: Callable[[], dict[Any, Any]]) -> dict[Any, Any]:
    """Return what the index on disk holds: nothing when it names classes that are no longer there.

    numba pickles the types of arguments into it, and reads them before it looks at the stamp.
    """
    try:
        return load_index()
    except (AttributeError, ImportError):
        return {}


def _load_lightly(compiled: Any) -> None:
    """Have machine code loaded from disk without the parts of numba that only compiling needs.

    numba reads its whole library first, scipy's linear algebra included; to run, code needs numba's counting
    of references and no more. What is not on disk is compiled as ever, and the library is read then. Where
    numba's private parts have changed it stays at numba's way.
    """
    try:
        from numba.core.runtime.nrt import rtsys

        kept, from_disk = compiled._cache, compiled._cache._load_overload
        guard, initialize = kept._guard_against_spurious_io_errors, rtsys.initialize
    except (ImportError, AttributeError):
        return

    def load_overload(signature: Any, target: Any) -> Any:
        initialize(target)
        with guard():
            return from_disk(signature, target)

    kept.load_overload = load_overload


@cache
def _sources(folder: Path) -> str:
    files = sorted(folder.glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
