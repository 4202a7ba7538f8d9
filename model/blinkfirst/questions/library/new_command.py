"""``blinkfirst new`` and ``copy``: a file to begin with."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path, PurePosixPath

import click

from blinkfirst.errors import OptionError
from blinkfirst.files.writing import output_file, replace_file
from blinkfirst.questions.options import check_replacing, force_option
from blinkfirst.scenario.library import SCHEMA_FILE, SUFFIXES, shipped_folder


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--theatre",
    metavar="THEATRE",
    help="Build on a theatre, a shipped one as korea or one beside FILE: its actors, world and arguments.",
)
@force_option
def new(file: Path, theatre: str | None) -> None:
    """Write a scenario to begin with, which its comments explain.

    It can be checked and run as it is. Without --theatre it is a small stand-off that needs nothing else. The
    JSON Schema is put beside it, by which most editors complete and check while you type.
    """
    from blinkfirst.questions.library.starter import own_starter, theatre_starter

    file = _yaml(file)
    if theatre is None:
        _write("new", file, own_starter(file))
        return
    if theatre == file.stem:
        raise OptionError(f"new: {file} would hide the theatre {theatre}; choose another name")
    _write("new", file, theatre_starter(theatre, file, date.today()))


@click.command("copy")
@click.argument("name", metavar="NAME")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@force_option
def copy_shipped(name: str, file: Path | None) -> None:
    """Copy a shipped scenario, matrix or theatre with its comments, to FILE or into the current folder.

    What it builds on is found wherever the copy is. A theatre that is copied is the one that scenarios beside
    it build on.
    """
    from blinkfirst.questions.library.starter import copied

    file = Path(f"{PurePosixPath(name).name}.yaml") if file is None else _yaml(file)
    _write("copy", file, copied(name, file))


def _yaml(file: Path) -> Path:
    """Return the file with an ending; refuse the ending of another kind of file."""
    if file.suffix in SUFFIXES:
        return file
    if file.suffix and not file.suffix[1:].isdigit():
        raise OptionError(f"expected a file that ends in {' or '.join(SUFFIXES)}, got {file}")
    return file.with_name(f"{file.name}.yaml")


def _write(command: str, file: Path, text: str) -> None:
    check_replacing(command, file)
    with output_file(file) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")
    shown = shlex.quote(str(file))
    click.echo(f"{file} is written; next: blinkfirst check {shown}, then blinkfirst run {shown}")
    _put_schema_beside(file)


def _put_schema_beside(file: Path) -> None:
    """Write the schema into a file's folder; a file of that name that is not ours is left alone."""
    shipped = (shipped_folder() / SCHEMA_FILE).read_bytes()
    schema = file.with_name(SCHEMA_FILE)
    if not schema.exists():
        replace_file(schema, shipped)
        click.echo(f"{schema} lies beside it, for editors that complete and check")
    elif schema.is_file() and schema.read_bytes().startswith(shipped.partition(_AFTER_ITS_NAME)[0]):
        replace_file(schema, shipped)  # that of another version


_AFTER_ITS_NAME = b'"title"'  # before it, the schema has its name only
