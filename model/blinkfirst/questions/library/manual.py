"""The documentation as text: its pages lie beside the shipped scenarios, wherever blinkfirst is installed."""

from __future__ import annotations

import re
from pathlib import Path

from blinkfirst.errors import OptionError, hinted, nearest
from blinkfirst.files.text import read_text_file
from blinkfirst.scenario.library import shipped_folder

_PAGE_BYTES = 1_000_000
_COMMENT = re.compile(r"^<!--.*?-->\n?", re.M | re.S)
_PICTURE = re.compile(r"^!\[(.*?)\]\([^)]*\)", re.M | re.S)
_LINK = re.compile(r"\[([^\[\]]+)\]\((?!\w+:)([^)#\s]*)(?:#[^)\s]*)?\)")
_TITLE = re.compile(r"^# (.*)$", re.M)


def topics() -> dict[str, Path]:
    """Return the pages by name: path below the folder of the documentation, without ``.md``."""
    root = shipped_folder().parent / "docs"
    if not root.is_dir():
        raise OptionError("docs: the pages are missing; install blinkfirst again")
    return {path.relative_to(root).with_suffix("").as_posix(): path for path in sorted(root.rglob("*.md"))}


def title_of(path: Path) -> str:
    """Return the title of a page."""
    found = _TITLE.search(read_text_file(path, _PAGE_BYTES))
    return found[1] if found else path.stem


def topic_named(sought: str) -> str:
    """Return the page of a name, whole or its last part, in any spelling of a path to it.

    Raises `OptionError` when there is none, with the nearest.
    """
    known = list(topics())
    bare = sought.removeprefix("docs/").removesuffix(".md").strip("/")
    ends = [name for name in known if bare in (name, name.rpartition("/")[2], name.rpartition("/")[0])]
    whole = [name for name in (bare, f"{bare}/index") if name in known]
    if whole or len(ends) == 1:
        return (whole or ends)[0]
    if ends:
        raise OptionError(f"docs: {sought!r} may be any of: {', '.join(ends)}")
    by_end = {name.rpartition("/")[2]: name for name in known}
    near = nearest(bare, by_end) or nearest(bare, known)
    message = f"docs: no page is named {sought!r}; `blinkfirst docs` lists them"
    raise OptionError(hinted(message, near))


def page_text(topic: str) -> str:
    """Return a page as Markdown that needs no other file: links name pages, pictures say what they show."""
    path = topics()[topic]
    text = _COMMENT.sub("", read_text_file(path, _PAGE_BYTES))
    text = _PICTURE.sub(lambda found: f"(Picture: {found[1]})", text)
    return _LINK.sub(lambda found: _page_link(found[1], found[2], path), text)


def _page_link(words: str, target: str, page: Path) -> str:
    root = shipped_folder().parent / "docs"
    path = (page.parent / target).resolve()
    if not target or path == page.resolve():
        return words
    if path.suffix == ".md" and path.is_relative_to(root.resolve()):
        return f"{words} (`blinkfirst docs {path.relative_to(root.resolve()).with_suffix('').as_posix()}`)"
    return words
