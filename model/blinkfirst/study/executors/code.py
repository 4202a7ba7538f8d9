"""Which code computes: equal here and there, or else results are not the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from blinkfirst.study.store.versions import versions

PACKAGE = Path(__file__).parents[2]
PACKAGES = ("numba", "numpy", "pyarrow")  # beside our own, those whose versions show in the last digits


@cache
def code_here() -> dict[str, str]:
    """Return the versions of what computes in this process; blinkfirst's own is told from its source.

    A checkout bears the same version number for months, so the number alone would say little.
    """
    found = versions()
    own = {"blinkfirst": f"{found['blinkfirst']} (source {_source_digest()})"}
    return own | {package: found[package] for package in PACKAGES}


def code_differences(sent: Mapping[str, str]) -> list[str]:
    """Say in words where the code here, at a worker, differs from that of the sender; empty when nowhere."""
    return [
        f"{package} {version} there, {sent.get(package, 'nothing')} here"
        for package, version in code_here().items()
        if sent.get(package) != version
    ]


def _source_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]
