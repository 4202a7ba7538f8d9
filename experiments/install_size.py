"""Measure what an installation weighs: fresh virtual environments, without and with extras.

``python experiments/install_size.py [EXTRAS...]``, each of EXTRAS as ``agents`` or ``agents,sweep``; by
default a plain installation and ``full``. Printed are megabytes (10^6 bytes) of files in
``site-packages``, without pip, and the largest packages.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LARGEST = 8


def megabytes(folder: Path) -> float:
    """Return the size of all files below a folder; of one with several names once."""
    files = (Path(place) / name for place, _, names in os.walk(folder) for name in names)
    sizes = {(status.st_dev, status.st_ino): status.st_size for status in map(Path.lstat, files)}
    return sum(sizes.values()) / 1e6


def installed(extras: str, folder: Path) -> Path:
    """Install blinkfirst of this checkout into a new environment; return its ``site-packages``."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    wanted = f"{ROOT}[{extras}]" if extras else str(ROOT)
    lock = ROOT / "requirements.lock"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--constraint", lock, wanted], check=True)
    subprocess.run([python, "-m", "pip", "uninstall", "--quiet", "--yes", "pip", "setuptools"], check=True)
    place = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    return Path(subprocess.check_output([python, "-c", place], text=True).strip())


def main() -> None:
    for extras in sys.argv[1:] or ["", "full"]:
        with tempfile.TemporaryDirectory() as folder:
            packages = installed(extras, Path(folder))
            sizes = {path.name.removesuffix(".libs"): 0.0 for path in packages.iterdir()}
            for path in packages.iterdir():
                sizes[path.name.removesuffix(".libs")] += megabytes(path)
        largest = sorted(sizes.items(), key=lambda entry: -entry[1])[:LARGEST]
        print(f"blinkfirst[{extras}]" if extras else "blinkfirst", f"{sum(sizes.values()):.0f} MB:", end=" ")
        print(", ".join(f"{name} {size:.0f}" for name, size in largest))


if __name__ == "__main__":
    main()
