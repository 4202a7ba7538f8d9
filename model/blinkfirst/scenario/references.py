"""Sources from a BibTeX file: the entries that a scenario cites, as if they stood under ``sources``."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from blinkfirst.errors import Place, Problem, ScenarioError, control_words, first_control, first_of, nearest
from blinkfirst.files.text import nearest_file, read_text_file, shown
from blinkfirst.scenario.nodes import Node, child, merged

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry, Field

BYTES_LIMIT = 5_000_000
ENTRIES_LIMIT = 20_000
FIELD_LIMIT, BRACES_LIMIT = 4_000, 200  # of a field that is read: characters, opening braces
_ENTRY = re.compile(r"@\s*\w*\s*[{(]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_ESCAPED = re.compile(r"\\([_%&#$~])(?:\{\})?")  # in addresses, which are no text
# who published a work, or where it appeared: the first of these fields that an entry has
_PUBLISHERS = (
    "publisher", "journal", "journaltitle", "institution", "organization", "school", "howpublished",
)  # fmt: skip


def references_of(node: Node, folder: FilePath) -> FilePath | None:
    """Return the BibTeX file that a file names under ``references``; beside it, and not elsewhere.

    Raises `ScenarioError` when that is no name of a BibTeX file, or of none that is there.
    """
    said = child(node, "references")
    if said is None:
        return None
    name = said.value
    if not isinstance(name, str) or FilePath(name).name != name or FilePath(name).suffix.lower() != ".bib":
        got = "a list or a table" if isinstance(name, dict | list) else repr(name)
        message = f"expected the name of a BibTeX file beside this one, as references.bib, got {got}"
        raise ScenarioError([Problem(said.place, "references", message)])
    path = folder / name
    if not path.exists():
        message = f"no BibTeX file named {name!r} in {shown(folder)}/"
        raise ScenarioError([Problem(said.place, "references", message, FilePath(nearest_file(path)).name)])
    return path


def with_references(tree: Node, files: Iterable[FilePath]) -> Node:
    """Return a composed tree with the entries of BibTeX files that it cites among its sources.

    What the tree says of a source itself counts before what a file says; a later file before an earlier one.
    Entries that are not cited are left out.

    Raises `ScenarioError` when a file cannot be read, or is no BibTeX.
    """
    declared = child(tree, "sources")
    wanted = set(_cited(tree)) | set(_table(declared))
    found: dict[str, Node] = {}
    for file in files:
        found |= _entries(file, wanted)
    assert isinstance(tree.value, dict)  # whoever composes checks
    table = {key: node for key, node in tree.value.items() if key != "references"}
    if found:
        known = Node(dict(sorted(found.items())), tree.place, tree.key)
        table["sources"] = known if declared is None else merged(known, declared)
    return replace(tree, value=table)


def _table(node: Node | None) -> Mapping[str, Node]:
    return node.value if node is not None and isinstance(node.value, dict) else {}


def _cited(node: Node) -> Iterator[str]:
    """Yield the names of sources that are cited anywhere in a tree."""
    below = _table(node)
    yield from _table(below.get("source"))
    rest = node.value if isinstance(node.value, list) else [n for key, n in below.items() if key != "source"]
    for one in rest:
        yield from _cited(one)


def _entries(file: FilePath, wanted: set[str]) -> dict[str, Node]:
    entries = _read(file)
    meant = {nearest(name, entries) for name in wanted - entries.keys()}
    return {key: _source(entries[key], shown(file)) for key in entries.keys() & (wanted | meant)}


def _read(file: FilePath) -> dict[str, Entry]:
    """Return the entries of a file by key; everything in it that is no BibTeX is a problem."""
    from bibtexparser.entrypoint import parse_string

    name = shown(file)
    text = read_text_file(file, BYTES_LIMIT)
    if (count := len(_ENTRY.findall(text))) > ENTRIES_LIMIT:
        raise ScenarioError.at(Place(name), f"expected at most {ENTRIES_LIMIT:,} entries, got {count:,}")
    for guest in ("bibtexparser", "pylatexenc"):
        logging.getLogger(guest).addHandler(logging.NullHandler())  # what they would say is said here
    library = parse_string(text)
    problems = [Problem(_place(block, name), "", _words(block)) for block in library.failed_blocks]
    if problems:
        raise ScenarioError(first_of(problems, name))
    return dict(library.entries_dict)


def _place(block: Block | Field, name: str) -> Place:
    return Place(name, (block.start_line or 0) + 1, 1)


def _words(block: Block) -> str:
    """Say what is wrong with a block that could not be read."""
    from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock

    if isinstance(block, DuplicateBlockKeyBlock):
        return f"the entry {block.key!r} appears twice"
    if isinstance(block, DuplicateFieldKeyBlock):
        return f"the field {', '.join(map(repr, sorted(block.duplicate_keys)))} appears twice in one entry"
    said = getattr(getattr(block, "error", None), "abort_reason", "")
    reason = f": {' '.join(said.split()).rstrip('.')}" if said else ""
    return f"expected an entry of BibTeX, as @article{{key, title = {{...}}}}{reason}"


def _source(entry: Entry, name: str) -> Node:
    """Return an entry as the table that a file would have under ``sources``."""
    place = _place(entry, name)
    fields = {field.key.lower(): (str(field.value), _place(field, name)) for field in entry.fields}

    def plain(*keys: str) -> str:
        return next((text for key in keys if key in fields and (text := _decoded(*fields[key]))), "")

    def bare(key: str) -> str:
        return _ESCAPED.sub(r"\1", fields[key][0]).strip() if key in fields else ""

    date = bare("date")
    year = plain("year") or date[:4]
    said: dict[str, Any] = {
        "title": plain("title"),
        "author": next((_authors(*fields[key]) for key in ("author", "editor") if key in fields), ""),
        "year": int(year) if year.isdecimal() and len(year) < 5 else year,
        "published": date if _DATE.match(date) else "",
        "publisher": plain(*_PUBLISHERS),
        "url": bare("url"),
        "doi": bare("doi"),
        "accessed": bare("urldate"),
    }
    table = {key: Node(value, place, place) for key, value in said.items() if value != ""}
    return Node(table, place, place)


def _authors(text: str, place: Place) -> str:
    """Return the names of an author field as they are printed, a body in its braces."""
    from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

    _check_size(text, place)
    names = []
    for name in split_multiple_persons_names(" ".join(text.split())):
        whole = name.startswith("{") and name.endswith("}")
        parts = parse_single_name_into_parts(name, strict=False)
        printed = _decoded(name if whole else parts.merge_first_name_first, place)
        names.append(f"{{{printed}}}" if whole else printed)
    *most, last = names or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _decoded(text: str, place: Place) -> str:
    r"""Return a text of LaTeX in plain letters, ``\"u`` as one, without its braces."""
    _check_size(text, place)
    if not any(mark in text for mark in "\\{}$~-`'"):
        return " ".join(text.split())
    from pylatexenc.latex2text import LatexNodes2Text

    try:
        decoded = str(LatexNodes2Text(math_mode="verbatim").latex_to_text(text))
    except Exception as error:  # of whatever kind: the reader is not made for broken LaTeX
        raise ScenarioError.at(place, f"expected a text of LaTeX, got {text[:60]!r}") from error
    if (at := first_control(decoded)) is not None:
        raise ScenarioError.at(place, control_words(decoded[at]))
    return " ".join(decoded.split())


def _check_size(text: str, place: Place) -> None:
    if len(text) > FIELD_LIMIT or text.count("{") > BRACES_LIMIT:
        message = f"expected a field of at most {FIELD_LIMIT:,} characters and {BRACES_LIMIT} braces"
        raise ScenarioError.at(place, message)
