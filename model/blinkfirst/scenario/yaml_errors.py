"""Errors of YAML itself in plain words: what is wrong, the line as it is written, and a caret below it.

YAML's reader says where it gave up and what it waited for. What was probably meant follows from the line
itself: a colon inside a sentence, a quotation mark that is never closed, a wrong indent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from blinkfirst.errors import Place, Problem, control_words

_LINE_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_BLANK = re.compile(r"\s*(#.*)?\Z")
# an entry of a block: its dashes and key up to the blank after the colon, its value, a comment
_ENTRY = re.compile(r"(?P<head>\s*(?:- +)*[^\s#:'\"\[{}\],][^#:]*:\s+)(?P<value>.*?)(?P<rest>\s*|\s+#.*)\Z")
_TWO_ENTRIES = re.compile(r"-?[\d.]+\s*[;,]?\s+[\w-]+:")
_TIGHT_COLON = re.compile(r"(\s*(?:- +)*[\w-]+:)(?=[^\s:/])")
_ASSIGNED = re.compile(r"\s*([\w-]+)\s*=\s*(?=[^=\s])")
_MARKS = "@`%&*!|>[{"
_CLOSING = {"[": "]", "{": "}"}
_WIDTH = 100  # columns of a line that are shown


@dataclass(frozen=True)
class Quoted:
    """Place of a quoted text: lines and columns from 0, the end behind the quotation mark."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class _Stop:
    """Place at which the reader stopped, lines and columns from 0.

    Attributes
    ----------
    reason, context : the reader's words.
    opened : where what it was reading begins.
    quoted : the last quoted text before it.
    """

    lines: list[str]
    line: int
    column: int
    reason: str
    context: str
    opened: tuple[int, int]
    quoted: Quoted | None

    @property
    def text(self) -> str:
        """The line."""
        return self.lines[self.line] if self.line < len(self.lines) else ""

    @property
    def rest(self) -> str:
        """The line from there on."""
        return self.text[self.column :]

    def before(self) -> Iterator[tuple[int, str]]:
        """Yield the lines above that say something, nearest first."""
        for number in range(min(self.line, len(self.lines)) - 1, -1, -1):
            if not _BLANK.match(self.lines[number]):
                yield number, self.lines[number]


@dataclass(frozen=True)
class _Slip:
    """A slip: message, place, and what was probably meant."""

    message: str
    line: int
    column: int
    suggestion: str = ""


def syntax_problem(error: Exception, text: str, name: str, quoted: Iterable[Quoted]) -> Problem:
    """Return what is wrong with a text that YAML cannot read.

    Parameters
    ----------
    error : of YAML's reader.
    name : of the file.
    quoted : the quoted texts before the end of what can be read.
    """
    stop = _stop(error, text, quoted)
    if stop is None:
        return Problem(Place(name), "", f"not valid YAML: {error}")
    slip = next((found for rule in _RULES if (found := rule(stop)) is not None), None)
    if slip is None:
        context = f"{stop.context}, " if stop.context else ""
        slip = _Slip(f"{context}{stop.reason}", stop.line, stop.column)
    place, message = Place(name, slip.line + 1, slip.column + 1), f"not valid YAML: {slip.message}"
    return Problem(place, "", message, slip.suggestion, excerpt=_excerpt(stop.lines, slip))


def _stop(error: Exception, text: str, quoted: Iterable[Quoted]) -> _Stop | None:
    lines = _LINE_BREAK.split(text)
    position = getattr(error, "position", None)
    if position is not None:  # a character that YAML does not allow; it counts bytes
        before = _LINE_BREAK.split(text.encode()[:position].decode())
        character = text.encode()[position:].decode()[0]
        return _Stop(lines, len(before) - 1, len(before[-1]), control_words(character), "", (0, 0), None)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return None
    opened = getattr(error, "context_mark", None) or mark
    return _Stop(
        lines,
        mark.line,
        mark.column,
        getattr(error, "problem", None) or str(error),
        getattr(error, "context", None) or "",
        (opened.line, opened.column),
        _last([q for q in quoted if (q.end_line, q.end_column) <= (mark.line, mark.column)]),
    )


def _last(quoted: Sequence[Quoted]) -> Quoted | None:
    return quoted[-1] if quoted else None


def _odd_character(stop: _Stop) -> _Slip | None:
    is_one = stop.reason.startswith("the character U+")
    return _Slip(stop.reason, stop.line, stop.column) if is_one else None


def _tab(stop: _Stop) -> _Slip | None:
    indent = stop.text[: len(stop.text) - len(stop.text.lstrip())]
    if "\t" not in indent or stop.column > len(indent):
        return None
    message = "a tab in the indent; YAML is indented by spaces: put spaces in its place"
    return _Slip(message, stop.line, indent.index("\t"))


def _open_quote(stop: _Stop) -> _Slip | None:
    if "quoted scalar" not in stop.context or "escape" in stop.reason:
        return None
    line, column = stop.opened
    text = stop.lines[line]
    closed = "" if text[column] in text[column + 1 :] else text.strip() + text[column]
    return _Slip("the quotation mark is never closed", line, column, closed)


def _escape(stop: _Stop) -> _Slip | None:
    if "escape" not in stop.reason:
        return None
    message = "a backslash in double quotes begins a code; write it twice, or put the text in single quotes"
    return _Slip(message, stop.line, max(stop.column - 1, 0))


def _early_quote(stop: _Stop) -> _Slip | None:
    """A text that goes on after its closing quotation mark: the mark is an apostrophe, or another's."""
    at = stop.quoted
    if at is None or at.end_line != stop.line or stop.text[at.end_column : stop.column].strip():
        return None
    if at.line < stop.line:
        message = f"the quotation mark is closed only in line {stop.line + 1}"
        return _Slip(f"{message}; close it where its text ends", at.line, at.column)
    if not stop.rest or stop.rest[0] in ":#,]}":
        return None
    mark, text = stop.text[at.column], stop.text[at.column :].rstrip()
    text = text[1:-1] if text.endswith(mark) and len(text) - 1 > at.end_column - at.column else text
    message = "the text goes on after its closing quotation mark; put quotes round the whole of it"
    head = stop.text[: at.column].strip()
    return _Slip(message, stop.line, at.end_column, f"{head} {_in_quotes(text)}".strip())


def _bracket(stop: _Stop) -> _Slip | None:
    """Something in brackets that is not closed, or lacks a comma, or holds a text with a colon."""
    line, column = stop.opened
    opening = stop.lines[line][column : column + 1] if line < len(stop.lines) else ""
    if "flow" not in stop.context or opening not in _CLOSING:
        return None
    never = _Slip(f"the bracket {opening!r} is never closed", line, column)
    if stop.line > line or not stop.rest or stop.rest[0] in "]}":
        return never
    if stop.rest[0] == ":":
        return _colon_in_brackets(stop)
    word = re.split(r"[\s,\]}]", stop.rest, maxsplit=1)[0]
    return _Slip(f"expected a comma before {word!r}, or a closing {_CLOSING[opening]!r}", line, stop.column)


def _colon_in_brackets(stop: _Stop) -> _Slip:
    before = stop.text[: stop.column]
    begin = max(before.rfind(mark) for mark in ("{", "[", ",")) + 1
    end = re.match(r"[^,\]}]*", stop.rest)
    key, colon, value = (before[begin:] + (end.group() if end else "")).strip().partition(": ")
    return _Slip(_COLON, stop.line, stop.column, f"{key}: {_in_quotes(value)}" if colon else "")


_COLON = "a colon inside a text begins a new entry; put the text in quotes"


def _begins_with_mark(stop: _Stop) -> _Slip | None:
    entry = _ENTRY.match(stop.text)
    if entry is None or not entry["value"] or stop.column < entry.start("value"):
        return None
    if stop.reason.startswith("block sequence"):
        message = "a `-` that begins a list goes in the next line; a text that begins with `-` needs quotes"
        return _Slip(message, stop.line, stop.column)
    mark = entry["value"][0]
    if mark not in _MARKS:
        return None
    meant = f"{entry['head'].strip()} {_in_quotes(entry['value'])}"
    return _Slip(f"a text that begins with {mark!r} needs quotes", stop.line, entry.start("value"), meant)


def _tight_colon(stop: _Stop) -> _Slip | None:
    for line in (stop.line, stop.opened[0]):
        text = stop.lines[line] if line < len(stop.lines) else ""
        if found := _TIGHT_COLON.match(text):
            meant = f"{found[1].strip()} {text[found.end() :].strip()}"
            return _Slip("expected a space after the colon", line, found.end(), meant)
    return None


def _colon_in_text(stop: _Stop) -> _Slip | None:
    if not stop.reason.startswith("mapping values"):
        return None
    entry = _ENTRY.match(stop.text)
    if entry is None or stop.column < entry.start("value"):
        return None
    if _TWO_ENTRIES.match(entry["value"]):
        return _Slip("two entries in one line; each goes in a line of its own", stop.line, stop.column)
    meant = f"{entry['head'].strip()} {_in_quotes(entry['value'])}"
    return _Slip(_COLON, stop.line, stop.column, meant)


def _no_colon(stop: _Stop) -> _Slip | None:
    """A line that should be an entry and has no colon, or no dash where the others of a list have one."""
    line = _line_without_colon(stop)
    if line is None:
        return None
    text, bare = stop.lines[line], re.sub(r"\s+#.*", "", stop.lines[line].strip())
    at = len(text) - len(text.lstrip())
    if stop.text.lstrip().startswith("- "):
        meant = f"- {bare.removeprefix('-').strip()}"
        return _Slip("expected `- ` before an item of a list, with a space after the dash", line, at, meant)
    if found := _ASSIGNED.match(text):
        meant = f"{found[1]}: {text[found.end() :].strip()}"
        return _Slip("expected a colon after the key, got `=`", line, text.index("=", at), meant)
    word = bare.split(maxsplit=1)
    meant = " ".join([f"{word[0]}:", *word[1:]])
    return _Slip(f"expected a colon after the key {word[0]!r}", line, at + len(word[0]), meant)


def _line_without_colon(stop: _Stop) -> int | None:
    if stop.context == "while scanning a simple key":
        return stop.opened[0]
    if not stop.reason.startswith("mapping values"):
        return None
    line, text = next(stop.before(), (0, ""))
    return line if text.strip() and not re.search(r":(\s|\Z)", text) else None


def _indent(stop: _Stop) -> _Slip | None:
    waits = ("mapping values", "did not find expected key", "did not find expected '-'")
    indent = len(stop.text) - len(stop.text.lstrip())
    if not stop.reason.startswith(waits) or not stop.text.strip() or stop.text[:indent].strip(" "):
        return None
    above = _open_indents(stop)
    if indent in above and not stop.reason.startswith("mapping values"):
        return None
    near = [*sorted(n for n in above if n < indent)[-1:], *sorted(n for n in above if n > indent)[:1]]
    keys = {n: stop.lines[above[n]].partition(":")[0].strip() for n in near}
    listed = " or ".join(f"{n} (line {above[n] + 1}: `{keys[n]}`)" for n in near)
    spaces = f"{indent} space{'' if indent == 1 else 's'}"
    message = f"wrong indent: {spaces}, where lines above have {listed}"
    return _Slip(message, stop.line, indent) if listed else None


def _open_indents(stop: _Stop) -> dict[int, int]:
    """Return the indents that are open in that line, each with its nearest line, innermost first."""
    found: dict[int, int] = {}
    for number, text in stop.before():
        indent = len(text) - len(text.lstrip())
        if not found or indent < min(found):
            found[indent] = number
        if indent == 0:
            break
    return found


def _second_document(stop: _Stop) -> _Slip | None:
    if "single document" not in stop.context:
        return None
    message = "a second document begins here, and a file holds one; take the line of dashes out"
    return _Slip(message, stop.line, stop.column)


_RULES: tuple[Callable[[_Stop], _Slip | None], ...] = (
    _odd_character,
    _second_document,
    _tab,
    _open_quote,
    _escape,
    _early_quote,
    _bracket,
    _begins_with_mark,
    _tight_colon,
    _colon_in_text,
    _no_colon,
    _indent,
)


def _in_quotes(text: str) -> str:
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _excerpt(lines: list[str], slip: _Slip) -> str:
    """Return the line and a caret below the column; of a long line the part round it."""
    if slip.line >= len(lines):
        return ""
    text = lines[slip.line]
    begin = max(0, slip.column - _WIDTH // 2) if len(text) > _WIDTH else 0
    shown = "".join(map(_visible, text[begin : begin + _WIDTH])).rstrip()
    before = sum(map(_columns, "".join(map(_visible, text[begin : slip.column]))))
    return f"{shown}\n{' ' * before}^"


def _visible(character: str) -> str:
    """Return a character, or its code where it would move the cursor."""
    return character if character.isprintable() else character.encode("unicode_escape").decode()


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
