"""``blinkfirst kernels``."""

from __future__ import annotations

from pathlib import Path

import click

from blinkfirst.report.words import counted


@click.command()
@click.option("--clear", is_flag=True, help="Remove them; they are compiled again when they are needed.")
def kernels(clear: bool) -> None:
    """Report where compiled numerical kernels are kept, and how large they are.

    They are compiled once on a machine. The variable NUMBA_CACHE_DIR names another folder for them.
    """
    from blinkfirst.agents.kernels import play_ticks
    from blinkfirst.solve.kernels.backward import carry_back
    from blinkfirst.solve.kernels.compiling import cache_folder

    folders = dict.fromkeys(map(cache_folder, (carry_back, play_ticks)))
    if None in folders:
        click.echo("there is no folder to keep compiled kernels in; NUMBA_CACHE_DIR may name one")
    for folder in filter(None, folders):
        files = _files_in(folder)
        kilobytes = sum(file.stat().st_size for file in files) / 1000
        if clear:
            for file in files:
                file.unlink(missing_ok=True)
        click.echo(f"{folder}: {counted(len(files), 'file')}, {kilobytes:,.0f} kB{', removed' * clear}")


def _files_in(folder: Path) -> list[Path]:
    """Return the files of kernels in a folder, which may hold others; those half written, too."""
    from blinkfirst.solve.kernels.compiling import SUFFIXES

    return sorted(file for suffix in SUFFIXES for file in folder.glob(f"*{suffix}*") if file.is_file())
