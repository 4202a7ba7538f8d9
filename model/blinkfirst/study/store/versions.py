"""The versions that numbers and files depend on."""

from __future__ import annotations

import importlib.metadata
import platform
import sys

PACKAGES = ("blinkfirst", "numpy", "numba", "scipy", "mesa", "pyarrow", "pydantic", "pyyaml")


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages in use."""
    found = {"python": platform.python_version(), "platform": sys.platform}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "from a checkout"
    return found
