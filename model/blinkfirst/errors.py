"""Everything blinkfirst can say went wrong.

::

    BlinkFirstError
    |-- ScenarioError     a scenario, a theatre or an override is wrong (bad input)
    |-- GameError         arrays that do not make a game
    |   `-- TooLargeError a game too large for what is asked of it (bad input)
    |-- SolverError       a solution could not be reached, or not to the stated tolerance
    |-- StudyError        a sweep or a design is wrong (bad input)
    |-- OptionError       an option of a command is wrong (bad input)
    |-- WorkerError       workers of a sweep could not be reached, or died again and again
    `-- StoreError        results could not be written or read
        `-- WrongFolderError  a folder holds no results, or others (bad input)

Bad input ends the command with exit status 2, every other failure with 1.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

INTERRUPTED, TERMINATED = 130, 143
"""Exit status of a command that was stopped by Ctrl-C, or by SIGTERM."""

PROBLEMS_SHOWN = 20
"""How many problems of one table are reported."""

PROBLEMS_PRINTED = 100
"""How many problems of a whole error are printed; one slip, repeated, may make thousands."""

NAME_COMPARED = 200
"""How long a name is compared with others, which takes the square of its length."""

LINE_SHOWN = 2_000
"""How many characters of a line of a message are shown: names may have any length."""

# all that a terminal may obey, or that makes a line look like another, but tab and line feed; the last two
# ranges turn the direction of what follows, so that a text reads otherwise than it is
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
_NO_TEXT = re.compile(_CONTROL.pattern[:-1] + r"\u061c\u200e\u200f\ud800-\udfff]")
# marks of direction, which have their place in prose of two directions, but nowhere else
_MARK = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def first_control(text: str, but: str = "") -> int | None:
    """Return where the first control character is, other than tab, line feed and ``but``."""
    return next((found.start() for found in _CONTROL.finditer(text) if found[0] not in but), None)


def first_mark(text: str) -> int | None:
    """Return where the first direction mark is, which nobody sees in a name."""
    found = _MARK.search(text)
    return None if found is None else found.start()


def mark_words(mark: str, where: str) -> str:
    """Return what to say of a direction mark in a name, a label or an expression."""
    return f"the direction mark U+{ord(mark):04X} has no place in {where}; take it out"


def control_words(control: str) -> str:
    """Return what to say of a control character, which a terminal would obey."""
    return f"the character U+{ord(control):04X} has no place in a text file; take it out"


def printable(text: str) -> str:
    """Return a text with control characters, and bytes of a file's name that are no text, as escapes."""
    return _NO_TEXT.sub(lambda found: _escape(ord(found[0])), text)


def _escape(code: int) -> str:
    # Python has bytes of names that are no text as these codes
    byte = code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code
    return f"\\x{byte:02x}" if byte < 0x100 else f"\\u{byte:04x}"


def plain_line(text: str) -> str:
    """Return a text for a message: printable, and every line cut where it is very long."""
    return "\n".join(map(_cut, printable(text).split("\n")))


def _cut(line: str) -> str:
    if len(line) <= LINE_SHOWN:
        return line
    half = LINE_SHOWN // 2
    return f"{line[:half]} ... ({len(line) - 2 * half:,} characters left out) ... {line[-half:]}"


@dataclass(frozen=True)
class Place:
    """A file (or an option such as ``--set``), a line and a column, both from 1."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input.

    Attributes
    ----------
    place : file, line and column.
    path : dotted path of the value, empty for a whole file.
    message : what was expected, and what was found.
    suggestion : the nearest valid name, or empty.
    severity : ``"error"`` or ``"warning"``.
    excerpt : the line as it is written, and a caret below it; empty where the place says enough.
    """

    place: Place
    path: str
    message: str
    suggestion: str = ""
    severity: str = "error"
    excerpt: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: {self.path}: " if self.path else f"{self.place}: "
        text = f"{where}{'warning: ' if self.severity == 'warning' else ''}{self.message}"
        shown = "".join(f"\n    {line}" for line in self.excerpt.split("\n") if self.excerpt)
        return hinted(text + shown, self.suggestion)


class BlinkFirstError(Exception):
    """Base of all errors raised on purpose."""

    exit_status = 1

    @property
    def for_command(self) -> str:
        """The message as a command prints it."""
        return str(self)

    def __str__(self) -> str:
        return plain_line(super().__str__())


class _ArgumentError(BlinkFirstError):
    """Base of errors that speak of input: options of a command, keywords of a Python function.

    The message is written with options, ``--best-replies``, and a command prints it so; `str` has the names
    of arguments instead, ``best_replies``. Whole commands in backticks stay as they are.
    """

    exit_status = 2

    @property
    def for_command(self) -> str:
        """The message as a command prints it, with options."""
        return super().__str__()

    def __str__(self) -> str:
        return _OPTION.sub(_as_argument, super().__str__())


class ScenarioError(_ArgumentError):
    """A scenario cannot be run as written; carries every problem found in one pass."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self._text())

    @classmethod
    def at(cls, place: Place, message: str, suggestion: str = "", path: str = "") -> ScenarioError:
        """Return the error of a single problem."""
        return cls([Problem(place, path, message, suggestion)])

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        """Pickle the problems, so that an error comes back whole from another process."""
        return type(self), (self.problems,)

    def _text(self) -> str:
        count = len(self.problems)
        files = sorted({p.place.file for p in self.problems})
        closing = f"{count} problem{'' if count == 1 else 's'} in {', '.join(files)}; nothing was run"
        more = [f"{count - PROBLEMS_PRINTED:,} more problems"] if count > PROBLEMS_PRINTED else []
        return "\n".join([*map(str, self.problems[:PROBLEMS_PRINTED]), *more, closing])


class GameError(BlinkFirstError):
    """Arrays do not make a game."""


class TooLargeError(GameError, _ArgumentError):
    """A game is too large for the method asked for; says how large and what to restrict."""


class SolverError(BlinkFirstError):
    """A solution was not reached."""


class StudyError(_ArgumentError):
    """A design of cases is wrong."""


class OptionError(_ArgumentError):
    """An argument is wrong."""


def installed(package: str) -> bool:
    """Return whether a package that comes with an extra can be imported."""
    return find_spec(package) is not None


def install_line(extra: str) -> str:
    """Return how to install what comes with an extra."""
    return f'install it with: pip install "blinkfirst[{extra}]"'


def check_installed(package: str, extra: str, use: str) -> None:
    """Refuse a use of a package that is not there: `OptionError` with the line that installs it."""
    if not installed(package):
        raise OptionError(f"{use} needs {package}, which is not installed; {install_line(extra)}")


_OPTION = re.compile(r"`[^`]*`|(?<![\w-])--([a-z][a-z-]*)")


def _as_argument(found: re.Match[str]) -> str:
    return found[1].replace("-", "_") if found[1] else found[0]


class WorkerError(_ArgumentError):
    """Workers of a sweep could not be reached, or died again and again over the same cases."""

    exit_status = 1


class StoreError(BlinkFirstError):
    """Results could not be written or read."""


class WrongFolderError(StoreError):
    """A folder that should hold results holds none, or others."""

    exit_status = 2


class Terminated(KeyboardInterrupt):
    """The process was asked to end (SIGTERM)."""


def status_of(stop: BaseException) -> int:
    """Return the exit status that says how a command was stopped."""
    return TERMINATED if isinstance(stop, Terminated) else INTERRUPTED


def first_of(problems: Sequence[Problem], file: str) -> list[Problem]:
    """Return the first problems of a table, and how many more there are."""
    more = len(problems) - PROBLEMS_SHOWN
    rest = [Problem(Place(file), "", f"{more:,} more of such problems")] if more > 0 else []
    return [*problems[:PROBLEMS_SHOWN], *rest]


def nearest(name: str, names: Iterable[str]) -> str:
    """Return the valid name most like what was written, or an empty string when none is."""
    listed = list(names)
    close = [other for other in listed if len(other) <= NAME_COMPARED] if len(name) <= NAME_COMPARED else []
    matches = difflib.get_close_matches(name, close, n=1, cutoff=0.6)
    if matches:
        return matches[0]
    folded = {other.lower().replace("_", "-"): other for other in listed}
    return folded.get(name.lower().replace("_", "-"), "")


def hinted(message: str, suggestion: str) -> str:
    """Return a message with what was probably meant in a line of its own, if anything was."""
    return f"{message}\n    did you mean: {suggestion}" if suggestion else message
