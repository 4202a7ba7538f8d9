"""The one guard around every command: whatever its streams, its disk and its memory do, it ends in words."""

from __future__ import annotations

import codecs
import errno
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TextIO

import click

from blinkfirst.errors import BlinkFirstError, OptionError, Terminated, first_control, plain_line, status_of

_OUTPUT = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
_UNENCODABLE = "blinkfirst-json-escapes"


def guarded(command: Callable[[], int | None], arguments: Sequence[str]) -> int:
    """Run a command and return its exit status: 0 when all is well, 1 when it failed, 2 for bad input.

    130 and 143 say that it was interrupted or asked to end. Where whoever reads its output has gone, as
    ``head`` does, that is no failure.
    """
    _settle_streams()
    try:
        status = _status(command, arguments)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        forget_output()
        return 0
    except OSError as error:
        return _failed(_os_words(error))
    except ImportError as error:
        return _failed(f"a part of the installation cannot be loaded: {error}")
    except MemoryError as error:
        return _failed(f"not enough memory{_also(error)}; try a smaller scenario, design or table")
    except RecursionError:
        return _failed("something is nested too deeply to be worked through")
    except UnicodeError as error:
        return _failed(f"a name or text cannot be written in this system's encoding: {error}")


def _status(command: Callable[[], int | None], arguments: Sequence[str]) -> int:
    try:
        _check_arguments(arguments)
        # click hands back the status of a command that leaves with one, else what the command returns
        return command() or 0
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        _say(plain_line(shown.getvalue().rstrip("\n")))
        return error.exit_code
    except (click.Abort, KeyboardInterrupt) as error:
        return _stopped(error.__cause__ or error)
    except BlinkFirstError as error:
        _say(error.for_command)
        return error.exit_status


def _stopped(cause: BaseException) -> int:
    """Report an interruption; click makes one of the end of a file, too, which is none."""
    if isinstance(cause, EOFError):
        return _failed("a file or an answer ended too early")
    _say("ended by the system" if isinstance(cause, Terminated) else "interrupted")
    return status_of(cause)


def _failed(words: str) -> int:
    forget_output()
    _say(words)
    return 1


def _say(words: str) -> None:
    with suppress(OSError):
        click.echo(words, err=True)


def _os_words(error: OSError) -> str:
    reason = error.strerror or str(error)
    if error.filename is not None:
        return f"{plain_line(os.fsdecode(error.filename))}: {reason}"
    if error.errno in _OUTPUT:  # whatever is written to a file is guarded where it is written
        return f"the standard output cannot be written: {reason}"
    return f"the system reports: {plain_line(reason)}"


def _also(error: BaseException) -> str:
    return f" ({error})" if str(error) else ""


def forget_output() -> None:
    """Lead what is still to be written nowhere, so that Python does not complain on leaving."""
    with suppress(OSError, ValueError):
        output = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, output)
        os.close(nowhere)


def _check_arguments(arguments: Sequence[str]) -> None:
    """Refuse control characters in names and values, which a terminal would obey when they are shown."""
    for argument in arguments:
        if first_control(argument) is not None:
            raise OptionError(f"expected arguments without control characters, got {argument}")


def _settle_streams() -> None:
    r"""Have streams write what their encoding has no letter for as JSON does, ``\u00fc``.

    A standard output that was closed is one that cannot be written to; what would go to a closed standard
    error is lost.
    """
    codecs.register_error(_UNENCODABLE, _escaped)
    if sys.stdout is None:
        sys.stdout = _opened(os.O_RDONLY)
    if sys.stderr is None:
        sys.stderr = _opened(os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_UNENCODABLE)


def _opened(flags: int) -> TextIO:
    return os.fdopen(os.open(os.devnull, flags), "w", encoding="utf-8")


def _escaped(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end
