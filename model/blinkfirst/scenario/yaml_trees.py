"""YAML to trees of nodes, read strictly and with places, and back.

PyYAML composes the tree; scalars are then typed by the rules of `scalar`, so that ``NO``, ``on``, ``12:30``
and ``010`` stay text. Size, nesting and aliases are bounded before anything is built: a file of a few lines
cannot unfold into gigabytes.
"""

from __future__ import annotations

import math
import re
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, TypeAlias
from unicodedata import normalize

import yaml

from blinkfirst.errors import Place, Problem, ScenarioError, control_words, first_control
from blinkfirst.files.text import note_reading, read_text_file, shown
from blinkfirst.scenario.nodes import Node, Path, Scalar, dotted, plain
from blinkfirst.scenario.yaml_errors import Quoted, syntax_problem

BYTES_LIMIT = 2_000_000
DEPTH_LIMIT = 40
NODES_LIMIT = 100_000
MAGNITUDE_LIMIT = 1e9

_SETTLED = 2_000_000_000  # nanoseconds after a change: from then on another change shows in the file's time
_Read: TypeAlias = tuple[Node, list[Problem]]  # a tree, and the duplicate keys and absurd numbers in it

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"-?(?=[0-9]|\.[0-9])(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]+)?\Z")
_TEXT_TAG = "tag:yaml.org,2002:str"
_PLAIN_TAGS = {_TEXT_TAG, "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """PyYAML's loader without any guess about what a plain scalar means."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012


def scalar(text: str) -> Scalar:
    """Type a plain scalar: number, ``true``, ``false``, nothing or text; an absurd number: `ValueError`."""
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    integer = bool(_INTEGER.match(text))
    if not integer and not _FLOAT.match(text):
        return text
    number = float(text) if len(text) < 400 else math.inf
    if not abs(number) <= MAGNITUDE_LIMIT:
        raise ValueError(f"expected a number of at most {MAGNITUDE_LIMIT:g} in size, got {text[:40]}")
    return int(text) if integer else number


def read_file(path: FilePath, problems: list[Problem] | None = None) -> Node:
    """Read a scenario or theatre file.

    Raises `ScenarioError` when the file cannot be read, is no YAML, or breaks a bound; with every duplicate
    key and absurd number in it.

    Parameters
    ----------
    path : of the file.
    problems : when given, duplicate keys and absurd numbers are added to it instead of being raised.
    """
    name = shown(path)
    node, found = _file_as_it_stands(path, name)
    if problems is not None:
        problems += found
    elif found:
        raise ScenarioError(found)
    return node


def _file_as_it_stands(path: FilePath, name: str) -> _Read:
    """Return what is in a file: as it was read before, if nobody can have written to it since.

    Clocks of file systems have coarse ticks, so a file that has just been written to may change again and
    look the same; it is read every time.
    """
    try:
        status = path.stat()
    except OSError:
        return _read(path, name)  # which says what is wrong
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    if not stat.S_ISREG(status.st_mode) or time.time_ns() - changed < _SETTLED:
        return _read(path, name)
    note_reading(status)
    return _read_before(path, name, (status.st_dev, status.st_ino, status.st_size, changed))


@lru_cache(maxsize=128)
def _read_before(path: FilePath, name: str, _: tuple[int, ...]) -> _Read:
    return _read(path, name)


def _read(path: FilePath, name: str) -> _Read:
    problems: list[Problem] = []
    return read_text(read_text_file(path, BYTES_LIMIT), name, problems), problems


def read_text(text: str, name: str, problems: list[Problem] | None = None) -> Node:
    """Read YAML text; ``name`` stands in error messages where a file's name would."""
    text = text if text.isascii() else normalize("NFC", text)
    try:
        _bound(text, name)
        root = yaml.compose(text, Loader=_Loader)
    except UnicodeEncodeError:  # bytes of an option that are no text
        raise ScenarioError([Problem(Place(name), "", "expected UTF-8 text, got other bytes")]) from None
    except yaml.YAMLError as error:
        raise ScenarioError([syntax_problem(error, text, name, _quoted_texts(text))]) from None
    if root is None:
        raise ScenarioError([Problem(Place(name), "", "expected a table, got an empty file")])
    builder = _TreeBuilder(name)
    node = builder.build(root, (), None)
    if builder.merges:
        raise ScenarioError([_merging(builder.merges)])
    if problems is not None:
        problems += builder.problems
    elif builder.problems:
        raise ScenarioError(builder.problems)
    return node


def read_option(text: str, option: str) -> Node:
    """Read the value of an option such as ``--set path=value``: a scalar, or YAML in one line."""
    return read_text(text, option) if text.strip() else Node("", Place(option), Place(option))


@dataclass(frozen=True)
class _Size:
    """Size of what an anchor unfolds to: values, and levels of tables and lists."""

    nodes: int
    depth: int


@dataclass
class _Opened:
    """A table or list being read: its anchor, the values before it, and the levels it has so far."""

    anchor: str | None
    nodes_before: int
    levels: int = 1


def _bound(text: str, name: str) -> None:
    """Refuse deep nesting and alias bombs by looking at events only, before any tree is built."""
    count = 0
    sizes: dict[str, _Size] = {}
    opened: list[_Opened] = []
    for event in yaml.parse(text, Loader=_Loader):
        mark = event.start_mark
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
        depth = len(opened)
        if isinstance(event, yaml.AliasEvent):
            if any(outer.anchor == event.anchor for outer in opened):
                message = f"the alias *{event.anchor} stands inside what it stands for"
                raise ScenarioError([Problem(place, "", message)])
            size = sizes.get(event.anchor or "", _Size(0, 0))  # an unknown one is the composer's to report
            count += size.nodes
            depth += size.depth
            if opened:
                opened[-1].levels = max(opened[-1].levels, size.depth + 1)
        elif isinstance(event, yaml.NodeEvent):
            count += 1
        if isinstance(event, yaml.CollectionStartEvent):
            opened.append(_Opened(event.anchor, count))
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            closed = opened.pop()
            if closed.anchor:
                sizes[closed.anchor] = _Size(count - closed.nodes_before + 1, closed.levels)
            if opened:
                opened[-1].levels = max(opened[-1].levels, closed.levels + 1)
        elif isinstance(event, yaml.ScalarEvent) and event.anchor:
            sizes[event.anchor] = _Size(1, 0)
        if depth > DEPTH_LIMIT:
            message = f"expected at most {DEPTH_LIMIT} levels of nesting, got more"
            raise ScenarioError([Problem(place, "", message)])
        if count > NODES_LIMIT:
            message = f"expected at most {NODES_LIMIT:,} values once aliases are unfolded, got more"
            raise ScenarioError([Problem(place, "", message)])


def _quoted_texts(text: str) -> Iterator[Quoted]:
    """Yield the quoted texts of what can be read."""
    try:
        for token in yaml.scan(text, Loader=_Loader):
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                start, end = token.start_mark, token.end_mark
                yield Quoted(start.line, start.column, end.line, end.column)
    except yaml.YAMLError:
        return


def _merging(places: list[Place]) -> Problem:
    """Return the one thing to say about merge keys; what they would have brought is not called missing."""
    more = f" (and in {len(places) - 1:,} more places)" if len(places) > 1 else ""
    message = f"merge keys (`<<`) are not read: write out what they would bring, or use `extends`{more}"
    return Problem(places[0], "", message)


class _TreeBuilder:
    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.merges: list[Place] = []

    def build(self, raw: yaml.Node, path: Path, key: Place | None) -> Node:
        place = self._place(raw)
        if raw.tag not in _PLAIN_TAGS:
            self._problem(place, path, f"expected a plain value, got the YAML tag {raw.tag!r}")
        if isinstance(raw, yaml.MappingNode):
            return Node(self._table(raw, path), place, key or place)
        if isinstance(raw, yaml.SequenceNode):
            items = [self.build(item, (*path, i), None) for i, item in enumerate(raw.value)]
            return Node(items, place, key or place)
        assert isinstance(raw, yaml.ScalarNode)
        quoted = raw.style in ("'", '"')
        inside = Place(self.name, place.line, place.column + 1) if quoted else place
        one_line = raw.start_mark.line == raw.end_mark.line and raw.style not in ("|", ">")
        return Node(self._scalar(raw, place, path), inside, key or inside, one_line)

    def _table(self, raw: yaml.MappingNode, path: Path) -> dict[str, Node]:
        table: dict[str, Node] = {}
        for key_node, value_node in raw.value:
            key_place = self._place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self._problem(key_place, path, "expected a name as key, got a list or a table")
                continue
            key = self._text(key_node, key_place, path)
            if key == "<<" and not key_node.style:
                self.merges.append(key_place)
                continue
            if key in table:
                message = f"duplicate key; it appears already in line {table[key].key.line}"
                self._problem(key_place, (*path, key), message)
                continue
            table[key] = self.build(value_node, (*path, key), key_place)
        return table

    def _scalar(self, raw: yaml.ScalarNode, place: Place, path: Path) -> Scalar:
        if raw.style:
            return self._text(raw, place, path)
        try:
            return scalar(raw.value)
        except ValueError as error:
            self._problem(place, path, str(error))
            return 0  # stands in for the number, so that nothing else is said about its place

    def _text(self, raw: yaml.ScalarNode, place: Place, path: Path) -> str:
        """Return a text as it is; escapes in double quotes may have put a control character into it."""
        text = str(raw.value)
        at = first_control(text)
        if at is not None:
            self._problem(place, path, control_words(text[at]))
        return text

    def _place(self, raw: yaml.Node) -> Place:
        return Place(self.name, raw.start_mark.line + 1, raw.start_mark.column + 1)

    def _problem(self, place: Place, path: Path, message: str) -> None:
        self.problems.append(Problem(place, dotted(path), message))


class _Dumper(yaml.SafeDumper):
    """Block style, in written order; no aliases, which our reader would count against the file."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _as_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    """Quote what our reader would take for a number (``1e5``) though PyYAML would not."""
    if any(mark in text for mark in "\x85\u2028\u2029"):  # line breaks that PyYAML would fold
        return dumper.represent_scalar(_TEXT_TAG, text, style='"')
    try:
        plain_text = scalar(text) == text
    except ValueError:
        plain_text = False
    return dumper.represent_scalar(_TEXT_TAG, text, style=None if plain_text else "'")


_Dumper.add_representer(str, _as_text)


def yaml_text(composed: Node) -> str:
    """Return a composed tree as YAML text; loading it gives the same scenario.

    Texts that a YAML reader could take for something else (``NO``, ``12:30``, ``+1``) come out in quotes.
    """
    return str(yaml.dump(plain(composed), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120))
